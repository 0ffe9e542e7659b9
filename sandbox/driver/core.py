"""What every part of the driver stands on: the running server, waiting, and messages as a person reads them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.basics import Json
from sandbox.reading import read_message
from sandbox.server import Parts
from sandbox.state import Message, Workspace
from sandbox.world import World

PATIENCE = 10.0
"""Seconds after which a wait fails."""


class BrokenRuleError(AssertionError):
    """The app answered with something that Slack would not take; the text says what and where."""


class NothingCameError(AssertionError):
    """A wait was in vain; the text says what was there instead."""


@dataclass(frozen=True)
class Attachment:
    """A file in a message."""

    name: str
    title: str
    url: str
    data: bytes


@dataclass(frozen=True)
class Posted:
    """A message as a person reads it (`shown`, `buttons`, `boxes`, `files`), and as the API shows it (`raw`)."""

    ts: str
    channel: str
    user: str
    text: str
    shown: str
    buttons: tuple[str, ...]
    boxes: Mapping[str, bool]
    files: tuple[Attachment, ...]
    mentions: tuple[str, ...]
    metadata: Json | None
    thread_ts: str | None
    broadcast: bool
    ephemeral_to: str | None
    raw: Json


class Core:
    """A running sandbox, its record of calls, and how to wait for it."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.world: World = parts.world

    @property
    def workspace(self) -> Workspace:
        """The first workspace."""
        return self.world.workspace_of()

    @property
    def requests(self) -> list[Json]:
        """Every call so far: `method`, `arguments`, `answer`, `since_trigger_ms`."""
        return self.world.requests

    def calls(self, method: str) -> list[Json]:
        """The calls of one method."""
        return [call for call in self.requests if call["method"] == method]

    @property
    def refused(self) -> list[Json]:
        """The calls and acks that were answered with an error."""
        return [call for call in self.requests if not call["answer"].get("ok")]

    async def until(
        self, condition: Callable[[], object], wanted: str, there: Callable[[], str] = lambda: "nothing to show"
    ) -> None:
        """Wait until the condition is true; NothingCameError says what was wanted and what is there."""
        if not await self.world.changes.until(condition, PATIENCE):
            problems = [f"{call['method']} -> {call['answer']}" for call in self.refused]
            raise NothingCameError(f"Waited {PATIENCE:g} s for {wanted}.\nThere is: {there()}\nRefused: {problems}")

    def posted(self, message: Message, viewer: str | None = None) -> Posted:
        """A message as a person reads it."""
        workspace = next(w for w in self.world.workspaces.values() if message.channel in w.channels)
        seen = read_message(self.world, workspace, message, viewer)
        raw = self.world.raw_message(workspace, message, metadata=True)
        files = [
            (workspace.files[file], self.world.raw_file(workspace, workspace.files[file])) for file in message.files
        ]
        return Posted(
            ts=message.ts,
            channel=message.channel,
            user=message.user,
            text=message.text,
            shown=seen["shown"],
            buttons=tuple(seen["buttons"]),
            boxes={box["label"]: box["ticked"] for box in seen["boxes"]},
            files=tuple(Attachment(f.name, f.title, raw_file["permalink"], f.data or b"") for f, raw_file in files),
            mentions=tuple(message.mentions),
            metadata=message.metadata,
            thread_ts=message.thread_ts,
            broadcast=message.broadcast,
            ephemeral_to=message.ephemeral_to,
            raw=raw,
        )


def listed(messages: list[Posted]) -> str:
    """Messages in one text, for failed waits."""
    return "\n".join(f"[{message.ts}] {message.shown or message.text}" for message in messages) or "no messages"
