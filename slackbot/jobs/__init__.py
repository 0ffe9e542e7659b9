"""What the queue runs: bring Slack up to date, send reminders, and find what a crash left behind.

Every task may run twice, and after any crash; none of them does a thing twice.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Final

import structlog
from docket import ConcurrencyLimit, ExponentialRetry, Perpetual
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.errors import AppealNotFound
from slackbot.jobs.digests import Digests
from slackbot.jobs.in_the_air import StillInTheAir
from slackbot.jobs.posting import posting_client
from slackbot.jobs.publish import Publisher
from slackbot.jobs.rounds import PACE, Rounds
from slackbot.letter import Letterhead
from slackbot.queue import Task
from slackbot.upkeep import Upkeep

SWEEP: Final = Perpetual(every=timedelta(minutes=5), automatic=True)
# About two minutes of trying; after that the next sweep begins anew.
RETRY: Final = ExponentialRetry(attempts=8, minimum_delay=timedelta(seconds=1), maximum_delay=timedelta(seconds=30))
AloneAt = Annotated[str, ConcurrencyLimit(1)]
"""An appeal's or a channel's id: over all tasks and workers, one works at it at a time."""

log = structlog.get_logger(__name__)


def tasks(
    *,
    upkeep: Upkeep,
    client: AsyncWebClient,
    letterhead: Letterhead,
    clock: Callable[[], datetime],
    retry: ExponentialRetry = RETRY,
    pace: float = PACE,
) -> tuple[Task, ...]:
    """The tasks by the names that `queue.py` calls: `publish`, `round`, `digest`, `reconcile`.

    `client` is only copied: posting repeats nothing that Slack may have carried out. `clock` gives aware UTC.
    `pace` is the time between two messages of a round (seconds).
    """
    poster = posting_client(client)
    publisher = Publisher(upkeep, poster, letterhead, clock)
    rounds = Rounds(upkeep, poster, clock, pace)
    digests = Digests(upkeep, poster, clock)

    async def publish(team: str, appeal_id: AloneAt, _retry: ExponentialRetry = retry) -> None:
        try:
            await publisher.publish(team, appeal_id)
        except AppealNotFound:
            log.warning("appeal.gone", team=team, appeal=appeal_id)

    async def round(team: str, channel: AloneAt, _retry: ExponentialRetry = retry) -> None:  # noqa: A001 -- its name in the queue
        with _again_once_known(_retry):
            await rounds.go(team, channel)

    async def digest(team: str, channel: AloneAt, _retry: ExponentialRetry = retry) -> None:
        with _again_once_known(_retry):
            await digests.post(team, channel)

    async def reconcile(_sweep: Perpetual = SWEEP) -> None:
        await upkeep.catch_up()

    return publish, round, digest, reconcile


@contextmanager
def _again_once_known(retry: ExponentialRetry) -> Generator[None]:
    """Run the task again as soon as it is known whether a message that was in the air got through."""
    try:
        yield
    except StillInTheAir as early:
        log.info("message.in_the_air", seconds=round(early.wait, 1))
        retry.after(timedelta(seconds=early.wait))
