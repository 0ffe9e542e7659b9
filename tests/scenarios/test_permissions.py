"""Who is not in the channel sees nothing and changes nothing, by whatever way they come."""

from datetime import timedelta

import pytest

from slackbot.blocks import limits
from tests.jobs.bot import CHANNEL, TEAM
from tests.scenarios.conftest import Whole

CARD = (
    "Next step done",
    "Sign off",
    "Mark submitted",
    "Record decision",
    "Log a contact",
    "Peer-to-peer",
    "Hand over",
    "Edit",
)
REFUSED = "Ask somebody there to invite you"


async def refusals(whole: Whole, user: str) -> int:
    return sum(REFUSED in message.shown for message in whole.slack.user(user).sees(CHANNEL) if message.ephemeral_to)


async def told(whole: Whole) -> int:
    return len(await whole.parts.desk.history(TEAM, (await whole.appeal()).id))


async def test_every_button_of_the_case_file_refuses_a_stranger_and_gives_nothing_away(whole: Whole):
    card = await whole.open()
    before, history = await whole.appeal(), await told(whole)
    dave = whole.slack.user("U01DAVE")
    checklist = await whole.line(card, "Checklist of")
    letter = await whole.line(card, "A draft for the ordering clinician")

    for label in CARD:
        await dave.click(card, label)
    await dave.click(checklist, next(iter(checklist.boxes)))
    await dave.click(checklist, "Add an item")
    first = limits.shorten(f"1. {before.items[0].text}", limits.OPTION)
    await dave.click(checklist, "Assign, date, not needed", first)
    for label in letter.buttons:
        await dave.click(letter, label)

    assert await refusals(whole, "U01DAVE") == len(CARD) + 3 + len(letter.buttons)
    assert dave.modal is None
    assert (await whole.appeal()).revision == before.revision
    assert await told(whole) == history
    answer = await dave.answer("/mri-appeal", "show 1", channel="C01ORTHO")
    assert REFUSED in answer.shown
    assert "Lumbar" not in answer.shown
    assert "There are no open appeals for you to see" in (await dave.home())["text"]


@pytest.mark.parametrize(("seconds", "may"), [(50, True), (61, False)])
async def test_who_has_left_the_channel_is_refused_within_a_minute(whole: Whole, seconds: int, may: bool):  # noqa: FBT001 -- the test's parameter
    card = await whole.open()
    modal = await whole.press(whole.bob, card, "Log a contact", "Contact for #1")
    whole.channel.state.members.remove("U01BOB")
    whole.clock.move(timedelta(seconds=seconds))
    await modal.fill({"Kind of contact": "Fax"})

    done = await modal.submit()

    assert done.closed is may
    assert bool((await whole.appeal()).contacts) is may
    if not may:
        assert REFUSED in " ".join(done.errors.values())
