"""The shapes of Slack's blocks, and on which surface each may stand. Limits: limits.py."""

from collections.abc import Mapping

from sandbox.element_shapes import SHAPES, element
from sandbox.limits import at
from sandbox.objects import ID, OPTION_GROUPS, PLAIN_OPTION, RICH_TEXT, SLACK_FILE, URL, both, plain, text
from sandbox.shapes import Check, Problems, boolean, integer, listing, number, one_of, shape, string, typed

_ID: Mapping[str, Check] = {"block_id": ID}
_CAPTION = string(at("text"))
_CELL = typed(
    {
        "raw_text": shape({"text": string(at("text"))}),
        "raw_number": shape({"value": number, "text": string(at("text"), 1)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_IMAGE = typed({"image": SHAPES["image"]})
_PICTURE: Mapping[str, Check] = {"image_url": both(string(at("image.url")), URL), "slack_file": SLACK_FILE}
_CARD_WORDS = {"title": text(at("card.title")), "subtitle": text(at("card.title")), "body": text(at("card.body"))}
_CARD = shape(
    {},
    {
        **_ID,
        **_CARD_WORDS,
        "icon": _IMAGE,
        "hero_image": _IMAGE,
        "actions": listing(element("card"), at("card.actions")),
    },
)
_CONTEXT_PART = typed(
    {
        "image": SHAPES["image"],
        "plain_text": shape({"text": string(at("text"), 1)}, {"emoji": boolean}),
        "mrkdwn": shape({"text": string(at("text"), 1)}, {"verbatim": boolean}),
    }
)

_SIMPLE: Mapping[str, Check] = {
    "section": shape(
        {},
        {
            **_ID,
            "text": text(at("section.text")),
            "fields": listing(text(at("section.field")), at("section.fields")),
            "accessory": element("section"),
            "expand": boolean,
        },
    ),
    "header": shape({"text": plain(at("header.text"))}, _ID),
    "divider": shape({}, _ID),
    "context": shape({"elements": listing(_CONTEXT_PART, at("context.elements"))}, _ID),
    "actions": shape({"elements": listing(element("actions"), at("actions.elements"))}, _ID),
    "input": shape(
        {"label": plain(at("input.label")), "element": element("input")},
        {**_ID, "hint": plain(at("input.hint")), "optional": boolean, "dispatch_action": boolean},
    ),
    "image": shape({"alt_text": string(at("image.alt"), 1)}, {**_ID, **_PICTURE, "title": plain(at("image.title"))}),
    "rich_text": RICH_TEXT,
    "markdown": shape({"text": string(at("markdown.characters"), 1)}, _ID),
    "table": shape(
        {"rows": listing(listing(_CELL, at("table.cells")), at("table.rows"))},
        {**_ID, "column_settings": listing(_COLUMN, at("table.settings"))},
    ),
    "data_table": shape(
        {
            "caption": _CAPTION,
            "rows": listing(listing(_CELL, at("data_table.cells")), at("data_table.rows"), 2),
        },
        {**_ID, "page_size": integer(1, at("data_table.page_size")), "row_header_column_index": integer(0, 19)},
    ),
    "alert": shape(
        {"text": text(at("alert.text"))}, {**_ID, "level": one_of("default", "info", "warning", "error", "success")}
    ),
    "card": _CARD,
    "carousel": shape({"elements": listing(typed({"card": _CARD}), at("carousel.cards"))}, _ID),
    "context_actions": shape({"elements": listing(element("context_actions"), at("context_actions.elements"))}, _ID),
}

SURFACES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("section", "header", "divider", "context", "actions", "input", "image", "rich_text", "card"),
        frozenset({"message", "modal", "home"}),
    ),
    "alert": frozenset({"modal"}),
    "markdown": frozenset({"message"}),
    "context_actions": frozenset({"message"}),
    "carousel": frozenset({"message"}),
    **dict.fromkeys(("table", "data_table", "container"), frozenset({"message", "home"})),
}
"""Where a block may stand (slack-platform.md section 3, newer blocks)."""


def _says_something(problems: Problems, value: object, pointer: str) -> None:
    match value:
        case {"type": "section", **rest} if "text" not in rest and "fields" not in rest:
            problems.add("missing required field: text", pointer)
        case {"type": "image", **rest} if ("image_url" in rest) == ("slack_file" in rest):
            problems.add("must define either `image_url` or `slack_file`", pointer)
        case _:
            pass


def _container() -> Check:
    words = {"title": text(at("container.title")), "subtitle": text(at("container.title"))}
    more: Mapping[str, Check] = {
        "rich_text_title": typed({"rich_text": RICH_TEXT}),
        "has_header_divider": boolean,
        "width": one_of("narrow", "standard", "wide", "full"),
    }
    children = listing(typed(_SIMPLE, _says_something), at("container.blocks"))
    return shape(
        {"child_blocks": children},
        {**_ID, **words, "icon": _IMAGE, "is_collapsible": boolean, "default_collapsed": boolean, **more},
    )


BLOCK = typed({**_SIMPLE, "container": _container()}, _says_something)
_OFFER = shape({}, {"options": listing(PLAIN_OPTION, at("select.options"), 0), "option_groups": OPTION_GROUPS})


def _options_or_groups(problems: Problems, value: object, pointer: str) -> None:
    if isinstance(value, dict) and ("options" in value) == ("option_groups" in value):
        problems.add("must define either `options` or `option_groups`", pointer)


SUGGESTION = both(_OFFER, _options_or_groups)
"""What an app may answer to block_suggestion."""
