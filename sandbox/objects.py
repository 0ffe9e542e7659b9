"""The shapes of Slack's composition objects and of rich text. Limits: limits.py."""

from collections.abc import Mapping

from sandbox.basics import Json
from sandbox.limits import at
from sandbox.shapes import Check, Problems, boolean, integer, listing, matching, one_of, shape, string, typed

ID = string(at("id"), 1)
DATE = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date in the form YYYY-MM-DD")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time in the form HH:mm")
NUMBER = matching(r"-?\d+(\.\d+)?", "a number given as a string")
URL = matching(r"(?s)[a-z][a-z0-9+.-]*:\S+", "a valid URL")
CONVERSATIONS = listing(string(at("id"), 1), at("select.options"))


def both(*checks: Check) -> Check:
    """Everything that each of the checks asks for."""

    def check(problems: Problems, value: object, pointer: str) -> None:
        for each in checks:
            each(problems, value, pointer)

    return check


def plain(maximum: int) -> Check:
    """A plain_text object."""
    return typed({"plain_text": shape({"text": string(maximum, 1)}, {"emoji": boolean})})


def text(maximum: int) -> Check:
    """A plain_text or mrkdwn object."""
    mrkdwn = shape({"text": string(maximum, 1)}, {"verbatim": boolean})
    return typed({"plain_text": shape({"text": string(maximum, 1)}, {"emoji": boolean}), "mrkdwn": mrkdwn})


def option(words: Check, *, url: bool = False) -> Check:
    """An option of a select, of checkboxes, radio buttons or an overflow menu."""
    extra: Mapping[str, Check] = {"url": both(string(at("button.url")), URL)} if url else {}
    return shape({"text": words, "value": string(at("option.value"), 1)}, {"description": words, **extra})


PLAIN_OPTION = option(plain(at("option.text")))
TEXT_OPTION = option(text(at("option.text")))
OVERFLOW_OPTION = option(plain(at("option.text")), url=True)
OPTIONS = listing(PLAIN_OPTION, at("select.options"))
OPTION_GROUPS = listing(
    shape({"label": plain(at("option_group.label")), "options": listing(PLAIN_OPTION, at("option_group.options"))}),
    at("select.option_groups"),
)
PLACEHOLDER = plain(at("placeholder"))
CONFIRM = shape(
    {"title": plain(at("confirm.title")), "text": text(at("confirm.text"))},
    {
        "confirm": plain(at("confirm.confirm")),
        "deny": plain(at("confirm.deny")),
        "style": one_of("primary", "danger"),
    },
)
DISPATCH = shape({}, {"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), 2)})
FILTER = shape(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
SLACK_FILE = shape({}, {"id": string(at("id")), "url": string(at("image.url"))})

_STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_ANY_TEXT = string(at("message.text"))


def _inline(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    return shape(required, {**(optional or {}), "style": _STYLE})


_INLINE = typed(
    {
        "text": _inline({"text": string(at("message.text"), 1)}),
        "link": _inline({"url": URL}, {"text": _ANY_TEXT, "unsafe": boolean}),
        "emoji": _inline({"name": ID}, {"unicode": _ANY_TEXT, "skin_tone": integer(1, 6), "url": URL}),
        "user": _inline({"user_id": ID}),
        "usergroup": _inline({"usergroup_id": ID}),
        "channel": _inline({"channel_id": ID}),
        "broadcast": _inline({"range": one_of("here", "channel", "everyone")}),
        "color": _inline({"value": ID}),
        "date": _inline({"timestamp": integer(0, 2**40), "format": _ANY_TEXT}, {"url": URL, "fallback": _ANY_TEXT}),
    }
)
_PIECES = {"elements": listing(_INLINE, 1000, 0)}
_BORDER: Mapping[str, Check] = {"border": integer(0, 1)}
_SECTION = shape(_PIECES)
RICH_TEXT_PARTS = typed(
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": shape(_PIECES, {**_BORDER, "language": _ANY_TEXT}),
        "rich_text_quote": shape(_PIECES, _BORDER),
        "rich_text_list": shape(
            {
                "elements": listing(typed({"rich_text_section": _SECTION}), 1000, 0),
                "style": one_of("bullet", "ordered", "checklist"),
            },
            {**_BORDER, "indent": integer(0, 8), "offset": integer(0, 10_000)},
        ),
    }
)
RICH_TEXT = shape({"elements": listing(RICH_TEXT_PARTS, 1000, 0)}, {"block_id": ID})


def same_option(one: Json, other: Json) -> bool:
    """True for the same option: Slack compares text and value."""
    return one.get("value") == other.get("value") and one["text"]["text"] == other["text"]["text"]
