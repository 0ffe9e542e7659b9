"""The default clinic: who is there, which channels, and the app as a manifest describes it."""

import re
from typing import cast

from sandbox.basics import Json
from sandbox.state import App, Channel, User, Workspace

_PEOPLE = (
    ("ALICE", "alice", "Alice Moreno"),
    ("BOB", "bob", "Bob Osei, MD"),
    ("CAROL", "carol", "Carol Lindqvist"),
    ("DAVE", "dave", "Dave Park"),
)
DEFAULT_COMMANDS: list[Json] = [
    {"command": "/mri-appeal", "description": "Appeal a denied MRI", "usage_hint": "[list | show ID | help]"}
]
"""What the page offers while no manifest says more."""
_CHANNELS = (
    ("PRIORAUTH", "prior-auth", ("ALICE", "BOB", "CAROL", "MRIBOT")),
    ("ORTHO", "ortho", ("ALICE", "BOB", "CAROL", "DAVE", "MRIBOT")),
    ("GENERAL", "general", ("ALICE", "BOB", "CAROL", "DAVE")),
)


def default_workspace(team: str, manifest: Json | None) -> Workspace:
    """A clinic whose ids carry the team's number: `T01CLINIC` has `U01ALICE` and `C01PRIORAUTH`.

    Tokens are `xoxb-sandbox-TEAM` and `xapp-sandbox-TEAM`, the signing secret is `secret-TEAM`.
    """
    number = "".join(re.findall(r"\d+", team)) or "01"
    bot = User(f"U{number}MRIBOT", "mri_appeals", "MRI Appeals", is_bot=True)
    users = [User(f"U{number}{key}", name, real) for key, name, real in _PEOPLE]
    channels = [
        Channel(f"C{number}{key}", name, {f"U{number}{member}" for member in members})
        for key, name, members in _CHANNELS
    ]
    return Workspace(
        id=team,
        name="Riverside Imaging Clinic" if team == "T01CLINIC" else f"Clinic {team}",
        app=read_app(manifest, number, bot),
        bot_token=f"xoxb-sandbox-{team}",
        app_token=f"xapp-sandbox-{team}",
        signing_secret=f"secret-{team}",
        users={user.id: user for user in (*users, bot, User("USLACKBOT", "slackbot", "Slackbot", is_bot=True))},
        channels={channel.id: channel for channel in channels},
        groups={f"S{number}REVIEWERS": [f"U{number}BOB", f"U{number}CAROL"]},
    )


def read_app(manifest: Json | None, number: str, bot: User) -> App:
    """The app of a manifest; without one, every command, shortcut and scope is allowed."""
    app = App(f"A{number}MRIAPPEAL", bot.real_name, bot.id, f"B{number}MRIBOT")
    if manifest is None:
        return app
    features = cast("Json", manifest.get("features") or {})
    settings = cast("Json", manifest.get("settings") or {})
    scopes = cast("Json", (manifest.get("oauth_config") or {}).get("scopes") or {})
    app.name = bot.real_name = manifest["display_information"]["name"]
    app.commands = features.get("slash_commands") or []
    app.shortcuts = features.get("shortcuts") or []
    app.scopes = frozenset(scopes.get("bot") or [])
    app.events = frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or [])
    return app
