"""RoundStore: what the rounds of reminders keep in Redis, channel by channel, beside the records of store.py.

    T:due:CHANNEL   zset  appeals of a channel by the instant of their next reminder
    T:channels      set   the channels that have, or had, an appeal
    T:sending       hash  channel -> the message that is about to be posted there (ids only)
    T:digests       hash  channel -> the week of its last digest
    T:replans       hash  channel -> its latest change of settings, until its reminders follow that

A reminder's mark (`sent:ID` in the appeal's record) and its line in the history are one write. Before a message is
posted, what it holds is written down under its channel; whoever finds that there comes after a crash, and looks in
Slack whether the message got through.
"""

import json
import secrets
import time
from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Any, cast

from rules.model import Frozen
from slackbot import records
from slackbot.appeal import Appeal, Event
from slackbot.crypto import Keyring
from slackbot.redis_parts import Client, key, or_unavailable
from slackbot.redis_scripts import BEGIN_SENDING, FINISH_SENDING, FORGET_IF, SET_WAKES

AT_ONCE = 500  # appeals a write

Wakes = Sequence[tuple[Appeal, datetime | None]]


class Sending(Frozen):
    """A message that is about to be posted: in which channel, in which thread, and what it reminds of.

    `reminds` holds appeal and reminder ids. `digest` is the week of a digest, empty for reminders. `begun` is in Unix
    seconds, the wall's clock as Slack's timestamps are.
    """

    id: str
    team: str
    channel: str
    begun: float
    thread: str | None = None
    reminds: tuple[tuple[str, str], ...] = ()
    digest: str = ""


def new_sending(
    team: str, channel: str, *, thread: str | None = None, reminds: Sequence[tuple[str, str]] = (), digest: str = ""
) -> Sending:
    """A message with an id of its own, begun now."""
    return Sending(
        id=f"S{secrets.token_hex(8)}",
        team=team,
        channel=channel,
        begun=round(time.time(), 3),
        thread=thread,
        reminds=tuple(reminds),
        digest=digest,
    )


class RoundStore:
    """The rounds of reminders. Every method raises StoreUnavailable where Redis does not answer."""

    def __init__(self, client: Client, keyring: Keyring) -> None:
        """Use this client; what is sealed is sealed with `keyring`."""
        self._redis = client
        self._keyring = keyring

    # ---- when --------------------------------------------------------------------------------------------------------

    @or_unavailable
    async def channels(self, team: str) -> list[str]:
        """The channels of a workspace that have, or had, an appeal."""
        return sorted(await cast("Awaitable[set[str]]", self._redis.smembers(key(team, "channels"))))

    @or_unavailable
    async def due(self, team: str, channel: str, until: datetime) -> list[str]:
        """The appeals of a channel whose next reminder is due by `until` (aware), the earliest first."""
        found = self._redis.zrange(key(team, "due", channel), "-inf", until.timestamp(), byscore=True)  # pyright: ignore[reportArgumentType] -- redis types scores as int
        return await cast("Awaitable[list[str]]", found)

    @or_unavailable
    async def planned(self, team: str, channel: str) -> list[str]:
        """All appeals of a channel that have a next reminder."""
        return await cast("Awaitable[list[str]]", self._redis.zrange(key(team, "due", channel), 0, -1))

    @or_unavailable
    async def earliest(self, team: str, channels: Sequence[str]) -> dict[str, float | None]:
        """When each channel's next reminder is due (Unix seconds), None where there is none."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for channel in channels:
                pipe.zrange(key(team, "due", channel), 0, 0, withscores=True)
            found = await pipe.execute()
        return {channel: float(first[0][1]) if first else None for channel, first in zip(channels, found, strict=True)}

    @or_unavailable
    async def set_wakes(self, team: str, channel: str, wakes: Wakes) -> None:
        """Set the next instants of appeals, but of none that was changed since it was read: that set it anew."""
        for start in range(0, len(wakes), AT_ONCE):
            some = wakes[start : start + AT_ONCE]
            keys = [key(team, "due", channel), *(key(team, "appeal", appeal.id) for appeal, _ in some)]
            found = [[appeal.id, str(appeal.revision), _score(wake)] for appeal, wake in some]
            await self._eval(SET_WAKES, keys, json.dumps(found))

    @or_unavailable
    async def to_replan(self, team: str, channel: str) -> str | None:
        """The latest change of the channel's settings which its reminders do not follow yet; None where they do."""
        return await cast("Awaitable[str | None]", self._redis.hget(key(team, "replans"), channel))

    @or_unavailable
    async def replanned(self, team: str, channel: str, change: str) -> None:
        """The channel's reminders follow this change of its settings, and all before it."""
        await self._eval(FORGET_IF, [key(team, "replans")], channel, change)

    # ---- what is in the air ------------------------------------------------------------------------------------------

    @or_unavailable
    async def sending(self, team: str, channel: str) -> Sending | None:
        """What was about to be posted in the channel when whoever posted it stopped."""
        held = await cast("Awaitable[str | None]", self._redis.hget(key(team, "sending"), channel))
        return Sending.model_validate_json(held) if held else None

    @or_unavailable
    async def begin(self, sending: Sending, appeals: Sequence[Appeal]) -> bool:
        """Say what is about to be posted. False, and nothing may be posted, where an appeal was changed since it was
        read, one of the reminders was sent, or something else is in the air in this channel.
        """
        checks = [[str(appeal.revision), *_marks(sending, appeal)] for appeal in appeals]
        keys = [key(sending.team, "sending"), *(key(sending.team, "appeal", appeal.id) for appeal in appeals)]
        dumped = sending.model_dump_json(), json.dumps(checks)
        return await self._eval(BEGIN_SENDING, keys, sending.channel, *dumped) == 1

    @or_unavailable
    async def finish(self, sending: Sending, ts: str, at: datetime, wakes: Wakes) -> bool:
        """What was in the air was posted: mark its reminders sent (with `ts`), each with its line in the history, and
        set the next instants of the appeals. False if that was done before.
        """
        team, channel = sending.team, sending.channel
        keys = [key(team, "sending"), key(team, "digests"), key(team, "due", channel)]
        effects = [["HSET", "2", channel, sending.digest]] if sending.digest else []
        for appeal_id, reminder_id in sending.reminds:
            event = Event(what="reminded", by="", at=at, detail=reminder_id)
            told = records.event_fields(event, self._keyring, team, appeal_id)
            keys += [key(team, "appeal", appeal_id), key(team, "appeal", appeal_id, "history")]
            effects.append(["HSET", str(len(keys) - 1), f"{records.SENT}{reminder_id}", ts])
            effects.append(["XADD", str(len(keys)), "*", *(word for pair in told.items() for word in pair)])
        places = {name: place for place, name in enumerate(keys, start=1)}
        later = [
            [places[key(team, "appeal", appeal.id)], str(appeal.revision), _wake(appeal, wake)]
            for appeal, wake in wakes
        ]
        dumped = sending.model_dump_json(), json.dumps(effects), json.dumps(later)
        return await self._eval(FINISH_SENDING, keys, channel, *dumped) == 1

    @or_unavailable
    async def drop(self, sending: Sending) -> None:
        """What was in the air was not posted; it is planned anew."""
        await self._eval(FORGET_IF, [key(sending.team, "sending")], sending.channel, sending.model_dump_json())

    # ---- digests -----------------------------------------------------------------------------------------------------

    @or_unavailable
    async def last_digest(self, team: str, channel: str) -> str | None:
        """The week of the channel's last digest."""
        return await cast("Awaitable[str | None]", self._redis.hget(key(team, "digests"), channel))

    @or_unavailable
    async def skip_digest(self, team: str, channel: str, week: str) -> None:
        """There is nothing to tell in this week."""
        await self._redis.hset(key(team, "digests"), channel, week)

    async def _eval(self, script: str, keys: Sequence[str], *arguments: str) -> Any:  # noqa: ANN401 -- Lua's answer
        return await self._redis.eval(script, len(keys), *keys, *arguments)


def _marks(sending: Sending, appeal: Appeal) -> list[str]:
    return [f"{records.SENT}{reminder_id}" for appeal_id, reminder_id in sending.reminds if appeal_id == appeal.id]


def _score(wake: datetime | None) -> str:
    return str(wake.timestamp()) if wake else ""


def _wake(appeal: Appeal, wake: datetime | None) -> list[str]:
    return ["ZADD", "3", _score(wake), appeal.id] if wake else ["ZREM", "3", appeal.id]
