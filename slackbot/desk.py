"""Desk: the use cases of people. With its counterpart for the jobs (upkeep.py) the only caller of store and queue.

Each change is one round: read the record, let `appeal.py` decide whether the step fits, write it with its history and
its outbox entry in one atomic write, then wake the queue. If the queue cannot be woken the outbox still holds the work,
and the next sweep finds it. If somebody else wrote in between, the round starts again on what they wrote.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

import structlog
from pydantic import JsonValue

from rules.assess import assess
from rules.deadlines import decision_due
from rules.law import UnknownLevel, next_level, plan_of
from rules.model import MAX_TEXT, Assessment, Clinical, Intake
from rules.rulebook import Rulebook
from slackbot import appeal as state
from slackbot import schedule, talks
from slackbot.appeal import Appeal, Approval, Change, Event, Status, Submission, Way
from slackbot.channel_settings import ChannelSettings
from slackbot.draft import Draft, Source, place_of
from slackbot.errors import AppealNotFound, StoreUnavailable
from slackbot.queue import Queue
from slackbot.redis_parts import UNREACHABLE
from slackbot.round_queue import queue_round
from slackbot.rows import Row
from slackbot.store import Store

ROUNDS = 8  # how often a change is tried again on top of someone else's
ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # base32: nothing that reads like another letter

log = structlog.get_logger(__name__)


class Desk:
    """The use cases of one installation; `clock` gives aware UTC, `time_zone` is the clinic's IANA name."""

    def __init__(
        self,
        *,
        store: Store,
        queue: Queue,
        rulebook: Rulebook,
        clock: Callable[[], datetime],
        time_zone: str,
    ) -> None:
        """Hold the parts; nothing happens before a call."""
        self._store = store
        self._queue = queue
        self._rulebook = rulebook
        self._clock = clock
        self._time_zone = time_zone
        self._waking: set[asyncio.Task[None]] = set()

    async def settled(self) -> None:
        """Return when everything that was changed here is also queued."""
        await asyncio.gather(*self._waking)

    @property
    def rulebook(self) -> Rulebook:
        """What the rules know; the form offers it."""
        return self._rulebook

    @property
    def time_zone(self) -> str:
        """The installation's IANA time zone; a channel can have its own."""
        return self._time_zone

    def now(self) -> datetime:
        """The instant (aware UTC)."""
        return self._clock()

    def today(self) -> date:
        """The calendar day where the clinic is."""
        return self.now().astimezone(ZoneInfo(self._time_zone)).date()

    def assess(self, intake: Intake) -> Assessment:
        """What the rules say about an intake today."""
        return assess(intake, self._rulebook, self.today())

    # ---- drafts ------------------------------------------------------------------------------------------------------

    async def start_draft(self, team: str, user: str, channel: str, source: Source | None = None) -> Draft:
        """A form with what is likely (`defaults`); it becomes the one that this user resumes in this channel, or on
        this message.
        """
        draft = Draft(
            id=_new_id("D"),
            team=team,
            user=user,
            channel=channel,
            values=await self.defaults(team, channel),
            updated_at=self.now(),
            source=source,
        )
        await self._store.save_draft(draft)
        return draft

    async def defaults(self, team: str, channel: str) -> dict[str, JsonValue]:
        """What a new form begins with, by field key: today, and what the channel has set or used last (if known)."""
        today: dict[str, JsonValue] = {"received_date": self.today().isoformat()}
        if not channel:
            return today
        last, settings = await asyncio.gather(
            self._store.last_insurer(team, channel), self._store.settings(team, channel)
        )
        return {**today, **({"insurer": last} if last else {}), **settings.defaults}

    async def edit_draft(self, appeal: Appeal, user: str, values: dict[str, JsonValue]) -> Draft:
        """A form with the facts of an appeal, to change them."""
        draft = Draft(
            id=_new_id("D"),
            team=appeal.team,
            user=user,
            channel=appeal.channel,
            values=values,
            updated_at=self.now(),
            appeal=appeal.id,
        )
        await self._store.save_draft(draft)
        return draft

    async def save_draft(self, draft: Draft) -> None:
        """Keep what was filled in, for a day from now."""
        await self._store.save_draft(draft.model_copy(update={"updated_at": self.now()}))

    async def load_draft(self, team: str, draft_id: str) -> Draft | None:
        """The draft, or None where it is unknown or older than a day."""
        return await self._store.load_draft(team, draft_id)

    async def latest_draft(self, team: str, user: str, channel: str, source: Source | None = None) -> Draft | None:
        """The draft that this user last worked at in this channel, or on this message, if it is still kept."""
        draft_id = await self._store.latest_draft_id(team, user, place_of(channel, source))
        return await self._store.load_draft(team, draft_id) if draft_id else None

    async def discard_draft(self, draft: Draft) -> None:
        """Forget a draft."""
        await self._store.discard_draft(draft)

    # ---- settings ----------------------------------------------------------------------------------------------------

    async def settings(self, team: str, channel: str) -> ChannelSettings:
        """What a channel has set."""
        return await self._store.settings(team, channel)

    async def save_settings(self, team: str, channel: str, settings: ChannelSettings) -> None:
        """Keep what a channel has set; it counts from now on."""
        await self._store.save_settings(team, channel, settings)
        with suppress(*UNREACHABLE, StoreUnavailable):  # the next sweep queues it
            await queue_round(self._store.rounds, self._queue, team, channel)

    # ---- calendar feeds ----------------------------------------------------------------------------------------------

    async def new_feed(self, team: str, user: str) -> str:
        """Give a user a calendar feed; gives its secret, of which only a hash is kept. The one before ends."""
        secret = secrets.token_urlsafe(32)
        await self._store.set_feed(team, user, _hash_of(secret))
        return secret

    async def end_feed(self, team: str, user: str) -> None:
        """End the user's calendar feed."""
        await self._store.set_feed(team, user, "")

    async def has_feed(self, team: str, user: str) -> bool:
        """Whether a user has a calendar feed."""
        return await self._store.has_feed(team, user)

    async def feed_user(self, team: str, secret: str) -> str | None:
        """The user whose feed this is; None where it is nobody's, or ended."""
        return await self._store.feed_user(team, _hash_of(secret))

    # ---- reading -----------------------------------------------------------------------------------------------------

    async def find(self, team: str, ref: str) -> Appeal:
        """The appeal by its number ("12", "#12") or its id.

        Raises:
            AppealNotFound: this workspace has none such.
        """
        ref = ref.strip().removeprefix("#")
        if ref.isascii() and ref.isdigit():
            return await self._store.load(team, await self._store.id_of(team, int(ref[:18])))
        if set(ref) - set(ID_LETTERS):
            raise AppealNotFound
        return await self._store.load(team, ref)

    async def list_open(self, team: str, channel: str) -> list[Appeal]:
        """The open appeals of a channel, the most urgent first."""
        return await self._store.load_all(team, await self._store.open_ids(team, channel))

    async def open_rows(self, team: str, channel: str | None = None) -> list[Row]:
        """The open appeals of a workspace, or of a channel of it, in short, the most urgent first."""
        return await self._store.open_rows(team, channel)

    async def decided_rows(self, team: str, since: date) -> list[Row]:
        """The appeals of a workspace that were decided on that day or later, in short."""
        return await self._store.decided_rows(team, since)

    async def all_rows(self, team: str) -> list[Row]:
        """All appeals of a workspace, open and closed, in short."""
        return await self._store.all_rows(team)

    async def appeals(self, team: str, rows: Iterable[Row]) -> list[Appeal]:
        """The appeals behind rows, in their order."""
        return await self._store.load_all(team, [row.id for row in rows])

    async def history(self, team: str, appeal_id: str) -> list[Event]:
        """What happened to an appeal, oldest first."""
        return await self._store.history(team, appeal_id)

    def has_next_level(self, appeal: Appeal) -> bool:
        """Whether what is denied at this level can be appealed once more."""
        try:
            return next_level(plan_of(appeal.intake, self._rulebook), appeal.assessment.level) is not None
        except UnknownLevel:
            return False

    # ---- changing ----------------------------------------------------------------------------------------------------

    async def change(self, team: str, appeal_id: str, change: Change) -> Appeal:
        """Read, change, write, wake; again from the start where someone else wrote in between.

        Raises:
            TransitionRefused: whatever the change refuses.
        """
        for _ in range(ROUNDS):
            before, now = await self._store.load(team, appeal_id), self.now()
            after, events = change(before, now)
            if not events:
                return before
            after = after.model_copy(update={"revision": before.revision + 1})
            office = (await self.settings(team, after.channel)).office(self._time_zone)
            if await self._store.update(before, after, events, schedule.next_wake(after, office, now)):
                self._wake(after)
                return after
        raise StoreUnavailable

    async def open_appeal(self, draft: Draft, intake: Intake) -> Appeal:
        """Open an appeal from a filled form; the same draft gives the same appeal, however often it is submitted.

        Raises:
            StoreUnavailable: nothing was written, or it was and the draft will find it; submit again.
        """
        now, assessment, channel = self.now(), self.assess(intake), draft.place_of_work
        settings = await self.settings(draft.team, channel)
        fresh = Appeal(
            id=_new_id("A"),
            number=1,  # the store gives the real one
            team=draft.team,
            channel=channel,
            created_by=draft.user,
            created_at=now,
            owner=draft.user,
            backup=settings.backup if settings.backup != draft.user else None,
            time_zone=settings.time_zone or self._time_zone,
            intake=intake,
            assessment=assessment,
            items=state.items_of(assessment),
            brought=draft.source.files if draft.source else (),
        )
        event = Event(what="opened", by=draft.user, at=now)
        wake = schedule.next_wake(fresh, settings.office(self._time_zone), now)
        appeal_id = await self._store.create(fresh, draft, event, wake)
        if appeal_id == fresh.id:
            appeal = fresh.model_copy(update={"number": await self._store.number_of(draft.team, appeal_id)})
        else:
            appeal = await self._store.load(draft.team, appeal_id)  # what the first delivery opened
        self._wake(appeal)
        return appeal

    async def tick(self, team: str, appeal_id: str, item_id: str, user: str, done: bool) -> Appeal:  # noqa: FBT001 -- the box is ticked or not
        """Tick or untick a checklist item; twice is once.

        Raises:
            TransitionRefused: the appeal is closed, or the item is gone.
        """

        def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
            was = {item.id for item in appeal.items if item.tick}
            after = state.tick(appeal, item_id, by=user, at=now, done=done)
            if (item_id in was) == done:
                return appeal, []
            return after, [Event(what="ticked" if done else "unticked", by=user, at=now, detail=item_id)]

        return await self.change(team, appeal_id, change)

    async def submit(
        self,
        team: str,
        appeal_id: str,
        user: str,
        at: datetime,
        confirmation: str = "",
        *,
        how: Way | None = None,
        proof: str | None = None,
    ) -> Appeal:
        """Record that the insurer got the appeal at `at` (aware); from then on the decision is watched.

        `how` it went, with `proof` (the Slack id of a file), goes into the contact log as well.

        Raises:
            TransitionRefused: it is not being prepared.
        """

        def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
            sent = appeal.submission
            if sent and (sent.at, sent.by, sent.confirmation) == (at, user, confirmation.strip()):
                return appeal, []  # the same submission, delivered twice
            submission = self._submission(appeal, user, at, confirmation).model_copy(update={"how": how})
            return talks.sent(appeal, submission, proof, now)

        return await self.change(team, appeal_id, change)

    async def decide(
        self,
        team: str,
        appeal_id: str,
        user: str,
        outcome: Status,
        on: date,
        *,
        notice_date: date | None = None,
        rest: bool = False,
    ) -> Appeal:
        """Record the insurer's decision of `on`, or that the clinic withdrew.

        Where the denial was upheld, or partly and the `rest` is appealed, and the plan has a next level, the appeal
        goes on there: assessed anew, counted from the new notice (`notice_date`; `on` where None).

        Raises:
            TransitionRefused: it is closed or was never submitted.
        """

        def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
            if _decided_so(appeal, outcome, on):
                return appeal, []  # the same decision, delivered twice
            after = state.decide(appeal, outcome, on).model_copy(update={"since": now})
            events = [Event(what=outcome.value, by=user, at=now, detail=on.isoformat())]
            goes_on = outcome is Status.UPHELD or (outcome is Status.PARTLY and rest)
            if goes_on and self.has_next_level(appeal):
                intake = _denied_again(appeal, notice_date or on)
                after = state.escalate(after, self.assess(intake), intake)
                events.append(Event(what="escalated", by=user, at=now, detail=after.assessment.level))
            return after, events

        return await self.change(team, appeal_id, change)

    async def approve(self, team: str, appeal_id: str, user: str, approval: Approval) -> Appeal:
        """Note the approval of an overturned denial; from then on its expiry is watched, until the scan was done.

        Raises:
            TransitionRefused: the denial was not overturned.
        """

        def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
            if appeal.approval == approval:
                return appeal, []
            what = "scanned" if approval.used_on else "approved"
            detail = str(approval.used_on or approval.expires or "")
            return state.approve(appeal, approval), [Event(what=what, by=user, at=now, detail=detail)]

        return await self.change(team, appeal_id, change)

    # ---- inside ------------------------------------------------------------------------------------------------------

    def _wake(self, appeal: Appeal) -> None:
        """Queue what the change calls for, behind the answer to Slack: the outbox and the due index hold it already."""
        waking = asyncio.create_task(self._queue_work(appeal))
        self._waking.add(waking)
        waking.add_done_callback(self._waking.discard)

    async def _queue_work(self, appeal: Appeal) -> None:
        try:
            await self._queue.publish(appeal.team, appeal.id, appeal.revision)
            await queue_round(self._store.rounds, self._queue, appeal.team, appeal.channel)
        except (*UNREACHABLE, StoreUnavailable):
            log.warning("queue.unreachable", team=appeal.team, appeal=appeal.id, remedy="the next sweep queues it")

    def _submission(self, appeal: Appeal, user: str, at: datetime, confirmation: str) -> Submission:
        """The submission with the insurer's clock as the rules count it; without one where they know none."""
        sent = Submission(at=at.astimezone(UTC), by=user, confirmation=confirmation)
        zone = ZoneInfo(appeal.time_zone)
        level, pathway = appeal.assessment.level, appeal.assessment.pathway.kind
        try:
            decision = decision_due(appeal.intake, self._rulebook, level, pathway, at.astimezone(zone))
        except LookupError as error:  # NoRuleInForce, UnknownLevel: no reason to refuse what was sent
            return sent.model_copy(update={"due_basis": str(error)})
        due = decision.due_at
        if due is None and decision.due_on is not None:
            due = datetime.combine(decision.due_on, time(), zone)
        update = {
            "due": due.astimezone(UTC) if due else None,
            "due_is_instant": decision.due_at is not None,
            "due_basis": decision.counted,
            "if_missed": decision.if_missed or "",
        }
        return sent.model_copy(update=update)


def _decided_so(appeal: Appeal, outcome: Status, on: date) -> bool:
    """Whether exactly this was recorded already: of a closed appeal, or of the level before the present one."""
    last = appeal.decisions[-1] if appeal.decisions and appeal.status is Status.PREPARING else None
    return (appeal.status, appeal.decided_on) == (outcome, on) or (
        last is not None and (last.outcome, last.on) == (outcome, on)
    )


def _denied_again(appeal: Appeal, notice_date: date) -> Intake:
    """The intake as the new notice makes it: the level that was just decided is the one denied.

    Its words are not known yet, and what was new in the last letter is new no more.
    """
    intake = appeal.intake
    denial = {"denied_level": appeal.assessment.level, "notice_date": notice_date, "received_date": None}
    return intake.model_copy(
        update={
            "denial": intake.denial.model_copy(update={**denial, "notice_words": None}),
            "clinical": _told(intake.clinical),
        }
    )


def _told(clinical: Clinical) -> Clinical:
    """What was new, among the further facts, as far as they hold it (the letter in the thread keeps all)."""
    known, new = clinical.additional_facts or "", clinical.new_facts or ""
    further = "\n".join(filter(None, (known, new)))
    kept = further if len(further) <= MAX_TEXT else known or new
    return clinical.model_copy(update={"additional_facts": kept or None, "new_facts": None})


def _hash_of(secret: str) -> str:
    """What is kept of a random secret; it needs no salt."""
    return sha256(secret.encode()).hexdigest()


def _new_id(kind: str) -> str:
    """An id that cannot be guessed and says nothing: the kind's letter and 10 letters of base32."""
    return kind + "".join(secrets.choice(ID_LETTERS) for _ in range(10))
