"""Queue: the only place that puts work on the task queue (pydocket, on the same Redis as the store).

The store is the truth and the queue can be rebuilt from it. Keys and arguments are workspace and appeal ids and
revisions, nothing else: the library prints keys in its logs and pickles arguments into Redis. It delivers at least
once, so every task can run twice without doing anything twice.

    publish:TEAM:APPEAL:REVISION   bring Slack up to this revision, now
    round:TEAM:CHANNEL             send what is owed in a channel; one such task a channel, moved when its time moves
    digest:TEAM:CHANNEL            post the week's digest
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Final, Self

from docket import Docket, Worker

NAME: Final = "mra-queue"
SWEEP: Final = "reconcile"
ANSWER_WITHIN: Final = 0.5  # seconds; the outbox holds the work anyway

# pydocket's defaults cap a worker at 40 tasks a second; with these it does 800, is 30 ms late and 3 % busy when idle.
CONCURRENCY: Final = 50  # the Redis client opens 100 connections at most, and a task can hold two at once
CHECK_EVERY: Final = timedelta(milliseconds=20)
RESOLUTION: Final = timedelta(milliseconds=50)
REDELIVER_AFTER: Final = timedelta(seconds=30)
RECONNECT_AFTER: Final = timedelta(seconds=1)

Task = Callable[..., Awaitable[None]]


class Queue:
    """The task queue; an async context manager. `clock` gives aware UTC, the same as the desk's."""

    def __init__(
        self, url: str, clock: Callable[[], datetime], *, redeliver_after: timedelta = REDELIVER_AFTER
    ) -> None:
        """Use the Redis at `url` (the schemes of `store.connect`).

        A task whose worker died is given to another one after `redeliver_after`.
        """
        self._docket = Docket(name=NAME, url=url)
        self._clock = clock
        self._redeliver_after = redeliver_after

    async def __aenter__(self) -> Self:
        """Connect."""
        await self._docket.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        await self._docket.__aexit__(kind, error, trace)

    def register(self, tasks: Iterable[Task]) -> None:
        """Make the tasks known by their names ("publish", "round", "digest", "reconcile").

        Every process must, to queue them.
        """
        for task in tasks:
            self._docket.register(task)

    async def publish(self, team: str, appeal_id: str, revision: int, *, after: timedelta = timedelta(0)) -> None:
        """Bring Slack up to this revision, `after` a while; a no-op while the same is waiting or running.

        Raises what the Redis client raises where Redis does not answer (`store.UNREACHABLE`).
        """
        add = self._docket.add("publish", datetime.now(UTC) + after, f"publish:{team}:{appeal_id}:{revision}")
        async with asyncio.timeout(ANSWER_WITHIN):
            await add(team, appeal_id)

    async def round(self, team: str, channel: str, at: datetime | None) -> None:
        """Send what is owed in a channel at this instant (aware) instead of the one set before; None: not at all.

        Raises as `publish`.
        """
        key = f"round:{team}:{channel}"
        async with asyncio.timeout(ANSWER_WITHIN):
            if at is None:
                await self._docket.cancel(key)
            else:
                await self._docket.replace("round", self._real(at), key)(team, channel)

    async def digest(self, team: str, channel: str, at: datetime) -> None:
        """Post a channel's digest at this instant (aware); a no-op while the same is waiting or running.

        Raises as `publish`.
        """
        async with asyncio.timeout(ANSWER_WITHIN):
            await self._docket.add("digest", self._real(at), f"digest:{team}:{channel}")(team, channel)

    async def work(self) -> None:
        """Sweep, then do what is queued until cancelled; running tasks are finished first."""
        await self._docket.replace(SWEEP, datetime.now(UTC), SWEEP)()
        async with self._worker() as worker:
            await worker.run_forever()

    def _worker(self) -> Worker:
        return Worker(
            self._docket,
            concurrency=CONCURRENCY,
            minimum_check_interval=CHECK_EVERY,
            scheduling_resolution=RESOLUTION,
            redelivery_timeout=self._redeliver_after,
            reconnection_delay=RECONNECT_AFTER,
        )

    def _real(self, at: datetime) -> datetime:
        """The library runs on the real clock; ours may be another one, moved by a test or a rehearsal."""
        return datetime.now(UTC) + (at - self._clock())
