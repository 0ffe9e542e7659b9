"""Slack's text: what is escaped, what becomes a mention, what a person reads. Rules: slack-platform.md section 5."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import cast
from zoneinfo import ZoneInfo

from sandbox.basics import Json
from sandbox.state import Workspace

_CONTROL = r"<(?:[@#!][^<>\n]+|(?:https?|mailto|tel):[^<>\n]+)>"
_PIECES = re.compile(_CONTROL)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_NOTIFIES = re.compile(r"<(?:!(here|channel|everyone)(?:\|[^<>]*)?|@([UW]\w+)(?:\|[^<>]*)?|!subteam\^(\w+)[^<>]*)>")
_BROADCAST = re.compile(r"(?<![\w@])@(here|channel|everyone)\b")
_CHANNEL_NAME = re.compile(r"(?<![\w#&])#([a-z0-9_-]+)")
_USER_NAME = re.compile(r"(?<![\w@])@([a-z0-9_]+)")
_URL = re.compile(r"(?<![\w/])https?://[^\s<>|]+")
_MARKUP = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]*?\S)\1(?![\w*_~`])")
_STYLES = {
    "date_num": "%Y-%m-%d",
    "date": "%B %-d, %Y",
    "date_short": "%b %-d, %Y",
    "date_long": "%A, %B %-d, %Y",
    "date_pretty": "%B %-d, %Y",
    "date_short_pretty": "%b %-d, %Y",
    "date_long_pretty": "%A, %B %-d, %Y",
    "time": "%-I:%M %p",
    "time_secs": "%-I:%M:%S %p",
    "ago": "%B %-d, %Y",
}


def escape(text: str) -> str:
    """Text as Slack stores it: stray `& < >` escaped, mentions, links and existing escapes left alone."""
    return _map_plain(text, lambda plain: _ENTITY.sub("&amp;", plain).replace("<", "&lt;").replace(">", "&gt;"))


def auto_link(text: str, workspace: Workspace) -> str:
    """Mrkdwn without `verbatim`: a typed @here, #channel or URL becomes live, escaped or not."""

    def link(match: re.Match[str]) -> str:
        known = next((c.id for c in workspace.channels.values() if c.name == match[1] and not c.is_im), None)
        return f"<#{known}|{match[1]}>" if known else match[0]

    def live(plain: str) -> str:
        return _CHANNEL_NAME.sub(link, _BROADCAST.sub(r"<!\1>", plain))

    return _map_plain(link_urls(text), live)


def link_urls(text: str) -> str:
    """Bare URLs become links; nothing else changes."""
    return _map_plain(text, lambda plain: _URL.sub(lambda match: f"<{match[0]}>", plain))


def address_people(text: str, workspace: Workspace) -> str:
    """What Slack's client makes of `@name` that a person types: a mention, if somebody is called so."""
    names = {user.name: user.id for user in workspace.users.values()}

    def address(match: re.Match[str]) -> str:
        return f"<@{names[match[1]]}>" if match[1] in names else match[0]

    return _map_plain(text, lambda plain: _USER_NAME.sub(address, plain))


def live_blocks(blocks: list[Json], workspace: Workspace) -> list[Json]:
    """A copy of the blocks as Slack stores them: mrkdwn escaped and, unless verbatim, with live links."""
    return [cast("Json", _live(block, workspace)) for block in blocks]


def _live(node: object, workspace: Workspace) -> object:
    if isinstance(node, list):
        return [_live(item, workspace) for item in cast("list[object]", node)]
    if not isinstance(node, dict):
        return node
    found: Json = {key: _live(value, workspace) for key, value in cast("Json", node).items()}
    if found.get("type") == "mrkdwn" and isinstance(found.get("text"), str):
        text = escape(found["text"])
        verbatim = bool(found.get("verbatim", False))
        return found | {"text": text if verbatim else auto_link(text, workspace), "verbatim": verbatim}
    if found.get("type") == "markdown" and isinstance(found.get("text"), str):
        return found | {"text": auto_link(found["text"], workspace)}
    return found


def mentions(text: str, blocks: list[Json]) -> list[str]:
    """Whom a message notifies: `@here`, `@channel`, `@everyone`, user ids and user group ids."""
    found = [_name(match) for match in _NOTIFIES.finditer(text)]
    for node in _walk(blocks):
        match node:
            case {"type": "mrkdwn" | "markdown", "text": str(inner)}:
                found += [_name(match) for match in _NOTIFIES.finditer(inner)]
            case {"type": "broadcast", "range": str(who)}:
                found.append(f"@{who}")
            case {"type": "user", "user_id": str(who)} | {"type": "usergroup", "usergroup_id": str(who)}:
                found.append(who)
            case _:
                pass
    return list(dict.fromkeys(found))


def _name(match: re.Match[str]) -> str:
    return f"@{match[1]}" if match[1] else match[2] or match[3]


def _walk(node: object) -> Iterator[Json]:
    if isinstance(node, list):
        for item in cast("list[object]", node):
            yield from _walk(item)
    elif isinstance(node, dict):
        found = cast("Json", node)
        yield found
        for value in found.values():
            yield from _walk(value)


def shown(text: str, workspace: Workspace, timezone: str | None = None) -> str:
    """Mrkdwn as a person reads it, in their time zone or the clinic's: names, labels of links, no markup."""
    named = re.sub(
        r"<([^<>\n]+)>", lambda match: _read_control(match[1], workspace, timezone or workspace.timezone), text
    )
    bare = named
    while (stripped := _MARKUP.sub(r"\2", bare)) != bare:
        bare = stripped
    return html.unescape(bare)


def _read_control(inner: str, workspace: Workspace, timezone: str) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("!date^"):
        return _read_date(target, label, timezone)
    if target.startswith("@"):
        user = workspace.users.get(target[1:])
        return f"@{user.real_name if user else label or target[1:]}"
    if target.startswith("#"):
        channel = workspace.channels.get(target[1:])
        return f"#{channel.name if channel else label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return label or target.removeprefix("mailto:")


def _read_date(target: str, fallback: str, timezone: str) -> str:
    parts = target.split("^")
    if len(parts) < 3 or not parts[1].lstrip("-").isdigit():
        return fallback
    moment = datetime.fromtimestamp(int(parts[1]), UTC).astimezone(ZoneInfo(timezone))
    return re.sub(r"\{(\w+)\}", lambda m: moment.strftime(_STYLES[m[1]]) if m[1] in _STYLES else m[0], parts[2])


def _map_plain(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to what lies between the control sequences."""
    pieces: list[str] = []
    end = 0
    for match in _PIECES.finditer(text):
        pieces += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*pieces, change(text[end:])])
