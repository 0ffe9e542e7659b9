"""The week's digest of a channel. Pure. It calls nobody: it names no people."""

from collections.abc import Mapping, Sequence
from datetime import date

from slackbot import wording
from slackbot import wording_reminders as said
from slackbot.appeal import Appeal
from slackbot.blocks.kit import Block, Message, bold, escape, header, marked_note, note, section
from slackbot.digest import Digest
from slackbot.rows import Row

MOST = 8  # appeals that a part spells out

Linked = Mapping[str, tuple[Appeal, str]]
"""Appeals by id, each with the address of its thread (empty where there is none)."""


def spelled_out(digest: Digest) -> list[str]:
    """The ids of the appeals that `digest_message` needs."""
    return [row.id for part in _parts(digest) for row in part[1][:MOST]]


def digest_message(digest: Digest, linked: Linked, today: date) -> Message:
    """The digest as of `today` where the clinic is."""
    blocks: list[Block] = [header(said.DIGEST_TITLE), section(_waiting(digest))]
    for title, rows in _parts(digest):
        if rows:
            blocks += [bold(f"{title} ({len(rows)})"), section(_lines(rows, linked, today))]
            blocks += [note(said.digest_more(len(rows) - MOST))] if len(rows) > MOST else []
    if digest.month is not None:
        blocks.append(marked_note(said.last_month(digest.month)))
    return Message(said.digest_text(digest), blocks)


def _waiting(digest: Digest) -> str:
    return escape(said.digest_waiting(digest))


def _parts(digest: Digest) -> tuple[tuple[str, Sequence[Row]], ...]:
    return (
        ("Overdue", digest.overdue),
        ("Due this week", digest.due),
        ("Nobody owns", digest.unowned),
        ("Decided last week", digest.decided),
    )


def _lines(rows: Sequence[Row], linked: Linked, today: date) -> str:
    return "\n".join(_line(*linked[row.id], today) for row in rows[:MOST] if row.id in linked)


def _line(appeal: Appeal, link: str, today: date) -> str:
    title = escape(wording.title(appeal))
    name = f"<{link}|{title}>" if link else f"*{title}*"
    return f"• {name}: {escape(said.state_in_short(appeal, today))}"
