"""The card's buttons and the two forms behind them. The card itself is drawn anew by the queue."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import identifiers, wording
from slackbot.appeal import APPROVED, Appeal, Status, Way
from slackbot.blocks import outcome
from slackbot.blocks.ids import Action, Callback
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.contact import proof_errors
from slackbot.handlers.payload import Body, actor, answers, date_in, instant_in, upload_in


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the buttons and the forms."""

    @app.action(Action.MARK_SUBMITTED)
    async def mark_submitted(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=outcome.submit_view(appeal, desk.now()))

    @app.action(Action.RECORD_DECISION)
    async def record_decision(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        appeal = await access.appeal(client, actor(body), body["actions"][0]["value"])
        view = outcome.decide_view(appeal, desk.today(), goes_on=desk.has_next_level(appeal))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(Callback.SUBMISSION)
    async def submission(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        given, proof = answers(view), upload_in(view, outcome.PROOF)
        appeal = await access.appeal(client, who, view["private_metadata"])
        at = instant_in(given[outcome.SENT_ON], given[outcome.SENT_AT], appeal.time_zone)
        errors = _submission_errors(given, at, desk.now()) | proof_errors(outcome.PROOF, proof)
        if errors or at is None:
            await ack(response_action="errors", errors=errors)
            return
        how, confirmation = cast("Way", given[outcome.HOW]), given[outcome.CONFIRMATION]
        await desk.submit(team, appeal.id, user, at, confirmation, how=how, proof=proof.id if proof else None)
        await ack()

    @app.view(Callback.DECISION)
    async def decision(ack: AsyncAck, body: Body, view: Mapping[str, Any], client: AsyncWebClient) -> None:
        team, user = who = actor(body)
        given = answers(view)
        appeal = await access.appeal(client, who, view["private_metadata"])
        errors = _decision_errors(given, appeal, desk.today())
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        notice = date_in(given.get(outcome.NOTICE_DATE, ""))
        rest, on = given[outcome.OUTCOME] == outcome.REST, date.fromisoformat(given[outcome.DECIDED_ON])
        chosen = Status.PARTLY if rest else Status(given[outcome.OUTCOME])
        after = await desk.decide(team, appeal.id, user, chosen, on, notice_date=notice, rest=rest)
        if chosen in APPROVED:
            await ack(response_action="update", view=outcome.approval_view(after))
        else:
            await ack()


def _submission_errors(given: Mapping[str, str], at: datetime | None, now: datetime) -> dict[str, str]:
    errors: dict[str, str] = {}
    if at is None:
        errors[outcome.SENT_ON] = wording.NOT_A_TIME
    elif at > now:
        errors[outcome.SENT_ON] = wording.FUTURE_TIME
    found = identifiers.find(given.get(outcome.CONFIRMATION, ""), long_numbers=False)
    if found:
        errors[outcome.CONFIRMATION] = wording.identifier_found(*found)
    return errors


def _decision_errors(given: Mapping[str, str], appeal: Appeal, today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    decided, notice = date_in(given.get(outcome.DECIDED_ON, "")), date_in(given.get(outcome.NOTICE_DATE, ""))
    if not given.get(outcome.OUTCOME):
        errors[outcome.OUTCOME] = wording.PICK_OUTCOME
    if decided is None or decided > today:
        errors[outcome.DECIDED_ON] = wording.FUTURE_DATE
    elif appeal.submission and decided < appeal.submission.at.astimezone(ZoneInfo(appeal.time_zone)).date():
        errors[outcome.DECIDED_ON] = wording.DECISION_BEFORE_SENDING
    if notice and notice > today:
        errors[outcome.NOTICE_DATE] = wording.FUTURE_DATE
    elif notice is None and outcome.NOTICE_DATE in given and given.get(outcome.OUTCOME) in outcome.NEEDS_NOTICE:
        errors[outcome.NOTICE_DATE] = wording.NOTICE_NEEDED
    return errors
