"""chat.*: posting, changing and deleting messages. Rules: slack-platform.md section 4."""

import json
from typing import cast

from sandbox.basics import Json, SlackError
from sandbox.limits import at
from sandbox.messages import app_message, change, post, read_content, see_channel, thread_root
from sandbox.state import Channel, Message, Workspace
from sandbox.web_api.call import Call, Method

_SCALARS = (str, int, float, bool)


def _destination(call: Call) -> Channel:
    """The channel to post in: a channel the app is in, or the direct messages with a user."""
    name = call.text("channel")
    workspace = call.workspace
    if name in workspace.users:
        return call.world.direct_messages(workspace, name)
    channel = see_channel(workspace, name)
    if channel.is_archived:
        raise SlackError("is_archived")
    granted = workspace.app.scopes
    may_stay_out = granted is not None and "chat:write.public" in granted and not channel.is_private
    if workspace.app.bot_user not in channel.members and not may_stay_out:
        raise SlackError("not_in_channel")
    return channel


def _metadata(call: Call) -> Json | None:
    raw = call.parsed("metadata", "invalid_metadata_format")
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise SlackError("invalid_metadata_format")
    found = cast("Json", raw)
    if not isinstance(found.get("event_type"), str) or not isinstance(found.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(found)) > at("message.metadata"):
        raise SlackError("metadata_too_large")
    if not all(_metadata_value(value) for value in found["event_payload"].values()):
        raise SlackError("invalid_metadata_schema")
    return {"event_type": found["event_type"], "event_payload": found["event_payload"]}


def _metadata_value(value: object) -> bool:
    """Scalars, and one level of objects or lists (slack-platform.md section 4)."""
    inner: list[object] = []
    if isinstance(value, dict):
        inner = list(cast("Json", value).values())
    elif isinstance(value, list):
        items = cast("list[object]", value)
        inner = [v for item in items for v in (cast("Json", item).values() if isinstance(item, dict) else [item])]
    else:
        inner = [value]
    return all(isinstance(each, _SCALARS) for each in inner)


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = _destination(call)
    content = read_content(call.world, call.workspace, call.args)
    metadata = _metadata(call)
    message = app_message(call.world, call.workspace, channel, content)
    message.thread_ts = thread_root(channel, call.optional("thread_ts"))
    message.broadcast = message.thread_ts is not None and call.flag("reply_broadcast")
    message.metadata = metadata
    post(call.world, call.workspace, channel, message)
    raw = call.world.raw_message(call.workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": raw}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral: seen by one member of the channel, stored nowhere."""
    channel = _destination(call)
    user = call.text("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    content = read_content(call.world, call.workspace, call.args)
    message = app_message(call.world, call.workspace, channel, content)
    message.thread_ts, message.ephemeral_to = thread_root(channel, call.optional("thread_ts")), user
    post(call.world, call.workspace, channel, message)
    return {"message_ts": message.ts}


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = see_channel(call.workspace, call.text("channel"))
    message = channel.find(call.text("ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.user != call.workspace.app.bot_user:
        raise SlackError(refusal)
    return channel, message


def update(call: Call) -> Json:
    """chat.update: text without blocks deletes the blocks."""
    channel, message = _own_message(call, "cant_update_message")
    if len(str(call.args.get("text") or "")) > at("message.update_text"):
        raise SlackError("msg_too_long")
    content = read_content(call.world, call.workspace, call.args)
    metadata = _metadata(call)
    change(call.world, message, content)
    message.metadata = metadata or message.metadata
    if not content.blocks:
        message.edited = call.world.new_ts()
    raw = call.world.raw_message(call.workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": raw}


def delete(call: Call) -> Json:
    """chat.delete."""
    channel, message = _own_message(call, "cant_delete_message")
    channel.remove(message)
    call.world.changes.touch()
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink."""
    channel = see_channel(call.workspace, call.text("channel"))
    message = channel.find(call.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(call, call.workspace, message)}


def permalink(call: Call, workspace: Workspace, message: Message) -> str:
    """The address of a message on the sandbox's page."""
    thread = f"&thread={message.thread_ts}" if message.is_reply else ""
    return f"{call.world.origin}/?team={workspace.id}&channel={message.channel}&ts={message.ts}{thread}"


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.update": Method(update, "chat:write"),
    "chat.delete": Method(delete, "chat:write"),
    "chat.getPermalink": Method(get_permalink),
}
