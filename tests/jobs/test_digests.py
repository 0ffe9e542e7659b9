"""The week's digest is posted once in each channel that has something to tell, whatever dies in between."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.driver import Posted, Sandbox
from sandbox.faults import Fault
from slackbot.channel_settings import ChannelSettings
from slackbot.office import ReminderPolicy
from tests.build import NEW_YORK
from tests.clock import Clock, eventually
from tests.jobs.bot import CHANNEL, TEAM, Bot
from tests.jobs.test_publish import shown
from tests.jobs.test_rounds import kind

MONDAY = datetime(2026, 11, 30, 9, 0, 1, tzinfo=ZoneInfo(NEW_YORK))


def digests(slack: Sandbox) -> list[Posted]:
    return [message for message in slack.channel(CHANNEL).messages if kind(message) == "digest"]


async def swept(bot: Bot, week: str) -> None:
    async def done() -> bool:
        return await bot.store.rounds.last_digest(TEAM, CHANNEL) == week

    await bot.upkeep.catch_up()
    await eventually(done, "the digest")


async def test_it_comes_on_monday_morning_once_and_again_a_week_later(slack: Sandbox, bot: Bot, clock: Clock) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        clock.set(MONDAY)
        await swept(bot, "2026-W49")
        await swept(bot, "2026-W49")
        clock.set(MONDAY + timedelta(days=7))
        await swept(bot, "2026-W50")

    first, second = digests(slack)
    assert first.thread_ts is None
    assert "Waiting for us: 1" in first.text
    assert "Last month" not in first.shown
    assert "Last month" in second.shown
    assert appeal.number == 1
    assert slack.refused == []


@pytest.mark.parametrize("fault", ["lose_answer", "http_500", "ratelimited"])
async def test_one_whose_answer_was_lost_is_not_sent_again(slack: Sandbox, bot: Bot, clock: Clock, fault: str) -> None:
    async with bot.work():
        await shown(bot, await bot.open())
        slack.world.faults.order(Fault("chat.postMessage", fault, seconds=0))
        clock.set(MONDAY)
        await swept(bot, "2026-W49")

    assert len(digests(slack)) == 1


async def test_a_channel_that_wants_none_gets_none(slack: Sandbox, bot: Bot, clock: Clock) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        await bot.desk.save_settings(TEAM, CHANNEL, ChannelSettings(reminders=ReminderPolicy(digest_day=None)))
        clock.set(MONDAY)
        await bot.upkeep.catch_up()
        await shown(bot, appeal)

    assert digests(slack) == []
    assert await bot.store.rounds.last_digest(TEAM, CHANNEL) != "2026-W49"
