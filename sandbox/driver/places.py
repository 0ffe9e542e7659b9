"""A channel as the app sees it, and waiting for what appears in it."""

from collections.abc import Callable

from sandbox.basics import NotPossibleError
from sandbox.driver.core import Core, Posted, listed
from sandbox.state import Channel as ChannelState


class Channel:
    """A channel as the app sees it."""

    def __init__(self, slack: Core, channel: ChannelState) -> None:
        self.slack = slack
        self.state = channel

    @property
    def messages(self) -> list[Posted]:
        """All messages, replies included, oldest first; none that only one user sees."""
        return [self.slack.posted(message) for message in self.state.messages if message.ephemeral_to is None]

    def message(self, ts: str) -> Posted:
        """The message as it is now."""
        found = self.state.find(ts)
        if found is None:
            raise NotPossibleError(f"There is no message {ts} in {self.state.id}.")
        return self.slack.posted(found)

    def replies(self, root: Posted) -> list[Posted]:
        """The replies of a thread, oldest first."""
        return [self.slack.posted(message) for message in self.state.replies(root.ts)]

    async def thread(self, root: Posted, *, at_least: int = 1) -> list[Posted]:
        """The replies of a thread, as soon as there are `at_least` so many."""
        await self.slack.until(
            lambda: len(self.state.replies(root.ts)) >= at_least,
            f"{at_least} replies to {root.ts}",
            lambda: listed(self.replies(root)),
        )
        return self.replies(root)

    async def wait_for_message(
        self, text: str = "", *, where: Callable[[Posted], bool] | None = None, thread: Posted | None = None
    ) -> Posted:
        """Wait for a message by the app whose shown text or text holds `text`, and for which `where` is true."""

        def found() -> list[Posted]:
            pool = self.replies(thread) if thread else self.messages
            fitting = [m for m in pool if m.raw.get("bot_id") and text in f"{m.shown}\n{m.text}"]
            return [message for message in fitting if where is None or where(message)]

        await self.slack.until(found, f"a message in {self.state.id} with {text!r}", lambda: listed(self.messages))
        return found()[0]

    async def wait_for_update(self, message: Posted, text: str) -> Posted:
        """Wait until this message shows `text`."""
        await self.slack.until(
            lambda: text in self.message(message.ts).shown,
            f"{text!r} in message {message.ts}",
            lambda: self.message(message.ts).shown,
        )
        return self.message(message.ts)
