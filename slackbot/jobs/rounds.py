"""Rounds: the reminders of one channel that are owed now, each sent once, as few messages as there are people.

What runs by the hour stands alone in its appeal's thread, shown in the channel too. Everything else of the moment comes
as one message for the same people: in the thread where it is one reminder, in the channel where there are several.

Before a message is posted its reminders are written down (`begin`, which refuses where an appeal was changed since it
was read); after it they are marked sent, in one write with their history. Who finds one that was begun and not
finished comes after a crash, and settles that first (in_the_air.py). The queue runs one round a channel at a time.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.appeal import CARD, Appeal
from slackbot.blocks.kit import Message
from slackbot.blocks.reminder import reminder, several
from slackbot.due import Due, grouped
from slackbot.jobs import posting
from slackbot.jobs.in_the_air import begin, payload, settle
from slackbot.jobs.posting import DoorClosed, Place
from slackbot.office import Office
from slackbot.round_store import Sending, new_sending
from slackbot.schedule import owed
from slackbot.upkeep import Upkeep

LINK: Final = "link"  # what the address of an appeal's card is kept under
PACE: Final = 1.1  # seconds; Slack takes about one message a second in a channel
AT_ONCE: Final = 4  # rounds of a process that read or post
TRIES: Final = 5  # how often a round begins again on what somebody wrote in between

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Rounds:
    """What a round needs; `clock` gives aware UTC, `pace` is the time between two messages (seconds).

    A few rounds work at once in a process, the others wait their turn: many that begin in the same minute would keep
    each other waiting for Redis until none had its answer in time.
    """

    upkeep: Upkeep
    client: AsyncWebClient
    clock: Callable[[], datetime]
    pace: float = PACE
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def go(self, team: str, channel: str) -> None:
        """Send what is owed in a channel, and queue its next round; raises StillInTheAir as `settle`."""
        await settle(self.upkeep, self.client, team, channel)
        await self.upkeep.replan(team, channel)
        for _ in range(TRIES):
            if await self._all_sent(team, channel):
                break
        await self.upkeep.queue_round(team, channel)

    async def _all_sent(self, team: str, channel: str) -> bool:
        """Send what is owed; False where an appeal was changed meanwhile, so that it must be read again."""
        async with self.turns:
            office = await self.upkeep.office(team, channel)
            appeals = await self.upkeep.due(team, channel)
            now = self.clock()
            dues = [Due(appeal, each) for appeal in appeals for each in owed(appeal, office, now)]
            owing = {due.appeal.id for due in dues}
            await self.upkeep.plan(office, [appeal for appeal in appeals if appeal.id not in owing])
        for place, group in enumerate(grouped(dues)):
            if place:
                await asyncio.sleep(self.pace)
            async with self.turns:
                sent = await self._send(office, group)
            if not sent:
                return False
        return True

    async def _send(self, office: Office, group: Sequence[Due]) -> bool:
        """Send one message; False where an appeal of it was changed meanwhile."""
        appeals = list({due.appeal.id: due.appeal for due in group}.values())
        thread = appeals[0].posted_ts(CARD) if len(group) == 1 else None
        reminds = [(due.appeal.id, due.reminder.id) for due in group]
        message = await self._message(group, threaded=thread is not None)
        sending = new_sending(appeals[0].team, appeals[0].channel, thread=thread, reminds=reminds)
        if not await begin(self.upkeep, sending, appeals):
            return False
        ts = await self._post(sending, message, group)
        await self.upkeep.finish(sending, ts, office, appeals)
        return True

    async def _message(self, group: Sequence[Due], *, threaded: bool) -> Message:
        if threaded:
            return reminder(group[0], self.clock())
        linked = [Due(due.appeal, due.reminder, await link_of(self.upkeep, self.client, due.appeal)) for due in group]
        return several(linked, self.clock())

    async def _post(self, sending: Sending, message: Message, group: Sequence[Due]) -> str:
        """Post it; where the channel is closed to the bot, to each person alone; gives the ts."""
        try:
            return await posting.post(
                self.client, Place(sending.channel, sending.thread), message, payload(sending), broadcast=True
            )
        except DoorClosed:
            people = dict.fromkeys(person for due in group for person in due.people or (due.appeal.created_by,))
            sent = [await posting.post(self.client, Place(each), message, payload(sending)) for each in people]
            return sent[0]


async def link_of(upkeep: Upkeep, client: AsyncWebClient, appeal: Appeal) -> str:
    """The address of an appeal's card, asked for once; empty where there is none."""
    ts = appeal.posted_ts(CARD)
    if known := appeal.posted.get(LINK):
        return known
    if ts is None:
        return ""
    try:
        answer = await client.chat_getPermalink(channel=appeal.channel, message_ts=ts)
    except SlackApiError as error:
        log.warning("link.not_found", appeal=appeal.id, reason=error.response["error"])
        return ""
    link = str(answer["permalink"])
    await upkeep.mark_posted(appeal, LINK, link)
    return link
