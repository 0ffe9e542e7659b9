"""Digests: what a channel is told once a week, posted once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from slackbot.blocks.digest import digest_message, spelled_out
from slackbot.digest import digest, digest_due
from slackbot.jobs import posting
from slackbot.jobs.in_the_air import begin, payload, settle
from slackbot.jobs.posting import DoorClosed, Place
from slackbot.jobs.rounds import link_of
from slackbot.round_store import new_sending
from slackbot.upkeep import Upkeep


@dataclass(frozen=True)
class Digests:
    """What a digest needs; `clock` gives aware UTC."""

    upkeep: Upkeep
    client: AsyncWebClient
    clock: Callable[[], datetime]

    async def post(self, team: str, channel: str) -> None:
        """Post the week's digest of a channel, where it is the time for it and there is something to tell.

        Raises StillInTheAir as `settle`.
        """
        await settle(self.upkeep, self.client, team, channel)
        office = await self.upkeep.office(team, channel)
        week = digest_due(office, await self.upkeep.last_digest(team, channel), self.clock())
        if week is None:
            return
        today = office.today(self.clock())
        found = digest(await self.upkeep.rows(team, channel), today)
        if found.is_empty:
            await self.upkeep.skip_digest(team, channel, week)
            return
        appeals = await self.upkeep.appeals(team, spelled_out(found))
        linked = {each.id: (each, await link_of(self.upkeep, self.client, each)) for each in appeals}
        message = digest_message(found, linked, today)
        sending = new_sending(team, channel, digest=week)
        if not await begin(self.upkeep, sending):
            return  # a round is in the air: the next sweep queues the digest again
        try:
            ts = await posting.post(self.client, Place(channel), message, payload(sending))
        except DoorClosed:
            ts = ""
        await self.upkeep.finish(sending, ts, office)
