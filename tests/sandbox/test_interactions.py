"""Commands, clicks, shortcuts, suggestions and messages, as people do them and as an unmodified Bolt app gets them."""

import asyncio
from pathlib import Path

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.basics import NotPossibleError
from sandbox.driver import NothingCameError, Posted, Sandbox
from tests.sandbox.conftest import QUICK, Clinic, connected
from tests.sandbox.kit import Block, actions, button, field, modal, option, options, plain, section, select

ALICE, BOB, CHANNEL = "U01ALICE", "U01BOB", "C01PRIORAUTH"


async def posted(clinic: Clinic, *blocks: Block) -> Posted:
    answer = await clinic.client.chat_postMessage(channel=CHANNEL, text="card", blocks=list(blocks))
    return clinic.slack.channel(CHANNEL).message(answer["ts"])


def listen(clinic: Clinic, action_id: str = "press") -> list[Block]:
    came: list[Block] = []

    @clinic.app.action(action_id)
    async def acted(ack: AsyncAck, body: Block) -> None:
        came.append(body)
        await ack()

    return came


async def test_a_command_carries_who_where_and_what(clinic: Clinic) -> None:
    came: list[Block] = []

    @clinic.app.command("/mri-appeal")
    async def command(ack: AsyncAck, body: Block) -> None:
        came.append(body)
        await ack("All *good*")

    answer = await clinic.slack.user(ALICE).answer("/mri-appeal", "show <1>", channel=CHANNEL)
    assert answer.shown == "All good"
    assert clinic.slack.channel(CHANNEL).messages == []
    body = came[0]
    assert (body["user_id"], body["channel_id"], body["text"]) == (ALICE, CHANNEL, "show <1>")
    assert "thread_ts" not in body


async def test_an_answer_in_the_channel_shows_the_typed_command_too(clinic: Clinic) -> None:
    @clinic.app.command("/mri-appeal")
    async def command(ack: AsyncAck) -> None:
        await ack(text="Hello all", response_type="in_channel")

    await clinic.slack.user(ALICE).command("/mri-appeal", "list", channel=CHANNEL)
    assert [message.shown for message in clinic.slack.channel(CHANNEL).messages] == ["/mri-appeal list", "Hello all"]


async def test_a_command_without_an_ack_times_out_before_the_user(clinic: Clinic) -> None:
    @clinic.app.command("/mri-appeal")
    async def command() -> None:
        """Says nothing."""

    found = await clinic.slack.user(ALICE).command("/mri-appeal", channel=CHANNEL)
    assert found["error"] == "operation_timeout"
    assert found["ephemeral"] == '/mri-appeal failed with the error "operation_timeout"'
    assert clinic.slack.user(ALICE).sees(CHANNEL)[-1].shown == found["ephemeral"]


async def test_a_command_with_nobody_connected_fails_at_once(slack: Sandbox) -> None:
    assert (await slack.user(ALICE).command("/x", channel=CHANNEL))["error"] == "dispatch_failed"


async def test_a_modal_that_a_lazy_listener_opens_after_the_ack_is_seen(clinic: Clinic) -> None:
    async def quick(ack: AsyncAck) -> None:
        await ack()

    async def slow(body: Block, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(title=plain("Late")))

    clinic.app.command("/late")(ack=quick, lazy=[slow])
    assert (await clinic.slack.user(ALICE).slash("/late", channel=CHANNEL)).title == "Late"


async def test_two_people_at_once_each_see_their_own_modal(clinic: Clinic) -> None:
    both_typed = asyncio.Barrier(2)

    async def quick(ack: AsyncAck) -> None:
        await ack()

    async def slow(body: Block, client: AsyncWebClient) -> None:
        await both_typed.wait()
        await client.chat_postMessage(channel=CHANNEL, text="somebody began")
        await client.views_open(trigger_id=body["trigger_id"], view=modal(title=plain(f"For {body['user_name']}")))

    clinic.app.command("/late")(ack=quick, lazy=[slow])
    forms = [clinic.slack.user(user).slash("/late", channel=CHANNEL) for user in (ALICE, BOB)]
    assert [form.title for form in await asyncio.gather(*forms)] == ["For alice", "For bob"]


async def test_the_answer_of_a_command_must_be_a_message_that_slack_takes(clinic: Clinic) -> None:
    @clinic.app.command("/bad")
    async def command(ack: AsyncAck) -> None:
        await ack(blocks=[{"type": "section"}], text="x")

    await clinic.slack.user(ALICE).command("/bad", channel=CHANNEL)
    assert clinic.slack.refused[0]["answer"]["error"] == "invalid_blocks"


async def test_only_members_type_in_a_channel_and_only_known_commands() -> None:
    commands = [{"command": "/mri-appeal", "description": "Appeal"}]
    manifest: Block = {"display_information": {"name": "MRI"}, "features": {"slash_commands": commands}}
    async with Sandbox.started(timings=QUICK, manifest=manifest) as slack:
        with pytest.raises(NotPossibleError, match="not_in_channel"):
            await slack.user("U01DAVE").command("/mri-appeal", channel=CHANNEL)
        with pytest.raises(NotPossibleError, match=r"/mri is not a valid command; there is \['/mri-appeal'\]"):
            await slack.user(ALICE).command("/mri", channel=CHANNEL)


async def test_a_button_tells_where_it_was_pressed(clinic: Clinic) -> None:
    came = listen(clinic)
    card = await posted(clinic, section(), actions(button("Close", value="a1")))
    await clinic.slack.user(BOB).click(card, "Close")
    body = came[0]
    assert (body["user"]["id"], body["channel"]["id"], body["message"]["ts"]) == (BOB, CHANNEL, card.ts)
    assert body["actions"][0]["value"] == "a1"
    assert body["container"]["type"] == "message"
    assert body["response_url"]


async def test_a_label_that_is_not_there_names_those_that_are(clinic: Clinic) -> None:
    card = await posted(clinic, actions(button("Close"), button("Amend", "amend")))
    with pytest.raises(NotPossibleError, match="There is no 'Open' here"):
        await clinic.slack.user(ALICE).click(card, "Open")


async def test_one_of_several_equal_buttons_is_meant_by_the_text_beside_it(clinic: Clinic) -> None:
    came = listen(clinic)
    rows = [section(name, accessory=button("Open", value=name)) for name in ("CASE-1", "CASE-2")]
    card = await posted(clinic, *rows)
    await clinic.slack.user(ALICE).click(card, "Open", near="CASE-2")
    assert came[0]["actions"][0]["value"] == "CASE-2"


async def test_boxes_are_ticked_and_unticked_by_their_text(clinic: Clinic) -> None:
    came = listen(clinic, "tick")
    boxes = {"type": "checkboxes", "action_id": "tick", "options": options(2), "initial_options": options(1)}
    card = await posted(clinic, actions(boxes))
    assert card.boxes == {"Option 0": True, "Option 1": False}
    alice = clinic.slack.user(ALICE)
    await alice.click(card, "Option 1")
    await alice.click(card, "Option 0")
    chosen = [[each["value"] for each in body["actions"][0]["selected_options"]] for body in came]
    assert chosen == [["option 0", "option 1"], ["option 1"]]
    assert came[1]["state"]["values"]["actions"]["tick"]["selected_options"] == [option("Option 1")]
    assert alice.sees(CHANNEL)[-1].boxes == {"Option 0": False, "Option 1": True}
    assert clinic.slack.user(BOB).sees(CHANNEL)[-1].boxes == {"Option 0": True, "Option 1": False}


async def test_menus_pickers_and_overflows_bring_what_was_chosen(clinic: Clinic) -> None:
    came = listen(clinic, "pick")
    elements: list[tuple[Block, str, object, str, object]] = [
        ({"type": "static_select", "options": options(3)}, "pick", "Option 2", "selected_option", option("Option 2")),
        ({"type": "overflow", "options": options(3)}, "Option 1", None, "selected_option", option("Option 1")),
        ({"type": "radio_buttons", "options": options(2)}, "Option 1", None, "selected_option", option("Option 1")),
        ({"type": "datepicker"}, "pick", "2026-11-02", "selected_date", "2026-11-02"),
        ({"type": "timepicker"}, "pick", "09:30", "selected_time", "09:30"),
        ({"type": "datetimepicker"}, "pick", "2026-11-02T00:00", "selected_date_time", 1793577600),
        ({"type": "users_select"}, "pick", "Bob Osei, MD", "selected_user", BOB),
        ({"type": "multi_users_select"}, "pick", ["bob", ALICE], "selected_users", [BOB, ALICE]),
        ({"type": "conversations_select"}, "pick", "#ortho", "selected_conversation", "C01ORTHO"),
        ({"type": "channels_select"}, "pick", "ortho", "selected_channel", "C01ORTHO"),
    ]
    for element, label, wanted, key, value in elements:
        card = await posted(clinic, actions({**element, "action_id": "pick"}))
        await clinic.slack.user(ALICE).click(card, label, wanted)
        assert came[-1]["actions"][0][key] == value


async def test_a_confirm_dialog_can_be_declined(clinic: Clinic) -> None:
    came = listen(clinic)
    sure = {"title": plain(), "text": plain(), "confirm": plain("Yes"), "deny": plain("No")}
    card = await posted(clinic, actions(button("Withdraw", confirm=sure)))
    alice = clinic.slack.user(ALICE)
    assert await alice.click(card, "Withdraw", confirm=False) == {"cancelled": True}
    await alice.click(card, "Withdraw")
    assert len(came) == 1


async def test_an_external_select_asks_the_app(clinic: Clinic) -> None:
    @clinic.app.options("code")
    async def suggest(ack: AsyncAck, body: Block) -> None:
        await ack(options=[option(f"{body['value']}: lumbar MRI", "72148")])

    came = listen(clinic, "code")
    card = await posted(clinic, actions({"type": "external_select", "action_id": "code", "min_query_length": 2}))
    await clinic.slack.user(ALICE).click(card, "code", "72148")
    assert came[0]["actions"][0]["selected_option"]["text"]["text"] == "72148: lumbar MRI"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"options": [option("x" * 76)]}, "must be less than 76 characters"),
        ({"options": options(101)}, "no more than 100 items"),
        ({}, "either `options` or `option_groups`"),
        ({"options": [], "option_groups": [{"label": plain(), "options": options(1)}]}, "either `options`"),
    ],
)
async def test_options_that_slack_would_not_offer_are_refused(clinic: Clinic, answer: Block, reason: str) -> None:
    @clinic.app.options("code")
    async def suggest() -> BoltResponse:
        return BoltResponse(status=200, body=answer)

    card = await posted(clinic, actions({"type": "external_select", "action_id": "code"}))
    with pytest.raises(NotPossibleError, match="There is no option"):
        await clinic.slack.user(ALICE).click(card, "code", "x" * 76)
    [refused] = clinic.slack.refused
    assert refused["method"] == "(ack) block_suggestion"
    assert reason in str(refused["answer"])


async def test_options_that_come_too_late_are_none(clinic: Clinic) -> None:
    @clinic.app.options("code")
    async def suggest() -> None: ...

    card = await posted(clinic, actions({"type": "external_select", "action_id": "code"}))
    with pytest.raises(NotPossibleError, match="There is: none"):
        await clinic.slack.user(ALICE).click(card, "code", "72148")
    assert clinic.slack.refused[0]["answer"]["error"] == "operation_timeout"


async def test_the_app_is_not_asked_before_enough_was_typed(clinic: Clinic) -> None:
    asked: list[str] = []

    @clinic.app.options("code")
    async def suggest(ack: AsyncAck, body: Block) -> None:
        asked.append(body["value"])
        await ack(options=[option(body["value"])])

    usual, eager = [
        await posted(clinic, actions({"type": "external_select", "action_id": "code", **more}))
        for more in ({}, {"min_query_length": 0})
    ]
    with pytest.raises(NotPossibleError, match="Type 3 or more characters"):
        await clinic.slack.user(ALICE).click(usual, "code", "ab")
    await clinic.slack.user(ALICE).click(usual, "code", "abc")
    await clinic.slack.user(ALICE).click(eager, "code", "ab")
    assert asked == ["abc", "ab"]


async def test_several_options_of_an_external_select_are_searched_one_by_one(clinic: Clinic) -> None:
    asked: list[Block] = []
    codes = field("multi_external_select", "Codes", "codes", min_query_length=0, block={"optional": True})

    @clinic.app.command("/form")
    async def command(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(codes))
        await ack()

    @clinic.app.options({"block_id": "codes", "action_id": "value"})
    async def suggest(ack: AsyncAck, body: Block) -> None:
        asked.append(body)
        await ack(options=[option(body["value"])])

    form = await clinic.slack.user(ALICE).slash("/form", channel=CHANNEL)
    await form.fill({"Codes": ["M54.16", "M51.26"]})
    assert form.values == {"Codes": ["M54.16", "M51.26"]}
    assert [body["value"] for body in asked] == ["M54.16", "M51.26"]
    assert asked[0]["container"] == {"type": "view", "view_id": form.view.id}
    assert "trigger_id" not in asked[0]
    await form.fill({"Codes": None})
    assert form.values == {"Codes": []}
    assert len(asked) == 2


async def test_a_stranger_does_not_see_what_is_in_a_private_channel(clinic: Clinic) -> None:
    clinic.slack.create_channel("C01SECRET", ALICE, "U01MRIBOT", private=True)
    answer = await clinic.client.chat_postMessage(channel="C01SECRET", text="card", blocks=[actions(button("Close"))])
    card = clinic.slack.channel("C01SECRET").message(answer["ts"])
    with pytest.raises(NotPossibleError, match="U01DAVE sees no message"):
        await clinic.slack.user("U01DAVE").click(card, "Close")
    assert clinic.slack.user("U01DAVE").sees("C01SECRET") == []


async def test_a_choice_that_dispatches_can_bring_the_field_that_is_filled_next(clinic: Clinic) -> None:
    region = select("Region", "region", block={"dispatch_action": True})

    @clinic.app.command("/form")
    async def command(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(region))
        await ack()

    @clinic.app.action({"block_id": "region", "action_id": "value"})
    async def chosen(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        await ack()
        await client.views_update(view_id=body["view"]["id"], view=modal(region, field(label="Side", block_id="side")))

    form = await clinic.slack.user(ALICE).slash("/form", channel=CHANNEL)
    await form.fill({"Region": "Option 1", "Side": "left"})
    assert form.values == {"Region": "Option 1", "Side": "left"}


async def test_inputs_without_dispatch_action_send_nothing(clinic: Clinic) -> None:
    came = listen(clinic, "value")
    card = await posted(clinic, field())
    await clinic.slack.user(ALICE).click(card, "Field", "typed")
    assert came == []


async def test_an_ephemeral_message_is_answered_through_its_response_url(clinic: Clinic) -> None:
    @clinic.app.command("/ask")
    async def command(ack: AsyncAck) -> None:
        await ack(text="Sure?", blocks=[section("Sure?"), actions(button("Yes"))])

    bodies: list[Block] = []

    @clinic.app.action("press")
    async def pressed(ack: AsyncAck, body: Block, respond: AsyncRespond) -> None:
        bodies.append(body)
        await ack()
        await respond(text="Done", replace_original=True)

    alice = clinic.slack.user(ALICE)
    question = await alice.answer("/ask", channel=CHANNEL)
    await alice.click(question, "Yes")
    assert [message.shown for message in alice.sees(CHANNEL)] == ["Done"]
    assert "message" not in bodies[0]
    assert bodies[0]["container"]["is_ephemeral"]
    with pytest.raises(NotPossibleError, match="U01BOB sees no message"):
        await clinic.slack.user(BOB).click(question, "Yes")


async def test_shortcuts_reach_the_app_by_name() -> None:
    shortcuts = [
        {"name": "Open an appeal", "type": "global", "callback_id": "open", "description": "x"},
        {"name": "Appeal this", "type": "message", "callback_id": "appeal_this", "description": "x"},
    ]
    manifest: Block = {"display_information": {"name": "MRI"}, "features": {"shortcuts": shortcuts}}
    manifest["oauth_config"] = {"scopes": {"bot": ["chat:write"]}}
    async with Sandbox.started(timings=QUICK, manifest=manifest) as slack, connected(slack) as clinic:
        came: list[Block] = []

        async def opened(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
            came.append(body)
            await client.views_open(trigger_id=body["trigger_id"], view=modal())
            await ack()

        clinic.app.global_shortcut("open")(opened)
        clinic.app.message_shortcut("appeal_this")(opened)
        alice = slack.user(ALICE)
        denied = slack.user(BOB).write(CHANNEL, "We were denied")
        assert "view" in await alice.shortcut("Open an appeal")
        assert "view" in await alice.shortcut("Appeal this", denied)
        assert came[1]["message"]["text"] == "We were denied"
        assert came[1]["type"] == "message_action"
        with pytest.raises(NotPossibleError, match="no global shortcut 'Appeal this'"):
            await alice.shortcut("Appeal this")


async def test_messages_reach_an_app_that_subscribed() -> None:
    settings = {"event_subscriptions": {"bot_events": ["message.channels"]}}
    manifest: Block = {"display_information": {"name": "MRI"}, "settings": settings}
    async with Sandbox.started(timings=QUICK, manifest=manifest) as slack, connected(slack) as clinic:
        heard: asyncio.Queue[Block] = asyncio.Queue()

        @clinic.app.event("message")
        async def message(event: Block) -> None:
            await heard.put(event)

        slack.user(ALICE).write(CHANNEL, "hello")
        event = await asyncio.wait_for(heard.get(), 5)
        assert (event["text"], event["channel"], event["channel_type"]) == ("hello", CHANNEL, "channel")


async def test_messages_do_not_reach_an_app_that_did_not_subscribe(slack: Sandbox) -> None:
    slack.user(ALICE).write(CHANNEL, "hello")
    assert not slack.parts.delivery.tasks


async def test_people_write_in_threads_with_files_and_mentions(slack: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "denial.pdf").write_bytes(b"%PDF")
    alice = slack.user(ALICE)
    root = alice.write(CHANNEL, "The notice, @here", files=(tmp_path / "denial.pdf",))
    reply = slack.user(BOB).write(CHANNEL, "Seen", thread=root)
    assert root.mentions == ("@here",)
    assert [(file.name, file.data) for file in root.files] == [("denial.pdf", b"%PDF")]
    assert [message.ts for message in await slack.channel(CHANNEL).thread(root)] == [reply.ts]


async def test_a_wait_in_vain_tells_what_is_there(slack: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.driver.core.PATIENCE", 0.05)
    slack.user(ALICE).write(CHANNEL, "only this")
    with pytest.raises(NothingCameError, match=r"a message in C01PRIORAUTH with 'card'(.|\n)*only this"):
        await slack.channel(CHANNEL).wait_for_message("card")


async def test_a_command_that_opens_nothing_tells_what_came_instead(clinic: Clinic) -> None:
    @clinic.app.command("/x")
    async def command(ack: AsyncAck) -> None:
        await ack("No such appeal")

    with pytest.raises(NothingCameError, match="No such appeal"):
        await clinic.slack.user(ALICE).slash("/x", channel=CHANNEL)
