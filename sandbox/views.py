"""Modals and Home tabs: a stack of three, hashes, what survives an update. Rules: slack-platform.md section 2."""

import json
from typing import cast

from sandbox.basics import Json, SlackError
from sandbox.elements import give_ids, initial_values
from sandbox.limits import at
from sandbox.state import View, Workspace
from sandbox.text import live_blocks
from sandbox.view_check import check_view
from sandbox.world import World


def _prepared(world: World, workspace: Workspace, raw: object) -> Json:
    """The view as Slack keeps it; raises SlackError when it breaks a rule."""
    check_view(raw)
    view = cast("Json", raw)
    _check_file_scope(workspace, view)
    if len(json.dumps(view).encode()) > at("view.bytes"):
        raise SlackError("view_too_large")
    prefix = world.new_id("b")
    return view | {"blocks": give_ids(live_blocks(view["blocks"], workspace), prefix)}


def _check_file_scope(workspace: Workspace, raw: Json) -> None:
    """A file_input needs the scope files:read (slack-platform.md section 3)."""
    scopes = workspace.app.scopes
    asks = any(block.get("element", {}).get("type") == "file_input" for block in raw["blocks"])
    if asks and scopes is not None and "files:read" not in scopes:
        raise SlackError("missing_scope", needed="files:read", provided=",".join(sorted(scopes)))


def _check_external_id(workspace: Workspace, raw: Json, own: str | None = None) -> None:
    name = raw.get("external_id")
    views = [view for stack in workspace.stacks.values() for view in stack] + list(workspace.homes.values())
    if name and any(view.raw.get("external_id") == name and view.id != own for view in views):
        raise SlackError("duplicate_external_id")


def new_view(world: World, workspace: Workspace, user: str, raw: object, channel: str | None = None) -> View:
    """A view for that user which is not on the screen yet."""
    prepared = _prepared(world, workspace, raw)
    _check_external_id(workspace, prepared)
    view_id = world.new_id("V")
    values = initial_values(prepared["blocks"], channel)
    return View(view_id, user, prepared, world.new_id("h"), view_id, channel=channel, values=values)


def open_view(world: World, workspace: Workspace, trigger_id: str, raw: object) -> View:
    """views.open: the first view of a new stack."""
    trigger = world.check_trigger(workspace, trigger_id)
    view = new_view(world, workspace, trigger.user, raw, trigger.channel)
    world.use_trigger(workspace, trigger_id)
    workspace.stacks[trigger.user] = [view]
    world.changes.touch()
    return view


def push_view(world: World, workspace: Workspace, trigger_id: str, raw: object) -> View:
    """views.push: one more view on the stack that the trigger came from."""
    trigger = world.check_trigger(workspace, trigger_id)
    view = push_on(world, workspace, trigger.user, raw)
    world.use_trigger(workspace, trigger_id)
    return view


def push_on(world: World, workspace: Workspace, user: str, raw: object) -> View:
    """Put a view on top of the user's stack; `push_limit_reached` beyond three."""
    stack = workspace.stacks.get(user, [])
    if not stack:
        raise SlackError("not_found", "[ERROR] the user has no open modal to push on")
    if len(stack) >= at("view.stack"):
        raise SlackError("push_limit_reached")
    view = new_view(world, workspace, user, raw, stack[0].channel)
    view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    world.changes.touch()
    return view


def find_view(workspace: Workspace, view_id: str | None, external_id: str | None) -> View:
    """The open view with that id or external id; `not_found` otherwise."""
    views = [view for stack in workspace.stacks.values() for view in stack] + list(workspace.homes.values())
    for view in views:
        if view.id == view_id or (external_id and view.raw.get("external_id") == external_id):
            return view
    raise SlackError("not_found")


def replace_view(world: World, workspace: Workspace, view: View, raw: object, given_hash: str | None = None) -> View:
    """Give a view new contents; `hash_conflict` if it changed since `given_hash` was handed out."""
    if given_hash is not None and given_hash != view.hash:
        raise SlackError("hash_conflict")
    prepared = _prepared(world, workspace, raw)
    if prepared["type"] != view.raw["type"]:
        raise SlackError("invalid_arguments", f"[ERROR] a {view.raw['type']} view stays one [json-pointer:/view/type]")
    _check_external_id(workspace, prepared, view.id)
    view.raw = prepared
    view.hash = world.new_id("h")
    view.values = initial_values(prepared["blocks"], view.channel, kept=view.values)
    view.errors, view.notice = {}, None
    world.changes.touch()
    return view


def publish_home(world: World, workspace: Workspace, user: str, raw: object, given_hash: str | None = None) -> View:
    """views.publish: the Home tab of one user."""
    if user not in workspace.users:
        raise SlackError("user_not_found")
    old = workspace.homes.get(user)
    if given_hash is not None and (old is None or given_hash != old.hash):
        raise SlackError("hash_conflict")
    if not isinstance(raw, dict) or cast("Json", raw).get("type") != "home":
        raise SlackError("invalid_arguments", "[ERROR] must be `home` [json-pointer:/view/type]")
    if old is not None:
        return replace_view(world, workspace, old, cast("Json", raw))
    view = new_view(world, workspace, user, cast("Json", raw))
    workspace.homes[user] = view
    world.changes.touch()
    return view
