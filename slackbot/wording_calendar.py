"""Sentences of calendar entries and of the answers about them; the rest stands in wording.py. Pure.

An entry leaves Slack for calendars that the clinic may not run: it names the appeal's number, the step and the rule,
and nothing about the patient.
"""

from typing import Final

from rules.model import Deadline
from slackbot.appeal import Appeal
from slackbot.watch import Watch
from slackbot.wording import NEXT_ASK_INSURER, UNCONFIRMED, capital, count, day, decision_due

NAME: Final = "MRI appeals"  # of a feed, as the calendar program lists it
FILE: Final = "mri-appeals.ics"

TITLE: Final = "Your dates in your calendar"
FILE_STAYS: Final = (
    "A file stays as it was made. When a date has moved, add a new one: the entries move, none is doubled."
)
SEND_FILE: Final = "Send me the file"
GET_ADDRESS: Final = "Get a private address"
NEW_ADDRESS: Final = "New address"
TURN_OFF: Final = "Turn off"
ADDRESS: Final = {
    "not offered": "",
    "off": "You have no private address. One keeps up by itself: your calendar program looks there every hour or so.",
    "on": (
        "Your private address is on, and your calendar program keeps up by itself. The address was shown once and is "
        "not kept here: if you need it again, get a new one. The one before ends then."
    ),
}
ADDRESS_ONCE: Final = (
    "This is your private address. It is shown this once: subscribe to it in your calendar program. Give it to nobody: "
    "whoever has it sees your dates."
)
HOW_TO_SUBSCRIBE: Final = (
    "Outlook: Add calendar, Subscribe from web. Google Calendar: Other calendars, From URL. Apple Calendar: File, New "
    "Calendar Subscription."
)
PRIVACY: Final = (
    "An entry holds the appeal's number, the step and its rule: nothing about the patient and nothing that was typed."
)
SENT: Final = "The calendar file is in your messages with this app."
OF_ALL: Final = (
    "The dates of the appeals that you own or stand in for, as a file for your calendar. Open it to add them."
)

DECISION: Final = "the insurer's decision is due"
CALL: Final = "The number to call and the brief are in the appeal's thread in Slack."
APPROVAL_ENDS: Final = "the approval runs out"
LAST_DAY: Final = "The last day on which the scan can be done under this approval."
ITEM: Final = "See the checklist in the appeal's thread in Slack."
ASK_A_PERSON: Final = "Where the notice gives another date, ask a person."


def counted(dates: int) -> str:
    """How much there is for a calendar."""
    if not dates:
        return "No appeal that you own or stand in for has a date just now."
    return f"{count(dates, 'date')} of the appeals that you own or stand in for, in all your channels."


def new_address(address: str) -> str:
    """The address, where only the text is read."""
    return f"Your private calendar address, shown this once: {address}"


def of_appeal(appeal: Appeal) -> str:
    """What goes with the file of one appeal."""
    return (
        f"The dates of appeal #{appeal.number} as a file for your calendar. Open it to add them. When one has moved, "
        "press “Add to calendar” again: the entry moves."
    )


def no_dates(appeal: Appeal) -> str:
    """Said where there is nothing to put into a calendar."""
    return f"Appeal #{appeal.number} has no date just now that could go into a calendar."


def summary(appeal: Appeal, what: str) -> str:
    """The line that a calendar shows."""
    return f"MRI appeal #{appeal.number}: {what}"


def words(appeal: Appeal, watch: Watch) -> tuple[str, str] | None:
    """What is watched, in a few words and in more; None where it does not go into a calendar."""
    match watch.kind:
        case "filing" | "route":
            step = next(step for step in appeal.assessment.deadlines if step.id == watch.subject)
            return f"last safe day · {step.name}", filing(step)
        case "decision":
            return DECISION, decision(appeal)
        case "call":
            return f"peer-to-peer call, time {watch.subject}", CALL
        case "item":
            place = next(place for place, item in enumerate(appeal.items, start=1) if item.id == watch.subject)
            return f"checklist item {place}", ITEM
        case "approval":
            return APPROVAL_ENDS, LAST_DAY
        case _:
            return None


def filing(step: Deadline) -> str:
    """What to do, both dates, and what they stand on."""
    return "\n".join(
        line
        for line in (
            _sentence(step.action),
            f"Safe: {day(step.safe)}, the date that no reading of the rule can defeat." if step.safe else "",
            f"Latest: {day(step.latest)}, what the rule allows." if step.latest else "",
            f"Counted: {step.counted}" if step.counted else "",
            f"Basis: {step.basis.section or step.basis.document}" if step.basis else UNCONFIRMED,
            *map(_sentence, step.warnings),
            ASK_A_PERSON,
        )
        if line
    )


def decision(appeal: Appeal) -> str:
    """By when, how it was counted, and what to do then."""
    sent = appeal.submission
    counted = [f"Counted: {sent.due_basis}"] if sent and sent.due_basis else []
    return "\n".join([decision_due(appeal), *counted, NEXT_ASK_INSURER])


def _sentence(text: str) -> str:
    whole = capital(text)
    return whole if whole.endswith((".", "?", "!")) else f"{whole}."
