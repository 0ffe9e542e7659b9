"""manifest.yml held against the code: it must name exactly what the code registers, no more and no less."""

from pathlib import Path
from typing import Any, Final

import yaml

from slackbot.blocks.ids import COMMAND, Shortcut

PATH: Final = Path(__file__).parent.parent / "manifest.yml"

COMMANDS: Final = frozenset({COMMAND})
SHORTCUTS: Final = frozenset({("global", Shortcut.ANYWHERE.value), ("message", Shortcut.MESSAGE.value)})
EVENTS: Final = frozenset({"app_home_opened", "message.channels", "message.groups"})
# What each scope is for; one that no line here explains is one too many.
SCOPES: Final = {
    "commands": "/mri-appeal and the shortcuts",
    "chat:write": "the card, its thread, reminders",
    "files:write": "the letters, the statistics, calendar files",
    "files:read": "the proof of a contact or a submission, put into a form; the files of the message that an appeal is "
    "started from",
    "channels:read": "who is in an appeal's channel may see and change it (public channels)",
    "groups:read": "the same in private channels",
    "usergroups:read": "the user group of clinicians who sign off",
    "channels:history": "is a message there already, before it is posted again after a crash; a clinician's consent in "
    "the thread (public channels)",
    "groups:history": "the same in private channels",
}


def read(path: Path = PATH) -> dict[str, Any]:
    """The manifest's contents."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def differences(manifest: dict[str, Any]) -> list[str]:
    """What the manifest names and the code does not register, and the other way round, each in words."""
    features, settings = manifest["features"], manifest["settings"]
    found: tuple[tuple[str, set[Any], frozenset[Any]], ...] = (
        ("command", {each["command"] for each in features["slash_commands"]}, COMMANDS),
        ("shortcut", {(each["type"], each["callback_id"]) for each in features["shortcuts"]}, SHORTCUTS),
        ("event", set(settings["event_subscriptions"]["bot_events"]), EVENTS),
        ("scope", set(manifest["oauth_config"]["scopes"]["bot"]), frozenset(SCOPES)),
    )
    return [
        f"{kind} {_name(one)} is {where}"
        for kind, named, registered in found
        for ones, where in (
            (named - registered, "in manifest.yml but not in the code: remove it"),
            (registered - named, "used by the code but not in manifest.yml: add it"),
        )
        for one in sorted(ones)
    ]


def _name(one: str | tuple[str, ...]) -> str:
    return one if isinstance(one, str) else " ".join(one)
