"""`/mri-appeal` and the words after it."""

import re
from datetime import UTC, datetime

import pytest

from slackbot.rows import PAGE
from tests.handlers.conftest import Clinic

CHANNEL = "C01PRIORAUTH"


async def test_alone_it_opens_the_form_with_one_call(clinic: Clinic):
    modal = await clinic.open_form()

    assert modal.title == "MRI appeal 1 of 4"
    assert [call["method"] for call in clinic.slack.requests if call["method"].startswith("views")] == ["views.open"]
    assert "no patient name" in modal.text


async def test_help_explains_every_word(clinic: Clinic):
    answer = await clinic.alice.answer("/mri-appeal", "help", channel=CHANNEL)

    for word in ("/mri-appeal list", "/mri-appeal show 12", "/mri-appeal calendar", "“Safe”", "Record decision"):
        assert word in answer.shown
    assert answer.ephemeral_to == "U01ALICE"


async def test_the_list_says_so_when_there_is_nothing(clinic: Clinic):
    answer = await clinic.alice.answer("/mri-appeal", "list", channel=CHANNEL)

    assert "There are no open appeals in this channel" in answer.shown


async def test_the_list_shows_the_open_appeals_of_the_channel_only(clinic: Clinic):
    await clinic.opened()
    await clinic.opened(channel="C01ORTHO")

    answer = await clinic.bob.answer("/mri-appeal", "LIST", channel=CHANNEL)

    assert "1 open appeal in this channel, the most urgent first" in answer.shown
    assert "#1 · Lumbar spine MRI (72148)\nExample Health · " in answer.shown
    assert "#2" not in answer.shown


@pytest.mark.parametrize("reference", ["1", "#1", " 1 "])
async def test_show_finds_an_appeal_by_its_number(clinic: Clinic, reference: str):
    await clinic.opened()

    answer = await clinic.bob.answer("/mri-appeal", f"show {reference}", channel=CHANNEL)

    assert "#1 · Lumbar spine MRI (72148)" in answer.shown
    assert "Mark submitted" in answer.buttons


async def test_show_finds_an_appeal_by_its_id(clinic: Clinic):
    appeal = await clinic.opened()

    answer = await clinic.bob.answer("/mri-appeal", f"show {appeal.id}", channel=CHANNEL)

    assert "#1 · Lumbar spine MRI (72148)" in answer.shown


@pytest.mark.parametrize(
    "reference", ["99", "AAAAAAAAAAA", "John Smith", "0", "-1", "12345678901234567890123", "٣", "1;2"]
)
async def test_show_of_what_does_not_exist_says_how_to_find_the_number(clinic: Clinic, reference: str):
    answer = await clinic.alice.answer("/mri-appeal", f"show {reference}", channel=CHANNEL)

    assert "There is no appeal with this number here" in answer.shown
    assert "/mri-appeal list" in answer.shown
    assert reference not in answer.shown.replace("/mri-appeal", "")


async def test_an_appeal_of_another_workspace_does_not_exist_here(clinic: Clinic):
    foreign = await clinic.opened(team="T02OTHER")

    answer = await clinic.alice.answer("/mri-appeal", f"show {foreign.id}", channel=CHANNEL)

    assert "There is no appeal with this number here" in answer.shown


@pytest.mark.parametrize("text", ["John Smith, MRN 12345", "show", "list all", "hlep", "<!channel>", "@here"])
async def test_anything_else_gets_a_helpful_answer_that_repeats_nothing(clinic: Clinic, text: str):
    answer = await clinic.alice.answer("/mri-appeal", text, channel=CHANNEL)

    assert "I do not know that" in answer.shown
    assert "/mri-appeal list" in answer.shown
    assert "John" not in answer.shown
    assert not answer.mentions


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("hlep", "help"),
        ("List all", "list"),
        ("show", "show 12"),
        ("17", "show 12"),
        ("#17", "show 12"),
        ("stat", "stats"),
    ],
)
async def test_what_was_likely_meant_is_said(clinic: Clinic, text: str, meant: str):
    answer = await clinic.alice.answer("/mri-appeal", text, channel=CHANNEL)

    assert f"Did you mean “/mri-appeal {meant}”?" in answer.shown
    assert "17" not in answer.shown


async def test_due_shows_what_must_be_dealt_with_within_a_week(clinic: Clinic):
    await clinic.opened()  # to be filed by 30 April
    assert "Nothing in this channel is due" in (await clinic.alice.answer("/mri-appeal", "due", channel=CHANNEL)).shown

    clinic.clock.set(datetime(2027, 4, 22, 15, tzinfo=UTC))  # eight days before
    assert "Nothing in this channel is due" in (await clinic.alice.answer("/mri-appeal", "due", channel=CHANNEL)).shown
    clinic.clock.set(datetime(2027, 4, 23, 15, tzinfo=UTC))
    assert "#1 · " in (await clinic.alice.answer("/mri-appeal", "due", channel=CHANNEL)).shown


async def test_mine_shows_what_one_owns_in_this_channel(clinic: Clinic):
    await clinic.opened(user="U01BOB")
    await clinic.opened()
    await clinic.opened(channel="C01ORTHO")

    shown = (await clinic.alice.answer("/mri-appeal", "mine", channel=CHANNEL)).shown

    assert "1 open appeal" in shown
    assert "#2 · " in shown


async def test_a_long_list_is_turned_page_by_page(clinic: Clinic):
    for _ in range(PAGE + 2):
        await clinic.opened()
    first = await clinic.alice.answer("/mri-appeal", "list", channel=CHANNEL)
    assert f"{PAGE + 2} open appeals" in first.shown

    await clinic.alice.click(first, "Next page")

    second = await clinic.alice.wait_for_ephemeral(CHANNEL, "Page 2 of 2")
    assert second.buttons == ("Earlier page",)
    pages = [set(re.findall(r"^#(\d+)", shown, re.MULTILINE)) for shown in (first.shown, second.shown)]
    assert [len(page) for page in pages] == [PAGE, 2]
    assert not pages[0] & pages[1]
