"""CaseFile: an appeal's messages in Slack, each posted once whatever happens in between.

Before a message is posted its key is claimed in the store; after, its place is marked there. Who finds a claim without
a mark comes after a crash or a lost answer and looks in Slack, by the message's metadata, before posting. Two workers
never post for one appeal at once: the queue runs one task an appeal at a time.
"""

from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.appeal import CARD, Appeal
from slackbot.blocks.kit import Message
from slackbot.jobs import posting
from slackbot.jobs.posting import CLOSED_DOORS, GONE, Found, Place
from slackbot.upkeep import Upkeep

File = tuple[str, bytes]  # name and content

log = structlog.get_logger(__name__)


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
        is_it = posting.carries(self._payload(key))
        ts = await self._once(key, lambda: self._send(key, message, self.appeal.channel), is_it)
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
            file = posting.content(await self._client.files_info(file=file_id))["file"]
        except SlackApiError as error:
            if error.response["error"] not in GONE:
                raise
            return None
        if file.get("is_external"):
            return None  # it lies elsewhere, and our token is for Slack alone
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

        ts = await self._first(key, send, posting.carries(self._payload(key)))
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
        place = Place(self.appeal.channel, self.thread)
        found = await posting.find(self._client, place, is_it, first) if first else None
        return found or await send()

    async def _send(self, key: str, message: Message, channel: str) -> str:
        """Post in the appeal's channel, there in the thread, or in another one (a person's); gives the ts."""
        thread = self.thread if channel == self.appeal.channel else None
        ts = await posting.post(self._client, Place(channel, thread), message, self._payload(key))
        self._sent.add(ts)
        return ts

    async def _upload(self, files: Sequence[File]) -> str:
        uploads = [{"filename": name, "title": name, "content": content} for name, content in files]
        with posting.doors():
            answer = await self._client.files_upload_v2(
                file_uploads=uploads, channel=self.appeal.channel, thread_ts=self.thread
            )
        return str(posting.content(answer)["files"][0]["id"])

    def _payload(self, key: str) -> dict[str, str]:
        return {"appeal_id": self.appeal.id, "kind": key}
