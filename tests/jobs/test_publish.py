"""What people find in the channel after an appeal was opened or changed: everything, once."""

from datetime import date, timedelta

import pytest

from sandbox.driver import Posted, Sandbox
from sandbox.faults import Fault
from slackbot.appeal import Appeal, Status
from tests.clock import Clock, eventually
from tests.jobs.bot import ALICE, CHANNEL, TEAM, Bot

WHOLE = ["assessment", "letter", "files", "checklist"]


def kind(message: Posted) -> str:
    """What the message is, by its metadata without level or number; the one with files has none."""
    if message.files:
        return "files"
    key = str((message.metadata or {})["event_payload"]["kind"])
    return key.partition("@")[0].partition(":")[0]


async def shown(bot: Bot, appeal: Appeal) -> Appeal:
    """The appeal, once Slack shows it as it is."""

    async def is_shown() -> bool:
        return await bot.upkeep.is_shown(await bot.desk.find(TEAM, appeal.id))

    await eventually(is_shown, "Slack to show the appeal as it is")
    return await bot.desk.find(TEAM, appeal.id)


def roots(slack: Sandbox, channel: str = CHANNEL) -> list[Posted]:
    return [message for message in slack.channel(channel).messages if message.thread_ts is None]


def thread(slack: Sandbox) -> list[Posted]:
    [card] = roots(slack)
    return slack.channel(CHANNEL).replies(card)


async def test_a_new_appeal_has_its_card_and_in_the_thread_assessment_letter_files_and_checklist(
    slack: Sandbox, bot: Bot
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())

    assert [kind(reply) for reply in thread(slack)] == WHOLE
    [card] = roots(slack)
    assert card.metadata == {
        "event_type": "mri_appeal",
        "event_payload": {"appeal_id": appeal.id, "kind": "card"},
    }
    files = thread(slack)[2].files
    assert [file.name for file in files] == ["appeal-1-internal-appeal-1.docx", "appeal-1-internal-appeal-1.pdf"]
    assert (files[0].data[:2], files[1].data[:4]) == (b"PK", b"%PDF")
    assert slack.refused == []
    assert await bot.store.outbox(TEAM) == {}
    assert slack.calls("chat.update") == []


async def test_a_tick_redraws_card_and_checklist_and_leaves_one_line_that_names_who_without_calling_them(
    slack: Sandbox, bot: Bot
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        item = appeal.items[0]
        await bot.desk.tick(TEAM, appeal.id, item.id, ALICE, True)
        await shown(bot, appeal)

    checklist, line = thread(slack)[3:]
    assert [ticked for box, ticked in checklist.boxes.items() if item.text[:40] in box] == [True]
    assert "1 of" in roots(slack)[0].shown
    assert "checked off" in line.shown
    assert item.text in line.shown
    assert item.text not in line.text
    assert f"<@{ALICE}>" in str(line.raw["blocks"])
    [sent] = [call for call in slack.calls("chat.postMessage") if "checked off" in str(call["arguments"])]
    assert f"<@{ALICE}>" not in str(sent["arguments"])


async def test_many_changes_at_once_end_in_one_line_each_and_the_last_state(slack: Sandbox, bot: Bot) -> None:
    async with bot.work():
        appeal = await bot.open()
        for item in appeal.items:
            await bot.desk.tick(TEAM, appeal.id, item.id, ALICE, True)
        await shown(bot, appeal)

    kinds = [kind(reply) for reply in thread(slack)]
    assert sorted(kinds) == sorted([*WHOLE, *["change"] * len(appeal.items)])
    assert all(next(reply for reply in thread(slack) if kind(reply) == "checklist").boxes.values())


async def test_the_next_level_has_an_assessment_letter_and_checklist_of_its_own(slack: Sandbox, bot: Bot) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        await bot.desk.submit(TEAM, appeal.id, ALICE, bot.desk.now(), "FAX-1")
        await bot.desk.decide(TEAM, appeal.id, ALICE, Status.UPHELD, bot.desk.today())
        appeal = await shown(bot, appeal)

    assert appeal.status is Status.PREPARING
    assert appeal.assessment.level != "internal_appeal_1"
    kinds = [kind(reply) for reply in thread(slack)]
    assert kinds == [*WHOLE, *["change"] * 3, *WHOLE]
    assert len(roots(slack)) == 1


async def test_a_bot_that_was_not_invited_tells_the_owner_once_and_posts_when_it_is(slack: Sandbox, bot: Bot) -> None:
    async with bot.work():
        await bot.open(channel="C01GENERAL")

        async def told() -> bool:
            return bool(direct_messages(slack))

        await eventually(told, "a direct message")
        await bot.upkeep.catch_up()
        slack.channel("C01GENERAL").state.members.add(slack.workspace.app.bot_user)

        async def posted() -> bool:
            await bot.upkeep.catch_up()
            return bool(roots(slack, "C01GENERAL"))

        await eventually(posted, "a sweep to post the card")

    assert len(direct_messages(slack)) == 1
    assert "invite" in direct_messages(slack)[0].shown
    assert len(roots(slack, "C01GENERAL")) == 1


def direct_messages(slack: Sandbox) -> list[Posted]:
    """What the bot wrote to Alice alone."""
    channels = [each for each in slack.workspace.channels.values() if each.is_im and ALICE in each.members]
    return [message for each in channels for message in slack.channel(each.id).messages]


@pytest.mark.parametrize("fault", ["lose_answer", "http_500", "ratelimited"])
@pytest.mark.parametrize(
    ("method", "after"),
    [
        *(("chat.postMessage", after) for after in range(4)),
        ("files.getUploadURLExternal", 1),
        ("upload", 0),
        ("files.completeUploadExternal", 0),
    ],
)
async def test_whatever_slack_does_to_a_call_everything_is_there_once(
    slack: Sandbox, bot: Bot, fault: str, method: str, after: int
) -> None:
    slack.world.faults.order(Fault(method, fault, after=after, seconds=0))
    async with bot.work():
        await shown(bot, await bot.open())

    assert sorted(kind(reply) for reply in thread(slack)) == sorted(WHOLE)


@pytest.mark.parametrize("place", ["card", "assessment", "letter", "files", "checklist"])
async def test_what_a_crash_left_posted_but_not_marked_is_found_and_not_posted_again(
    slack: Sandbox, bot: Bot, place: str
) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        before = appeal.posted
        await bot.store._redis.hdel(f"mra:{{{TEAM}}}:appeal:{appeal.id}", f"posted:{appeal.posted_key(place)}", "shown")
        await bot.queue.publish(TEAM, appeal.id, 0)
        after = (await shown(bot, appeal)).posted

    assert [kind(reply) for reply in thread(slack)] == WHOLE
    files = appeal.posted_key("files")
    assert {**after, files: ""} == {**before, files: ""}


async def test_a_crash_right_after_the_write_is_made_good_by_the_sweep_at_the_next_start(
    slack: Sandbox, bot: Bot
) -> None:
    draft = await bot.desk.start_draft(TEAM, ALICE, CHANNEL)
    appeal = await bot.desk.open_appeal(draft, (await bot.open()).intake)
    await bot.queue._docket.clear()  # as if the process had died before it queued anything
    async with bot.work():
        await shown(bot, appeal)

    assert len(roots(slack)) == 2


async def test_cards_count_their_days_from_today(slack: Sandbox, bot: Bot, clock: Clock) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        filing = appeal.filing
        assert filing is not None
        assert filing.safe is not None
        left = (filing.safe - date(2026, 11, 23)).days
        assert f"{left} days left" in roots(slack)[0].shown
        clock.move(timedelta(days=1))
        await bot.upkeep.catch_up()
        await shown(bot, appeal)

    assert f"{left - 1} days left" in roots(slack)[0].shown
