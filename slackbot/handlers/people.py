"""Who owns an appeal: claim it, hand it over. The card is drawn anew by the queue."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import identifiers, teamwork, wording
from slackbot.appeal import Appeal
from slackbot.blocks import people
from slackbot.blocks.ids import Action, Callback
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Body, actor, answers


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the card's buttons and the form."""

    @app.action(Action.CLAIM)
    async def claimed(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        appeal = await access.appeal(client, who, body["actions"][0]["value"])
        await desk.change(team, appeal.id, teamwork.claim(user))
        await ack()

    @app.action(Action.HAND_OVER)
    async def hand_over(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=people.hand_over_view(appeal))

    @app.view(Callback.HAND_OVER)
    async def handed_over(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        given = answers(view)
        appeal = await access.appeal(client, who, view["private_metadata"])
        errors = await strangers(access, client, appeal, given, (people.OWNER, people.BACKUP))
        errors |= _errors(given, appeal)
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        owner, backup = given[people.OWNER] or None, given[people.BACKUP] or None
        settings = await desk.settings(team, appeal.channel)
        await desk.change(team, appeal.id, teamwork.hand_over(user, owner, backup, given[people.NOTE], settings))
        await ack()


async def strangers(
    access: Access, client: AsyncWebClient, appeal: Appeal, given: Mapping[str, str], fields: tuple[str, ...]
) -> dict[str, str]:
    """Errors for the people who were chosen in these fields and could not see the appeal."""
    chosen = [field for field in fields if given[field]]
    return {
        field: wording.NOT_IN_THIS_CHANNEL
        for field in chosen
        if not await access.may_see(client, appeal.team, given[field], appeal)
    }


def _errors(given: Mapping[str, str], appeal: Appeal) -> dict[str, str]:
    errors: dict[str, str] = {}
    if given[people.BACKUP] and given[people.BACKUP] == given[people.OWNER]:
        errors[people.BACKUP] = wording.OWN_BACKUP
    found = identifiers.find(given[people.NOTE])
    if found:
        errors[people.NOTE] = wording.identifier_found(*found)
    elif given[people.NOTE] and given[people.OWNER] == (appeal.owner or ""):
        errors[people.NOTE] = wording.NOTE_FOR_NOBODY
    return errors
