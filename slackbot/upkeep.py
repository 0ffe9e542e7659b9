"""Upkeep: the use cases of the jobs. What was posted, which reminders went out, and what a crash left behind."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from slackbot import schedule
from slackbot.appeal import Appeal, Event
from slackbot.channel_settings import ChannelSettings
from slackbot.queue import Queue
from slackbot.store import UNREACHABLE, Store

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

    # ---- reminders ---------------------------------------------------------------------------------------------------

    def owed(self, appeal: Appeal) -> tuple[schedule.Reminder, ...]:
        """The reminders to send now."""
        return schedule.owed(appeal, self._clock())

    async def mark_reminded(self, appeal: Appeal, reminder_id: str, ts: str) -> None:
        """A reminder was sent: remember it for good, with its line in the history."""
        event = Event(what="reminded", by="", at=self._clock(), detail=reminder_id)
        await self._store.mark_reminded(appeal, reminder_id, ts, event)

    async def plan_reminders(self, team: str, appeal_id: str) -> None:
        """Set when this appeal is looked at next."""
        appeal = await self._store.load(team, appeal_id)
        wake = schedule.next_wake(appeal, self._clock())
        if await self._store.set_wake(appeal, wake):
            await self._queue.remind(team, appeal_id, wake)

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
        for appeal_id, at in (await self._store.due(team, self._clock() + LOOK_AHEAD)).items():
            await self._queue.remind(team, appeal_id, at)
        open_ids = await self._store.open_ids(team)
        await self._refresh(team, (each for each in open_ids if each not in waiting))

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
