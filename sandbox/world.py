"""The one mutable object of the sandbox: all workspaces, the record of calls, the faults that were ordered."""

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.basics import Changes, Json, NotPossibleError, SlackError, Timings
from sandbox.faults import Faults
from sandbox.people import default_workspace
from sandbox.state import Channel, File, Hook, Message, Trigger, View, Workspace, author

Clock = Callable[[], float]
EventSink = Callable[[Workspace, Json], None]


def _ignore(_workspace: Workspace, _event: Json) -> None:
    """Nobody listens yet."""


@dataclass
class World:
    """Everything there is. `clock` gives Unix seconds; trigger and response_url lifetimes are measured with it."""

    teams: tuple[str, ...] = ("T01CLINIC",)
    manifest: Json | None = None
    timings: Timings = field(default_factory=Timings)
    clock: Clock = time.time
    origin: str = "http://127.0.0.1"
    changes: Changes = field(default_factory=Changes)
    faults: Faults = field(default_factory=Faults)
    _record: list[str] = field(default_factory=list[str])
    workspaces: dict[str, Workspace] = field(default_factory=dict[str, Workspace])
    event_sink: EventSink = _ignore
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _last_ts: int = 0
    _last_trigger: float | None = None

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Start over: the default people and channels, no messages, no faults, an empty record of calls."""
        urls = {team: space.request_url for team, space in self.workspaces.items()}
        self.workspaces = {team: default_workspace(team, self.manifest) for team in self.teams}
        for team, url in urls.items():
            self.workspaces[team].request_url = url
        self._record.clear()
        self.faults.clear()
        self._last_trigger = None
        self.changes.touch()

    def new_id(self, prefix: str) -> str:
        """An id that was never given before, like `V00000012`."""
        return f"{prefix}{next(self._ids):08d}"

    def new_ts(self) -> str:
        """A message timestamp: Unix seconds with six decimals, always later than the last one."""
        self._last_ts = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def workspace_of(self, user: str | None = None, team: str | None = None) -> Workspace:
        """The workspace named, or the one in which that user is, or the first."""
        if team is not None:
            if team not in self.workspaces:
                raise NotPossibleError(f"There is no workspace {team}; there are {', '.join(self.workspaces)}.")
            return self.workspaces[team]
        home = next((space for space in self.workspaces.values() if user in space.users), None)
        return home or next(iter(self.workspaces.values()))

    def workspace_by_token(self, token: str) -> Workspace | None:
        """The workspace that issued this bot or app token."""
        return next((w for w in self.workspaces.values() if token in (w.bot_token, w.app_token)), None)

    def issue_trigger(self, workspace: Workspace, user: str, channel: str | None) -> Trigger:
        """A fresh trigger_id for what the user just did."""
        trigger = Trigger(self.new_id("1337."), user, self.clock(), channel)
        workspace.triggers[trigger.id] = trigger
        self._last_trigger = trigger.issued
        return trigger

    def use_trigger(self, workspace: Workspace, trigger_id: str) -> Trigger:
        """Spend a trigger_id; raises SlackError if it is unknown, spent or too old (slack-platform.md section 1)."""
        trigger = self.check_trigger(workspace, trigger_id)
        trigger.used = True
        return trigger

    def check_trigger(self, workspace: Workspace, trigger_id: str) -> Trigger:
        """The trigger, if it could be spent now; raises SlackError otherwise."""
        trigger = workspace.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock() - trigger.issued > self.timings.trigger:
            raise SlackError("expired_trigger_id")
        return trigger

    def issue_hook(self, workspace: Workspace, user: str, channel: str, message_ts: str | None = None) -> str:
        """A response_url for this user in this channel."""
        hook = Hook(self.new_id("hook"), user, channel, self.clock(), message_ts)
        workspace.hooks[hook.id] = hook
        return f"{self.origin}/hooks/{workspace.id}/{hook.id}"

    def record(self, method: str, arguments: Json, answer: Json) -> None:
        """Keep a call for `GET /sandbox/requests`; milliseconds count from the trigger named, or from the latest."""
        trigger = self._trigger_named(arguments.get("trigger_id"))
        start = trigger.issued if trigger else self._last_trigger
        since = None if start is None else round((self.clock() - start) * 1000, 3)
        call = {"method": method, "arguments": arguments, "answer": answer, "since_trigger_ms": since}
        self._record.append(json.dumps(call))  # text: a snapshot, and nothing that the garbage collector walks through
        self.changes.touch()

    @property
    def requests(self) -> list[Json]:
        """Every call so far: `method`, `arguments`, `answer`, `since_trigger_ms`."""
        return [json.loads(call) for call in self._record]

    def _trigger_named(self, trigger_id: object) -> Trigger | None:
        if not isinstance(trigger_id, str):
            return None
        return next((w.triggers[trigger_id] for w in self.workspaces.values() if trigger_id in w.triggers), None)

    def happened(self, workspace: Workspace, event: Json) -> None:
        """An Events API event took place; it is delivered if the app subscribed to it."""
        self.event_sink(workspace, event)

    def direct_messages(self, workspace: Workspace, user: str) -> Channel:
        """The direct messages of the app with a user, opened on first use."""
        members = {user, workspace.app.bot_user}
        found = next((c for c in workspace.channels.values() if c.is_im and c.members == members), None)
        if found:
            return found
        channel = Channel(f"D{user[1:]}", "directmessage", members, is_im=True)
        workspace.channels[channel.id] = channel
        return channel

    def raw_file(self, workspace: Workspace, file: File) -> Json:
        """As files.info shows a file."""
        url = f"{self.origin}/files/{workspace.id}/{file.id}/{file.name}"
        kind = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else "text"
        return {
            "id": file.id,
            "created": int(file.created),
            "timestamp": int(file.created),
            "name": file.name,
            "title": file.title,
            "filetype": kind,
            "mimetype": _MIME_TYPES.get(kind, "application/octet-stream"),
            "alt_txt": file.alt_txt,
            "user": file.user,
            "size": len(file.data or b""),
            "mode": "hosted",
            "is_external": False,
            "url_private": url,
            "url_private_download": f"{url}?download=1",
            "permalink": f"{self.origin}/sandbox/file/{workspace.id}/{file.id}/{file.name}",
        }

    def raw_message(self, workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
        """As conversations.history shows a message; `metadata` adds the event payload."""
        raw: Json = {
            "type": "message",
            "user": message.user,
            "text": message.text,
            "ts": message.ts,
            "team": workspace.id,
            **author(workspace, message.user),
        }
        optional: Json = {
            "blocks": message.blocks,
            "attachments": message.attachments,
            "files": [self.raw_file(workspace, workspace.files[file]) for file in message.files],
            "thread_ts": message.thread_ts,
            "edited": {"user": message.user, "ts": message.edited} if message.edited else None,
            "reactions": [{"name": n, "users": u, "count": len(u)} for n, u in message.reactions.items() if u],
            "subtype": "thread_broadcast" if message.broadcast else None,
        }
        if message.metadata:
            shown = message.metadata if metadata else {"event_type": message.metadata["event_type"]}
            optional["metadata"] = shown
        return raw | {key: value for key, value in optional.items() if value} | self._thread_facts(workspace, message)

    def _thread_facts(self, workspace: Workspace, message: Message) -> Json:
        replies = workspace.channels[message.channel].replies(message.ts)
        if message.is_reply or not replies:
            return {}
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": sorted({reply.user for reply in replies}),
            "latest_reply": replies[-1].ts,
        }

    def raw_view(self, workspace: Workspace, view: View) -> Json:
        """As the Web API and the interaction payloads show a view."""
        app = workspace.app
        defaults: Json = {
            "private_metadata": "",
            "callback_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            "external_id": "",
        }
        return {
            "id": view.id,
            "team_id": workspace.id,
            **defaults,
            **view.raw,
            "state": {"values": view.values},
            "hash": view.hash,
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
            "app_id": app.id,
            "app_installed_team_id": workspace.id,
            "bot_id": app.bot_id,
        }


_MIME_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain",
    "text": "text/plain",
    "json": "application/json",
    "csv": "text/csv",
    "gif": "image/gif",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
