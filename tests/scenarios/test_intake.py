"""From the ways in to the draft in the thread, with the whole bot, as a coordinator meets them."""

import asyncio
from pathlib import Path

import pytest

from sandbox.driver import Modal, Posted, User
from sandbox.state import Channel
from slackbot.draft import Draft
from slackbot.gallery import longest
from slackbot.wording import COMMAND
from tests.build import OPENED
from tests.clock import eventually
from tests.handlers.answers import EXAMPLES, answers
from tests.jobs.bot import ALICE, CHANNEL, TEAM
from tests.scenarios.conftest import Whole

BOB = "U01BOB"
MOST_INPUTS, MOST_SCREENS = 18, 4
LUMBAR = (
    {
        "Case number": "CASE-0042",
        "Type of health plan": "Private-employer plan, self-funded",
        "Date on the denial notice": "2026-11-02",
        "Reasons that the insurer gives": ["Not medically necessary", "Conservative care has to come first"],
    },
    {
        "Body region": "Lumbar spine",
        "Clinical question": "Low Back Pain",
        "CPT code": "72148",
        "Age in years": "54",
        "Sex": "Female",
        "Diagnosis codes (ICD-10-CM)": ["M54.16"],
        "Weeks since the symptoms began": "9",
        "Course": "Persistent",
        "Symptoms and history": ["Pain radiating along a nerve root (arm or leg)"],
    },
    {
        "Treatment 1: what was tried": "Physical therapy",
        "Treatment 1: begun on": "2026-09-01",
        "Treatment 1: for how many weeks": "6",
        "Treatment 1: how it went": "No improvement",
        "Candidate for surgery or an intervention": "Yes",
    },
    {},
)


def person(whole: Whole, user: str) -> User:
    """Somebody who uses Slack."""
    return whole.slack.user(user)


async def fill(whole: Whole, modal: Modal, *, start: int = 1) -> None:
    """Every step of the lumbar example, up to the check."""
    for step in range(start, MOST_SCREENS):
        await modal.fill(answers(EXAMPLES / "lumbar_strong.yaml", step, whole.parts.desk.rulebook))
        done = await modal.submit()
        assert done.modal, done.notice
        assert not done.errors, done.errors


async def card_in(whole: Whole, channel: str = CHANNEL) -> Posted:
    """The card, as soon as all that belongs to it is in its thread."""
    place = whole.slack.channel(channel)
    card = await place.wait_for_message("Lumbar spine MRI", where=lambda message: message.thread_ts is None)
    await place.wait_for_message("Checklist of", thread=card)
    return card


def files(whole: Whole, card: Posted) -> dict[str, bytes]:
    """The files in the card's thread, by their names."""
    return {file.name: file.data for reply in whole.slack.channel(CHANNEL).replies(card) for file in reply.files}


async def test_from_the_command_to_the_draft_the_lumbar_case_takes_few_inputs_and_four_screens(whole: Whole):
    modal = await person(whole, ALICE).slash(COMMAND, channel=CHANNEL)
    required: set[str] = set()
    touched: list[str] = []
    screens: list[str] = []
    for entered in LUMBAR:
        screens.append(modal.title)
        for label, value in entered.items():
            await modal.fill({label: value})
            touched.append(label)
        await whole.slack.until(lambda: all(modal.values[label] for label in entered), "every answer")  # noqa: B023 -- awaited at once, within the same turn
        required |= {field["label"] for field in modal.seen["fields"] if not field["optional"]}
        assert not (await modal.submit()).errors

    card = await card_in(whole)
    assert screens == [f"MRI appeal {step} of 4" for step in range(1, MOST_SCREENS + 1)]
    assert len(required) <= MOST_INPUTS, required
    assert len(touched) <= MOST_INPUTS, touched
    assert "Strength: strong" in card.shown
    draft = await whole.slack.channel(CHANNEL).wait_for_message("A draft for the ordering clinician", thread=card)
    assert draft.thread_ts == card.ts
    assert {name.rpartition(".")[2] for name in files(whole, card)} == {"docx", "pdf"}


@pytest.mark.parametrize("way", ["global shortcut", "Home tab"])
async def test_from_anywhere_the_form_asks_for_the_channel_and_posts_there(whole: Whole, way: str):
    if way == "Home tab":
        await person(whole, ALICE).home()
        await person(whole, ALICE).click("home", "Start an appeal")
    else:
        await person(whole, ALICE).shortcut("Start MRI appeal")
    modal = await person(whole, ALICE).wait_for_modal("MRI appeal 1 of 4")
    await modal.fill({"Channel": "C01ORTHO"})

    await fill(whole, modal)
    assert (await modal.submit()).closed

    assert (await card_in(whole, "C01ORTHO")).channel == "C01ORTHO"
    assert whole.slack.channel(CHANNEL).messages == []


async def test_a_message_brings_its_text_and_its_file_and_the_thread_keeps_the_file(whole: Whole, tmp_path: Path):
    (tmp_path / "Jane Doe denial.pdf").write_bytes(b"%PDF-1.7 notice")
    said = "The request does not meet the plan's criteria."
    message = person(whole, BOB).write(CHANNEL, said, files=(tmp_path / "Jane Doe denial.pdf",))
    await person(whole, ALICE).shortcut("Start MRI appeal", message)
    modal = await person(whole, ALICE).wait_for_modal("From the message")
    await modal.click("Use as the notice's words")
    await whole.slack.until(lambda: modal.values["Reason in the notice's own words"] == said, "the notice's words")

    await fill(whole, modal)
    assert (await modal.submit()).closed

    card = await card_in(whole)
    assert files(whole, card)["message-1-1.pdf"] == b"%PDF-1.7 notice"
    assert "Jane Doe" not in str([reply.raw for reply in whole.slack.channel(CHANNEL).replies(card)])
    assert (await whole.parts.desk.find(TEAM, "1")).intake.denial.notice_words == said


async def test_however_often_the_form_is_sent_there_is_one_appeal_and_one_card(whole: Whole):
    modal = await person(whole, ALICE).slash(COMMAND, channel=CHANNEL)
    await fill(whole, modal)
    whole.slack.fault("view_submission", "deliver_twice")
    await asyncio.gather(modal.submit(), modal.submit())

    card = await card_in(whole)
    await whole.parts.desk.settled()
    assert len(await whole.parts.desk.all_rows(TEAM)) == 1
    roots = [message for message in whole.slack.channel(CHANNEL).messages if message.thread_ts is None]
    assert [message.ts for message in roots] == [card.ts]
    fresh = await person(whole, ALICE).slash(COMMAND, channel=CHANNEL)
    assert not fresh.values["Case number"]


async def test_back_close_resume_and_a_later_edit_lose_nothing_and_the_thread_says_what_changed(whole: Whole):
    modal = await person(whole, ALICE).slash(COMMAND, channel=CHANNEL)
    await fill(whole, modal)
    for step in (3, 2, 1):
        await modal.click("Back")
        await modal.wait_for(f"MRI appeal {step} of 4")
    await modal.close()
    again = await person(whole, ALICE).slash(COMMAND, channel=CHANNEL)
    assert "the form that you began" in again.text
    for _ in range(4):
        await again.submit()
    card = await card_in(whole)

    await person(whole, BOB).click(card, "Edit")
    form = await person(whole, BOB).wait_for_modal("MRI appeal 1 of 4")
    await form.fill({"Date on the denial notice": "2026-10-26"})
    await form.submit()
    await form.fill({"Weeks since the symptoms began": "12"})
    for _ in range(3):
        await form.submit()

    line = await whole.slack.channel(CHANNEL).wait_for_message("changed the facts", thread=card)
    assert "Date on the denial notice, Weeks since the symptoms began" in line.shown
    await whole.slack.until(lambda: [name for name in files(whole, card) if "-v2." in name], "the second version")
    await whole.slack.channel(CHANNEL).wait_for_update(card, "file by Fri 23 Apr 2027 (safe)")


@pytest.mark.parametrize("place", ["direct message", "private channel"])
async def test_what_is_started_out_of_sight_is_never_shown_elsewhere(whole: Whole, place: str):
    slack = whole.slack
    if place == "direct message":
        channel = slack.world.direct_messages(slack.workspace, ALICE).id
    else:
        channel = "C01SECRET"
        slack.create_channel(channel, ALICE, "U01MRIBOT", private=True)
    modal = await person(whole, ALICE).slash(COMMAND, channel=channel)
    await fill(whole, modal)
    assert (await modal.submit()).closed
    card = await card_in(whole, channel)
    number = "#1 · "

    for name, other in slack.workspace.channels.items():
        assert name == channel or not other.messages, name
    assert not [each for each in person(whole, BOB).sees(channel) if each.user == "U01MRIBOT"]
    for text in ("list", "due", "mine"):
        for user in (person(whole, ALICE), person(whole, BOB)):
            assert number not in (await user.answer(COMMAND, text, channel=CHANNEL)).shown
    assert number in (await person(whole, ALICE).answer(COMMAND, "list", channel=channel)).shown
    refused = await person(whole, BOB).answer(COMMAND, "show 1", channel=CHANNEL)
    assert "this one belongs to another channel" in refused.shown
    assert "Lumbar" not in refused.shown
    assert "Lumbar" not in (await person(whole, BOB).home())["text"]
    assert "Lumbar" in (await person(whole, ALICE).home())["text"]
    assert card.channel == channel


async def test_in_a_direct_message_between_people_the_bot_says_to_the_one_who_asked_what_to_do(whole: Whole):
    spaces = whole.slack.workspace.channels
    spaces["D01PEERS"] = Channel("D01PEERS", "directmessage", {ALICE, BOB}, is_im=True)
    modal = await person(whole, ALICE).slash(COMMAND, channel="D01PEERS")
    await fill(whole, modal)
    assert (await modal.submit()).closed

    own = whole.slack.channel(whole.slack.world.direct_messages(whole.slack.workspace, ALICE).id)
    await own.wait_for_message("I cannot write in a direct message between people")
    assert "Lumbar" in (await person(whole, ALICE).answer(COMMAND, "show 1", channel="D01PEERS")).shown
    assert "belongs to another channel" in (await person(whole, BOB).answer(COMMAND, "show 1", channel=CHANNEL)).shown
    refused = [call["answer"]["error"] for call in whole.slack.refused]
    assert set(refused) == {"channel_not_found"}
    whole.slack.world.reset()


async def test_the_longest_case_is_posted_whole(whole: Whole):
    case = longest(whole.parts.desk.rulebook)
    draft = Draft(id="DLONGEST", team=TEAM, user=ALICE, channel=CHANNEL, updated_at=OPENED)

    await whole.parts.desk.open_appeal(draft, case.intake)

    async def is_whole() -> bool:
        return any(message.boxes for message in whole.slack.channel(CHANNEL).messages)

    await eventually(is_whole, "the checklist, which is posted last", patience=60)
    card = await card_in(whole)
    assert len((await whole.parts.desk.find(TEAM, "1")).intake.clinical.treatments) == 20
    assert {name.rpartition(".")[2] for name in files(whole, card)} == {"docx", "pdf"}
