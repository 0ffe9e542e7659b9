"""From a sent appeal over the next level to the approval and its last day, with the whole bot, as people walk it."""

from datetime import timedelta

from tests.jobs.bot import CHANNEL
from tests.scenarios.conftest import Whole

NEW_NOTICE, APPROVED = "Denial upheld: go on with the next level", "Approved: the denial was overturned"


async def test_from_sent_over_the_next_level_to_the_last_day_of_the_approval(whole: Whole):
    alice, channel = whole.slack.user("U01ALICE"), whole.slack.channel(CHANNEL)
    first = await whole.parts.open()
    card = await channel.wait_for_message("Lumbar spine MRI", where=lambda m: m.thread_ts is None)

    await _submitted(whole)
    card = await channel.wait_for_update(card, "sent, waiting for the decision")
    await alice.click(card, "Record decision")
    modal = await alice.wait_for_modal("Decision on #1")
    await modal.fill({"Decision": NEW_NOTICE, "Date on the new denial notice": "2026-11-23"})
    assert (await modal.submit()).closed
    await channel.wait_for_message("took the appeal to the next level", thread=card)
    second = await whole.parts.desk.find("T01CLINIC", "1")
    assert second.assessment.level != first.assessment.level

    await channel.wait_for_update(card, "being prepared")
    await _submitted(whole)
    card = await channel.wait_for_update(card, "sent, waiting for the decision")
    await alice.click(card, "Record decision")
    modal = await alice.wait_for_modal("Decision on #1")
    await modal.fill({"Decision": APPROVED})
    await modal.submit()
    assert modal.title == "Approval of #1"
    await modal.fill({"Approval or authorization number": "AUTH-7", "Approval is valid until": "2026-12-23"})
    assert (await modal.submit()).closed
    await channel.wait_for_update(card, "valid until Wed 23 Dec 2026 · 30 days left")

    whole.clock.move(timedelta(days=23))  # from the morning of 23 November to a week before the last day
    await whole.parts.upkeep.catch_up()
    told = await channel.wait_for_message("The approval runs out", thread=card)
    assert "7 days left" in told.shown
    assert told.broadcast


async def _submitted(whole: Whole) -> None:
    alice, channel = whole.slack.user("U01ALICE"), whole.slack.channel(CHANNEL)
    card = next(message for message in channel.messages if message.thread_ts is None)
    await alice.click(card, "Mark submitted")
    modal = await alice.wait_for_modal("Appeal #1 sent")
    await modal.fill({"How it was sent": "Portal message"})
    assert (await modal.submit()).closed
