"""What is served over HTTP: calendar feeds, whether we are alive, and Slack's requests where they come that way."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import structlog
from aiohttp import ClientError, web
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import wording_calendar as said
from slackbot.calendar_file import calendar_file
from slackbot.desk import Desk
from slackbot.errors import BotError
from slackbot.handlers.access import Access
from slackbot.handlers.calendar import FEED_PATH, dates_of
from slackbot.handlers.payload import Actor

SLACK_PATH: Final = "/slack/events"
AGAIN: Final = "60"  # seconds
_FAILURES: Final = (BotError, SlackClientError, ClientError, OSError)

log = structlog.get_logger(__name__)


class PortRefused(BotError):  # noqa: N818 -- as the other errors of this tree
    """The port cannot be listened at; the message says what to do."""


class Feeds:
    """Answers calendar programs. Only the secret in the address says who asks, and it goes into no log."""

    def __init__(self, desk: Desk, client: AsyncWebClient, *, team: str, workspace_url: str) -> None:
        """Serve the feeds of one workspace; `client` is asked who is in which channel."""
        self._desk = desk
        self._client = client
        self._team = team
        self._workspace_url = workspace_url
        self._access = Access(desk)

    async def answer(self, request: web.Request) -> web.Response:
        """The dates of the person whose feed this is, of what they may see now.

        Where that cannot be told the answer is a failure, never an empty calendar, which would empty the person's own.
        """
        try:
            content = await self._content(request.match_info["secret"])
        except _FAILURES as error:
            log.warning("feed.failed", reason=type(error).__name__)
            return web.Response(status=503, headers={"Retry-After": AGAIN})
        if content is None:
            return web.Response(status=404)
        headers = {"Cache-Control": "private, no-cache", "Content-Disposition": f"inline; filename={said.FILE}"}
        return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=headers)

    async def _content(self, secret: str) -> bytes | None:
        user = await self._desk.feed_user(self._team, secret)
        if user is None:
            return None
        entries = await dates_of(self._desk, self._access, self._client, Actor(self._team, user), self._workspace_url)
        return await asyncio.to_thread(calendar_file, entries, self._desk.now(), said.NAME)


@asynccontextmanager
async def listening(host: str, port: int, feeds: Feeds, slack: AsyncApp | None) -> AsyncGenerator[None]:
    """Listen for the length of a block; `slack` answers Slack's requests.

    Raises:
        PortRefused: the port is taken, or may not be used.
    """
    server = slack.web_app(path=SLACK_PATH) if slack else web.Application()
    server.router.add_get("/health", _healthy)
    server.router.add_get(FEED_PATH, feeds.answer)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise PortRefused(
            f"HTTP_PORT {port} at {host} cannot be used ({error.strerror}): choose a port where nobody else listens."
        ) from None
    try:
        yield
    finally:
        await runner.cleanup()


async def _healthy(_request: web.Request) -> web.Response:
    return web.Response(text="ok")
