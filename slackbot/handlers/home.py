"""App Home: the user's own appeals, and a way to start."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.blocks.home import home
from slackbot.blocks.ids import Action
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.opening import open_form
from slackbot.handlers.payload import Actor, Body, actor


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the Home tab."""

    @app.event("app_home_opened")
    async def opened(event: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        if event.get("tab") == "home":
            who = Actor(context.team_id or "", event["user"])
            appeals = await access.seen(client, who, await desk.list_owned(who.team, who.user))
            await client.views_publish(user_id=event["user"], view=home(appeals, desk.today()))

    @app.action(Action.START)
    async def start(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        team, user = actor(body)
        trigger = body["trigger_id"]
        await open_form(desk, client, team=team, user=user, channel="", trigger_id=trigger)
