"""Dates for one's own calendar: the card's button, `/mri-appeal calendar`, and the address of a feed."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar

from rules import load_rulebook
from sandbox.basics import Timings
from sandbox.driver import Posted, Sandbox, User
from slackbot import teamwork
from slackbot.appeal import Appeal, Approval, Status
from slackbot.blocks.card import card
from slackbot.channel_settings import ChannelSettings
from slackbot.crypto import Keyring
from tests.clock import Clock
from tests.handlers.conftest import MANIFEST, Clinic, bot, desk_on

TEAM, CHANNEL, ORTHO = "T01CLINIC", "C01PRIORAUTH", "C01ORTHO"
PUBLIC_URL = "https://appeals.clinic.example"
SAFE = date(2027, 4, 30)


@pytest.fixture
async def served(redis_url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Clinic]:
    """A clinic whose HTTP port is reached from outside."""
    async with (
        Sandbox.started(manifest=MANIFEST, timings=Timings(settle=0.02)) as slack,
        desk_on(redis_url, keyring, clock) as desk,
        bot(slack, desk, PUBLIC_URL),
    ):
        yield Clinic(slack, desk, load_rulebook(), clock)
        assert not slack.refused, slack.refused


async def file_to(clinic: Clinic, user: User) -> Posted:
    """The message with a file that the bot sent to somebody directly."""
    place = f"D{user.id[1:]}"
    return await clinic.slack.channel(place).wait_for_message(where=lambda message: bool(message.files))


def days(message: Posted) -> list[date | datetime]:
    return [event["DTSTART"].dt for event in Calendar.from_ical(message.files[0].data).walk("VEVENT")]


def secret_in(shown: str) -> str:
    found = re.search(rf"{PUBLIC_URL}/calendar/([\w-]{{43}})\.ics", shown)
    assert found, shown
    return found[1]


async def test_the_cards_button_sends_its_dates_to_the_one_who_pressed_it(clinic: Clinic):
    appeal = await clinic.opened()

    await clinic.bob.click(await clinic.post(card(appeal, clinic.desk.today())), "Add to calendar")

    sent = await file_to(clinic, clinic.bob)
    assert (sent.files[0].name, days(sent)) == ("mri-appeal-1.ics", [SAFE])
    assert "in your messages" in (await clinic.bob.wait_for_ephemeral(CHANNEL, "calendar file")).shown
    assert len(clinic.channel.messages) == 1, "nobody else is bothered"


async def test_a_card_that_was_overtaken_says_that_there_is_no_date_any_more(clinic: Clinic):
    appeal = await clinic.opened()
    posted = await clinic.post(card(appeal, clinic.desk.today()))
    await clinic.desk.decide(TEAM, appeal.id, "U01ALICE", Status.WITHDRAWN, clinic.desk.today())

    await clinic.bob.click(posted, "Add to calendar")

    assert "#1 has no date" in (await clinic.bob.wait_for_ephemeral(CHANNEL, "no date")).shown


async def test_a_stranger_gets_no_file(clinic: Clinic):
    appeal = await clinic.opened()
    dave = clinic.slack.user("U01DAVE")

    await dave.click(await clinic.post(card(appeal, clinic.desk.today())), "Add to calendar")

    assert "another channel" in (await dave.wait_for_ephemeral(CHANNEL, "another channel")).shown
    assert not clinic.slack.calls("files.completeUploadExternal")


async def test_calendar_sends_the_dates_of_what_one_owns_or_stands_in_for_in_ones_channels(clinic: Clinic):
    await clinic.opened(channel=ORTHO, user="U01BOB")
    shared = await clinic.opened()
    await clinic.desk.change(
        TEAM, shared.id, teamwork.hand_over("U01ALICE", "U01ALICE", "U01BOB", "", ChannelSettings())
    )
    await clinic.opened()

    answer = await clinic.bob.answer("/mri-appeal", "calendar", channel=CHANNEL)
    assert "2 dates of the appeals that you own or stand in for" in answer.shown
    assert answer.buttons == ("Send me the file",), "no address is offered where no port is open"
    await clinic.bob.click(answer, "Send me the file")

    sent = await file_to(clinic, clinic.bob)
    assert (sent.files[0].name, days(sent)) == ("mri-appeals.ics", [SAFE, SAFE])
    assert "in your messages" in (await clinic.bob.wait_for_ephemeral(CHANNEL, "The calendar file is")).shown


async def test_what_was_left_behind_in_a_channel_is_not_ones_own_any_more(clinic: Clinic):
    await clinic.opened(user="U01BOB")
    clinic.channel.state.members.remove("U01BOB")

    answer = await clinic.bob.answer("/mri-appeal", "calendar", channel=ORTHO)

    assert "No appeal that you own or stand in for has a date" in answer.shown
    assert not answer.buttons


async def approved(clinic: Clinic, approval: Approval) -> Appeal:
    appeal = await clinic.opened()
    await clinic.desk.submit(TEAM, appeal.id, "U01ALICE", clinic.desk.now())
    await clinic.desk.decide(TEAM, appeal.id, "U01ALICE", Status.OVERTURNED, clinic.desk.today())
    return await clinic.desk.approve(TEAM, appeal.id, "U01ALICE", approval)


async def test_an_approval_counts_until_its_last_day(clinic: Clinic):
    await approved(clinic, Approval(expires=clinic.desk.today() + timedelta(days=30)))
    await approved(clinic, Approval(used_on=clinic.desk.today()))

    async def shown() -> str:
        return (await clinic.alice.answer("/mri-appeal", "calendar", channel=CHANNEL)).shown

    assert "1 date of" in await shown()
    clinic.clock.move(timedelta(days=31))
    assert "has a date just now" in await shown()


async def test_an_address_is_made_on_demand_and_shown_once(served: Clinic):
    await served.opened()
    answer = await served.alice.answer("/mri-appeal", "calendar", channel=CHANNEL)
    assert answer.buttons == ("Send me the file", "Get a private address")

    await served.alice.click(answer, "Get a private address")

    told = await served.alice.wait_for_ephemeral(CHANNEL, "This is your private address")
    await served.alice.click(told, "Send me the file")
    await file_to(served, served.alice)
    told = await served.alice.wait_for_ephemeral(CHANNEL, "This is your private address")
    secret = secret_in(told.shown)
    assert secret_in(told.text) == secret, "who only hears the text needs it too"
    assert await served.desk.feed_user(TEAM, secret) == "U01ALICE"
    again = await served.alice.answer("/mri-appeal", "calendar", channel=CHANNEL)
    assert "Your private address is on" in again.shown
    assert secret not in again.shown
    assert again.buttons == ("Send me the file", "New address", "Turn off")


async def test_a_new_address_ends_the_one_before_and_turning_off_ends_it_all(served: Clinic):
    await served.opened()
    answer = await served.alice.answer("/mri-appeal", "calendar", channel=CHANNEL)
    await served.alice.click(answer, "Get a private address")
    told = await served.alice.wait_for_ephemeral(CHANNEL, "This is your private address")
    first = secret_in(told.shown)

    await served.alice.click(told, "New address")
    second = secret_in((await served.alice.wait_for_ephemeral(CHANNEL, "This is your private address")).shown)
    assert await served.desk.feed_user(TEAM, first) is None
    assert await served.desk.feed_user(TEAM, second) == "U01ALICE"

    told = await served.alice.answer("/mri-appeal", "calendar", channel=CHANNEL)
    await served.alice.click(told, "Turn off")
    off = await served.alice.wait_for_ephemeral(CHANNEL, "You have no private address")
    assert off.buttons == ("Send me the file", "Get a private address")
    assert await served.desk.feed_user(TEAM, second) is None
