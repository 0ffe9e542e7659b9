"""Views and messages as a person reads them: text, fields by their labels, buttons, boxes, files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from sandbox.basics import Json
from sandbox.elements import Widget, options_of, value_of, widgets
from sandbox.form import labels, words
from sandbox.state import Message, View, Workspace
from sandbox.text import shown
from sandbox.world import World

_BUTTONS = ("button", "icon_button", "feedback_buttons", "overflow")


def read_view(workspace: Workspace, view: View) -> Json:
    """The open modal or the Home tab: title, fields with their values, text, buttons, errors by label."""
    there = list(widgets(view.blocks))
    stateful = [widget for widget in there if widget.kind not in _BUTTONS]
    by_block = {widget.block_id: labels(widget)[0] for widget in there}
    return {
        "title": words(view.raw.get("title")),
        "submit": words(view.raw.get("submit")) or None,
        "close": words(view.raw.get("close")) or None,
        "callback_id": view.raw.get("callback_id", ""),
        "fields": [_field(widget, view.values) for widget in stateful],
        "buttons": [name for widget in there if widget.kind in _BUTTONS for name in _button_names(widget)],
        "text": read_blocks(workspace, view.blocks),
        "errors": {by_block.get(block_id, block_id): text for block_id, text in view.errors.items()},
        "notice": view.notice,
    }


def _field(widget: Widget, values: dict[str, dict[str, Json]]) -> Json:
    state = values.get(widget.block_id, {}).get(widget.action_id)
    return {
        "label": labels(widget)[0] if widget.is_input else field_label(widget),
        "kind": widget.kind,
        "options": [words(option["text"]) for option in options_of(widget.element)],
        "value": read_value(value_of(state)),
        "optional": bool(widget.block.get("optional", not widget.is_input)),
        "hint": words(widget.block.get("hint")) or None,
    }


def field_label(widget: Widget) -> str:
    """The name of a field that stands in a section or among actions: the section's text before the placeholder."""
    return words(widget.block.get("text")) or labels(widget)[0]


def read_value(value: object) -> object:
    """A value as a person reads it: options by their text, files by their name."""
    if isinstance(value, list):
        return [read_value(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        found = cast("Json", value)
        if isinstance(found.get("text"), dict):
            return words(found["text"])
        return found.get("name") or "".join(_rich(found))
    return value


def _button_names(widget: Widget) -> list[str]:
    element = widget.element
    if element["type"] == "overflow":
        return [words(option["text"]) for option in options_of(element)]
    if element["type"] == "feedback_buttons":
        return [words(element[key]["text"]) for key in ("positive_button", "negative_button")]
    return [words(element.get("text"))]


def read_blocks(workspace: Workspace, blocks: list[Json]) -> str:
    """Everything that a person reads in the blocks, one line for each piece of text."""
    return "\n".join(line for block in blocks for line in _lines(workspace, block) if line)


def _lines(workspace: Workspace, block: Json) -> Iterator[str]:
    match block["type"]:
        case "divider":
            yield "———"
        case "image":
            yield str(block["alt_text"])
        case "rich_text":
            yield "".join(_rich(block, workspace))
        case "markdown":
            yield str(block["text"])
        case "table" | "data_table":
            yield str(block.get("caption") or "")
            for row in block["rows"]:
                yield " | ".join("".join(_rich(cell, workspace)) for cell in row)
        case "context":
            yield " ".join(_read(workspace, part) or str(part.get("alt_text", "")) for part in block["elements"])
        case _:
            for key in ("title", "subtitle", "text", "body", "label"):
                yield _read(workspace, block.get(key))
            yield from (_read(workspace, each) for each in block.get("fields") or [])
            yield _read(workspace, block.get("hint"))
            for child in [*(block.get("child_blocks") or []), *(block.get("elements") or [])]:
                yield from _lines(workspace, child) if child["type"] not in _BUTTONS else ()


def _read(workspace: Workspace, text: Json | None) -> str:
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        return ""
    return shown(text["text"], workspace) if text.get("type") == "mrkdwn" else text["text"]


def _rich(node: Json, workspace: Workspace | None = None) -> Iterator[str]:
    match node:
        case {"type": "user", "user_id": str(who)}:
            user = workspace.users.get(who) if workspace else None
            yield f"@{user.real_name if user else who}"
        case {"type": "broadcast", "range": str(who)}:
            yield f"@{who}"
        case {"type": "link", "url": str(url)}:
            yield str(node.get("text") or url)
        case {"type": "emoji", "name": str(name)}:
            yield f":{name}:"
        case {"type": "date", "timestamp": int(moment)}:
            yield str(node.get("fallback") or datetime.fromtimestamp(moment, UTC).date())
        case {"type": "raw_number", "value": number}:
            yield str(node.get("text") or number)
        case {"text": str(words_)}:
            yield words_
        case _:
            for number, each in enumerate(node.get("elements") or []):
                yield "\n" if number and str(each["type"]).startswith("rich_text_") else ""
                yield from _rich(each, workspace)


def read_message(world: World, workspace: Workspace, message: Message, viewer: str | None = None) -> Json:
    """A message as a person reads it; boxes are as this viewer left them, or as the message sets them."""
    there = list(widgets(message.blocks))
    chosen = message.state.get(viewer or "", {})
    return {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "shown": read_blocks(workspace, message.blocks) if message.blocks else shown(message.text, workspace),
        "files": [_file(world, workspace, file) for file in message.files],
        "buttons": [name for widget in there if widget.kind in _BUTTONS for name in _button_names(widget)],
        "boxes": [box for widget in there if widget.kind == "checkboxes" for box in _boxes(widget, chosen)],
        "fields": [_field(w, chosen) for w in there if w.kind not in (*_BUTTONS, "checkboxes")],
        "thread_ts": message.thread_ts,
        "reply_count": len(workspace.channels[message.channel].replies(message.ts)),
        "mentions": message.mentions,
        "metadata": message.metadata,
        "broadcast": message.broadcast,
        "ephemeral_to": message.ephemeral_to,
    }


def _file(world: World, workspace: Workspace, file: str) -> Json:
    raw = world.raw_file(workspace, workspace.files[file])
    return {"name": raw["name"], "title": raw["title"], "url": raw["permalink"]}


def _boxes(widget: Widget, chosen: dict[str, dict[str, Json]]) -> list[Json]:
    state = chosen.get(widget.block_id, {}).get(widget.action_id)
    ticked: object = value_of(state) if state else widget.element.get("initial_options")
    values = [option.get("value") for option in cast("list[Json]", ticked or [])]
    return [
        {"label": words(option["text"]), "ticked": option.get("value") in values}
        for option in options_of(widget.element)
    ]
