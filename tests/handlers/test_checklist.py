"""The boxes of the checklist."""

from slackbot.appeal import Status
from slackbot.blocks.checklist import checklist
from tests.handlers.conftest import Clinic


async def test_a_tick_is_kept_with_who_and_when(clinic: Clinic):
    appeal = await clinic.opened()
    message = await clinic.post(checklist(appeal))
    box = next(iter(message.boxes))

    await clinic.bob.click(message, box)

    after = await clinic.desk.find("T01CLINIC", appeal.id)
    assert after.items[0].tick
    assert after.items[0].tick.by == "U01BOB"
    assert after.done == 1


async def test_clearing_a_box_takes_the_tick_away(clinic: Clinic):
    appeal = await clinic.opened()
    message = await clinic.post(checklist(appeal))
    box = next(iter(message.boxes))
    await clinic.bob.click(message, box)

    await clinic.bob.click(message, box)

    assert (await clinic.desk.find("T01CLINIC", appeal.id)).done == 0


async def test_a_tick_does_not_clear_what_a_colleague_has_ticked_meanwhile(clinic: Clinic):
    """Bob's message does not show Alice's tick yet; his own tick must not undo it."""
    appeal = await clinic.opened()
    message = await clinic.post(checklist(appeal))
    await clinic.desk.tick("T01CLINIC", appeal.id, appeal.items[0].id, "U01ALICE", True)

    await clinic.bob.click(message, list(message.boxes)[1])

    after = await clinic.desk.find("T01CLINIC", appeal.id)
    assert [bool(item.tick) for item in after.items[:2]] == [True, True]


async def test_a_box_of_a_closed_appeal_is_answered_with_the_reason(clinic: Clinic):
    appeal = await clinic.opened()
    message = await clinic.post(checklist(appeal))
    await clinic.desk.decide("T01CLINIC", appeal.id, "U01ALICE", Status.WITHDRAWN, clinic.desk.today())

    await clinic.bob.click(message, next(iter(message.boxes)))

    answer = await clinic.bob.wait_for_ephemeral("C01PRIORAUTH", "is closed")
    assert "nothing can be changed in it" in answer.shown
