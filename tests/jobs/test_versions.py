"""Changed facts: a later version of the letter joins the earlier one; the assessment is drawn anew where it stands."""

from sandbox.driver import Sandbox
from slackbot.teamwork import amend
from slackbot.wording import STRENGTH_TITLE
from tests.jobs.bot import ALICE, TEAM, Bot
from tests.jobs.test_publish import WHOLE, kind, shown, thread


async def test_a_later_version_joins_the_thread_and_says_what_changed(slack: Sandbox, bot: Bot) -> None:
    async with bot.work():
        appeal = await shown(bot, await bot.open())
        clinical = appeal.intake.clinical.model_copy(update={"treatments": ()})
        intake = appeal.intake.model_copy(update={"clinical": clinical})
        await bot.desk.change(TEAM, appeal.id, amend(ALICE, intake, bot.desk.assess(intake), ("Treatment 1",)))
        await shown(bot, appeal)

    replies = thread(slack)
    assert [kind(reply) for reply in replies] == [*WHOLE, "change", "letter", "files"]
    assert "changed the facts" in replies[len(WHOLE)].shown
    assert "Treatment 1" in replies[len(WHOLE)].shown
    assert bot.desk.assess(intake).strength is not appeal.assessment.strength
    assert STRENGTH_TITLE[bot.desk.assess(intake).strength] in replies[0].shown
    names = [file.name for reply in replies for file in reply.files]
    assert names == [
        f"appeal-1-internal-appeal-1{version}.{ending}" for version in ("", "-v2") for ending in ("docx", "pdf")
    ]
