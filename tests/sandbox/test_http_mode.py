"""The app over HTTP: signed requests that the unmodified Bolt accepts, and a response_url with its limits."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.driver import Sandbox
from tests.sandbox.conftest import QUICK, Clinic
from tests.sandbox.kit import Block, actions, button, field, home, modal, section

ALICE, CHANNEL = "U01ALICE", "C01PRIORAUTH"


@pytest.fixture
async def over_http(slack: Sandbox) -> AsyncIterator[Clinic]:
    """A Bolt app behind a port of its own, reached by signed requests."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.workspace.signing_secret, process_before_response=True)
    runner = web.AppRunner(app.server().web_app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.workspace.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield Clinic(slack, client, app)
    await runner.cleanup()


async def test_commands_forms_and_events_arrive(over_http: Clinic) -> None:
    @over_http.app.command("/x")
    async def command(ack: AsyncAck, body: Block, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field()))
        await ack()

    @over_http.app.view("form")
    async def submitted(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"field": "No."})

    @over_http.app.event("app_home_opened")
    async def opened(event: Block, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home())

    form = await over_http.slack.user(ALICE).slash("/x", channel=CHANNEL)
    await form.fill({"Field": "ü"})
    assert (await form.submit()).errors == {"Field": "No."}
    assert (await over_http.slack.user("U01BOB").home())["text"] == "Words"


async def test_a_wrong_secret_is_refused_by_the_app(over_http: Clinic) -> None:
    over_http.slack.workspace.signing_secret = "another"
    assert (await over_http.slack.user(ALICE).command("/x", channel=CHANNEL))["error"] == "dispatch_failed"


async def test_an_app_that_is_down_fails_the_command() -> None:
    async with Sandbox.started(timings=QUICK, request_url="http://127.0.0.1:9/") as slack:
        assert (await slack.user(ALICE).command("/x", channel=CHANNEL))["error"] == "dispatch_failed"


async def answer(url: str, **body: object) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_a_response_url_is_good_for_five_answers(slack: Sandbox) -> None:
    url = slack.world.issue_hook(slack.workspace, ALICE, CHANNEL)
    for number in range(5):
        assert await answer(url, text=f"answer {number}") == (200, "ok")
    status, text = await answer(url, text="one more")
    assert (status, "used_url" in text) == (404, True)
    assert [message.ephemeral_to for message in slack.user(ALICE).sees(CHANNEL)] == [ALICE] * 5


@pytest.mark.parametrize(("age", "status"), [(1800, 200), (1801, 404)])
async def test_a_response_url_lives_thirty_minutes(age: float, status: int) -> None:
    now = [1_800_000_000.0]
    async with Sandbox.started(clock=lambda: now[0]) as slack:
        url = slack.world.issue_hook(slack.workspace, ALICE, CHANNEL)
        now[0] += age
        assert (await answer(url, text="late"))[0] == status


async def test_a_response_url_posts_publicly_replaces_and_deletes(slack: Sandbox, client: AsyncWebClient) -> None:
    card = await client.chat_postMessage(channel=CHANNEL, text="card", blocks=[actions(button())])
    url = slack.world.issue_hook(slack.workspace, ALICE, CHANNEL, card["ts"])
    channel = slack.channel(CHANNEL)
    await answer(url, text="for all", response_type="in_channel", thread_ts=card["ts"], replace_original=False)
    assert [reply.shown for reply in channel.replies(channel.message(card["ts"]))] == ["for all"]
    await answer(url, text="replaced", replace_original=True)
    assert channel.message(card["ts"]).shown == "replaced"
    await answer(url, delete_original=True)
    assert [message.shown for message in channel.messages] == ["for all"]
    assert (await answer(url, delete_original=True))[0] == 400


async def test_a_response_url_checks_like_every_other_call(slack: Sandbox) -> None:
    url = slack.world.issue_hook(slack.workspace, ALICE, CHANNEL)
    assert "no_text" in (await answer(url))[1]
    assert "invalid_blocks" in (await answer(url, blocks=[section("x" * 3001)]))[1]
    assert "invalid_url" in (await answer(f"{slack.url}/hooks/T01CLINIC/none", text="x"))[1]
