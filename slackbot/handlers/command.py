"""`/mri-appeal`: the form, the list, one appeal, help."""

from difflib import get_close_matches
from typing import Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import wording
from slackbot.blocks.card import card
from slackbot.blocks.help import help_message
from slackbot.blocks.ids import COMMAND
from slackbot.blocks.kit import Message, words
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.calendar import own_calendar
from slackbot.handlers.listing import LISTS, listed
from slackbot.handlers.opening import open_form
from slackbot.handlers.payload import Body, actor
from slackbot.handlers.settings import open_settings
from slackbot.handlers.statistics import channel_statistics

USES: Final = {word: word for word in (*LISTS, "calendar", "stats", "settings", "help")} | {"show": "show 12"}
"""What the command knows, and how it is typed."""


def register(app: AsyncApp, desk: Desk, access: Access, public_url: str) -> None:
    """Listen to the slash command; `public_url` is empty where no calendar feed is offered."""

    @app.command(COMMAND)
    async def mri_appeal(ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
        if not any(_words(command)):
            await ack()
            channel, trigger = command["channel_id"], command["trigger_id"]
            await open_form(desk, client, actor(command), channel=channel, trigger_id=trigger)
            return
        if _words(command) == ("settings", ""):
            await ack()
            await open_settings(desk, access, client, command)
            return
        if _words(command) == ("calendar", ""):
            said = await own_calendar(desk, access, client, actor(command), public_url)
        else:
            said = await _answer(desk, access, client, command)
        await ack(said.text, blocks=said.blocks)


async def _answer(desk: Desk, access: Access, client: AsyncWebClient, command: Body) -> Message:
    """What the user alone sees. What was typed is not repeated: it may be about a patient."""
    who, (word, rest) = actor(command), _words(command)
    if word in LISTS and not rest:
        return await listed(desk, access, client, who, channel=command["channel_id"], kind=word)
    if word == "stats" and not rest:
        return await channel_statistics(desk, access, client, who, command["channel_id"])
    if word == "show" and rest:
        return card(await access.appeal(client, who, rest), desk.today())
    if word == "help":
        return help_message()
    said = wording.unknown_command(_meant(word))
    return Message(said, [*words(said), *help_message().blocks])


def _meant(word: str) -> str:
    """What is likely meant by a word that does not do as it stands, as it should be typed; empty where nothing is."""
    if word.lstrip("#").isdecimal():
        word = "show"
    found = word if word in USES else next(iter(get_close_matches(word, USES, n=1)), "")
    return USES.get(found, "")


def _words(command: Body) -> tuple[str, str]:
    """The first word in lower case, and the rest."""
    word, _, rest = command.get("text", "").strip().partition(" ")
    return word.lower(), rest.strip()
