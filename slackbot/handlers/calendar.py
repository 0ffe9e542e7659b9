"""Dates for one's own calendar: the file of an appeal or of all of one's own, and the address of a feed of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import wording_calendar as said
from slackbot.agenda import agenda
from slackbot.blocks.calendar import Feed, calendar_message
from slackbot.blocks.ids import CALENDAR_ACTION, Action
from slackbot.blocks.kit import Message, words
from slackbot.calendar_file import Entry, calendar_file
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Actor, Body, actor
from slackbot.rows import Row

FEED_PATH: Final = "/calendar/{secret}.ics"
APPROVALS_LAST: Final = timedelta(days=366)  # from the decision on, at most
UPLOAD_SECONDS: Final = 30


def register(app: AsyncApp, desk: Desk, access: Access, public_url: str) -> None:
    """Listen to the card's button and to those of the answer. `public_url` is empty where no feed is offered."""

    @app.action(Action.ADD_TO_CALENDAR)
    async def add(
        ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, context: AsyncBoltContext
    ) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), body["actions"][0]["value"])
        entries = agenda(appeal, desk.today(), _workspace(context))
        if entries:
            content = calendar_file(entries, desk.now())
            await _send(client, actor(body).user, said.of_appeal(appeal), f"mri-appeal-{appeal.number}.ics", content)
        await respond(said.SENT if entries else said.no_dates(appeal), replace_original=False)

    @app.action(CALENDAR_ACTION)
    async def chosen(
        ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, context: AsyncBoltContext
    ) -> None:
        await ack()
        team, user = who = actor(body)
        pressed = body["actions"][0]["action_id"].rpartition(".")[2]
        if pressed == "file":
            entries = await dates_of(desk, access, client, who, _workspace(context))
            await _send(client, user, said.OF_ALL, said.FILE, calendar_file(entries, desk.now()))
            await respond(said.SENT, replace_original=False)
            return
        address = public_url + FEED_PATH.format(secret=await desk.new_feed(team, user)) if pressed == "new" else ""
        if pressed == "off":
            await desk.end_feed(team, user)
        answer = await own_calendar(desk, access, client, who, public_url, address=address)
        await respond(answer.text, blocks=answer.blocks, response_type="ephemeral", replace_original=True)


async def own_calendar(
    desk: Desk, access: Access, client: AsyncWebClient, who: Actor, public_url: str, *, address: str = ""
) -> Message:
    """How many dates this user has, and how to get them into a calendar; `address` is that of a new feed."""
    dates = await dates_of(desk, access, client, who)
    on: Feed = "on" if await desk.has_feed(who.team, who.user) else "off"
    return calendar_message(len(dates), on if public_url else "not offered", address)


async def dates_of(
    desk: Desk, access: Access, client: AsyncWebClient, who: Actor, workspace_url: str = ""
) -> list[Entry]:
    """The dates of the appeals that this user owns or stands in for, in channels that they are in."""
    own = [row for row in await _dated(desk, who.team) if row.is_of(who.user)]
    appeals = await desk.appeals(who.team, await access.seen(client, who, own))
    return [entry for appeal in appeals for entry in agenda(appeal, desk.today(), workspace_url)]


async def _dated(desk: Desk, team: str) -> Sequence[Row]:
    """What is open, and approvals that the scan may still use."""
    today = desk.today()
    decided = await desk.decided_rows(team, today - APPROVALS_LAST)
    approved = [row for row in decided if row.approval_waits_until and row.approval_waits_until >= today]
    return [*await desk.open_rows(team), *approved]


async def _send(client: AsyncWebClient, user: str, text: str, name: str, content: bytes) -> None:
    """Send somebody a file as a direct message; a listener's own client waits only as long as a trigger lives."""
    patient = AsyncWebClient(
        token=client.token, base_url=client.base_url, timeout=UPLOAD_SECONDS, session=client.session
    )
    sent = await patient.chat_postMessage(channel=user, text=text, blocks=words(text))
    await patient.files_upload_v2(filename=name, title=name, content=content, channel=str(sent["channel"]))


def _workspace(context: AsyncBoltContext) -> str:
    """The address of the workspace, with a slash at its end."""
    known = context.authorize_result
    return (known.url if known else None) or ""
