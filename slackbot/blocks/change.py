"""One line in the appeal's thread for each change: who did what. Pure."""

from slackbot import wording
from slackbot.appeal import Appeal, Event
from slackbot.blocks.kit import Message, escape, marked_note

TOLD = frozenset(wording.CHANGES)


def change(appeal: Appeal, event: Event, name: str | None) -> Message:
    """The line for an event that the thread is told of (`event.what` in `TOLD`).

    `name` is how people call the one who did it. Where it is not known they are mentioned, which pings them.
    """
    done = wording.change(appeal, event)
    who = escape(name) if name else f"<@{event.by}>"
    return Message(wording.change_text(appeal, event, name), [marked_note(f"{who} {escape(done)}")])
