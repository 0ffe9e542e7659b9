"""The bot as a program of its own, as it runs in a clinic; a test starts it, reads what it says, and ends it."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLINIC = {
    "CLINIC_NAME": "Riverside Spine and Joint",
    "CLINIC_ADDRESS": "100 Example Street|Albany, NY 12207",
    "CLINIC_PHONE": "(518) 555-0100",
    "CLINIC_FAX": "(518) 555-0101",
}
OURS = ("SLACK_", "REDIS_", "CLINIC_", "HTTP_", "VAR_", "SANDBOX_", "ENCRYPTION_", "TIME_")


def environment(var: Path, **settings: str) -> dict[str, str]:
    """This process's environment without any setting of the bot, and the given ones."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return plain | {"VAR_DIR": str(var), "SANDBOX_PORT": "0"} | settings


@dataclass
class Program:
    """One `mri-appeal` process with its data in `var`."""

    var: Path
    arguments: tuple[str, ...]
    settings: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    said: list[str] = field(default_factory=list)

    async def start(self) -> str:
        """Start it and wait until it says that it is ready, or ends; gives all it said since."""
        self.said = []
        with self.errors.open("ab") as errors:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "slackbot", *self.arguments),
                cwd=ROOT,
                env=environment(self.var, **self.settings),
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
            )
        async with asyncio.timeout(40):
            async for line in self.process.stdout or ():
                self.said.append(line.decode())
                if "Ready" in self.said[-1]:
                    break
        return "".join(self.said)

    async def start_in_browser(self) -> str:
        """Start it; gives the local Slack's address as it prints it."""
        said = await self.start()
        found = re.findall(r"http://127\.0\.0\.1:\d+", said)
        assert found, (said, self.errors.read_text())
        return str(found[-1])

    @property
    def errors(self) -> Path:
        """What it wrote to standard error."""
        return self.var / "stderr.log"

    async def kill(self) -> None:
        """kill -9, as a crash or the kernel would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to stop, as Ctrl-C and a supervisor do; gives its exit code."""
        await self._end(signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        """Wait for its end; gives its exit code."""
        assert self.process is not None
        return await asyncio.wait_for(self.process.wait(), 30)

    async def _end(self, number: int) -> None:
        if self.process and self.process.returncode is None:
            self.process.send_signal(number)
            await asyncio.wait_for(self.process.wait(), 30)


@asynccontextmanager
async def program(var: Path, *arguments: str, **settings: str) -> AsyncIterator[Program]:
    """A program that is stopped at the end, with whatever a kill left behind."""
    var.mkdir(exist_ok=True)
    running = Program(var, arguments, settings)
    try:
        yield running
    finally:
        if running.process and running.process.returncode == -signal.SIGKILL:
            await running.start()
        await running._end(signal.SIGTERM)
