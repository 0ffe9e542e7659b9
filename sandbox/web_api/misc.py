"""auth.test, apps.connections.open, reactions.*, views.*."""

from sandbox.basics import Json, SlackError
from sandbox.messages import see_channel
from sandbox.state import Message, View
from sandbox.views import find_view, open_view, publish_home, push_view, replace_view
from sandbox.web_api.call import Call, Method


def auth_test(call: Call) -> Json:
    """auth.test."""
    space = call.workspace
    return {
        "url": f"{call.world.origin}/",
        "team": space.name,
        "team_id": space.id,
        "user": space.users[space.app.bot_user].name,
        "user_id": space.app.bot_user,
        "bot_id": space.app.bot_id,
        "is_enterprise_install": False,
    }


def _view(call: Call) -> object:
    if call.args.get("view") is None:
        raise SlackError("invalid_arguments", "[ERROR] missing required field: view")
    return call.parsed("view", "invalid_arguments")


def _shown(call: Call, view: View) -> Json:
    return {"view": call.world.raw_view(call.workspace, view)}


def _trigger(call: Call) -> str:
    return call.optional("trigger_id") or call.optional("interactivity_pointer") or ""


def views_open(call: Call) -> Json:
    """views.open."""
    return _shown(call, open_view(call.world, call.workspace, _trigger(call), _view(call)))


def views_push(call: Call) -> Json:
    """views.push."""
    return _shown(call, push_view(call.world, call.workspace, _trigger(call), _view(call)))


def views_update(call: Call) -> Json:
    """views.update, by view_id or external_id."""
    view = find_view(call.workspace, call.optional("view_id"), call.optional("external_id"))
    return _shown(call, replace_view(call.world, call.workspace, view, _view(call), call.optional("hash")))


def views_publish(call: Call) -> Json:
    """views.publish."""
    user = call.text("user_id")
    return _shown(call, publish_home(call.world, call.workspace, user, _view(call), call.optional("hash")))


def _reacted(call: Call) -> Message:
    message = see_channel(call.workspace, call.text("channel")).find(call.text("timestamp"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    return message


def add_reaction(call: Call) -> Json:
    """reactions.add."""
    users = _reacted(call).reactions.setdefault(call.text("name"), [])
    if call.workspace.app.bot_user in users:
        raise SlackError("already_reacted")
    users.append(call.workspace.app.bot_user)
    call.world.changes.touch()
    return {}


def remove_reaction(call: Call) -> Json:
    """reactions.remove."""
    users = _reacted(call).reactions.get(call.text("name"), [])
    if call.workspace.app.bot_user not in users:
        raise SlackError("no_reaction")
    users.remove(call.workspace.app.bot_user)
    call.world.changes.touch()
    return {}


def get_reactions(call: Call) -> Json:
    """reactions.get."""
    message = _reacted(call)
    return {"type": "message", "channel": message.channel, "message": call.world.raw_message(call.workspace, message)}


METHODS = {
    "auth.test": Method(auth_test),
    "views.open": Method(views_open),
    "views.push": Method(views_push),
    "views.update": Method(views_update),
    "views.publish": Method(views_publish),
    "reactions.add": Method(add_reaction, "reactions:write"),
    "reactions.remove": Method(remove_reaction, "reactions:write"),
    "reactions.get": Method(get_reactions, "reactions:read"),
}
