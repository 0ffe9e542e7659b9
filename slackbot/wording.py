"""Every sentence that the bot says, in one place. Pure: values in, text out.

Plain and kind; an error says what is wrong and what to do; field labels stand with their fields (`form_fields`), and
what the law or a guideline says comes from the rules. Nothing here holds patient facts. Dates are written out as text,
because Slack's own date format can show the day before in another time zone.
"""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from rules.model import Deadline, Money, Strength
from slackbot.appeal import Appeal, Event, Status

COMMAND: Final = "/mri-appeal"
SOON: Final = 7  # days in which something is due soon


# ---- dates and numbers ----------------------------------------------------------------------------------------------


def day(value: date) -> str:
    """A calendar date: "Fri 30 Apr 2027"."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def moment(at: datetime, zone: str) -> str:
    """An aware instant on the clinic's clock: "Mon 23 Nov 2026, 14:05 EST"."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{day(there)}, {there:%H:%M %Z}"


def count(number: int, thing: str) -> str:
    """A number with its noun: "1 day", "3 days"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def days_left(days: int) -> str:
    """How far off a day is: "158 days left", "today", "3 days overdue"."""
    if days == 0:
        return "today"
    return f"{count(days, 'day')} left" if days > 0 else f"{count(-days, 'day')} overdue"


def hours_left(hours: int) -> str:
    """How far off an instant is: in hours, from two days on in days."""
    if hours == 0:
        return "now"
    if abs(hours) >= 48:
        return days_left(round(hours / 24))
    return f"{count(hours, 'hour')} left" if hours > 0 else f"{count(-hours, 'hour')} overdue"


def zone_note(zone: str) -> str:
    """Which days are meant."""
    return f"Dates are calendar days, {zone_name(zone)} time."


def zone_name(zone: str) -> str:
    """A time zone as people call it: "America/New_York" is "New York"."""
    return zone.rpartition("/")[2].replace("_", " ")


# ---- the case in a few words ----------------------------------------------------------------------------------------

STRENGTH: Final = {
    Strength.STRONG: "strong",
    Strength.ARGUABLE: "arguable: one thing is still open",
    Strength.WEAK: "weak",
    Strength.UNSUPPORTED: "not supported as it stands",
}
STRENGTH_TITLE: Final = {
    Strength.STRONG: "This case is strong",
    Strength.ARGUABLE: "This case can be argued, but something is still open",
    Strength.WEAK: "This case is weak as it stands",
    Strength.UNSUPPORTED: "No checked criterion supports this scan as the case stands",
}
STATUS: Final = {
    Status.PREPARING: "being prepared",
    Status.SUBMITTED: "sent, waiting for the decision",
    Status.OVERTURNED: "approved: the denial was overturned",
    Status.PARTLY: "partly approved",
    Status.UPHELD: "denial upheld",
    Status.WITHDRAWN: "withdrawn",
}


def capital(text: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def spoken(identifier: str) -> str:
    """An id of the rulebook as a person reads it: "lumbar_spine" is "Lumbar spine"."""
    return identifier.replace("_", " ").capitalize()


def exam(appeal: Appeal) -> str:
    """The scan: "Lumbar spine MRI (72148)"."""
    return f"{spoken(appeal.intake.exam.region)} MRI ({appeal.intake.exam.cpt})"


def title(appeal: Appeal) -> str:
    """The number and the scan: "#12 · Lumbar spine MRI (72148)"."""
    return f"#{appeal.number} · {exam(appeal)}"


def level_name(appeal: Appeal) -> str:
    """The step of the legal route that is being worked at."""
    return appeal.filing.name if appeal.filing else spoken(appeal.assessment.level)


def who_and_where(appeal: Appeal) -> str:
    """Insurer, level, the clinic's own case number; may hold typed text, so for plain text only."""
    parts = (appeal.intake.coverage.insurer, level_name(appeal), f"case {appeal.intake.reference}")
    return " · ".join(part for part in parts if part)


def file_by(deadline: Deadline | None, today: date) -> str:
    """When to file: "file by Fri 30 Apr 2027 (safe), latest Tue 4 May 2027 · 158 days left"."""
    if deadline is None:
        return "no filing date: the rules name none for this level"
    if deadline.safe is None:
        return "no date can be counted here: the notice or the plan sets it"
    latest = f", latest {day(deadline.latest)}" if deadline.latest and deadline.latest != deadline.safe else ""
    return f"file by {day(deadline.safe)} (safe){latest} · {days_left((deadline.safe - today).days)}"


def due(deadline: Deadline) -> str:
    """A step's dates in short, without what is left."""
    if deadline.hours is not None:
        return f"within {count(deadline.hours, 'hour')}"
    if deadline.safe is None:
        return "not running yet"
    latest = f", latest {day(deadline.latest)}" if deadline.latest and deadline.latest != deadline.safe else ""
    passed = " — this date has passed" if deadline.passed else ""
    return f"by {day(deadline.safe)} (safe){latest}{passed}"


def decision_due(appeal: Appeal) -> str:
    """By when the insurer must answer a submission, as the rules count it."""
    submission = appeal.submission
    if submission is None or submission.due is None:
        return "No rule that we checked sets a date for the decision: ask the insurer when it will be."
    there = submission.due.astimezone(ZoneInfo(appeal.time_zone))
    when = moment(there, appeal.time_zone) if submission.due_is_instant else day(there)
    return f"The insurer must decide by {when}."


def sent_in_words(appeal: Appeal) -> str:
    """That the appeal of this level was sent, as the contact log has it."""
    return f"{level_name(appeal)}: sent."


def money(amount: Money) -> str:
    """An amount with its currency: "USD 1,450.00"."""
    return f"{amount.currency} {amount.value:,.2f}"


def lit(text: str, due: date | None, today: date) -> str:
    """`text` with a colour for what it says already: overdue, due soon, in time; without one where nothing is due."""
    if due is None:
        return text
    days = (due - today).days
    return f"{'🔴' if days < 0 else '🟠' if days <= SOON else '🟢'} {text}"


def checklist_count(appeal: Appeal) -> str:
    """How much is done: "checklist 2 of 8"."""
    return f"checklist {appeal.done} of {len(appeal.to_do)}"


# ---- notification and screen reader texts: number and dates, nothing about the patient ------------------------------


def card_text(appeal: Appeal, today: date) -> str:
    """The card, said in one line."""
    if appeal.status is Status.PREPARING:
        return f"Appeal #{appeal.number}: {file_by(appeal.filing, today)}. {checklist_count(appeal).capitalize()}."
    if appeal.status is Status.SUBMITTED:
        return f"Appeal #{appeal.number} was sent. {decision_due(appeal)}"
    return f"Appeal #{appeal.number} is closed. {capital(STATUS[appeal.status])}."


def assessment_text(appeal: Appeal) -> str:
    """The assessment, said in one line."""
    return f"Assessment of appeal #{appeal.number}: {STRENGTH[appeal.assessment.strength]}."


def checklist_text(appeal: Appeal) -> str:
    """The checklist, said in one line."""
    return f"Checklist of appeal #{appeal.number}: {appeal.done} of {len(appeal.to_do)} done."


def letter_text(appeal: Appeal) -> str:
    """The letters, said in one line."""
    return f"Draft letter for appeal #{appeal.number}: a short preview; the files are in this thread."


# ---- answers --------------------------------------------------------------------------------------------------------

PRIVACY: Final = (
    "Please enter no patient name, birth date, phone or member number: your own case number and the clinical facts are "
    "enough. Names go into the letter outside Slack."
)
RESUMED: Final = "This is the form that you began earlier: your entries are still there. You can go on or start over."
UNSAVED: Final = "It could not be saved just now. Nothing is lost: your entries are still here. Try again in a minute."
FORM_GONE: Final = (
    f"This form was open for more than a day, so its entries were deleted. Close it and start again with {COMMAND}."
)
STARTING_OVER: Final = "Starting over …"
NOT_RIGHT_NOW: Final = f"The form could not be opened in time. Please try {COMMAND} again."
FUTURE_DATE: Final = "This date is in the future. Enter the day on which it happened, today at the latest."
DECISION_BEFORE_SENDING: Final = (
    "This is before the day on which the appeal was sent. Check the date on the decision letter."
)
NOTICE_NEEDED: Final = "Enter the date printed on the new notice: the next deadlines are counted from it."
PICK_CHANNEL: Final = "Choose the channel in which the appeal shall be worked on."
CASE_FILE: Final = "Assessment, letters and checklist are in this message's thread."


def identifier_found(kind: str, part: str) -> str:
    """Shown under the field, to the one who typed it, and nowhere else."""
    return f"“{part}” looks like {kind}. Please take it out: nothing that identifies the patient is kept here."


def not_kept(labels: str) -> str:
    """Said where going back or closing dropped an entry."""
    return f"Not kept, because it looked like a patient identifier: {labels}."


MESSAGE: Final = "From the message"
MESSAGE_HINT: Final = "Its text goes nowhere by itself: press the button where it holds what the notice says."
TAKE_OVER: Final = "Use as the notice's words"
FILE_NOT_TAKEN: Final = (
    "Not every file of the message comes along: only documents and pictures in Slack, up to 10 MB each, ten at most. "
    "The message keeps them all."
)


def files_come_along(count_: int) -> str:
    """Said in a form that was begun on a message with files."""
    return f"{count(count_, 'file')} of the message will be copied into the appeal's thread."


def message_not_taken(kind: str, part: str) -> str:
    """Why the text of a message is not in the form; shown to the one who began the form, and nowhere else."""
    return f"The message's text is left out: “{part}” in it looks like {kind}, and nothing of that kind is kept here."


def step_title(step: int, steps: int) -> str:
    """A modal's title with the progress."""
    return f"MRI appeal {step} of {steps}"


def earlier_step(problems: str) -> str:
    """Said at the top of a step that has to be corrected before the user can go on."""
    return f"Something on this page has to be corrected first. {problems}"


def unknown_command(meant: str) -> str:
    """The answer to anything but the words that the command knows; `meant` is the likeliest of them, or empty."""
    likely = f" Did you mean “{COMMAND} {meant}”?" if meant else ""
    return (
        f"I do not know that.{likely} {COMMAND} alone opens the form; {COMMAND} list shows the open appeals of this "
        f"channel; {COMMAND} help explains all that I know. Please type no patient details here."
    )


def failed(reference: str) -> str:
    """The answer to the user where the program failed; the reference is in the log."""
    return (
        f"Something went wrong on our side, and it has been logged. Please try again. If it happens again, tell the "
        f"person who looks after this bot the reference {reference}."
    )


def cannot_post(number: int, *, direct: bool) -> str:
    """Sent to the creator where the bot is not a member of the channel, or of the `direct` messages."""
    if direct:
        return (
            f"Appeal #{number} is saved, but I cannot write in a direct message between people. {COMMAND} show "
            f"{number} shows it to you alone. To work on it with letters and reminders, start it again in a channel "
            "that I am in, or in your messages with me."
        )
    return (
        f"Appeal #{number} is saved, but I am not a member of its channel, so I cannot post it there. Open the "
        "channel, type /invite and my name, and the appeal appears by itself within a few minutes."
    )


# ---- the assessment -------------------------------------------------------------------------------------------------

CUT_SHORT: Final = "This is the first part. The whole assessment is longer than one Slack message can hold."
UNCONFIRMED: Final = "Not confirmed in a source that we checked: compare with the notice before you rely on it."


def rulebook_note(version: str, on: date) -> str:
    """What the assessment rests on."""
    return (
        f"Assessed on {day(on)} with rulebook {version}. A help for preparing the appeal, no legal or medical advice."
    )


# ---- the form -------------------------------------------------------------------------------------------------------

CHECK_INTRO: Final = "Nothing is saved as an appeal yet. Read what the rules say; you can go back and change anything."
AS_TYPED: Final = "Use it as typed: it is new here"
ADD_ROW: Final = {"treatment": "Add another treatment", "imaging": "Add another earlier study"}
REMOVE_ROW: Final = {"treatment": "Remove this treatment", "imaging": "Remove this study"}
NOTHING_ENTERED: Final = "nothing entered yet"


def field_error(label: str, message: str) -> str:
    """A fault that the rules found, as it stands under its field."""
    whole = f"{label} {message}" if message.startswith(("is ", "has ", "must ")) else capital(message)
    return whole if whole.endswith((".", "?", "!")) else f"{whole}."


# ---- card, checklist, letter, reminder ------------------------------------------------------------------------------

EXPEDITED: Final = "expedited: ask the insurer for the fast decision"
NEEDED: Final = "Needed"
NOBODY_OWNS: Final = "Nobody owns this appeal"
HELPFUL: Final = "Helpful"
WHY: Final = "Why"
LETTER_INTRO: Final = "A draft for the ordering clinician to check, complete outside Slack, and sign. Preview:"
BEFORE_SENDING: Final = "Before sending"
NEXT_ASK_INSURER: Final = "If there is no answer yet, call the insurer. Then record the decision."


def hours_since(hours: int) -> str:
    """How long something waits: in hours, from two days on in days."""
    return f"for {count(hours, 'hour')}" if hours < 48 else f"for {count(hours // 24, 'day')}"


# ---- help -----------------------------------------------------------------------------------------------------------

HELP_TITLE: Final = "MRI appeals: from the denial to the decision"
HELP_LINES: Final = f"""\
{COMMAND} — fill in the form for a denied scan, or go on with the one that you began
{COMMAND} list — the open appeals of this channel, the most urgent first
{COMMAND} due — those that are overdue or due within a week
{COMMAND} mine — those that you own or stand in for; the Home tab shows yours of all channels
{COMMAND} show 12 — appeal #12 in short
{COMMAND} calendar — your dates of all channels, as a file or as an address that your calendar reads
{COMMAND} stats — how the appeals of this channel ended, beside published rates, with a chart and a table
{COMMAND} settings — letterhead, time zone, clinicians and defaults of this channel
{COMMAND} help — this page

The shortcut “Start MRI appeal” opens the form too: on a message it takes the text and the documents along, elsewhere \
it asks for the channel.

You get an honest assessment, a draft letter as Word and PDF, a checklist, and reminders before each deadline, all in \
the thread of one card. Tick the boxes as things get done; press “Mark submitted” when the appeal is sent and “Record \
decision” when the insurer answers."""
HELP_LIMITS: Final = (
    "“Safe” is the date that no reading of the rule can defeat; “latest” is what the rule allows. Where the notice "
    "gives other dates, ask a person. The letters are drafts for the ordering clinician; this is no legal or medical "
    "advice."
)

STEP_DONE: Final = "Next step done"
NEXT_SEND: Final = "send it, then press “Mark submitted”"
NEXT_SOMEBODY: Final = "somebody takes it over: press “Claim”"
SIGN_OFF_YES: Final = "Record this as sign-off"
TOO_LATE_TO_SIGN: Final = "There is no letter to sign off: this appeal was sent already, or is closed."
ONLY_CLINICIANS: Final = (
    f"Only the clinicians of this channel sign off. {COMMAND} settings shows who they are, and there the ordering "
    "clinician can be added."
)
TOO_LATE_TO_EDIT: Final = (
    "This appeal was sent already, or is closed, so its facts stay as the insurer has them. If it goes on to the next "
    "level, they can be changed there."
)
EDIT_INTRO: Final = "Nothing is changed yet. Assessment, letter, checklist and deadlines will follow what you save."
NO_CLINICIANS: Final = f"It is not set yet who signs off here. Choose the clinicians with {COMMAND} settings first."
SETTINGS_INTRO: Final = "They count for the appeals of this channel, for letters and forms from now on."
ZONE_HINT: Final = "An IANA name, for example America/Chicago. Appeals that are open keep theirs."
HOURS_HINT: Final = "On working days: weekends and the public holidays of the country are left out."
CLAIM_HINT: Final = "In working hours, 1 to 40."
CLINICIANS_HINT: Final = "Nobody else can sign off a letter here, but for the group below."
GROUP_HINT: Final = "A Slack user group: whoever is in it can sign off, too."
GROUP_SET_BEFORE: Final = "The group that was set before"
PLAN_ELSEWHERE: Final = "This plan type is of another country than the one chosen. Change one of the two."
NOT_ALL_HERE: Final = "Somebody here is not in this channel. Invite them first, or take them out."
DAYS_BEFORE_HINT: Final = "Numbers with commas, 1 to 90; on the day itself always. On a day off it comes earlier."
HOURS_BEFORE_HINT: Final = "For what runs by the hour, as expedited appeals do. Numbers with commas, 1 to 168."
OVERDUE_HINT: Final = "On how many working days after it you are reminded, 1 to 30. Then the digest goes on."
BACKUP_FROM_HINT: Final = "So many days before the date, 0 to 90. Before that only the owner is called."
CHANNEL_FROM_HINT: Final = "So many days before the date; 0 is on the day itself."
QUIET_HINT: Final = "From then until you open, and on days off, only what runs by the hour is said."
DIGEST_HINT: Final = "What is due, overdue and waiting, once a week in the morning. Leave it empty for none."
SETTING_TOO_LONG: Final = "This is too long. Shorten it to 150 characters a line, 8 lines at most."
SETTING_ERRORS: Final = {
    "npi": "An NPI has ten digits. Leave it empty where you have none.",
    "time_zone": "This is no IANA time zone. Write for example America/New_York.",
    "closes": "The hours end before they begin. Choose a later time.",
    "claim_within": "Enter a whole number of hours, 1 to 40.",
    "days_before": "Enter up to eight whole numbers from 1 to 90, with commas, for example 14, 7, 3, 1.",
    "hours_before": "Enter up to eight whole numbers from 1 to 168, with commas, for example 24, 8, 2.",
    "overdue_at_most": "Enter a whole number of days, 1 to 30.",
    "backup_from": "Enter a whole number of days, 0 to 90.",
    "channel_from": "Enter a whole number of days, 0 to 90.",
}


def sign_off_question(number: int) -> str:
    """Asked where a clinician agrees in the thread."""
    return f"Is that your sign-off of the letter of appeal #{number}? It is recorded with your name and the time."


NOT_ASSIGNED: Final = "nobody"
ARRANGE: Final = "Assign, date, not needed"
ADD_ITEM: Final = "Add an item"
NEW_ITEM_HINT: Final = "For example a document that the insurer asked for. No patient details."
NEW_ITEM_DUE_HINT: Final = "The day that the insurer, or you, set for it."
WHO_ASKS: Final = {"insurer": "The insurer asked for it", "team": "We want it ourselves"}
TOO_MANY_ITEMS: Final = "20 items were added to this checklist, which is all it holds. Write the rest into the thread."
DUE_PAST: Final = "This day is past. Choose today or a later day."
HAND_OVER_INTRO: Final = "Everybody in the channel can work on the appeal; the owner is the one who is reminded."
OWNER_HINT: Final = "Leave it empty where nobody owns it for now."
BACKUP_HINT: Final = "Who looks after it while the owner is away."
NOTE_HINT: Final = "What the new owner should know; it stands in the thread. No patient details."
NOT_NEEDED_HINT: Final = "The reason, where this case does not need it; empty where it does. It stands in the thread."
NOT_IN_THIS_CHANNEL: Final = "This person is not in the appeal's channel. Invite them there first."
OWN_BACKUP: Final = "The backup stands in for the owner, so choose somebody else."
NOTE_FOR_NOBODY: Final = "A note goes with a new owner. Choose one, or take the note out."

# ---- the forms behind the card --------------------------------------------------------------------------------------

SUBMIT_INTRO: Final = "The insurer's time for its decision runs from here, and the reminders follow it."
CONFIRMATION_HINT: Final = "Of the fax, the portal or the parcel. No member or claim number."
NOT_SENT_YET: Final = (
    "This appeal was not marked as sent, so it can only be withdrawn. If it was sent, press “Mark submitted” first."
)
NEW_NOTICE_HINT: Final = "Where you go on with the next level: its deadlines are counted from this notice."
REST_HINT: Final = (
    "Where a part was approved and you go on with the rest: press “Edit” on the card afterwards, so that facts and "
    "letter are only about what is still denied. The approval of the other part is watched as well."
)
FUTURE_TIME: Final = "This is in the future. Enter when the insurer received it."
NOT_A_TIME: Final = "Enter the day and the time."
PICK_OUTCOME: Final = "Choose what the insurer decided, or that you withdraw."


def clock_note(zone: str) -> str:
    """Whose clock a time is on."""
    return f"{zone_name(zone)} time."


# ---- the lines in the thread ----------------------------------------------------------------------------------------

SOMEBODY: Final = "Somebody"
CHANGES: Final = {
    "ticked": "checked off",
    "unticked": "opened again",
    "claimed": "took over the appeal",
    "handed_over": "handed the appeal over",
    "released": "gave the appeal up: nobody owns it now",
    "backup": "changed who stands in for the owner",
    "assigned": "assigned",
    "signed_off": "signed off: a clinician stands behind the letter",
    "amended": "changed the facts; assessment, letter, checklist and deadlines follow. Changed:",
    "letter_ready": "marked the letter as ready",
    "letter_asked": "asked for another letter",
    "not_needed": "marked as not needed",
    "needed": "marked as needed after all",
    "added": "added to the checklist",
    "submitted": "recorded that the appeal was sent",
    "overturned": "recorded the decision: approved, the denial was overturned",
    "partly": "recorded the decision: part of the denial was overturned",
    "upheld": "recorded the decision: the denial was upheld",
    "withdrawn": "withdrew the appeal",
    "contacted": "logged a contact with the insurer",
    "call_asked": "asked for a peer-to-peer call",
    "call_overturned": "recorded the peer-to-peer call: the denial was overturned",
    "call_upheld": "recorded the peer-to-peer call: the denial stands",
    "call_new_facts": "recorded the peer-to-peer call: new facts are wanted",
    "call_no_show": "recorded that the peer-to-peer call did not take place",
    "snoozed": "put a reminder off",
    "approved": "noted the insurer's approval",
    "scanned": "noted that the scan was done",
    "escalated": "took the appeal to the next level: assessment, letter and checklist are new",
}


ABOUT_AN_ITEM: Final = frozenset({"ticked", "unticked", "assigned", "not_needed", "needed", "added"})


def change_text(appeal: Appeal, event: Event, who: str) -> str:
    """What somebody did in one line, for notifications: without a checklist item's words and anything typed."""
    if event.what == "amended":
        return f"Appeal #{appeal.number}: {who} changed the facts; assessment, letter and deadlines follow."
    thing = " an item of the checklist" if event.what in ABOUT_AN_ITEM - {"added"} else ""
    return f"Appeal #{appeal.number}: {who} {CHANGES[event.what]}{thing}."
