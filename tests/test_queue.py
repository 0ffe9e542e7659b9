"""The queue on a real server: what is asked for is done, moved, dropped, and never two things at one appeal at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
import redis

from slackbot.jobs import AloneAt
from slackbot.queue import Queue
from slackbot.redis_parts import UNREACHABLE
from tests.clock import Clock, eventually

TEAM = "T01CLINIC"


class Recorder:
    """Tasks with the names that the queue calls; they note what was done and when."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str, datetime]] = []
        self.running: set[str] = set()
        self.together = 0
        self.held = asyncio.Event()
        self.held.set()

    async def publish(self, _team: str, appeal_id: AloneAt) -> None:
        await self._do("publish", appeal_id)

    async def round(self, _team: str, channel: AloneAt) -> None:
        await self._do("round", channel)

    async def digest(self, _team: str, channel: AloneAt) -> None:
        await self._do("digest", channel)

    async def reconcile(self) -> None:
        self.done.append(("reconcile", "", datetime.now(UTC)))

    async def _do(self, what: str, appeal_id: str) -> None:
        self.together += appeal_id in self.running
        self.running.add(appeal_id)
        await asyncio.sleep(0)
        await self.held.wait()
        self.running.discard(appeal_id)
        self.done.append((what, appeal_id, datetime.now(UTC)))

    def names(self) -> list[str]:
        return [f"{what} {appeal_id}" for what, appeal_id, _ in self.done if appeal_id]

    async def until(self, count: int) -> None:
        async def enough() -> bool:
            return len(self.names()) >= count

        await eventually(enough, f"{count} tasks")


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def queue(redis_url: str, clock: Clock, recorder: Recorder) -> AsyncIterator[Queue]:
    async with Queue(redis_url, clock) as made:
        made.register([recorder.publish, recorder.round, recorder.digest, recorder.reconcile])
        yield made


@asynccontextmanager
async def working(queue: Queue) -> AsyncIterator[None]:
    worker = asyncio.create_task(queue.work())
    try:
        yield
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


async def test_the_same_revision_is_published_once_however_often_it_is_queued(queue: Queue, recorder: Recorder) -> None:
    for revision in (1, 1, 2, 1):
        await queue.publish(TEAM, "A1", revision)
    async with working(queue):
        await recorder.until(2)

    assert recorder.names() == ["publish A1", "publish A1"]


async def test_a_worker_sweeps_when_it_starts(queue: Queue, recorder: Recorder) -> None:
    async def swept() -> bool:
        return any(what == "reconcile" for what, _, _ in recorder.done)

    async with working(queue):
        await eventually(swept, "a sweep")


async def test_a_moved_round_comes_at_its_new_time_only(queue: Queue, recorder: Recorder, clock: Clock) -> None:
    await queue.round(TEAM, "C1", clock() + timedelta(hours=1))
    await queue.round(TEAM, "C1", at := clock() + timedelta(milliseconds=300))
    due = datetime.now(UTC) + (at - clock())
    async with working(queue):
        await recorder.until(1)

    assert recorder.names() == ["round C1"]
    assert timedelta(0) <= recorder.done[-1][2] - due < timedelta(seconds=1)


async def test_a_dropped_round_does_not_come(queue: Queue, recorder: Recorder, clock: Clock) -> None:
    await queue.round(TEAM, "C1", clock() + timedelta(milliseconds=100))
    await queue.round(TEAM, "C1", None)
    await queue.round(TEAM, "C2", clock() + timedelta(milliseconds=200))
    async with working(queue):
        await recorder.until(1)

    assert recorder.names() == ["round C2"]


async def test_one_appeal_is_worked_at_by_one_task_at_a_time_and_others_go_on(queue: Queue, recorder: Recorder) -> None:
    recorder.held.clear()
    for revision in range(4):
        await queue.publish(TEAM, "A1", revision)
    await queue.publish(TEAM, "A2", 0)

    async def both_begun() -> bool:
        return recorder.running == {"A1", "A2"}

    async with working(queue), working(queue):
        await eventually(both_begun, "both appeals")
        recorder.held.set()
        await recorder.until(5)

    assert recorder.together == 0


async def test_the_round_and_the_digest_of_one_channel_are_never_done_at_once(
    queue: Queue, recorder: Recorder, clock: Clock
) -> None:
    recorder.held.clear()
    await queue.round(TEAM, "C1", clock())
    await queue.digest(TEAM, "C1", clock())
    await queue.digest(TEAM, "C1", clock())
    await queue.round(TEAM, "C2", clock())

    async def both_begun() -> bool:
        return recorder.running == {"C1", "C2"}

    async with working(queue), working(queue):
        await eventually(both_begun, "both channels")
        recorder.held.set()
        await recorder.until(3)

    assert recorder.together == 0
    assert sorted(recorder.names()) == ["digest C1", "round C1", "round C2"]


async def test_a_worker_that_is_stopped_finishes_what_it_began(queue: Queue, recorder: Recorder) -> None:
    recorder.held.clear()
    await queue.publish(TEAM, "A1", 0)

    async def begun() -> bool:
        return bool(recorder.running)

    worker = asyncio.create_task(queue.work())
    await eventually(begun, "the task to begin")
    worker.cancel()
    asyncio.get_running_loop().call_later(0.05, recorder.held.set)
    with suppress(asyncio.CancelledError):
        await worker

    assert recorder.names() == ["publish A1"]


async def test_keys_and_arguments_are_ids_and_nothing_else(queue: Queue, redis_url: str, clock: Clock) -> None:
    await queue.publish(TEAM, "A1", 7)
    await queue.round(TEAM, "C1", clock() + timedelta(days=1))
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        keys = [key for key in client.scan_iter() if "runs:" in key]

    assert sorted(keys) == ["mra-queue:runs:publish:T01CLINIC:A1:7", "mra-queue:runs:round:T01CLINIC:C1"]


async def test_without_redis_the_caller_is_told_at_once(queue: Queue, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.client_pause(2_000)
        began = asyncio.get_running_loop().time()
        with pytest.raises(UNREACHABLE):
            await queue.publish(TEAM, "A1", 0)
        assert asyncio.get_running_loop().time() - began < 1.5
        client.execute_command("CLIENT", "UNPAUSE")
