"""Store: the truth about every appeal, in Redis. The only module that talks to Redis.

Everything of one workspace lies under `mra:{T123}:`; the braces keep it in one slot of a Redis Cluster, so that one
atomic write reaches all of it. `T` below is that prefix.

    T:appeal:ID          hash    the record (records.py), marks of what was posted and sent
    T:appeal:ID:history  stream  what happened; only grows
    T:open               zset    open appeals by the day they are worked towards; T:open:CHANNEL the same for a channel
    T:rows               hash    appeal -> its row (rows.py), for lists and statistics; T:changes counts their writes
    T:decided            zset    appeals by the day of their last decision
    T:due:CHANNEL        zset    appeals of a channel by the instant of their next reminder; T:channels the channels
    T:outbox             hash    appeal -> revision that Slack does not show yet
    T:numbers            hash    number -> appeal; T:counter the last number given
    T:draft:ID           string  a half-filled form, for a day; T:draft-of:USER:CHANNEL the latest one's id
    T:settings:CHANNEL   string  what a channel has set
    T:insurer:CHANNEL    string  the insurer of the latest appeal that was opened in a channel
    T:feeds              hash    user -> hash of the secret of their calendar feed, and that hash -> the user
    T:opened:DRAFT       string  the appeal that a draft became, so that a submission delivered twice opens one
    mra:teams            set     the workspaces

What the channels' rounds of reminders keep lies beside it: round_store.py.

Every change is one Lua script that compares first and then writes all, or nothing. Commands are those of Redis 6.2.

"""

import json
import secrets
import time
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Self, cast

from slackbot import records
from slackbot.appeal import Appeal, Event
from slackbot.channel_settings import ChannelSettings
from slackbot.crypto import Keyring
from slackbot.draft import LIFE, Draft
from slackbot.errors import AppealNotFound
from slackbot.redis_parts import Client, connect
from slackbot.redis_parts import key as _key
from slackbot.redis_parts import or_unavailable as _or_unavailable
from slackbot.redis_scripts import ONE_FEED, OPEN_ONCE, ROWS_BY, WRITE_IF
from slackbot.round_store import RoundStore
from slackbot.rows import Row, row_of

OPENED_LIFE = timedelta(days=7)
AGAIN = "600"  # seconds in which a form that was sent may be sent again
READ_AT_ONCE = 20  # appeals a round trip; in between others get their turn
NEVER = "+inf"
NOBODY = "-"  # the token of a write that need not recognise itself
TEAMS = "mra:teams"

Effect = list[str]


class Store:
    """Appeals, drafts, history, outbox and marks. Every method raises StoreUnavailable where Redis does not answer."""

    def __init__(self, client: Client, keyring: Keyring) -> None:
        """Use this client; clinical content is sealed with `keyring` before it is sent."""
        self._redis = client
        self._keyring = keyring
        self._known_teams: set[str] = set()
        self._opened: dict[tuple[str, str], tuple[str, Row]] = {}
        self._listed: dict[tuple[str, ...], tuple[str, list[Row]]] = {}
        self.rounds = RoundStore(client, keyring)

    @classmethod
    def open(cls, url: str, keyring: Keyring) -> Self:
        """A store on the server at `url`; raises RedisServerFailed for an address that cannot be used."""
        return cls(connect(url), keyring)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    @_or_unavailable
    async def ping(self) -> None:
        """Return if the server answers."""
        await self._redis.ping()

    @_or_unavailable
    async def teams(self) -> frozenset[str]:
        """The workspaces that have, or had, an appeal."""
        return frozenset(await cast("Awaitable[set[str]]", self._redis.smembers(TEAMS)))

    # ---- drafts ------------------------------------------------------------------------------------------------------

    @_or_unavailable
    async def save_draft(self, draft: Draft) -> None:
        """Keep a draft for a day from now; it becomes the one that its user resumes in its channel."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(_key(draft.team, "draft", draft.id), records.sealed_draft(draft, self._keyring), ex=LIFE)
            pipe.set(_key(draft.team, "draft-of", draft.user, draft.place), draft.id, ex=LIFE)
            await pipe.execute()

    @_or_unavailable
    async def load_draft(self, team: str, draft_id: str) -> Draft | None:
        """The draft with this id, or None after a day."""
        sealed = cast("str | None", await self._redis.get(_key(team, "draft", draft_id)))
        return records.read_draft(sealed, self._keyring, team, draft_id) if sealed else None

    @_or_unavailable
    async def latest_draft_id(self, team: str, user: str, channel: str) -> str | None:
        """The id of the draft that this user last saved for this channel."""
        return cast("str | None", await self._redis.get(_key(team, "draft-of", user, channel)))

    @_or_unavailable
    async def discard_draft(self, draft: Draft) -> None:
        """Forget a draft."""
        await self._redis.delete(
            _key(draft.team, "draft", draft.id), _key(draft.team, "draft-of", draft.user, draft.place)
        )

    # ---- settings ----------------------------------------------------------------------------------------------------

    @_or_unavailable
    async def save_settings(self, team: str, channel: str, settings: ChannelSettings) -> None:
        """Keep what a channel has set; its next round plans all its reminders anew."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(_key(team, "settings", channel), records.sealed_settings(settings, self._keyring, team, channel))
            pipe.hset(_key(team, "replans"), channel, secrets.token_hex(8))
            pipe.sadd(_key(team, "channels"), channel)
            await pipe.execute()

    @_or_unavailable
    async def settings(self, team: str, channel: str) -> ChannelSettings:
        """What a channel has set; nothing where it never did."""
        sealed = cast("str | None", await self._redis.get(_key(team, "settings", channel)))
        return records.read_settings(sealed, self._keyring, team, channel) if sealed else ChannelSettings()

    @_or_unavailable
    async def last_insurer(self, team: str, channel: str) -> str:
        """The insurer of the latest appeal that was opened in a channel; empty before the first that named one."""
        sealed = cast("str | None", await self._redis.get(_key(team, "insurer", channel)))
        return self._keyring.open(sealed, team, channel, "insurer") if sealed else ""

    # ---- calendar feeds ----------------------------------------------------------------------------------------------

    @_or_unavailable
    async def set_feed(self, team: str, user: str, secret_hash: str) -> None:
        """Give a user a calendar feed by the hash of its secret; the one before ends. An empty hash only ends it."""
        await self._eval(ONE_FEED, [_key(team, "feeds")], user, secret_hash)

    @_or_unavailable
    async def has_feed(self, team: str, user: str) -> bool:
        """Whether a user has a calendar feed."""
        return bool(await self._redis.hexists(_key(team, "feeds"), user))

    @_or_unavailable
    async def feed_user(self, team: str, secret_hash: str) -> str | None:
        """The user whose feed has this secret; None where nobody's has."""
        return await cast("Awaitable[str | None]", self._redis.hget(_key(team, "feeds"), secret_hash))

    # ---- appeals -----------------------------------------------------------------------------------------------------

    @_or_unavailable
    async def create(self, appeal: Appeal, draft: Draft, event: Event, wake: datetime | None) -> str:
        """Open an appeal from a draft, in one write with its number (the one in `appeal` is not used), history,
        indexes and outbox entry. Gives the id: of this appeal, or of the one that the draft became before.
        """
        if appeal.team not in self._known_teams:
            await self._redis.sadd(TEAMS, appeal.team)
            self._known_teams.add(appeal.team)
        fields = records.appeal_fields(appeal, self._keyring)
        del fields["number"]
        team = appeal.team
        keys = [
            _key(team, "opened", draft.id),
            _key(team, "counter"),
            _key(team, "numbers"),
            _key(team, "draft", draft.id),
            _key(team, "draft-of", draft.user, draft.place),
            *_keys(appeal),
        ]
        effects = [_hset(fields), *self._shared_effects(appeal, [event], wake)]
        if insurer := appeal.intake.coverage.insurer:
            effects.append(["SET", _INSURER, self._keyring.seal(insurer, team, appeal.channel, "insurer")])
        life = str(int(OPENED_LIFE.total_seconds()))
        return await self._eval(OPEN_ONCE, keys, appeal.id, draft.id, life, json.dumps(effects), AGAIN)

    @_or_unavailable
    async def update(self, before: Appeal, after: Appeal, events: Sequence[Event], wake: datetime | None) -> bool:
        """Write the changes from `before` to `after` (whose revision is one higher) with their history, in one write.

        `wake` is the instant of the next reminder. False, and nothing written, if someone else wrote in between.
        """
        token = secrets.token_hex(8)
        fields = records.appeal_fields(after, self._keyring, before) | {"write": token}
        effects = [_hset(fields), *self._shared_effects(after, events, wake)]
        expected = str(before.revision)
        return await self._write_if(_keys(after), "revision", expected, effects, token)

    @_or_unavailable
    async def load(self, team: str, appeal_id: str) -> Appeal:
        """The appeal.

        Raises:
            AppealNotFound: this workspace has none with this id.
        """
        fields = await cast("Awaitable[dict[str, str]]", self._redis.hgetall(_key(team, "appeal", appeal_id)))
        if not fields:
            raise AppealNotFound
        return records.read_appeal(fields, self._keyring, team, appeal_id)

    @_or_unavailable
    async def number_of(self, team: str, appeal_id: str) -> int:
        """The number that an appeal was given when it was opened."""
        return int(await cast("Awaitable[str]", self._redis.hget(_key(team, "appeal", appeal_id), "number")))

    @_or_unavailable
    async def id_of(self, team: str, number: int) -> str:
        """The id behind a number.

        Raises:
            AppealNotFound: this workspace has none with this number.
        """
        found = await cast("Awaitable[str | None]", self._redis.hget(_key(team, "numbers"), str(number)))
        if found is None:
            raise AppealNotFound
        return found

    @_or_unavailable
    async def open_ids(self, team: str, channel: str | None = None) -> list[str]:
        """The open appeals of a workspace, or of a channel of it, by the day that they are worked towards."""
        key = _key(team, "open", channel) if channel else _key(team, "open")
        return await cast("Awaitable[list[str]]", self._redis.zrange(key, 0, -1))

    async def open_rows(self, team: str, channel: str | None = None) -> list[Row]:
        """The rows of the open appeals of a workspace, or of a channel of it, by the day worked towards."""
        return await self._rows(team, ("open", channel) if channel else ("open",), "-inf")

    async def decided_rows(self, team: str, since: date) -> list[Row]:
        """The rows of the appeals of a workspace whose last decision was made on that day or later."""
        return await self._rows(team, ("decided",), str(since.toordinal()))

    @_or_unavailable
    async def _rows(self, team: str, index: Sequence[str], lowest: str) -> list[Row]:
        """The rows of an index from this score on, read again only where some row was written since."""
        asked = (team, *index, lowest)
        known, listed = self._listed.get(asked, ("", []))
        keys = [_key(team, *index), _key(team, "rows"), _key(team, "changes")]
        changes, _, found = str(await self._eval(ROWS_BY, keys, lowest, known)).partition(" ")
        if found:
            listed = [self._row(team, each, sealed) for each, sealed in json.loads(found)]
            self._listed[asked] = changes, listed
        return listed.copy()

    @_or_unavailable
    async def all_rows(self, team: str) -> list[Row]:
        """The rows of all appeals of a workspace, open and closed."""
        sealed = await cast("Awaitable[dict[str, str]]", self._redis.hgetall(_key(team, "rows")))
        return [self._row(team, each, text) for each, text in sealed.items()]

    def _row(self, team: str, appeal_id: str, sealed: str) -> Row:
        """The row in a sealed text, opened once as long as it stays the same text."""
        known, row = self._opened.get((team, appeal_id), ("", None))
        if row is None or known != sealed:
            row = records.read_row(sealed, self._keyring, team, appeal_id)
            self._opened[team, appeal_id] = sealed, row
        return row

    async def load_all(self, team: str, ids: Sequence[str]) -> list[Appeal]:
        """These appeals, in this order; ids that no longer exist are left out."""
        found: list[Appeal] = []
        for start in range(0, len(ids), READ_AT_ONCE):
            some = ids[start : start + READ_AT_ONCE]
            for appeal_id, fields in zip(some, await self._fields(team, some), strict=True):
                if fields:
                    found.append(records.read_appeal(fields, self._keyring, team, appeal_id))
        return found

    @_or_unavailable
    async def history(self, team: str, appeal_id: str) -> list[Event]:
        """What happened to an appeal, oldest first."""
        entries = await cast(
            "Awaitable[list[tuple[str, dict[str, str]]]]",
            self._redis.xrange(_key(team, "appeal", appeal_id, "history")),
        )
        return [records.read_event(entry, fields, self._keyring, team, appeal_id) for entry, fields in entries]

    # ---- what Slack shows --------------------------------------------------------------------------------------------

    @_or_unavailable
    async def claim(self, appeal: Appeal, key: str) -> float | None:
        """Say that the message `key` is about to be posted. None the first time; later the first attempt's time (Unix
        seconds, the wall's clock as Slack's timestamps are), which means: look whether that attempt got through.
        """
        now = f"{time.time():.3f}"
        field = f"{records.CLAIMED}{key}"
        if await self._write_if(_keys(appeal), field, "", [_hset({field: now})]):
            return None
        first = await cast("Awaitable[str | None]", self._redis.hget(_keys(appeal)[0], field))
        return float(first or now)

    @_or_unavailable
    async def mark_posted(self, appeal: Appeal, key: str, ts: str) -> None:
        """Remember where the message `key` stands."""
        await self._redis.hset(_keys(appeal)[0], f"{records.POSTED}{key}", ts)

    @_or_unavailable
    async def shown(self, team: str, ids: Sequence[str]) -> dict[str, str | None]:
        """What Slack shows of each appeal: what `mark_shown` was told last."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for appeal_id in ids:
                pipe.hget(_key(team, "appeal", appeal_id), records.SHOWN)
            return dict(zip(ids, await pipe.execute(), strict=True))

    @_or_unavailable
    async def mark_shown(self, appeal: Appeal, state: str) -> None:
        """Slack shows this appeal as of its revision: remember `state`, and take it out of the outbox, unless it was
        changed again.
        """
        team, revision = appeal.team, str(appeal.revision)
        await self._redis.hset(_keys(appeal)[0], records.SHOWN, state)
        await self._write_if([_key(team, "outbox")], appeal.id, revision, [["HDEL", "1", appeal.id]])

    @_or_unavailable
    async def outbox(self, team: str) -> dict[str, int]:
        """Appeals with a revision that Slack does not show yet."""
        waiting = await cast("Awaitable[dict[str, str]]", self._redis.hgetall(_key(team, "outbox")))
        return {appeal_id: int(revision) for appeal_id, revision in waiting.items()}

    # ---- the parts of a write ----------------------------------------------------------------------------------------

    def _shared_effects(self, appeal: Appeal, events: Iterable[Event], wake: datetime | None) -> list[Effect]:
        """What every write does besides the record: history, outbox and indexes."""
        rank = str(appeal.due.toordinal()) if appeal.due else NEVER
        listed = [["ZADD", place, rank, appeal.id] for place in (_OPEN, _OPEN_HERE)]
        closed = [["ZREM", place, appeal.id] for place in (_OPEN, _OPEN_HERE)]
        return [
            *(self._told(appeal, event) for event in events),
            ["HSET", _OUTBOX, appeal.id, str(appeal.revision)],
            ["HSET", _ROWS, appeal.id, records.sealed_row(row_of(appeal), self._keyring, appeal.team)],
            ["INCR", _CHANGES],
            *([["ZADD", _DECIDED, str(appeal.decisions[-1].on.toordinal()), appeal.id]] if appeal.decisions else []),
            *(listed if appeal.is_open else closed),
            _at(_DUE, appeal.id, wake),
            ["SADD", _CHANNELS, appeal.channel],
        ]

    def _told(self, appeal: Appeal, event: Event) -> Effect:
        fields = records.event_fields(event, self._keyring, appeal.team, appeal.id)
        return ["XADD", _HISTORY, "*", *_flat(fields)]

    async def _write_if(
        self, keys: Sequence[str], field: str, expected: str, effects: Sequence[Effect], token: str = NOBODY
    ) -> bool:
        return await self._eval(WRITE_IF, keys, field, expected, token, json.dumps(effects)) == 1

    async def _eval(self, script: str, keys: Sequence[str], *arguments: str) -> Any:  # noqa: ANN401 -- Lua's answer
        return await self._redis.eval(script, len(keys), *keys, *arguments)

    @_or_unavailable
    async def _fields(self, team: str, ids: Sequence[str]) -> list[dict[str, str]]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for appeal_id in ids:
                pipe.hgetall(_key(team, "appeal", appeal_id))
            return await pipe.execute()


# Places of `_keys` as effects name them.
_RECORD, _HISTORY, _OUTBOX, _OPEN, _OPEN_HERE, _DUE, _ROWS, _DECIDED, _CHANGES, _INSURER, _CHANNELS = map(
    str, range(1, 12)
)


def _keys(appeal: Appeal) -> list[str]:
    """The keys that one write of an appeal may touch."""
    team = appeal.team
    return [
        _key(team, "appeal", appeal.id),
        _key(team, "appeal", appeal.id, "history"),
        _key(team, "outbox"),
        _key(team, "open"),
        _key(team, "open", appeal.channel),
        _key(team, "due", appeal.channel),
        _key(team, "rows"),
        _key(team, "decided"),
        _key(team, "changes"),
        _key(team, "insurer", appeal.channel),
        _key(team, "channels"),
    ]


def _hset(fields: Mapping[str, str]) -> Effect:
    return ["HSET", _RECORD, *_flat(fields)]


def _at(place: str, member: str, instant: datetime | None) -> Effect:
    return ["ZADD", place, str(instant.timestamp()), member] if instant else ["ZREM", place, member]


def _flat(fields: Mapping[str, str]) -> list[str]:
    return [word for pair in fields.items() for word in pair]
