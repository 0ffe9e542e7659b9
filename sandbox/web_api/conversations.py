"""conversations.*, users.*, usergroups.*: reading channels and people."""

from math import inf

from sandbox.basics import Json, SlackError
from sandbox.limits import at
from sandbox.messages import see_channel
from sandbox.state import Channel, Message
from sandbox.web_api.call import Call, Method


def info(call: Call) -> Json:
    """conversations.info."""
    channel = see_channel(call.workspace, call.text("channel"))
    call.need_for(channel, "read")
    return {"channel": channel.raw(call.workspace.app.bot_user)}


def listing(call: Call) -> Json:
    """conversations.list: public channels and the private ones that the app is in."""
    call.need("channels:read")
    bot = call.workspace.app.bot_user
    kinds = (call.optional("types") or "public_channel").split(",")
    found = [c for c in call.workspace.channels.values() if _kind(c) in kinds and (_is_public(c) or bot in c.members)]
    return {"channels": [c.raw(bot) for c in found], "response_metadata": {"next_cursor": ""}}


def _kind(channel: Channel) -> str:
    return "im" if channel.is_im else "private_channel" if channel.is_private else "public_channel"


def _is_public(channel: Channel) -> bool:
    return _kind(channel) == "public_channel"


def _readable(call: Call) -> Channel:
    channel = see_channel(call.workspace, call.text("channel"))
    call.need_for(channel, "history")
    if call.workspace.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _page(call: Call, messages: list[Message]) -> Json:
    """One page of messages between `oldest` and `latest`, in the order given; the cursor is a position."""
    oldest, latest = call.number("oldest", 0), call.number("latest", inf)
    inclusive = call.flag("inclusive")

    def inside(message: Message) -> bool:
        moment = float(message.ts)
        return oldest < moment < latest or (inclusive and moment in (oldest, latest))

    wanted = [message for message in messages if inside(message)]
    start = int(call.number("cursor", 0))
    size = min(int(call.number("limit", 100)), at("history.page"))
    end = start + size
    raw = [
        call.world.raw_message(call.workspace, m, metadata=call.flag("include_all_metadata")) for m in wanted[start:end]
    ]
    more = end < len(wanted)
    return {"messages": raw, "has_more": more, "response_metadata": {"next_cursor": str(end) if more else ""}}


def history(call: Call) -> Json:
    """conversations.history: newest first, without replies unless they were also sent to the channel."""
    channel = _readable(call)
    visible = [m for m in channel.messages if m.ephemeral_to is None and (not m.is_reply or m.broadcast)]
    return _page(call, visible[::-1])


def replies(call: Call) -> Json:
    """conversations.replies: the first message and its replies, oldest first."""
    channel = _readable(call)
    root = channel.find(call.text("ts"))
    if root is None or root.ephemeral_to:
        raise SlackError("thread_not_found")
    top = channel.find(root.thread_ts) if root.thread_ts else root
    return _page(call, [top or root, *channel.replies((top or root).ts)])


def members(call: Call) -> Json:
    """conversations.members."""
    channel = see_channel(call.workspace, call.text("channel"))
    call.need_for(channel, "read")
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def open_direct(call: Call) -> Json:
    """conversations.open, with one user."""
    names = [name for name in (call.optional("users") or "").split(",") if name]
    if call.optional("channel"):
        return {"channel": see_channel(call.workspace, call.text("channel")).raw(call.workspace.app.bot_user)}
    if len(names) != 1:
        raise SlackError("invalid_arguments", "[ERROR] give exactly one user: the sandbox opens no group messages")
    if names[0] not in call.workspace.users:
        raise SlackError("user_not_found")
    channel = call.world.direct_messages(call.workspace, names[0])
    call.world.changes.touch()
    whole = channel.raw(call.workspace.app.bot_user)
    return {"channel": whole if call.flag("return_im") else {"id": channel.id}}


def user_info(call: Call) -> Json:
    """users.info."""
    user = call.workspace.users.get(call.text("user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user.raw(call.workspace.id)}


def group_users(call: Call) -> Json:
    """usergroups.users.list."""
    group = call.text("usergroup")
    if group not in call.workspace.groups:
        raise SlackError("no_such_subteam")
    return {"users": call.workspace.groups[group]}


def groups(call: Call) -> Json:
    """usergroups.list."""
    return {
        "usergroups": [
            {"id": group, "team_id": call.workspace.id, "is_usergroup": True, "name": name, "handle": name.lower()}
            for group in call.workspace.groups
            for name in [group.lstrip("S0123456789").capitalize()]
        ]
    }


METHODS = {
    "conversations.info": Method(info),
    "conversations.list": Method(listing),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
    "conversations.members": Method(members),
    "conversations.open": Method(open_direct, "im:write"),
    "users.info": Method(user_info, "users:read"),
    "usergroups.list": Method(groups, "usergroups:read"),
    "usergroups.users.list": Method(group_users, "usergroups:read"),
}
