"""What the thread shows of contacts and calls."""

from datetime import timedelta

from sandbox.driver import Sandbox
from sandbox.web_api.files import add_file
from slackbot import talks
from slackbot.appeal import Contact, Status
from tests.jobs.bot import ALICE, CHANNEL, TEAM, Bot

CARD = "Lumbar spine MRI"


async def test_a_call_brings_its_brief_and_calendar_files_once_and_is_drawn_anew_with_its_result(
    slack: Sandbox, bot: Bot
):
    appeal = await bot.open()
    channel = slack.channel(CHANNEL)
    slots = [bot.desk.now() + timedelta(days=days) for days in (1, 2)]
    await bot.desk.change(TEAM, appeal.id, talks.asked(ALICE, slots, "+1 800 555 0100"))

    async with bot.work():
        root = await channel.wait_for_message(CARD)
        brief = await channel.wait_for_message("For the clinician who calls", thread=root)
        files = await channel.wait_for_message(
            thread=root, where=lambda m: any(f.name.endswith(".ics") for f in m.files)
        )
        assert [file.data.startswith(b"BEGIN:VCALENDAR") for file in files.files] == [True, True]
        assert "Lumbar" not in files.files[0].data.decode()

        await bot.desk.change(TEAM, appeal.id, talks.ended(ALICE, "upheld", appeal.assessment.level))
        await channel.wait_for_update(brief, "The denial stands after the call")
        await channel.wait_for_message("recorded the peer-to-peer call", thread=root)
    calendars = [m for m in channel.replies(root) if any(f.name.endswith(".ics") for f in m.files)]
    assert len(calendars) == 1


async def test_a_proof_is_put_into_the_thread_once_under_a_name_of_ours(slack: Sandbox, bot: Bot):
    appeal = await bot.open()
    file = add_file(slack.world, slack.workspace, ALICE, "Mrs Smith.PDF", b"receipt")
    contact = Contact(kind="fax", at=bot.desk.now(), by=ALICE, proof=file.id)
    await bot.desk.change(TEAM, appeal.id, talks.logged(contact))
    await bot.desk.submit(TEAM, appeal.id, ALICE, bot.desk.now(), "FAX 4711", how="fax", proof="F0GONE")
    channel = slack.channel(CHANNEL)

    async with bot.work():
        root = await channel.wait_for_message(CARD)
        await channel.wait_for_message("reference FAX 4711", thread=root)
        await channel.wait_for_message("Checklist of", thread=root)
        await bot.desk.decide(TEAM, appeal.id, ALICE, Status.WITHDRAWN, bot.desk.today())
        await channel.wait_for_message("withdrew the appeal", thread=root)

    proofs = [file for reply in channel.replies(root) for file in reply.files if file.name.startswith("proof-1-")]
    assert [(proof.name.rpartition(".")[2], proof.data) for proof in proofs] == [("pdf", b"receipt")]
    assert len(slack.calls("files.info")) == 2, "what was posted, or is gone, is not asked for again"


async def test_a_contact_is_one_line_with_what_was_said(slack: Sandbox, bot: Bot):
    appeal = await bot.open()
    contact = Contact(kind="call", at=bot.desk.now(), by=ALICE, with_whom="Ms Rivera", said="*They* look again <!here>")
    await bot.desk.change(TEAM, appeal.id, talks.logged(contact))

    async with bot.work():
        root = await slack.channel(CHANNEL).wait_for_message(CARD)
        line = await slack.channel(CHANNEL).wait_for_message("logged a contact", thread=root)

    assert "with Ms Rivera" in line.shown
    assert "*They* look again <!here>" in line.shown
    assert "Rivera" not in line.text
    assert not line.mentions
