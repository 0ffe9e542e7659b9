"""How long `/mri-appeal list` and the Home tab take with 500 open appeals in one channel, beside 5."""

import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rules import load_rulebook
from sandbox.basics import Timings
from sandbox.driver import Sandbox
from slackbot.crypto import Keyring
from slackbot.redis_server import RedisServer
from tests.clock import Clock
from tests.handlers.conftest import MANIFEST, Clinic, bot, desk_on

FEW, MANY = 5, 500
ROUNDS = 40
CHANNEL = "C01PRIORAUTH"
GOAL = "at most 1.5 × of 5 appeals"

Figure = tuple[str, str, str]


async def figures() -> list[Figure]:
    """Name, measured, goal."""
    async with _clinic() as clinic:
        few = await _open(clinic, FEW)
        many = await _open(clinic, MANY)
    return [
        (
            f"{name}, {MANY} open appeals, median",
            f"{many[name] * 1000:.1f} ms = {many[name] / few[name]:.2f} × {few[name] * 1000:.1f} ms",
            GOAL,
        )
        for name in few
    ]


async def _open(clinic: Clinic, total: int) -> dict[str, float]:
    """Open appeals up to so many, then measure; seconds by what was asked for."""
    while clinic.count < total:
        await clinic.opened()
    await clinic.desk.settled()
    return {
        "/mri-appeal list": await _median(clinic, "list"),
        "Home tab": await _median(clinic, None),
    }


async def _median(clinic: Clinic, word: str | None) -> float:
    """Seconds from asking to seeing."""
    times: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        if word:
            await clinic.alice.answer("/mri-appeal", word, channel=CHANNEL)
        else:
            await clinic.alice.home()
        times.append(time.perf_counter() - began)
    return statistics.median(times[5:])


@asynccontextmanager
async def _clinic() -> AsyncIterator[Clinic]:
    """A sandbox with the bot in it, on an embedded Redis of its own."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, RedisServer(Path(folder)) as url:
        clock = Clock()
        async with (
            Sandbox.started(manifest=MANIFEST, timings=Timings(settle=0.001)) as slack,
            desk_on(url, Keyring([bytes(range(32))]), clock) as desk,
            bot(slack, desk),
        ):
            yield Clinic(slack, desk, load_rulebook(), clock)
