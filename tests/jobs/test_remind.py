"""Reminders reach the channel once each, on their day, whatever dies in between; the clock is moved, nobody waits."""

import asyncio
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sandbox.driver import Posted, Sandbox
from sandbox.faults import Fault
from slackbot.appeal import Appeal, Status
from slackbot.schedule import reminders
from tests.build import NEW_YORK
from tests.clock import Clock, eventually
from tests.jobs.bot import ALICE, CHANNEL, TEAM, Bot
from tests.jobs.test_publish import direct_messages, kind, shown

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LEVEL = "internal_appeal_1"


def key(message: Posted) -> str:
    return str((message.metadata or {}).get("event_payload", {}).get("kind", ""))


def reminded(slack: Sandbox) -> list[str]:
    """The ids of the reminders in the channel, in the order of posting."""
    found = [message for message in slack.channel(CHANNEL).messages if kind_or_none(message) == "reminder"]
    return [key(message).removeprefix("reminder:") for message in found]


def kind_or_none(message: Posted) -> str:
    return kind(message) if message.metadata else ""


def nine(appeal: Appeal, days_before: int) -> datetime:
    assert appeal.filing is not None
    assert appeal.filing.safe is not None
    day = appeal.filing.safe - days_before * DAY
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(NEW_YORK))


async def swept(bot: Bot) -> None:
    """Sweep, and return when everything that is owed was sent.

    A worker that was just about to queue the next reminder reckoned with the clock from before it was moved; its time
    then lies days ahead, and the next sweep puts that right, as it would in five minutes. So sweep again if need be.
    """

    async def nothing_due() -> bool:
        due = await bot.store.due(TEAM, bot.desk.now())
        return not due and not await bot.store.outbox(TEAM)

    for _ in range(20):
        await bot.upkeep.catch_up()
        with suppress(AssertionError):
            await eventually(nothing_due, "everything owed to be sent", patience=2)
            return
    await eventually(nothing_due, "everything owed to be sent")


async def test_each_reminder_is_in_the_thread_and_in_the_channel_on_its_day_once(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        for days in (15, 14, 13, 7, 3, 2, 1, 0, -1, -2):
            clock.set(nine(appeal, days))
            await swept(bot)
            await swept(bot)

    assert reminded(slack) == [
        f"{LEVEL}.filing:safe{each}" for each in ("-14d", "-7d", "-3d", "-1d", "-day", "+1d", "+2d")
    ]
    messages = [message for message in slack.channel(CHANNEL).messages if kind_or_none(message) == "reminder"]
    assert all(message.broadcast and message.thread_ts for message in messages)
    assert [each.what for each in await bot.desk.history(TEAM, appeal.id)].count("reminded") == 7
    assert "14 days left" in messages[0].text
    assert slack.refused == []


async def test_a_reminder_that_is_due_while_the_worker_runs_needs_no_sweep(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        clock.set(nine(appeal, 14) - timedelta(seconds=1))
        await bot.upkeep.plan_reminders(TEAM, appeal.id)

        async def is_there() -> bool:
            return bool(reminded(slack))

        await eventually(is_there, "the reminder that is due in a second")

    assert reminded(slack) == [f"{LEVEL}.filing:safe-14d"]


async def test_a_bot_that_was_down_for_a_month_sends_one_reminder_that_tells_the_truth(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
    clock.set(nine(appeal, 2))
    async with bot.work():
        await swept(bot)

    assert reminded(slack) == [f"{LEVEL}.filing:safe-3d"]
    assert "2 days left" in slack.channel(CHANNEL).messages[-1].text


async def test_an_expedited_appeal_that_is_not_sent_is_mentioned_and_then_its_decision_is_watched(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open("cauda_equina"))
        for hours in (2, 6, 16):
            clock.move(hours * HOUR + timedelta(seconds=1))
            await swept(bot)
        await bot.desk.submit(TEAM, appeal.id, ALICE, bot.desk.now(), "FAX-1")
        for hours in (48, 16, 6, 2, 24):
            clock.move(hours * HOUR)
            await swept(bot)

    level = appeal.assessment.level
    assert reminded(slack) == [
        *(f"{level}:unsent+{hours}h" for hours in (2, 8, 24)),
        *(f"{level}:decision{each}" for each in ("-24h", "-8h", "-2h", "-instant", "+24h")),
    ]


@pytest.mark.parametrize("outcome", [Status.WITHDRAWN, Status.OVERTURNED])
async def test_a_closed_appeal_is_not_reminded_of(slack: Sandbox, bot: Bot, clock: Clock, outcome: Status) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        await bot.desk.submit(TEAM, appeal.id, ALICE, bot.desk.now(), "")
        await bot.desk.decide(TEAM, appeal.id, ALICE, outcome, bot.desk.today())
        clock.set(nine(appeal, 1))
        await bot.queue.remind(TEAM, appeal.id, bot.desk.now())
        await swept(bot)
        await shown(bot, appeal)

    assert reminded(slack) == []


async def test_where_the_bot_may_not_post_the_owner_is_reminded(slack: Sandbox, bot: Bot, clock: Clock) -> None:
    async with bot.work():
        appeal = await bot.open(channel="C01GENERAL")
        clock.set(nine(appeal, 7))
        await bot.upkeep.catch_up()

        async def is_told() -> bool:
            return any("Reminder" in message.text for message in direct_messages(slack))

        await eventually(is_told, "a reminder for the owner")

    assert [key(message) for message in direct_messages(slack)] == ["invite", f"reminder:{LEVEL}.filing:safe-7d"]


@pytest.mark.parametrize("fault", ["lose_answer", "http_500", "ratelimited"])
async def test_a_reminder_whose_answer_was_lost_is_not_sent_again(
    slack: Sandbox, bot: Bot, clock: Clock, fault: str
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        slack.world.faults.order(Fault("chat.postMessage", fault, seconds=0))
        clock.set(nine(appeal, 7))
        await swept(bot)

    assert reminded(slack) == [f"{LEVEL}.filing:safe-7d"]


async def test_a_sent_reminder_that_a_crash_left_unmarked_is_found_and_not_sent_again(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        clock.set(nine(appeal, 7))
        await swept(bot)
        record = f"mra:{{{TEAM}}}:appeal:{appeal.id}"
        await bot.store._redis.hdel(record, f"sent:{LEVEL}.filing:safe-7d")
        await bot.upkeep.plan_reminders(TEAM, appeal.id)
        await swept(bot)

    assert reminded(slack) == [f"{LEVEL}.filing:safe-7d"]


# ---- real processes, really killed


@asynccontextmanager
async def worker(redis_url: str, slack: Sandbox, offset: Path) -> AsyncIterator[Process]:
    """A worker in a process of its own, whose clock is moved through a file; killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.jobs.worker_process", redis_url, slack.api_url, slack.bot_token, str(offset),
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    await process.stdout.readline()
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_two_workers_and_a_kill_in_the_act_still_send_every_reminder_once(
    redis_url: str, slack: Sandbox, bot: Bot, clock: Clock, tmp_path: Path
) -> None:
    offset = tmp_path / "clock"
    offset.write_text(str(clock.offset.total_seconds()))

    def move(to: datetime) -> None:
        clock.set(to)
        offset.write_text(str(clock.offset.total_seconds()))

    async def is_being_posted() -> bool:
        return any("reminder:" in str(call["arguments"]) for call in slack.requests) or bool(reminded(slack))

    async with worker(redis_url, slack, offset) as victim:
        appeals = [await shown(bot, await bot.open()) for _ in range(3)]
        slack.world.faults.order(Fault("chat.postMessage", "lose_answer", times=2))
        move(nine(appeals[0], 14))
        await bot.upkeep.catch_up()
        await eventually(is_being_posted, "the first reminder to be on its way")
        victim.kill()
    async with worker(redis_url, slack, offset), worker(redis_url, slack, offset):
        for days in (14, 7, 3, 1, 0, -1):
            move(nine(appeals[0], days))
            await swept(bot)

    per_appeal = {
        appeal.id: [
            key(m) for m in slack.channel(CHANNEL).messages if appeal.id in str(m.metadata) and "reminder" in key(m)
        ]
        for appeal in appeals
    }
    expected = [f"reminder:{each.id}" for each in reminders(appeals[0], clock()) if each.at <= clock()]
    assert list(per_appeal.values()) == [expected] * 3
