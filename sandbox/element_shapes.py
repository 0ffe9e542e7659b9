"""The shapes of Slack's interactive elements and the rules between their keys. Limits: limits.py."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import chain
from typing import cast

from sandbox.basics import Json
from sandbox.elements import LISTS, VALUE_KEY, options_of
from sandbox.limits import at
from sandbox.objects import (
    CONFIRM,
    CONVERSATIONS,
    DATE,
    DISPATCH,
    FILTER,
    ID,
    NUMBER,
    OPTION_GROUPS,
    OPTIONS,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    PLAIN_OPTION,
    RICH_TEXT,
    SLACK_FILE,
    TEXT_OPTION,
    TIME,
    URL,
    both,
    plain,
    same_option,
)
from sandbox.shapes import Check, Problems, boolean, integer, listing, one_of, shape, string, typed

_COMMON: Mapping[str, Check] = {"action_id": ID}
_FOCUS: Mapping[str, Check] = {**_COMMON, "focus_on_load": boolean}
_CONFIRMED: Mapping[str, Check] = {**_FOCUS, "confirm": CONFIRM}
_MENU: Mapping[str, Check] = {**_CONFIRMED, "placeholder": PLACEHOLDER}
_MANY: Mapping[str, Check] = {**_MENU, "max_selected_items": integer(1, at("select.options"))}
_LENGTH = integer(0, at("plain_text_input.length"))
_TYPED: Mapping[str, Check] = {**_FOCUS, "placeholder": PLACEHOLDER, "dispatch_action_config": DISPATCH}
_CONVERSATION: Mapping[str, Check] = {"default_to_current_conversation": boolean, "filter": FILTER}
_STATIC: Mapping[str, Check] = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
_INITIALS = listing(PLAIN_OPTION, at("select.options"))
_QUERY: Mapping[str, Check] = {"min_query_length": integer(0, 100)}
_URL_ENABLED: Mapping[str, Check] = {"response_url_enabled": boolean}


def _choices(name: str, initial: Mapping[str, Check]) -> Check:
    options = listing(TEXT_OPTION, at(f"{name}.options"))
    return shape({"options": options}, {**_CONFIRMED, **initial})


SHAPES: Mapping[str, Check] = {
    "button": shape(
        {"text": plain(at("button.text"))},
        {
            **_COMMON,
            "url": both(string(at("button.url")), URL),
            "value": string(at("button.value")),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(at("button.accessibility_label")),
        },
    ),
    "checkboxes": _choices("checkboxes", {"initial_options": listing(TEXT_OPTION, at("checkboxes.options"))}),
    "radio_buttons": _choices("radio_buttons", {"initial_option": TEXT_OPTION}),
    "overflow": shape({"options": listing(OVERFLOW_OPTION, at("overflow.options"))}, {**_COMMON, "confirm": CONFIRM}),
    "datepicker": shape({}, {**_MENU, "initial_date": DATE}),
    "timepicker": shape({}, {**_MENU, "initial_time": TIME, "timezone": ID}),
    "datetimepicker": shape({}, {**_CONFIRMED, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": string(at("plain_text_input.length")),
            "multiline": boolean,
            "min_length": _LENGTH,
            "max_length": integer(1, at("plain_text_input.length")),
        },
    ),
    "email_text_input": shape({}, {**_TYPED, "initial_value": string(at("plain_text_input.length"))}),
    "url_text_input": shape({}, {**_TYPED, "initial_value": string(at("plain_text_input.length"))}),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
    ),
    "rich_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": typed({"rich_text": RICH_TEXT}),
            "min_lines": integer(1, at("rich_text_input.lines")),
            "max_lines": integer(1, at("rich_text_input.lines")),
        },
    ),
    "file_input": shape(
        {}, {**_COMMON, "filetypes": listing(ID, 100), "max_files": integer(1, at("file_input.files"))}
    ),
    "static_select": shape({}, {**_MENU, **_STATIC, "initial_option": PLAIN_OPTION}),
    "multi_static_select": shape({}, {**_MANY, **_STATIC, "initial_options": _INITIALS}),
    "external_select": shape({}, {**_MENU, **_QUERY, "initial_option": PLAIN_OPTION}),
    "multi_external_select": shape({}, {**_MANY, **_QUERY, "initial_options": _INITIALS}),
    "users_select": shape({}, {**_MENU, "initial_user": ID}),
    "multi_users_select": shape({}, {**_MANY, "initial_users": CONVERSATIONS}),
    "conversations_select": shape({}, {**_MENU, **_CONVERSATION, **_URL_ENABLED, "initial_conversation": ID}),
    "multi_conversations_select": shape({}, {**_MANY, **_CONVERSATION, "initial_conversations": CONVERSATIONS}),
    "channels_select": shape({}, {**_MENU, **_URL_ENABLED, "initial_channel": ID}),
    "multi_channels_select": shape({}, {**_MANY, "initial_channels": CONVERSATIONS}),
    "image": shape(
        {"alt_text": string(at("image.alt"), 1)},
        {"image_url": both(string(at("image.url")), URL), "slack_file": SLACK_FILE},
    ),
    "feedback_buttons": shape(
        {
            key: shape(
                {"text": plain(at("button.text")), "value": string(at("button.value"))},
                {"accessibility_label": string(at("button.accessibility_label"))},
            )
            for key in ("positive_button", "negative_button")
        },
        _COMMON,
    ),
    "icon_button": shape(
        {"icon": ID, "text": plain(at("button.text"))},
        {
            **_COMMON,
            "value": string(at("button.value")),
            "confirm": CONFIRM,
            "visible_to_user_ids": CONVERSATIONS,
            "accessibility_label": string(at("button.accessibility_label")),
        },
    ),
}

_SOURCES = ("static", "external", "users", "conversations", "channels")
SELECTS = tuple(f"{many}{source}_select" for many in ("", "multi_") for source in _SOURCES)
_PICKERS = ("datepicker", "timepicker")
_CHOICES = ("checkboxes", "radio_buttons")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "section": ("button", "image", "overflow", *_CHOICES, *_PICKERS, *SELECTS),
    "actions": ("button", "overflow", "datetimepicker", "rich_text_input", *_CHOICES, *_PICKERS, *SELECTS),
    "input": (
        *("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"),
        *("datetimepicker", *_CHOICES, *_PICKERS, *SELECTS),
    ),
    "card": ("button",),
    "context_actions": ("feedback_buttons", "icon_button"),
}
"""Which elements may stand in which block."""


def element(block: str) -> Check:
    """An element that may stand in that kind of block."""
    return typed({kind: SHAPES[kind] for kind in ALLOWED[block]}, *RULES)


def _one_source_of_options(problems: Problems, value: object, pointer: str) -> None:
    match value:
        case {"type": "static_select" | "multi_static_select", **rest}:
            if ("options" in rest) == ("option_groups" in rest):
                problems.add("must define either `options` or `option_groups`", pointer)
        case {"type": "image", **rest} if ("image_url" in rest) == ("slack_file" in rest):
            problems.add("must define either `image_url` or `slack_file`", pointer)
        case _:
            pass


def _initial_is_an_option(problems: Problems, value: object, pointer: str) -> None:
    found = cast("Json", value)
    if found["type"] not in ("static_select", "multi_static_select", "checkboxes", "radio_buttons"):
        return
    options = options_of(found)
    key = "initial_options" if VALUE_KEY[found["type"]] in LISTS else "initial_option"
    chosen = found.get(key) or []
    for initial in chosen if isinstance(chosen, list) else [chosen]:
        if not any(same_option(initial, each) for each in options):
            problems.add(f"{key} must be among the options", f"{pointer}/{key}")


def _not_too_many_initials(problems: Problems, value: object, pointer: str) -> None:
    match value:
        case {"max_selected_items": int(most), **rest}:
            lists = (v for k, v in rest.items() if k.startswith("initial_") and isinstance(v, list))
            if len(list(chain.from_iterable(lists))) > most:
                problems.add(f"no more than {most} items may be selected at first", pointer)
        case _:
            pass


def _range(problems: Problems, value: object, pointer: str) -> None:
    """Lengths, numbers, lines: the lower end is not above the upper one, the initial value lies between them."""
    match value:
        case {"type": "plain_text_input", **rest}:
            lowest, highest, first = rest.get("min_length"), rest.get("max_length"), rest.get("initial_value")
            size = len(str(first)) if first else None
        case {"type": "number_input", **rest}:
            lowest, highest, size = (_number(rest, key) for key in ("min_value", "max_value", "initial_value"))
        case {"type": "rich_text_input", **rest}:
            lowest, highest, size = rest.get("min_lines"), rest.get("max_lines"), None
        case _:
            return
    if lowest is not None and highest is not None and lowest > highest:
        problems.add(f"the minimum {lowest} is above the maximum {highest}", pointer)
    if size is not None and ((lowest is not None and size < lowest) or (highest is not None and size > highest)):
        problems.add("must lie between minimum and maximum", f"{pointer}/initial_value")


def _number(element: Json, key: str) -> Decimal | None:
    return Decimal(element[key]) if key in element else None


def _whole_numbers(problems: Problems, value: object, pointer: str) -> None:
    match value:
        case {"type": "number_input", "is_decimal_allowed": False, **rest}:
            for key in ("min_value", "max_value", "initial_value"):
                if "." in str(rest.get(key, "")):
                    problems.add("must be a whole number because is_decimal_allowed is false", f"{pointer}/{key}")
        case _:
            pass


RULES: tuple[Check, ...] = (
    _one_source_of_options,
    _initial_is_an_option,
    _not_too_many_initials,
    _range,
    _whole_numbers,
)
