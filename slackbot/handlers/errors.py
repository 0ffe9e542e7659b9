"""When a listener fails the user still gets an answer: what happened, what to do, and a reference that the log has too.

In Socket Mode a failure before the acknowledgement would send nothing at all, so the answer rides on it wherever Slack
takes one: a line for a slash command, an error or a notice for a form. A button is answered where it was pressed.
"""

import secrets
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import wording
from slackbot.appeal import TransitionRefused
from slackbot.blocks import outcome
from slackbot.blocks.kit import Block, View, note
from slackbot.errors import BotError, StoreUnavailable
from slackbot.handlers.payload import Body

log = structlog.get_logger(__name__)

_TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged"})
_KEPT = ("type", "callback_id", "title", "submit", "close", "blocks", "private_metadata", "notify_on_close")
_NOTICE = "failure_notice"


def register(app: AsyncApp) -> None:
    """Catch what any listener raises."""

    @app.error
    async def failed(
        error: Exception, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
    ) -> BoltResponse:
        text = _said(error, body)
        if body.get("type") == "view_submission":
            return _json(keep_open(body["view"], text))
        if body.get("type") == "block_suggestion":
            return _json({"options": []})
        if "command" in body:
            return _json({"response_type": "ephemeral", "text": text})
        try:
            await _tell(client, respond, body, text)
        except SlackClientError as unheard:
            log.warning("user.not_told", reason=type(unheard).__name__)
        return BoltResponse(status=200, body="")


def keep_open(view: View, text: str) -> dict[str, Any]:
    """The answer to a form that could not be taken: it stays as it is, and says why.

    Slack shows an error only under an input; a form without one is shown again with the text at its top.
    """
    field = next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), None)
    if field:
        return {"response_action": "errors", "errors": {field: text}}
    return {"response_action": "update", "view": with_notice(view, text)}


def with_notice(view: View, text: str) -> View:
    """The same form with a text at its top."""
    notice: Block = {**note(text), "block_id": _NOTICE}
    blocks = [notice, *(block for block in view["blocks"] if block.get("block_id") != _NOTICE)]
    return {**{key: view[key] for key in _KEPT if view.get(key)}, "blocks": blocks[:100]}


def _said(error: Exception, body: Body) -> str:
    """What the user reads. What we did not expect goes to the log under a reference; expected answers do not."""
    if isinstance(error, StoreUnavailable):
        return wording.UNSAVED if body.get("type") == "view_submission" else str(error)
    if isinstance(error, (BotError, TransitionRefused)):
        return str(error)
    if isinstance(error, SlackApiError) and error.response.get("error") in _TOO_LATE:
        return wording.NOT_RIGHT_NOW
    reference = secrets.token_hex(3).upper()
    log.error("listener.failed", reference=reference, payload=body.get("type") or "command", exc_info=error)
    return wording.failed(reference)


async def _tell(client: AsyncWebClient, respond: AsyncRespond, body: Body, text: str) -> None:
    """Answer a press or a shortcut: in the open form, beside the message for this user alone, else in a small modal."""
    view = body.get("view") or {}
    if view.get("type") == "modal":
        await client.views_update(view_id=view["id"], view=with_notice(view, text))
    elif body.get("response_url"):
        await respond(text, response_type="ephemeral", replace_original=False)
    elif body.get("trigger_id"):
        await client.views_open(trigger_id=body["trigger_id"], view=outcome.told_view(text))


def _json(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=answer, headers={"content-type": "application/json;charset=utf-8"})
