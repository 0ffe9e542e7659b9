"""The approval of an overturned denial: its number, its last day, what it is worth, and that the scan was done."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from rules.model import Money
from slackbot import identifiers, wording
from slackbot import wording_insurer as said
from slackbot.appeal import APPROVED, Appeal, Approval
from slackbot.blocks import outcome
from slackbot.blocks.ids import Action, Callback
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Body, actor, answers, date_in


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the card's button and its form."""

    @app.action(Action.RECORD_APPROVAL)
    async def record_approval(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=outcome.approval_view(appeal))

    @app.view(Callback.APPROVAL)
    async def approval(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        given = answers(view)
        appeal = await access.appeal(client, who, view["private_metadata"])
        errors = _errors(given, appeal, desk.today())
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        await desk.approve(team, appeal.id, user, _approval(given, appeal))
        await ack()


def _errors(given: Mapping[str, str], appeal: Appeal, today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    expires, used = date_in(given[outcome.EXPIRES]), date_in(given[outcome.USED_ON])
    if expires and any(expires < each.on for each in appeal.decisions if each.outcome in APPROVED):
        errors[outcome.EXPIRES] = said.EXPIRES_BEFORE_DECISION
    if used and used > today:
        errors[outcome.USED_ON] = wording.FUTURE_DATE
    if given[outcome.RECOVERED] and _money(given, appeal) is None:
        errors[outcome.RECOVERED] = said.NOT_AN_AMOUNT
    found = identifiers.find(given[outcome.APPROVAL_NUMBER], long_numbers=False)
    if found:
        errors[outcome.APPROVAL_NUMBER] = wording.identifier_found(*found)
    return errors


def _approval(given: Mapping[str, str], appeal: Appeal) -> Approval:
    return Approval(
        number=given[outcome.APPROVAL_NUMBER],
        expires=date_in(given[outcome.EXPIRES]),
        recovered=_money(given, appeal),
        used_on=date_in(given[outcome.USED_ON]),
    )


def _money(given: Mapping[str, str], appeal: Appeal) -> Money | None:
    """The amount, or None where none was given or it is none."""
    try:
        return Money(value=Decimal(given[outcome.RECOVERED]), currency=outcome.currency(appeal))
    except (InvalidOperation, ValidationError):
        return None
