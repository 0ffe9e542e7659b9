"""A reminder of a deadline: posted in the appeal's thread and sent to its channel. Pure."""

from datetime import date, datetime

from slackbot import wording
from slackbot import wording_insurer as said
from slackbot.appeal import APPROVED, Appeal, Status
from slackbot.blocks.kit import Message, marked_note, note, section
from slackbot.schedule import APPROVAL, UNOWNED, Reminder


def reminder(appeal: Appeal, due: Reminder, today: date) -> Message:
    """One reminder, with what is left as of when it is sent (`today` where the reminder counts days)."""
    what, when, left = _what(appeal, due), _when(appeal, due), _left(due, today)
    blocks = [
        section(f"*Reminder: appeal #{appeal.number}*\n{what} {when} · *{left}*"),
        marked_note(f"{_called(appeal)} · {_next_step(appeal, due)}"),
        note(wording.zone_note(appeal.time_zone)),
    ]
    return Message(wording.reminder_text(appeal.number, what, when, left), blocks)


def _what(appeal: Appeal, due: Reminder) -> str:
    if due.deadline_id == UNOWNED:
        return wording.UNCLAIMED
    if due.kind == "unsent":
        return wording.UNSENT
    if due.deadline_id == APPROVAL:
        return said.APPROVAL_ENDS
    if appeal.status is Status.SUBMITTED and due.deadline_id.endswith(":decision"):
        return wording.DECISION_DUE
    step = next((step for step in appeal.assessment.deadlines if step.id == due.deadline_id), None)
    return wording.filing_due(step.name if step else wording.level_name(appeal))


def _when(appeal: Appeal, due: Reminder) -> str:
    if isinstance(due.due, datetime):
        return wording.moment(due.due, appeal.time_zone)
    return wording.day(due.due)


def _left(due: Reminder, today: date) -> str:
    if due.kind == "unsent":
        return wording.hours_since(-(due.hours_left or 0))
    if isinstance(due.due, datetime):
        return wording.hours_left(due.hours_left or 0)
    return wording.days_left((due.due - today).days)


def _called(appeal: Appeal) -> str:
    called = appeal.owner or appeal.backup
    return f"<@{called}>" if called else wording.NOBODY_OWNS


def _next_step(appeal: Appeal, due: Reminder) -> str:
    if due.deadline_id == UNOWNED:
        return wording.NEXT_CLAIM
    if appeal.status is Status.SUBMITTED:
        return wording.NEXT_ASK_INSURER
    if appeal.status in APPROVED:
        return said.NEXT_SCAN
    return wording.next_send(len(appeal.to_do) - appeal.done)
