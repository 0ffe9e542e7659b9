"""The letters in the thread: a new version beside the old one, other kinds on request."""

from sandbox.driver import Sandbox
from slackbot import letter_work
from tests.jobs.bot import ALICE, TEAM, Bot
from tests.jobs.test_publish import shown, thread


def files(slack: Sandbox) -> list[str]:
    return [file.name for message in thread(slack) for file in message.files]


async def test_an_edited_letter_is_a_new_version_in_the_thread_and_the_old_one_stays(slack: Sandbox, bot: Bot) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        texts = {"why_mri": "Only MRI shows the root.", "management_change": "A compressed root leads to surgery."}
        await bot.desk.change(TEAM, appeal.id, letter_work.rewrite(ALICE, 1, texts, bot.desk.assess))
        await shown(bot, appeal)

    name = "appeal-1-internal-appeal-1"
    assert files(slack) == [f"{name}.docx", f"{name}.pdf", f"{name}-v2.docx", f"{name}-v2.pdf"]
    said = [message.shown for message in thread(slack)]
    assert any("Changed: Why MRI" in line for line in said)
    assert sum("Version 2" in line for line in said) == 1
    assert slack.refused == []


async def test_a_letter_that_is_asked_for_comes_into_the_thread_once(slack: Sandbox, bot: Bot) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        for _ in range(2):
            await bot.desk.change(TEAM, appeal.id, letter_work.ask(ALICE, "criteria_request"))
            await shown(bot, appeal)

    assert files(slack)[2:] == ["appeal-1-criteria-request.docx", "appeal-1-criteria-request.pdf"]
    assert slack.refused == []
