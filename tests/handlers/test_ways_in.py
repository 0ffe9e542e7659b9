"""The other ways to the form: the shortcuts, the Home tab, and what a message brings along."""

from pathlib import Path

from sandbox.driver import Modal
from slackbot.draft import Source
from tests.handlers.conftest import Clinic, fill

LONG = "The nerve root is compressed. " * 100  # 3,000 characters


# ---- other ways in --------------------------------------------------------------------------------------------------


async def test_the_shortcut_asks_for_the_channel(clinic: Clinic):
    await clinic.alice.shortcut("Start MRI appeal")
    modal = await clinic.alice.wait_for_modal("MRI appeal 1 of 4")
    assert "Channel" in modal.labels
    await fill(clinic, modal, 1)
    assert set((await modal.submit()).errors) == {"Channel"}

    await modal.fill({"Channel": "C01ORTHO"})
    await modal.submit()
    await fill(clinic, modal, 2)
    await modal.submit()
    await modal.submit()
    assert (await modal.submit()).closed

    [appeal] = await clinic.desk.list_open("T01CLINIC", "C01ORTHO")
    assert appeal.channel == "C01ORTHO"


async def test_a_form_that_asked_for_the_channel_is_not_resumed_once_it_was_sent(clinic: Clinic):
    for number in ("CASE-1", "CASE-2"):
        await clinic.alice.shortcut("Start MRI appeal")
        modal = await clinic.alice.wait_for_modal("MRI appeal 1 of 4")
        assert "the form that you began" not in modal.text
        await modal.fill({"Channel": "C01ORTHO"})
        await fill(clinic, modal, 1, reference=number)
        await modal.submit()
        await fill(clinic, modal, 2)
        for _ in range(3):
            await modal.submit()

    found = await clinic.desk.list_open("T01CLINIC", "C01ORTHO")
    assert {appeal.intake.reference for appeal in found} == {"CASE-1", "CASE-2"}


async def test_an_appeal_is_started_only_where_one_is(clinic: Clinic):
    clinic.slack.create_channel("C01OTHERS", "U01BOB", "U01MRIBOT")
    await clinic.alice.shortcut("Start MRI appeal")
    modal = await clinic.alice.wait_for_modal("MRI appeal 1 of 4")
    await modal.fill({"Channel": "C01OTHERS"})
    await fill(clinic, modal, 1)

    done = await modal.submit()

    assert "the channels that you are in" in done.errors["Channel"]
    assert modal.title == "MRI appeal 1 of 4"


# ---- what a message brings along ------------------------------------------------------------------------------------


async def on_message(clinic: Clinic, text: str, *files: Path) -> Modal:
    message = clinic.bob.write("C01PRIORAUTH", text, files=files)
    await clinic.alice.shortcut("Start MRI appeal", message)
    return await clinic.alice.wait_for_modal("MRI appeal 1 of 4")


async def test_the_shortcut_on_a_message_knows_the_channel_and_offers_the_text(clinic: Clinic):
    modal = await on_message(clinic, "Denied: <criteria> not met, see https://example.org/policy & @U01BOB")
    assert "Channel" not in modal.labels
    assert "Denied: <criteria> not met, see https://example.org/policy &" in modal.text
    await modal.fill({"Reason in the notice's own words": "Not necessary."})

    await modal.click("Use as the notice's words")
    await clinic.slack.until(lambda: "From the message" not in modal.text, "the text in its field")

    said = modal.values["Reason in the notice's own words"]
    assert said.startswith("Not necessary.\nDenied: <criteria> not met")
    await fill(clinic, modal, 1)
    await modal.submit()
    await fill(clinic, modal, 2)
    for _ in range(3):
        await modal.submit()
    [appeal] = await clinic.desk.list_open("T01CLINIC", "C01PRIORAUTH")
    assert appeal.intake.denial.notice_words == said


async def test_a_message_that_says_nothing_of_the_notice_is_quoted_nowhere(clinic: Clinic):
    modal = await on_message(clinic, "They denied it again")
    await fill(clinic, modal, 1)
    await modal.submit()
    await fill(clinic, modal, 2)
    for _ in range(3):
        await modal.submit()

    [appeal] = await clinic.desk.list_open("T01CLINIC", "C01PRIORAUTH")
    assert appeal.intake.denial.notice_words is None
    assert appeal.brought == ()


async def test_a_text_that_names_the_patient_is_left_out_with_the_reason_and_kept_nowhere(clinic: Clinic):
    modal = await on_message(clinic, "Denial for Mrs. Jones, MRN 4455667")

    assert "The message's text is left out" in modal.text
    assert "medical record number" in modal.text
    assert "Jones" not in modal.text
    assert "Use as the notice's words" not in modal.seen["buttons"]
    ts = clinic.channel.messages[-1].ts
    draft = await clinic.desk.latest_draft("T01CLINIC", "U01ALICE", "C01PRIORAUTH", Source(ts=ts))
    assert draft
    assert draft.source == Source(ts=ts)


async def test_the_files_of_a_message_come_along_where_they_are_documents(clinic: Clinic, tmp_path: Path):
    for name in ("notice.pdf", "program.exe"):
        (tmp_path / name).write_bytes(b"%PDF")

    modal = await on_message(clinic, "The notice", tmp_path / "notice.pdf", tmp_path / "program.exe")

    assert "1 file of the message will be copied into the appeal's thread" in modal.text
    assert "Not every file of the message comes along" in modal.text


async def test_the_forms_of_two_messages_and_of_the_channel_are_not_mixed_up(clinic: Clinic):
    first = await on_message(clinic, "First denial")
    await first.fill({"Case number": "CASE-1"})
    await first.fill({"Type of health plan": "Medicare Advantage (Part C)"})
    await first.close()
    second = await on_message(clinic, "Second denial")
    assert not second.values["Case number"]
    await second.close()
    assert not (await clinic.open_form()).values["Case number"]

    message = next(each for each in clinic.channel.messages if each.shown == "First denial")
    await clinic.alice.shortcut("Start MRI appeal", message)
    again = await clinic.alice.wait_for_modal("the form that you began")
    assert again.values["Case number"] == "CASE-1"
    await again.click("Start over")
    await clinic.slack.until(lambda: not again.values["Case number"], "an empty form")
    assert "First denial" in again.text


async def test_the_home_tab_starts_a_form_too(clinic: Clinic):
    await clinic.alice.home()

    await clinic.alice.click("home", "Start an appeal")
    modal = await clinic.alice.wait_for_modal("MRI appeal 1 of 4")

    assert "Channel" in modal.labels
