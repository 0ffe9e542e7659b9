"""The parts of blocks that people operate: where they stand, what value they hold, what they hold at first."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import cast

from sandbox.basics import Json

Values = dict[str, dict[str, Json]]

VALUE_KEY = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "checkboxes": "selected_options",
    "radio_buttons": "selected_option",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
"""The key of `view.state.values` under which each kind of element reports its value."""

LISTS = frozenset({"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"})
TEXT_INPUTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})


@dataclass(frozen=True)
class Widget:
    """An element that a person can operate, and the block it stands in. `heading` is the section text above it."""

    block: Json
    element: Json
    heading: Json | None = None

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def block_id(self) -> str:
        """The block's id."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The element's id."""
        return str(self.element["action_id"])

    @property
    def is_input(self) -> bool:
        """True for the element of an input block."""
        return self.block["type"] == "input"

    @property
    def dispatches(self) -> bool:
        """True if operating it sends block_actions (slack-platform.md section 2)."""
        return not self.is_input or bool(self.block.get("dispatch_action"))


def widgets(blocks: list[Json]) -> Iterator[Widget]:
    """All elements that can be operated, from top to bottom, those in containers, cards and carousels too."""
    heading: Json | None = None
    for block in blocks:
        if block["type"] in ("section", "header", "card"):
            heading = block.get("text") or block.get("title") or heading
        for element in _elements(block):
            yield Widget(block, element, heading)
        yield from widgets([b for b in _children(block) if "type" in b])


def _elements(block: Json) -> list[Json]:
    single = [block.get("accessory") if block["type"] == "section" else None, block.get("element")]
    several = cast("list[Json]", block.get("elements") or []) if block["type"] in ("actions", "context_actions") else []
    actions = cast("list[Json]", block.get("actions") or []) if block["type"] == "card" else []
    found = chain((e for e in single if e), several, actions)
    return [element for element in found if element.get("type") != "image"]


def _children(block: Json) -> list[Json]:
    key = {"container": "child_blocks", "carousel": "elements"}.get(str(block["type"]))
    return cast("list[Json]", block.get(key) or []) if key else []


def give_ids(blocks: list[Json], prefix: str) -> list[Json]:
    """Give every block and every element that has none an id, as Slack does; changes the blocks and returns them."""
    for number, block in enumerate(_all_blocks(blocks)):
        block.setdefault("block_id", f"{prefix}{number}")
        for place, element in enumerate(_elements(block)):
            element.setdefault("action_id", f"{prefix}{number}a{place}")
    return blocks


def _all_blocks(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield block
        yield from _all_blocks(_children(block))


def options_of(element: Json) -> list[Json]:
    """The options of a select, checkboxes, radio buttons or overflow menu, groups flattened."""
    groups = cast("list[Json]", element.get("option_groups") or [])
    grouped = chain.from_iterable(cast("list[Json]", group["options"]) for group in groups)
    return [*cast("list[Json]", element.get("options") or []), *grouped]


def initial_state(element: Json, channel: str | None = None) -> Json | None:
    """What the element holds before anybody touched it; None for buttons and other things that hold nothing."""
    kind = str(element["type"])
    key = VALUE_KEY.get(kind)
    if key is None:
        return None
    initial = element.get("initial_" + key.removeprefix("selected_").removeprefix("rich_text_"))
    if initial is None and element.get("default_to_current_conversation"):
        initial = [channel] if key in LISTS else channel
    return {"type": kind, key: initial if initial is not None else [] if key in LISTS else None}


def initial_values(blocks: list[Json], channel: str | None = None, kept: Values | None = None) -> Values:
    """The state of all elements; `kept` are values that survive because block_id, action_id and type stayed."""
    values: Values = {}
    for widget in widgets(blocks):
        state = initial_state(widget.element, channel)
        if state is None:
            continue
        old = (kept or {}).get(widget.block_id, {}).get(widget.action_id)
        survives = old is not None and old["type"] == widget.kind
        values.setdefault(widget.block_id, {})[widget.action_id] = old if survives and old else state
    return values


def value_of(state: Json | None) -> object:
    """The bare value in an element's state: text, option, list, or None."""
    return None if state is None else state.get(VALUE_KEY[str(state["type"])])
