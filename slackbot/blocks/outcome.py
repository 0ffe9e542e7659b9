"""The forms behind the card's buttons: that the appeal was sent, what the insurer decided, what it approved. Pure."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackbot import wording
from slackbot import wording_insurer as said
from slackbot.appeal import Appeal, Approval, Status
from slackbot.blocks import inputs
from slackbot.blocks.ids import Callback
from slackbot.blocks.kit import Block, View, modal, note, words

SENT_ON, SENT_AT, HOW, CONFIRMATION, PROOF = "sent_on", "sent_at", "how", "confirmation", "proof"
OUTCOME, DECIDED_ON, NOTICE_DATE = "outcome", "decided_on", "new_notice_date"
APPROVAL_NUMBER, EXPIRES, RECOVERED, USED_ON = "approval_number", "expires", "recovered", "used_on"
DOLLARS: Final = "USD"
REST: Final = "partly_rest"  # partly, and the rest is appealed
NEEDS_NOTICE: Final = frozenset({REST, Status.UPHELD.value})


def submit_view(appeal: Appeal, now: datetime) -> View:
    """Asks when and how the insurer got the appeal, and for the proof; filled in with `now` (aware)."""
    there = now.astimezone(ZoneInfo(appeal.time_zone))
    blocks = [
        note(wording.SUBMIT_INTRO),
        inputs.day(SENT_ON, "Day on which the insurer received it", there.date()),
        inputs.clock(SENT_AT, "Time", f"{there:%H:%M}", wording.clock_note(appeal.time_zone)),
        inputs.choice(HOW, said.HOW, said.KINDS),
        inputs.line(CONFIRMATION, "Confirmation or tracking number", wording.CONFIRMATION_HINT),
        inputs.document(PROOF, said.PROOF, said.PROOF_HINT),
    ]
    return _modal(appeal, f"Appeal #{appeal.number} sent", Callback.SUBMISSION, blocks)


def decide_view(appeal: Appeal, today: date, *, goes_on: bool) -> View:
    """Asks for the decision; `goes_on` where there is a next level. What was never sent can only be withdrawn, and the
    form says so.
    """
    sent = appeal.status is Status.SUBMITTED
    offered = said.outcomes(goes_on=goes_on) if sent else {Status.WITHDRAWN.value: said.WITHDRAWN}
    blocks = [
        *([] if sent else [note(wording.NOT_SENT_YET)]),
        inputs.choice(OUTCOME, "Decision", offered),
        inputs.day(DECIDED_ON, "Date of the decision", today),
    ]
    if sent and goes_on:
        new = inputs.day(NOTICE_DATE, "Date on the new denial notice", None, wording.NEW_NOTICE_HINT, optional=True)
        blocks += [new, note(wording.REST_HINT)]
    return _modal(appeal, f"Decision on #{appeal.number}", Callback.DECISION, blocks)


def approval_view(appeal: Appeal) -> View:
    """Asks for the approval's number and last day, what it is worth, and whether the scan was done."""
    won = Status.PARTLY if appeal.is_open else appeal.status
    known = appeal.approval or Approval(recovered=None if won is Status.PARTLY else appeal.intake.denial.amount)
    blocks = [
        note(wording.STATUS[won].capitalize() + ".", said.APPROVAL_INTRO),
        inputs.line(
            APPROVAL_NUMBER, "Approval or authorization number", said.APPROVAL_NUMBER_HINT, initial=known.number
        ),
        inputs.day(EXPIRES, "Approval is valid until", known.expires, said.EXPIRES_HINT, optional=True),
        inputs.amount(RECOVERED, f"Amount recovered ({currency(appeal)})", known.recovered, said.RECOVERED_HINT),
        inputs.day(USED_ON, "Scan was done on", known.used_on, said.USED_HINT, optional=True),
    ]
    return _modal(appeal, f"Approval of #{appeal.number}", Callback.APPROVAL, blocks)


def currency(appeal: Appeal) -> str:
    """The currency (ISO 4217) in which an appeal's money is counted: that of its notice."""
    stated = appeal.intake.denial.amount or (appeal.approval.recovered if appeal.approval else None)
    return stated.currency if stated else appeal.assessment.local.currency if appeal.assessment.local else DOLLARS


def told_view(text: str) -> View:
    """A modal that only says something."""
    return modal("MRI appeal", words(text), callback_id=Callback.NOTICE, close="Close")


def _modal(appeal: Appeal, title: str, callback: Callback, blocks: list[Block]) -> View:
    return modal(title, blocks, callback_id=callback, close="Cancel", submit="Save", private_metadata=appeal.id)
