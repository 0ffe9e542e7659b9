"""The year itself: 20 channels in 5 time zones, 1,000 appeals, what people do to them, and what dies in between."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import redis
from slack_sdk.web.async_client import AsyncWebClient

from rules.model import Intake
from sandbox.driver import Posted, Sandbox
from slackbot import teamwork
from slackbot.appeal import Appeal, Approval, Status, TransitionRefused
from slackbot.channel_settings import ChannelSettings
from slackbot.errors import BotError
from slackbot.office import Office, ReminderPolicy
from slackbot.redis_server import RedisServer
from slackbot.watch import watched
from tests.clock import StandingClock, eventually
from tests.jobs.bot import TEAM, Bot, assembled, intake
from tests.simulation.oracle import closed, expected, instants, named, named_by_the_hour
from tests.simulation.worker import KEYRING

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu")
EVENING = time(19, 30)  # UTC: past nine in the morning and before the quiet hours in all of them
POLICIES = (ReminderPolicy(), ReminderPolicy(days_before=(10, 5, 2)), ReminderPolicy(overdue_at_most=2))
PEOPLE = ("U01ALICE", "U01BOB", "U01CAROL")
DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]


@dataclass
class Year:
    """One simulated stretch of time; `problems` is what went wrong, in words."""

    bot: Bot
    slack: Sandbox
    clock: StandingClock
    server: RedisServer
    start: date
    days: int
    appeals: int
    channels: dict[str, ChannelSettings]
    chance: random.Random
    workers: list[Process] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    open: dict[str, Appeal] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    heard: set[tuple[int, str]] = field(default_factory=set)
    called: Counter[tuple[str, str]] = field(default_factory=Counter)
    heard_by_the_hour: Counter[tuple[int, str]] = field(default_factory=Counter)
    weekly: set[tuple[str, int]] = field(default_factory=set)

    async def run(self) -> None:
        """Live through every day."""
        for number in range(self.days):
            day = self.start + number * DAY
            self.heard, self.called = set(), Counter()
            await self._hours(day)
            await self._evening(day, dies={10: "a worker", 30: "Redis"}.get(number % 40, ""))
            if not closed(day):
                await self._people(day)

    # ---- a day -------------------------------------------------------------------------------------------------------

    async def _hours(self, day: date) -> None:
        """Stop at each instant of the day at which something by the hour is owed."""
        end = datetime.combine(day, EVENING, UTC)
        while times := [at for _, at in self._instants() if self.clock() < at <= end]:
            await self._until(min(times), day)
            self.counts["stops for something by the hour"] += 1

    async def _until(self, to: datetime, day: date, dies: str = "") -> None:
        """Let the time pass, and compare what was said by the hour with what had to be."""
        before = self.clock()
        self.clock.set(to)
        if dies:
            await self._dies(dies)
        await self._settled()
        self.heard_by_the_hour = Counter()
        self._read(day)
        due = Counter(what for what, at in self._instants() if before < at <= to)
        for (number, kind), times in (due - self.heard_by_the_hour).items():
            self.problems.append(f"{to}: #{number} {kind} by the hour was missed {times} times")
        for (number, kind), times in (self.heard_by_the_hour - due).items():
            self.problems.append(f"{to}: #{number} {kind} by the hour was said {times} times too often")
        self.counts["reminders by the hour"] += due.total()

    def _instants(self) -> list[tuple[tuple[int, str], datetime]]:
        """Everything of the open appeals that runs by the hour, and when it is to be said."""
        return [
            ((appeal.number, kind), at)
            for appeal in self.open.values()
            for kind, at in instants(appeal, self.channels[appeal.channel])
        ]

    async def _evening(self, day: date, dies: str) -> None:
        """Let the mornings of all zones have passed, and compare what was said with what had to be."""
        await self._until(datetime.combine(day, EVENING, UTC), day, dies)
        due: set[tuple[int, str]] = set()
        for channel, settings in self.channels.items():
            here = [appeal for appeal in self.open.values() if appeal.channel == channel]
            due |= expected(here, settings, settings.time_zone or "", day)
        self.problems += [f"{day}: #{number} {kind} was missed" for number, kind in sorted(due - self.heard)]
        self.problems += [f"{day}: #{number} {kind} was not due" for number, kind in sorted(self.heard - due)]
        self.problems += [
            f"{day}: {person} was called {times} times in {channel}"
            for (channel, person), times in self.called.items()
            if times > 1
        ]
        self.counts["reminders by the day"] += len(due)

    async def _settled(self) -> None:
        """Sweep until everything that is owed was sent, whoever died."""

        async def nothing_due() -> bool:
            rounds, now = self.bot.store.rounds, self.clock()
            with suppress(BotError):
                busy = [await rounds.to_replan(TEAM, channel) for channel in self.channels]
                busy += [await rounds.sending(TEAM, channel) for channel in self.channels]
                at = await rounds.earliest(TEAM, list(self.channels))  # the last: new plans make things due
                return not any(busy) and all(each is None or each > now.timestamp() for each in at.values())
            return False

        for _ in range(40):
            with suppress(BotError, OSError, redis.RedisError, TimeoutError):
                await self.bot.upkeep.queue_due(TEAM)
            with suppress(AssertionError):
                await eventually(nothing_due, "everything owed to be sent", patience=1.5)
                return
        await eventually(nothing_due, "everything owed to be sent")

    # ---- what was said -----------------------------------------------------------------------------------------------

    def _read(self, day: date) -> None:
        """Read the new messages of all channels."""
        for channel in self.channels:
            messages = self.slack.channel(channel).state.messages[self.seen[channel] :]
            self.seen[channel] += len(messages)
            for message in messages:
                self._one(channel, day, self.slack.posted(message))

    def _one(self, channel: str, day: date, message: Posted) -> None:
        kind = (message.metadata or {}).get("event_payload", {}).get("kind")
        if kind == "digest":
            week = (channel, day.isocalendar().week)
            self.problems += [f"{day}: a second digest in {channel}"] if week in self.weekly else []
            self.weekly.add(week)
            self.counts["digests"] += 1
        if kind != "reminder":
            return
        if by_the_hour := named_by_the_hour(message.text):
            self.heard_by_the_hour.update(by_the_hour)
            return
        self.counts["messages by the day"] += 1
        self.called.update((channel, person) for person in set(message.mentions) if person.startswith("U"))
        heard = set(named(message.text))
        self.problems += [f"{day}: #{number} {kind} was said twice" for number, kind in sorted(heard & self.heard)]
        self.heard |= heard

    def _office(self, channel: str) -> Office:
        return self.channels[channel].office(ZONES[0])

    # ---- what people do ----------------------------------------------------------------------------------------------

    async def _people(self, day: date) -> None:
        """After the mornings: appeals are opened, edited, put off, sent, decided; settings change."""
        left = round((self.days - (day - self.start).days) * 5 / 7) - 20
        for _ in range(-(-(self.appeals - self.counts["appeals"]) // left) if left > 0 else 0):
            await self._opened(day)
        touched: set[int] = set()
        for appeal in self.chance.sample(list(self.open.values()), min(len(self.open), 12)):
            touched.add(appeal.number)
            with suppress(TransitionRefused):
                await self._something(appeal, day)
        if self.chance.random() < 0.03:
            channel = await self._settings_change()
            touched |= {appeal.number for appeal in self.open.values() if appeal.channel == channel}
        await self._caught_up(day, touched)

    async def _caught_up(self, day: date, touched: set[int]) -> None:
        """What an edit or new settings have made due since this morning is said at once, and nothing else."""
        await self._settled()
        before, self.heard, self.heard_by_the_hour = self.heard, set(), Counter()
        self._read(day)
        said = self.heard | set(self.heard_by_the_hour)
        new = {(number, kind) for number, kind in said if number not in touched}
        self.problems += [f"{day}: #{number} {kind} came out of the blue" for number, kind in sorted(new)]
        self.counts["reminders after an edit"] += len(said)
        self.heard |= before

    async def _opened(self, day: date) -> None:
        channel, who = self.chance.choice(list(self.channels)), self.chance.choice(PEOPLE)
        expedited = self.chance.random() < 0.02
        filled = _denied(intake("cauda_equina" if expedited else "lumbar_strong"), day, self.chance)
        draft = await self.bot.desk.start_draft(TEAM, who, channel)
        appeal = await self.bot.desk.open_appeal(draft, filled)
        self.counts["appeals"] += 1
        self.counts["expedited appeals"] += expedited
        self.open[appeal.id] = appeal

    async def _something(self, appeal: Appeal, day: date) -> None:
        does = self.chance.choices(
            (self._edits, self._snoozes, self._sends, self._decides, self._hands_over, self._withdraws),
            (3, 3, 4, 6, 2, 0.5),
        )[0]
        after = await does(appeal, day)
        if after is None:
            return
        self.counts[does.__name__.strip("_")] += 1
        self.open[after.id] = after
        if not after.is_open and not after.approval:
            del self.open[after.id]

    async def _edits(self, appeal: Appeal, day: date) -> Appeal | None:
        if appeal.status is not Status.PREPARING:
            return None
        filled = _denied(appeal.intake, day, self.chance)
        assessed = self.bot.desk.assess(filled)
        return await self._changed(appeal, teamwork.amend("U01ALICE", filled, assessed, ["Notice date"]))

    async def _snoozes(self, appeal: Appeal, day: date) -> Appeal | None:
        quiet = [watch for watch in watched(appeal) if not watch.urgent]
        if not quiet:
            return None
        until = self._office(appeal.channel).next_working(day + self.chance.randint(1, 12) * DAY)
        watch = self.chance.choice(quiet)
        return await self._changed(appeal, teamwork.snooze("U01ALICE", watch.key, until, "Waiting for the records"))

    async def _sends(self, appeal: Appeal, _day: date) -> Appeal | None:
        if appeal.status is not Status.PREPARING:
            return None
        return await self.bot.desk.submit(TEAM, appeal.id, "U01ALICE", self.clock(), how="fax")

    async def _decides(self, appeal: Appeal, day: date) -> Appeal | None:
        if appeal.status is not Status.SUBMITTED:
            return None
        outcome = self.chance.choice((Status.UPHELD, Status.OVERTURNED))
        after = await self.bot.desk.decide(TEAM, appeal.id, "U01ALICE", outcome, day)
        if outcome is Status.OVERTURNED:
            approval = Approval(number="A-1", expires=day + self.chance.randint(20, 90) * DAY)
            after = await self.bot.desk.approve(TEAM, appeal.id, "U01ALICE", approval)
        return after

    async def _hands_over(self, appeal: Appeal, _day: date) -> Appeal | None:
        if not appeal.is_open:
            return None
        owner, backup = self.chance.sample(PEOPLE, 2)
        settings = self.channels[appeal.channel]
        return await self._changed(appeal, teamwork.hand_over("U01ALICE", owner, backup, "", settings))

    async def _withdraws(self, appeal: Appeal, day: date) -> Appeal | None:
        if not appeal.is_open:
            return None
        return await self.bot.desk.decide(TEAM, appeal.id, "U01ALICE", Status.WITHDRAWN, day)

    async def _changed(self, appeal: Appeal, change: teamwork.Change) -> Appeal:
        return await self.bot.desk.change(TEAM, appeal.id, change)

    async def _settings_change(self) -> str:
        """A clinic moves to another time zone, or wants to be reminded otherwise."""
        channel = self.chance.choice(list(self.channels))
        changed = _settings(self.chance)
        self.channels[channel] = changed
        await self.bot.desk.save_settings(TEAM, channel, changed)
        self.counts["changes of settings"] += 1
        return channel

    # ---- what dies ---------------------------------------------------------------------------------------------------

    async def start_worker(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.simulation.worker", *self.arguments, cwd=ROOT, stdout=subprocess.PIPE
        )  # fmt: skip
        assert process.stdout
        await process.stdout.readline()
        self.workers.append(process)

    @property
    def arguments(self) -> tuple[str, ...]:
        return self.server.start(), self.slack.api_url, self.slack.bot_token, str(self.clock.file)

    async def _dies(self, what: str) -> None:
        """Kill one of the three workers, or Redis, while a message is in the air; another takes its place."""

        async def in_the_air() -> bool:
            return any([await self.bot.store.rounds.sending(TEAM, channel) for channel in self.channels])

        await self.bot.upkeep.queue_due(TEAM)
        with suppress(AssertionError):
            await eventually(in_the_air, "a message in the air", patience=0.5)
            self.counts[f"kills of {what} with a message in the air"] += 1
        self.counts[f"kills of {what}"] += 1
        if what == "Redis":
            with redis.Redis.from_url(self.server.start()) as client:
                os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)
            self.server.start()
        else:
            self.chance.shuffle(self.workers)
            victim = self.workers.pop()
            victim.kill()
            await victim.wait()
            await self.start_worker()


def _settings(chance: random.Random) -> ChannelSettings:
    return ChannelSettings(time_zone=chance.choice(ZONES), reminders=chance.choice(POLICIES))


def _denied(filled: Intake, day: date, chance: random.Random) -> Intake:
    """The intake with a notice of some weeks ago, so that the filing day lies soon, or far ahead."""
    notice = day - chance.randint(1, 175) * DAY
    denial = filled.denial.model_copy(update={"notice_date": notice, "received_date": None})
    return filled.model_copy(update={"denial": denial})


@asynccontextmanager
async def living(folder: Path, *, start: date, days: int, appeals: int, seed: int = 1) -> AsyncIterator[Year]:
    """A year that is ready to be run, with three workers."""
    chance = random.Random(seed)
    server = RedisServer(folder / "redis")
    clock = StandingClock(folder / "clock")
    clock.set(datetime.combine(start, time(12), UTC))
    async with AsyncExitStack() as stack:
        url = stack.enter_context(server)
        slack = await stack.enter_async_context(Sandbox.started())
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        bot = await stack.enter_async_context(assembled(url, KEYRING, client, clock))
        channels = {f"C{number:02d}CLINIC": _settings(chance) for number in range(20)}
        for channel, settings in channels.items():
            slack.create_channel(channel, *PEOPLE, slack.workspace.app.bot_user)
            await bot.desk.save_settings(TEAM, channel, settings)
        year = Year(bot, slack, clock, server, start, days, appeals, channels, chance)
        try:
            for _ in range(3):
                await year.start_worker()
            yield year
        finally:
            for worker in year.workers:
                worker.kill()
                await worker.wait()
            await bot.desk.settled()
