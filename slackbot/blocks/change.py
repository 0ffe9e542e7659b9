"""One line in the appeal's thread for each change: who did what. Pure."""

from typing import Final

from slackbot import wording
from slackbot.appeal import Appeal, Event
from slackbot.blocks.kit import Message, escape, marked_note

TOLD: Final = frozenset(wording.CHANGES)


def change(appeal: Appeal, event: Event) -> tuple[Message, Message]:
    """The line for an event that the thread is told of (`event.what` in `TOLD`): without the name, and with it.

    The one without is posted, the one with it put in its place, so that nobody's phone rings for what they just did.
    """
    return _line(appeal, event, wording.SOMEBODY), _line(appeal, event, f"<@{event.by}>")


def _line(appeal: Appeal, event: Event, who: str) -> Message:
    done = escape(wording.change(appeal, event))
    return Message(wording.change_text(appeal, event, who), [marked_note(f"{who} {done}")])
