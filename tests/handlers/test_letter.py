"""The buttons under a letter, as people press them."""

from sandbox.driver import Posted
from slackbot.appeal import Appeal
from slackbot.blocks.letter import letter_preview
from slackbot.letter_work import COMPARED, letter_of
from tests.handlers.conftest import Clinic
from tests.letters.cases import HEAD

TEAM, CHANNEL = "T01CLINIC", "C01PRIORAUTH"
CHANGE = "What the result changes in management"


async def preview(clinic: Clinic, appeal: Appeal) -> Posted:
    return await clinic.post(letter_preview(appeal, letter_of(appeal, HEAD, clinic.desk.today())))


async def now(clinic: Clinic, appeal: Appeal) -> Appeal:
    return await clinic.desk.find(TEAM, appeal.id)


async def edit(clinic: Clinic, appeal: Appeal, values: dict[str, str]) -> dict[str, str]:
    await clinic.alice.click(await preview(clinic, appeal), "Edit letter")
    modal = await clinic.alice.wait_for_modal("Letter of #1")
    await modal.fill(values)
    return (await modal.submit()).errors


async def test_the_form_shows_the_paragraphs_and_an_edit_makes_a_new_version(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.alice.click(await preview(clinic, appeal), "Edit letter")
    modal = await clinic.alice.wait_for_modal("Letter of #1")
    assert modal.values["Why MRI"] == appeal.intake.clinical.why_mri
    await modal.fill({CHANGE: "A compressed root leads to surgery.", "Further facts": "A foot drop was found."})
    assert (await modal.submit()).closed

    after = await now(clinic, appeal)
    assert after.letter.version == 2
    assert after.intake.clinical.management_change == "A compressed root leads to surgery."
    assert after.intake.clinical.additional_facts == "A foot drop was found."
    assert [event.what for event in await clinic.desk.history(TEAM, appeal.id)] == ["opened", "amended"]


async def test_what_looks_like_an_identifier_is_refused_under_its_field(clinic: Clinic):
    appeal = await clinic.opened()

    errors = await edit(clinic, appeal, {CHANGE: "Call the patient at 555-867-5309."})

    assert "looks like" in errors[CHANGE]
    assert (await now(clinic, appeal)).letter.version == 1


async def test_ready_is_refused_with_what_is_open_and_taken_once_it_is_closed(clinic: Clinic):
    appeal = await clinic.opened()
    message = await preview(clinic, appeal)
    await clinic.alice.click(message, "Mark ready")
    assert "compared" in (await clinic.alice.wait_for_ephemeral(CHANNEL, "cannot be marked ready")).shown
    assert (await now(clinic, appeal)).letter.ready is None

    await clinic.desk.tick(TEAM, appeal.id, COMPARED, "U01ALICE", True)
    await clinic.alice.click(message, "Mark ready")

    ready = (await now(clinic, appeal)).letter.ready
    assert ready and ready.by == "U01ALICE"


async def test_the_buttons_under_an_older_letter_point_to_the_newer_one(clinic: Clinic):
    appeal = await clinic.opened()
    old = await preview(clinic, appeal)
    await edit(clinic, appeal, {CHANGE: "A compressed root leads to surgery."})

    await clinic.bob.click(old, "Mark ready")

    assert "version 2" in (await clinic.bob.wait_for_ephemeral(CHANNEL, "newer letter")).shown


async def test_another_letter_of_the_case_is_asked_for_from_the_menu(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.alice.click(await preview(clinic, appeal), "Another letter…", "Request for the criteria and the file")

    assert (await now(clinic, appeal)).letter.asked == ("criteria_request",)
