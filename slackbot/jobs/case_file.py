"""CaseFile: an appeal's messages in Slack, each posted once whatever happens in between.

Before a message is posted its key is claimed in the store; after, its place is marked there. Who finds a claim without
a mark comes after a crash or a lost answer and looks in Slack, by the message's metadata, before posting. Two workers
never post for one appeal at once: the queue runs one task an appeal at a time.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackbot.appeal import CARD, Appeal
from slackbot.blocks.kit import Message
from slackbot.upkeep import Upkeep

EVENT_TYPE: Final = "mri_appeal"
PAGE: Final = 200  # messages a call
SKEW: Final = 120.0  # seconds that our clock and Slack's may differ
CLOSED_DOORS: Final = frozenset({
    "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "restricted_action_read_only_channel",
    "restricted_action_thread_locked", "restricted_action_non_threadable_channel",
})  # fmt: skip
GONE: Final = frozenset({"message_not_found", "thread_not_found", "file_not_found", "file_deleted"})

Found = Mapping[str, Any]
File = tuple[str, bytes]  # name and content

log = structlog.get_logger(__name__)


class DoorClosed(Exception):  # noqa: N818 -- not a failure of ours: the bot was not invited, or the channel is closed
    """The bot may not post in the appeal's channel."""


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


class CaseFile:
    """The messages of one appeal, as of one reading of it."""

    def __init__(self, appeal: Appeal, upkeep: Upkeep, client: AsyncWebClient) -> None:
        """Post for this appeal with this client (see `posting_client`)."""
        self.appeal = appeal
        self._upkeep = upkeep
        self._client = client
        self._sent: set[str] = set()

    @property
    def thread(self) -> str | None:
        """The ts of the card, whose thread this is; None before it was posted."""
        return self.appeal.posted_ts(CARD)

    async def post(self, key: str, message: Message) -> str:
        """Post a message once, in the thread, or as the card that begins it; gives its ts.

        Raises:
            DoorClosed: the bot may not post in the channel.
            SlackApiError: for any other refusal.
        """
        ts = await self._once(key, lambda: self._send(key, message, self.appeal.channel), self._by_metadata(key))
        self.appeal = self.appeal.model_copy(update={"posted": {**self.appeal.posted, key: ts}})
        return ts

    async def post_files(self, key: str, files: Sequence[File]) -> None:
        """Post files once, as one message in the thread; the mark is the first file's id. Raises as `post`."""
        names = {name for name, _ in files}

        def is_there(message: Found) -> bool:
            return bool(names & {file.get("name") for file in message.get("files", ())})

        await self._once(key, lambda: self._upload(files), is_there)

    async def fetch(self, file_id: str) -> File | None:
        """A file that somebody put into a form; None where it was deleted."""
        try:
            file = _content(await self._client.files_info(file=file_id))["file"]
        except SlackApiError as error:
            if error.response["error"] not in GONE:
                raise
            return None
        headers = {"Authorization": f"Bearer {self._client.token}"}
        within = aiohttp.ClientTimeout(self._client.timeout)
        async with (
            aiohttp.ClientSession(headers=headers, timeout=within, raise_for_status=True) as session,
            session.get(file["url_private_download"]) as answer,
        ):
            return str(file["name"]), await answer.read()

    async def mark(self, key: str, ts: str) -> None:
        """Remember that nothing more is to be posted under this key."""
        await self._upkeep.mark_posted(self.appeal, key, ts)

    async def announce(self, key: str, message: Message) -> str:
        """Post a reply once that is also shown in the channel; to the owner alone where the channel is closed.

        It is for the caller to mark it; gives its ts.
        """

        async def send() -> str:
            return await self._send(key, message, self.appeal.channel, broadcast=True)

        try:
            return await self._first(key, send, self._by_metadata(key))
        except DoorClosed:
            return await self._send(key, message, self.appeal.to_tell)

    async def tell_owner(self, key: str, message: Message) -> None:
        """Send the owner a direct message once; one whose answer was lost is not sent again."""
        if await self._upkeep.claim(self.appeal, key) is None:
            await self._send(key, message, self.appeal.to_tell)

    async def post_quietly(self, key: str, unnamed: Message, named: Message) -> None:
        """Post a line once that names somebody without calling them: a mention that an edit brings in rings no bell."""
        if key in self.appeal.posted:
            return

        async def send() -> str:
            return await self._send(key, unnamed, self.appeal.channel)

        ts = await self._first(key, send, self._by_metadata(key))
        await self._update(ts, named)
        await self._upkeep.mark_posted(self.appeal, key, ts)

    async def redraw(self, kind: str, message: Message) -> None:
        """Show a message of this kind as it is now, unless it was just sent."""
        ts = self.appeal.posted_ts(kind)
        if ts and ts not in self._sent:
            await self._update(ts, message)

    async def _update(self, ts: str, message: Message) -> None:
        """Replace a message; without effect where somebody deleted it."""
        try:
            await self._client.chat_update(channel=self.appeal.channel, ts=ts, text=message.text, blocks=message.blocks)
        except SlackApiError as error:
            if error.response["error"] not in GONE | CLOSED_DOORS:
                raise
            log.warning("message.not_updated", appeal=self.appeal.id, ts=ts, reason=error.response["error"])

    async def _once(self, key: str, send: Callable[[], Awaitable[str]], is_it: Callable[[Found], bool]) -> str:
        """Post unless it is marked as posted; mark it."""
        if ts := self.appeal.posted.get(key):
            return ts
        ts = await self._first(key, send, is_it)
        await self._upkeep.mark_posted(self.appeal, key, ts)
        return ts

    async def _first(self, key: str, send: Callable[[], Awaitable[str]], is_it: Callable[[Found], bool]) -> str:
        """Post, unless an earlier attempt got through; gives the ts of that one or of the new message."""
        first = await self._upkeep.claim(self.appeal, key)
        return (await self._find(is_it, first) if first else None) or await send()

    async def _send(self, key: str, message: Message, channel: str, *, broadcast: bool = False) -> str:
        """Post in the appeal's channel, there in the thread, or in another one (a person's); gives the ts."""
        thread = self.thread if channel == self.appeal.channel else None
        with _doors():
            answer = await self._client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"appeal_id": self.appeal.id, "kind": key}},
                thread_ts=thread,
                reply_broadcast=True if thread and broadcast else None,
                unfurl_links=False,
                unfurl_media=False,
            )
        self._sent.add(str(answer["ts"]))
        return str(answer["ts"])

    async def _upload(self, files: Sequence[File]) -> str:
        uploads = [{"filename": name, "title": name, "content": content} for name, content in files]
        with _doors():
            answer = await self._client.files_upload_v2(
                file_uploads=uploads, channel=self.appeal.channel, thread_ts=self.thread
            )
        return str(_content(answer)["files"][0]["id"])

    def _by_metadata(self, key: str) -> Callable[[Found], bool]:
        ours = {"appeal_id": self.appeal.id, "kind": key}
        return lambda message: message.get("metadata", {}).get("event_payload") == ours

    async def _find(self, is_it: Callable[[Found], bool], since: float) -> str | None:
        """The ts of the message that an earlier attempt, begun at `since` (Unix seconds), left in Slack."""
        async for message in self._messages(since):
            if is_it(message):
                return str(message["ts"])
        return None

    async def _messages(self, since: float) -> AsyncIterator[Found]:
        """What was written in the thread, or in the channel where there is no thread yet, from about `since` on."""
        cursor, more = "", True
        while more:
            page = _content(await self._page(f"{since - SKEW:.6f}", cursor))
            for message in page["messages"]:
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            more = bool(cursor)

    async def _page(self, oldest: str, cursor: str) -> AsyncSlackResponse:
        channel = self.appeal.channel
        with _doors():
            if self.thread is None:
                return await self._client.conversations_history(
                    channel=channel, oldest=oldest, cursor=cursor, limit=PAGE, include_all_metadata=True
                )
            return await self._client.conversations_replies(
                channel=channel, ts=self.thread, oldest=oldest, cursor=cursor, limit=PAGE, include_all_metadata=True
            )


def _content(answer: AsyncSlackResponse) -> dict[str, Any]:
    return cast("dict[str, Any]", answer.data)


@contextmanager
def _doors() -> Generator[None]:
    """Tell a channel that is closed to us from every other refusal."""
    try:
        yield
    except SlackApiError as error:
        if error.response["error"] in CLOSED_DOORS:
            raise DoorClosed(error.response["error"]) from error
        raise
