"""Drives a sandbox from tests, in the user's terms. The server runs in the same event loop, on a free port.

    async with Sandbox.started() as slack:
        alice = slack.user("U01ALICE")
        modal = await alice.slash("/mri-appeal", channel="C01PRIORAUTH")
        await modal.fill({"Notice date": "2026-11-02"})
        await modal.submit()
        card = await slack.channel("C01PRIORAUTH").wait_for_message("CASE-0042")
        await alice.click(card, "Letter sent")

Nothing sleeps: every wait ends as soon as the world has changed enough, or fails telling what is there.
"""

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.basics import Json, NotPossibleError, Timings
from sandbox.faults import Fault
from sandbox.interactions import Where
from sandbox.modals import by_label
from sandbox.reading import read_message, read_view
from sandbox.server import PARTS, Parts, create_app, listen, read_manifest
from sandbox.state import Channel as ChannelState
from sandbox.state import Message, View, Workspace
from sandbox.world import Clock, World

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


@dataclass(frozen=True)
class Submission:
    """What pressing submit led to: errors by label, the next modal, or a closed form."""

    errors: Mapping[str, str]
    modal: "Modal | None" = None
    notice: str | None = None

    @property
    def closed(self) -> bool:
        """True when no modal is open any more."""
        return self.modal is None


class Modal:
    """The modal on top of a user's screen, whichever that is at the moment."""

    def __init__(self, user: "User") -> None:
        self.user = user

    @property
    def view(self) -> View:
        """The view itself; raises NotPossibleError if none is open."""
        found = self.user.slack.parts.modals.top(self.user.workspace, self.user.id).view
        if found is None:
            raise NotPossibleError(f"{self.user.id} has no modal open.")
        return found

    @property
    def seen(self) -> Json:
        """As a person reads it: title, submit, fields, buttons, text, errors by label, notice."""
        return read_view(self.user.workspace, self.view)

    @property
    def title(self) -> str:
        """The title."""
        return str(self.seen["title"])

    @property
    def text(self) -> str:
        """Everything there is to read."""
        return str(self.seen["text"])

    @property
    def labels(self) -> list[str]:
        """The labels of the fields."""
        return [field["label"] for field in self.seen["fields"]]

    @property
    def values(self) -> dict[str, Any]:
        """The values of the fields by label, as a person reads them."""
        return {field["label"]: field["value"] for field in self.seen["fields"]}

    def options(self, label: str) -> list[str]:
        """The options that a field offers."""
        return next(field["options"] for field in self.seen["fields"] if field["label"] == label)

    async def fill(self, values: Mapping[str, object] | None = None, **more: object) -> "Modal":
        """Fill fields by label: options by text, dates ISO, lists for several, a path for a file, None to empty."""
        await self.user.slack.parts.modals.fill(self.user.workspace, self.user.id, {**(values or {}), **more})
        return self

    async def submit(self) -> Submission:
        """Press submit. Raises BrokenRuleError if the app's answer breaks one of Slack's rules."""
        view = self.view
        found = await self.user.slack.parts.modals.submit(self.user.workspace, self.user.id)
        if "reasons" in found:
            raise BrokenRuleError(f"{found['error']}: {found['reasons']}")
        still_open = self.user.workspace.modal(self.user.id) is not None
        errors = by_label(view, found.get("errors", {}))
        return Submission(errors, self if still_open else None, found.get("notice"))

    async def close(self, *, everything: bool = False) -> None:
        """Press Cancel, or the x with `everything`."""
        await self.user.slack.parts.modals.close(self.user.workspace, self.user.id, everything=everything)

    async def click(self, label: str, option: object = None, *, near: str | None = None) -> "Modal":
        """Press a button or pick something in the modal."""
        await self.user.click("modal", label, option, near=near)
        return self

    async def wait_for(self, text: str) -> "Modal":
        """Wait until the modal on top shows this text (in its title, its text or its labels)."""

        def shows() -> bool:
            view = self.user.workspace.modal(self.user.id)
            return view is not None and text in _everything(read_view(self.user.workspace, view))

        await self.user.slack.until(shows, f"a modal of {self.user.id} that shows {text!r}", self.user.screen)
        return self


class User:
    """Somebody who uses Slack."""

    def __init__(self, slack: "Sandbox", user_id: str) -> None:
        self.slack = slack
        self.id = user_id
        self.workspace: Workspace = slack.world.workspace_of(user_id)
        if user_id not in self.workspace.users:
            raise NotPossibleError(f"There is nobody with the id {user_id}; there are {list(self.workspace.users)}.")

    @property
    def modal(self) -> Modal | None:
        """The open modal."""
        return Modal(self) if self.workspace.modal(self.id) else None

    def screen(self) -> str:
        """What is open, for messages of failed waits."""
        view = self.workspace.modal(self.id)
        return _everything(read_view(self.workspace, view)) if view else "no modal"

    async def slash(self, command: str, text: str = "", *, channel: str) -> Modal:
        """Type a slash command that opens a modal; raises NothingCameError with what came instead."""
        found = await self.command(command, text, channel=channel)
        if "view" not in found:
            answer = found.get("ephemeral") or found.get("message")
            shown = answer.shown if isinstance(answer, Posted) else found or "nothing within the trigger's life"
            raise NothingCameError(f"{command} opened no modal; {self.id} saw: {shown}")
        return Modal(self)

    async def command(self, command: str, text: str = "", *, channel: str) -> Json:
        """Type a slash command; returns `view`, `ephemeral`, `message` (each if it came) or `error`."""
        found = await self.slack.parts.people.slash(self.workspace, self.id, channel, command, text)
        return {key: self.slack.posted(value) if isinstance(value, Message) else value for key, value in found.items()}

    async def answer(self, command: str, text: str = "", *, channel: str) -> Posted:
        """Type a slash command that answers with a message only this user sees."""
        found = await self.command(command, text, channel=channel)
        answer = found.get("ephemeral")
        if not isinstance(answer, Posted):
            raise NothingCameError(f"{command} {text} gave no answer to {self.id}, but {found}")
        return answer

    async def click(
        self,
        where: "Posted | str",
        label: str,
        option: object = None,
        *,
        near: str | None = None,
        confirm: bool = True,
    ) -> Json:
        """Press a button, tick a box (by its text) or pick an option, in a message, in `modal` or at `home`."""
        place: Where = self.slack.parts.people.place(
            self.workspace, self.id, {"ts": where.ts, "channel": where.channel} if isinstance(where, Posted) else where
        )
        return await self.slack.parts.people.click(place, label, option, near=near, confirm=confirm)

    async def shortcut(self, name: str, message: Posted | None = None) -> Json:
        """Use a global shortcut, or a message's."""
        return await self.slack.parts.people.shortcut(self.workspace, self.id, name, message.ts if message else None)

    async def home(self) -> Json:
        """Open the app's Home tab and read it."""
        view = await self.slack.parts.people.open_home(self.workspace, self.id)
        if view is None:
            raise NothingCameError(f"The app published no Home tab for {self.id}.")
        return read_view(self.workspace, view)

    def write(self, channel: str, text: str, *, thread: Posted | None = None, files: tuple[Path, ...] = ()) -> Posted:
        """Write a message."""
        message = self.slack.parts.people.message(
            self.workspace,
            self.id,
            channel,
            text,
            thread_ts=thread.ts if thread else None,
            files=[str(path) for path in files],
        )
        return self.slack.posted(message)

    def sees(self, channel: str) -> list[Posted]:
        """All messages of a channel and its threads that this user can see, also those for them alone."""
        place = self.workspace.channels[channel]
        if (place.is_private or place.is_im) and self.id not in place.members:
            return []
        return [self.slack.posted(m, self.id) for m in place.messages if m.ephemeral_to in (None, self.id)]

    async def wait_for_modal(self, text: str = "") -> Modal:
        """Wait until a modal (that shows this text) is open."""
        return await Modal(self).wait_for(text)

    async def wait_for_ephemeral(self, channel: str, text: str = "") -> Posted:
        """Wait for a message in the channel that only this user sees."""

        def found() -> list[Posted]:
            return [m for m in self.sees(channel) if m.ephemeral_to == self.id and text in m.shown]

        await self.slack.until(found, f"a message for {self.id} alone with {text!r}", lambda: _list(self.sees(channel)))
        return found()[-1]


class Channel:
    """A channel as the app sees it."""

    def __init__(self, slack: "Sandbox", channel: ChannelState) -> None:
        self.slack = slack
        self.state = channel

    @property
    def messages(self) -> list[Posted]:
        """All messages, replies included, oldest first; none that only one user sees."""
        return [self.slack.posted(message) for message in self.state.messages if message.ephemeral_to is None]

    def message(self, ts: str) -> Posted:
        """The message as it is now."""
        found = self.state.find(ts)
        if found is None:
            raise NotPossibleError(f"There is no message {ts} in {self.state.id}.")
        return self.slack.posted(found)

    def replies(self, root: Posted) -> list[Posted]:
        """The replies of a thread, oldest first."""
        return [self.slack.posted(message) for message in self.state.replies(root.ts)]

    async def thread(self, root: Posted, *, at_least: int = 1) -> list[Posted]:
        """The replies of a thread, as soon as there are `at_least` so many."""
        await self.slack.until(
            lambda: len(self.state.replies(root.ts)) >= at_least,
            f"{at_least} replies to {root.ts}",
            lambda: _list(self.replies(root)),
        )
        return self.replies(root)

    async def wait_for_message(
        self, text: str = "", *, where: Callable[[Posted], bool] | None = None, thread: Posted | None = None
    ) -> Posted:
        """Wait for a message by the app whose shown text or text holds `text`, and for which `where` is true."""

        def found() -> list[Posted]:
            pool = self.replies(thread) if thread else self.messages
            fitting = [m for m in pool if m.raw.get("bot_id") and text in f"{m.shown}\n{m.text}"]
            return [message for message in fitting if where is None or where(message)]

        await self.slack.until(found, f"a message in {self.state.id} with {text!r}", lambda: _list(self.messages))
        return found()[0]

    async def wait_for_update(self, message: Posted, text: str) -> Posted:
        """Wait until this message shows `text`."""
        await self.slack.until(
            lambda: text in self.message(message.ts).shown,
            f"{text!r} in message {message.ts}",
            lambda: self.message(message.ts).shown,
        )
        return self.message(message.ts)


class Sandbox:
    """A running sandbox. `api_url`, `bot_token` and `app_token` are what an app needs to connect."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.world: World = parts.world

    @classmethod
    @asynccontextmanager
    async def started(
        cls,
        *,
        port: int = 0,
        manifest: Path | Json | None = None,
        teams: tuple[str, ...] = ("T01CLINIC",),
        timings: Timings | None = None,
        clock: Clock = time.time,
        request_url: str | None = None,
    ) -> "AsyncGenerator[Sandbox]":
        """A sandbox on 127.0.0.1 for the length of the block; see `create_app` for the arguments.

        `timings` makes the 3 s of Slack shorter; `clock` gives Unix seconds for timestamps and trigger lifetimes.
        """
        world = World(teams, read_manifest(manifest), timings or Timings(), clock)
        app = create_app(world=world, request_url=request_url)
        runner, _ = await listen(app, port=port)
        try:
            yield cls(app[PARTS])
        finally:
            await runner.cleanup()

    @property
    def url(self) -> str:
        """The address of the page and of the control API."""
        return self.world.origin

    @property
    def api_url(self) -> str:
        """The base URL for Web API clients."""
        return f"{self.world.origin}/api/"

    @property
    def workspace(self) -> Workspace:
        """The first workspace."""
        return self.world.workspace_of()

    @property
    def bot_token(self) -> str:
        """The first workspace's bot token."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The first workspace's app-level token."""
        return self.workspace.app_token

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

    def user(self, user_id: str) -> User:
        """Somebody who uses Slack."""
        return User(self, user_id)

    def channel(self, channel_id: str) -> Channel:
        """A channel of any workspace."""
        for workspace in self.world.workspaces.values():
            if channel_id in workspace.channels:
                return Channel(self, workspace.channels[channel_id])
        raise NotPossibleError(f"There is no channel {channel_id}.")

    def direct_messages(self, user_id: str) -> Channel:
        """The direct messages of the app with a user."""
        return Channel(self, self.world.direct_messages(self.world.workspace_of(user_id), user_id))

    def create_channel(self, channel_id: str, *members: str, private: bool = False) -> Channel:
        """A new channel with these members; add the bot's user id to let the app in."""
        channel = ChannelState(channel_id, channel_id.lower(), set(members), is_private=private)
        self.world.workspace_of(members[0] if members else None).channels[channel_id] = channel
        return Channel(self, channel)

    def fault(self, method: str, kind: str, *, times: int = 1, after: int = 0, seconds: float = 1.0) -> None:
        """Let something go wrong; see faults.Fault."""
        self.world.faults.order(Fault(method, kind, times, after, seconds))

    async def drop_sockets(self) -> None:
        """Cut every Socket Mode connection."""
        await self.parts.sockets.drop(self.workspace)

    async def refresh_sockets(self) -> None:
        """Ask the app to reconnect, as Slack does every few hours."""
        await self.parts.sockets.refresh(self.workspace)

    async def connected(self, count: int = 1, *, team: str | None = None) -> None:
        """Wait until the app of a workspace (the first one) has exactly this many Socket Mode connections."""
        workspace = self.world.workspace_of(team=team)
        await self.until(
            lambda: len(self.parts.sockets.of(workspace)) == count,
            f"{count} Socket Mode connections",
            lambda: f"{len(self.parts.sockets.of(workspace))} connections",
        )

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


def _everything(seen: Json) -> str:
    labels = [field["label"] for field in seen["fields"]]
    return "\n".join([seen["title"], seen["text"], *labels, *seen["buttons"], *map(str, seen["errors"].items())])


def _list(messages: list[Posted]) -> str:
    return "\n".join(f"[{message.ts}] {message.shown or message.text}" for message in messages) or "no messages"
