"""The boxes of the checklist and the menu below them. The message is drawn anew by the queue."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import identifiers, teamwork, wording
from slackbot.appeal import Appeal
from slackbot.blocks import people
from slackbot.blocks.checklist import appeal_of
from slackbot.blocks.ids import Action, Callback
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Body, actor, answers, date_in
from slackbot.handlers.people import strangers


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the boxes, the menu, the button and their forms."""

    @app.action(Action.ARRANGE)
    async def arrange(ack: AsyncAck, body: Body, action: Mapping[str, Any], client: AsyncWebClient) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), appeal_of(action["block_id"]))
        item = teamwork.item_of(appeal, action["selected_option"]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=people.item_view(appeal, item))

    @app.view(Callback.ITEM)
    async def arranged(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        given = answers(view)
        appeal_id, item_id = view["private_metadata"].split(" ")
        appeal = await access.appeal(client, who, appeal_id)
        errors = await strangers(access, client, appeal, given, (people.ASSIGNEE,))
        errors |= _errors(given, people.NOT_NEEDED)
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        who_does, until = given[people.ASSIGNEE] or None, date_in(given[people.DUE])
        change = teamwork.arrange(user, item_id, who_does, until, given[people.NOT_NEEDED])
        await desk.change(team, appeal.id, change)
        await ack()

    @app.action(Action.ADD_ITEM)
    async def add_item(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=people.new_item_view(appeal))

    @app.view(Callback.NEW_ITEM)
    async def added(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        given = answers(view)
        appeal = await access.appeal(client, who, view["private_metadata"])
        errors = await strangers(access, client, appeal, given, (people.ASSIGNEE,))
        errors |= _errors(given, people.WHAT) | _too_late(given, desk.today())
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        why, until = f"{wording.WHO_ASKS[given[people.WHO_ASKS]]}.", date_in(given[people.DUE])
        change = teamwork.add(user, given[people.WHAT], why, given[people.ASSIGNEE] or None, until)
        await desk.change(team, appeal.id, change)
        await ack()

    @app.action(Action.TICK)
    async def ticked(ack: AsyncAck, body: Body, action: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        appeal = await access.appeal(client, who, appeal_of(action["block_id"]))
        for item_id, done in _toggled(action, body, appeal, user):
            await desk.tick(team, appeal.id, item_id, user, done)
        await ack()


def _errors(given: Mapping[str, str], field: str) -> dict[str, str]:
    found = identifiers.find(given[field])
    return {field: wording.identifier_found(*found)} if found else {}


def _too_late(given: Mapping[str, str], today: date) -> dict[str, str]:
    due = date_in(given[people.DUE])
    return {people.DUE: wording.DUE_PAST} if due and due < today else {}


def _toggled(action: Mapping[str, Any], body: Body, appeal: Appeal, user: str) -> Iterator[tuple[str, bool]]:
    """The boxes that the user changed: ticked now and not before, or cleared although it was shown as ticked.

    A box that someone else has ticked meanwhile is not shown yet; that it is clear here means nothing.
    """
    element = _element(action, body)
    now, shown, offered = (_ids(part) for part in (action.get("selected_options"), *_parts(element)))
    for item in appeal.items:
        if item.id in now and item.tick is None:
            yield item.id, True
        elif item.id in offered - now and item.tick and (item.id in shown or item.tick.by == user):
            yield item.id, False


def _element(action: Mapping[str, Any], body: Body) -> Mapping[str, Any]:
    """The boxes as the message shows them."""
    blocks = body.get("message", {}).get("blocks", [])
    block = next((block for block in blocks if block.get("block_id") == action["block_id"]), {})
    return next(iter(block.get("elements", [])), {})


def _parts(element: Mapping[str, Any]) -> tuple[Any, Any]:
    return element.get("initial_options"), element.get("options")


def _ids(options: list[Mapping[str, Any]] | None) -> set[str]:
    return {option["value"] for option in options or ()}
