"""Modals: triggers, the stack of three, hashes, what survives an update, what an answer to a submission does."""

from collections.abc import Awaitable

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from sandbox.driver import BrokenRuleError, Sandbox
from sandbox.interactions import TROUBLE
from tests.sandbox.conftest import Clinic
from tests.sandbox.kit import Block, actions, button, field, home, modal, plain, section, select

ALICE, CHANNEL = "U01ALICE", "C01PRIORAUTH"


def trigger(slack: Sandbox) -> str:
    return slack.world.issue_trigger(slack.workspace, ALICE, CHANNEL).id


async def error(call: Awaitable[AsyncSlackResponse]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_trigger_opens_one_modal(slack: Sandbox, client: AsyncWebClient) -> None:
    once = trigger(slack)
    opened = await client.views_open(trigger_id=once, view=modal())
    assert opened["view"]["hash"]
    assert opened["view"]["root_view_id"] == opened["view"]["id"]
    assert await error(client.views_open(trigger_id=once, view=modal())) == "exchanged_trigger_id"
    assert await error(client.views_open(trigger_id="1337.1", view=modal())) == "invalid_trigger_id"


@pytest.mark.parametrize(("scopes", "result"), [(["files:read"], "opened"), (["chat:write"], "missing_scope")])
async def test_a_file_is_asked_for_only_with_the_scope_to_read_it(scopes: list[str], result: str) -> None:
    manifest = {"display_information": {"name": "MRI"}, "oauth_config": {"scopes": {"bot": scopes}}}
    async with Sandbox.started(manifest=manifest) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        call = client.views_open(trigger_id=trigger(slack), view=modal(field("file_input")))
        if result == "opened":
            assert (await call)["ok"]
        else:
            assert await error(call) == result


@pytest.mark.parametrize(("age", "result"), [(3.0, "opened"), (3.001, "expired_trigger_id")])
async def test_a_trigger_lives_three_seconds(age: float, result: str) -> None:
    now = [1_800_000_000.0]
    async with Sandbox.started(clock=lambda: now[0]) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        bought = trigger(slack)
        now[0] += age
        call = client.views_open(trigger_id=bought, view=modal())
        if result == "opened":
            assert (await call)["ok"]
            assert slack.calls("views.open")[0]["since_trigger_ms"] == 3000
        else:
            assert await error(call) == result


async def test_a_refused_view_does_not_spend_the_trigger(slack: Sandbox, client: AsyncWebClient) -> None:
    bought = trigger(slack)
    assert await error(client.views_open(trigger_id=bought, view=modal({"type": "section"}))) == "invalid_arguments"
    await client.views_open(trigger_id=bought, view=modal())


async def test_three_views_lie_on_one_another_and_no_fourth(slack: Sandbox, client: AsyncWebClient) -> None:
    assert await error(client.views_push(trigger_id=trigger(slack), view=modal())) == "not_found"
    first = (await client.views_open(trigger_id=trigger(slack), view=modal()))["view"]
    await client.views_push(trigger_id=trigger(slack), view=modal())
    third = (await client.views_push(trigger_id=trigger(slack), view=modal(title=plain("Third"))))["view"]
    assert third["root_view_id"] == first["id"]
    assert await error(client.views_push(trigger_id=trigger(slack), view=modal())) == "push_limit_reached"
    top = slack.user(ALICE).modal
    assert top is not None
    assert top.title == "Third"


async def test_an_old_hash_is_a_conflict(slack: Sandbox, client: AsyncWebClient) -> None:
    view = (await client.views_open(trigger_id=trigger(slack), view=modal()))["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(title=plain("New")))
    late = client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    assert await error(late) == "hash_conflict"
    await client.views_update(view_id=view["id"], view=modal())


async def test_a_view_can_be_meant_by_its_external_id(slack: Sandbox, client: AsyncWebClient) -> None:
    await client.views_open(trigger_id=trigger(slack), view=modal(external_id="wizard"))
    await client.views_update(external_id="wizard", view=modal(external_id="wizard", title=plain("Two")))
    bob = slack.world.issue_trigger(slack.workspace, "U01BOB", CHANNEL).id
    twice = client.views_open(trigger_id=bob, view=modal(external_id="wizard"))
    assert await error(twice) == "duplicate_external_id"
    assert await error(client.views_update(external_id="other", view=modal())) == "not_found"


async def test_a_view_of_more_than_250_kilobytes_is_too_large(slack: Sandbox, client: AsyncWebClient) -> None:
    wide = [section("é" * 3000) for _ in range(13)]
    await client.views_open(trigger_id=trigger(slack), view=modal(*wide))
    call = client.views_open(trigger_id=trigger(slack), view=modal(*wide, section("é" * 3000)))
    assert await error(call) == "view_too_large"


async def test_what_was_typed_survives_an_update_only_in_the_same_field(slack: Sandbox, client: AsyncWebClient) -> None:
    view = (await client.views_open(trigger_id=trigger(slack), view=modal(field(block_id="a"), select())))["view"]
    form = slack.user(ALICE).modal
    assert form is not None
    await form.fill({"Field": "typed", "Choice": "Option 1"})
    await client.views_update(view_id=view["id"], view=modal(field(block_id="a"), select(block_id="moved")))
    assert form.values == {"Field": "typed", "Choice": None}


async def form_clinic(clinic: Clinic, answer: Block | None, **more: object) -> list[Block]:
    """A form that is answered with `answer`; returns the payloads that came."""
    came: list[Block] = []

    @clinic.app.command("/form")
    async def command(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field(), **more))
        await ack()

    @clinic.app.view("form")
    async def submitted(ack: AsyncAck, body: Block) -> None:
        came.append(body)
        await ack(**(answer or {}))

    @clinic.app.view_closed("form")
    async def closed(ack: AsyncAck, body: Block) -> None:
        came.append(body)
        await ack()

    await clinic.slack.user(ALICE).slash("/form", channel=CHANNEL)
    return came


async def test_an_empty_answer_closes_only_the_submitted_view(clinic: Clinic) -> None:
    came = await form_clinic(clinic, None)
    form = clinic.slack.user(ALICE).modal
    assert form is not None
    await clinic.client.views_push(trigger_id=trigger(clinic.slack), view=modal(field(label="Upper")))
    await form.fill({"Upper": "x"})
    assert not (await form.submit()).closed
    await form.fill({"Field": "y"})
    assert (await form.submit()).closed
    values = came[1]["view"]["state"]["values"]
    assert values == {"field": {"value": {"type": "plain_text_input", "value": "y"}}}


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "update", "view": modal(title=plain("Next"))}, ["Next"]),
        ({"response_action": "push", "view": modal(title=plain("Next"))}, ["Title", "Next"]),
        ({"response_action": "clear"}, []),
    ],
)
async def test_an_answer_changes_the_stack(clinic: Clinic, answer: Block, titles: list[str]) -> None:
    await form_clinic(clinic, answer)
    form = clinic.slack.user(ALICE).modal
    assert form is not None
    await form.fill({"Field": "x"})
    await form.submit()
    assert [view.raw["title"]["text"] for view in clinic.slack.workspace.stacks[ALICE]] == titles


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"response_action": "errors", "errors": {"elsewhere": "Wrong"}}, "no input blocks of the view"),
        ({"response_action": "update", "view": modal({"type": "section"})}, "missing required field: text"),
        ({"response_action": "explode"}, "unknown response_action"),
    ],
)
async def test_an_answer_that_breaks_the_rules_fails_the_test(clinic: Clinic, answer: Block, reason: str) -> None:
    await form_clinic(clinic, answer)
    form = clinic.slack.user(ALICE).modal
    assert form is not None
    await form.fill({"Field": "x"})
    with pytest.raises(BrokenRuleError, match=reason):
        await form.submit()
    assert form.seen["notice"] == TROUBLE
    assert clinic.slack.refused[0]["method"] == "(ack) view_submission"


async def test_a_submission_without_an_answer_keeps_the_form_and_says_so(clinic: Clinic) -> None:
    @clinic.app.command("/form")
    async def command(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field()))
        await ack()

    form = await clinic.slack.user(ALICE).slash("/form", channel=CHANNEL)
    await form.fill({"Field": "still here"})
    sent = await form.submit()
    assert (sent.closed, sent.notice) == (False, TROUBLE)
    assert form.values == {"Field": "still here"}


async def test_what_the_client_can_check_is_not_sent(clinic: Clinic) -> None:
    came = await form_clinic(clinic, None)
    form = clinic.slack.user(ALICE).modal
    assert form is not None
    assert (await form.submit()).errors == {"Field": "Please complete this required field."}
    assert came == []


async def test_cancel_reports_its_view_and_the_x_the_root(clinic: Clinic) -> None:
    came = await form_clinic(clinic, None, notify_on_close=True)
    form = clinic.slack.user(ALICE).modal
    assert form is not None
    await clinic.client.views_push(trigger_id=trigger(clinic.slack), view=modal(notify_on_close=True))
    await form.close()
    await clinic.client.views_push(trigger_id=trigger(clinic.slack), view=modal(notify_on_close=True))
    await form.close(everything=True)
    assert [(body["type"], body["is_cleared"]) for body in came] == [("view_closed", False), ("view_closed", True)]
    assert came[1]["view"]["root_view_id"] == came[1]["view"]["id"]
    assert clinic.slack.user(ALICE).modal is None


async def test_without_notify_on_close_nothing_is_reported(clinic: Clinic) -> None:
    came = await form_clinic(clinic, None)
    form = clinic.slack.user(ALICE).modal
    assert form is not None
    await form.close()
    assert came == []


async def test_a_form_with_a_channel_field_brings_response_urls(clinic: Clinic) -> None:
    came: list[Block] = []

    @clinic.app.view("form")
    async def submitted(ack: AsyncAck, body: Block) -> None:
        came.append(body)
        await ack()

    place = field("conversations_select", "Where", response_url_enabled=True, default_to_current_conversation=True)
    await clinic.client.views_open(trigger_id=trigger(clinic.slack), view=modal(place))
    form = clinic.slack.user(ALICE).modal
    assert form is not None
    await form.submit()
    assert came[0]["response_urls"][0]["channel_id"] == CHANNEL


async def test_a_home_tab_is_published_per_user_and_its_buttons_work(clinic: Clinic) -> None:
    pressed: list[Block] = []

    @clinic.app.event("app_home_opened")
    async def opened(event: Block, client: AsyncWebClient) -> None:
        view = home(section(f"Hello <@{event['user']}>"), actions(button("New appeal", "new")))
        await client.views_publish(user_id=event["user"], view=view)

    @clinic.app.action("new")
    async def new(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        pressed.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    alice = clinic.slack.user(ALICE)
    assert (await alice.home())["text"] == "Hello @Alice Moreno"
    found = await alice.click("home", "New appeal")
    assert "view" in found
    assert pressed[0]["view"]["type"] == "home"
    assert clinic.slack.workspace.homes.keys() == {ALICE}


async def test_a_home_tab_is_of_type_home_and_for_somebody(client: AsyncWebClient) -> None:
    assert await error(client.views_publish(user_id=ALICE, view=modal())) == "invalid_arguments"
    assert await error(client.views_publish(user_id="U01NOBODY", view=home())) == "user_not_found"
    published = (await client.views_publish(user_id=ALICE, view=home()))["view"]
    await client.views_publish(user_id=ALICE, view=home(), hash=published["hash"])
    late = client.views_publish(user_id=ALICE, view=home(), hash=published["hash"])
    assert await error(late) == "hash_conflict"
