"""The control API: for scripts that use Slack as a person does, in the words that a person sees."""

from aiohttp import web

from sandbox.basics import Json, NotPossibleError
from sandbox.entrances import Entrances
from sandbox.faults import Fault
from sandbox.http_json import Asked, route
from sandbox.interactions import People
from sandbox.modals import Modals, by_label
from sandbox.reading import read_message, read_view
from sandbox.socket_mode import Sockets
from sandbox.state import Channel, Message, View, Workspace
from sandbox.world import World


class Control:
    """The calls of `/sandbox/…` in terms of labels."""

    def __init__(self, world: World, people: People, modals: Modals, sockets: Sockets) -> None:
        self.world, self.people, self.modals, self.sockets = world, people, modals, sockets
        self.entrances = Entrances(people)

    def routes(self) -> list[web.RouteDef]:
        """The routes to add to the server."""
        table = {
            ("POST", "/sandbox/slash"): self.slash,
            ("GET", "/sandbox/view/{user}"): self.view,
            ("POST", "/sandbox/fill"): self.fill,
            ("POST", "/sandbox/submit"): self.submit,
            ("POST", "/sandbox/close"): self.close,
            ("POST", "/sandbox/click"): self.click,
            ("POST", "/sandbox/shortcut"): self.shortcut,
            ("POST", "/sandbox/home"): self.home,
            ("POST", "/sandbox/message"): self.message,
            ("GET", "/sandbox/channel/{channel}"): self.channel,
            ("POST", "/sandbox/channel"): self.create_channel,
            ("GET", "/sandbox/requests"): self.requests,
            ("POST", "/sandbox/faults"): self.faults,
            ("POST", "/sandbox/reset"): self.reset,
        }
        return [route(self.world, method, path, answer) for (method, path), answer in table.items()]

    def _readable(self, workspace: Workspace, found: Json) -> Json:
        """An outcome with its views and messages as a person reads them."""

        def read(value: object) -> object:
            if isinstance(value, View):
                return read_view(workspace, value)
            return read_message(self.world, workspace, value) if isinstance(value, Message) else value

        return {key: read(value) for key, value in found.items()}

    async def slash(self, asked: Asked) -> object:
        """Type a slash command."""
        command, text = asked.text("command"), asked.optional("text") or ""
        found = await self.entrances.slash(asked.workspace, asked.user, asked.text("channel"), command, text)
        return self._readable(asked.workspace, found)

    async def view(self, asked: Asked) -> object:
        """The user's open modal, or null."""
        view = asked.workspace.modal(asked.user)
        return read_view(asked.workspace, view) if view else None

    async def fill(self, asked: Asked) -> object:
        """Fill the open modal by label."""
        view = await self.modals.fill(asked.workspace, asked.user, asked.mapping("values"))
        return {"view": read_view(asked.workspace, view)}

    async def submit(self, asked: Asked) -> object:
        """Press the modal's submit button."""
        view = asked.workspace.modal(asked.user)
        found = await self.modals.submit(asked.workspace, asked.user)
        if "errors" in found:
            return {"errors": by_label(view, found["errors"])}
        return self._readable(asked.workspace, found)

    async def close(self, asked: Asked) -> object:
        """Cancel the modal; with `all` the whole stack."""
        found = await self.modals.close(asked.workspace, asked.user, everything=bool(asked.args.get("all")))
        return self._readable(asked.workspace, found)

    async def click(self, asked: Asked) -> object:
        """Press a button, tick a box, pick an option."""
        where = self.people.place(asked.workspace, asked.user, asked.args.get("where"))
        found = await self.people.click(
            where,
            asked.text("label"),
            asked.args.get("option"),
            near=asked.optional("near"),
            confirm=asked.args.get("confirm", True) is not False,
        )
        return self._readable(asked.workspace, found)

    async def shortcut(self, asked: Asked) -> object:
        """Use a global shortcut, or one of a message."""
        found = await self.entrances.shortcut(asked.workspace, asked.user, asked.text("name"), asked.optional("ts"))
        return self._readable(asked.workspace, found)

    async def home(self, asked: Asked) -> object:
        """Open the app's Home tab."""
        view = await self.entrances.open_home(asked.workspace, asked.user)
        return {"view": read_view(asked.workspace, view) if view else None}

    async def message(self, asked: Asked) -> object:
        """Write a message."""
        message = self.entrances.message(
            asked.workspace,
            asked.user,
            asked.text("channel"),
            asked.optional("text") or "",
            thread_ts=asked.optional("thread_ts"),
            files=asked.args.get("files"),
        )
        return {"ts": message.ts}

    async def channel(self, asked: Asked) -> object:
        """The messages of a channel or a thread; `user` sees also what only they can see."""
        workspace, channel = self._find_channel(asked)
        thread, viewer = asked.optional("thread"), asked.optional("user")
        return [
            read_message(self.world, workspace, message, viewer)
            for message in channel.messages
            if message.ephemeral_to in (None, viewer) and _belongs(message, thread)
        ]

    def _find_channel(self, asked: Asked) -> tuple[Workspace, Channel]:
        name = asked.text("channel").removeprefix("#")
        for workspace in self.world.workspaces.values():
            for channel in workspace.channels.values():
                if name == channel.id or (name == channel.name and not channel.is_im):
                    return workspace, channel
        there = [channel for workspace in self.world.workspaces.values() for channel in workspace.channels]
        raise NotPossibleError(f"There is no channel {name!r}; there are {', '.join(there)}.")

    async def create_channel(self, asked: Asked) -> object:
        """Create a channel: `{id, name, is_private, members}`, or change the members of one that is there."""
        workspace = asked.workspace
        channel_id = asked.text("id")
        channel = workspace.channels.setdefault(channel_id, Channel(channel_id, channel_id.lower()))
        channel.name = asked.optional("name") or channel.name
        channel.is_private = bool(asked.args.get("is_private", channel.is_private))
        channel.is_archived = bool(asked.args.get("is_archived", channel.is_archived))
        members = asked.args.get("members")
        channel.members = set(members) if isinstance(members, list) else channel.members
        self.world.changes.touch()
        return {"id": channel.id, "name": channel.name, "members": sorted(channel.members)}

    async def requests(self, _asked: Asked) -> object:
        """Every Web API call so far, and answers of the app that Slack would not take."""
        return self.world.requests

    async def faults(self, asked: Asked) -> object:
        """Order a fault, or (`drop_socket`, `refresh` without a method) cut or refresh the connections now."""
        kind = asked.text("kind")
        if asked.optional("method") is None and kind in ("drop_socket", "refresh"):
            act = self.sockets.drop if kind == "drop_socket" else self.sockets.refresh
            await act(asked.workspace)
            return {"ok": True}
        times, after = int(asked.number("times", 1)), int(asked.number("after", 0))
        self.world.faults.order(Fault(asked.text("method"), kind, times, after, asked.number("seconds", 1.0)))
        return {"ok": True}

    async def reset(self, _asked: Asked) -> object:
        """Start over; connections stay open."""
        self.world.reset()
        return {"ok": True}


def _belongs(message: Message, thread: str | None) -> bool:
    """A thread has its first message and its replies; a channel has what is not in a thread, and broadcasts."""
    if thread is None:
        return not message.is_reply or message.broadcast
    return thread in (message.ts, message.thread_ts)
