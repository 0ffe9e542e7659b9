"""A form as Slack's client handles it: labels, what a value becomes, what is wrong before anything is sent."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import cast

from sandbox.basics import Json, NotPossibleError
from sandbox.elements import LISTS, TEXT_INPUTS, VALUE_KEY, Widget, options_of, value_of, widgets
from sandbox.limits import at
from sandbox.state import View, Workspace

REQUIRED = "Please complete this required field."
_FORMS = {
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "email address"),
    "url_text_input": (r"https?://\S+", "URL"),
}
Options = Iterable[Json]
FileMaker = Callable[[str], Json]


def words(text: Json | None) -> str:
    """The text of a text object; empty for none."""
    return "" if text is None else str(text.get("text") or "")


def labels(widget: Widget) -> list[str]:
    """The names by which a person can mean this element, the best first."""
    block, element = widget.block, widget.element
    own = [words(element.get("text")), words(block.get("label")), words(element.get("placeholder"))]
    if element["type"] == "icon_button":
        own.append(str(element["icon"]))
    around = [] if element["type"] == "button" else [words(block.get("text")), words(widget.heading)]
    accessible = [str(element.get("accessibility_label") or "")]
    options = [words(option["text"]) for option in options_of(element)] if _shows_options(element) else []
    found = [name for name in [*own, *around, *accessible, *options] if name]
    return found or [str(element["action_id"])]


def _shows_options(element: Json) -> bool:
    return element["type"] in ("checkboxes", "radio_buttons", "overflow")


def find(blocks: list[Json], label: str, near: str | None = None) -> Widget:
    """The element that a person means by `label`: the exact name, then without case, then a part of it.

    `near` is text of the same section (for example a row of the Home tab). The first match counts.
    Raises NotPossibleError, listing the labels that are there.
    """
    candidates = [w for w in widgets(blocks) if near is None or near.casefold() in _around(w).casefold()]
    wanted = _plain(label)
    for fits in (_equal, _equal_fold, _contains):
        for widget in candidates:
            if any(fits(_plain(name), wanted) for name in labels(widget)):
                return widget
    there = ", ".join(repr(labels(widget)[0]) for widget in candidates) or "nothing to operate"
    raise NotPossibleError(f"There is no {label!r} here. There is: {there}.")


def _equal(one: str, other: str) -> bool:
    return one == other


def _equal_fold(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _contains(one: str, other: str) -> bool:
    return bool(other) and other.casefold() in one.casefold()


def _plain(label: str) -> str:
    bare = re.sub(r":[a-z0-9_+-]+:|[*_~`]", "", label)
    return " ".join(bare.removesuffix(" (optional)").split())


def _around(widget: Widget) -> str:
    fields = cast("list[Json]", widget.block.get("fields") or [])
    return " ".join([words(widget.block.get("text")), words(widget.heading), *map(words, fields)])


def choose(options: Options, wanted: object, kind: str) -> Json:
    """The option with that text (or value); raises NotPossibleError with the texts there are."""
    there = list(options)
    named = _plain(str(wanted))
    for fits in (_equal, _equal_fold):
        for option in there:
            if fits(_plain(words(option["text"])), named) or option.get("value") == wanted:
                return option
    texts = ", ".join(repr(words(option["text"])) for option in there) or "none"
    raise NotPossibleError(f"There is no option {wanted!r} in the {kind}. There is: {texts}.")


def entered(widget: Widget, value: object, workspace: Workspace, options: Options, file: FileMaker) -> Json:
    """The state of an element after a person gave it `value`; None empties it. `file` turns a path into a file."""
    kind = widget.kind
    key = VALUE_KEY[kind]
    if _empty(value):
        return {"type": kind, key: [] if key in LISTS else None}
    if key in LISTS:
        items: list[object] = cast("list[object]", value) if isinstance(value, list) else [value]
        return {"type": kind, key: [_one(kind, item, workspace, options, file) for item in items]}
    return {"type": kind, key: _one(kind, value, workspace, options, file)}


def _empty(value: object) -> bool:
    return value is None or value in ("", [])


def _one(kind: str, value: object, workspace: Workspace, options: Options, file: FileMaker) -> object:
    chosen: dict[str, Callable[[], object]] = {
        "option": lambda: choose(options, value, kind),
        "user": lambda: _person(workspace, str(value)),
        "conversation": lambda: _place(workspace, str(value)),
        "channel": lambda: _place(workspace, str(value)),
        "file": lambda: file(str(value)),
        "date_time": lambda: _instant(value),
        "rich_text_value": lambda: _rich_text(value),
    }
    thing = VALUE_KEY[kind].removeprefix("selected_").removesuffix("s")
    return chosen.get(thing, lambda: str(value))()


def _rich_text(value: object) -> object:
    if not isinstance(value, str):
        return value
    piece: Json = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
    return {"type": "rich_text", "elements": [piece]}


def _person(workspace: Workspace, name: str) -> str:
    for user in workspace.users.values():
        if name.removeprefix("@") in (user.id, user.name, user.real_name):
            return user.id
    raise NotPossibleError(f"There is nobody called {name!r}; there are {', '.join(workspace.users)}.")


def _place(workspace: Workspace, name: str) -> str:
    for channel in workspace.channels.values():
        if name.removeprefix("#") in (channel.id, channel.name):
            return channel.id
    raise NotPossibleError(f"There is no channel {name!r}; there are {', '.join(workspace.channels)}.")


def _instant(value: object) -> int:
    if isinstance(value, int):
        return value
    moment = datetime.fromisoformat(str(value))
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def faults(view: View) -> dict[str, str]:
    """What Slack's client finds before it sends the form: text for the user by block_id."""
    found: dict[str, str] = {}
    for widget in widgets(view.blocks):
        if widget.is_input:
            state = view.values.get(widget.block_id, {}).get(widget.action_id)
            fault = _fault(widget, value_of(state))
            if fault:
                found[widget.block_id] = fault
    return found


def _fault(widget: Widget, value: object) -> str | None:
    if _empty(value):
        return None if widget.block.get("optional") else REQUIRED
    if widget.kind in TEXT_INPUTS:
        return _text_fault(widget, str(value))
    if widget.kind == "datepicker":
        return _date_fault(str(value))
    if widget.kind == "timepicker" and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)):
        return "Please enter a valid time."
    if isinstance(value, list):
        return _list_fault(widget.element, len(cast("list[object]", value)))
    return None


def _list_fault(element: Json, count: int) -> str | None:
    most = element.get("max_selected_items") or element.get("max_files")
    if element["type"] == "file_input":
        most = most or at("file_input.files")
    return f"Please choose no more than {most}." if most and count > most else None


def _text_fault(widget: Widget, value: str) -> str | None:
    if widget.kind == "number_input":
        return _number_fault(widget.element, value)
    form, meaning = _FORMS.get(widget.kind, (r"(?s).*", ""))
    if not re.fullmatch(form, value):
        return f"Please enter a valid {meaning}."
    shortest = int(widget.element.get("min_length") or 0)
    longest = int(widget.element.get("max_length") or at("plain_text_input.length"))
    if len(value) < shortest:
        return f"Please enter at least {shortest} characters."
    return f"Please enter no more than {longest} characters." if len(value) > longest else None


def _number_fault(element: Json, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not number.is_finite() or (not element["is_decimal_allowed"] and number != number.to_integral_value()):
        return "Please enter a whole number."
    lowest, highest = element.get("min_value"), element.get("max_value")
    if lowest is not None and number < Decimal(lowest):
        return f"Please enter a number that is {lowest} or more."
    if highest is not None and number > Decimal(highest):
        return f"Please enter a number that is {highest} or less."
    return None


def _date_fault(value: str) -> str | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return "Please enter a date in the form YYYY-MM-DD."
    return None if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "Please enter a date in the form YYYY-MM-DD."
