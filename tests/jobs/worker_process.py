"""A worker in a process of its own: REDIS_URL API_URL TOKEN CLOCK_FILE. Says a word when it works."""

import asyncio
import sys
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from slackbot.crypto import Keyring
from tests.clock import StandingClock
from tests.jobs.bot import ANSWER_WITHIN, assembled


async def main(redis_url: str, api_url: str, token: str, clock: StandingClock) -> None:
    client = AsyncWebClient(token=token, base_url=api_url, timeout=ANSWER_WITHIN)
    async with assembled(redis_url, Keyring([bytes(range(32))]), client, clock) as bot:
        sys.stdout.write("working\n")
        sys.stdout.flush()
        await bot.queue.work()


if __name__ == "__main__":
    redis_url, api_url, token, clock_file = sys.argv[1:]
    asyncio.run(main(redis_url, api_url, token, StandingClock(Path(clock_file))))
