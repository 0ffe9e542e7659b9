"""Putting messages into channels: one way for the app's calls, its answers to commands, and people."""

from dataclasses import dataclass, field

from sandbox.basics import Json, SlackError
from sandbox.blocks_check import check_message_blocks, parsed
from sandbox.elements import give_ids
from sandbox.limits import at
from sandbox.state import Channel, Message, Workspace
from sandbox.text import auto_link, escape, link_urls, live_blocks, mentions
from sandbox.world import World


@dataclass
class Content:
    """What a message says, checked and in the form in which Slack stores it."""

    text: str
    blocks: list[Json] = field(default_factory=list[Json])
    attachments: list[Json] = field(default_factory=list[Json])


def read_content(world: World, workspace: Workspace, args: Json) -> Content:
    """Text, blocks and attachments from a call's arguments; raises SlackError `no_text`, `invalid_blocks` …"""
    text = args.get("text") or ""
    raw = parsed(args.get("blocks") or [], "invalid_blocks_format")
    attachments = parsed(args.get("attachments") or [], "invalid_attachments")
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", "[ERROR] must be a string [json-pointer:/text]")
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if args.get("markdown_text"):
        raw = _markdown_block(str(args["markdown_text"]), text, raw)
    if not text and not raw and not attachments:
        raise SlackError("no_text")
    blocks = check_message_blocks(raw) if raw else []
    linked = escape(text[: at("message.text")])
    if args.get("link_names") in (True, "true", "1", 1) or args.get("parse") == "full":
        linked = auto_link(linked, workspace)
    elif args.get("parse") != "none":
        linked = link_urls(linked)
    return Content(linked, give_ids(live_blocks(blocks, workspace), world.new_id("b")), attachments)


def _markdown_block(markdown: str, text: str, blocks: object) -> list[Json]:
    if text or blocks:
        raise SlackError("markdown_text_conflict")
    if len(markdown) > at("message.markdown_text"):
        raise SlackError("msg_too_long")
    return [{"type": "markdown", "text": markdown}]


def post(world: World, workspace: Workspace, channel: Channel, message: Message) -> Message:
    """Add the message to its channel, note whom it notified, tell subscribers."""
    message.mentions = mentions(message.text, message.blocks)
    channel.add(message)
    if message.ephemeral_to is None:
        world.happened(workspace, message_event(world, workspace, channel, message))
    world.changes.touch()
    return message


def app_message(world: World, workspace: Workspace, channel: Channel, content: Content) -> Message:
    """A message by the app, not posted yet."""
    return Message(
        world.new_ts(),
        workspace.app.bot_user,
        content.text,
        channel.id,
        blocks=content.blocks,
        attachments=content.attachments,
        bot_id=workspace.app.bot_id,
    )


def change(world: World, message: Message, content: Content) -> None:
    """Give a message new contents. What people chose in it survives where the block stayed as it was."""
    kept = {block["block_id"] for block in message.blocks if block in content.blocks}
    for chosen in message.state.values():
        for block_id in [name for name in chosen if name not in kept]:
            del chosen[block_id]
    message.text, message.blocks, message.attachments = content.text, content.blocks, content.attachments
    message.mentions = list(dict.fromkeys([*message.mentions, *mentions(message.text, message.blocks)]))
    world.changes.touch()


def message_event(world: World, workspace: Workspace, channel: Channel, message: Message) -> Json:
    """The Events API event of a new message."""
    kind = "im" if channel.is_im else "group" if channel.is_private else "channel"
    raw = world.raw_message(workspace, message)
    return raw | {"channel": channel.id, "channel_type": kind, "event_ts": message.ts}


def see_channel(workspace: Workspace, channel_id: str) -> Channel:
    """The channel if the app can see it: public ones, and private ones that it is in; else `channel_not_found`."""
    channel = workspace.channels.get(channel_id)
    hidden = channel and (channel.is_private or channel.is_im) and workspace.app.bot_user not in channel.members
    if channel is None or hidden:
        raise SlackError("channel_not_found")
    return channel


def thread_root(channel: Channel, thread_ts: str | None) -> str | None:
    """The timestamp if it is a thread's first message (slack-platform.md section 4: never a reply's)."""
    if not thread_ts:
        return None
    root = channel.find(thread_ts)
    if root is None or root.is_reply or root.ephemeral_to:
        raise SlackError("thread_not_found")
    return thread_ts
