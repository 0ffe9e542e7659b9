"""Filling, submitting and closing the modal on top, and what the app's answer does to the stack."""

from dataclasses import dataclass
from typing import cast

from sandbox import payloads
from sandbox.basics import Json, NotPossibleError, SlackError
from sandbox.delivery import Answer
from sandbox.elements import Widget, widgets
from sandbox.form import entered, faults, find, labels
from sandbox.interactions import TROUBLE, People, Where
from sandbox.state import View, Workspace
from sandbox.views import push_on, replace_view


@dataclass
class Modals:
    """What a user does with the modal on top of the screen."""

    people: People

    def top(self, workspace: Workspace, user: str) -> Where:
        """The modal on top; raises NotPossibleError if the user has none."""
        return self.people.place(workspace, user, "modal")

    async def fill(self, workspace: Workspace, user: str, values: Json) -> View:
        """Fill fields by label, one after the other; a field that appears after a choice may follow it."""
        for label, value in values.items():
            where = self.top(workspace, user)
            widget = await self._field(where, label)
            where = self.top(workspace, user)
            wanted = cast("list[object]", value) if isinstance(value, list) else [value]
            typed = [str(one) for one in wanted if one is not None]
            options = [each for one in typed for each in await self.people.options(where, widget, one)]
            state = entered(widget, value, workspace, options, self.people.file_maker(workspace, user))
            await self.people.operate(where, widget, state)
        view = self.top(workspace, user).view
        return cast("View", view)

    async def _field(self, where: Where, label: str) -> Widget:
        """The field, also when the app is just adding it."""
        workspace, user = where.workspace, where.user

        def there() -> bool:
            view = workspace.modal(user)
            return view is not None and _has(view, label)

        await self.people.world.changes.until(there, self.people.world.timings.settle)
        return find(self.top(workspace, user).blocks, label)

    async def submit(self, workspace: Workspace, user: str) -> Json:
        """Press the submit button. Returns `errors` by block_id, `view` (what is on top then) or `closed`."""
        view = self.top(workspace, user).view
        if view is None or not view.raw.get("submit"):
            raise NotPossibleError("This modal has nothing to submit.")
        view.notice, view.errors = None, faults(view)
        self.people.world.changes.touch()
        if view.errors:
            return {"errors": view.errors}
        answer = await self._deliver(workspace, user, view)
        if not answer.arrived:
            view.notice = TROUBLE
            return {"error": answer.outcome, "notice": TROUBLE}
        return self._apply(workspace, user, view, answer.payload or {})

    async def _deliver(self, workspace: Workspace, user: str, view: View) -> Answer:
        world = self.people.world
        view.loading = True
        world.changes.touch()
        payload = payloads.common(workspace, user) | {
            "type": "view_submission",
            "trigger_id": world.issue_trigger(workspace, user, view.channel).id,
            "view": world.raw_view(workspace, view),
            "response_urls": self._response_urls(workspace, user, view),
        }
        try:
            return await self.people.delivery.deliver(workspace, "interactive", payload)
        finally:
            view.loading = False
            world.changes.touch()

    def _response_urls(self, workspace: Workspace, user: str, view: View) -> list[Json]:
        found: list[Json] = []
        for widget in widgets(view.blocks):
            state = view.values.get(widget.block_id, {}).get(widget.action_id, {})
            channel = state.get("selected_conversation") or state.get("selected_channel")
            if widget.element.get("response_url_enabled") and channel:
                url = self.people.world.issue_hook(workspace, user, str(channel))
                place: Json = {"block_id": widget.block_id, "action_id": widget.action_id}
                found.append(place | {"channel_id": channel, "response_url": url})
        return found

    def _apply(self, workspace: Workspace, user: str, view: View, payload: Json) -> Json:
        """Do to the stack what the app's answer says; an answer that breaks the rules looks like trouble."""
        stack = workspace.stacks.get(user, [])
        try:
            match payload.get("response_action"):
                case None if not payload:
                    stack[:] = [each for each in stack if each is not view]
                case "clear":
                    stack.clear()
                case "errors":
                    view.errors = _checked_errors(view, payload.get("errors"))
                    return {"errors": view.errors}
                case "update":
                    replace_view(self.people.world, workspace, view, payload.get("view"))
                case "push":
                    push_on(self.people.world, workspace, user, payload.get("view"))
                case other:
                    raise SlackError("invalid_arguments", f"[ERROR] unknown response_action {other!r}")  # noqa: TRY301 -- the one handler below turns every refusal into trouble
        except SlackError as refusal:
            self.people.world.record("(ack) view_submission", payload, refusal.body())
            view.notice = TROUBLE
            return {"error": refusal.error, "notice": TROUBLE, "reasons": refusal.messages}
        finally:
            self.people.world.changes.touch()
        top = workspace.modal(user)
        return {"view": top} if top else {"closed": True}

    async def close(self, workspace: Workspace, user: str, *, everything: bool = False) -> Json:
        """Press Cancel, or with `everything` the x that closes the whole stack (slack-platform.md section 2)."""
        stack = workspace.stacks.get(user, [])
        top = self.top(workspace, user).view
        closed = stack[0] if everything else cast("View", top)
        cleared = everything or bool(closed.raw.get("clear_on_close"))
        stack[:] = [] if cleared else stack[:-1]
        self.people.world.changes.touch()
        if closed.raw.get("notify_on_close"):
            place = payloads.without_state({"view": self.people.world.raw_view(workspace, closed)})
            payload = payloads.common(workspace, user) | {"type": "view_closed", **place, "is_cleared": cleared}
            await self.people.delivery.deliver(workspace, "interactive", payload)
        rest = workspace.modal(user)
        return {"view": rest} if rest else {"closed": True}


def _has(view: View, label: str) -> bool:
    try:
        find(view.blocks, label)
    except NotPossibleError:
        return False
    return True


def _checked_errors(view: View, errors: object) -> dict[str, str]:
    """The app's errors, if each names an input block of this view."""
    inputs = {widget.block_id for widget in widgets(view.blocks) if widget.is_input}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_arguments", "[ERROR] missing required field: errors")
    found = cast("dict[str, object]", errors)
    strangers = sorted(set(found) - inputs)
    if strangers:
        raise SlackError("invalid_arguments", f"[ERROR] errors for {strangers}, which are no input blocks of the view")
    return {block_id: str(text) for block_id, text in found.items()}


def by_label(view: View | None, errors: dict[str, str]) -> dict[str, str]:
    """Errors as a person sees them: under the label of the field."""
    names = {widget.block_id: labels(widget)[0] for widget in widgets(view.blocks)} if view else {}
    return {names.get(block_id, block_id): text for block_id, text in errors.items()}
