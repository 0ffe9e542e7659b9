"""The bot's listeners in an unmodified Bolt app, connected to a sandbox by Socket Mode, on a real store."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from rules import Intake, Rulebook, load_rulebook, read_intake, read_yaml
from sandbox.basics import Timings
from sandbox.driver import Channel, Modal, Posted, Sandbox, User
from slackbot.appeal import Appeal
from slackbot.blocks.kit import Message
from slackbot.crypto import Keyring
from slackbot.desk import Desk
from slackbot.draft import Draft
from slackbot.form_fields import FIELDS
from slackbot.gallery import TODAY
from slackbot.handlers import register_all
from slackbot.queue import Queue
from slackbot.store import Store
from tests.build import NEW_YORK, OPENED
from tests.clock import Clock
from tests.handlers.answers import EXAMPLES, answers
from tests.letters.cases import HEAD

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@dataclass
class Clinic:
    """A sandbox with the bot in it, and the desk that the bot works at."""

    slack: Sandbox
    desk: Desk
    rulebook: Rulebook
    clock: Clock
    count: int = 0

    @property
    def alice(self) -> User:
        return self.slack.user("U01ALICE")

    @property
    def bob(self) -> User:
        return self.slack.user("U01BOB")

    @property
    def channel(self) -> Channel:
        return self.slack.channel("C01PRIORAUTH")

    async def open_form(self) -> Modal:
        return await self.alice.slash("/mri-appeal", channel="C01PRIORAUTH")

    async def fill_until(self, step: int, example: str = "lumbar_strong") -> Modal:
        """The form filled from an example, standing at `step`."""
        modal = await self.open_form()
        for number in range(1, step):
            await modal.fill(answers(EXAMPLES / f"{example}.yaml", number, self.rulebook))
            done = await modal.submit()
            assert done.modal, (number, done.notice)
            assert not done.errors, (number, done.errors)
        return modal

    async def opened(self, *, team: str = "T01CLINIC", channel: str = "C01PRIORAUTH", user: str = "U01ALICE") -> Appeal:
        """An appeal in the store, without the form."""
        self.count += 1
        draft = Draft(id=f"DTEST{self.count}", team=team, user=user, channel=channel, updated_at=OPENED)
        return await self.desk.open_appeal(draft, example())

    async def post(self, message: Message) -> Posted:
        """A message of ours in the channel, as the jobs post it."""
        client = AsyncWebClient(token=self.slack.bot_token, base_url=self.slack.api_url)
        sent = await client.chat_postMessage(channel="C01PRIORAUTH", text=message.text, blocks=message.blocks)
        return self.channel.message(sent["ts"])


async def fill(clinic: Clinic, modal: Modal, step: int, example: str = "lumbar_strong", **more: object) -> Modal:
    """The step as in the example, with the fields of `more` (by key) changed."""
    labels = {field.key: field.label for field in FIELDS}
    given = answers(EXAMPLES / f"{example}.yaml", step, clinic.rulebook)
    return await modal.fill(given | {labels[key]: value for key, value in more.items()})


def example(name: str = "lumbar_strong") -> Intake:
    """The intake of an example."""
    return read_intake(read_yaml(EXAMPLES / f"{name}.yaml"), load_rulebook(), TODAY)


@asynccontextmanager
async def desk_on(redis_url: str, keyring: Keyring, clock: Callable[[], datetime]) -> AsyncIterator[Desk]:
    store = Store.open(redis_url, keyring)
    async with Queue(redis_url, clock) as queue:
        queue.register([_named(name) for name in ("publish", "round", "digest", "reconcile")])
        made = Desk(store=store, queue=queue, rulebook=load_rulebook(), clock=clock, time_zone=NEW_YORK)
        yield made
        await made.settled()
    await store.close()


def _named(name: str) -> Callable[..., Awaitable[None]]:
    """Stands for a job, which nobody works on here."""

    async def task(*_ids: str) -> None: ...

    task.__name__ = name
    return task


@asynccontextmanager
async def bot(slack: Sandbox, desk: Desk, public_url: str = "") -> AsyncIterator[AsyncApp]:
    client = AsyncWebClient(base_url=slack.api_url)
    identity = await client.auth_test(token=slack.bot_token)
    known = AuthorizeResult.from_auth_test_response(auth_test_response=identity, bot_token=slack.bot_token)

    async def authorize() -> AuthorizeResult:
        return known

    app = AsyncApp(client=client, authorize=authorize, process_before_response=True)
    register_all(app, desk, HEAD, public_url)
    handler = AsyncSocketModeHandler(
        app, slack.app_token, web_client=AsyncWebClient(token=slack.app_token, base_url=slack.api_url)
    )
    await handler.connect_async()
    await slack.connected()
    try:
        yield app
    finally:
        await handler.close_async()


@pytest.fixture
async def clinic(redis_url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Clinic]:
    async with (
        Sandbox.started(manifest=MANIFEST, timings=Timings(settle=0.02)) as slack,
        desk_on(redis_url, keyring, clock) as desk,
        bot(slack, desk),
    ):
        yield Clinic(slack, desk, load_rulebook(), clock)
        assert not slack.refused, slack.refused
