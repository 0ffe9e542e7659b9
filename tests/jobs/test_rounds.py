"""Reminders reach the channel once each, in their morning, whatever dies in between; the clock is moved."""

import asyncio
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sandbox.driver import Posted, Sandbox
from sandbox.faults import Fault
from slackbot import teamwork
from slackbot.appeal import Appeal, Status
from slackbot.channel_settings import ChannelSettings
from slackbot.office import Office, ReminderPolicy
from slackbot.round_store import Sending, new_sending
from slackbot.schedule import owed, reminders
from tests.build import NEW_YORK
from tests.clock import Clock, StandingClock, eventually
from tests.jobs.bot import ALICE, CHANNEL, TEAM, Bot
from tests.jobs.test_publish import direct_messages, shown

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LEVEL = "internal_appeal_1"
BOB = "U01BOB"
OFFICE = Office(ZoneInfo(NEW_YORK))


def kind(message: Posted) -> str:
    return str((message.metadata or {}).get("event_payload", {}).get("kind", ""))


def reminding(slack: Sandbox, channel: str = CHANNEL) -> list[Posted]:
    """The messages that remind, in the order of posting."""
    return [message for message in slack.channel(channel).messages if kind(message) == "reminder"]


async def reminded(bot: Bot, appeal: Appeal) -> list[str]:
    """The reminders of an appeal that were sent, as its history has them, without their day."""
    return [each.detail for each in await bot.desk.history(TEAM, appeal.id) if each.what == "reminded"]


def offsets(ids: list[str]) -> list[str]:
    """The ends of reminder ids: "-14d", "-day"."""
    return [each.partition("@")[2][10:] for each in ids]


def nine(appeal: Appeal, days_before: int) -> datetime:
    assert appeal.filing is not None
    assert appeal.filing.safe is not None
    day = appeal.filing.safe - days_before * DAY
    return datetime.combine(day, time(9), ZoneInfo(NEW_YORK))


def about(appeal: Appeal, now: datetime) -> Sending:
    """The message that a round is about to post for what an appeal is owed."""
    reminds = [(appeal.id, each.id) for each in owed(appeal, OFFICE, now)]
    return new_sending(TEAM, CHANNEL, thread=appeal.posted_ts("card"), reminds=reminds)


async def swept(bot: Bot) -> None:
    """Sweep, and return when everything that is owed was sent.

    A worker that was just about to queue the next round reckoned with the clock from before it was moved; its time
    then lies days ahead, and the next sweep puts that right, as it would in five minutes. So sweep again if need be.
    """

    async def nothing_due() -> bool:
        rounds, now = bot.store.rounds, bot.desk.now()
        channels = await rounds.channels(TEAM)
        due = [await rounds.due(TEAM, channel, now) for channel in channels]
        air = [await rounds.sending(TEAM, channel) for channel in channels]
        return not any(due) and not any(air) and not await bot.store.outbox(TEAM)

    for _ in range(20):
        await bot.upkeep.catch_up()
        with suppress(AssertionError):
            await eventually(nothing_due, "everything owed to be sent", patience=2)
            return
    await eventually(nothing_due, "everything owed to be sent")


async def test_one_reminder_is_in_the_thread_and_in_the_channel_on_its_day_once(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        for days in (15, 14, 13, 7, 3, 2, 1, 0, -1, -3):
            clock.set(nine(appeal, days))
            await swept(bot)
            await swept(bot)

    assert offsets(await reminded(bot, appeal)) == ["-14d", "-7d", "-3d", "-1d", "-day", "+3d"]
    messages = reminding(slack)
    assert len(messages) == 6
    assert all(message.broadcast and message.thread_ts for message in messages)
    assert "14 days left" in messages[0].text
    assert messages[0].buttons == ("Mark submitted", "Snooze")
    assert slack.refused == []


async def test_several_of_one_morning_for_the_same_people_come_as_one_message_with_links_to_the_threads(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeals = [await shown(bot, await bot.open()) for _ in range(3)]
        clock.set(nine(appeals[0], 7))
        await swept(bot)

    [message] = reminding(slack)
    assert message.thread_ts is None
    assert "3 reminders for today" in message.text
    for appeal in appeals:
        assert f"#{appeal.number}: " in message.text
        assert appeal.posted["card"] in str(message.raw)
        assert offsets(await reminded(bot, appeal)) == ["-7d"]


async def test_each_persons_reminders_are_their_own_message_and_a_shared_backup_joins_them(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        first, second = [await shown(bot, await bot.open()) for _ in range(2)]
        await bot.desk.change(TEAM, second.id, teamwork.hand_over(ALICE, BOB, ALICE, "", ChannelSettings()))
        clock.set(nine(first, 7))
        await swept(bot)
        apart = len(reminding(slack))
        clock.set(nine(first, 3))
        await swept(bot)

    assert apart == 2
    together = reminding(slack)[-1]
    assert len(reminding(slack)) == 3
    assert "<@U01ALICE>" in str(together.raw)
    assert "<@U01BOB>, <@U01ALICE>" in str(together.raw)


async def test_a_reminder_that_is_due_while_the_worker_runs_needs_no_sweep(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        clock.set(nine(appeal, 14) - timedelta(seconds=1))
        await bot.upkeep.queue_round(TEAM, CHANNEL)

        async def is_there() -> bool:
            return bool(await reminded(bot, appeal))

        await eventually(is_there, "the reminder that is due in a second")

    assert offsets(await reminded(bot, appeal)) == ["-14d"]
    assert len(reminding(slack)) == 1


async def test_a_bot_that_was_down_for_a_month_sends_one_message_that_tells_the_truth(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeals = [await shown(bot, await bot.open()) for _ in range(2)]
    clock.set(nine(appeals[0], 2))
    async with bot.work():
        await swept(bot)

    [message] = reminding(slack)
    assert [offsets(await reminded(bot, appeal)) for appeal in appeals] == [["-3d"], ["-3d"]]
    assert "2 days left" in message.text


async def test_an_expedited_appeal_is_reminded_of_by_the_hour_through_the_weekend_each_alone(
    bot: Bot, clock: Clock
) -> None:
    clock.set(datetime(2026, 11, 27, 21, tzinfo=ZoneInfo(NEW_YORK)))  # a Friday night
    async with bot.work():
        appeal = await shown(bot, await bot.open("cauda_equina"))
        for hours in (2, 6, 16):
            clock.move(hours * HOUR + timedelta(seconds=1))
            await swept(bot)
        await bot.desk.submit(TEAM, appeal.id, ALICE, bot.desk.now(), "FAX-1")
        for hours in (48, 16, 6, 2, 24):
            clock.move(hours * HOUR)
            await swept(bot)

    urgent = [each for each in await reminded(bot, appeal) if each.startswith(("unsent", "decision"))]
    assert [each.rpartition(":")[2][2:] for each in urgent] == [
        *("+2h", "+8h", "+24h"),
        *("-24h", "-8h", "-2h", "-instant", "+24h"),
    ]


async def test_what_runs_by_the_hour_is_said_within_a_minute_of_it_without_a_sweep(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    clock.set(datetime(2026, 11, 28, 3, tzinfo=ZoneInfo(NEW_YORK)))  # Saturday night
    async with bot.work():
        appeal = await shown(bot, await bot.open("cauda_equina"))
        at = appeal.step_began + 2 * HOUR
        clock.set(at - timedelta(seconds=1))
        await bot.upkeep.queue_round(TEAM, CHANNEL)

        async def is_there() -> bool:
            return bool(await reminded(bot, appeal))

        await eventually(is_there, "the reminder of an expedited appeal")
        told = (await bot.desk.history(TEAM, appeal.id))[-1]

    assert len(reminding(slack)) == 1
    assert timedelta(0) <= told.at - at < timedelta(minutes=1)


async def test_what_is_snoozed_is_silent_until_its_morning(bot: Bot, clock: Clock) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        watch = reminders(appeal, OFFICE)[0].watch.key
        clock.set(nine(appeal, 14))
        await swept(bot)
        until = (nine(appeal, 4)).date()
        await bot.desk.change(TEAM, appeal.id, teamwork.snooze(ALICE, watch, until, "Waiting for the records"))
        for days in (7, 5, 4, 3):
            clock.set(nine(appeal, days))
            await swept(bot)

    assert offsets(await reminded(bot, appeal)) == ["-14d", f":until-{until}", "-3d"]


async def test_new_settings_move_the_reminders_that_are_planned(bot: Bot, clock: Clock) -> None:
    settings = ChannelSettings(time_zone="Pacific/Honolulu", reminders=ReminderPolicy(days_before=(10,)))
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        await bot.desk.save_settings(TEAM, CHANNEL, settings)
        clock.set(nine(appeal, 10) + 5 * HOUR)
        await swept(bot)
        early = await reminded(bot, appeal)
        clock.set(nine(appeal, 10) + 6 * HOUR)
        await swept(bot)

    assert early == []
    assert offsets(await reminded(bot, appeal)) == ["-10d"]


@pytest.mark.parametrize("outcome", [Status.WITHDRAWN, Status.OVERTURNED])
async def test_a_closed_appeal_is_not_reminded_of(slack: Sandbox, bot: Bot, clock: Clock, outcome: Status) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        await bot.desk.submit(TEAM, appeal.id, ALICE, bot.desk.now(), "FAX-1")
        await bot.desk.decide(TEAM, appeal.id, ALICE, outcome, bot.desk.today())
        clock.set(nine(appeal, 1))
        await bot.queue.round(TEAM, CHANNEL, bot.desk.now())
        await swept(bot)
        await shown(bot, appeal)

    assert reminding(slack) == []


async def test_an_appeal_that_changes_while_a_round_reads_it_is_read_again(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
    clock.set(nine(appeal, 7))
    stale = await bot.desk.find(TEAM, appeal.id)
    await bot.desk.decide(TEAM, appeal.id, ALICE, Status.WITHDRAWN, bot.desk.today())

    assert owed(stale, OFFICE, clock())
    assert not await bot.upkeep.begin(about(stale, clock()), [stale])
    assert reminding(slack) == []


async def test_where_the_bot_may_not_post_the_owner_is_reminded(slack: Sandbox, bot: Bot, clock: Clock) -> None:
    async with bot.work():
        appeal = await bot.open(channel="C01GENERAL")
        clock.set(nine(appeal, 7))
        await bot.upkeep.catch_up()

        async def is_told() -> bool:
            return len(direct_messages(slack)) == 2

        await eventually(is_told, "an invitation and a reminder for the owner")

    assert sorted(kind(message) for message in direct_messages(slack)) == ["invite", "reminder"]


@pytest.mark.parametrize("fault", ["lose_answer", "http_500", "ratelimited"])
async def test_a_reminder_whose_answer_was_lost_is_not_sent_again(
    slack: Sandbox, bot: Bot, clock: Clock, fault: str
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        slack.world.faults.order(Fault("chat.postMessage", fault, seconds=0))
        clock.set(nine(appeal, 7))
        await swept(bot)

    assert len(reminding(slack)) == 1
    assert offsets(await reminded(bot, appeal)) == ["-7d"]


async def test_a_sent_message_that_a_crash_left_unmarked_is_found_and_not_sent_again(
    slack: Sandbox, bot: Bot, clock: Clock
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        clock.set(nine(appeal, 7))
        await swept(bot)
        [message] = reminding(slack)
        sent_id = (message.metadata or {})["event_payload"]["sending"]
        [reminder_id] = await reminded(bot, appeal)
        await bot.store._redis.hdel(f"mra:{{{TEAM}}}:appeal:{appeal.id}", f"sent:{reminder_id}")
        record = await bot.desk.find(TEAM, appeal.id)
        assert await bot.upkeep.begin(about(record, clock()).model_copy(update={"id": sent_id}), [record])
        await bot.queue.round(TEAM, CHANNEL, clock())
        await swept(bot)

    assert len(reminding(slack)) == 1


async def test_a_message_that_a_crash_left_unsent_is_sent(slack: Sandbox, bot: Bot, clock: Clock) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
    clock.set(nine(appeal, 7))
    record = await bot.desk.find(TEAM, appeal.id)
    assert await bot.upkeep.begin(about(record, clock()), [record])
    async with bot.work():
        await swept(bot)

    assert len(reminding(slack)) == 1
    assert offsets(await reminded(bot, appeal)) == ["-7d"]


# ---- real processes, really killed


@asynccontextmanager
async def worker(redis_url: str, slack: Sandbox, clock: StandingClock) -> AsyncIterator[Process]:
    """A worker in a process of its own, whose clock is moved through a file; killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.jobs.worker_process", redis_url, slack.api_url, slack.bot_token, str(clock.file),
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
    workers_clock = StandingClock(tmp_path / "clock")
    workers_clock.set(clock())

    def move(to: datetime) -> None:
        clock.set(to)
        workers_clock.set(to)

    async def is_being_posted() -> bool:
        return any("'kind': 'reminder'" in str(call["arguments"]) for call in slack.requests) or bool(reminding(slack))

    async with worker(redis_url, slack, workers_clock) as victim:
        appeals = [await shown(bot, await bot.open()) for _ in range(3)]
        slack.world.faults.order(Fault("chat.postMessage", "lose_answer", times=2))
        move(nine(appeals[0], 14))
        await bot.upkeep.catch_up()
        await eventually(is_being_posted, "the first reminder to be on its way")
        victim.kill()
    async with worker(redis_url, slack, workers_clock), worker(redis_url, slack, workers_clock):
        for days in (14, 7, 3, 1, 0, -3):
            move(nine(appeals[0], days))
            await swept(bot)

    expected = [each.id for each in reminders(appeals[0], OFFICE) if each.at <= clock()]
    assert [await reminded(bot, appeal) for appeal in appeals] == [expected] * 3
    assert len(reminding(slack)) == len(expected)
