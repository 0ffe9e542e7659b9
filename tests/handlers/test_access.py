"""Who may see and change an appeal: the members of its channel, asked of Slack once a minute."""

from datetime import timedelta

import pytest

from slackbot.blocks.card import card
from slackbot.blocks.checklist import checklist
from tests.clock import eventually
from tests.handlers.conftest import Clinic

CHANNEL, ORTHO = "C01PRIORAUTH", "C01ORTHO"


def asked(clinic: Clinic) -> int:
    return len(clinic.slack.calls("conversations.members"))


async def test_an_appeal_is_shown_to_the_members_of_its_channel_wherever_they_ask(clinic: Clinic):
    await clinic.opened(channel=CHANNEL, user="U01ALICE")

    bob = await clinic.slack.user("U01BOB").answer("/mri-appeal", "show 1", channel=ORTHO)
    dave = await clinic.slack.user("U01DAVE").answer("/mri-appeal", "show 1", channel=ORTHO)

    assert "#1 · Lumbar spine MRI" in bob.shown
    assert "belongs to another channel" in dave.shown
    assert "Lumbar" not in dave.shown


async def test_a_stranger_who_can_look_into_a_public_channel_can_do_nothing_there(clinic: Clinic):
    appeal = await clinic.opened()
    dave = clinic.slack.user("U01DAVE")
    posted = await clinic.post(card(appeal, clinic.desk.today()))
    boxes = await clinic.post(checklist(appeal))

    for message, label in ((posted, "Mark submitted"), (posted, "Record decision"), (boxes, next(iter(boxes.boxes)))):
        await dave.click(message, label)
        refusals = [each for each in dave.sees(CHANNEL) if each.ephemeral_to == dave.id]
        assert "Ask somebody there to invite you" in refusals[-1].shown

    assert dave.modal is None
    assert await clinic.desk.find("T01CLINIC", appeal.id) == appeal


async def test_who_has_left_the_channel_meanwhile_cannot_send_the_form_that_is_still_open(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.bob.click(await clinic.post(card(appeal, clinic.desk.today())), "Mark submitted")
    modal = await clinic.bob.wait_for_modal("Appeal #1 sent")
    await modal.fill({"How it was sent": "Fax"})
    clinic.channel.state.members.remove("U01BOB")
    clinic.clock.move(timedelta(seconds=61))

    done = await modal.submit()

    assert "belongs to another channel" in " ".join(done.errors.values())
    assert await clinic.desk.find("T01CLINIC", appeal.id) == appeal


@pytest.mark.parametrize(("seconds", "calls"), [(50, 1), (60, 2)])
async def test_slack_is_asked_again_after_a_minute(clinic: Clinic, seconds: int, calls: int):
    await clinic.opened()
    await clinic.bob.answer("/mri-appeal", "show 1", channel=CHANNEL)
    clinic.clock.move(timedelta(seconds=seconds))
    await clinic.bob.answer("/mri-appeal", "list", channel=CHANNEL)

    assert asked(clinic) == calls


async def test_the_home_tab_shows_nothing_of_a_channel_that_one_has_left(clinic: Clinic):
    async def shown() -> bool:
        return "#1" in (await clinic.alice.home())["text"]

    async def gone() -> bool:
        return not await shown()

    await clinic.opened(user="U01ALICE")
    await eventually(shown, "the appeal on the Home tab")
    clinic.channel.state.members.remove("U01ALICE")
    clinic.clock.move(timedelta(seconds=61))

    await eventually(gone, "a Home tab without it")


async def test_where_slack_tells_nobody_the_one_who_opened_it_still_sees_it(clinic: Clinic):
    private = clinic.slack.create_channel("C01SECRET", "U01ALICE", "U01BOB", private=True)
    await clinic.opened(channel=private.state.id)

    hers = await clinic.alice.answer("/mri-appeal", "show 1", channel=CHANNEL)
    his = await clinic.bob.answer("/mri-appeal", "show 1", channel=CHANNEL)

    assert "#1 · Lumbar spine MRI" in hers.shown
    assert "belongs to another channel" in his.shown
    assert [call["answer"]["error"] for call in clinic.slack.refused] == ["channel_not_found"]
    clinic.slack.world._record.clear()  # the refusal was wanted


async def test_an_appeal_of_a_direct_message_is_its_writers_alone(clinic: Clinic):
    await clinic.opened(channel=clinic.slack.direct_messages("U01ALICE").state.id)

    assert "#1 ·" in (await clinic.alice.answer("/mri-appeal", "show 1", channel=CHANNEL)).shown
    assert "another channel" in (await clinic.bob.answer("/mri-appeal", "show 1", channel=CHANNEL)).shown
    assert asked(clinic) == 0
