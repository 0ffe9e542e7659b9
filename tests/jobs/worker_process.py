"""A worker in a process of its own: REDIS_URL API_URL TOKEN OFFSET_FILE. Says a word when it works."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from slackbot.crypto import Keyring
from tests.jobs.bot import assembled


async def main(redis_url: str, api_url: str, token: str, offset: Path) -> None:
    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(offset.read_text() or 0))

    client = AsyncWebClient(token=token, base_url=api_url)
    async with assembled(redis_url, Keyring([bytes(range(32))]), client, clock) as bot:
        sys.stdout.write("working\n")
        sys.stdout.flush()
        await bot.queue.work()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4], Path(sys.argv[4])))
