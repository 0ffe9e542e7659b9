"""Surfaces as a person reads them."""

from collections.abc import Iterable, Mapping
from typing import Any


def shown(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Every text of the blocks, one a line, in order."""
    return "\n".join(_texts(list(blocks)))


def _texts(node: Any) -> list[str]:
    if isinstance(node, Mapping):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        skip = {"initial_option", "initial_options"}
        return own + [text for key, part in node.items() if key not in skip for text in _texts(part)]
    if isinstance(node, list):
        return [text for part in node for text in _texts(part)]
    return []


def buttons(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """The labels of the buttons."""
    elements = [element for block in blocks for element in block.get("elements", [])]
    return [element["text"]["text"] for element in elements if element.get("type") == "button"]


def boxes(blocks: Iterable[Mapping[str, Any]]) -> dict[str, bool]:
    """The boxes by their text, and whether they are ticked."""
    found: dict[str, bool] = {}
    for block in blocks:
        for element in block.get("elements", []):
            if element.get("type") == "checkboxes":
                ticked = [option["value"] for option in element.get("initial_options", [])]
                found |= {option["text"]["text"]: option["value"] in ticked for option in element["options"]}
    return found
