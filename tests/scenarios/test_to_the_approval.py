"""From a sent appeal over the next level to the approval and its last day, as people walk it."""

from datetime import timedelta

from tests.scenarios.conftest import Whole

NEW_NOTICE, APPROVED = "Denial upheld: go on with the next level", "Approved: the denial was overturned"
REST = "Partly approved: appeal the rest at the next level"


async def test_from_sent_over_the_next_level_to_the_last_day_of_the_approval(whole: Whole):
    card = await whole.open()
    first = await whole.appeal()

    card = await whole.send(card)
    assert "The insurer must decide by" in card.shown
    modal = await whole.press(whole.alice, card, "Record decision", "Decision on #1")
    await modal.fill({"Decision": NEW_NOTICE, "Date on the new denial notice": "2026-11-23"})
    assert (await modal.submit()).closed
    await whole.line(card, "took the appeal to the next level")
    second = await whole.appeal()
    assert second.assessment.level != first.assessment.level
    assert second.filing and first.filing and second.filing.safe != first.filing.safe
    level = second.assessment.level.replace("_", "-")
    await whole.channel.wait_for_message(thread=card, where=lambda m: any(level in file.name for file in m.files))

    await whole.channel.wait_for_update(card, "being prepared")
    card = await whole.send(card)
    modal = await whole.press(whole.alice, card, "Record decision", "Decision on #1")
    await modal.fill({"Decision": APPROVED})
    await modal.submit()
    assert modal.title == "Approval of #1"
    await modal.fill({"Approval or authorization number": "AUTH-7", "Approval is valid until": "2026-12-23"})
    assert (await modal.submit()).closed
    await whole.channel.wait_for_update(card, "valid until Wed 23 Dec 2026 · 30 days left")

    await whole.later(timedelta(days=23))  # from the morning of 23 November to a week before the last day
    told = await whole.line(card, "The approval runs out")
    assert "7 days left" in told.shown


async def test_a_part_is_approved_and_watched_while_the_rest_goes_to_the_next_level(whole: Whole):
    card = await whole.send(await whole.open())
    first = await whole.appeal()

    modal = await whole.press(whole.alice, card, "Record decision", "Decision on #1")
    await modal.fill({"Decision": REST})
    assert set((await modal.submit()).errors) == {"Date on the new denial notice"}
    await modal.fill({"Date on the new denial notice": "2026-11-23"})
    await modal.submit()
    assert modal.title == "Approval of #1"
    await modal.fill({"Approval or authorization number": "AUTH-9", "Approval is valid until": "2026-12-14"})
    assert (await modal.submit()).closed

    await whole.line(card, "part of the denial was overturned")
    await whole.line(card, "took the appeal to the next level")
    shown = (await whole.channel.wait_for_update(card, "valid until Mon 14 Dec 2026")).shown
    assert "being prepared" in shown
    assert "file by" in shown
    second = await whole.appeal()
    assert second.assessment.level != first.assessment.level

    await whole.later(timedelta(days=14))  # a week before the approval's last day
    told = await whole.line(card, "The approval runs out")
    assert "7 days left" in told.shown


async def test_at_the_last_level_nothing_is_promised_after_it(whole: Whole):
    card = await whole.open()
    for _ in range(9):
        card = await whole.send(card)
        modal = await whole.press(whole.alice, card, "Record decision", "Decision on #1")
        last = "Denial upheld: no level is left" in modal.options("Decision")
        await modal.fill({"Decision": "Denial upheld: no level is left" if last else NEW_NOTICE})
        if not last:
            await modal.fill({"Date on the new denial notice": "2026-11-23"})
        assert (await modal.submit()).closed
        if last:
            break
        card = await whole.channel.wait_for_update(card, "being prepared")

    shown = await whole.channel.wait_for_update(card, "denial upheld")
    assert shown.buttons == ()
