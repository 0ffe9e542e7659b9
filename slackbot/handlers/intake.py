"""The steps of the intake form: next, back, autosave, add a row, start over, create."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from rules import Intake
from rules.model import MAX_TEXT
from slackbot import wording
from slackbot.appeal import TransitionRefused
from slackbot.blocks import ids, intake
from slackbot.desk import Desk
from slackbot.draft import Draft
from slackbot.form_fields import BY_KEY, CHECK
from slackbot.form_rows import opened, pressed
from slackbot.handlers.access import Access
from slackbot.handlers.opening import form_of, view_of
from slackbot.handlers.payload import Actor, Body, actor
from slackbot.intake_form import (
    Reading,
    changed_labels,
    errors_by_block,
    folded_error,
    identifiers_in,
    merged,
    read,
    storable,
    values_of,
)
from slackbot.teamwork import amend, can_be_edited


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the form."""
    listeners = _Listeners(desk, access)
    app.view(ids.INTAKE_CALLBACK)(listeners.submitted)
    app.view_closed(ids.INTAKE_CALLBACK)(listeners.closed)
    app.action(ids.FIELD_ACTION)(listeners.answered)
    app.action(ids.Action.BACK)(listeners.back)
    app.action(ids.ROW_ACTION)(listeners.row)
    app.action(ids.Action.TAKE_OVER)(listeners.take_over)
    app.action(ids.Action.START_OVER)(listeners.start_over)
    app.action(ids.Action.EDIT)(listeners.edit)


class _Listeners:
    """The form's listeners, with the desk that they work at."""

    def __init__(self, desk: Desk, access: Access) -> None:
        self._desk = desk
        self._access = access

    async def submitted(self, ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        """A step was filled in: what is wrong under its fields, else the next step; after the last one the appeal."""
        draft = await self._draft(body, view)
        if draft is None:
            await ack(response_action="update", view=intake.gone_view())
            return
        reading = read(form_of(self._desk, draft), self._desk.today())
        errors = reading.errors_until(draft.step)
        if errors:
            await self._save(draft)
            await ack(**self._complaint(draft, reading, errors))
            return
        if not draft.channel:
            await self._access.enter(client, actor(body), draft.place_of_work)
        if reading.intake is not None and draft.step == CHECK:
            await self._finish(client, draft, reading.intake)
            await ack(response_action="clear")
        else:
            onward = draft.model_copy(update={"step": draft.step + 1})
            await self._desk.save_draft(onward)
            await ack(response_action="update", view=view_of(self._desk, onward, intake=reading.intake))

    async def edit(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The form with the facts of an appeal, pressed for on its card."""
        await ack()
        who = actor(body)
        appeal = await self._access.appeal(client, who, body["actions"][0]["value"])
        if not can_be_edited(appeal):
            raise TransitionRefused(wording.TOO_LATE_TO_EDIT)
        draft = await self._desk.edit_draft(appeal, who.user, values_of(appeal.intake))
        await client.views_open(trigger_id=body["trigger_id"], view=view_of(self._desk, draft))

    async def _finish(self, client: AsyncWebClient, draft: Draft, filled: Intake) -> None:
        """Open the appeal, or change the one that the form is about."""
        if draft.appeal is None:
            await self._desk.open_appeal(draft, filled)
            return
        appeal = await self._access.appeal(client, Actor(draft.team, draft.user), draft.appeal)
        changed = changed_labels(appeal.intake, filled)
        amendment = amend(draft.user, filled, self._desk.assess(filled), changed)
        await self._desk.change(draft.team, appeal.id, amendment)

    async def answered(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A choice was made: keep it, and draw the step anew where other questions depend on it."""
        await ack()
        draft = await self._draft(body, body["view"])
        if draft is None:
            return
        key = body["actions"][0]["action_id"].removeprefix(ids.FIELD_PREFIX)
        if key == "channel":
            likely = await self._desk.defaults(draft.team, str(draft.values.get("channel", "")))
            draft = draft.model_copy(update={"values": {**likely, **draft.values}})
        await self._save(draft)
        if key in BY_KEY and BY_KEY[key].reshapes:
            await client.views_update(view_id=body["view"]["id"], view=view_of(self._desk, draft))

    async def back(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """One step back, with everything that was filled in."""
        await ack()
        draft = await self._draft(body, body["view"])
        if draft is None:
            await client.views_update(view_id=body["view"]["id"], view=intake.gone_view())
            return
        kept = await self._save(draft.model_copy(update={"step": max(draft.step - 1, 1)}))
        view = view_of(self._desk, kept, notices=_dropped(draft.values))
        await client.views_update(view_id=body["view"]["id"], view=view)

    async def row(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A row of treatments or of earlier imaging is added, opened or removed."""
        await ack()
        draft = await self._draft(body, body["view"])
        if draft is None:
            return
        action = body["actions"][0]
        value = action.get("value") or action["selected_option"]["value"]
        after = await self._save(draft.model_copy(update={"values": pressed(form_of(self._desk, draft), value)}))
        await client.views_update(view_id=body["view"]["id"], view=view_of(self._desk, after))

    async def take_over(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The text of the message that the form was begun from becomes the notice's words, after what stands there."""
        await ack()
        draft = await self._draft(body, body["view"])
        if draft is None or draft.source is None:
            return
        if not draft.values.get("message_used"):
            text = "\n".join(filter(None, (form_of(self._desk, draft).text("notice_words"), draft.source.text)))
            used = {"notice_words": text[:MAX_TEXT], "message_used": "yes"}
            draft = await self._save(draft.model_copy(update={"values": {**draft.values, **used}}))
        await client.views_update(view_id=body["view"]["id"], view=view_of(self._desk, draft))

    async def start_over(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """An empty form in place of the one that was resumed; Slack keeps what is typed in a field that stays, so that
        for a moment there is none.
        """
        await ack()
        draft = await self._draft(body, body["view"])
        if draft is None:
            return
        await self._desk.discard_draft(draft)
        fresh = await self._desk.start_draft(draft.team, draft.user, draft.channel, draft.source)
        for view in (intake.between_view(), view_of(self._desk, fresh)):
            await client.views_update(view_id=body["view"]["id"], view=view)

    async def closed(self, ack: AsyncAck, body: Body, view: Mapping[str, Any]) -> None:
        """Keep what Slack tells of a closed form; choices were kept when they were made."""
        await ack()
        draft = await self._draft(body, view)
        if draft is not None:
            await self._save(draft)

    async def _draft(self, body: Body, view: Mapping[str, Any]) -> Draft | None:
        """The user's own draft with what the view holds; its step is the one of the view."""
        who = actor(body)
        draft = await self._desk.load_draft(who.team, view["private_metadata"])
        if draft is None or draft.user != who.user:
            return None
        values = merged(draft.values, (view.get("state") or {}).get("values") or {})
        return draft.model_copy(update={"values": values, "step": ids.step_of(view["callback_id"])})

    async def _save(self, draft: Draft) -> Draft:
        """Keep the draft without what looks like a patient identifier; gives what was kept."""
        kept = draft.model_copy(update={"values": storable(draft.values)})
        await self._desk.save_draft(kept)
        return kept

    def _complaint(self, draft: Draft, reading: Reading, errors: Mapping[str, str]) -> dict[str, Any]:
        """Errors under the fields of this step; a fault of a folded row opens it, one of an earlier step brings that
        step back, and it is named there.
        """
        form = form_of(self._desk, draft)
        here = errors_by_block(form, errors, draft.step)
        if here:
            return {"response_action": "errors", "errors": here}
        kept = {"step": reading.first_step, "values": storable(draft.values)}
        folded = folded_error(form, errors, draft.step)
        if folded and folded.group and reading.first_step == draft.step:
            kept["values"] = storable(opened(form, folded.group, folded.row))
        notice = wording.earlier_step(" ".join(errors.values()))
        view = view_of(self._desk, draft.model_copy(update=kept), notices=(notice,))
        return {"response_action": "update", "view": view}


def _dropped(values: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """What to say about entries that were not kept."""
    labels = [BY_KEY[key].label for key in identifiers_in(values)]
    return (wording.not_kept(", ".join(labels)),) if labels else ()
