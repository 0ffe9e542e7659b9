"""From a slash command to a card with a thread, as a user goes through it, with an unmodified Bolt app."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Clinic

VIEW: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "New appeal"},
    "submit": {"type": "plain_text", "text": "Next"},
    "blocks": [
        {
            "type": "input",
            "block_id": "case",
            "label": {"type": "plain_text", "text": "Case number"},
            "element": {"type": "plain_text_input", "action_id": "value"},
        },
        {
            "type": "input",
            "block_id": "plan",
            "label": {"type": "plain_text", "text": "Plan"},
            "element": {
                "type": "static_select",
                "action_id": "value",
                "options": [
                    {"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("ERISA", "ACA")
                ],
            },
        },
    ],
}
CARD: list[dict[str, Any]] = [
    {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "*Open* appeal"}},
    {
        "type": "actions",
        "block_id": "a",
        "elements": [{"type": "button", "action_id": "sent", "text": {"type": "plain_text", "text": "Letter sent"}}],
    },
]


async def test_a_form_becomes_a_card_with_a_thread_and_a_button_that_works(clinic: Clinic) -> None:
    @clinic.app.command("/mri-appeal")
    async def command(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=VIEW)
        await ack()

    @clinic.app.view("form")
    async def form(ack: AsyncAck, view: dict[str, Any], client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        if values["case"]["value"]["value"] == "bad":
            await ack(response_action="errors", errors={"case": "Not a case number."})
            return
        await ack()
        card = await client.chat_postMessage(channel="C01PRIORAUTH", text="An appeal was opened", blocks=CARD)
        plan = values["plan"]["value"]["selected_option"]["value"]
        await client.chat_postMessage(channel="C01PRIORAUTH", thread_ts=card["ts"], text=f"Plan: {plan}")
        await client.files_upload_v2(
            channel="C01PRIORAUTH", thread_ts=card["ts"], filename="letter.txt", content="Dear reviewer"
        )

    @clinic.app.action("sent")
    async def sent(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.chat_update(channel="C01PRIORAUTH", ts=body["message"]["ts"], text="The letter was sent")

    alice, channel = clinic.slack.user("U01ALICE"), clinic.slack.channel("C01PRIORAUTH")
    modal = await alice.slash("/mri-appeal", channel="C01PRIORAUTH")
    assert modal.title == "New appeal"
    assert (await modal.submit()).errors == {
        "Case number": "Please complete this required field.",
        "Plan": "Please complete this required field.",
    }
    await modal.fill({"Case number": "bad", "Plan": "ACA"})
    assert (await modal.submit()).errors == {"Case number": "Not a case number."}
    await modal.fill({"Case number": "CASE-1"})
    assert (await modal.submit()).closed

    card = await channel.wait_for_message("appeal")
    assert card.shown == "Open appeal"
    assert card.buttons == ("Letter sent",)
    note, letter = await channel.thread(card, at_least=2)
    assert note.shown == "Plan: aca"
    assert [(file.name, file.data) for file in letter.files] == [("letter.txt", b"Dear reviewer")]

    await alice.click(card, "Letter sent")
    updated = await channel.wait_for_update(card, "was sent")
    assert updated.buttons == ()
    assert clinic.slack.refused == []
