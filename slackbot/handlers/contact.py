"""What passes between the clinic and the insurer: the contact log, and the peer-to-peer call."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import identifiers, talks, wording
from slackbot import wording_insurer as said
from slackbot.appeal import Contact
from slackbot.blocks import contact as contact_form
from slackbot.blocks import outcome, peer_to_peer
from slackbot.blocks.ids import CALL_RESULT_ACTION, Action, Callback
from slackbot.blocks.inputs import is_document
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.payload import Body, Upload, actor, answers, instant_in, upload_in

_PHONE: Final = re.compile(r"^(?=(?:\D*\d){7})[+\d][\d ()./-]*(?:(?:ext|x)\.? ?\d{1,6})?$", re.IGNORECASE)
_TYPED: Final = (contact_form.WITH_WHOM, contact_form.REFERENCE, contact_form.SAID)


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the card's buttons, their forms, and the results of a call."""

    @app.action(Action.LOG_CONTACT)
    async def log_contact(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), body["actions"][0]["value"])
        view = contact_form.contact_view(appeal, desk.now())
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(Callback.CONTACT)
    async def contact(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        given, proof = answers(view), upload_in(view, contact_form.PROOF)
        appeal = await access.appeal(client, who, view["private_metadata"])
        at = instant_in(given[contact_form.ON], given[contact_form.AT], appeal.time_zone)
        errors = _contact_errors(given, at, desk.now()) | proof_errors(contact_form.PROOF, proof)
        if errors or at is None:
            await ack(response_action="errors", errors=errors)
            return
        await desk.change(team, appeal.id, talks.logged(_contact(given, user, at, proof)))
        await ack()

    @app.action(Action.ASK_FOR_CALL)
    async def ask_for_call(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=peer_to_peer.call_view(appeal))

    @app.view(Callback.CALL)
    async def call(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        given = answers(view)
        appeal = await access.appeal(client, who, view["private_metadata"])
        slots = [instant_in(given[day], given[clock], appeal.time_zone) for day, clock in peer_to_peer.SLOTS]
        errors = _call_errors(given, slots, desk.now())
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        offered = sorted(slot for slot in slots if slot)
        await desk.change(team, appeal.id, talks.asked(user, offered, given[peer_to_peer.PHONE]))
        await ack()

    @app.action(CALL_RESULT_ACTION)
    async def call_result(ack: AsyncAck, body: Body, client: AsyncWebClient, action: Mapping[str, Any]) -> None:
        await ack()
        team, user = who = actor(body)
        ref, level, result = peer_to_peer.pressed(action["action_id"], action["value"])
        appeal = await access.appeal(client, who, ref)
        after = await desk.change(team, appeal.id, talks.ended(user, result, level))
        if result == "overturned":
            await client.views_open(trigger_id=body["trigger_id"], view=outcome.approval_view(after))


def _contact_errors(given: Mapping[str, str], at: datetime | None, now: datetime) -> dict[str, str]:
    errors: dict[str, str] = {}
    if at is None:
        errors[contact_form.ON] = wording.NOT_A_TIME
    elif at > now:
        errors[contact_form.ON] = said.CONTACT_AHEAD
    for field in _TYPED:
        found = identifiers.find(given[field], long_numbers=field == contact_form.SAID)
        at_the_insurer = field == contact_form.WITH_WHOM and found and found.kind == identifiers.NAME
        if found and not at_the_insurer:
            errors[field] = wording.identifier_found(*found)
    return errors


def proof_errors(field: str, proof: Upload | None) -> dict[str, str]:
    """What is wrong with the file in this field."""
    return {} if proof is None or is_document(proof.name) else {field: said.NOT_A_PROOF}


def _contact(given: Mapping[str, str], user: str, at: datetime, proof: Upload | None) -> Contact:
    return Contact.model_validate(
        {
            "kind": given[contact_form.KIND],
            "at": at,
            "by": user,
            "with_whom": given[contact_form.WITH_WHOM],
            "reference": given[contact_form.REFERENCE],
            "said": given[contact_form.SAID],
            "proof": proof.id if proof else None,
        }
    )


def _call_errors(given: Mapping[str, str], slots: list[datetime | None], now: datetime) -> dict[str, str]:
    errors: dict[str, str] = {}
    for (day, clock), slot in zip(peer_to_peer.SLOTS, slots, strict=True):
        if slot is None and (given[day] or given[clock]):
            errors[clock if given[day] else day] = said.SLOT_INCOMPLETE
        elif slot and slot <= now:
            errors[day] = said.SLOT_PAST
    if slots[1] and slots[0] == slots[1]:
        errors[peer_to_peer.SLOTS[1][1]] = said.SLOTS_EQUAL
    if not _PHONE.match(given[peer_to_peer.PHONE]):
        errors[peer_to_peer.PHONE] = said.NOT_A_PHONE
    return errors
