"""Upkeep: the use cases of the jobs. What was posted, which reminders went out, and what a crash left behind."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from slackbot import schedule
from slackbot.appeal import Appeal, Event
from slackbot.channel_settings import ChannelSettings
from slackbot.digest import next_digest
from slackbot.office import Office
from slackbot.queue import Queue
from slackbot.redis_parts import UNREACHABLE
from slackbot.round_queue import queue_round
from slackbot.round_store import Sending
from slackbot.rows import Row
from slackbot.store import Store

LOOK_AHEAD: Final = timedelta(minutes=10)  # two sweeps
PACE: Final = timedelta(seconds=1.2)  # Slack lets an app update about 50 messages a minute

log = structlog.get_logger(__name__)


class Upkeep:
    """Marks and sweeps; `clock` gives aware UTC, `time_zone` is the clinic's IANA name. Raises StoreUnavailable."""

    def __init__(self, *, store: Store, queue: Queue, clock: Callable[[], datetime], time_zone: str) -> None:
        """Hold the parts; nothing happens before a call."""
        self._store = store
        self._queue = queue
        self._clock = clock
        self._zone = ZoneInfo(time_zone)

    # ---- posting -----------------------------------------------------------------------------------------------------

    async def appeal(self, team: str, appeal_id: str) -> Appeal:
        """The appeal as it is now; raises AppealNotFound."""
        return await self._store.load(team, appeal_id)

    async def settings(self, appeal: Appeal) -> ChannelSettings:
        """What the appeal's channel has set."""
        return await self._store.settings(appeal.team, appeal.channel)

    async def history(self, team: str, appeal_id: str) -> list[Event]:
        """What happened to an appeal, oldest first."""
        return await self._store.history(team, appeal_id)

    async def claim(self, appeal: Appeal, key: str) -> float | None:
        """Before a message is posted: None the first time, later when the first attempt was (Unix seconds)."""
        return await self._store.claim(appeal, key)

    async def mark_posted(self, appeal: Appeal, key: str, ts: str) -> None:
        """After a message was posted: where it stands."""
        await self._store.mark_posted(appeal, key, ts)

    async def is_shown(self, appeal: Appeal) -> bool:
        """Whether Slack shows this revision, with days counted from today."""
        shown = await self._store.shown(appeal.team, [appeal.id])
        return shown[appeal.id] == self._shown(appeal)

    async def mark_shown(self, appeal: Appeal) -> None:
        """Slack shows this revision, with days counted from today."""
        await self._store.mark_shown(appeal, self._shown(appeal))

    # ---- the rounds --------------------------------------------------------------------------------------------------

    async def office(self, team: str, channel: str) -> Office:
        """When the people of a channel work, and how they want to be reminded."""
        return (await self._store.settings(team, channel)).office(self._zone.key)

    async def due(self, team: str, channel: str) -> list[Appeal]:
        """The appeals of a channel that must be looked at now, the earliest first."""
        return await self._store.load_all(team, await self._store.rounds.due(team, channel, self._clock()))

    async def replan(self, team: str, channel: str) -> None:
        """Plan all reminders of a channel anew, where its settings have changed since they were planned."""
        rounds = self._store.rounds
        change = await rounds.to_replan(team, channel)  # before the settings are read: a later one asks again
        if change is None:
            return
        office = await self.office(team, channel)
        ids = dict.fromkeys((*await rounds.planned(team, channel), *await self._store.open_ids(team, channel)))
        await self.plan(office, await self._store.load_all(team, list(ids)))
        await rounds.replanned(team, channel, change)

    async def plan(self, office: Office, appeals: Sequence[Appeal]) -> None:
        """Set when each of a channel's appeals is looked at next."""
        if appeals:
            wakes = self._wakes(office, appeals)
            await self._store.rounds.set_wakes(appeals[0].team, appeals[0].channel, wakes)

    async def in_the_air(self, team: str, channel: str) -> Sending | None:
        """The message that was about to be posted in a channel when a worker stopped."""
        return await self._store.rounds.sending(team, channel)

    async def begin(self, sending: Sending, appeals: Sequence[Appeal] = ()) -> bool:
        """Before a message is posted; False where the appeals must be read again first."""
        return await self._store.rounds.begin(sending, appeals)

    async def finish(self, sending: Sending, ts: str, office: Office, appeals: Sequence[Appeal] = ()) -> None:
        """After it was posted: its reminders are sent for good, and the appeals are looked at again when due."""
        sent = frozenset(reminder_id for _, reminder_id in sending.reminds)
        told = [each.model_copy(update={"reminded": each.reminded | sent}) for each in appeals]
        wakes = self._wakes(office, told)
        await self._store.rounds.finish(sending, ts, self._clock(), wakes)

    async def drop(self, sending: Sending) -> None:
        """It was not posted."""
        await self._store.rounds.drop(sending)

    async def queue_round(self, team: str, channel: str) -> None:
        """Queue the channel's next round."""
        await queue_round(self._store.rounds, self._queue, team, channel)

    # ---- digests -----------------------------------------------------------------------------------------------------

    async def last_digest(self, team: str, channel: str) -> str | None:
        """The week of a channel's last digest."""
        return await self._store.rounds.last_digest(team, channel)

    async def skip_digest(self, team: str, channel: str, week: str) -> None:
        """There is nothing to tell in this week."""
        await self._store.rounds.skip_digest(team, channel, week)

    async def rows(self, team: str, channel: str) -> list[Row]:
        """The appeals of a channel, open and closed, in short."""
        return [row for row in await self._store.all_rows(team) if row.channel == channel]

    async def appeals(self, team: str, ids: Sequence[str]) -> list[Appeal]:
        """These appeals, in this order."""
        return await self._store.load_all(team, ids)

    def _wakes(self, office: Office, appeals: Iterable[Appeal]) -> list[tuple[Appeal, datetime | None]]:
        now = self._clock()
        return [(appeal, schedule.next_wake(appeal, office, now)) for appeal in appeals]

    # ---- sweeping ----------------------------------------------------------------------------------------------------

    async def catch_up(self) -> None:
        """Queue what a crash, or an outage of Redis or Slack, left behind.

        That is: revisions that Slack does not show, reminders that are due or will be soon, and cards that still count
        their days from another day than today.
        """
        try:
            for team in sorted(await self._store.teams()):
                await self._catch_up(team)
        except UNREACHABLE:
            log.warning("queue.unreachable", remedy="the next sweep tries again")

    async def _catch_up(self, team: str) -> None:
        waiting = await self._store.outbox(team)
        for appeal_id, revision in waiting.items():
            await self._queue.publish(team, appeal_id, revision)
        await self.queue_due(team)
        open_ids = await self._store.open_ids(team)
        await self._refresh(team, (each for each in open_ids if each not in waiting))

    async def queue_due(self, team: str) -> None:
        """Queue the rounds and digests that are due, or will be before the next sweep; also what new settings move."""
        rounds, now = self._store.rounds, self._clock()
        for channel, at in (await rounds.earliest(team, await rounds.channels(team))).items():
            if (at is not None and at <= (now + LOOK_AHEAD).timestamp()) or await rounds.to_replan(team, channel):
                await self.queue_round(team, channel)
            office, last = await self.office(team, channel), await self.last_digest(team, channel)
            due = next_digest(office, last, now)
            if due and due <= now + LOOK_AHEAD:
                await self._queue.digest(team, channel, due)

    async def _refresh(self, team: str, appeal_ids: Iterable[str]) -> None:
        """Queue the cards that count from another day, at the pace that Slack allows."""
        today, place = self._today(), 0
        for appeal_id, shown in (await self._store.shown(team, list(appeal_ids))).items():
            revision, _, day = (shown or "").partition("@")
            if revision and day != today:
                await self._queue.publish(team, appeal_id, int(revision), after=place * PACE)
                place += 1

    def _shown(self, appeal: Appeal) -> str:
        return f"{appeal.revision}@{self._today()}"

    def _today(self) -> str:
        return self._clock().astimezone(self._zone).date().isoformat()
