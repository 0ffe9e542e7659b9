"""The clinician's sign-off: by the card's button, or asked for where a clinician writes "looks good" in the thread."""

import re
from typing import Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import teamwork
from slackbot.appeal import CARD, Appeal
from slackbot.blocks.ids import Action
from slackbot.blocks.people import sign_off_question
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Body, actor

AGREES: Final = re.compile(
    r"(?i)\b(looks? (good|great|fine|right|ok(ay)?)|lgtm|good to go|approved?|i agree|sign(ed)? off|ready to send)\b"
)
DENIES: Final = re.compile(r"(?i)\b(not|no|never|isn['’]t|doesn['’]t|don['’]t|can['’]t|before|unless|once|if)\b|\?")


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the button and to what is written in the threads."""

    @app.action(Action.SIGN_OFF)
    async def signed(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        appeal = await access.appeal(client, who, body["actions"][0]["value"])
        settings = await desk.settings(team, appeal.channel)
        clinicians = await access.clinicians(client, team, settings)
        await desk.change(team, appeal.id, teamwork.sign_off(user, clinicians))
        await ack()

    @app.event("message")
    async def said(event: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        team = context.team_id or ""
        if not _agrees(event):
            return
        settings = await desk.settings(team, event["channel"])
        if event["user"] not in await access.clinicians(client, team, settings):
            return
        for appeal in await desk.list_open(team, event["channel"]):
            if appeal.posted_ts(CARD) == event["thread_ts"] and _waits(appeal):
                await _ask(client, event, appeal)


def _agrees(event: Body) -> bool:
    """Whether somebody says in a thread that it can go; a doubt or a condition is no consent."""
    text = str(event.get("text", ""))
    written = event.get("thread_ts") and event.get("user") and not event.get("bot_id") and not event.get("subtype")
    return bool(written and AGREES.search(text) and not DENIES.search(text))


def _waits(appeal: Appeal) -> bool:
    return appeal.sign_off is None and teamwork.can_be_signed(appeal)


async def _ask(client: AsyncWebClient, event: Body, appeal: Appeal) -> None:
    """Ask the clinician alone whether that was the sign-off."""
    question = sign_off_question(appeal)
    await client.chat_postEphemeral(
        channel=event["channel"],
        user=event["user"],
        thread_ts=event["thread_ts"],
        text=question.text,
        blocks=question.blocks,
    )
