"""One line in the appeal's thread for each change: who did what. Pure."""

from datetime import date
from typing import Final

from slackbot import wording
from slackbot.appeal import Appeal, Contact, Event
from slackbot.blocks.contact import entry
from slackbot.blocks.kit import Block, Message, escape, marked_note

TOLD: Final = frozenset(wording.CHANGES)


def change(appeal: Appeal, event: Event) -> tuple[Message, Message]:
    """The line for an event that the thread is told of (`event.what` in `TOLD`): without the name, and with it.

    The one without is posted, the one with it put in its place, so that nobody's phone rings for what they just did.
    """
    return _line(appeal, event, wording.SOMEBODY), _line(appeal, event, f"<@{event.by}>")


def _line(appeal: Appeal, event: Event, who: str) -> Message:
    detail = _detail(appeal, event)
    done = f"{wording.CHANGES[event.what]} {detail}" if detail else f"{wording.CHANGES[event.what]}."
    return Message(wording.change_text(appeal, event, who), [marked_note(f"{who} {done}"), *_details(appeal, event)])


def contact_of(appeal: Appeal, event: Event) -> Contact | None:
    """The contact with the insurer that an event is about: one that was logged, or the sending of the appeal."""
    return appeal.contacts[int(event.detail)] if event.what in {"contacted", "submitted"} and event.detail else None


def _details(appeal: Appeal, event: Event) -> list[Block]:
    """What a contact was about: it stands nowhere else in the thread."""
    contact = contact_of(appeal, event)
    return entry(contact, appeal.time_zone) if contact else []


def _detail(appeal: Appeal, event: Event) -> str:
    """What the change was about: an item in its own words, a colleague, what was typed; for the blocks only."""
    first, _, rest = event.detail.partition(" ")
    said = f": {escape(rest)}" if rest else ""
    if event.what == "assigned":
        return f"{_item(appeal, first)} to {_arranged(rest)}"
    if event.what == "added":
        return f"{_item(appeal, first)}: {_arranged(rest)}"
    if event.what in wording.ABOUT_AN_ITEM:
        return f"{_item(appeal, first)}{said}"
    if event.what == "amended":
        return f"{escape(event.detail)}."
    if event.what in {"handed_over", "backup"}:
        return f"to <@{first}>{said}" if first else ""
    return f"until {wording.day(date.fromisoformat(first))}{said}" if event.what == "snoozed" else ""


def _item(appeal: Appeal, item_id: str) -> str:
    text = next((item.text for item in appeal.items if item.id == item_id), "an item of an earlier checklist")
    return f"“{escape(text)}”"


def _arranged(detail: str) -> str:
    """Who does it until when; a hyphen stands for nobody, and for no day."""
    who, until = detail.split(" ")
    done = wording.NOT_ASSIGNED if who == "-" else f"<@{who}>"
    return done if until == "-" else f"{done}, until {wording.day(date.fromisoformat(until))}"
