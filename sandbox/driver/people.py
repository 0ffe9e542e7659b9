"""Somebody who uses Slack, and the modal on their screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.basics import Json, NotPossibleError
from sandbox.driver.core import BrokenRuleError, Core, NothingCameError, Posted, listed
from sandbox.interactions import Where
from sandbox.modals import by_label
from sandbox.reading import read_view
from sandbox.state import Message, View, Workspace


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

    def __init__(self, slack: Core, user_id: str) -> None:
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
        found = await self.slack.parts.entrances.slash(self.workspace, self.id, channel, command, text)
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
        return await self.slack.parts.entrances.shortcut(self.workspace, self.id, name, message.ts if message else None)

    async def home(self) -> Json:
        """Open the app's Home tab and read it."""
        view = await self.slack.parts.entrances.open_home(self.workspace, self.id)
        if view is None:
            raise NothingCameError(f"The app published no Home tab for {self.id}.")
        return read_view(self.workspace, view)

    def write(self, channel: str, text: str, *, thread: Posted | None = None, files: tuple[Path, ...] = ()) -> Posted:
        """Write a message."""
        message = self.slack.parts.entrances.message(
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

        await self.slack.until(
            found, f"a message for {self.id} alone with {text!r}", lambda: listed(self.sees(channel))
        )
        return found()[-1]


def _everything(seen: Json) -> str:
    labels = [field["label"] for field in seen["fields"]]
    return "\n".join([seen["title"], seen["text"], *labels, *seen["buttons"], *map(str, seen["errors"].items())])
