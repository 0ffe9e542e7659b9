"""The same store on a Redis Cluster: one workspace lies in one slot, so whole writes stay whole."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis

from slackbot.crypto import Keyring
from slackbot.queue import Queue
from slackbot.redis_server import _program
from slackbot.round_store import new_sending
from slackbot.store import Store
from tests.build import OPENED, appeal
from tests.clock import Clock
from tests.store.test_store import ALICE, CHANNEL, TEAM, WAKE, draft, event
from tests.test_queue import Recorder, recorder, working

__all__ = ["recorder"]


def free_port() -> int:
    """A port whose cluster bus port (10,000 above) is a port as well."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            if (port := probe.getsockname()[1]) < 55_000:
                return port


async def until_ready(port: int) -> None:
    """Give a lone node every slot, as soon as it answers, and wait until it says that the cluster is whole."""
    with redis.Redis(port=port, decode_responses=True) as client:
        async with asyncio.timeout(10):
            while True:
                try:
                    if client.info("cluster")["cluster_enabled"] and client.cluster("info")["cluster_state"] == "ok":
                        return
                    if client.cluster("info")["cluster_slots_assigned"] == "0":
                        client.execute_command("CLUSTER ADDSLOTS", *range(16_384))
                except redis.ConnectionError:
                    pass
                await asyncio.sleep(0.02)


@pytest.fixture
async def cluster_url(tmp_path: Path) -> AsyncIterator[str]:
    port = free_port()
    options = f"--port {port} --bind 127.0.0.1 --cluster-enabled yes --save  --dir {tmp_path}".split(" ")
    server = await asyncio.create_subprocess_exec(_program(), *options, stdout=subprocess.DEVNULL)
    await until_ready(port)
    yield f"redis+cluster://127.0.0.1:{port}"
    server.terminate()
    await server.wait()


async def test_everything_of_a_workspace_is_written_together_on_a_cluster(cluster_url: str, keyring: Keyring) -> None:
    store = Store.open(cluster_url, keyring)
    await store.save_draft(draft())
    record = await store.load(TEAM, await store.create(appeal(), draft(), event(), WAKE))
    after = record.model_copy(update={"owner": "U01BOB", "revision": 1})

    assert await store.update(record, after, [event("moved")], OPENED)
    assert await store.load_all(TEAM, await store.open_ids(TEAM, CHANNEL)) == [after]
    assert await store.rounds.due(TEAM, CHANNEL, OPENED) == [record.id]
    sending = new_sending(TEAM, CHANNEL, reminds=[(record.id, "r1")])
    assert await store.rounds.begin(sending, [after])
    assert await store.rounds.finish(sending, "1.1", OPENED, [(after, None)])
    assert await store.rounds.due(TEAM, CHANNEL, OPENED) == []
    assert (await store.load(TEAM, record.id)).reminded == {"r1"}
    assert await store.latest_draft_id(TEAM, ALICE, CHANNEL) is None
    await store.close()


async def test_the_queue_works_on_a_cluster(cluster_url: str, clock: Clock, recorder: Recorder) -> None:
    async with Queue(cluster_url, clock) as queue:
        queue.register([recorder.publish, recorder.round, recorder.digest, recorder.reconcile])
        await queue.publish(TEAM, "A1", 0)
        await queue.round(TEAM, "C2", clock())
        async with working(queue):
            await recorder.until(2)

    assert sorted(recorder.names()) == ["publish A1", "round C2"]
