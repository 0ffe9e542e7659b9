"""Sentences of reminders, snoozes and digests; the rest stands in wording.py. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from rules.deadlines import AFTER_THE_DEADLINE
from slackbot import wording_insurer as insurer
from slackbot.appeal import Appeal, Decision, Status
from slackbot.digest import Digest
from slackbot.rows import Row
from slackbot.schedule import HOUR, Reminder
from slackbot.statistics import sums
from slackbot.watch import Kind
from slackbot.wording import (
    COMMAND,
    NEXT_ASK_INSURER,
    STATUS,
    count,
    day,
    days_left,
    hours_left,
    hours_since,
    level_name,
    moment,
    money,
)

_WHAT: Final[dict[Kind, str]] = {
    "filing": "{level}: send it by",
    "latest": "{level}: the safe date has passed. The last day by the rule is",
    "route": "Another way, {step}, is open until",
    "decision": "The insurer's decision is due",
    "unsent": "This appeal is expedited and was not sent yet. It waits since",
    "call": "A peer-to-peer call was offered for",
    "call_result": "The peer-to-peer call has no result yet. The last time that was offered was",
    "item": "A checklist item is to be done by",
    "unowned": "Nobody owns this appeal. Somebody should have claimed it by",
    "approval": insurer.APPROVAL_ENDS,
}
_SEND: Final = "When it is sent, press “Mark submitted”."
_NEXT: Final[dict[Kind, str]] = {
    "filing": _SEND,
    "latest": _SEND,
    "route": "Decide whether to take it as well; the assessment in the thread says how.",
    "decision": NEXT_ASK_INSURER,
    "unsent": _SEND,
    "call": "The brief is in the thread.",
    "call_result": "Record how it ended, or ask for another time on the card.",
    "item": "Press “Done” when it is.",
    "unowned": "Press “Claim” to take it over.",
    "approval": insurer.NEXT_SCAN,
}


def what(appeal: Appeal, due: Reminder) -> str:
    """What a reminder is about, up to the date that follows; holds nothing that somebody typed."""
    steps = (step.name for step in appeal.assessment.deadlines if step.id == due.watch.subject)
    return _WHAT[due.watch.kind].format(level=level_name(appeal), step=next(steps, ""))


def when(appeal: Appeal, due: Reminder) -> str:
    """The day, or the instant on the clinic's clock."""
    at = due.watch.due
    return moment(at, appeal.time_zone) if isinstance(at, datetime) else day(at)


def left(due: Reminder, now: datetime, today: date) -> str:
    """How far off it is, seen from now."""
    at = due.watch.due
    if not isinstance(at, datetime):
        return days_left((at - today).days)
    hours = round((at - now) / HOUR)
    return hours_since(-hours) if due.watch.kind == "unsent" else hours_left(hours)


def next_step(appeal: Appeal, due: Reminder, today: date) -> str:
    """What to do about it; what the rules give where a date has gone by."""
    kind, past = due.watch.kind, _is_past(due, today)
    if kind == "latest" and past:
        return AFTER_THE_DEADLINE
    open_items = len(appeal.to_do) - appeal.done
    open_work = f"{count(open_items, 'checklist item')} still open. " if open_items and _NEXT[kind] is _SEND else ""
    missed = appeal.submission.if_missed if appeal.submission and kind == "decision" and past else ""
    rule = f" If the clock is missed: {missed.rstrip('.')}." if missed else ""
    return f"{open_work}{_NEXT[kind]}{rule}"


def text(appeal: Appeal, due: Reminder, now: datetime, today: date) -> str:
    """A reminder, said in one line: number and dates, nothing about the patient."""
    return f"#{appeal.number}: {what(appeal, due)} {when(appeal, due)} ({left(due, now, today)})."


def reason(appeal: Appeal, due: Reminder) -> str:
    """Why it is sent just then: which offset of the policy, and how the law's date was counted."""
    steps = (step.counted for step in appeal.assessment.deadlines if step.id == due.watch.subject)
    counted = next(steps, "")
    if due.watch.kind == "decision" and appeal.submission:
        counted = appeal.submission.due_basis
    return f"{_offset(due)}{f'; {counted}' if counted else ''}"


def _offset(due: Reminder) -> str:
    """How far from what is watched it is planned: "14 days before", "on the day", "8 hours before"."""
    name = due.id.removeprefix(due.watch.key)
    if name.startswith(":until-"):
        return f"it was put off until {day(date.fromisoformat(name.removeprefix(':until-')))}"
    if name in {"-day", "-instant"}:
        return "it is the day" if name == "-day" else "it is the time"
    number, unit = int(name[:-1]), "day" if name.endswith("d") else "hour"
    return f"it is {count(abs(number), unit)} {'before' if number < 0 else 'after'}"


def reminder_text(line: str) -> str:
    """One reminder, for notifications."""
    return f"Reminder for appeal {line}"


def several_text(lines: Sequence[str], number: int) -> str:
    """Several reminders in one, for notifications."""
    return " ".join((f"{count(number, 'reminder')} for today.", *lines))


def several_title(number: int) -> str:
    """The heading of several reminders."""
    return f"Due today or soon: {count(number, 'reminder')}"


def more(number: int) -> str:
    """What did not fit."""
    return f"And {count(number, 'more reminder')}: {COMMAND} due lists all that is due in this channel."


def _is_past(due: Reminder, today: date) -> bool:
    """Whether what is watched has passed when the reminder is sent."""
    at = due.watch.due
    return due.at >= at if isinstance(at, datetime) else today > at


# ---- snoozing -------------------------------------------------------------------------------------------------------

SNOOZE_INTRO: Final = "It stays silent until that morning. The deadline does not move."
SNOOZES: Final = {"1": "Until the next working day", "3": "For 3 days", "date": "Until the day below"}
UNTIL_HINT: Final = "For the last choice. On a day off the reminder comes on the working day before it."
REASON_HINT: Final = "For the others; it stands in the thread. No patient details."
REASON_NEEDED: Final = "Say in a few words why: the others see it in the thread."
UNTIL_NEEDED: Final = "Choose the day, or one of the other choices."
UNTIL_PAST: Final = "This day is past. Choose a day to come."
UNTIL_FAR: Final = "This is more than a year away. Choose a nearer day."
CONFIRM_LABEL: Final = "Please confirm"
CONFIRM: Final = "Yes, stay silent past this date"
A_YEAR: Final = timedelta(days=366)


def beyond(limit: date, until: date) -> str:
    """Said where a snooze would end after the date that counts."""
    return (
        f"You would hear of it again on {day(until)}, after the date that counts, {day(limit)}. Choose an earlier day, "
        "or confirm below."
    )


# ---- digest ---------------------------------------------------------------------------------------------------------

DIGEST_TITLE: Final = "This week's appeals"


def digest_text(digest: Digest) -> str:
    """A digest, said in one line."""
    parts = (
        f"{len(digest.overdue)} overdue",
        f"{len(digest.due)} due this week",
        f"{len(digest.unowned)} that nobody owns",
        f"{len(digest.decided)} decided last week",
    )
    return f"This week's appeals: {', '.join(parts)}. {digest_waiting(digest)}"


def digest_waiting(digest: Digest) -> str:
    """Whose turn it is."""
    return f"Waiting for us: {len(digest.ours)}. Waiting for the insurer: {len(digest.insurers)}."


def digest_more(number: int) -> str:
    """What a part of the digest leaves out."""
    return f"and {number} more: {COMMAND} list shows the open ones"


def state_in_short(appeal: Appeal, today: date) -> str:
    """Where an appeal stands, in a few words."""
    if appeal.due is None:
        return STATUS[appeal.status]
    waits = "file by" if appeal.status is Status.PREPARING else "decision due"
    return f"{waits} {day(appeal.due)} · {days_left((appeal.due - today).days)}"


def last_month(decided: Sequence[tuple[Row, Decision]]) -> str:
    """The month before in one line."""
    outcomes = [decision.outcome for _, decision in decided]
    won, partly, lost = (outcomes.count(each) for each in (Status.OVERTURNED, Status.PARTLY, Status.UPHELD))
    recovered = sums(row.recovered for row in {row.id: row for row, _ in decided}.values() if row.recovered)
    money_won = f", {', '.join(map(money, recovered))} recovered" if recovered else ""
    ended = f"{won} overturned, {partly} partly, {lost} upheld{money_won}"
    return f"Last month: {count(len(outcomes), 'decision')}: {ended}."
