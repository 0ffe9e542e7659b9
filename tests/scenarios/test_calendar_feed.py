"""A calendar program reads somebody's feed again and again, over real HTTP, while the case goes on."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import aiohttp
import pytest
from icalendar import Calendar, Component
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.basics import Timings
from sandbox.driver import Posted, Sandbox
from slackbot import teamwork
from slackbot.channel_settings import ChannelSettings
from slackbot.crypto import Keyring
from slackbot.web import Feeds, listening
from tests.clock import Clock
from tests.handlers.conftest import MANIFEST, bot
from tests.jobs.bot import ALICE, CHANNEL, TEAM, Bot, assembled
from tests.scenarios.program import program
from tests.scenarios.test_processes import free_port, tokens

SAFE = date(2027, 4, 30)
ADDRESS = re.compile(r"http://\S+/calendar/[\w-]{43}\.ics")


@dataclass
class Office:
    """Slack, the bot's parts, the clock, and a calendar program."""

    slack: Sandbox
    parts: Bot
    clock: Clock
    program: aiohttp.ClientSession

    async def subscribed(self, user: str = ALICE, channel: str = CHANNEL) -> str:
        """The address that somebody gets who asks for one."""
        return await subscribed(self.slack, user, channel)

    async def read(self, address: str) -> list[Component]:
        """The entries that a calendar program finds there."""
        async with self.program.get(address) as answer:
            assert answer.status == 200
            assert answer.content_type == "text/calendar"
            assert answer.headers["Cache-Control"].startswith("private")
            return Calendar.from_ical(await answer.read()).walk("VEVENT")

    async def status(self, address: str) -> tuple[int, str]:
        async with self.program.get(address) as answer:
            return answer.status, await answer.text()


async def subscribed(slack: Sandbox, user: str = ALICE, channel: str = CHANNEL) -> str:
    person = slack.user(user)
    answer = await person.answer("/mri-appeal", "calendar", channel=channel)
    await person.click(answer, "Get a private address")
    told = await person.wait_for_ephemeral(channel, "This is your private address")
    return ADDRESS.search(told.shown)[0]


@pytest.fixture
async def office(redis_url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Office]:
    port = free_port()
    async with Sandbox.started(manifest=MANIFEST, timings=Timings(settle=0.02)) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        async with (
            assembled(redis_url, keyring, client, clock) as parts,
            bot(slack, parts.desk, f"http://127.0.0.1:{port}"),
            listening("127.0.0.1", port, Feeds(parts.desk, client, team=TEAM, workspace_url=f"{slack.url}/"), None),
            parts.work(),
            aiohttp.ClientSession() as program_,
        ):
            yield Office(slack, parts, clock, program_)
            # one test lets this call fail
            refused = [call for call in slack.refused if call["method"] != "conversations.members"]
            assert not refused, refused


async def card_of(office: Office) -> Posted:
    return await office.slack.channel(CHANNEL).wait_for_message("Lumbar spine MRI", where=lambda m: not m.thread_ts)


async def test_a_feed_follows_the_case_from_the_first_deadline_to_its_end(office: Office):
    address = await office.subscribed()
    assert await office.read(address) == []

    await office.parts.open()
    card = await card_of(office)
    (first,) = await office.read(address)
    assert first["DTSTART"].dt == SAFE
    assert first["SUMMARY"] == "MRI appeal #1: last safe day · Internal appeal"
    async with office.program.get(first["URL"], allow_redirects=False) as way:
        assert way.headers["Location"] == f"/#channel={CHANNEL}&thread={card.ts}"

    alice = office.slack.user(ALICE)
    await alice.click(card, "Add to calendar")
    sent = await office.slack.direct_messages(ALICE).wait_for_message(where=lambda message: bool(message.files))
    (filed,) = Calendar.from_ical(sent.files[0].data).walk("VEVENT")
    assert {key: filed[key] for key in ("UID", "URL")} == {key: first[key] for key in ("UID", "URL")}

    await alice.click(card, "Edit")
    modal = await alice.wait_for_modal("MRI appeal 1 of 4")
    await modal.fill({"Date on the denial notice": "2026-11-09", "Day the notice arrived": "2026-11-12"})
    for _ in range(3):
        await modal.submit()
    assert (await modal.submit()).closed
    (moved,) = await office.read(address)
    assert moved["UID"] == first["UID"]
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert moved["DTSTART"].dt == date(2027, 5, 7)

    await alice.click(card, "Mark submitted")
    modal = await alice.wait_for_modal("Appeal #1 sent")
    await modal.fill({"How it was sent": "Fax"})
    assert (await modal.submit()).closed
    (decision,) = await office.read(address)
    assert decision["SUMMARY"] == "MRI appeal #1: the insurer's decision is due"

    await alice.click(card, "Record decision")
    modal = await alice.wait_for_modal("Decision on #1")
    await modal.fill({"Decision": "Withdrawn: we do not go on"})
    assert (await modal.submit()).closed
    assert await office.read(address) == []


async def test_an_address_that_was_replaced_turned_off_or_guessed_leads_nowhere(office: Office):
    await office.parts.open()
    first = await office.subscribed()
    alice = office.slack.user(ALICE)

    await alice.click(await alice.answer("/mri-appeal", "calendar", channel=CHANNEL), "New address")
    told = await alice.wait_for_ephemeral(CHANNEL, "This is your private address")
    second = ADDRESS.search(told.shown)[0]
    assert await office.status(first) == (404, "")
    assert len(await office.read(second)) == 1

    await alice.click(told, "Turn off")
    await alice.wait_for_ephemeral(CHANNEL, "You have no private address")
    assert await office.status(second) == (404, "")
    assert await office.status(f"{second.rpartition('/')[0]}/{ALICE}.ics") == (404, "")


async def test_a_feed_shows_only_ones_own_and_only_while_one_is_in_the_channel(office: Office):
    appeal = await office.parts.open()
    await card_of(office)
    alices, bobs = await office.subscribed(ALICE), await office.subscribed("U01BOB")
    daves = await office.subscribed("U01DAVE", "C01GENERAL")
    assert [len(await office.read(each)) for each in (alices, bobs, daves)] == [1, 0, 0]

    given = teamwork.hand_over(ALICE, "U01BOB", None, "", ChannelSettings())
    await office.parts.desk.change(TEAM, appeal.id, given)
    assert [len(await office.read(each)) for each in (alices, bobs, daves)] == [0, 1, 0]

    office.slack.channel(CHANNEL).state.members.remove("U01BOB")
    office.clock.move(timedelta(seconds=61))
    assert await office.read(bobs) == []


async def test_where_slack_does_not_tell_who_is_there_the_answer_is_a_failure_not_an_empty_calendar(office: Office):
    await office.parts.open()
    await card_of(office)
    address = await office.subscribed()
    office.clock.move(timedelta(seconds=61))
    office.slack.fault("conversations.members", "http_500")

    assert await office.status(address) == (503, "")
    assert len(await office.read(address)) == 1


async def test_beside_socket_mode_the_port_serves_feeds_and_no_log_knows_their_secrets(tmp_path: Path):
    port = free_port()
    there = {"HTTP_PORT": str(port), "HTTP_HOST": "127.0.0.1", "PUBLIC_URL": f"http://127.0.0.1:{port}/"}
    async with (
        Sandbox.started(manifest=MANIFEST) as slack,
        program(tmp_path / "var", "run", **tokens(slack), **there, LOG_LEVEL="DEBUG") as running,
        aiohttp.ClientSession() as session,
    ):
        assert f"calendars http://127.0.0.1:{port}" in await running.start()
        address = await subscribed(slack)
        async with session.get(address) as found, session.get(f"http://127.0.0.1:{port}/health") as health:
            assert (found.status, health.status) == (200, 200)
        async with session.post(f"http://127.0.0.1:{port}/slack/events", data="payload={}") as unsigned:
            assert unsigned.status == 404
        assert await running.stop() == 0
        secret = address.rpartition("/")[2].removesuffix(".ics")
        assert secret not in running.errors.read_text() + "".join(running.said)


async def test_without_slack_the_port_is_enough_to_try_a_feed_on_this_machine(tmp_path: Path):
    port = free_port()
    async with program(tmp_path / "var", "run", HTTP_PORT=str(port), HTTP_HOST="127.0.0.1") as running:
        assert f"calendars http://localhost:{port}" in await running.start()


async def test_a_port_that_is_taken_is_said_with_what_to_do(tmp_path: Path):
    async with Sandbox.started(manifest=MANIFEST) as slack:
        taken = slack.url.rpartition(":")[2]
        async with program(tmp_path / "var", "run", **tokens(slack), HTTP_PORT=taken, HTTP_HOST="127.0.0.1") as running:
            await running.start()
            assert await running.ended() == 1
            said = running.errors.read_text()
            assert f"HTTP_PORT {taken} at 127.0.0.1 cannot be used" in said
            assert "Traceback" not in said
