"""The interaction payloads, in Slack's own shapes, that tell the app what a user did."""

from sandbox.basics import Json
from sandbox.state import Message, User, View, Workspace
from sandbox.world import World


def common(workspace: Workspace, user: str) -> Json:
    """What every interaction payload carries."""
    person: User = workspace.users[user]
    return {
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": workspace.id},
        "api_app_id": workspace.app.id,
        "token": "sandbox",
        "team": {"id": workspace.id, "domain": domain(workspace)},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def domain(workspace: Workspace) -> str:
    """The workspace's subdomain."""
    return workspace.id.lower()


def slash(world: World, workspace: Workspace, user: str, channel: str, *, command: str, text: str) -> Json:
    """A slash command; all values are strings because they travel as a form."""
    place = workspace.channels[channel]
    kind = "directmessage" if place.is_im else "privategroup" if place.is_private else place.name
    return {
        "token": "sandbox",
        "team_id": workspace.id,
        "team_domain": domain(workspace),
        "channel_id": channel,
        "channel_name": kind,
        "user_id": user,
        "user_name": workspace.users[user].name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": world.issue_hook(workspace, user, channel),
        "trigger_id": world.issue_trigger(workspace, user, channel).id,
    }


def at_message(world: World, workspace: Workspace, message: Message) -> Json:
    """The message in which something happened. An ephemeral one is named but not included."""
    channel = workspace.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    included: Json = {} if message.ephemeral_to else {"message": world.raw_message(workspace, message)}
    return {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name},
        **included,
    }


def in_message(world: World, workspace: Workspace, user: str, message: Message) -> Json:
    """Where a message action happened, with what it buys."""
    return {
        **at_message(world, workspace, message),
        "state": {"values": message.state.get(user, {})},
        "response_url": world.issue_hook(workspace, user, message.channel, message.ts),
        "trigger_id": world.issue_trigger(workspace, user, message.channel).id,
    }


def at_view(world: World, workspace: Workspace, view: View) -> Json:
    """The view in which something happened."""
    return {"container": {"type": "view", "view_id": view.id}, "view": world.raw_view(workspace, view)}


def without_state(place: Json) -> Json:
    """A place in a view as payloads have it that are not promised to tell what was entered."""
    return {**place, "view": {**place["view"], "state": {"values": {}}}}


def in_view(world: World, workspace: Workspace, user: str, view: View) -> Json:
    """Where a view action happened, with what it buys."""
    return {
        **at_view(world, workspace, view),
        "trigger_id": world.issue_trigger(workspace, user, view.channel).id,
    }


def action(world: World, block_id: str, element: Json, state: Json) -> Json:
    """One entry of `actions`."""
    carried = {key: element[key] for key in ("text", "value", "style", "placeholder") if key in element}
    moment = world.new_ts()
    return {"action_id": element["action_id"], "block_id": block_id, **carried, **state, "action_ts": moment} | {
        "type": element["type"]
    }
