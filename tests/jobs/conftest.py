"""A sandbox and the bot's parts on it."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.driver import Sandbox
from slackbot.crypto import Keyring
from tests.clock import Clock
from tests.jobs.bot import ANSWER_WITHIN, Bot, assembled


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox.started() as running:
        yield running


@pytest.fixture
async def bot(redis_url: str, keyring: Keyring, slack: Sandbox, clock: Clock) -> AsyncIterator[Bot]:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, timeout=ANSWER_WITHIN)
    async with assembled(redis_url, keyring, client, clock) as made:
        yield made
