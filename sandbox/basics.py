"""What every part of the sandbox shares: the JSON type, the two kinds of error, the time limits, news of changes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class SlackError(Exception):
    """Slack refuses a call: its error name, and the reasons as Slack lists them in `response_metadata.messages`."""

    def __init__(self, error: str, *messages: str, **details: object) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = list(messages)
        self.details = details

    def body(self) -> Json:
        """The JSON body that Slack answers with."""
        reasons: Json = {"response_metadata": {"messages": self.messages}} if self.messages else {}
        return {"ok": False, "error": self.error, **self.details, **reasons}


class NotPossibleError(Exception):
    """A person cannot do this here: no such label, no open modal, not a member. The text says what there is instead."""


@dataclass(frozen=True)
class Timings:
    """Every wait of the sandbox, in seconds. The defaults are Slack's (slack-platform.md sections 1 and 9)."""

    ack: float = 3.0
    trigger: float = 3.0
    response_url: float = 30 * 60
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    connection: float = 3600.0
    connection_warning: float = 10.0
    ticket: float = 30.0
    settle: float = 0.25
    """How long an action of a person waits, after the bot's ack, for something to show up on the screen."""


@dataclass
class Changes:
    """Counts the changes of the world and wakes those who wait for one."""

    version: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def touch(self) -> None:
        """Something changed: everybody who waits looks again."""
        self.version += 1
        self._news.set()
        self._news = asyncio.Event()

    async def until(self, condition: Callable[[], object], timeout: float) -> bool:  # noqa: ASYNC109 - the wait is the function
        """Wait until `condition()` is true; False when it still is not after `timeout` seconds."""
        end = monotonic() + timeout
        while not condition():
            left = end - monotonic()
            if left <= 0:
                return False
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                return bool(condition())
        return True
