"""The rehearsal of the reminders: reads the records, sends nothing."""

from contextlib import ExitStack
from datetime import date
from zoneinfo import ZoneInfo

from slackbot.app import utc_now
from slackbot.crypto import load_keyring
from slackbot.forecast import Planned, forecast, lines
from slackbot.redis_server import RedisServer
from slackbot.settings import Settings
from slackbot.store import Store


async def dry_run(settings: Settings, start: date | None, days: int, channel: str | None) -> list[str]:
    """What would be sent in so many days from `start` on (today where None), when and why, in lines.

    Raises:
        BotError: the records cannot be read.
    """
    keys = settings.encryption_keys
    keyring = load_keyring(keys.get_secret_value() if keys else None, settings.var_dir)
    first = start or utc_now().astimezone(ZoneInfo(settings.time_zone)).date()
    found: list[Planned] = []
    with ExitStack() as stack:
        url = settings.redis_url or stack.enter_context(RedisServer(settings.var_dir / "redis"))
        store = Store.open(url, keyring)
        try:
            for team in sorted(await store.teams()):
                channels = [channel] if channel else await store.rounds.channels(team)
                offices = {each: (await store.settings(team, each)).office(settings.time_zone) for each in channels}
                digests = {each: await store.rounds.last_digest(team, each) for each in channels}
                ids = [appeal_id for each in channels for appeal_id in await store.rounds.planned(team, each)]
                found += forecast(await store.load_all(team, ids), offices, first, days, digests)
        finally:
            await store.close()
    return [line for planned in found for line in lines(planned)]
