"""The queue library alone, with the settings of the bot's workers and a task that does nothing: REDIS_URL [worker]."""

import asyncio
import sys

from docket import Docket, Worker

from slackbot.queue import CHECK_EVERY, CONCURRENCY, RECONNECT_AFTER, RESOLUTION

NAME = "bare"


async def nothing(_team: str, _channel: str) -> None:
    """Do nothing."""


async def work(url: str) -> None:
    """Run such tasks until killed."""
    async with Docket(name=NAME, url=url) as docket:
        docket.register(nothing)
        worker = Worker(
            docket,
            concurrency=CONCURRENCY,
            minimum_check_interval=CHECK_EVERY,
            scheduling_resolution=RESOLUTION,
            reconnection_delay=RECONNECT_AFTER,
        )
        async with worker:
            print("working", flush=True)
            await worker.run_forever()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
