"""What people do with the elements they see in a message, a modal or the Home tab: press, tick, pick, search."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox import payloads
from sandbox.basics import Json, NotPossibleError, SlackError
from sandbox.block_shapes import SUGGESTION
from sandbox.delivery import Delivery
from sandbox.elements import Widget, initial_values, options_of
from sandbox.form import choose, entered, find
from sandbox.limits import at
from sandbox.shapes import Problems
from sandbox.state import Message, View, Workspace
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
    """People at work on what is on their screen."""

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
        return Where(workspace, user, message=self.message_at(workspace, user, str(ts), channel))

    def message_at(self, workspace: Workspace, user: str, ts: str, channel: str | None = None) -> Message:
        """A message that this user can see; raises NotPossibleError otherwise."""
        message = workspace.message(ts, channel)
        if message is None or not _visible(workspace, message, user):
            raise NotPossibleError(f"{user} sees no message {ts}.")
        message.state[user] = initial_values(message.blocks, message.channel, kept=message.state.get(user))
        return message

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

    async def operate(self, where: Where, widget: Widget, state: Json, *, by_page: bool = False) -> Json:
        """Put an element in a state and, where it dispatches, tell the app and wait for what shows up.

        `by_page`: the page did it, and shows it already.
        """
        stateful = bool(state) and widget.kind not in ("overflow", "feedback_buttons")
        if stateful:
            where.values.setdefault(widget.block_id, {})[widget.action_id] = {"type": widget.kind, **state}
            if where.view and not by_page:
                where.view.filled[widget.block_id] += 1
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
        """Ask the app for options for what was typed: `{options}` or `{option_groups}`.

        Raises NotPossibleError where the client would not ask yet, because too little was typed.
        """
        least = int(widget.element.get("min_query_length", at("external_select.query")))
        if len(typed) < least:
            raise NotPossibleError(f"Type {least} or more characters to search in this menu.")
        place: Json = (
            payloads.at_message(self.world, where.workspace, where.message)
            if where.message
            else payloads.without_state(payloads.at_view(self.world, where.workspace, _view(where)))
        )
        payload = payloads.common(where.workspace, where.user) | place
        payload |= {
            "type": "block_suggestion",
            "value": typed,
            "action_id": widget.action_id,
            "block_id": widget.block_id,
        }
        answer = await self.delivery.deliver(where.workspace, "interactive", payload)
        if not answer.arrived:
            return self._no_suggestion({}, SlackError(answer.outcome))
        return self._checked_suggestion(answer.payload or {})

    def _checked_suggestion(self, payload: Json) -> Json:
        """The app's options, if Slack would offer them; none otherwise, and the reason on record."""
        problems = Problems()
        SUGGESTION(problems, payload, "")
        if problems.found:
            return self._no_suggestion(payload, SlackError("invalid_arguments", *problems.found))
        return payload

    def _no_suggestion(self, payload: Json, refusal: SlackError) -> Json:
        self.world.record("(ack) block_suggestion", payload, refusal.body())
        return {"options": []}

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


def _visible(workspace: Workspace, message: Message, user: str) -> bool:
    """Public channels can be looked at by everybody, private ones by members, ephemeral messages by one."""
    channel = workspace.channels[message.channel]
    hidden = (channel.is_private or channel.is_im) and user not in channel.members
    return not hidden and message.ephemeral_to in (None, user)


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
