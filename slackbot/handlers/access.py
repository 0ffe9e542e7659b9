"""Who may see and change an appeal: the members of its channel, asked of Slack and remembered for a minute at most.

Where Slack does not tell us who is there (a private channel that the bot was not invited to, a direct message), the one
who opened the appeal may, and nobody else.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final, cast

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.appeal import Appeal
from slackbot.channel_settings import ChannelSettings
from slackbot.desk import Desk
from slackbot.errors import NotAMember
from slackbot.handlers.payload import Actor
from slackbot.rows import Row

REMEMBERED: Final = timedelta(seconds=60)
PAGE: Final = 1_000  # the most members that a call gives
_UNTOLD: Final = frozenset({"channel_not_found", "not_in_channel", "missing_scope", "fetch_members_failed"})

_NO_GROUP: Final = frozenset({"no_such_subteam", "subteam_not_found", "missing_scope"})

Members = frozenset[str] | None
"""Users of a channel or a group; None where Slack does not tell."""


class Access:
    """Asked before anything of an appeal is shown or done. One for all listeners of a process."""

    def __init__(self, desk: Desk) -> None:
        """Look appeals up at this desk, and count time as it does."""
        self._desk = desk
        self._members: dict[tuple[str, str], tuple[datetime, Members]] = {}

    async def appeal(self, client: AsyncWebClient, who: Actor, ref: str) -> Appeal:
        """The appeal by its number or id, for somebody who may see it.

        Raises:
            AppealNotFound: this workspace has none such.
            NotAMember: it belongs to a channel that this user is not in.
        """
        appeal = await self._desk.find(who.team, ref)
        if not await self.may_see(client, who.team, who.user, appeal):
            raise NotAMember
        return appeal

    async def seen(self, client: AsyncWebClient, who: Actor, rows: Iterable[Row]) -> list[Row]:
        """Those of the appeals, in short, that this user may see, in their order."""
        rows = list(rows)
        members = {channel: await self.members(client, who.team, channel) for channel in {row.channel for row in rows}}
        return [row for row in rows if _is_in(members[row.channel], who.user, row)]

    async def enter(self, client: AsyncWebClient, who: Actor, channel: str) -> None:
        """Let somebody in who acts in this channel itself.

        Raises:
            NotAMember: they are not in it, or have left it.
        """
        members = await self.members(client, who.team, channel)
        if members is not None and who.user not in members:
            raise NotAMember

    async def may_see(self, client: AsyncWebClient, team: str, user: str, appeal: Appeal | Row) -> bool:
        """Whether this user is in the appeal's channel."""
        return _is_in(await self.members(client, team, appeal.channel), user, appeal)

    async def clinicians(self, client: AsyncWebClient, team: str, settings: ChannelSettings) -> frozenset[str]:
        """Who may sign off: those whom the channel has set, and who is in the user group that it has set."""
        group = settings.clinician_group
        members = await self._remembered(team, group, lambda: _in_group(client, group)) if group else None
        return frozenset(settings.clinicians) | (members or frozenset())

    async def members(self, client: AsyncWebClient, team: str, channel: str) -> Members:
        """Who is in a channel."""
        return await self._remembered(team, channel, lambda: _asked(client, channel))

    async def _remembered(self, team: str, place: str, ask: Callable[[], Awaitable[Members]]) -> Members:
        now = self._desk.now()
        until, members = self._members.get((team, place), (now, None))
        if until <= now:
            members = await ask()
            self._members[team, place] = now + REMEMBERED, members
        return members


def _is_in(members: Members, user: str, appeal: Appeal | Row) -> bool:
    return user == appeal.created_by if members is None else user in members


async def _asked(client: AsyncWebClient, channel: str) -> Members:
    if channel.startswith("D"):
        return None
    found: set[str] = set()
    cursor: str | None = None
    while cursor != "":
        try:
            answer = await client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
        except SlackApiError as error:
            if error.response["error"] in _UNTOLD:
                return None
            raise
        content = cast("dict[str, Any]", answer.data)
        found |= set(content["members"])
        cursor = (content.get("response_metadata") or {}).get("next_cursor") or ""
    return frozenset(found)


async def _in_group(client: AsyncWebClient, group: str) -> Members:
    """The members of a user group; nobody where it was deleted."""
    try:
        answer = await client.usergroups_users_list(usergroup=group)
    except SlackApiError as error:
        if error.response["error"] not in _NO_GROUP:
            raise
        return frozenset()
    return frozenset(cast("list[str]", answer["users"]))
