"""Socket Mode: tickets, WebSockets, envelopes and their acks. Rules: slack-platform.md section 9."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import cast

from aiohttp import WSMsgType, web

from sandbox.basics import Json
from sandbox.limits import at
from sandbox.state import Workspace
from sandbox.world import World


@dataclass(eq=False)
class Connection:
    """One open WebSocket of the app of one workspace."""

    workspace: Workspace
    socket: web.WebSocketResponse
    request: web.Request
    number: int


@dataclass
class Sockets:
    """All connections, the tickets that open new ones, and the envelopes that wait for their ack."""

    world: World
    connections: list[Connection] = field(default_factory=list[Connection])
    tickets: dict[str, tuple[str, float]] = field(default_factory=dict[str, tuple[str, float]])
    pending: dict[str, "asyncio.Future[Json | None]"] = field(default_factory=dict[str, "asyncio.Future[Json | None]"])
    turn: int = 0

    def of(self, workspace: Workspace) -> list[Connection]:
        """The open connections of a workspace's app."""
        return [c for c in self.connections if c.workspace.id == workspace.id and not c.socket.closed]

    def ticket_url(self, workspace: Workspace) -> str:
        """A WebSocket address for one use."""
        ticket = self.world.new_id("ticket")
        self.tickets[ticket] = (workspace.id, self.world.clock())
        host = self.world.origin.removeprefix("http://")
        return f"ws://{host}/link/?ticket={ticket}&app_id={workspace.app.id}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint: hello, then acks until it closes."""
        team, issued = self.tickets.pop(request.query.get("ticket", ""), ("", 0.0))
        if team not in self.world.workspaces or self.world.clock() - issued > self.world.timings.ticket:
            return web.Response(status=404, text="this address was used or is too old: call apps.connections.open")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        workspace = self.world.workspaces[team]
        connection = Connection(workspace, socket, request, len(self.of(workspace)) + 1)
        if connection.number > at("connections"):
            await _say_goodbye(socket, "too_many_websockets")
            return socket
        self.connections.append(connection)
        await self._serve(connection)
        return socket

    async def _serve(self, connection: Connection) -> None:
        clock = asyncio.create_task(self._age(connection))
        try:
            await connection.socket.send_json(self._hello(connection))
            self.world.changes.touch()
            async for message in connection.socket:
                if message.type == WSMsgType.TEXT:
                    self._receive(str(message.data))
        finally:
            clock.cancel()
            self.connections.remove(connection)
            self.world.changes.touch()

    def _hello(self, connection: Connection) -> Json:
        return {
            "type": "hello",
            "num_connections": connection.number,
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": int(self.world.timings.connection),
            },
            "connection_info": {"app_id": connection.workspace.app.id},
        }

    async def _age(self, connection: Connection) -> None:
        """Slack refreshes connections: a warning first, then the request to come back."""
        timings = self.world.timings
        await asyncio.sleep(max(timings.connection - timings.connection_warning, 0))
        await connection.socket.send_json({"type": "disconnect", "reason": "warning", "debug_info": {}})
        await asyncio.sleep(timings.connection_warning)
        await _say_goodbye(connection.socket, "refresh_requested")

    def _receive(self, data: str) -> None:
        """An ack; whatever else a client says is ignored, as Slack does."""
        try:
            frame = json.loads(data)
        except ValueError:
            return
        if not isinstance(frame, dict):
            return
        waiting = self.pending.pop(str(cast("Json", frame).get("envelope_id")), None)
        if waiting is not None and not waiting.done():
            payload = cast("Json", frame).get("payload")
            waiting.set_result(cast("Json", payload) if isinstance(payload, dict) else None)

    async def send(self, workspace: Workspace, envelope: Json) -> "asyncio.Future[Json | None] | None":
        """Send an envelope over the next connection; the future is its ack. None: nobody is connected."""
        open_ones = self.of(workspace)
        if not open_ones:
            return None
        self.turn += 1
        chosen = open_ones[self.turn % len(open_ones)]
        ack: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self.pending[envelope["envelope_id"]] = ack
        await chosen.socket.send_json(envelope)
        return ack

    async def refresh(self, workspace: Workspace, reason: str = "refresh_requested") -> None:
        """Ask every connection of the app to come back with a new one."""
        for connection in self.of(workspace):
            await connection.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def drop(self, workspace: Workspace) -> None:
        """Cut every connection of the app without a word."""
        for connection in self.of(workspace):
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def close(self) -> None:
        """Close every connection when the server stops."""
        for connection in list(self.connections):
            await connection.socket.close(code=1001)


async def _say_goodbye(socket: web.WebSocketResponse, reason: str) -> None:
    await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
    await socket.close()
