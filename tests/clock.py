"""A clock that runs like the real one and can be moved forward; a test never waits for a day."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


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


async def eventually(check: Callable[[], Awaitable[bool]], what: str, patience: float = 20.0) -> None:
    """Return as soon as `check` holds; fail saying `what` did not come."""
    end = time.monotonic() + patience
    while not await check():
        assert time.monotonic() < end, f"waited in vain for: {what}"
        await asyncio.sleep(0.01)
