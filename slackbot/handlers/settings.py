"""`/mri-appeal settings`: the settings of the channel in which it is typed, shown and kept."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Final, cast

import structlog
from pydantic import ValidationError
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import form_choices as choose
from slackbot import identifiers, wording
from slackbot.blocks.ids import Callback
from slackbot.blocks.settings import REMINDERS, Offered, settings_view
from slackbot.channel_settings import ChannelSettings
from slackbot.desk import Desk
from slackbot.form import Choice, Form
from slackbot.handlers.access import Access, Members
from slackbot.handlers.payload import Body, actor, answers, chosen_users

MOST_GROUPS: Final = 99  # a menu holds a hundred

log = structlog.get_logger(__name__)


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the form; the command opens it."""

    @app.view(Callback.SETTINGS)
    async def saved(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        who, channel = actor(body), view["private_metadata"]
        await access.enter(client, who, channel)
        given, clinicians = answers(view), chosen_users(view, "clinicians")
        errors = _identifiers_in(given) | _elsewhere(given, desk)
        errors |= _strangers(await access.members(client, who.team, channel), clinicians, given["backup"])
        try:
            settings = _read(given, clinicians)
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
    _, known, groups = await asyncio.gather(
        access.enter(client, who, channel), desk.settings(who.team, channel), _groups(client)
    )
    form = Form(desk.rulebook, {})
    countries, plans, states = (each(form) for each in (choose.countries, choose.all_plans, choose.states))
    view = settings_view(channel, known, Offered(countries, plans, states, groups), desk.time_zone)
    await client.views_open(trigger_id=command["trigger_id"], view=view)


async def _groups(client: AsyncWebClient) -> tuple[Choice, ...]:
    """The workspace's user groups by name; none where Slack tells of none, as on its free plan."""
    try:
        answer = await client.usergroups_list()
    except SlackApiError as refused:
        log.info("groups.unknown", reason=refused.response["error"])
        return ()
    listed = cast("list[dict[str, Any]]", answer["usergroups"])
    groups = [Choice(group["id"], f"{group['name']} (@{group['handle']})") for group in listed]
    return tuple(sorted(groups, key=lambda choice: choice.text.casefold())[:MOST_GROUPS])


def _elsewhere(given: Mapping[str, str], desk: Desk) -> dict[str, str]:
    plan = desk.rulebook.plans.get(given["plan"])
    strange = plan and given["country"] and plan.law.country != given["country"]
    return {"plan": wording.PLAN_ELSEWHERE} if strange else {}


def _strangers(here: Members, clinicians: tuple[str, ...], backup: str) -> dict[str, str]:
    """Errors for people who are not in the channel and so could do nothing there."""
    chosen = {"clinicians": clinicians, "backup": (backup,) if backup else ()}
    return {field: wording.NOT_ALL_HERE for field, people in chosen.items() if here is not None and set(people) - here}


def _read(given: Mapping[str, str], clinicians: tuple[str, ...]) -> ChannelSettings:
    """The settings that the form holds; what was left out is not set.

    Raises:
        ValidationError: with the name of each faulty setting.
    """
    said = {name: text for name, text in given.items() if text and name not in {"clinicians", *REMINDERS}}
    lines = tuple(line.strip() for line in given["address"].splitlines() if line.strip())
    whole = {**said, "address": lines, "clinicians": clinicians, "reminders": _policy(given)}
    return ChannelSettings.model_validate(whole)


def _policy(given: Mapping[str, str]) -> dict[str, object]:
    """The policy as it was entered; no day for the digest means that none is wanted."""
    said: dict[str, object] = {name: given[name] for name in REMINDERS if given[name]}
    said |= {name: re.findall(r"[^,;\s]+", given[name]) for name in ("days_before", "hours_before") if given[name]}
    return {**said, "digest_day": given["digest_day"] or None}


def _errors(invalid: ValidationError) -> dict[str, str]:
    """Under the field that is at fault; what concerns the whole is about the working hours."""
    names = (_field(fault["loc"]) for fault in invalid.errors(include_input=False))
    return {name: wording.SETTING_ERRORS.get(name, wording.SETTING_TOO_LONG) for name in names}


def _identifiers_in(given: Mapping[str, str]) -> dict[str, str]:
    """The insurer stands in every form; the clinic's own name, numbers and address are no patient's."""
    found = identifiers.find(given["insurer"])
    return {"insurer": wording.identifier_found(*found)} if found else {}


def _field(loc: tuple[int | str, ...]) -> str:
    """The block of a fault; a reminder's lies a step deeper."""
    names = [str(part) for part in loc if part != "reminders"]
    return names[0] if names else "closes"
