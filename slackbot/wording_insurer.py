"""Sentences about what passes between the clinic and the insurer; the rest stands in wording.py. Pure."""

from datetime import date, datetime
from typing import Final

from slackbot.appeal import Appeal, Approval, Contact, Status, Submission
from slackbot.talks import Result
from slackbot.wording import day, days_left, moment

KINDS: Final = {"call": "Telephone call", "fax": "Fax", "portal": "Portal message", "letter": "Letter"}
CONTACT_INTRO: Final = (
    "What was agreed with the insurer counts only if it can be shown. It goes into the thread and into the next letter."
)
PROOF: Final = "Proof"
PROOF_HINT: Final = "A receipt, a screenshot or a letter, at most 10 MB. It goes into the thread under a name of ours."
NOT_A_PROOF: Final = "Choose a PDF, a picture, a text or an e-mail file."
HOW: Final = "How it was sent"
WITH_WHOM_HINT: Final = "Name or number of the person at the insurer, or its department."
REFERENCE_HINT: Final = "The insurer's reference of the call or the message. No member number."
SAID_HINT: Final = "In short. No patient name, birth date or member number."
CONTACT_AHEAD: Final = "This is in the future. Enter when it took place."

CALL_INTRO: Final = "The card for the clinician appears in the thread, with the times as calendar files."
PHONE_HINT: Final = "The insurer's number for peer-to-peer calls, as it stands on the notice."
NOT_A_PHONE: Final = "Enter a telephone number, for example +1 800 555 0100 ext. 2."
SLOT_INCOMPLETE: Final = "Enter both the day and the time, or neither."
SLOT_PAST: Final = "This time is past. Enter a time to come."
SLOTS_EQUAL: Final = "This is the same time as the first. Offer another one, or leave it empty."
MEDICARE_PLANS: Final = frozenset({"medicare_advantage", "medicare_advantage_integrated", "original_medicare"})
MEDICARE_RULE: Final = (
    "Medicare: a peer-to-peer call must come before the decision is final. After a final decision it can change "
    "nothing by itself: then send the new facts in writing and file the appeal."
)
CLOCK_RUNS: Final = "The call does not stop or extend the appeal's deadline: prepare the appeal as well."
BRIEF_TITLE: Final = "For the clinician who calls"
SUPPORT_TITLE: Final = "What speaks for the scan"
ANSWER_TITLE: Final = "Answers to the denial"
WEAK_TITLE: Final = "Be ready to be asked"
ASK_TITLE: Final = "Ask and write down"
ASKS: Final = (
    "The reviewer's name, specialty and reference number of the call.",
    "Which criterion is not met, in its own words and edition.",
    "Which new fact or document would change the decision, and until when.",
)
RESULTS: Final[dict[Result, str]] = {
    "overturned": "Overturned",
    "upheld": "Upheld",
    "new_facts": "New facts wanted",
    "no_show": "No-show",
}
RESULT_MEANS: Final[dict[Result, str]] = {
    "overturned": "The denial was overturned in the call. The appeal is closed as approved.",
    "upheld": "The denial stands after the call. The appeal goes on as it was.",
    "new_facts": "The reviewer wants new facts first. The appeal goes on: send them in writing.",
    "no_show": "The call did not take place. You can ask for another one.",
}

WITHDRAWN: Final = "Withdrawn: we do not go on"
_WON: Final = {
    Status.OVERTURNED.value: "Approved: the denial was overturned",
    Status.PARTLY.value: "Partly approved: part of the denial was overturned",
}
APPROVAL_INTRO: Final = "An approval that is not used in time is a lost scan: I remind you before it runs out."
APPROVAL_NUMBER_HINT: Final = "As the insurer gave it. No member number."
EXPIRES_HINT: Final = "The last day on which the scan can be done under this approval."
RECOVERED_HINT: Final = "What the insurer pays now and had refused before."
USED_HINT: Final = "Enter it when the scan is done: then the reminders end."
EXPIRES_BEFORE_DECISION: Final = "This is before the day of the decision. Check the date on the approval."
NOT_AN_AMOUNT: Final = "Enter the amount as a number with at most two decimals, for example 1450.00."
APPROVAL_ENDS: Final = "The approval runs out, and the scan is not noted as done. Last day:"
NEXT_SCAN: Final = (
    "Book the scan, or ask the insurer to extend the approval. When the scan is done, enter its day under “Approval”."
)


def outcomes(*, goes_on: bool) -> dict[str, str]:
    """What an insurer can decide, in words; `goes_on` where there is a next level."""
    if not goes_on:
        return {**_WON, Status.UPHELD.value: "Denial upheld: no level is left", Status.WITHDRAWN.value: WITHDRAWN}
    return {
        **_WON,
        "partly_rest": "Partly approved: appeal the rest at the next level",
        Status.UPHELD.value: "Denial upheld: go on with the next level",
        Status.WITHDRAWN.value: WITHDRAWN,
    }


def contact_head(contact: Contact, zone: str) -> str:
    """How, when, with whom and under which reference; may hold typed text, so for plain text only."""
    parts = [KINDS[contact.kind], moment(contact.at, zone)]
    parts += [f"with {contact.with_whom}"] if contact.with_whom else []
    parts += [f"reference {contact.reference}"] if contact.reference else []
    return " · ".join(parts)


def sent(submission: Submission, zone: str) -> str:
    """When the insurer got it, and how it went."""
    way = f" · {KINDS[submission.how].lower()}" if submission.how else ""
    return f"{moment(submission.at, zone)}{way}"


def call_text(appeal: Appeal) -> str:
    """The card of the call, said in one line."""
    call = appeal.peer_to_peer
    if call and call.result:
        return f"Peer-to-peer call for appeal #{appeal.number}: {RESULTS[call.result].lower()}."
    return f"Peer-to-peer call for appeal #{appeal.number}: the brief for the clinician."


def slot(place: int, at: datetime, zone: str) -> str:
    """One of the times that are offered."""
    return f"Time {place}: {moment(at, zone)}"


def appointment_title(appeal: Appeal) -> str:
    """What a calendar shows: nothing about the patient."""
    return f"Peer-to-peer call, MRI appeal #{appeal.number}"


def appointment_text(phone: str) -> str:
    """What to do at the time."""
    return f"Call {phone}. The brief is in the appeal's thread in Slack."


def approval(found: Approval, today: date) -> str:
    """Whether the approval was used, or until when it can be."""
    if found.used_on:
        return f"used: the scan was done on {day(found.used_on)}"
    if found.expires is None:
        return "valid until: not noted yet"
    return f"valid until {day(found.expires)} · {days_left((found.expires - today).days)}"
