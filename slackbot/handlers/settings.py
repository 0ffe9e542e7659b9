"""`/mri-appeal settings`: the settings of the channel in which it is typed, shown and kept."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import form_choices, identifiers, wording
from slackbot.blocks.ids import Callback
from slackbot.blocks.kit import View
from slackbot.blocks.settings import settings_view
from slackbot.channel_settings import ChannelSettings
from slackbot.desk import Desk
from slackbot.form import Form
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Body, actor, answers, chosen_users


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the form; the command opens it."""

    @app.view(Callback.SETTINGS)
    async def saved(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        who, channel = actor(body), view["private_metadata"]
        await access.enter(client, who, channel)
        given = answers(view)
        errors = _identifiers_in(given)
        try:
            settings = _read(given, chosen_users(view, "clinicians"))
        except ValidationError as invalid:
            errors |= _errors(invalid)
        else:
            if not errors:
                await desk.save_settings(who.team, channel, settings)
                await ack()
                return
        await ack(response_action="errors", errors=errors)


async def open_settings(desk: Desk, access: Access, client: AsyncWebClient, command: Body) -> None:
    """Open the form for the channel in which the command was typed.

    Raises:
        NotAMember: the user is not in it.
    """
    who, channel = actor(command), command["channel_id"]
    await access.enter(client, who, channel)
    view = _view(desk, channel, await desk.settings(who.team, channel))
    await client.views_open(trigger_id=command["trigger_id"], view=view)


def _view(desk: Desk, channel: str, known: ChannelSettings) -> View:
    form = Form(desk.rulebook, {})
    return settings_view(channel, known, form_choices.plans(form), form_choices.states(form), desk.time_zone)


def _read(given: Mapping[str, str], clinicians: tuple[str, ...]) -> ChannelSettings:
    """The settings that the form holds; what was left out is not set.

    Raises:
        ValidationError: with the name of each faulty setting.
    """
    said = {name: text for name, text in given.items() if text and name != "clinicians"}
    lines = tuple(line.strip() for line in given["address"].splitlines() if line.strip())
    return ChannelSettings.model_validate({**said, "address": lines, "clinicians": clinicians})


def _errors(invalid: ValidationError) -> dict[str, str]:
    """Under the field that is at fault; what concerns the whole is about the working hours."""
    names = (str(fault["loc"][0]) if fault["loc"] else "closes" for fault in invalid.errors(include_input=False))
    return {name: wording.SETTING_ERRORS.get(name, wording.SETTING_TOO_LONG) for name in names}


def _identifiers_in(given: Mapping[str, str]) -> dict[str, str]:
    """The insurer stands in every form; the clinic's own name, numbers and address are no patient's."""
    found = identifiers.find(given["insurer"])
    return {"insurer": wording.identifier_found(*found)} if found else {}
