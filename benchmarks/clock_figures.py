"""What the clock costs: 10,000 appeals due in one minute, and a reminder among 100,000 stored appeals beside 1,000.

Two workers in processes of their own do the real rounds on a real Redis and post in the sandbox; the queue library
alone, with a task that does nothing, runs beside them.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from docket import Docket
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.bare_queue import NAME, nothing
from rules import assess, load_rulebook
from sandbox.driver import Sandbox
from slackbot.appeal import Appeal, Event, items_of
from slackbot.draft import Draft
from slackbot.office import DAY, Office
from slackbot.redis_server import RedisServer
from slackbot.schedule import next_wake
from tests.build import NEW_YORK
from tests.clock import StandingClock, eventually
from tests.jobs.bot import TEAM, Bot, assembled, intake
from tests.simulation.worker import KEYRING

AT_ONCE = 10_000
CHANNELS = 100
FEW, MANY = 1_000, 100_000
SOME = 500  # reminders that are timed among the stored ones
WORKERS = 2
SAFE = date(2027, 4, 30)
PATIENCE = 120.0  # seconds
ROOT = Path(__file__).parents[1]
OFFICE = Office(ZoneInfo(NEW_YORK))
OPENED = datetime(2026, 11, 23, 15, tzinfo=UTC)

Figure = tuple[str, str, str]


@dataclass
class Bench:
    """A Redis, a sandbox, the bot's parts, and workers where they are asked for."""

    url: str
    slack: Sandbox
    bot: Bot
    clock: StandingClock
    stored: int = 0

    async def store(self, number: int, safe: date) -> list[Appeal]:
        """Store so many appeals, over all channels, to be filed by a day."""
        filled = intake("lumbar_strong")
        found = assess(filled, load_rulebook(), OPENED.date())
        deadlines = tuple(
            each.model_copy(update={"safe": safe, "latest": safe}) if each.kind == "filing" and each.safe else each
            for each in found.deadlines
        )
        found = found.model_copy(update={"deadlines": deadlines})
        made: list[Appeal] = []
        for _ in range(number):
            self.stored += 1
            channel, user = f"C{self.stored % CHANNELS:03d}", f"U{self.stored % 7:02d}"
            appeal = Appeal(
                id=f"A{self.stored:09d}".translate(_LETTERS),
                number=1,
                team=TEAM,
                channel=channel,
                created_by=user,
                created_at=OPENED,
                owner=user,
                time_zone=NEW_YORK,
                intake=filled,
                assessment=found,
                items=items_of(found),
            )
            draft = Draft(id=f"D{appeal.id}", team=TEAM, user=user, channel=channel, updated_at=OPENED)
            event = Event(what="opened", by=user, at=OPENED)
            await self.bot.store.create(appeal, draft, event, next_wake(appeal, OFFICE, OPENED))
            made.append(appeal)
        return made

    async def sent(self, appeals: Sequence[Appeal], morning: datetime) -> float:
        """Let a morning come; gives the seconds until everything that was owed is sent."""
        channels = sorted({appeal.channel for appeal in appeals})
        self.clock.set(morning)
        began = time.perf_counter()
        await self.bot.upkeep.queue_due(TEAM)

        async def nothing_due() -> bool:
            earliest = await self.bot.store.rounds.earliest(TEAM, channels)
            return all(at is None or at > morning.timestamp() for at in earliest.values())

        await eventually(nothing_due, "everything owed to be sent", patience=PATIENCE)
        took = time.perf_counter() - began
        reminded = [len(each.reminded) for each in await self.bot.store.load_all(TEAM, [each.id for each in appeals])]
        assert set(reminded) == {1}, set(reminded)
        return took


_LETTERS = str.maketrans("0123456789", "ABCDEFGHIJ")


async def figures() -> list[Figure]:
    """Name, measured, goal."""
    return [*await _at_once(), await _among()]


async def _at_once() -> list[Figure]:
    async with _bench() as bench:
        appeals = await bench.store(AT_ONCE, SAFE)
        async with _workers("tests.simulation.worker", *_arguments(bench)):
            took = await bench.sent(appeals, OFFICE.morning(SAFE - 14 * DAY))
        texts = [message.text for each in range(CHANNELS) for message in bench.slack.channel(f"C{each:03d}").messages]
        said = sum(int(text.split(" ", 1)[0]) for text in texts if "for today" in text)
        bare = await _bare(bench.url, AT_ONCE)
        rounds = await _bare(bench.url, CHANNELS)
    return [
        (
            f"{AT_ONCE:,} appeals due in one minute, {WORKERS} workers",
            f"{took:.1f} s, {len(texts)} messages, {said - AT_ONCE} duplicates",
            "under 20 s, no duplicate",
        ),
        (
            "the same beside the queue library alone",
            f"{took / bare:.2f} × {AT_ONCE:,} empty tasks ({bare:.1f} s), {took / rounds:.0f} × {CHANNELS} of them",
            "",
        ),
    ]


async def _among() -> Figure:
    costs: list[float] = []
    for stored in (FEW, MANY):
        async with _bench() as bench:
            await bench.store(stored - SOME, SAFE + timedelta(days=300))
            due = await bench.store(SOME, SAFE)
            async with _workers("tests.simulation.worker", *_arguments(bench)):
                costs.append(await bench.sent(due, OFFICE.morning(SAFE - 14 * DAY)) / SOME * 1000)
            bare = await _bare(bench.url, SOME) / SOME * 1000
    few, many = costs
    return (
        f"a reminder with {MANY:,} appeals stored",
        f"{many:.2f} ms = {many / few:.2f} × {few:.2f} ms with {FEW:,}; an empty task {bare:.2f} ms",
        "at most 1.3 ×",
    )


async def _bare(url: str, number: int) -> float:
    """Seconds for so many tasks that do nothing."""
    async with Docket(name=NAME, url=url) as docket:
        docket.register(nothing)
        async with _workers("benchmarks.bare_queue", url):
            due = datetime.now(UTC) + timedelta(seconds=2 + number / 1000)  # when all of them are there
            for place in range(number):
                await docket.add(nothing, due, f"{number}:{place}")(TEAM, "C")
            await eventually(lambda: _is_done(docket), "the empty tasks", patience=PATIENCE)
            return (datetime.now(UTC) - due).total_seconds()


async def _is_done(docket: Docket) -> bool:
    return not (await docket.snapshot()).total_tasks


def _arguments(bench: Bench) -> tuple[str, ...]:
    return bench.url, bench.slack.api_url, bench.slack.bot_token, str(bench.clock.file)


@asynccontextmanager
async def _workers(module: str, *arguments: str) -> AsyncIterator[None]:
    found: list[asyncio.subprocess.Process] = []
    try:
        for _ in range(WORKERS):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, *arguments, cwd=ROOT, stdout=subprocess.PIPE
            )
            found.append(process)
            assert process.stdout
            await process.stdout.readline()
        yield
    finally:
        for process in found:
            process.kill()
            await process.wait()


@asynccontextmanager
async def _bench() -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/tmp")))
        url = stack.enter_context(RedisServer(folder / "redis"))
        slack = await stack.enter_async_context(Sandbox.started())
        clock = StandingClock(folder / "clock")
        clock.set(OPENED)
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        bot = await stack.enter_async_context(assembled(url, KEYRING, client, clock))
        for number in range(CHANNELS):
            slack.create_channel(f"C{number:03d}", "U01ALICE", slack.workspace.app.bot_user)
        yield Bench(url, slack, bot, clock)
