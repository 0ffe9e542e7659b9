"""The whole bot on a sandbox over real HTTP and WebSocket: listeners, worker, store."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from rules import load_rulebook
from sandbox.basics import Timings
from sandbox.driver import Sandbox
from slackbot.crypto import Keyring
from tests.clock import Clock
from tests.handlers.conftest import MANIFEST, Clinic, bot
from tests.jobs.bot import Bot, assembled
from tests.letters.cases import HEAD


@dataclass
class Whole:
    """Slack, the bot's parts and the clock; `clinic` fills its forms."""

    slack: Sandbox
    parts: Bot
    clock: Clock

    @property
    def clinic(self) -> Clinic:
        return Clinic(self.slack, self.parts.desk, load_rulebook(), self.clock)


@pytest.fixture
async def whole(redis_url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Whole]:
    async with Sandbox.started(manifest=MANIFEST, timings=Timings(settle=0.02)) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        async with (
            assembled(redis_url, keyring, client, clock, letterhead=HEAD) as parts,
            bot(slack, parts.desk),
            parts.work(),
        ):
            yield Whole(slack, parts, clock)
            assert not slack.refused, slack.refused
