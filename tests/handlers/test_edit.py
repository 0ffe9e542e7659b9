"""The facts of an appeal are changed in the form that they were entered in; all that rests on them follows."""

from datetime import date

import pytest

from slackbot.appeal import Appeal
from slackbot.blocks.card import card
from slackbot.teamwork import sign_off
from tests.handlers.conftest import Clinic

TEAM, CHANNEL = "T01CLINIC", "C01PRIORAUTH"


async def form_of(clinic: Clinic, appeal: Appeal):
    await clinic.bob.click(await clinic.post(card(appeal, clinic.desk.today())), "Edit")
    return await clinic.bob.wait_for_modal("MRI appeal 1 of 4")


async def test_changed_facts_are_assessed_anew_and_the_history_says_which(clinic: Clinic):
    appeal = await clinic.opened()
    first = appeal.items[0]
    await clinic.desk.tick(TEAM, appeal.id, first.id, "U01ALICE", True)
    await clinic.desk.change(TEAM, appeal.id, sign_off("U01BOB", ("U01BOB",)))
    modal = await form_of(clinic, appeal)
    assert modal.values["Case number"] == appeal.intake.reference

    await modal.fill({"Date on the denial notice": "2026-11-09", "Day the notice arrived": "2026-11-12"})
    for _ in range(3):
        await modal.submit()
    assert "Nothing is changed yet" in modal.text
    assert (await modal.submit()).closed

    after = await clinic.desk.find(TEAM, appeal.id)
    assert after.intake.denial.notice_date == date(2026, 11, 9)
    assert after.assessment == clinic.desk.assess(after.intake)
    assert after.filing != appeal.filing
    assert (after.letter.version, after.sign_off) == (2, None)
    assert [item.id for item in after.items if item.tick] == [first.id]
    event = (await clinic.desk.history(TEAM, appeal.id))[-1]
    assert (event.what, event.by) == ("amended", "U01BOB")
    assert event.detail == "Date on the denial notice, Day the notice arrived"
    assert len(await clinic.desk.list_open(TEAM, CHANNEL)) == 1


async def test_a_form_that_changes_nothing_leaves_no_trace(clinic: Clinic):
    appeal = await clinic.opened()
    modal = await form_of(clinic, appeal)
    for _ in range(4):
        await modal.submit()

    assert await clinic.desk.find(TEAM, appeal.id) == appeal


async def test_a_new_form_does_not_resume_a_change(clinic: Clinic):
    modal = await form_of(clinic, await clinic.opened())
    await modal.fill({"Case number": "CASE-77"})
    await modal.submit()
    await modal.close(everything=True)

    fresh = await clinic.bob.slash("/mri-appeal", channel=CHANNEL)

    assert fresh.title == "MRI appeal 1 of 4"
    assert not fresh.values["Case number"]


@pytest.mark.parametrize("late", ["when it is pressed", "when it is saved"])
async def test_what_the_insurer_has_is_not_changed_any_more(clinic: Clinic, late: str):
    appeal = await clinic.opened()
    posted = await clinic.post(card(appeal, clinic.desk.today()))
    if late == "when it is pressed":
        await clinic.desk.submit(TEAM, appeal.id, "U01ALICE", clinic.desk.now())
        await clinic.bob.click(posted, "Edit")
        assert "was sent already" in (await clinic.bob.wait_for_ephemeral(CHANNEL, "sent already")).shown
        return
    modal = await form_of(clinic, appeal)
    await modal.fill({"Case number": "CASE-77"})
    for _ in range(3):
        await modal.submit()
    await clinic.desk.submit(TEAM, appeal.id, "U01ALICE", clinic.desk.now())

    await modal.submit()

    assert "was sent already" in modal.text
    assert (await clinic.desk.find(TEAM, appeal.id)).intake == appeal.intake
