"""What is in the air is posted at once or not at all, and planned anew only when it can't arrive any more."""

import time

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.driver import Sandbox
from slackbot.blocks.kit import Message
from slackbot.jobs import posting
from slackbot.jobs.in_the_air import POST_WITHIN, StillInTheAir, begin, payload, settle
from slackbot.jobs.posting import Place
from slackbot.round_store import Sending, new_sending
from tests.jobs.bot import ANSWER_WITHIN, CHANNEL, TEAM, Bot

TOO_LATE = POST_WITHIN + ANSWER_WITHIN


@pytest.fixture
def client(slack: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, timeout=ANSWER_WITHIN)


def begun(seconds_ago: float) -> Sending:
    sending = new_sending(TEAM, CHANNEL, digest="2026-W48")
    return sending.model_copy(update={"begun": time.time() - seconds_ago})


async def test_a_worker_that_was_held_up_after_it_began_may_not_post(bot: Bot) -> None:
    assert await begin(bot.upkeep, begun(POST_WITHIN - 1))
    await bot.upkeep.drop(await in_the_air(bot))

    assert not await begin(bot.upkeep, begun(POST_WITHIN + 0.1))
    assert await bot.upkeep.in_the_air(TEAM, CHANNEL) is None


async def test_a_message_that_is_not_in_slack_yet_is_waited_for(bot: Bot, client: AsyncWebClient) -> None:
    sending = begun(TOO_LATE - 1)
    assert await bot.upkeep.begin(sending)

    with pytest.raises(StillInTheAir) as early:
        await settle(bot.upkeep, client, TEAM, CHANNEL)

    assert 0 < early.value.wait <= 1
    assert await in_the_air(bot) == sending


async def test_one_that_arrives_in_that_time_was_sent(bot: Bot, client: AsyncWebClient) -> None:
    sending = begun(TOO_LATE - 1)
    assert await bot.upkeep.begin(sending)
    with pytest.raises(StillInTheAir):
        await settle(bot.upkeep, client, TEAM, CHANNEL)

    await posting.post(client, Place(CHANNEL), Message(text="This week", blocks=[]), payload(sending))
    await settle(bot.upkeep, client, TEAM, CHANNEL)

    assert await bot.upkeep.in_the_air(TEAM, CHANNEL) is None
    assert await bot.upkeep.last_digest(TEAM, CHANNEL) == "2026-W48"


async def test_one_that_can_not_arrive_any_more_is_planned_anew(bot: Bot, client: AsyncWebClient) -> None:
    assert await bot.upkeep.begin(begun(TOO_LATE + 0.1))

    await settle(bot.upkeep, client, TEAM, CHANNEL)

    assert await bot.upkeep.in_the_air(TEAM, CHANNEL) is None
    assert await bot.upkeep.last_digest(TEAM, CHANNEL) is None


async def in_the_air(bot: Bot) -> Sending:
    sending = await bot.upkeep.in_the_air(TEAM, CHANNEL)
    assert sending
    return sending
