"""How Web API calls arrive over HTTP: arguments, tokens, faults, answers, the record."""

import asyncio
import json
from collections.abc import Mapping
from typing import cast

from aiohttp import web

from sandbox.basics import Json, SlackError
from sandbox.faults import Fault
from sandbox.socket_mode import Sockets
from sandbox.state import Workspace
from sandbox.web_api import chat, conversations, files, misc
from sandbox.web_api.call import Call, Method
from sandbox.world import World


class WebApi:
    """Routes of `/api/METHOD`, the upload address and file downloads."""

    def __init__(self, world: World, sockets: Sockets) -> None:
        self.world = world
        self.sockets = sockets
        self.methods: Mapping[str, Method] = {
            **chat.METHODS,
            **conversations.METHODS,
            **files.METHODS,
            **misc.METHODS,
            "apps.connections.open": Method(self._open_connection, app_token=True),
        }

    def routes(self) -> list[web.RouteDef]:
        """The routes to add to the server."""
        return [
            web.route("*", "/api/{method}", self.answer),
            web.post("/upload/{team}/{file}", self.upload),
            web.get("/files/{team}/{file}/{name}", self.download),
        ]

    def _open_connection(self, call: Call) -> Json:
        """apps.connections.open: a WebSocket address that works once, within seconds."""
        return {"url": self.sockets.ticket_url(call.workspace)}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call: refused, failing on demand, or carried out."""
        name = request.match_info["method"]
        args = await read_arguments(request)
        token = _token(request, args)
        fault = self.world.faults.take(name)
        if fault and (failed := await fail_before(fault)) is not None:
            self.world.record(name, args, cast("Json", json.loads(str(failed.text))))
            return failed
        workspace = self.world.workspace_by_token(token)
        body = self._carry_out(name, token, workspace, args)
        self.world.record(name, args, body)
        if fault and fault.kind == "drop_socket" and workspace:
            await self.sockets.drop(workspace)
        if fault and fault.kind == "lose_answer" and request.transport is not None:
            request.transport.abort()
        return web.json_response(body, headers=_headers(workspace))

    def _carry_out(self, name: str, token: str, workspace: Workspace | None, args: Json) -> Json:
        try:
            method = self._permitted(name, token, workspace)
            call = Call(self.world, cast("Workspace", workspace), args)
            if method.scope:
                call.need(method.scope)
            return {"ok": True, **method.run(call)}
        except SlackError as refusal:
            return refusal.body()

    def _permitted(self, name: str, token: str, workspace: Workspace | None) -> Method:
        """The method, if this token may call it."""
        method = self.methods.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if not token:
            raise SlackError("not_authed")
        if workspace is None:
            raise SlackError("invalid_auth")
        if (token == workspace.app_token) != method.app_token:
            raise SlackError("not_allowed_token_type")
        return method

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file, raw or as a multipart form."""
        fault = self.world.faults.take("upload")
        if fault and (failed := await fail_before(fault)) is not None:
            return failed
        workspace = self.world.workspaces.get(request.match_info["team"])
        if workspace is None:
            return web.Response(status=404, text="upload not found")
        return files.receive_upload(workspace, request.match_info["file"], await _upload_bytes(request))

    async def download(self, request: web.Request) -> web.Response:
        """A file's bytes for its workspace's token or the page's own cookie; a sign-in page for everybody else."""
        workspace = self.world.workspaces.get(request.match_info["team"])
        file = workspace.files.get(request.match_info["file"]) if workspace else None
        if workspace is None or file is None or file.data is None:
            return web.Response(status=404, text="file not found")
        if _token(request, {}) != workspace.bot_token and "sandbox_page" not in request.cookies:
            return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
        return file_response(file.name, str(self.world.raw_file(workspace, file)["mimetype"]), file.data)


def file_response(name: str, mime_type: str, data: bytes) -> web.Response:
    """A download that keeps the file's name."""
    plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_")
    return web.Response(
        body=data,
        headers={"Content-Type": mime_type, "Content-Disposition": f'attachment; filename="{plain}"'},
    )


async def read_arguments(request: web.Request) -> Json:
    """The arguments of a call from the query, a form or a JSON body."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = {}
        return args | (cast("Json", body) if isinstance(body, dict) else {})
    return args | {key: value for key, value in (await request.post()).items() if isinstance(value, str)}


async def _upload_bytes(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""


def _token(request: web.Request, args: Json) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else str(args.pop("token", ""))


def _headers(workspace: Workspace | None) -> dict[str, str]:
    scopes = workspace.app.scopes if workspace else None
    return {"X-OAuth-Scopes": ",".join(sorted(scopes))} if scopes is not None else {}


async def fail_before(fault: Fault) -> web.Response | None:
    """The answer of a fault that keeps the call from being carried out; a slow one waits and gives none."""
    if fault.kind == "ratelimited":
        headers = {"Retry-After": f"{fault.seconds:g}"}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    if fault.kind == "http_500":
        return web.json_response({"ok": False, "error": "internal_error"}, status=500)
    if fault.kind.startswith("error:"):
        return web.json_response({"ok": False, "error": fault.kind.removeprefix("error:")})
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    return None
