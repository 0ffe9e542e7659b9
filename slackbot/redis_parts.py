"""What all that talks to Redis shares: the connection, the keys of a workspace, and what is said when it is down.

Redis gets two seconds to answer: Slack waits three.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from slackbot.errors import RedisServerFailed, StoreUnavailable

ANSWER_WITHIN = 2.0  # seconds
SOCKET_TIMEOUT = 1.0  # seconds; one retry, for a connection that died while it was idle, still fits
UNREACHABLE = (RedisError, OSError)  # what a client raises where Redis is down or slow; TimeoutError is an OSError

P = ParamSpec("P")
R = TypeVar("R")
Client = Redis | RedisCluster


def key(team: str, *parts: str) -> str:
    """A key of a workspace; the braces keep all of them in one slot of a Redis Cluster."""
    return ":".join((f"mra:{{{team}}}", *parts))


def connect(url: str) -> Client:
    """A client for `redis://`, `rediss://`, `unix://`, or with `+cluster` a Redis Cluster; it connects when used.

    Raises:
        RedisServerFailed: the address is of another kind.
    """
    scheme, _, rest = url.partition("://")
    options: dict[str, Any] = {
        "decode_responses": True,
        "socket_timeout": SOCKET_TIMEOUT,
        "socket_connect_timeout": SOCKET_TIMEOUT,
        "retry": Retry(NoBackoff(), 1),
    }
    if scheme in {"redis", "rediss", "unix"} and rest:
        return Redis.from_url(url, **options)
    if scheme in {"redis+cluster", "rediss+cluster"} and rest:
        return RedisCluster.from_url(f"{scheme.removesuffix('+cluster')}://{rest}", **options)
    raise RedisServerFailed(
        f"REDIS_URL begins with {scheme!r}: write redis://, rediss:// (TLS), unix:// (a socket), "
        "or redis+cluster:// for a Redis Cluster, for example redis://localhost:6379/0."
    )


def or_unavailable(
    call: Callable[P, Awaitable[R]],
) -> Callable[P, Coroutine[Any, Any, R]]:
    """Bound a call in time, and say StoreUnavailable for whatever Redis or the way to it has."""

    @functools.wraps(call)
    async def within(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return await call(*args, **kwargs)
        except UNREACHABLE as error:
            raise StoreUnavailable from error

    return within
