"""Brings what happened to the app, over Socket Mode or a signed HTTP request, and waits for its answer."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

import aiohttp

from sandbox.basics import Json
from sandbox.socket_mode import Sockets
from sandbox.state import Workspace
from sandbox.world import World

Kind = Literal["slash_commands", "interactive", "events_api"]
Outcome = Literal["acknowledged", "operation_timeout", "dispatch_failed"]


@dataclass(frozen=True)
class Answer:
    """What came back within the 3 s: an ack, with a payload or without, or the reason why there is none."""

    outcome: Outcome
    payload: Json | None = None

    @property
    def arrived(self) -> bool:
        """True if the app acknowledged in time."""
        return self.outcome == "acknowledged"


@dataclass
class Delivery:
    """The way from the sandbox to the app. A request URL, where one is set, goes before Socket Mode."""

    world: World
    sockets: Sockets
    tasks: set["asyncio.Task[None]"] = field(default_factory=set["asyncio.Task[None]"])

    async def deliver(self, workspace: Workspace, kind: Kind, payload: Json, retry: int = 0) -> Answer:
        """Bring one payload; returns when it was acknowledged or the time for that is over."""
        fault = self.world.faults.take(kind)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "deliver_twice":
            first, second = await asyncio.gather(
                self._send(workspace, kind, payload, retry), self._send(workspace, kind, payload, retry + 1)
            )
            return first if first.arrived else second
        if fault and fault.kind == "drop_socket":
            await self.sockets.drop(workspace)
            return Answer("operation_timeout")
        return await self._send(workspace, kind, payload, retry)

    async def _send(self, workspace: Workspace, kind: Kind, payload: Json, retry: int) -> Answer:
        try:
            async with asyncio.timeout(self.world.timings.ack):
                if workspace.request_url:
                    return await self._over_http(workspace.request_url, workspace, kind, payload, retry)
                return await self._over_socket(workspace, kind, payload, retry)
        except TimeoutError:
            return Answer("operation_timeout")

    async def _over_socket(self, workspace: Workspace, kind: Kind, payload: Json, retry: int) -> Answer:
        envelope: Json = {
            "envelope_id": self.world.new_id("envelope"),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api" and payload.get("type") in _ANSWERED,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        ack = await self.sockets.send(workspace, envelope)
        if ack is None:
            return Answer("dispatch_failed")
        answer = await ack
        return Answer("acknowledged", answer if envelope["accepts_response_payload"] else None)

    async def _over_http(self, url: str, workspace: Workspace, kind: Kind, payload: Json, retry: int) -> Answer:
        content_type, body = _encoded(kind, payload)
        headers = {"Content-Type": content_type, **_signed(workspace.signing_secret, body, int(self.world.clock()))}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        async with aiohttp.ClientSession() as session:
            try:
                async with session.post(url, data=body.encode(), headers=headers) as response:
                    text = await response.text()
                    return _read_answer(response.status, response.content_type, text)
            except aiohttp.ClientError:
                return Answer("dispatch_failed")

    def event(self, workspace: Workspace, event: Json) -> None:
        """Deliver an event in the background if the app subscribed to it, with Slack's retries."""
        if _event_name(event) in workspace.app.events:
            self.in_background(self._event(workspace, event))

    async def _event(self, workspace: Workspace, event: Json) -> None:
        body: Json = {
            "token": "sandbox",
            "team_id": workspace.id,
            "api_app_id": workspace.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self.world.new_id("Ev"),
            "event_time": int(self.world.clock()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.id,
                    "user_id": workspace.app.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }
        for attempt, pause in enumerate((0.0, *self.world.timings.event_retries)):
            await asyncio.sleep(pause)
            if (await self.deliver(workspace, "events_api", body, attempt)).arrived:
                return

    def in_background(self, work: Coroutine[None, None, None]) -> None:
        """Run something while the user goes on."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def close(self) -> None:
        """Give up everything that still runs."""
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


_ANSWERED = (None, "view_submission", "block_suggestion")


def _event_name(event: Json) -> str:
    """The name by which apps subscribe: `message.channels` for messages in public channels, else the type."""
    if event["type"] != "message":
        return str(event["type"])
    return {"im": "message.im", "group": "message.groups"}.get(str(event["channel_type"]), "message.channels")


def _encoded(kind: Kind, payload: Json) -> tuple[str, str]:
    if kind == "events_api":
        return "application/json", json.dumps(payload)
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return "application/x-www-form-urlencoded", urlencode(fields)


def _signed(secret: str, body: str, now: int) -> dict[str, str]:
    """The headers by which the app knows that Slack sent it (slack-platform.md section 10)."""
    signature = hmac.new(secret.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(now), "X-Slack-Signature": f"v0={signature}"}


def _read_answer(status: int, content_type: str, text: str) -> Answer:
    if status != 200:
        return Answer("dispatch_failed")
    if content_type == "application/json" and text:
        found = json.loads(text)
        return Answer("acknowledged", found if isinstance(found, dict) else None)
    return Answer("acknowledged", {"text": text} if text else None)
