"""The things of a workspace: people, channels, messages, files, views, triggers. Data with the reading of data."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sandbox.basics import Json


@dataclass
class User:
    """A member of the workspace; a bot's user is one too."""

    id: str
    name: str
    real_name: str
    timezone: str = "America/New_York"
    is_bot: bool = False

    def raw(self, team: str) -> Json:
        """As users.info shows a user."""
        return {
            "id": self.id,
            "team_id": team,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "tz": self.timezone,
            "profile": {"real_name": self.real_name, "display_name": self.name},
        }


@dataclass
class File:
    """An uploaded file; it is visible once the upload was completed."""

    id: str
    name: str
    title: str
    length: int
    user: str
    created: float
    data: bytes | None = None
    complete: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    alt_txt: str = ""


@dataclass(eq=False)
class Message:
    """A message in a channel. `ephemeral_to` names the only user who sees it; `mentions` are those whom it notified."""

    ts: str
    user: str
    text: str
    channel: str
    blocks: list[Json] = field(default_factory=list[Json])
    attachments: list[Json] = field(default_factory=list[Json])
    files: list[str] = field(default_factory=list[str])
    thread_ts: str | None = None
    broadcast: bool = False
    ephemeral_to: str | None = None
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    mentions: list[str] = field(default_factory=list[str])
    edited: str | None = None
    bot_id: str | None = None
    state: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict[str, dict[str, dict[str, Json]]])

    @property
    def is_reply(self) -> bool:
        """True for a message inside a thread; a thread's first message is none."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class Channel:
    """A public or private channel, or the direct messages (`is_im`) of two members."""

    id: str
    name: str
    members: set[str] = field(default_factory=set[str])
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    messages: list[Message] = field(default_factory=list[Message])
    threads: dict[str, list[Message]] = field(default_factory=dict[str, list[Message]])

    def add(self, message: Message) -> None:
        """Put a message at the end of the channel, and of its thread."""
        self.messages.append(message)
        if message.thread_ts is not None and message.is_reply and message.ephemeral_to is None:
            self.threads.setdefault(message.thread_ts, []).append(message)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self.messages.remove(message)
        if message in self.threads.get(message.thread_ts or "", []):
            self.threads[message.thread_ts or ""].remove(message)

    def find(self, ts: str) -> Message | None:
        """The message with that timestamp, ephemeral ones included."""
        return next((message for message in self.messages if message.ts == ts), None)

    def since(self, ts: str) -> list[Message]:
        """The messages that came after that moment, ephemeral ones included."""
        return [message for message in self.messages if message.ts > ts]

    def replies(self, ts: str) -> list[Message]:
        """The replies of a thread, oldest first, without ephemeral ones."""
        return self.threads.get(ts, [])[:]

    def raw(self, bot_user: str) -> Json:
        """As conversations.info shows a channel."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not (self.is_im or self.is_private),
            "is_group": False,
            "is_im": self.is_im,
            "is_private": self.is_private or self.is_im,
            "is_archived": self.is_archived,
            "is_member": bot_user in self.members,
            "num_members": len(self.members),
            **({"user": next(iter(sorted(self.members - {bot_user})), bot_user)} if self.is_im else {}),
        }


@dataclass
class View:
    """A modal or a Home tab as one user has it on the screen, with what was typed so far (`values`).

    `filled` counts, by block, the changes of values that the page did not make itself, so that it takes them over.
    """

    id: str
    user: str
    raw: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    channel: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict[str, dict[str, Json]])
    errors: dict[str, str] = field(default_factory=dict[str, str])
    notice: str | None = None
    loading: bool = False
    filled: Counter[str] = field(default_factory=Counter[str])

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks, every one with its block_id."""
        blocks: list[Json] = self.raw["blocks"]
        return blocks


@dataclass
class Trigger:
    """A trigger_id: bought by something a user did, lives a few seconds, used once."""

    id: str
    user: str
    issued: float
    channel: str | None = None
    used: bool = False


@dataclass
class Hook:
    """A response_url."""

    id: str
    user: str
    channel: str
    issued: float
    message_ts: str | None = None
    uses: int = 0


@dataclass
class App:
    """The installed app as its manifest describes it. `scopes` None: everything is granted; `commands` None: any."""

    id: str
    name: str
    bot_user: str
    bot_id: str
    commands: list[Json] | None = None
    shortcuts: list[Json] | None = None
    scopes: frozenset[str] | None = None
    events: frozenset[str] = frozenset({"app_home_opened"})


@dataclass
class Workspace:
    """One team with its people, its channels and the one app that is installed in it."""

    id: str
    name: str
    app: App
    bot_token: str
    app_token: str
    signing_secret: str
    request_url: str | None = None
    users: dict[str, User] = field(default_factory=dict[str, User])
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    files: dict[str, File] = field(default_factory=dict[str, File])
    stacks: dict[str, list[View]] = field(default_factory=dict[str, list[View]])
    homes: dict[str, View] = field(default_factory=dict[str, View])
    home_opened: set[str] = field(default_factory=set[str])
    triggers: dict[str, Trigger] = field(default_factory=dict[str, Trigger])
    hooks: dict[str, Hook] = field(default_factory=dict[str, Hook])
    timezone: str = "America/New_York"
    groups: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    seen: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def modal(self, user: str) -> View | None:
        """The modal on top of the user's screen."""
        stack = self.stacks.get(user, [])
        return stack[-1] if stack else None

    def message(self, ts: str, channel: str | None = None) -> Message | None:
        """The message with that timestamp, in one channel or in whichever has it."""
        places = [self.channels[channel]] if channel in self.channels else list(self.channels.values())
        return next((found for place in places if (found := place.find(ts))), None)


def author(workspace: Workspace, user: str) -> dict[str, Any]:
    """The keys by which a message of the app is told from a person's."""
    app = workspace.app
    return {"bot_id": app.bot_id, "app_id": app.id} if user == app.bot_user else {}
