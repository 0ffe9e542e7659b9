"""`/mri-appeal list`, `due` and `mine`: a page of this channel's open appeals, for the one who asks."""

from typing import Final, cast, get_args

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.blocks.appeal_list import appeal_list
from slackbot.blocks.ids import LIST_ACTION
from slackbot.blocks.kit import Message
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Actor, Body, actor
from slackbot.rows import Row, is_due, page_of
from slackbot.wording_overview import List

LISTS: Final[tuple[List, ...]] = get_args(List)


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the buttons that turn the pages."""

    @app.action(LIST_ACTION)
    async def turned(ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, action: Body) -> None:
        await ack()
        kind = cast("List", action["action_id"].split(".")[1])
        number = int(action["value"])
        channel = body["channel"]["id"]
        said = await listed(desk, access, client, actor(body), channel=channel, kind=kind, number=number)
        await respond(said.text, blocks=said.blocks, response_type="ephemeral", replace_original=True)


async def listed(
    desk: Desk, access: Access, client: AsyncWebClient, who: Actor, *, channel: str, kind: List, number: int = 1
) -> Message:
    """A page of a list, of what this user may see."""
    today = desk.today()
    seen = await access.seen(client, who, await desk.open_rows(who.team, channel))

    def fits(row: Row) -> bool:
        return row.is_of(who.user) if kind == "mine" else kind == "list" or is_due(row, "soon", today)

    page = page_of([row for row in seen if fits(row)], number)
    return appeal_list(kind, page, await desk.appeals(who.team, page.rows), today)
