"""Clocks that a test moves, so that it never waits for a day: one that runs like the real one, and one that stands."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass
class Clock:
    """Call it for the instant (aware UTC)."""

    offset: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def move(self, by: timedelta) -> None:
        self.offset += by

    def set(self, to: datetime) -> None:
        self.offset = to - datetime.now(UTC)


@dataclass(frozen=True)
class StandingClock:
    """A clock that stands until it is set; several processes read it in one file."""

    file: Path

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self.file.read_text())

    def set(self, to: datetime) -> None:
        """Set it (aware) in one step: nobody reads half a time."""
        new = self.file.with_suffix(".new")
        new.write_text(to.isoformat())
        new.replace(self.file)


async def eventually(check: Callable[[], Awaitable[bool]], what: str, patience: float = 20.0) -> None:
    """Return as soon as `check` holds; fail saying `what` did not come."""
    end = time.monotonic() + patience
    while not await check():
        assert time.monotonic() < end, f"waited in vain for: {what}"
        await asyncio.sleep(0.01)
