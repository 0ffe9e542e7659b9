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
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.basics import Json, NotPossibleError, Timings
from sandbox.driver.core import Attachment, BrokenRuleError, Core, NothingCameError, Posted
from sandbox.driver.people import Modal, Submission, User
from sandbox.driver.places import Channel
from sandbox.faults import Fault
from sandbox.server import PARTS, create_app, listen, read_manifest
from sandbox.state import Channel as ChannelState
from sandbox.world import Clock, World

__all__ = [
    "Attachment",
    "BrokenRuleError",
    "Channel",
    "Modal",
    "NothingCameError",
    "Posted",
    "Sandbox",
    "Submission",
    "User",
]


class Sandbox(Core):
    """A running sandbox. `api_url`, `bot_token` and `app_token` are what an app needs to connect."""

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
    def bot_token(self) -> str:
        """The first workspace's bot token."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The first workspace's app-level token."""
        return self.workspace.app_token

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
