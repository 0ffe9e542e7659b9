"""`/mri-appeal stats` and the Home tab's button: how the appeals ended, as text, as a picture and as a table."""

import asyncio
from typing import Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import wording_statistics as said
from slackbot.blocks.ids import STATISTICS_ACTION, Action
from slackbot.blocks.kit import Message
from slackbot.blocks.statistics import statistics_message, statistics_view
from slackbot.chart import png
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Actor, Body, actor
from slackbot.rows import Row
from slackbot.statistics import statistics, table

UPLOAD_SECONDS: Final = 30
_CLOSED: Final = frozenset({"not_in_channel", "channel_not_found", "is_archived"})


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the buttons: pressed in a channel, chart and table go there; on the Home tab, to the user alone."""

    @app.action(f"{Action.STATISTICS}.show")
    async def show(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        found = statistics(await _rows(desk, access, client, actor(body)), desk.rulebook)
        await client.views_open(trigger_id=body["trigger_id"], view=statistics_view(found))

    @app.action(STATISTICS_ACTION)
    async def post(ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, action: Body) -> None:
        await ack()
        channel = (body.get("channel") or {}).get("id", "")
        rows = await _rows(desk, access, client, actor(body), channel)
        if action["action_id"].endswith(".chart"):
            name, content = "appeals.png", await asyncio.to_thread(png, statistics(rows, desk.rulebook))
        else:
            name, content = "appeals.csv", table(await desk.appeals(actor(body).team, rows))
        if not channel:
            await _upload(client, await _alone(client, actor(body).user), name, content)
            return
        try:
            await _upload(client, channel, name, content)
        except SlackApiError as error:
            if error.response["error"] not in _CLOSED:
                raise
            await respond(said.CANNOT_POST, response_type="ephemeral", replace_original=False)


async def channel_statistics(desk: Desk, access: Access, client: AsyncWebClient, who: Actor, channel: str) -> Message:
    """The statistics of a channel, of what this user may see."""
    return statistics_message(statistics(await _rows(desk, access, client, who, channel), desk.rulebook))


async def _rows(desk: Desk, access: Access, client: AsyncWebClient, who: Actor, channel: str = "") -> list[Row]:
    """All appeals, open and closed, of a channel (of all of them where empty) that this user may see."""
    rows = await desk.all_rows(who.team)
    return await access.seen(client, who, (row for row in rows if channel in {"", row.channel}))


async def _alone(client: AsyncWebClient, user: str) -> str:
    """The direct messages with a user: a line to them tells which they are, without a scope of its own."""
    return str((await client.chat_postMessage(channel=user, text=said.SENT_TO_YOU))["channel"])


async def _upload(client: AsyncWebClient, channel: str, name: str, content: bytes) -> None:
    """Share a file; a listener's own client waits only as long as a trigger lives."""
    patient = AsyncWebClient(
        token=client.token, base_url=client.base_url, timeout=UPLOAD_SECONDS, session=client.session
    )
    await patient.files_upload_v2(
        filename=name, title=said.TITLE, content=content, channel=channel, alt_txt=said.CHART_ALT
    )
