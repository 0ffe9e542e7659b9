"""What a clinic types reaches the blocks and files of its own thread, and nothing else: no key, no log, no metadata."""

import logging
from collections.abc import Callable, Iterator

import pytest
import redis
import structlog

from sandbox.driver import Sandbox
from sandbox.faults import Fault
from slackbot import log
from slackbot.appeal import Status
from tests.clock import Clock
from tests.jobs.bot import ALICE, CHANNEL, TEAM, Bot, intake
from tests.jobs.test_publish import shown
from tests.jobs.test_rounds import nine, swept

MARK = "XQZWVKJ"  # in everything that is typed; too long to turn up in sealed text by chance


def typed() -> dict[str, object]:
    content = intake("lumbar_strong").model_dump()
    content["reference"] = f"{MARK}-REFERENCE"
    content["coverage"]["insurer"] = f"{MARK} Insurance"
    content["clinical"]["why_mri"] = f"{MARK} why"
    content["clinical"]["management_change"] = f"{MARK} change"
    content["clinician"]["name"] = f"{MARK} Clinician"
    for study in content["clinical"]["prior_imaging"]:
        study["result"] = f"{MARK} result"
    return content


def everything_in(client: redis.Redis) -> bytes:
    """All keys and values, as Redis would dump them; short strings and numbers are not compressed there."""
    client.config_set("rdbcompression", "no")
    return b"".join(key + (client.dump(key) or b"") for key in client.scan_iter())


@pytest.fixture
def logs(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What the bot logs where it is told to log everything, as it reaches the terminal."""
    root, quiet = logging.getLogger(), {name: logging.getLogger(name).level for name in log._QUIET}
    handlers, level = root.handlers[:], root.level
    log.configure("DEBUG")
    logging.getLogger("docket").setLevel(logging.INFO)  # the one that prints the queue's keys
    yield lambda: "".join(capfd.readouterr())
    root.handlers, root.level = handlers, level
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


async def test_nothing_typed_is_in_redis_in_logs_in_metadata_or_in_notifications(
    redis_url: str,
    slack: Sandbox,
    bot: Bot,
    clock: Clock,
    logs: Callable[[], str],
) -> None:
    slack.world.faults.order(Fault("chat.postMessage", "http_500", after=1))
    async with bot.work():
        draft = await bot.desk.start_draft(TEAM, ALICE, CHANNEL)
        await bot.desk.save_draft(draft.model_copy(update={"values": {"why_mri": f"{MARK} why"}}))
        case = type(intake("lumbar_strong")).model_validate(typed())
        appeal = await shown(bot, await bot.desk.open_appeal(draft, case))
        await bot.desk.tick(TEAM, appeal.id, appeal.items[0].id, ALICE, True)
        clock.set(nine(appeal, 14))
        await swept(bot)
        await bot.desk.submit(TEAM, appeal.id, ALICE, bot.desk.now(), f"{MARK}-FAX")
        await bot.desk.decide(TEAM, appeal.id, ALICE, Status.UPHELD, bot.desk.today())
        await shown(bot, appeal)
        with redis.Redis.from_url(redis_url) as client:
            kept = everything_in(client)

    messages = slack.channel(CHANNEL).messages
    assert any(MARK in message.shown for message in messages)
    assert b"A" in kept
    assert MARK.encode() not in kept
    assert all(MARK not in message.text and MARK not in str(message.metadata) for message in messages)
    logged = logs()
    assert "publish" in logged
    assert "round" in logged
    assert MARK not in logged
