"""What people do in Slack, and what they get to see of it: commands, clicks, forms, shortcuts, messages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox import payloads
from sandbox.basics import Json, NotPossibleError, SlackError
from sandbox.delivery import Delivery
from sandbox.elements import Widget, initial_values, options_of
from sandbox.form import choose, entered, find
from sandbox.limits import at
from sandbox.messages import app_message, post, read_content
from sandbox.state import Channel, Message, View, Workspace
from sandbox.text import auto_link, escape
from sandbox.web_api.files import add_file
from sandbox.world import World

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass
class Where:
    """A place with things to operate: a message, the modal on top, or the Home tab."""

    workspace: Workspace
    user: str
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[Json]:
        """The blocks that are shown there."""
        return self.message.blocks if self.message else self.view.blocks if self.view else []

    @property
    def values(self) -> dict[str, dict[str, Json]]:
        """What this user typed and chose there."""
        if self.message:
            return self.message.state.setdefault(self.user, {})
        return self.view.values if self.view else {}


@dataclass
class People:
    """Everything that people can do."""

    world: World
    delivery: Delivery

    def place(self, workspace: Workspace, user: str, where: object) -> Where:
        """A place named `modal`, `home` or `{ts, channel}`; raises NotPossibleError if it is not on the screen."""
        if user not in workspace.users:
            raise NotPossibleError(f"There is nobody with the id {user!r}; there are {', '.join(workspace.users)}.")
        if where in ("modal", "home"):
            view = workspace.modal(user) if where == "modal" else workspace.homes.get(user)
            if view is None:
                raise NotPossibleError(f"{user} has no {where} open.")
            return Where(workspace, user, view=view)
        ts, channel = (where.get("ts"), where.get("channel")) if isinstance(where, dict) else (where, None)
        message = workspace.message(str(ts), channel)
        if message is None or message.ephemeral_to not in (None, user):
            raise NotPossibleError(f"{user} sees no message {ts}.")
        message.state[user] = initial_values(message.blocks, message.channel, kept=message.state.get(user))
        return Where(workspace, user, message=message)

    def membership(self, workspace: Workspace, user: str, channel: str) -> Channel:
        """The channel, if the user is in it."""
        place = workspace.channels.get(channel)
        if place is None:
            raise NotPossibleError(f"There is no channel {channel!r}; there are {', '.join(workspace.channels)}.")
        if user not in place.members:
            raise NotPossibleError(f"{user} is not in #{place.name} (not_in_channel); {sorted(place.members)} are.")
        return place

    async def slash(self, workspace: Workspace, user: str, channel: str, command: str, text: str = "") -> Json:
        """Type a slash command. Returns what the user sees: `view`, `ephemeral` (or `message`), or nothing yet."""
        place = self.membership(workspace, user, channel)
        known = workspace.app.commands
        if known is not None and command not in [each["command"] for each in known]:
            raise NotPossibleError(f"{command} is not a valid command; there is {[c['command'] for c in known]}.")
        start = self.world.new_ts()
        payload = payloads.slash(self.world, workspace, user, channel, command=command, text=text)
        answer = await self.delivery.deliver(workspace, "slash_commands", payload)
        if not answer.arrived:
            return {"error": answer.outcome, "ephemeral": self._slackbot(place, user, command, answer.outcome).text}
        if answer.payload:
            self._command_answer(workspace, user, place, f"{command} {text}".strip(), answer.payload)
        trigger, hook = (
            workspace.triggers[payload["trigger_id"]],
            workspace.hooks[payload["response_url"].split("/")[-1]],
        )

        def settled() -> bool:
            return trigger.used or hook.uses > 0 or any(m.ephemeral_to == user for m in place.since(start))

        await self.world.changes.until(settled, 0 if answer.payload else self.world.timings.trigger)
        return self._seen(workspace, user, place.since(start), opened=trigger.used)

    def _seen(self, workspace: Workspace, user: str, fresh: list[Message], *, opened: bool) -> Json:
        """What appeared on the user's screen: `{view}`, `{ephemeral}`, `{message}` or `{}`."""
        view = workspace.modal(user)
        if opened and view is not None:
            return {"view": view}
        for message in fresh:
            if message.ephemeral_to == user:
                return {"ephemeral": message}
        public = [m for m in fresh if m.ephemeral_to is None and m.user == workspace.app.bot_user]
        return {"message": public[0]} if public else {}

    def _slackbot(self, place: Channel, user: str, command: str, error: str) -> Message:
        """What Slack tells a user whose command got no answer."""
        text = f'{command} failed with the error "{error}"'
        message = Message(self.world.new_ts(), "USLACKBOT", text, place.id, ephemeral_to=user)
        place.add(message)
        self.world.changes.touch()
        return message

    def _command_answer(self, workspace: Workspace, user: str, place: Channel, typed: str, payload: Json) -> None:
        """The message that rode on the ack of a slash command."""
        try:
            content = read_content(self.world, workspace, payload)
        except SlackError as refusal:
            self.world.record("(ack) slash_commands", payload, refusal.body())
            self._slackbot(place, user, typed.split(maxsplit=1)[0], refusal.error)
            return
        if payload.get("response_type") == "in_channel":
            post(self.world, workspace, place, Message(self.world.new_ts(), user, escape(typed), place.id))
        message = app_message(self.world, workspace, place, content)
        message.ephemeral_to = None if payload.get("response_type") == "in_channel" else user
        post(self.world, workspace, place, message)

    async def click(
        self, where: Where, label: str, option: object = None, *, near: str | None = None, confirm: bool = True
    ) -> Json:
        """Press, tick or pick by label. A confirm dialog is accepted; with `confirm` False it is declined."""
        widget = find(where.blocks, label, near)
        if widget.element.get("confirm") and not confirm:
            return {"cancelled": True}
        return await self.operate(where, widget, await self._clicked(where, widget, label, option))

    async def _clicked(self, where: Where, widget: Widget, label: str, option: object) -> Json:
        """The state that a click leaves an element in."""
        kind, element = widget.kind, widget.element
        if kind in ("button", "icon_button"):
            return {}
        if kind == "feedback_buttons":
            chosen = next(
                b for k in ("positive_button", "negative_button") if (b := element[k])["text"]["text"] == label
            )
            return {"text": chosen["text"], "value": chosen["value"]}
        options = await self.options(where, widget, str(option or ""))
        if kind == "overflow":
            return {"selected_option": _option(options, option or label)}
        if kind == "checkboxes" and not isinstance(option, list):
            return _toggled(where, widget, _option(options, option or label))
        value = option if option is not None or kind != "radio_buttons" else label
        return entered(widget, value, where.workspace, options, self.file_maker(where.workspace, where.user))

    async def operate(self, where: Where, widget: Widget, state: Json) -> Json:
        """Put an element in a state and, where it dispatches, tell the app and wait for what shows up."""
        stateful = bool(state) and widget.kind not in ("overflow", "feedback_buttons")
        if stateful:
            where.values.setdefault(widget.block_id, {})[widget.action_id] = {"type": widget.kind, **state}
            self.world.changes.touch()
        if not widget.dispatches:
            return {}
        return await self._dispatch(where, widget, state)

    async def _dispatch(self, where: Where, widget: Widget, state: Json) -> Json:
        workspace, user = where.workspace, where.user
        base = payloads.common(workspace, user) | {"type": "block_actions"}
        place = (
            payloads.in_message(self.world, workspace, user, where.message)
            if where.message
            else payloads.in_view(self.world, workspace, user, _view(where))
        )
        done = payloads.action(self.world, widget.block_id, widget.element, state)
        before, stack = self.world.changes.version, list(workspace.stacks.get(user, []))
        answer = await self.delivery.deliver(workspace, "interactive", base | place | {"actions": [done]})
        if not answer.arrived:
            return self._trouble(where, answer.outcome)
        trigger = workspace.triggers[place["trigger_id"]]
        await self.world.changes.until(
            lambda: trigger.used or self.world.changes.version > before, self.world.timings.settle
        )
        view = workspace.modal(user)
        new = view is not None and (trigger.used or view not in stack or where.view is view)
        return {"view": view} if new else {}

    def _trouble(self, where: Where, outcome: str) -> Json:
        """What the user sees when a click was not acknowledged: a notice in the modal, a warning at the message."""
        if where.view is not None:
            where.view.notice = TROUBLE
            self.world.changes.touch()
        return {"error": outcome, "notice": TROUBLE}

    async def options(self, where: Where, widget: Widget, typed: str) -> list[Json]:
        """The options a select offers; an external one asks the app (block_suggestion)."""
        if "external" not in widget.kind:
            return options_of(widget.element)
        answer = await self.suggest(where, widget, typed)
        return options_of(answer)

    async def suggest(self, where: Where, widget: Widget, typed: str) -> Json:
        """Ask the app for options for what was typed: `{options}` or `{option_groups}`."""
        place: Json = (
            {"container": {"type": "message", "message_ts": where.message.ts, "channel_id": where.message.channel}}
            if where.message
            else {"view": self.world.raw_view(where.workspace, _view(where))}
        )
        payload = payloads.common(where.workspace, where.user) | place
        payload |= {
            "type": "block_suggestion",
            "value": typed,
            "action_id": widget.action_id,
            "block_id": widget.block_id,
        }
        answer = await self.delivery.deliver(where.workspace, "interactive", payload)
        return answer.payload or {"options": []}

    def file_maker(self, workspace: Workspace, user: str) -> Callable[[str], Json]:
        """Turns a path on this machine, or the id of an uploaded file, into what a file_input holds."""

        def make(path: str) -> Json:
            if path in workspace.files:
                return self.world.raw_file(workspace, workspace.files[path])
            if not Path(path).is_file():
                raise NotPossibleError(f"There is no file {path}.")
            data = Path(path).read_bytes()
            if len(data) > at("file_input.bytes"):
                raise NotPossibleError(f"{path} is larger than {at('file_input.bytes')} bytes.")
            return self.world.raw_file(workspace, add_file(self.world, workspace, user, Path(path).name, data))

        return make

    async def shortcut(self, workspace: Workspace, user: str, name: str, ts: str | None = None) -> Json:
        """Use a global shortcut, or with `ts` a message shortcut, by its name or callback_id."""
        offered = workspace.app.shortcuts
        kind = "message" if ts else "global"
        fitting = [s for s in offered or [] if s["type"] == kind]
        found = next((s for s in fitting if name in (s["name"], s["callback_id"])), None)
        if found is None and offered is not None:
            raise NotPossibleError(f"There is no {kind} shortcut {name!r}; there is {[s['name'] for s in fitting]}.")
        payload = payloads.common(workspace, user) | {
            "callback_id": found["callback_id"] if found else name,
            "action_ts": self.world.new_ts(),
        }
        if ts is None:
            payload |= {"type": "shortcut", "trigger_id": self.world.issue_trigger(workspace, user, None).id}
        else:
            message = self.place(workspace, user, {"ts": ts}).message
            place = payloads.in_message(self.world, workspace, user, message) if message else {}
            payload |= place | {"type": "message_action", "message_ts": ts}
            payload.pop("container", None)
        answer = await self.delivery.deliver(workspace, "interactive", payload)
        if not answer.arrived:
            return {"error": answer.outcome, "notice": TROUBLE}
        trigger = workspace.triggers[payload["trigger_id"]]
        await self.world.changes.until(lambda: trigger.used, self.world.timings.settle)
        return {"view": workspace.modal(user)} if trigger.used else {}

    async def open_home(self, workspace: Workspace, user: str) -> View | None:
        """Open the app's Home tab; returns it as the app publishes it, or None if nothing comes."""
        workspace.home_opened.add(user)
        channel = self.world.direct_messages(workspace, user)
        old = workspace.homes.get(user)
        known = old.hash if old else None
        event: Json = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "home"}
        event |= {"event_ts": self.world.new_ts()}
        if old:
            event["view"] = self.world.raw_view(workspace, old)
        self.delivery.event(workspace, event)

        def arrived() -> bool:
            view = workspace.homes.get(user)
            return view is not None and view.hash != known

        wait = self.world.timings.ack if old is None else self.world.timings.settle
        await self.world.changes.until(arrived, wait)
        return workspace.homes.get(user)

    def message(
        self,
        workspace: Workspace,
        user: str,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: list[str] | None = None,
    ) -> Message:
        """Write a message, with files by path or id. @here and #channel become live as the client makes them."""
        place = self.membership(workspace, user, channel)
        if thread_ts is not None and place.find(thread_ts) is None:
            raise NotPossibleError(f"There is no message {thread_ts} in #{place.name} to answer.")
        make = self.file_maker(workspace, user)
        attached = [str(make(path)["id"]) for path in files or []]
        stored = auto_link(escape(text), workspace)
        message = Message(self.world.new_ts(), user, stored, place.id, thread_ts=thread_ts, files=attached)
        post(self.world, workspace, place, message)
        if f"<@{workspace.app.bot_user}>" in stored:
            raw = self.world.raw_message(workspace, message)
            self.world.happened(workspace, raw | {"type": "app_mention", "channel": place.id, "event_ts": message.ts})
        for file in attached:
            shared: Json = {"type": "file_shared", "file_id": file, "user_id": user, "channel_id": place.id}
            self.world.happened(workspace, shared | {"event_ts": message.ts})
        return message


def _option(options: list[Json], wanted: object) -> Json:
    return choose(options, wanted, "menu")


def _toggled(where: Where, widget: Widget, option: Json) -> Json:
    """The boxes after one of them was clicked."""
    state = where.values.get(widget.block_id, {}).get(widget.action_id)
    chosen = state["selected_options"] if state else widget.element.get("initial_options")
    ticked: list[Json] = chosen or []
    rest = [each for each in ticked if each["value"] != option["value"]]
    return {"selected_options": rest if len(rest) < len(ticked) else [*rest, option]}


def _view(where: Where) -> View:
    if where.view is None:
        raise NotPossibleError("There is no view here.")
    return where.view
