"""What every part of the sandbox shares: the JSON type, the two kinds of error, the time limits, news of changes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
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
    """Counts the changes of the world and wakes those whose condition has come true."""

    version: int = 0
    _waiting: list[tuple[Callable[[], object], "asyncio.Future[bool]"]] = field(
        default_factory=list[tuple[Callable[[], object], "asyncio.Future[bool]"]]
    )

    def touch(self) -> None:
        """Something changed: look at every condition that somebody waits for."""
        self.version += 1
        for condition, waiter in self._waiting:
            if not waiter.done():
                _settle(condition, waiter)

    async def until(self, condition: Callable[[], object], timeout: float) -> bool:  # noqa: ASYNC109 - the wait is the function
        """Wait until `condition()` is true; False when it still is not after `timeout` seconds."""
        if condition():
            return True
        entry = (condition, asyncio.get_running_loop().create_future())
        self._waiting.append(entry)
        try:
            async with asyncio.timeout(timeout):
                return await entry[1]
        except TimeoutError:
            return bool(condition())
        finally:
            self._waiting.remove(entry)


def _settle(condition: Callable[[], object], waiter: "asyncio.Future[bool]") -> None:
    try:
        if condition():
            waiter.set_result(True)
    except Exception as error:  # noqa: BLE001 - it belongs to the one who waits, not to the one who changed something
        waiter.set_exception(error)
