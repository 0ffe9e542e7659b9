"""The two forms behind the card's buttons: that the appeal was sent, and what the insurer decided. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import blockkit as kit

from slackbot import wording
from slackbot.appeal import Appeal, Status
from slackbot.blocks.ids import Callback
from slackbot.blocks.kit import Block, View, modal, note, plain, words

SENT_ON, SENT_AT, CONFIRMATION = "sent_on", "sent_at", "confirmation"
OUTCOME, DECIDED_ON, NOTICE_DATE = "outcome", "decided_on", "new_notice_date"
OUTCOMES = {
    Status.OVERTURNED: "Approved: the denial was overturned",
    Status.UPHELD: "Denial upheld: go on with the next level",
    Status.WITHDRAWN: "Withdrawn: we do not go on",
}


def submit_view(appeal: Appeal, now: datetime) -> View:
    """Asks when the insurer got the appeal and for the proof; filled in with `now` (aware)."""
    there = now.astimezone(ZoneInfo(appeal.time_zone))
    blocks = [
        note(wording.SUBMIT_INTRO),
        _date(SENT_ON, "Day on which the insurer received it", there.date()),
        _time(SENT_AT, "Time", f"{there:%H:%M}", wording.clock_note(appeal.time_zone)),
        _line(CONFIRMATION, "Confirmation or tracking number", wording.CONFIRMATION_HINT),
    ]
    return _modal(appeal, f"Appeal #{appeal.number} sent", Callback.SUBMISSION, blocks)


def decide_view(appeal: Appeal, today: date) -> View:
    """Asks for the decision. What was never sent can only be withdrawn, and the form says so."""
    sent = appeal.status is Status.SUBMITTED
    offered = {outcome: text for outcome, text in OUTCOMES.items() if sent or outcome is Status.WITHDRAWN}
    blocks = [
        *([] if sent else [note(wording.NOT_SENT_YET)]),
        _choice(OUTCOME, "Decision", offered),
        _date(DECIDED_ON, "Date of the decision", today),
    ]
    if sent:
        blocks.append(_date(NOTICE_DATE, "Date on the new denial notice", None, wording.NEW_NOTICE_HINT))
    return _modal(appeal, f"Decision on #{appeal.number}", Callback.DECISION, blocks)


def told_view(text: str) -> View:
    """A modal that only says something."""
    return modal("MRI appeal", words(text), callback_id=Callback.NOTICE, close="Close")


def _modal(appeal: Appeal, title: str, callback: Callback, blocks: list[Block]) -> View:
    return modal(title, blocks, callback_id=callback, close="Cancel", submit="Save", private_metadata=appeal.id)


def _date(block_id: str, label: str, initial: date | None, hint: str = "") -> Block:
    picker = kit.DatePicker(initial_date=initial, action_id=block_id)
    return _input(block_id, label, picker, hint, optional=initial is None)


def _time(block_id: str, label: str, initial: str, hint: str) -> Block:
    return _input(block_id, label, kit.TimePicker(initial_time=initial, action_id=block_id), hint)


def _line(block_id: str, label: str, hint: str) -> Block:
    return _input(block_id, label, kit.PlainTextInput(max_length=150, action_id=block_id), hint, optional=True)


def _choice(block_id: str, label: str, offered: dict[Status, str]) -> Block:
    options = [kit.Option(plain(text), outcome.value) for outcome, text in offered.items()]
    initial = options[0] if len(options) == 1 else None
    return _input(block_id, label, kit.RadioButtons(options=options, initial_option=initial, action_id=block_id), "")


def _input(
    block_id: str,
    label: str,
    element: kit.DatePicker | kit.TimePicker | kit.PlainTextInput | kit.RadioButtons,
    hint: str,
    *,
    optional: bool = False,
) -> Block:
    made = kit.Input(plain(label)).element(element).block_id(block_id).optional(optional)
    return (made.hint(plain(hint)) if hint else made).build()
