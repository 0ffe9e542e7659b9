"""Processes: which parts run together, what they print, and how they stop. Called by the command line only."""

import asyncio
import contextlib
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from slackbot import app, log
from slackbot.app import Services
from slackbot.errors import BotError, RedisServerFailed
from slackbot.local_slack import APP_TOKEN, BOT_TOKEN, local_slack
from slackbot.redis_server import RedisServer
from slackbot.settings import Settings

MANIFEST = Path(__file__).parent.parent / "manifest.yml"

LOOK_AT_REDIS_EVERY: Final = 2.0  # seconds
EXAMPLE_CLINIC: Final[dict[str, object]] = {
    "clinic_name": "Example Clinic (set CLINIC_NAME)",
    "clinic_address": "1 Example Street|Example City",
    "clinic_phone": "(555) 010-0100",
    "clinic_fax": "(555) 010-0101",
}

Say = Callable[[str], None]
Part = Callable[[Settings, Say], Coroutine[None, None, None]]


async def run(settings: Settings, say: Say) -> None:
    """Bot and worker in this process, with an embedded Redis and the local Slack where none is named, until stopped."""
    async with AsyncExitStack() as stack:
        where = " and ".join(settings.ways)
        if settings.uses_sandbox:
            address = stack.enter_context(local_slack(settings.var_dir, settings.sandbox_port, MANIFEST))
            settings = _towards(settings, address)
            where = f"a local Slack in your browser: {address}"
        services = await stack.enter_async_context(_services(settings))
        say(_greeting(settings, where))
        await _together(
            app.serve_slack(services, lambda: say("Ready. Type /mri-appeal in a channel. Ctrl-C stops the bot.")),
            app.work(services),
        )


async def bot(settings: Settings, say: Say) -> None:
    """Only the part that answers Slack."""
    async with _services(settings) as services:
        await _together(app.serve_slack(services, lambda: say("Ready: answering Slack.")))


async def worker(settings: Settings, say: Say) -> None:
    """Only the part that posts, writes letters and reminds."""
    async with _services(settings) as services:
        say("Ready: working at the queue.")
        await _together(app.work(services))


def sandbox(port: int) -> int:
    """The local Slack in the foreground until it ends; gives its exit code."""
    return subprocess.call([sys.executable, "-m", "sandbox", "--port", str(port), "--manifest", str(MANIFEST)])  # noqa: S603 -- our own package, our own arguments


def until_stopped(part: Part, settings: Settings, say: Say) -> None:
    """Run a part until it ends or the process is asked to stop (Ctrl-C, SIGTERM), which is not an error.

    Raises:
        BotError: what kept it from starting or going on.
    """
    log.configure(settings.log_level)
    try:
        asyncio.run(_stoppable(part(settings, say)))
    except* BotError as failures:
        raise failures.exceptions[0] from None


async def _stoppable(main: Coroutine[None, None, None]) -> None:
    task = asyncio.ensure_future(main)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _together(*parts: Coroutine[None, None, None]) -> None:
    """All parts at once; the first that fails ends the others."""
    async with asyncio.TaskGroup() as group:
        for part in parts:
            group.create_task(part)


@asynccontextmanager
async def _services(settings: Settings) -> AsyncGenerator[Services]:
    if settings.redis_url:
        async with app.open_services(settings, settings.redis_url) as services:
            yield services
        return
    server = RedisServer(settings.var_dir / "redis")
    with server as url:
        keeper = asyncio.create_task(_keep_alive(server))
        try:
            async with app.open_services(settings, url) as services:
                yield services
        finally:
            keeper.cancel()


async def _keep_alive(server: RedisServer) -> None:
    """Start the embedded server again if it dies; its log holds everything that was acknowledged."""
    while True:
        await asyncio.sleep(LOOK_AT_REDIS_EVERY)
        with contextlib.suppress(RedisServerFailed):  # said when somebody needs it, and tried again
            await asyncio.to_thread(server.start)


def _towards(settings: Settings, address: str) -> Settings:
    """The settings that lead to the local Slack; a clinic without a name gets an example one, as its letters show."""
    found: dict[str, object] = {
        "slack_bot_token": SecretStr(BOT_TOKEN),
        "slack_app_token": SecretStr(APP_TOKEN),
        "slack_api_url": f"{address}/api/",
    }
    if settings.http_port and not settings.public_url:
        found["public_url"] = f"http://localhost:{settings.http_port}"
    return settings.model_copy(update=found if settings.clinic_name else EXAMPLE_CLINIC | found)


def _greeting(settings: Settings, where: str) -> str:
    store = "REDIS_URL" if settings.redis_url else f"an embedded Redis server, data in {settings.var_dir}"
    feeds = f"\n  calendars {settings.public_url}" if settings.public_url else ""
    return f"MRI appeal bot\n  talks to  {where}\n  keeps in  {store}{feeds}"
