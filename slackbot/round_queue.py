"""The one task a channel has for its rounds of reminders, kept at the earliest instant that the store knows."""

from datetime import UTC, datetime

from slackbot.queue import Queue
from slackbot.round_store import RoundStore


async def queue_round(rounds: RoundStore, queue: Queue, team: str, channel: str) -> None:
    """Queue a channel's next round at its earliest instant, at once where its settings have changed.

    Two that do this at the same time both look again after they queued, so the earlier instant stays.

    Raises:
        StoreUnavailable, and what `Queue.round` raises: the next sweep queues it.
    """
    at = await _next(rounds, team, channel)
    while True:
        await queue.round(team, channel, at)
        before, at = at, await _next(rounds, team, channel)
        if at == before:
            return


async def _next(rounds: RoundStore, team: str, channel: str) -> datetime | None:
    if await rounds.to_replan(team, channel):
        return datetime.fromtimestamp(0, UTC)
    at = (await rounds.earliest(team, [channel]))[channel]
    return None if at is None else datetime.fromtimestamp(at, UTC)
