"""Posting in Slack by the jobs: what repeats nothing, knows a closed channel from other refusals, and finds again what
an earlier attempt left there by the metadata that every message of ours carries.
"""

from collections.abc import AsyncIterator, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackbot.blocks.kit import Message

EVENT_TYPE: Final = "mri_appeal"
PAGE: Final = 200  # messages a call
SKEW: Final = 120.0  # seconds that our clock and Slack's may differ
CLOSED_DOORS: Final = frozenset({
    "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "restricted_action_read_only_channel",
    "restricted_action_thread_locked", "restricted_action_non_threadable_channel",
})  # fmt: skip
GONE: Final = frozenset({"message_not_found", "thread_not_found", "file_not_found", "file_deleted"})

Found = Mapping[str, Any]
Payload = Mapping[str, str]


class DoorClosed(Exception):  # noqa: N818 -- not a failure of ours: the bot was not invited, or the channel is closed
    """The bot may not post in the channel."""


@dataclass(frozen=True)
class Place:
    """Where a message goes: a channel (or a person), and the thread there."""

    channel: str
    thread: str | None = None


def posting_client(client: AsyncWebClient) -> AsyncWebClient:
    """A client that repeats only what Slack surely did not carry out (429).

    After a 500 or a lost connection the message may be there; then the task is run again, and looks first.
    """
    return AsyncWebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=client.timeout,
        session=client.session,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=3)],
    )


async def post(
    client: AsyncWebClient, place: Place, message: Message, payload: Payload, *, broadcast: bool = False
) -> str:
    """Post a message whose metadata is `payload`, in a thread also for the channel where `broadcast`; gives its ts.

    Raises:
        DoorClosed: the bot may not post there.
        SlackApiError: for any other refusal.
    """
    with doors():
        answer = await client.chat_postMessage(
            channel=place.channel,
            text=message.text,
            blocks=message.blocks,
            metadata={"event_type": EVENT_TYPE, "event_payload": dict(payload)},
            thread_ts=place.thread,
            reply_broadcast=True if place.thread and broadcast else None,
            unfurl_links=False,
            unfurl_media=False,
        )
    return str(answer["ts"])


async def find(client: AsyncWebClient, place: Place, is_it: Callable[[Found], bool], since: float) -> str | None:
    """The ts of the message that an attempt begun at `since` (Unix seconds) left in Slack, if any. Raises as `post`."""
    async for message in _messages(client, place, since):
        if is_it(message):
            return str(message["ts"])
    return None


def carries(payload: Payload) -> Callable[[Found], bool]:
    """Tells the message with this metadata."""
    return lambda message: message.get("metadata", {}).get("event_payload") == payload


def content(answer: AsyncSlackResponse) -> dict[str, Any]:
    """What Slack answered, as a dictionary."""
    return cast("dict[str, Any]", answer.data)


@contextmanager
def doors() -> Generator[None]:
    """Tell a channel that is closed to us from every other refusal."""
    try:
        yield
    except SlackApiError as error:
        if error.response["error"] in CLOSED_DOORS:
            raise DoorClosed(error.response["error"]) from error
        raise


async def _messages(client: AsyncWebClient, place: Place, since: float) -> AsyncIterator[Found]:
    """What was written in the thread, or in the channel where there is none, from about `since` on."""
    cursor, more = "", True
    while more:
        page = content(await _page(client, place, f"{since - SKEW:.6f}", cursor))
        for message in page["messages"]:
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        more = bool(cursor)


async def _page(client: AsyncWebClient, place: Place, oldest: str, cursor: str) -> AsyncSlackResponse:
    with doors():
        if place.thread is None:
            return await client.conversations_history(
                channel=place.channel, oldest=oldest, cursor=cursor, limit=PAGE, include_all_metadata=True
            )
        return await client.conversations_replies(
            channel=place.channel,
            ts=place.thread,
            oldest=oldest,
            cursor=cursor,
            limit=PAGE,
            include_all_metadata=True,
        )
