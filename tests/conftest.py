"""What tests share: one real Redis server for the run, emptied for each test, and the bot's parts on it."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
import redis

from slackbot.crypto import Keyring
from slackbot.redis_server import RedisServer
from slackbot.store import Store
from tests.build import OPENED
from tests.clock import Clock

# How long an example takes says something about the machine, not about the law under test.
hypothesis.settings.register_profile("bot", deadline=None)
hypothesis.settings.load_profile("bot")


@pytest.fixture(scope="session")
def _server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis_url(_server_url: str) -> str:
    """The address of an empty Redis."""
    with redis.Redis.from_url(_server_url) as client:
        client.flushall()
    return _server_url


@pytest.fixture
def redis_down(tmp_path: Path) -> str:
    """The address of a Redis that is not there."""
    return f"unix://{tmp_path}/nobody.sock"


@pytest.fixture
def keyring() -> Keyring:
    return Keyring([bytes(range(32))])


@pytest.fixture
def clock() -> Clock:
    """A clock that stands where tests/build.py opens its appeal, and runs on."""
    return Clock(OPENED - datetime.now(OPENED.tzinfo))


@pytest.fixture
async def store(redis_url: str, keyring: Keyring) -> AsyncIterator[Store]:
    opened = Store.open(redis_url, keyring)
    yield opened
    await opened.close()
