"""Faults on demand, as the unmodified client meets them."""

import time

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.basics import NotPossibleError
from sandbox.driver import Sandbox
from sandbox.faults import Fault, Faults
from tests.sandbox.conftest import Clinic
from tests.sandbox.kit import Block

ALICE, CHANNEL = "U01ALICE", "C01PRIORAUTH"


async def post(client: AsyncWebClient, text: str = "x") -> None:
    await client.chat_postMessage(channel=CHANNEL, text=text)


def test_a_fault_strikes_after_so_many_good_calls_so_many_times() -> None:
    faults = Faults([Fault("chat.update", "http_500", times=2, after=1)])
    calls = ["chat.update", "auth.test", "chat.update", "chat.update", "chat.update"]
    assert [faults.take(call) is not None for call in calls] == [False, False, True, True, False]


def test_an_unknown_kind_of_fault_names_those_there_are() -> None:
    with pytest.raises(NotPossibleError, match="ratelimited, http_500, slow"):
        Fault("*", "earthquake")


async def test_rate_limits_carry_the_seconds_to_wait_and_nothing_is_posted(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    slack.fault("chat.postMessage", "ratelimited", seconds=7)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    response = caught.value.response
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert slack.channel(CHANNEL).messages == []
    await post(client)
    assert len(slack.channel(CHANNEL).messages) == 1


async def test_the_clients_own_retry_gets_over_a_rate_limit(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.fault("chat.postMessage", "ratelimited", seconds=0)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
    await post(client)
    assert len(slack.channel(CHANNEL).messages) == 1


@pytest.mark.parametrize(("kind", "error"), [("http_500", "internal_error"), ("error:fatal_error", "fatal_error")])
async def test_errors_come_as_ordered(slack: Sandbox, client: AsyncWebClient, kind: str, error: str) -> None:
    slack.fault("*", kind)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response["error"] == error
    assert slack.calls("chat.postMessage")[0]["answer"]["ok"] is False


async def test_a_lost_answer_leaves_the_message_behind_and_a_retry_doubles_it(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    slack.fault("chat.postMessage", "lose_answer")
    assert any(isinstance(handler, AsyncConnectionErrorRetryHandler) for handler in client.retry_handlers)
    await post(client)
    assert len(slack.channel(CHANNEL).messages) == 2


async def test_a_slow_call_takes_its_time(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.fault("chat.postMessage", "slow", seconds=0.2)
    start = time.perf_counter()
    await post(client)
    assert time.perf_counter() - start >= 0.2


async def test_an_upload_can_fail(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.fault("upload", "http_500")
    with pytest.raises(Exception, match="500"):
        await client.files_upload_v2(channel=CHANNEL, filename="a.txt", content="x")


async def test_a_command_can_come_twice_and_the_trigger_works_once(clinic: Clinic) -> None:
    came: list[str] = []

    @clinic.app.command("/x")
    async def command(ack: AsyncAck, body: Block) -> None:
        came.append(body["trigger_id"])
        await ack("hello")

    clinic.slack.fault("slash_commands", "deliver_twice")
    await clinic.slack.user(ALICE).answer("/x", channel=CHANNEL)
    assert len(came) == 2
    assert came[0] == came[1]


async def test_a_socket_can_drop_while_a_command_is_on_its_way(clinic: Clinic) -> None:
    @clinic.app.command("/x")
    async def command(ack: AsyncAck) -> None:
        await ack("hello")

    clinic.slack.fault("slash_commands", "drop_socket")
    alice = clinic.slack.user(ALICE)
    assert (await alice.command("/x", channel=CHANNEL))["error"] == "operation_timeout"
    await clinic.slack.connected(0)
    await clinic.slack.connected(1)
    assert (await alice.answer("/x", channel=CHANNEL)).shown == "hello"


async def test_a_reset_forgets_messages_faults_and_calls(slack: Sandbox, client: AsyncWebClient) -> None:
    await post(client)
    slack.fault("*", "http_500", times=100)
    slack.world.reset()
    assert slack.channel(CHANNEL).messages == []
    assert slack.requests == []
    await post(client)
