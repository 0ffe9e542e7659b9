"""How fast the bot answers people: acks beside a bare Bolt app, twenty at once, submit to everything in the thread."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rules import load_rulebook
from sandbox.basics import Timings
from sandbox.driver import Modal, Sandbox
from sandbox.state import User
from tests.handlers.answers import EXAMPLES, answers
from tests.scenarios.program import ROOT, environment, program

MANIFEST = ROOT / "manifest.yml"
CHANNEL = "C01PRIORAUTH"
STEPS = 4
ROUNDS = 60
PEOPLE = 20
CASES = 12
CROWDS = 5

BARE_VIEW = "form-1-empty"  # what a bare Bolt app opens: the first step of our own form
ANSWERS = ("/mri-appeal", "submit of step 1", "submit of step 2", "submit of step 3", "create appeal")

Figure = tuple[str, str, str]


async def figures() -> list[Figure]:
    """Name, measured, goal."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        return await _measure(Path(folder))


async def _measure(folder: Path) -> list[Figure]:
    async with Sandbox.started(manifest=MANIFEST) as slack, _bare(slack, folder):
        bare = await _median_open(slack, BARE_VIEW)
    async with Sandbox.started(manifest=MANIFEST, timings=Timings(settle=0.03)) as slack:
        people = _people(slack, PEOPLE * CROWDS)
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }
        async with program(folder / "var", "run", **settings) as bot:
            began = time.perf_counter()
            await bot.start()
            started = time.perf_counter() - began
            opened = await _median_open(slack)
            cases = [await _case(slack, "U01BOB") for _ in range(CASES)][1:]
            crowds = [await asyncio.gather(*(_busy(slack, user) for user in crowd)) for crowd in _crowds(people)]
    found = [("start of the installed program to “Ready”", f"{started:.1f} s", "under 6 s")]
    ours = [opened, *(statistics.median(case[0][step] for case in cases) for step in range(STEPS))]
    found.append(("a bare Bolt app: ack and one views.open, median", _ms(bare), ""))
    for name, median in zip(ANSWERS, ours, strict=True):
        found.append((f"{name}, median", f"{_ms(median)} = {median / bare:.2f} × bare", "at most 1.5 ×"))
    waited = sorted(answer for crowd in crowds for person in crowd for answer in person)
    p99 = waited[int(len(waited) * 0.99)]
    found.append((f"{PEOPLE} people at once, {len(waited)} answers, p99", _ms(p99), "under 150 ms"))
    whole = statistics.median(case[1] for case in cases)
    found.append(("last submit to card, letter and checklist in the thread, median", f"{whole:.2f} s", "under 1.5 s"))
    return found


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _people(slack: Sandbox, count: int) -> list[str]:
    """So many more people in the channel; gives their ids."""
    workspace = slack.workspace
    ids = [f"U01CROWD{number:02}" for number in range(count)]
    workspace.users |= {each: User(each, each.lower(), f"Crowd {each[-2:]}") for each in ids}
    workspace.channels[CHANNEL].members |= set(ids)
    return ids


def _crowds(people: list[str]) -> list[list[str]]:
    return [people[start : start + PEOPLE] for start in range(0, len(people), PEOPLE)]


async def _median_open(slack: Sandbox, text: str = "") -> float:
    """Seconds from the slash command to the open modal."""
    times: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        modal = await slack.user("U01ALICE").slash("/mri-appeal", text, channel=CHANNEL)
        times.append(time.perf_counter() - began)
        await modal.close(everything=True)
    return statistics.median(times[5:])


async def _filled(modal: Modal, step: int) -> None:
    if step < STEPS:
        await modal.fill(answers(EXAMPLES / "lumbar_strong.yaml", step, load_rulebook()))


async def _case(slack: Sandbox, user: str) -> tuple[list[float], float]:
    """Seconds of each step's submit, and from the last one to everything in the thread."""
    modal = await slack.user(user).slash("/mri-appeal", channel=CHANNEL)
    acks: list[float] = []
    channel = slack.channel(CHANNEL)
    cards = lambda: [message for message in channel.messages if message.thread_ts is None]  # noqa: E731 -- a name for one use
    before = len(cards())
    for step in range(1, STEPS + 1):
        await _filled(modal, step)
        began = time.perf_counter()
        done = await modal.submit()
        acks.append(time.perf_counter() - began)
        if done.errors or done.notice:
            raise RuntimeError(f"step {step}: {done.errors} {done.notice}")
    await slack.until(lambda: len(cards()) > before, "the card")
    await slack.until(lambda: any(reply.boxes for reply in channel.replies(cards()[-1])), "the checklist")
    return acks, time.perf_counter() - began


async def _busy(slack: Sandbox, user: str) -> list[float]:
    """The answers that one of a crowd waits for: the form, and its first two steps."""
    began = time.perf_counter()
    modal = await slack.user(user).slash("/mri-appeal", channel=CHANNEL)
    times = [time.perf_counter() - began]
    for step in (1, 2):
        await _filled(modal, step)
        began = time.perf_counter()
        await modal.submit()
        times.append(time.perf_counter() - began)
    await modal.close(everything=True)
    return times


@asynccontextmanager
async def _bare(slack: Sandbox, folder: Path) -> AsyncIterator[None]:
    settings = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.api_url}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.bare_bolt"),
        cwd=ROOT,
        env=environment(folder, **settings),
        stderr=asyncio.subprocess.DEVNULL if "VERBOSE" not in os.environ else None,
    )
    try:
        await slack.connected()
        yield
    finally:
        process.kill()
        await process.wait()
