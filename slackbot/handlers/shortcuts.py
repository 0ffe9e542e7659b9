"""The shortcuts: anywhere, and on a message (then the channel is known, and the message comes along)."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.blocks.ids import Shortcut
from slackbot.desk import Desk
from slackbot.handlers.from_message import taken_along
from slackbot.handlers.opening import open_form
from slackbot.handlers.payload import Body, actor


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to both shortcuts."""

    @app.global_shortcut(Shortcut.ANYWHERE)
    async def anywhere(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await open_form(desk, client, actor(body), channel="", trigger_id=body["trigger_id"])

    @app.message_shortcut(Shortcut.MESSAGE)
    async def on_message(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        source, notices = taken_along(body["message"])
        channel, trigger = body["channel"]["id"], body["trigger_id"]
        await open_form(desk, client, actor(body), channel=channel, trigger_id=trigger, source=source, notices=notices)
