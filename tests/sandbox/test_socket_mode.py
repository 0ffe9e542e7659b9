"""Socket Mode as a client sees it: hello, envelopes, acks, goodbye, and as the unmodified one lives through it."""

import asyncio

import aiohttp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.basics import Json, Timings
from sandbox.driver import Sandbox
from tests.sandbox.conftest import QUICK, Clinic, connected

ALICE, CHANNEL = "U01ALICE", "C01PRIORAUTH"


async def address(slack: Sandbox) -> str:
    client = AsyncWebClient(token=slack.app_token, base_url=slack.api_url)
    return str((await client.apps_connections_open(app_token=slack.app_token))["url"])


async def test_a_connection_begins_with_hello(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await address(slack)) as socket:
        hello = await socket.receive_json()
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["debug_info"]["approximate_connection_time"] == 3600
    assert hello["connection_info"] == {"app_id": "A01MRIAPPEAL"}


async def test_an_address_works_once(slack: Sandbox) -> None:
    url = await address(slack)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            await socket.receive_json()
        again = await session.get(url.replace("ws://", "http://"))
        assert again.status == 404


async def test_an_address_is_short_lived() -> None:
    now = [1_800_000_000.0]
    async with Sandbox.started(clock=lambda: now[0]) as slack, aiohttp.ClientSession() as session:
        url = await address(slack)
        now[0] += 31
        assert (await session.get(url.replace("ws://", "http://"))).status == 404


async def test_an_envelope_says_whether_an_answer_may_ride_on_the_ack(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await address(slack)) as socket:
        await socket.receive_json()
        typing = asyncio.create_task(slack.user(ALICE).command("/x", channel=CHANNEL))
        envelope: Json = await socket.receive_json()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        await socket.send_str("no json")
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "hello"}})
        assert (await typing)["ephemeral"].shown == "hello"


async def test_an_event_without_an_ack_comes_again_and_says_so(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await address(slack)) as socket:
        await socket.receive_json()
        opening = asyncio.create_task(slack.parts.entrances.open_home(slack.workspace, ALICE))
        first, second = await socket.receive_json(), await socket.receive_json()
        await socket.send_json({"envelope_id": second["envelope_id"]})
        await opening
    assert (first["retry_attempt"], second["retry_attempt"], second["retry_reason"]) == (0, 1, "timeout")
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]


async def test_connections_take_turns(slack: Sandbox) -> None:
    served: list[str] = []

    async def serve(name: str, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            frame = message.json()
            if "envelope_id" in frame:
                served.append(name)
                await socket.send_json({"envelope_id": frame["envelope_id"], "payload": {"text": name}})

    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await address(slack)) for _ in range(2)]
        tasks = [asyncio.create_task(serve(name, socket)) for name, socket in zip("ab", sockets, strict=True)]
        await slack.connected(2)
        for _ in range(4):
            await slack.user(ALICE).command("/x", channel=CHANNEL)
        for socket in sockets:
            await socket.close()
        await asyncio.gather(*tasks)
    assert sorted(served) == ["a", "a", "b", "b"]


async def test_the_eleventh_connection_is_one_too_many(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await address(slack)) for _ in range(10)]
        await slack.connected(10)
        extra = await session.ws_connect(await address(slack))
        assert (await extra.receive_json())["reason"] == "too_many_websockets"
        for socket in [*sockets, extra]:
            await socket.close()


async def test_a_connection_grows_old_with_a_warning() -> None:
    timings = Timings(connection=0.05, connection_warning=0.02)
    async with Sandbox.started(timings=timings) as slack, aiohttp.ClientSession() as session:
        socket = await session.ws_connect(await address(slack))
        frames = [await socket.receive_json() for _ in range(3)]
        await socket.close()
    assert [frame.get("reason", "hello") for frame in frames] == ["hello", "warning", "refresh_requested"]


async def answering(clinic: Clinic) -> None:
    @clinic.app.command("/ping")
    async def ping(ack: AsyncAck) -> None:
        await ack("pong")


async def test_the_unmodified_client_comes_back_after_a_refresh_and_after_a_cut(clinic: Clinic) -> None:
    await answering(clinic)
    alice = clinic.slack.user(ALICE)
    for disturb in (clinic.slack.refresh_sockets, clinic.slack.drop_sockets):
        (before,) = clinic.slack.parts.sockets.of(clinic.slack.workspace)
        await disturb()
        await clinic.slack.until(lambda before=before: renewed(clinic.slack, before), "a new connection")
        assert (await alice.answer("/ping", channel=CHANNEL)).shown == "pong"


def renewed(slack: Sandbox, old: object) -> bool:
    now = slack.parts.sockets.of(slack.workspace)
    return bool(now) and old not in now


async def test_two_processes_of_one_app_share_the_work() -> None:
    async with Sandbox.started(timings=QUICK) as slack, connected(slack) as one:
        client = AsyncWebClient(token=slack.app_token, base_url=slack.api_url)
        await answering(one)
        async with aiohttp.ClientSession() as session:
            url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
            async with session.ws_connect(url):
                await slack.connected(2)
            await slack.connected(1)
        assert (await slack.user(ALICE).answer("/ping", channel=CHANNEL)).shown == "pong"
