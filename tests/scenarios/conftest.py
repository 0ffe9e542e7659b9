"""The whole bot in a sandbox, as people meet it: listeners, worker and a clock that can be moved, on a real Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from rules import load_rulebook
from sandbox.basics import Timings
from sandbox.driver import Channel, Modal, Posted, Sandbox, User
from slackbot.appeal import Appeal
from slackbot.crypto import Keyring
from tests.clock import Clock
from tests.handlers.conftest import MANIFEST, Clinic, bot
from tests.jobs.bot import CHANNEL, TEAM, Bot, assembled
from tests.letters.cases import HEAD


@dataclass
class Whole:
    """Slack, the bot's parts, the clock, and the cards that were posted, by number; `clinic` fills the bot's forms."""

    slack: Sandbox
    parts: Bot
    clock: Clock
    cards: dict[int, Posted] = field(default_factory=dict[int, Posted])

    @property
    def clinic(self) -> Clinic:
        """The same as the tests of the listeners know it."""
        return Clinic(self.slack, self.parts.desk, load_rulebook(), self.clock)

    @property
    def alice(self) -> User:
        """The coordinator."""
        return self.slack.user("U01ALICE")

    @property
    def bob(self) -> User:
        """The clinician."""
        return self.slack.user("U01BOB")

    @property
    def channel(self) -> Channel:
        """Where the appeals are worked on."""
        return self.slack.channel(CHANNEL)

    async def open(self, example: str = "lumbar_strong") -> Posted:
        """An appeal with its whole case file; gives its card."""
        appeal = await self.parts.open(example)
        title = f"#{appeal.number} · "
        card = await self.channel.wait_for_message(title, where=lambda m: m.thread_ts is None)
        await self.channel.wait_for_message("Checklist of", thread=card)
        self.cards[appeal.number] = card
        return card

    async def appeal(self, number: int = 1) -> Appeal:
        """The record as it is."""
        return await self.parts.desk.find(TEAM, str(number))

    async def press(self, user: User, message: Posted, label: str, title: str) -> Modal:
        """Press a button that opens a form."""
        await user.click(message, label)
        return await user.wait_for_modal(title)

    async def send(self, card: Posted, user: User | None = None) -> Posted:
        """Mark the appeal as sent; gives the card as it then is."""
        modal = await self.press(user or self.alice, card, "Mark submitted", "sent")
        await modal.fill({"How it was sent": "Portal message"})
        assert (await modal.submit()).closed
        return await self.channel.wait_for_update(card, "sent, waiting for the decision")

    async def line(self, card: Posted, text: str) -> Posted:
        """The line in the thread that says so."""
        return await self.channel.wait_for_message(text, thread=card)

    async def later(self, by: timedelta) -> None:
        """Let time pass, and the bot look at what is owed."""
        self.clock.move(by)
        await self.parts.upkeep.catch_up()


@asynccontextmanager
async def whole_bot(redis_url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Whole]:
    """A bot at work, in a Slack that goes by the same clock. Whatever it sent was within Slack's limits and scopes."""
    async with Sandbox.started(
        manifest=MANIFEST, timings=Timings(settle=0.02), clock=lambda: clock().timestamp()
    ) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        async with (
            assembled(redis_url, keyring, client, clock, letterhead=HEAD) as parts,
            bot(slack, parts.desk),
            parts.work(),
        ):
            yield Whole(slack, parts, clock)
            assert not slack.refused, slack.refused


@pytest.fixture
async def whole(redis_url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Whole]:
    async with whole_bot(redis_url, keyring, clock) as made:
        yield made
