"""Whatever a surface lets somebody press, pick, search or submit has a listener."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.elements import give_ids, widgets
from slackbot import gallery
from slackbot.crypto import Keyring
from slackbot.handlers import register_all
from slackbot.letter import Letterhead
from tests.clock import Clock
from tests.handlers.conftest import desk_on

SURFACES = gallery.surfaces()
Heard = tuple[str, str | re.Pattern[str]]


class Recorder(AsyncApp):
    """A Bolt app that remembers which ids it was asked to listen to."""

    def __init__(self) -> None:
        super().__init__(client=AsyncWebClient(token="xoxb-test"), process_before_response=True)
        self.heard: set[Heard] = set()

    def action(self, constraints: Any, **more: Any):
        self.heard.add(("action", constraints))
        return super().action(constraints, **more)

    def options(self, constraints: Any, **more: Any):
        self.heard.add(("options", constraints))
        return super().options(constraints, **more)

    def view(self, constraints: Any, **more: Any):
        self.heard.add(("view", constraints))
        return super().view(constraints, **more)

    def hears(self, kind: str, name: str) -> bool:
        return any(kind == of and _fits(wanted, name) for of, wanted in self.heard)


def _fits(wanted: str | re.Pattern[str], name: str) -> bool:
    return bool(wanted.search(name)) if isinstance(wanted, re.Pattern) else wanted == name


@pytest.fixture
async def app(redis_url: str, keyring: Keyring, clock: Clock) -> Recorder:
    recorder = Recorder()
    async with desk_on(redis_url, keyring, clock) as desk:
        register_all(recorder, desk, Letterhead())
    return recorder


def sent(surface: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What operating the surface sends, as kind and id."""
    if surface.get("submit"):
        yield "view", surface["callback_id"]
    for widget in widgets(give_ids(json.loads(json.dumps(surface["blocks"])), "none")):
        if widget.dispatches and "url" not in widget.element:
            yield "action", widget.action_id
        if "external" in widget.kind:
            yield "options", widget.action_id


async def test_nothing_on_any_surface_is_dead(app: Recorder):
    dead = {(name, *each) for name, surface in SURFACES.items() for each in sent(surface) if not app.hears(*each)}

    assert dead == set()


async def test_nothing_is_listened_for_that_no_surface_has(app: Recorder):
    there = {each for surface in SURFACES.values() for each in sent(surface)}
    idle = {
        (kind, wanted)
        for kind, wanted in app.heard
        if not any(kind == of and _fits(wanted, name) for of, name in there)
    }

    assert idle == set()
