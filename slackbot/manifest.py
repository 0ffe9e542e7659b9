"""manifest.yml held against the code: it must name exactly what the code registers, no more and no less."""

from pathlib import Path
from typing import Any, cast

import yaml

from slackbot.blocks import ids

PATH = Path(__file__).parent.parent / "manifest.yml"
EVENTS = frozenset({"app_home_opened"})
# What each scope is for; a scope that no line here explains is one too many.
SCOPES = {
    "commands": "/mri-appeal and the shortcuts",
    "chat:write": "the card, its thread, reminders",
    "files:write": "the letters",
    "channels:history": "before a message is posted again after a crash: is it there already? (public channels)",
    "groups:history": "the same in private channels",
}
