"""Blocks and views for the tests, as short as Slack allows."""

from typing import Any

Block = dict[str, Any]


def plain(text: str = "Words") -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Words", **more: object) -> Block:
    return {"type": "mrkdwn", "text": text, **more}


def option(text: str = "One", value: str | None = None, **more: object) -> Block:
    return {"text": plain(text), "value": value or text.lower(), **more}


def options(count: int) -> list[Block]:
    return [option(f"Option {number}") for number in range(count)]


def section(text: str = "Words", **more: object) -> Block:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "Press", action_id: str = "press", **more: object) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def actions(*elements: Block, block_id: str = "actions") -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field(kind: str = "plain_text_input", label: str = "Field", block_id: str = "field", **more: object) -> Block:
    """An input block; keys of the block itself go in `block`."""
    block: Any = more.pop("block", {})
    element = {"type": kind, "action_id": "value", **more}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **block}


def select(label: str = "Choice", block_id: str = "choice", count: int = 3, **more: object) -> Block:
    return field("static_select", label, block_id, **{"options": options(count), **more})


def modal(*blocks: Block, **more: object) -> Block:
    view: Block = {"type": "modal", "callback_id": "form", "title": plain("Title"), "submit": plain("Send")}
    return {**view, "blocks": list(blocks) or [section()], **more}


def home(*blocks: Block) -> Block:
    return {"type": "home", "blocks": list(blocks) or [section()]}
