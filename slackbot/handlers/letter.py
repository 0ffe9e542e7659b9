"""The buttons under a letter: edit its paragraphs, mark it ready, ask for another letter of the case."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import identifiers, letter_work, wording
from slackbot.appeal import Appeal
from slackbot.blocks import letter as form
from slackbot.blocks.ids import Action, Callback
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Body, actor, answers
from slackbot.letter import Letter, Letterhead


def register(app: AsyncApp, desk: Desk, access: Access, letterhead: Letterhead) -> None:
    """Listen to the buttons, the menu and the form."""

    @app.action(Action.EDIT_LETTER)
    async def edit(ack: AsyncAck, body: Body, client: AsyncWebClient, action: Mapping[str, Any]) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), form.marked(action["value"])[0])
        await client.views_open(trigger_id=body["trigger_id"], view=form.edit_view(appeal))

    @app.view(Callback.LETTER)
    async def edited(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        appeal_id, version = form.marked(view["private_metadata"])
        appeal = await access.appeal(client, who, appeal_id)
        texts = answers(view)
        if errors := _errors(texts):
            await ack(response_action="errors", errors=errors)
            return
        await desk.change(team, appeal.id, letter_work.rewrite(user, version, texts, desk.assess))
        await ack()

    @app.action(Action.LETTER_READY)
    async def ready(ack: AsyncAck, body: Body, client: AsyncWebClient, action: Mapping[str, Any]) -> None:
        team, user = who = actor(body)
        appeal_id, version = form.marked(action["value"])
        appeal = await access.appeal(client, who, appeal_id)
        head = letter_work.headed(letterhead, await desk.settings(team, appeal.channel))

        def letter(found: Appeal) -> Letter:
            return letter_work.letter_of(found, head, desk.today())

        await desk.change(team, appeal.id, letter_work.mark_ready(user, version, letter))
        await ack()

    @app.action(Action.ANOTHER_LETTER)
    async def another(ack: AsyncAck, body: Body, client: AsyncWebClient, action: Mapping[str, Any]) -> None:
        team, user = who = actor(body)
        appeal_id, _, kind = action["selected_option"]["value"].partition(".")
        appeal = await access.appeal(client, who, appeal_id)
        await desk.change(team, appeal.id, letter_work.ask(user, kind))
        await ack()


def _errors(texts: Mapping[str, str]) -> dict[str, str]:
    """What looks like an identifier, by its field."""
    found = {name: identifiers.find(text) for name, text in texts.items()}
    return {name: wording.identifier_found(*each) for name, each in found.items() if each}
