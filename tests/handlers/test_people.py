"""Who owns an appeal, who does an item: the buttons and forms of teamwork."""

import pytest

from slackbot import teamwork
from slackbot.appeal import Appeal, Item
from slackbot.blocks import limits
from slackbot.blocks.card import card
from slackbot.blocks.checklist import checklist
from slackbot.channel_settings import ChannelSettings
from tests.handlers.conftest import Clinic

TEAM = "T01CLINIC"
MENU = "Assign, date, not needed"
NOT_HERE = "Not needed here, because"


def option(at: int, item: Item) -> str:
    return limits.shorten(f"{at + 1}. {item.text}", limits.OPTION)


async def unowned(clinic: Clinic) -> Appeal:
    appeal = await clinic.opened()
    return await clinic.desk.change(TEAM, appeal.id, teamwork.hand_over("U01ALICE", None, None, "", ChannelSettings()))


async def test_nobodys_appeal_is_claimed_with_one_press(clinic: Clinic):
    appeal = await unowned(clinic)
    message = await clinic.post(card(appeal, clinic.desk.today()))
    assert message.buttons[0] == "Claim"
    assert "Nobody owns this appeal" in message.shown

    await clinic.bob.click(message, "Claim")

    assert (await clinic.desk.find(TEAM, appeal.id)).owner == "U01BOB"


async def test_an_appeal_is_handed_over_with_a_note_and_a_backup(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Hand over")
    modal = await clinic.alice.wait_for_modal("Hand over appeal #1")
    await modal.fill({"Owner": "U01BOB", "Backup": "U01CAROL", "Note": "The films are ordered"})

    assert (await modal.submit()).closed

    after = await clinic.desk.find(TEAM, appeal.id)
    assert (after.owner, after.backup) == ("U01BOB", "U01CAROL")
    assert (await clinic.desk.history(TEAM, appeal.id))[1].detail == "U01BOB The films are ordered"


@pytest.mark.parametrize(
    ("entered", "label", "said"),
    [
        ({"Owner": "U01DAVE"}, "Owner", "not in the appeal's channel"),
        ({"Owner": "U01BOB", "Backup": "U01BOB"}, "Backup", "choose somebody else"),
        ({"Note": "Back on Monday"}, "Note", "goes with a new owner"),
        ({"Owner": "U01BOB", "Note": "call Mrs. Smith"}, "Note", "looks like"),
    ],
)
async def test_a_faulty_hand_over_is_explained(clinic: Clinic, entered: dict[str, object], label: str, said: str):
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Hand over")
    modal = await clinic.alice.wait_for_modal("Hand over appeal #1")
    await modal.fill(entered)

    assert said in (await modal.submit()).errors[label]
    assert await clinic.desk.find(TEAM, appeal.id) == appeal


async def test_an_item_is_assigned_with_a_date_and_another_is_not_needed(clinic: Clinic):
    appeal = await clinic.opened()
    message = await clinic.post(checklist(appeal))
    first, second = appeal.items[:2]
    await clinic.alice.click(message, MENU, option(0, first))
    modal = await clinic.alice.wait_for_modal("Checklist of #1")
    assert first.text in modal.text
    await modal.fill({"Who does it": "U01BOB", "Until": "2026-11-27"})
    assert (await modal.submit()).closed

    await clinic.alice.click(message, MENU, option(1, second))
    modal = await clinic.alice.wait_for_modal("Checklist of #1")
    await modal.fill({NOT_HERE: "The plan has it"})
    assert (await modal.submit()).closed

    after = await clinic.desk.find(TEAM, appeal.id)
    drawn = await clinic.post(checklist(after))
    assert "1 is done by @Bob Osei, MD until Fri 27 Nov 2026" in drawn.shown
    assert "2 not needed: The plan has it — @Alice Moreno" in drawn.shown
    assert not [box for box in drawn.boxes if box.startswith("2. ")]
    assert len(after.to_do) == len(appeal.items) - 1


async def test_an_identifier_is_no_reason(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(checklist(appeal)), MENU, option(0, appeal.items[0]))
    modal = await clinic.alice.wait_for_modal("Checklist of #1")
    await modal.fill({NOT_HERE: "see DOB 04/12/1980", "Who does it": "U01DAVE"})

    assert set((await modal.submit()).errors) == {NOT_HERE, "Who does it"}
