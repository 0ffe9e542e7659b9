"""Ownership that survives lunch, and the clinician's sign-off."""

from datetime import timedelta

from sandbox.driver import Modal
from tests.jobs.bot import CHANNEL
from tests.scenarios.conftest import Whole


async def settings(whole: Whole) -> Modal:
    return await whole.alice.slash("/mri-appeal", "settings", channel=CHANNEL)


async def test_an_appeal_is_handed_over_with_a_note_and_claimed_back(whole: Whole):
    card = await whole.open()
    modal = await whole.press(whole.alice, card, "Hand over", "Hand over appeal #1")
    await modal.fill({"Owner": "U01BOB", "Backup": "U01CAROL", "Note": "The films are <ordered>"})
    assert (await modal.submit()).closed

    line = await whole.line(card, "@Alice Moreno handed the appeal over to @Bob Osei, MD: The films are <ordered>")
    assert "films" not in line.text
    await whole.channel.wait_for_update(card, "Owner: @Bob Osei, MD, backup: @Carol Lindqvist")

    modal = await whole.press(whole.bob, card, "Hand over", "Hand over appeal #1")
    await modal.fill({"Owner": None})
    assert (await modal.submit()).closed
    card = await whole.channel.wait_for_update(card, "Nobody owns this appeal")
    assert card.buttons[0] == "Claim"
    await whole.alice.click(card, "Claim")
    await whole.line(card, "@Alice Moreno took over the appeal")
    await whole.channel.wait_for_update(card, "Owner: @Alice Moreno")


async def test_that_nobody_owns_it_is_said_after_the_working_hours_that_the_channel_has_set(whole: Whole):
    modal = await settings(whole)
    await modal.fill({"Tell when nobody owns it for": "3"})
    assert (await modal.submit()).closed
    card = await whole.open()
    modal = await whole.press(whole.alice, card, "Hand over", "Hand over appeal #1")  # at ten on a Monday
    await modal.fill({"Owner": None})
    assert (await modal.submit()).closed
    await whole.channel.wait_for_update(card, "Nobody owns this appeal")

    await whole.later(timedelta(hours=2, minutes=58))
    assert not [reply for reply in whole.channel.replies(card) if "should have claimed it" in reply.shown]
    await whole.later(timedelta(minutes=3))
    told = await whole.line(card, "Somebody should have claimed it by")
    assert "Claim" in told.shown


async def test_only_the_group_of_clinicians_signs_off(whole: Whole):
    modal = await settings(whole)
    await modal.fill({"Group of clinicians who sign off": "Reviewers (@reviewers)"})  # Bob and Carol
    assert (await modal.submit()).closed
    card = await whole.open()

    await whole.alice.click(card, "Sign off")
    assert "Only the clinicians" in (await whole.alice.wait_for_ephemeral(CHANNEL, "sign off")).shown
    await whole.bob.click(card, "Sign off")

    await whole.line(card, "@Bob Osei, MD signed off")
    card = await whole.channel.wait_for_update(card, "signed off by @Bob Osei, MD, Mon 23 Nov 2026")
    assert "Sign off" not in card.buttons


async def test_looks_good_in_the_thread_is_asked_about_and_recorded_with_one_press(whole: Whole):
    modal = await settings(whole)
    await modal.fill({"Clinicians who sign off": ["U01BOB"]})
    assert (await modal.submit()).closed
    card = await whole.open()

    whole.alice.write(CHANNEL, "looks good", thread=card)
    whole.bob.write(CHANNEL, "Looks good to me", thread=card)
    question = await whole.bob.wait_for_ephemeral(CHANNEL, "Is that your sign-off of the letter of appeal #1?")
    assert (await whole.appeal()).sign_off is None
    await whole.bob.click(question, "Record this as sign-off")

    await whole.line(card, "@Bob Osei, MD signed off")
    assert not [message for message in whole.alice.sees(CHANNEL) if message.ephemeral_to]


async def test_a_group_that_was_deleted_lets_nobody_sign_and_keeps_its_place_in_the_form(whole: Whole):
    modal = await settings(whole)
    await modal.fill({"Group of clinicians who sign off": "Reviewers (@reviewers)"})
    assert (await modal.submit()).closed
    whole.slack.workspace.groups.clear()
    card = await whole.open()

    await whole.bob.click(card, "Sign off")

    assert "Choose the clinicians" in (await whole.bob.wait_for_ephemeral(CHANNEL, "signs off")).shown
    assert (await settings(whole)).values["Group of clinicians who sign off"] == "The group that was set before"
    assert [call["answer"]["error"] for call in whole.slack.refused] == ["no_such_subteam"]
    whole.slack.world._record.clear()  # the refusal was wanted
