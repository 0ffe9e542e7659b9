"""The few shapes that all surfaces are made of. Pure.

Words that may come from a user or a document stand in `plain_text`, where nothing is formatted and nobody can be
mentioned; `mrkdwn` holds our own words only and is always `verbatim`, so that Slack links no names in it
(docs.slack.dev, "Formatting message text").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import blockkit as kit

from slackbot.blocks import limits

Block = dict[str, Any]
View = dict[str, Any]

_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True)
class Message:
    """What is posted: blocks for the eye; `text` for screen readers and notifications, without patient facts."""

    text: str
    blocks: list[Block]


def escape(text: str) -> str:
    """Text for `mrkdwn`: the three characters that Slack's syntax is made of, and no others."""
    return text.translate(_ESCAPES)


def plain(text: str) -> kit.Text:
    """A plain text object of our own words, for elements; emoji codes have no place in them."""
    return kit.Text(text, type="plain_text")


def typed(text: str) -> Block:
    """A plain text object for any words: nothing in it is formatted, linked or turned into an emoji."""
    return {"type": "plain_text", "text": text, "emoji": False}


def marked(text: str) -> Block:
    """A text object with Slack's formatting, for our own words only."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


# What a surface holds many of is written down as it is: a builder would cost more than all the rest of an answer.


def header(text: str) -> Block:
    """A large heading."""
    return {"type": "header", "text": typed(limits.shorten(text, limits.HEADER))}


def bold(text: str) -> Block:
    """A small heading, in our own words."""
    return section(f"*{escape(text)}*")


def section(text: str) -> Block:
    """A paragraph in our own words, which may use Slack's formatting."""
    return {"type": "section", "text": marked(limits.shorten(text, limits.TEXT))}


def words(*lines: str) -> list[Block]:
    """Plain paragraphs for any text, as many blocks as their length needs."""
    text = "\n".join(line for line in lines if line)
    return [{"type": "section", "text": typed(piece)} for piece in limits.pieces(text)]


def note(*texts: str) -> Block:
    """Small grey plain text."""
    return {"type": "context", "elements": [typed(limits.shorten(text, limits.FIELD)) for text in texts]}


def marked_note(text: str) -> Block:
    """Small grey text in our own words, with formatting; people's ids may stand in it."""
    return {"type": "context", "elements": [marked(limits.shorten(text, limits.FIELD))]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def button(
    text: str, action_id: str, value: str = "", *, style: Literal["primary", "danger"] | None = None
) -> kit.Button:
    """A button; `value` comes back with the click."""
    made = kit.Button(plain(text)).action_id(action_id)
    if value:
        made.value(value)
    if style:
        made.style(style)
    return made


def actions(buttons: Sequence[kit.Button], block_id: str) -> Block:
    """A row of buttons."""
    return kit.Actions(list(buttons)).block_id(block_id).build()


def within(blocks: Iterable[Block], closing: Block, size: int = limits.MESSAGE, count: int = 48) -> list[Block]:
    """The first blocks that a message can hold, with `closing` after them where some had to be left out."""
    kept: list[Block] = []
    for block in blocks:
        size -= _characters(block)
        if size < 0 or len(kept) >= count:
            return [*kept, closing]
        kept.append(block)
    return kept


def modal(
    title: str,
    blocks: list[Block],
    *,
    callback_id: str,
    close: str,
    submit: str | None = None,
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> View:
    """A modal view. blockkit writes `private_metadata` as JSON; ids go in as they are."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": typed(limits.shorten(title, limits.TITLE)),
        "close": typed(limits.shorten(close, limits.TITLE)),
        "blocks": blocks,
        "private_metadata": private_metadata,
    }
    if submit:
        view["submit"] = typed(limits.shorten(submit, limits.TITLE))
    if notify_on_close:
        view["notify_on_close"] = True
    return view


def _characters(value: object) -> int:
    """How much text a block holds, over all its text objects."""
    if isinstance(value, dict):
        return sum(
            len(part) if key == "text" and isinstance(part, str) else _characters(part) for key, part in value.items()
        )
    if isinstance(value, list):
        return sum(map(_characters, value))
    return 0
