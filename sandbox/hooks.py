"""response_url: five answers within thirty minutes. Rules: slack-platform.md section 1."""

import json
from typing import cast

from aiohttp import web

from sandbox.basics import Json, SlackError
from sandbox.limits import at
from sandbox.messages import app_message, change, post, read_content, thread_root
from sandbox.state import Hook, Message, Workspace
from sandbox.web_api.http import fail_before
from sandbox.world import World


class Hooks:
    """The addresses that were handed out with commands and actions."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def answer(self, request: web.Request) -> web.Response:
        """One use of a response_url."""
        workspace = self.world.workspaces.get(request.match_info["team"])
        hook = workspace.hooks.get(request.match_info["hook"]) if workspace else None
        try:
            body: object = json.loads(await request.text())
        except ValueError:
            body = None
        args = cast("Json", body) if isinstance(body, dict) else {}
        fault = self.world.faults.take("response_url")
        if fault and (failed := await fail_before(fault)) is not None:
            return failed
        try:
            self._use(workspace, hook, args)
        except SlackError as refusal:
            self.world.record("response_url", args, refusal.body())
            return web.json_response(refusal.body(), status=404 if refusal.error.endswith("_url") else 400)
        self.world.record("response_url", args, {"ok": True})
        return web.Response(text="ok")

    def _use(self, workspace: Workspace | None, hook: Hook | None, args: Json) -> None:
        if workspace is None or hook is None:
            raise SlackError("invalid_url")
        if self.world.clock() - hook.issued > self.world.timings.response_url:
            raise SlackError("expired_url")
        if hook.uses >= at("response_url.uses"):
            raise SlackError("used_url")
        hook.uses += 1
        original = workspace.channels[hook.channel].find(hook.message_ts or "")
        if args.get("delete_original"):
            self._delete(workspace, original)
        elif args.get("replace_original") and original is not None:
            change(self.world, original, read_content(self.world, workspace, args))
        else:
            self._post(workspace, hook, args)

    def _delete(self, workspace: Workspace, original: Message | None) -> None:
        if original is None:
            raise SlackError("message_not_found")
        workspace.channels[original.channel].remove(original)
        self.world.changes.touch()

    def _post(self, workspace: Workspace, hook: Hook, args: Json) -> None:
        channel = workspace.channels[hook.channel]
        message = app_message(self.world, workspace, channel, read_content(self.world, workspace, args))
        if args.get("response_type") == "in_channel":
            message.thread_ts = thread_root(channel, args.get("thread_ts"))
        else:
            message.ephemeral_to = hook.user
        post(self.world, workspace, channel, message)
