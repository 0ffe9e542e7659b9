"""The least that a Bolt app can be: a listener that acks and opens one ready-made modal. Our acks are held against it.

The modal is one of the bot's own surfaces, named in the command's text, so that both send and check the same view.
"""

import asyncio
import os

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.gallery import surfaces


async def main() -> None:
    """Connect to the Slack that the environment names and answer until killed."""
    views = {name: surface | {"notify_on_close": False} for name, surface in surfaces().items()}
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, process_before_response=True)

    @app.command("/mri-appeal")
    async def answer(ack, body, client) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- as short as a bare app is
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=views[body["text"]])

    web_client = AsyncWebClient(base_url=os.environ["SLACK_API_URL"])
    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=web_client).start_async()


asyncio.run(main())
