"""The control API and the page's API over HTTP, with a Bolt app behind them."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.basics import Json
from tests.sandbox.conftest import Clinic
from tests.sandbox.kit import Block, actions, button, field, home, modal, option, options, plain, section, select

ALICE, BOB, CHANNEL = "U01ALICE", "U01BOB", "C01PRIORAUTH"


class Script:
    """Somebody with curl."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/sandbox/{path}") as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def post(self, path: str, status: int = 200, **body: object) -> Json:
        async with self.session.post(f"{self.url}/sandbox/{path}", json=body) as response:
            assert response.status == status, await response.text()
            return await response.json()


@pytest.fixture
async def script(clinic: Clinic) -> AsyncIterator[Script]:
    """A script against a clinic whose app has a form, a card and a Home tab."""
    app = clinic.app

    @app.command("/mri-appeal")
    async def command(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        if body["text"] == "help":
            await ack("Type /mri-appeal")
            return
        fields = [field(label="Case number"), select("Plan"), field("file_input", "Notice", "notice")]
        fields[2]["optional"] = True
        fields.append(field("checkboxes", "Reasons", "reasons", options=options(3)))
        await client.views_open(trigger_id=body["trigger_id"], view=modal(section("*About* the denial"), *fields))
        await ack()

    @app.view("form")
    async def form(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        values = body["view"]["state"]["values"]
        if values["field"]["value"]["value"] == "bad":
            await ack(response_action="errors", errors={"field": "Not a number."})
            return
        await ack()
        card = await client.chat_postMessage(
            channel=CHANNEL,
            text="card",
            blocks=[section("*Appeal* open"), actions(button("Letter sent")), boxes],
        )
        await client.files_upload_v2(
            channel=CHANNEL, thread_ts=card["ts"], filename="l.txt", content=json.dumps(values)
        )

    boxes = actions({"type": "checkboxes", "action_id": "tick", "options": options(2)}, block_id="boxes")

    @app.action("press")
    async def press(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(channel=CHANNEL, thread_ts=body["message"]["ts"], text="Noted")

    @app.action("tick")
    async def tick(ack: AsyncAck) -> None:
        await ack()

    @app.options("value")
    async def suggest(ack: AsyncAck) -> None:
        await ack(options=[option("Suggested")])

    @app.event("app_home_opened")
    async def opened(event: Block, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home(section("Your appeals")))

    async with aiohttp.ClientSession() as session:
        yield Script(clinic.slack.url, session)


async def test_a_script_goes_the_whole_way_by_labels(script: Script, tmp_path: Path) -> None:
    notice = tmp_path / "notice.pdf"
    notice.write_bytes(b"%PDF")
    assert await script.get(f"view/{ALICE}") is None
    opened = await script.post("slash", user=ALICE, channel=CHANNEL, command="/mri-appeal", text="")
    assert opened["view"]["text"].startswith("About the denial")

    values = {"Case number": "bad", "Plan": "Option 2", "Notice": [str(notice)], "Reasons": ["Option 0", "Option 1"]}
    await script.post("fill", user=ALICE, values=values)
    view = await script.get(f"view/{ALICE}")
    assert (view["title"], view["submit"]) == ("Title", "Send")
    assert [(f["label"], f["kind"], f["value"], f["optional"]) for f in view["fields"]] == [
        ("Case number", "plain_text_input", "bad", False),
        ("Plan", "static_select", "Option 2", False),
        ("Notice", "file_input", ["notice.pdf"], True),
        ("Reasons", "checkboxes", ["Option 0", "Option 1"], False),
    ]
    assert view["fields"][1]["options"] == ["Option 0", "Option 1", "Option 2"]
    assert await script.post("submit", user=ALICE) == {"errors": {"Case number": "Not a number."}}
    await script.post("fill", user=ALICE, values={"Case number": "CASE-1"})
    assert await script.post("submit", user=ALICE) == {"closed": True}


async def filed(script: Script, clinic: Clinic) -> Json:
    """The card of an appeal."""
    await script.post("slash", user=ALICE, channel=CHANNEL, command="/mri-appeal")
    await script.post("fill", user=ALICE, values={"Case number": "CASE-1", "Plan": "Option 0", "Reasons": ["Option 0"]})
    assert await script.post("submit", user=ALICE) == {"closed": True}
    await clinic.slack.until(lambda: len(clinic.slack.channel(CHANNEL).messages) == 2, "the card and its letter")
    return (await script.get(f"channel/{CHANNEL}"))[0]


async def test_a_channel_reads_as_a_person_reads_it(script: Script, clinic: Clinic) -> None:
    card = await filed(script, clinic)
    assert card["shown"] == "Appeal open"
    assert card["buttons"] == ["Letter sent"]
    assert card["boxes"] == [{"label": "Option 0", "ticked": False}, {"label": "Option 1", "ticked": False}]
    root, letter = await script.get(f"channel/{CHANNEL}?thread={card['ts']}")
    assert root["ts"] == card["ts"]
    assert letter["files"][0]["name"] == "l.txt"
    async with script.session.get(letter["files"][0]["url"]) as download:
        assert json.loads(await download.text())["field"]["value"]["value"] == "CASE-1"


async def test_clicks_go_by_label_and_requests_are_on_record(script: Script, clinic: Clinic) -> None:
    card = await filed(script, clinic)
    await script.post("click", user=BOB, where={"ts": card["ts"]}, label="Option 1")
    seen = (await script.get(f"channel/{CHANNEL}?user={BOB}"))[0]
    assert [box["ticked"] for box in seen["boxes"]] == [False, True]
    await script.post("click", user=BOB, where={"ts": card["ts"]}, label="Letter sent")
    assert (await script.get(f"channel/{CHANNEL}?thread={card['ts']}"))[-1]["shown"] == "Noted"
    requests = await script.get("requests")
    opened = next(call for call in requests if call["method"] == "views.open")
    assert opened["answer"]["ok"]
    assert 0 <= opened["since_trigger_ms"] < 1000
    assert "xoxb" not in json.dumps(requests)


async def test_the_other_ways_in(script: Script) -> None:
    helped = await script.post("slash", user=ALICE, channel=CHANNEL, command="/mri-appeal", text="help")
    assert helped["ephemeral"]["shown"] == "Type /mri-appeal"
    assert (await script.post("home", user=ALICE))["view"]["text"] == "Your appeals"
    written = await script.post("message", user=ALICE, channel=CHANNEL, text="hello")
    await script.post("message", user=BOB, channel=CHANNEL, text="hi", thread_ts=written["ts"])
    assert len(await script.get(f"channel/prior-auth?thread={written['ts']}")) == 2
    await script.post("channel", id="C01SECRET", name="secret", is_private=True, members=[ALICE])
    await script.post("message", user=ALICE, channel="C01SECRET", text="psst")
    await script.post("slash", user=ALICE, channel=CHANNEL, command="/mri-appeal")
    assert await script.post("close", user=ALICE) == {"closed": True}


async def test_faults_and_reset(script: Script, clinic: Clinic) -> None:
    await script.post("faults", method="chat.postMessage", kind="ratelimited", times=1, seconds=3)
    async with script.session.post(f"{script.url}/api/chat.postMessage") as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "3")
    await script.post("faults", kind="drop_socket")
    await clinic.slack.connected(0)
    await clinic.slack.connected(1)
    await script.post("reset")
    assert await script.get("requests") == []


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("slash", {"user": "U01NOBODY", "channel": CHANNEL, "command": "/x"}, "There is nobody with the id"),
        ("slash", {"user": ALICE, "command": "/x"}, "'channel' is missing."),
        ("slash", {"user": ALICE, "channel": "C0", "command": "/x"}, "There is no channel 'C0'"),
        ("fill", {"user": ALICE, "values": {"a": 1}}, "U01ALICE has no modal open."),
        ("fill", {"user": ALICE, "values": 3}, "'values' must be an object."),
        ("click", {"user": ALICE, "where": {"ts": "1.2"}, "label": "x"}, "U01ALICE sees no message 1.2."),
        ("click", {"user": ALICE, "where": "home", "label": "x"}, "U01ALICE has no home open."),
        ("faults", {"method": "x", "kind": "earthquake"}, "There is no fault 'earthquake'"),
    ],
)
async def test_a_wrong_request_says_what_is_wrong(script: Script, path: str, body: Json, error: str) -> None:
    assert (await script.post(path, 400, **body))["error"].startswith(error)


async def test_a_body_that_is_no_json_object_is_refused(script: Script) -> None:
    for data in ("{", "[]"):
        async with script.session.post(f"{script.url}/sandbox/slash", data=data) as response:
            assert response.status == 400


async def test_an_unknown_label_lists_the_labels_there_are(script: Script) -> None:
    await script.post("slash", user=ALICE, channel=CHANNEL, command="/mri-appeal")
    answer = await script.post("fill", 400, user=ALICE, values={"Plans and more": "x"})
    assert answer["error"] == (
        "There is no 'Plans and more' here. There is: 'Case number', 'Plan', 'Notice', 'Reasons'."
    )


async def test_the_page_gets_its_frame_in_one_answer(script: Script) -> None:
    await script.post("message", user=BOB, channel=CHANNEL, text="hello")
    state = await script.get(f"state?user={ALICE}")
    assert state["team"]["id"] == "T01CLINIC"
    assert state["me"]["real_name"] == "Alice Moreno"
    assert state["connected"]
    assert state["apps"][0]["commands"][0]["command"] == "/mri-appeal"
    channels = {channel["name"]: (channel["member"], channel["unread"]) for channel in state["channels"]}
    assert channels == {"prior-auth": (True, 1), "ortho": (True, 0), "general": (True, 0)}
    messages = await script.get(f"messages?user={ALICE}&channel={CHANNEL}")
    assert messages[0]["text"] == "hello"
    assert (await script.get(f"state?user={ALICE}"))["channels"][0]["unread"] == 0


async def test_the_page_works_with_raw_views_and_values(script: Script) -> None:
    await script.post("slash", user=ALICE, channel=CHANNEL, command="/mri-appeal")
    raw = await script.get(f"rawview/{ALICE}")
    assert (raw["stack_depth"], raw["loading"], raw["notice"]) == (1, False, None)
    assert raw["values"]["field"]["value"] == {"type": "plain_text_input", "value": None}
    values: Json = {"field": {"value": {"type": "plain_text_input", "value": "bad"}}}
    errors = await script.post("rawsubmit", user=ALICE, values=values)
    assert set(errors["errors"]) == {"choice", "reasons"}
    values["choice"] = {"value": {"type": "static_select", "selected_option": option("Option 0")}}
    values["reasons"] = {"value": {"type": "checkboxes", "selected_options": options(1)}}
    assert await script.post("rawsubmit", user=ALICE, values=values) == {"errors": {"field": "Not a number."}}
    assert (await script.get(f"rawview/{ALICE}"))["errors"] == {"field": "Not a number."}
    values["field"]["value"]["value"] = "CASE-1"
    assert await script.post("rawsubmit", user=ALICE, values=values) == {"closed": True}


async def test_the_page_acts_on_raw_blocks_and_asks_for_suggestions(script: Script, clinic: Clinic) -> None:
    card = await filed(script, clinic)
    await script.post(
        "action",
        user=BOB,
        where={"ts": card["ts"], "channel": CHANNEL},
        block_id="actions",
        action_id="press",
        state={},
    )
    assert (await script.get(f"channel/{CHANNEL}?thread={card['ts']}"))[-1]["shown"] == "Noted"
    message = await clinic.client.chat_postMessage(
        channel=CHANNEL, text="x", blocks=[field("external_select", block_id="e")]
    )
    found = await script.post(
        "suggest", user=BOB, where={"ts": message["ts"]}, block_id="e", action_id="value", value="sug"
    )
    assert found == {"options": [option("Suggested")]}


async def test_the_page_uploads_files_and_opens_the_home_tab(script: Script) -> None:
    form = aiohttp.FormData({"user": ALICE})
    form.add_field("file", b"%PDF", filename="denial.pdf")
    async with script.session.post(f"{script.url}/sandbox/upload", data=form) as response:
        file = (await response.json())["file_id"]
    await script.post("message", user=ALICE, channel=CHANNEL, text="", files=[file])
    assert (await script.get(f"channel/{CHANNEL}"))[0]["files"][0]["name"] == "denial.pdf"
    assert (await script.get(f"home/{BOB}"))["view"] is None
    await script.post("home", user=BOB)
    assert (await script.get(f"home/{BOB}"))["view"]["type"] == "home"


async def test_the_stream_tells_of_every_change(script: Script) -> None:
    async with script.session.get(f"{script.url}/sandbox/stream") as stream:
        first = json.loads((await stream.content.readuntil(b"\n\n")).removeprefix(b"data: "))
        await script.post("message", user=ALICE, channel=CHANNEL, text="news")
        second = json.loads((await stream.content.readuntil(b"\n\n")).removeprefix(b"data: "))
    assert second["version"] > first["version"]


async def test_ephemeral_messages_are_on_the_page_of_one_user_only(script: Script) -> None:
    await script.post("slash", user=ALICE, channel=CHANNEL, command="/mri-appeal", text="help")
    mine = await script.get(f"messages?user={ALICE}&channel={CHANNEL}")
    assert mine[0]["is_ephemeral"]
    assert await script.get(f"messages?user={BOB}&channel={CHANNEL}") == []


async def test_what_is_not_on_the_page_is_politely_absent(script: Script) -> None:
    for path in ("/nothing.js", "/sandbox/file/T01CLINIC/F0/x", "/files/T01CLINIC/F0/x"):
        async with script.session.get(f"{script.url}{path}") as response:
            assert response.status == 404


async def test_a_modal_titled_plainly_has_plain_words(script: Script, clinic: Clinic) -> None:
    trigger = clinic.slack.world.issue_trigger(clinic.slack.workspace, ALICE, CHANNEL)
    await clinic.client.views_open(trigger_id=trigger.id, view=modal(title=plain("A & B")))
    assert (await script.get(f"view/{ALICE}"))["title"] == "A & B"
