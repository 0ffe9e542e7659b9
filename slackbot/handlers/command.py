"""`/mri-appeal`: the form, the list, one appeal, help."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import wording
from slackbot.appeal import Appeal
from slackbot.blocks.appeal_list import appeal_list
from slackbot.blocks.card import card
from slackbot.blocks.help import help_message
from slackbot.blocks.ids import COMMAND
from slackbot.blocks.kit import Message
from slackbot.desk import Desk
from slackbot.errors import AppealNotFound
from slackbot.handlers.opening import open_form
from slackbot.handlers.payload import Body


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the slash command."""

    @app.command(COMMAND)
    async def mri_appeal(ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
        word, _, rest = command.get("text", "").strip().partition(" ")
        if not word:
            await ack()
            await open_form(
                desk,
                client,
                team=command["team_id"],
                user=command["user_id"],
                channel=command["channel_id"],
                trigger_id=command["trigger_id"],
            )
            return
        said = await _answer(desk, word.lower(), rest.strip(), command)
        await ack(said.text, blocks=said.blocks)


async def _answer(desk: Desk, word: str, rest: str, command: Body) -> Message:
    """What the user alone sees. What was typed is not repeated: it may be about a patient."""
    if word == "list" and not rest:
        return appeal_list(await desk.list_open(command["team_id"], command["channel_id"]), desk.today())
    if word == "show" and rest:
        return card(await _visible(desk, rest, command), desk.today())
    if word == "help":
        return help_message()
    return Message(wording.unknown_command(), [*help_message().blocks])


async def _visible(desk: Desk, ref: str, command: Body) -> Appeal:
    """An appeal of this channel, or of this user; any other is treated as if it did not exist.

    Raises:
        AppealNotFound: there is none that this user may see here.
    """
    appeal = await desk.find(command["team_id"], ref)
    if appeal.channel != command["channel_id"] and command["user_id"] not in {appeal.owner, appeal.created_by}:
        raise AppealNotFound
    return appeal
