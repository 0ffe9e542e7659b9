"""A sandbox with an unmodified Bolt app connected to it by Socket Mode."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.basics import Timings
from sandbox.driver import Sandbox

QUICK = Timings(ack=0.15, trigger=0.6, settle=0.1, event_retries=(0.0,))


@dataclass
class Clinic:
    """A running sandbox, a client of its Web API, and a Bolt app for the test's own listeners."""

    slack: Sandbox
    client: AsyncWebClient
    app: AsyncApp


@asynccontextmanager
async def connected(slack: Sandbox) -> AsyncIterator[Clinic]:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, process_before_response=True)
    handler = AsyncSocketModeHandler(
        app,
        slack.app_token,
        web_client=AsyncWebClient(token=slack.app_token, base_url=slack.api_url),
        ping_interval=0.2,
    )
    await handler.connect_async()
    await slack.connected()
    try:
        yield Clinic(slack, client, app)
    finally:
        await handler.close_async()


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox.started(timings=QUICK) as running:
        yield running


@pytest.fixture
async def clinic(slack: Sandbox) -> AsyncIterator[Clinic]:
    async with connected(slack) as running:
        yield running


@pytest.fixture
def client(slack: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
