"""What an overturned denial has brought: asked for at once, to be corrected on the card."""

from datetime import date
from decimal import Decimal

import pytest

from rules.model import Money
from slackbot.appeal import Appeal, Approval, Status
from slackbot.blocks.card import card
from tests.handlers.conftest import Clinic

TEAM = "T01CLINIC"
NUMBER, EXPIRES, SCAN = "Approval or authorization number", "Approval is valid until", "Scan was done on"
AMOUNT = "Amount recovered (USD)"


async def overturned(clinic: Clinic) -> Appeal:
    appeal = await clinic.opened()
    await clinic.desk.submit(TEAM, appeal.id, "U01ALICE", clinic.desk.now(), "")
    return await clinic.desk.decide(TEAM, appeal.id, "U01ALICE", Status.OVERTURNED, clinic.desk.today())


async def test_an_overturned_denial_asks_for_the_approval_at_once(clinic: Clinic):
    appeal = await clinic.opened()
    sent = await clinic.desk.submit(TEAM, appeal.id, "U01ALICE", clinic.desk.now(), "")
    await clinic.alice.click(await clinic.post(card(sent, clinic.desk.today())), "Record decision")
    modal = await clinic.alice.wait_for_modal("Decision on #1")
    await modal.fill({"Decision": "Approved: the denial was overturned"})
    await modal.submit()

    assert modal.title == "Approval of #1"
    await modal.fill({NUMBER: "AUTH 12-77", EXPIRES: "2027-01-20", AMOUNT: "1450.50"})
    assert (await modal.submit()).closed

    after = await clinic.desk.find(TEAM, appeal.id)
    recovered = Money(value=Decimal("1450.50"))
    assert after.approval == Approval(number="AUTH 12-77", expires=date(2027, 1, 20), recovered=recovered)


async def test_the_form_that_was_left_is_found_again_on_the_card(clinic: Clinic):
    appeal = await overturned(clinic)
    message = await clinic.post(card(appeal, clinic.desk.today()))
    assert message.buttons[0] == "Approval"

    await clinic.bob.click(message, "Approval")
    modal = await clinic.bob.wait_for_modal("Approval of #1")
    await modal.fill({SCAN: "2026-11-23"})
    assert (await modal.submit()).closed

    after = await clinic.desk.find(TEAM, appeal.id)
    assert after.approval and after.approval.used_on == date(2026, 11, 23)
    assert [event.what for event in await clinic.desk.history(TEAM, appeal.id)][-1] == "scanned"


@pytest.mark.parametrize(
    ("entered", "label", "said"),
    [
        ({EXPIRES: "2026-11-22"}, EXPIRES, "before the day of the decision"),
        ({SCAN: "2026-11-24"}, SCAN, "in the future"),
        ({AMOUNT: "12.345"}, AMOUNT, "at most two decimals"),
        ({NUMBER: "member ID XQZ445566"}, NUMBER, "looks like"),
    ],
)
async def test_a_faulty_approval_is_explained(clinic: Clinic, entered: dict[str, object], label: str, said: str):
    appeal = await overturned(clinic)
    await clinic.bob.click(await clinic.post(card(appeal, clinic.desk.today())), "Approval")
    modal = await clinic.bob.wait_for_modal("Approval of #1")
    await modal.fill(entered)

    assert said in (await modal.submit()).errors[label]
    assert (await clinic.desk.find(TEAM, appeal.id)).approval is None
