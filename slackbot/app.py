"""The composition root: settings in, a running bot out. Nothing happens at import."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from rules import Rulebook, load_rulebook
from slackbot import handlers, jobs
from slackbot.crypto import load_keyring
from slackbot.desk import Desk
from slackbot.errors import BotError, RedisServerFailed, StoreUnavailable
from slackbot.letter import Letterhead
from slackbot.queue import Queue
from slackbot.settings import Settings
from slackbot.store import Store
from slackbot.upkeep import Upkeep
from slackbot.web import Feeds, listening

Clock = Callable[[], datetime]

TRIGGER_SECONDS = 2  # a trigger lives three; a slower answer is no use to the person who waits
JOB_SECONDS = 30


class SlackRefused(BotError):  # noqa: N818 -- as the other errors of this tree
    """Slack does not accept our token, or cannot be reached; the message says what to do."""


@dataclass(frozen=True)
class Services:
    """The parts of one process, put together; `open_services` makes and closes them."""

    settings: Settings
    rulebook: Rulebook
    desk: Desk
    upkeep: Upkeep
    queue: Queue


def utc_now() -> datetime:
    """The clock of a real bot: aware UTC."""
    return datetime.now(UTC)


def letterhead(settings: Settings) -> Letterhead:
    """Who writes the letters, with what logo and templates."""
    return Letterhead(
        name=settings.clinic_name,
        address=tuple(line.strip() for line in settings.clinic_address.split("|") if line.strip()),
        phone=settings.clinic_phone,
        fax=settings.clinic_fax,
        npi=settings.clinic_npi,
        logo=settings.clinic_logo.read_bytes() if settings.clinic_logo else b"",
        templates=settings.templates_dir,
    )


@asynccontextmanager
async def open_services(settings: Settings, redis_url: str, clock: Clock = utc_now) -> AsyncGenerator[Services]:
    """Connect store and queue and put the use cases on top; everything is closed at the end.

    Raises:
        KeyringInvalid, RedisServerFailed, RulebookError: each says what to do.
    """
    rulebook = load_rulebook()
    keyring = load_keyring(
        settings.encryption_keys.get_secret_value() if settings.encryption_keys else None, settings.var_dir
    )
    store = Store.open(redis_url, keyring)
    try:
        await _reached(store)
        async with Queue(redis_url, clock) as queue:
            zone = settings.time_zone
            upkeep = Upkeep(store=store, queue=queue, clock=clock, time_zone=zone)
            desk = Desk(store=store, queue=queue, rulebook=rulebook, clock=clock, time_zone=zone)
            queue.register(
                jobs.tasks(upkeep=upkeep, client=_job_client(settings), letterhead=letterhead(settings), clock=clock)
            )
            yield Services(settings, rulebook, desk, upkeep, queue)
            await desk.settled()
    finally:
        await store.close()


async def _reached(store: Store) -> None:
    try:
        await store.ping()
    except StoreUnavailable:
        raise RedisServerFailed(
            "Redis does not answer: is the server of REDIS_URL running, and are host, port and password right?"
        ) from None


async def introduced(settings: Settings, client: AsyncWebClient) -> AuthorizeResult:
    """Who we are, asked of Slack once, so that no user waits for that.

    Raises:
        SlackRefused: the token is not accepted, or Slack cannot be reached.
    """
    try:
        identity = await client.auth_test(token=_bot_token(settings))
    except SlackApiError as error:
        raise SlackRefused(
            f"Slack does not accept SLACK_BOT_TOKEN ({error.response['error']}): copy it again from your app's page, "
            "under OAuth & Permissions."
        ) from None
    except (OSError, TimeoutError) as error:
        raise SlackRefused(f"Slack cannot be reached at {settings.slack_api_url} ({type(error).__name__}).") from None
    return AuthorizeResult.from_auth_test_response(auth_test_response=identity, bot_token=_bot_token(settings))


def bolt_app(services: Services, client: AsyncWebClient, known: AuthorizeResult) -> AsyncApp:
    """The Bolt app with every listener."""
    settings = services.settings

    async def authorize() -> AuthorizeResult:
        return known

    secret = settings.slack_signing_secret
    app = AsyncApp(
        client=client,
        authorize=authorize,
        signing_secret=secret.get_secret_value() if secret else None,
        logger=logging.getLogger("slack_bolt"),  # the level that log.py gives it; else Bolt takes the root's
        process_before_response=True,  # else Bolt looks for the ack every 10 ms
    )
    handlers.register_all(app, services.desk, letterhead(settings), settings.public_url)
    return app


async def serve_slack(services: Services, ready: Callable[[], None]) -> None:
    """Answer Slack, by Socket Mode and over HTTP, each where it is set up, and calendar programs, until cancelled.

    `ready` is called once connected and listening.

    Raises:
        SlackRefused, PortRefused: each says what to do.
    """
    settings = services.settings
    client = AsyncWebClient(base_url=settings.slack_api_url, timeout=TRIGGER_SECONDS)
    known = await introduced(settings, client)
    app = bolt_app(services, client, known)
    async with AsyncExitStack() as stack:
        if settings.http_port is not None:
            slack = app if settings.slack_signing_secret else None
            feeds = Feeds(services.desk, _job_client(settings), team=known.team_id or "", workspace_url=known.url or "")
            await stack.enter_async_context(listening(settings.http_host, settings.http_port, feeds, slack))
        if settings.slack_app_token:
            await stack.enter_async_context(_connected(app, settings, settings.slack_app_token))
        ready()
        await asyncio.Event().wait()


async def work(services: Services) -> None:
    """Do the queue's tasks until cancelled; what was running is finished first."""
    await services.queue.work()


@asynccontextmanager
async def _connected(app: AsyncApp, settings: Settings, token: SecretStr) -> AsyncGenerator[None]:
    """Socket Mode, for the length of a block."""
    web_client = AsyncWebClient(base_url=settings.slack_api_url)
    handler = AsyncSocketModeHandler(app, token.get_secret_value(), web_client=web_client)
    try:
        await handler.connect_async()
    except SlackApiError as error:
        raise SlackRefused(
            f"Slack does not accept SLACK_APP_TOKEN ({error.response['error']}): it needs the scope connections:write."
        ) from None
    try:
        yield
    finally:
        await handler.close_async()


def _bot_token(settings: Settings) -> str:
    assert settings.slack_bot_token is not None  # noqa: S101 -- the caller fills in the sandbox's
    return settings.slack_bot_token.get_secret_value()


def _job_client(settings: Settings) -> AsyncWebClient:
    return AsyncWebClient(token=_bot_token(settings), base_url=settings.slack_api_url, timeout=JOB_SECONDS)
