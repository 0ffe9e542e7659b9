"""manifest.yml names exactly what the code registers, and is one that Slack takes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import manifest
from slackbot.crypto import Keyring
from slackbot.handlers import register_all
from slackbot.letter import Letterhead
from tests.clock import Clock
from tests.handlers.conftest import desk_on

FILE = Path(__file__).parents[2] / "manifest.yml"
MANIFEST: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def _object(required: list[str] | None = None, **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": required or [],
        "additionalProperties": False,
    }


def _text(least: int = 1, most: int = 255) -> dict[str, object]:
    return {"type": "string", "minLength": least, "maxLength": most}


def _list(of: object, most: int) -> dict[str, object]:
    return {"type": "array", "items": of, "maxItems": most, "uniqueItems": True}


YES_NO = {"type": "boolean"}
# The limits of Slack's manifest schema 2.0.0 for the parts that we use (github.com/slackapi/manifest-schema).
SCHEMA = _object(
    ["display_information"],
    _metadata=_object(major_version={"const": 2}, minor_version={"type": "integer"}),
    display_information=_object(
        ["name"],
        name=_text(1, 35),
        description=_text(1, 140),
        long_description=_text(175, 4_000),
        background_color=_text(4, 7),
    ),
    features=_object(
        app_home=_object(home_tab_enabled=YES_NO, messages_tab_enabled=YES_NO, messages_tab_read_only_enabled=YES_NO),
        bot_user=_object(["display_name"], display_name=_text(1, 80), always_online=YES_NO),
        slash_commands=_list(
            _object(
                ["command", "description"],
                command={"type": "string", "pattern": r"^/\S{1,31}$"},
                description=_text(1, 2_000),
                usage_hint=_text(1, 1_000),
                should_escape=YES_NO,
            ),
            50,
        ),
        shortcuts=_list(
            _object(
                ["name", "type", "callback_id", "description"],
                name=_text(1, 24),
                type={"enum": ["message", "global"]},
                callback_id=_text(),
                description=_text(1, 150),
            ),
            10,
        ),
    ),
    oauth_config=_object(scopes=_object(bot=_list(_text(), 255))),
    settings=_object(
        event_subscriptions=_object(bot_events=_list(_text(), 100)),
        interactivity=_object(["is_enabled"], is_enabled={"const": True}),
        org_deploy_enabled=YES_NO,
        socket_mode_enabled={"const": True},
        token_rotation_enabled={"const": False},
    ),
)


def test_slack_takes_the_manifest():
    assert [fault.message for fault in Draft7Validator(SCHEMA).iter_errors(MANIFEST)] == []


def test_the_program_finds_no_difference_between_manifest_and_code():
    assert manifest.differences(manifest.read()) == []


def test_the_program_names_a_difference_and_what_to_do():
    content = manifest.read()
    content["features"]["slash_commands"][0]["command"] = "/mri"
    content["oauth_config"]["scopes"]["bot"].append("users:read")

    assert manifest.differences(content) == [
        "command /mri is in manifest.yml but not in the code: remove it",
        "command /mri-appeal is used by the code but not in manifest.yml: add it",
        "scope users:read is in manifest.yml but not in the code: remove it",
    ]


class Recorder(AsyncApp):
    """A Bolt app that remembers what it was asked to listen to."""

    def __init__(self) -> None:
        super().__init__(client=AsyncWebClient(token="xoxb-test"), process_before_response=True)
        self.names: set[tuple[str, str]] = set()

    def command(self, command: str, **more: Any):
        self.names.add(("command", command))
        return super().command(command, **more)

    def global_shortcut(self, callback_id: str, **more: Any):
        self.names.add(("global", callback_id))
        return super().global_shortcut(callback_id, **more)

    def message_shortcut(self, callback_id: str, **more: Any):
        self.names.add(("message", callback_id))
        return super().message_shortcut(callback_id, **more)

    def event(self, event: str, **more: Any):
        self.names.add(("event", event))
        return super().event(event, **more)


async def test_the_manifest_names_exactly_what_the_code_listens_to(redis_url: str, keyring: Keyring, clock: Clock):
    app = Recorder()
    async with desk_on(redis_url, keyring, clock) as desk:
        register_all(app, desk, Letterhead())
    features, settings = MANIFEST["features"], MANIFEST["settings"]

    named = {
        *(("command", each["command"]) for each in features["slash_commands"]),
        *((each["type"], each["callback_id"]) for each in features["shortcuts"]),
        *(("event", each.partition(".")[0]) for each in settings["event_subscriptions"]["bot_events"]),
    }

    assert named == app.names


def test_every_scope_has_a_reason_and_none_is_too_wide():
    scopes = MANIFEST["oauth_config"]["scopes"]["bot"]

    assert set(scopes) == set(manifest.SCOPES)
    assert not [scope for scope in scopes if scope.startswith(("admin", "users:", "chat:write."))]
