"""The buttons of a reminder that are no card's: a checklist item is done, and a reminder is put off."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import identifiers, teamwork, wording
from slackbot import wording_reminders as said
from slackbot.appeal import Appeal
from slackbot.blocks import snooze
from slackbot.blocks.ids import Action, Callback
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Body, actor, answers, date_in
from slackbot.office import DAY, Office
from slackbot.watch import counts_by, watch_of


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the buttons and the form."""

    @app.action(Action.ITEM_DONE)
    async def done(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        appeal_id, item_id = body["actions"][0]["value"].split(" ", 1)
        appeal = await access.appeal(client, who, appeal_id)
        await desk.tick(team, appeal.id, item_id, user, done=True)
        await ack()

    @app.action(Action.SNOOZE)
    async def asked(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        appeal_id, watch = body["actions"][0]["value"].split(" ", 1)
        appeal = await access.appeal(client, actor(body), appeal_id)
        watch_of(appeal, watch)
        await client.views_open(trigger_id=body["trigger_id"], view=snooze.snooze_view(appeal, watch))

    @app.view(Callback.SNOOZE)
    async def snoozed(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        given = answers(view)
        appeal_id, watch = view["private_metadata"].split(" ", 1)
        appeal = await access.appeal(client, who, appeal_id)
        office = (await desk.settings(team, appeal.channel)).office(desk.time_zone)
        today = office.today(desk.now())
        errors = _errors(given, today)
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        until, reason = _until(given, office, today), given[snooze.REASON]
        if (warning := _warning(appeal, watch, until)) and not _is_confirmed(view):
            entered = snooze.Entered(given[snooze.HOW_LONG], date_in(given[snooze.UNTIL]), reason)
            await ack(response_action="update", view=snooze.snooze_view(appeal, watch, entered, warning))
            return
        await desk.change(team, appeal.id, teamwork.snooze(user, watch, until, reason))
        await ack()


def _errors(given: Mapping[str, str], today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not given[snooze.REASON]:
        errors[snooze.REASON] = said.REASON_NEEDED
    elif found := identifiers.find(given[snooze.REASON]):
        errors[snooze.REASON] = wording.identifier_found(*found)
    until = date_in(given[snooze.UNTIL])
    if given[snooze.HOW_LONG] == "date":
        if until is None:
            errors[snooze.UNTIL] = said.UNTIL_NEEDED
        elif until <= today:
            errors[snooze.UNTIL] = said.UNTIL_PAST
        elif until > today + said.A_YEAR:
            errors[snooze.UNTIL] = said.UNTIL_FAR
    return errors


def _until(given: Mapping[str, str], office: Office, today: date) -> date:
    """The working day on whose morning it is heard of again: a day chosen by hand moves back to one, if it can."""
    until = date_in(given[snooze.UNTIL])
    if given[snooze.HOW_LONG] != "date" or until is None:
        return office.next_working(today + int(given[snooze.HOW_LONG]) * DAY)
    earlier = office.last_working(until)
    return earlier if earlier > today else office.next_working(until)


def _warning(appeal: Appeal, watch: str, until: date) -> str:
    """What to say where it would end after the date that counts; empty where it does not."""
    limit = counts_by(watch_of(appeal, watch), appeal.time_zone)
    return said.beyond(limit, until) if limit and until > limit else ""


def _is_confirmed(view: Mapping[str, Any]) -> bool:
    boxes = view["state"]["values"].get(snooze.CONFIRMED, {}).get(snooze.CONFIRMED, {})
    return bool(boxes.get("selected_options"))
