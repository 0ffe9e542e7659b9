"""What the page in the browser asks for: raw blocks and values, one JSON for the frame around them, live news."""

import asyncio

from aiohttp import web

from sandbox.basics import Json, NotPossibleError
from sandbox.elements import Widget, widgets
from sandbox.http_json import Asked, route
from sandbox.interactions import People, Where
from sandbox.modals import Modals
from sandbox.people import DEFAULT_COMMANDS
from sandbox.socket_mode import Sockets
from sandbox.state import Channel, View, Workspace
from sandbox.web_api.files import add_file
from sandbox.web_api.http import file_response
from sandbox.world import World


class PageApi:
    """The calls that only the page uses."""

    def __init__(self, world: World, people: People, modals: Modals, sockets: Sockets) -> None:
        self.world, self.people, self.modals, self.sockets = world, people, modals, sockets

    def routes(self) -> list[web.RouteDef]:
        """The routes to add to the server."""
        table = {
            ("GET", "/sandbox/state"): self.state,
            ("GET", "/sandbox/messages"): self.messages,
            ("GET", "/sandbox/rawview/{user}"): self.raw_view,
            ("POST", "/sandbox/rawsubmit"): self.raw_submit,
            ("POST", "/sandbox/action"): self.action,
            ("POST", "/sandbox/suggest"): self.suggest,
            ("GET", "/sandbox/home/{user}"): self.home,
        }
        return [
            *(route(self.world, method, path, answer) for (method, path), answer in table.items()),
            web.post("/sandbox/upload", self.upload),
            web.get("/sandbox/file/{team}/{file}/{name}", self.file),
            web.get("/sandbox/stream", self.stream),
        ]

    async def state(self, asked: Asked) -> object:
        """Team, people, channels, app: everything around the messages."""
        space, user = asked.workspace, asked.user
        me, app = space.users[user], space.app
        shortcuts = app.shortcuts or []
        return {
            "team": {"id": space.id, "name": space.name},
            "me": {"id": user, "name": me.name, "real_name": me.real_name},
            "users": [person.raw(space.id) for person in space.users.values()],
            "apps": [
                {
                    "id": app.id,
                    "name": app.name,
                    "bot_user": app.bot_user,
                    "commands": DEFAULT_COMMANDS if app.commands is None else app.commands,
                    "global_shortcuts": [s for s in shortcuts if s["type"] == "global"],
                    "message_shortcuts": [s for s in shortcuts if s["type"] == "message"],
                }
            ],
            "channels": [self._channel(space, c, user) for c in space.channels.values() if _visible(c, user)],
            "connected": bool(self.sockets.of(space)) or space.request_url is not None,
            "version": self.world.changes.version,
        }

    def _channel(self, space: Workspace, channel: Channel, user: str) -> Json:
        seen = space.seen.get((user, channel.id), "")
        fresh = [m for m in channel.messages if m.ts > seen and m.user != user and m.ephemeral_to in (None, user)]
        return {
            "id": channel.id,
            "name": _other(space, channel, user) if channel.is_im else channel.name,
            "is_private": channel.is_private,
            "is_im": channel.is_im,
            "member": user in channel.members,
            "unread": len(fresh),
        }

    async def messages(self, asked: Asked) -> object:
        """The raw messages of a channel or thread, newest last; looking at a channel marks it as read."""
        space, user = asked.workspace, asked.user
        channel = space.channels.get(asked.text("channel"))
        if channel is None or not _visible(channel, user):
            raise NotPossibleError(f"{user} sees no channel {asked.text('channel')}.")
        thread = asked.optional("thread")
        if thread is None and channel.messages:
            space.seen[user, channel.id] = channel.messages[-1].ts
        return [
            self.world.raw_message(space, message)
            | {"is_ephemeral": message.ephemeral_to is not None, "state": {"values": message.state.get(user, {})}}
            for message in channel.messages
            if message.ephemeral_to in (None, user)
            and (thread in (message.ts, message.thread_ts) if thread else not message.is_reply or message.broadcast)
        ]

    async def raw_view(self, asked: Asked) -> object:
        """The modal on top with its errors and values."""
        view = asked.workspace.modal(asked.user)
        return self._view(asked.workspace, view) | {"stack_depth": len(asked.workspace.stacks.get(asked.user, []))}

    def _view(self, space: Workspace, view: View | None) -> Json:
        return {
            "view": self.world.raw_view(space, view) if view else None,
            "errors": view.errors if view else {},
            "values": view.values if view else {},
            "notice": view.notice if view else None,
            "loading": bool(view and view.loading),
            "filled": view.filled if view else {},
        }

    async def raw_submit(self, asked: Asked) -> object:
        """Submit the modal with these values."""
        space, user = asked.workspace, asked.user
        where = self.modals.top(space, user)
        _merge(where, asked.mapping("values"))
        found = await self.modals.submit(space, user)
        return {key: self._view(space, value) if isinstance(value, View) else value for key, value in found.items()}

    def _operated(self, asked: Asked) -> tuple[Where, Widget]:
        where = self.people.place(asked.workspace, asked.user, asked.args.get("where"))
        block_id, action_id = asked.text("block_id"), asked.text("action_id")
        for widget in widgets(where.blocks):
            if (widget.block_id, widget.action_id) == (block_id, action_id):
                return where, widget
        raise NotPossibleError(f"There is no element {action_id!r} in a block {block_id!r} here.")

    async def action(self, asked: Asked) -> object:
        """One raw block action."""
        where, widget = self._operated(asked)
        if isinstance(asked.args.get("values"), dict):
            _merge(where, asked.mapping("values"))
        state = {key: value for key, value in (asked.args.get("state") or {}).items() if key != "type"}
        found = await self.people.operate(where, widget, state, by_page=True)
        space = asked.workspace
        return {key: self._view(space, value) if isinstance(value, View) else value for key, value in found.items()}

    async def suggest(self, asked: Asked) -> object:
        """The options of an external select for what was typed."""
        where, widget = self._operated(asked)
        return await self.people.suggest(where, widget, asked.optional("value") or "")

    async def home(self, asked: Asked) -> object:
        """The user's Home tab as it was published last."""
        return self._view(asked.workspace, asked.workspace.homes.get(asked.user))

    async def upload(self, request: web.Request) -> web.Response:
        """A file chosen in the browser."""
        form = await request.post()
        file, user = form.get("file"), str(form.get("user", ""))
        workspace = self.world.workspace_of(user)
        if not isinstance(file, web.FileField) or user not in workspace.users:
            return web.json_response({"error": "Send a form with user and file."}, status=400)
        made = add_file(self.world, workspace, user, file.filename, file.file.read())
        return web.json_response({"file_id": made.id, "file": self.world.raw_file(workspace, made)})

    async def file(self, request: web.Request) -> web.Response:
        """A file for people: no token needed, this is their own machine."""
        workspace = self.world.workspaces.get(request.match_info["team"])
        file = workspace.files.get(request.match_info["file"]) if workspace else None
        if workspace is None or file is None or file.data is None:
            return web.json_response({"error": "There is no such file."}, status=404)
        return file_response(file.name, str(self.world.raw_file(workspace, file)["mimetype"]), file.data)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the version each time something changed, many changes in one moment as one."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        changes, sent = self.world.changes, -1
        try:
            while True:
                if sent == changes.version:
                    await response.write(b": still here\n\n")
                else:
                    sent = changes.version
                    await response.write(b'data: {"version": %d}\n\n' % sent)
                known = sent
                await changes.until(lambda: changes.version != known, 15.0)  # noqa: B023 - awaited at once
        except (ConnectionError, asyncio.CancelledError):
            return response


def _merge(where: Where, values: Json) -> None:
    """Take over the values that the page shows, for elements that exist."""
    for widget in widgets(where.blocks):
        state = values.get(widget.block_id, {}).get(widget.action_id)
        if state is not None:
            where.values.setdefault(widget.block_id, {})[widget.action_id] = {"type": widget.kind, **state}


def _visible(channel: Channel, user: str) -> bool:
    return user in channel.members or not (channel.is_private or channel.is_im)


def _other(space: Workspace, channel: Channel, user: str) -> str:
    """The other one in a direct message."""
    others = sorted(channel.members - {user})
    return space.users[others[0]].real_name if others else "yourself"
