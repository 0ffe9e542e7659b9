"""The bot's parts behind Slack, put together for a test: desk, upkeep, queue and a worker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from docket import ExponentialRetry
from slack_sdk.web.async_client import AsyncWebClient

from rules import load_rulebook
from rules.data_files import read_yaml
from rules.intake_check import read_intake
from rules.model import Intake
from slackbot.appeal import Appeal
from slackbot.crypto import Keyring
from slackbot.desk import Desk
from slackbot.jobs import tasks
from slackbot.letter import Letterhead
from slackbot.queue import Queue
from slackbot.store import Store
from slackbot.upkeep import Upkeep
from tests.build import NEW_YORK

IMAGING = Letterhead(name="Hudson Imaging")
TEAM, CHANNEL, ALICE = "T01CLINIC", "C01PRIORAUTH", "U01ALICE"
EXAMPLES = Path(__file__).parents[2] / "examples"
ANSWER_WITHIN = 2  # seconds; what a crash left in the air is waited for as long as Slack may take to answer
SOON = ExponentialRetry(attempts=8, minimum_delay=timedelta(milliseconds=50), maximum_delay=timedelta(seconds=1))


@dataclass
class Bot:
    """What a test talks to; `work` runs a worker for the length of a block."""

    desk: Desk
    upkeep: Upkeep
    store: Store
    queue: Queue

    async def open(self, example: str = "lumbar_strong", channel: str = CHANNEL) -> Appeal:
        """Open an appeal as Alice, from an example."""
        draft = await self.desk.start_draft(TEAM, ALICE, channel)
        return await self.desk.open_appeal(draft, intake(example))

    @asynccontextmanager
    async def work(self) -> AsyncIterator[None]:
        worker = asyncio.create_task(self.queue.work())
        try:
            yield
        finally:
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker


def intake(example: str) -> Intake:
    return read_intake(read_yaml(EXAMPLES / f"{example}.yaml"), load_rulebook(), date(2026, 11, 23))


@asynccontextmanager
async def assembled(
    redis_url: str,
    keyring: Keyring,
    client: AsyncWebClient,
    clock: Callable[[], datetime],
    *,
    redeliver_after: timedelta = timedelta(seconds=2),
    letterhead: Letterhead = IMAGING,
) -> AsyncIterator[Bot]:
    store = Store.open(redis_url, keyring)
    async with Queue(redis_url, clock, redeliver_after=redeliver_after) as queue:
        upkeep = Upkeep(store=store, queue=queue, clock=clock, time_zone=NEW_YORK)
        desk = Desk(store=store, queue=queue, rulebook=load_rulebook(), clock=clock, time_zone=NEW_YORK)
        queue.register(tasks(upkeep=upkeep, client=client, letterhead=letterhead, clock=clock, retry=SOON, pace=0))
        yield Bot(desk, upkeep, store, queue)
    await store.close()
