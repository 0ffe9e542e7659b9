"""The card and the checklist: what they show, what people do with them, and the line that each change leaves."""

from slackbot.blocks import limits
from tests.jobs.bot import CHANNEL
from tests.scenarios.conftest import Whole

MENU, NOT_HERE = "Assign, date, not needed", "Not needed here, because"


async def test_the_card_says_where_the_appeal_stands_and_what_is_next(whole: Whole):
    card = await whole.open()

    for part in (
        "#1 · Lumbar spine MRI (72148)",
        "Internal appeal",
        "Strength: strong",
        "🟢 file by Fri 30 Apr 2027 (safe), latest Tue 4 May 2027 · 158 days left",
        "Next: Read the notice",
        "Received Thu 5 Nov 2026 + 180 days",
        "Owner: @Alice Moreno",
        "Checklist: 0 of",
    ):
        assert part in card.shown
    assert (card.buttons[0], styles(card.raw)) == ("Next step done", ["primary"])
    assert card.text.startswith("Appeal #1: file by Fri 30 Apr 2027")


async def test_the_one_button_in_colour_leads_from_the_first_item_to_the_decision(whole: Whole):
    card = await whole.open()
    modal = await whole.alice.slash("/mri-appeal", "settings", channel=CHANNEL)
    await modal.fill({"Clinicians who sign off": ["U01BOB"]})
    assert (await modal.submit()).closed
    needed = [item for item in (await whole.appeal()).items if item.required]

    for done, _ in enumerate(needed[:-2], start=1):  # sign-off and sending are the last two
        await whole.alice.click(card, "Next step done")
        card = await whole.channel.wait_for_update(card, f"Checklist: {done} of")
    assert card.buttons[0] == "Sign off"
    await whole.bob.click(card, "Sign off")
    card = await whole.channel.wait_for_update(card, "Next: Send the appeal before the safe date")
    assert card.buttons[0] == "Mark submitted"
    card = await whole.send(card)
    assert card.buttons[0] == "Record decision"
    assert (await whole.appeal()).items[-1].tick, "what was sent is checked off"


async def test_an_item_is_ticked_and_opened_again_and_the_thread_says_by_whom(whole: Whole):
    card = await whole.open()
    checklist = await whole.line(card, "Checklist of")
    box = next(iter(checklist.boxes))

    await whole.bob.click(checklist, box)
    line = await whole.line(card, "@Bob Osei, MD checked off “Read the notice")
    assert line.text == "Appeal #1: <@U01BOB> checked off an item of the checklist."
    checklist = await whole.channel.wait_for_update(checklist, "1 done by @Bob Osei, MD, Mon 23 Nov 2026")
    assert checklist.boxes[box]
    assert "Checklist: 1 of" in (await whole.channel.wait_for_update(card, "Checklist: 1 of")).shown

    await whole.bob.click(checklist, box)
    await whole.line(card, "@Bob Osei, MD opened again")
    await whole.channel.wait_for_update(checklist, "0 of")


async def test_an_item_is_assigned_with_a_date_or_not_needed_for_a_reason(whole: Whole):
    card = await whole.open()
    checklist = await whole.line(card, "Checklist of")
    items = (await whole.appeal()).items
    first, second = (limits.shorten(f"{at + 1}. {items[at].text}", limits.OPTION) for at in (0, 1))

    await whole.alice.click(checklist, MENU, first)
    modal = await whole.alice.wait_for_modal("Checklist of #1")
    await modal.fill({"Who does it": "U01BOB", "Until": "2026-11-27"})
    assert (await modal.submit()).closed
    await whole.line(card, "to @Bob Osei, MD, until Fri 27 Nov 2026")
    checklist = await whole.channel.wait_for_update(checklist, "1 is done by @Bob Osei, MD until Fri 27 Nov 2026")

    await whole.alice.click(checklist, MENU, second)
    modal = await whole.alice.wait_for_modal("Checklist of #1")
    await modal.fill({NOT_HERE: "The plan has it"})
    assert (await modal.submit()).closed
    await whole.line(card, "marked as not needed")
    shown = (await whole.channel.wait_for_update(checklist, "2 not needed: The plan has it — @Alice Moreno")).shown
    assert f"0 of {len(items) - 1} done" in shown


async def test_what_the_insurer_asks_for_goes_on_the_checklist_with_its_day(whole: Whole):
    card = await whole.send(await whole.open())
    checklist = await whole.line(card, "Checklist of")

    modal = await whole.press(whole.alice, checklist, "Add an item", "Add to checklist of #1")
    wanted = {"What is to be done": "The films of 2024", "Who asks for it": "The insurer asked for it"}
    await modal.fill({**wanted, "Until": "2026-11-22"})
    assert "is past" in (await modal.submit()).errors["Until"]
    await modal.fill({"Until": "2026-12-07", "Who does it": "U01CAROL"})
    assert (await modal.submit()).closed

    line = await whole.line(card, "added to the checklist “The films of 2024”: @Carol Lindqvist, until Mon 7 Dec 2026")
    assert "films" not in line.text
    checklist = await whole.channel.wait_for_update(checklist, "is done by @Carol Lindqvist until Mon 7 Dec 2026")
    await whole.bob.click(checklist, next(box for box in checklist.boxes if "The films of 2024" in box))
    await whole.line(card, "checked off “The films of 2024”")


def styles(node: object) -> list[str]:
    """The styles of all buttons under a node."""
    if isinstance(node, dict):
        own = [str(node["style"])] if node.get("type") == "button" and node.get("style") else []
        return own + [style for value in node.values() for style in styles(value)]
    return [style for value in node for style in styles(value)] if isinstance(node, list) else []
