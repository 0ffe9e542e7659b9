"""The shortcuts: anywhere, and on a message (then the channel is known)."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.blocks.ids import Shortcut
from slackbot.desk import Desk
from slackbot.handlers.opening import open_form
from slackbot.handlers.payload import Body, actor


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to both shortcuts."""

    @app.global_shortcut(Shortcut.ANYWHERE)
    async def anywhere(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await _open(desk, client, body, "")

    @app.message_shortcut(Shortcut.MESSAGE)
    async def on_message(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await _open(desk, client, body, body["channel"]["id"])


async def _open(desk: Desk, client: AsyncWebClient, body: Body, channel: str) -> None:
    team, user = actor(body)
    trigger = body["trigger_id"]
    await open_form(desk, client, team=team, user=user, channel=channel, trigger_id=trigger)
