"""The sandbox as a web server on 127.0.0.1: Slack's addresses, the control API and the page."""

import asyncio
import signal
from pathlib import Path
from typing import cast

import yaml
from aiohttp import web

from sandbox.basics import Json, Timings
from sandbox.control import Control
from sandbox.delivery import Delivery
from sandbox.entrances import Entrances
from sandbox.hooks import Hooks
from sandbox.interactions import People
from sandbox.modals import Modals
from sandbox.page_api import PageApi
from sandbox.socket_mode import Sockets
from sandbox.web_api.http import WebApi
from sandbox.world import World

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
DEFAULT_TEAMS = ("T01CLINIC",)
LARGEST_BODY = 64 * 1024**2


class Parts:
    """The parts of one sandbox, put together."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sockets = Sockets(world)
        self.delivery = Delivery(world, self.sockets)
        self.people = People(world, self.delivery)
        self.entrances = Entrances(self.people)
        self.modals = Modals(self.people)
        world.event_sink = self.delivery.event


PARTS = web.AppKey("parts", Parts)


def create_app(
    *,
    manifest: Path | Json | None = None,
    teams: tuple[str, ...] = DEFAULT_TEAMS,
    timings: Timings | None = None,
    request_url: str | None = None,
    world: World | None = None,
) -> web.Application:
    """A sandbox with these workspaces, ready to be served.

    `manifest` (a file or its contents) says which commands, shortcuts, scopes and events the app has; without one
    everything is allowed. `request_url` delivers over signed HTTP instead of Socket Mode.
    """
    world = world or World(teams, read_manifest(manifest), timings or Timings())
    for workspace in world.workspaces.values():
        workspace.request_url = request_url or workspace.request_url
    parts = Parts(world)
    app = web.Application(client_max_size=LARGEST_BODY)
    app[PARTS] = parts
    shared = (world, parts.people, parts.modals, parts.sockets)
    app.add_routes(WebApi(world, parts.sockets).routes())
    app.add_routes([web.get("/link/", parts.sockets.connect), web.post("/hooks/{team}/{hook}", Hooks(world).answer)])
    app.add_routes(Control(*shared).routes())
    app.add_routes(PageApi(*shared).routes())
    app.add_routes([web.get("/", _page), web.get("/archives/{channel}/p{digits:[0-9]{16}}", _message)])
    app.add_routes([web.get("/{name}", _page)])
    app.on_shutdown.append(_close)
    return app


def read_manifest(manifest: Path | Json | None) -> Json | None:
    """The manifest's contents; a file is YAML or JSON."""
    if not isinstance(manifest, Path):
        return manifest
    return cast("Json", yaml.safe_load(manifest.read_text(encoding="utf-8")))


async def _close(app: web.Application) -> None:
    await app[PARTS].delivery.close()
    await app[PARTS].sockets.close()


async def _page(request: web.Request) -> web.StreamResponse:
    """The page's files. Its cookie is what lets a person's browser download files."""
    name = request.match_info.get("name") or "index.html"
    path = PAGE / name
    if path.parent != PAGE or not path.is_file():
        return web.Response(status=404, text=f"The sandbox has no page called {name}. Its API is under /sandbox/.")
    response = web.FileResponse(path, headers={"Cache-Control": "no-cache"})
    response.set_cookie("sandbox_page", "1", samesite="Strict")
    return response


async def _message(request: web.Request) -> web.Response:
    """The address that a message has at Slack leads to it and its thread on the page."""
    channel, digits = request.match_info["channel"], request.match_info["digits"]
    raise web.HTTPFound(f"/#channel={channel}&thread={digits[:-6]}.{digits[-6:]}")


async def listen(app: web.Application, host: str = HOST, port: int = 0) -> tuple[web.AppRunner, str]:
    """Start serving; port 0 takes a free one. Returns the runner to clean up and the address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    address = cast("tuple[str, int]", runner.addresses[0])
    origin = f"http://{host}:{address[1]}"
    app[PARTS].world.origin = origin
    return runner, origin


async def serve(app: web.Application, host: str = HOST, port: int = 8765) -> None:
    """Serve until cancelled or terminated (SIGTERM); prints the address."""
    runner, origin = await listen(app, host, port)
    print(f"Sandbox (a local stand-in for Slack): {origin}", flush=True)  # noqa: T201 - its only output
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    try:
        await stop.wait()
    finally:
        await runner.cleanup()
