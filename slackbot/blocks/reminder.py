"""Reminders: one in its appeal's thread, or several as one message in the channel. Pure.

Each says what is due, what to do next with the button for it, and how to put it off; the link comes first.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import blockkit as kit

from slackbot import wording
from slackbot import wording_reminders as said
from slackbot.blocks.ids import Action
from slackbot.blocks.kit import Block, Message, actions, button, escape, marked_note, note, section
from slackbot.blocks.peer_to_peer import result_buttons
from slackbot.due import Due

MOST: Final = 15  # reminders that one message spells out

_BUTTONS: Final = {
    "filing": ("Mark submitted", Action.MARK_SUBMITTED),
    "latest": ("Mark submitted", Action.MARK_SUBMITTED),
    "unsent": ("Mark submitted", Action.MARK_SUBMITTED),
    "decision": ("Record decision", Action.RECORD_DECISION),
    "unowned": ("Claim", Action.CLAIM),
    "approval": ("Approval", Action.RECORD_APPROVAL),
}


def reminder(due: Due, now: datetime) -> Message:
    """One reminder as of `now` (aware), for its appeal's thread."""
    appeal = due.appeal
    blocks = [*_entry(due, now, f"*Reminder: appeal #{appeal.number}*", 0), note(wording.zone_note(appeal.time_zone))]
    return Message(said.reminder_text(_text(due, now)), blocks)


def several(dues: Sequence[Due], now: datetime) -> Message:
    """Several reminders as of `now` (aware), the most urgent first as they come."""
    shown = dues[:MOST]
    blocks = [section(f"*{said.several_title(len(dues))}*")]
    for place, due in enumerate(shown):
        blocks += _entry(due, now, _linked(due), place)
    if len(dues) > len(shown):
        blocks.append(note(said.more(len(dues) - len(shown))))
    blocks.append(note(wording.zone_note(dues[0].appeal.time_zone)))
    return Message(said.several_text([_text(due, now) for due in shown], len(dues)), blocks)


def _entry(due: Due, now: datetime, head: str, place: int) -> list[Block]:
    appeal, owed, today = due.appeal, due.reminder, _today(due, now)
    line = f"{said.what(appeal, owed)} {said.when(appeal, owed)} · *{said.left(owed, now, today)}*"
    item = _item(due)
    return [
        section("\n".join(part for part in (head, line, item and f"“{escape(item)}”") if part)),
        marked_note(f"{_called(due)} · {said.next_step(appeal, owed, today)}"),
        *_buttons(due, place),
    ]


def _linked(due: Due) -> str:
    title = escape(wording.title(due.appeal))
    return f"<{due.link}|{title}>" if due.link else f"*{title}*"


def _text(due: Due, now: datetime) -> str:
    return said.text(due.appeal, due.reminder, now, _today(due, now))


def _today(due: Due, now: datetime) -> date:
    return now.astimezone(ZoneInfo(due.appeal.time_zone)).date()


def _item(due: Due) -> str:
    """The words of the checklist item that a reminder is about."""
    watch = due.reminder.watch
    texts = (item.text for item in due.appeal.items if watch.kind == "item" and item.id == watch.subject)
    return next(texts, "")


def _called(due: Due) -> str:
    called = [f"<@{person}>" for person in due.people] or [wording.NOBODY_OWNS]
    return ", ".join([*called, *(["<!here>"] if due.calls_everybody else [])])


def _buttons(due: Due, place: int) -> Iterable[Block]:
    appeal, watch = due.appeal, due.reminder.watch
    made: list[kit.Button] = []
    if watch.kind == "call_result":
        made += result_buttons(appeal)
    elif watch.kind == "item":
        made.append(button("Done", Action.ITEM_DONE, f"{appeal.id} {watch.subject}", style="primary"))
    elif watch.kind in _BUTTONS:
        text, action = _BUTTONS[watch.kind]
        made.append(button(text, action, appeal.id, style="primary"))
    if watch.kind != "call":
        made.append(button("Snooze", Action.SNOOZE, f"{appeal.id} {watch.key}"))
    if made:
        yield actions(made, f"reminder.{place}")
