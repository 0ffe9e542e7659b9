"""The card's two buttons: that the appeal was sent, and what was decided."""

from datetime import date
from pathlib import Path

import pytest

from slackbot.appeal import Appeal, Status
from slackbot.blocks.card import card
from tests.handlers.conftest import Clinic

HOW = "How it was sent"
RECEIVED = "Day on which the insurer received it"


async def sent(clinic: Clinic) -> Appeal:
    appeal = await clinic.opened()
    return await clinic.desk.submit("T01CLINIC", appeal.id, "U01ALICE", clinic.desk.now(), "")


async def test_mark_submitted_asks_when_and_how_and_starts_the_insurers_clock(clinic: Clinic, tmp_path: Path):
    receipt = tmp_path / "receipt.png"
    receipt.write_bytes(b"PNG")
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Mark submitted")
    modal = await clinic.alice.wait_for_modal("Appeal #1 sent")
    assert modal.values[RECEIVED] == "2026-11-23"

    given = {RECEIVED: "2026-11-20", "Time": "14:05", HOW: "Fax", "Confirmation or tracking number": "FAX 4711"}
    await modal.fill({**given, "Proof": str(receipt)})
    assert (await modal.submit()).closed

    after = await clinic.desk.find("T01CLINIC", appeal.id)
    assert after.status is Status.SUBMITTED
    assert after.submission
    assert after.submission.at.isoformat() == "2026-11-20T19:05:00+00:00"
    assert (after.submission.by, after.submission.confirmation) == ("U01ALICE", "FAX 4711")
    assert after.submission.due
    (logged,) = after.contacts
    assert (logged.kind, logged.at, logged.reference) == ("fax", after.submission.at, "FAX 4711")
    assert logged.proof in clinic.slack.workspace.files


@pytest.mark.parametrize(
    ("entered", "label", "said"),
    [
        ({HOW: None}, HOW, "complete this required field"),
        ({RECEIVED: "2026-11-24"}, RECEIVED, "in the future"),
        ({"Confirmation or tracking number": "member ID XQZ445566"}, "Confirmation or tracking number", "looks like"),
    ],
)
async def test_a_faulty_submission_is_explained(clinic: Clinic, entered: dict[str, object], label: str, said: str):
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Mark submitted")
    modal = await clinic.alice.wait_for_modal("Appeal #1 sent")
    await modal.fill({HOW: "Portal message", **entered})

    done = await modal.submit()

    assert said in done.errors[label]
    assert (await clinic.desk.find("T01CLINIC", appeal.id)).status is Status.PREPARING


async def test_what_was_sent_meanwhile_is_not_sent_again(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Mark submitted")
    modal = await clinic.alice.wait_for_modal("Appeal #1 sent")
    await modal.fill({HOW: "Letter"})
    first = await clinic.desk.submit("T01CLINIC", appeal.id, "U01BOB", clinic.desk.now(), "by Bob")

    done = await modal.submit()

    assert "only one being prepared can be submitted" in " ".join(done.errors.values())
    assert (await clinic.desk.find("T01CLINIC", appeal.id)).submission == first.submission


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ("Approved: the denial was overturned", Status.OVERTURNED),
        ("Partly approved: part of the denial was overturned", Status.PARTLY),
        ("Withdrawn: we do not go on", Status.WITHDRAWN),
    ],
)
async def test_a_decision_closes_the_appeal(clinic: Clinic, decision: str, status: Status):
    appeal = await sent(clinic)
    await clinic.bob.click(await clinic.post(card(appeal, clinic.desk.today())), "Record decision")
    modal = await clinic.bob.wait_for_modal("Decision on #1")
    await modal.fill({"Decision": decision})

    assert (await modal.submit()).closed is (status is Status.WITHDRAWN)

    after = await clinic.desk.find("T01CLINIC", appeal.id)
    assert (after.status, after.decided_on) == (status, date(2026, 11, 23))


async def test_an_upheld_denial_goes_on_at_the_next_level_from_the_new_notice(clinic: Clinic):
    appeal = await sent(clinic)
    await clinic.bob.click(await clinic.post(card(appeal, clinic.desk.today())), "Record decision")
    modal = await clinic.bob.wait_for_modal("Decision on #1")
    await modal.fill({"Decision": "Denial upheld: go on with the next level"})
    assert set((await modal.submit()).errors) == {"Date on the new denial notice"}

    await modal.fill({"Date on the new denial notice": "2026-11-23"})
    assert (await modal.submit()).closed

    after = await clinic.desk.find("T01CLINIC", appeal.id)
    assert after.status is Status.PREPARING
    assert after.assessment.level != appeal.assessment.level
    assert after.intake.denial.notice_date == date(2026, 11, 23)


@pytest.mark.parametrize(("day", "said"), [("2026-11-24", "in the future"), ("2026-11-22", "before the day")])
async def test_a_decision_lies_between_sending_and_today(clinic: Clinic, day: str, said: str):
    appeal = await sent(clinic)
    await clinic.bob.click(await clinic.post(card(appeal, clinic.desk.today())), "Record decision")
    modal = await clinic.bob.wait_for_modal("Decision on #1")
    await modal.fill({"Decision": "Withdrawn: we do not go on", "Date of the decision": day})

    assert said in (await modal.submit()).errors["Date of the decision"]


async def test_what_was_never_sent_can_only_be_withdrawn(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.bob.click(await clinic.post(card(appeal, clinic.desk.today())), "Record decision")
    modal = await clinic.bob.wait_for_modal("Decision on #1")

    assert modal.options("Decision") == ["Withdrawn: we do not go on"]
    assert "press “Mark submitted” first" in modal.text
    assert (await modal.submit()).closed
    assert (await clinic.desk.find("T01CLINIC", appeal.id)).status is Status.WITHDRAWN
