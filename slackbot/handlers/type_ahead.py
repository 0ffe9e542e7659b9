"""Type-ahead in the intake form: what is offered while somebody types. Codes come from the rulebook in memory."""

import asyncio
from typing import Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import form_search as search
from slackbot.blocks.ids import FIELD_ACTION, FIELD_PREFIX
from slackbot.blocks.intake import offers
from slackbot.desk import Desk
from slackbot.errors import StoreUnavailable
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Actor, Body, actor

PATIENCE: Final = 2.0  # seconds for finding insurers; Slack waits three for the whole answer
ENOUGH: Final = 20  # insurers


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to what is typed into the form's fields with type-ahead."""

    @app.options(FIELD_ACTION)
    async def typed(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        field, text = body["action_id"].removeprefix(FIELD_PREFIX), body["value"].strip()
        region = body["block_id"].partition("@")[2]
        if field == "insurer":
            found = search.insurers(await _insurers(desk, access, client, actor(body), text), text)
        else:
            find = search.procedures if field == "cpt" else search.diagnoses
            found = find(desk.rulebook, region, text)
        await ack(options=offers(found))


async def _insurers(desk: Desk, access: Access, client: AsyncWebClient, who: Actor, typed: str) -> list[str]:
    """The insurers of appeals that this user may see, the latest first; as many as can be told in time."""
    names: dict[str, None] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            rows = [row for row in await desk.all_rows(who.team) if typed.casefold() in row.insurer.casefold()]
            for row in sorted(rows, key=lambda row: row.opened, reverse=True):
                if len(names) < ENOUGH and row.insurer not in names and await access.may_see(client, *who, row):
                    names[row.insurer] = None
    except (TimeoutError, StoreUnavailable, SlackClientError):
        pass  # what was typed can still be taken
    return list(names)
