"""Checks a list of blocks for one surface: shapes, places, unique ids, and what holds over all blocks together."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import cast

from sandbox.basics import Json, SlackError
from sandbox.block_shapes import BLOCK, SURFACES
from sandbox.elements import widgets
from sandbox.limits import at
from sandbox.shapes import Problems


def check_blocks(problems: Problems, blocks: object, surface: str, pointer: str) -> None:
    """Note every fault of the blocks; `surface` is message, modal or home."""
    if not isinstance(blocks, list):
        problems.add("must provide an array", pointer)
        return
    items = cast("list[object]", blocks)
    most = at("message.blocks" if surface == "message" else "view.blocks")
    if len(items) > most:
        problems.add(f"no more than {most} items allowed", pointer)
    before = len(problems.found)
    for number, block in enumerate(items):
        BLOCK(problems, block, f"{pointer}/{number}")
    if len(problems.found) == before:
        _check_together(problems, cast("list[Json]", items), surface, pointer)


def _check_together(problems: Problems, blocks: list[Json], surface: str, pointer: str) -> None:
    for number, block in enumerate(blocks):
        if surface not in SURFACES[block["type"]]:
            problems.add(f"unsupported type: {block['type']} in a {surface}", f"{pointer}/{number}/type")
    for name in _repeated(block.get("block_id") for block in blocks):
        problems.add(f"block_id `{name}` already exists", pointer)
    _check_actions(problems, blocks, surface, pointer)


def _check_actions(problems: Problems, blocks: list[Json], surface: str, pointer: str) -> None:
    for number, block in enumerate(blocks):
        inside = [widget.element for widget in widgets([block])]
        for name in _repeated(element.get("action_id") for element in inside):
            problems.add(f"action_id `{name}` already exists", f"{pointer}/{number}")
        if surface != "modal" and any(element["type"] == "file_input" for element in inside):
            problems.add("file_input is only allowed in modals", f"{pointer}/{number}/element")
        if surface != "modal" and any(element.get("response_url_enabled") for element in inside):
            problems.add("response_url_enabled is only allowed in modals", f"{pointer}/{number}/element")
    if sum(bool(widget.element.get("focus_on_load")) for widget in widgets(blocks)) > 1:
        problems.add("only one element may have focus_on_load", pointer)


def _repeated(names: Iterator[object]) -> list[object]:
    return [name for name, count in Counter(names).items() if name is not None and count > 1]


def check_message_blocks(blocks: object) -> list[Json]:
    """The blocks, when Slack would take them in a message; raises SlackError otherwise."""
    problems = Problems()
    check_blocks(problems, blocks, "message", "/blocks")
    if problems.found:
        raise SlackError("invalid_blocks", *problems.found, errors=problems.found)
    checked = cast("list[Json]", blocks)
    if sum(block["type"] == "table" for block in checked) > at("message.tables"):
        raise SlackError("invalid_attachments", "[ERROR] only_one_table_allowed [json-pointer:/blocks]")
    if sum(len(block["text"]) for block in checked if block["type"] == "markdown") > at("markdown.characters"):
        message = f"[ERROR] markdown blocks share {at('markdown.characters')} characters [json-pointer:/blocks]"
        raise SlackError("invalid_blocks", message, errors=[message])
    if sum(len(part) for part in _texts(checked)) > at("message.block_characters"):
        raise SlackError("msg_blocks_too_long")
    return checked


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for item in cast("list[object]", node):
            yield from _texts(item)
    elif isinstance(node, dict):
        for key, value in cast("Json", node).items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)


def parsed(value: object, error: str) -> object:
    """An argument that may come as JSON in a string; `error` is what Slack calls it when it is no JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise SlackError(error) from None
