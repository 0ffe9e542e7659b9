"""A worker of the simulation in a process of its own: REDIS_URL API_URL TOKEN CLOCK_FILE.

Rounds, digests and sweeps are the bot's own; cards, letters and checklists are not drawn here, their tests are others.
"""

import asyncio
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from slackbot.crypto import Keyring
from slackbot.errors import StoreUnavailable
from slackbot.jobs import AloneAt, tasks
from slackbot.queue import Queue
from slackbot.store import Store
from slackbot.upkeep import Upkeep
from tests.build import NEW_YORK
from tests.clock import StandingClock
from tests.jobs.bot import ANSWER_WITHIN, SOON
from tests.letters.cases import HEAD

KEYRING = Keyring([bytes(range(32))])


async def main(redis_url: str, api_url: str, token: str, clock: StandingClock) -> None:
    store = Store.open(redis_url, KEYRING)
    async with Queue(redis_url, clock, redeliver_after=timedelta(seconds=6)) as queue:
        upkeep = Upkeep(store=store, queue=queue, clock=clock, time_zone=NEW_YORK)
        client = AsyncWebClient(token=token, base_url=api_url, timeout=ANSWER_WITHIN)
        whole = tasks(upkeep=upkeep, client=client, letterhead=HEAD, clock=clock, retry=SOON, pace=0)

        async def publish(team: str, appeal_id: AloneAt) -> None:
            with suppress(StoreUnavailable):  # the sweep comes back to it
                await upkeep.mark_shown(await upkeep.appeal(team, appeal_id))

        queue.register([publish, *(task for task in whole if task.__name__ != "publish")])
        sys.stdout.write("working\n")
        sys.stdout.flush()
        await queue.work()


if __name__ == "__main__":
    redis_url, api_url, token, clock_file = sys.argv[1:]
    asyncio.run(main(redis_url, api_url, token, StandingClock(Path(clock_file))))
