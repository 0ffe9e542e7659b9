"""The letter in its thread, from the form to ready and on to the next level, with the whole bot, as people walk it."""

import io

import pypdf
from docx import Document
from docx.oxml.ns import qn

from rules import load_rulebook
from sandbox.driver import Attachment, Posted
from tests.handlers.answers import EXAMPLES, answers
from tests.jobs.bot import CHANNEL, TEAM
from tests.scenarios.conftest import Whole

CHANGE, WHAT_CHANGES = "What the result changes in management", "A compressed root leads to surgery; none to therapy."
NAME = "appeal-1-internal-appeal-1"


async def test_a_letter_is_created_refused_edited_into_a_new_version_and_marked_ready(whole: Whole):
    alice, channel = whole.slack.user("U01ALICE"), whole.slack.channel(CHANNEL)
    card = await _created(whole, without="What the result will change")
    first = await channel.wait_for_message("DRAFT, 1 required point open", thread=card)
    await _files(whole, card, f"{NAME}.docx", f"{NAME}.pdf")

    await alice.click(first, "Mark ready")
    refused = await alice.wait_for_ephemeral(CHANNEL, "cannot be marked ready yet")
    assert "what will be done differently when the result is known" in refused.shown

    await alice.click(first, "Edit letter")
    modal = await alice.wait_for_modal("Letter of #1")
    await modal.fill({CHANGE: WHAT_CHANGES, "Further facts": "Call the patient at 555-867-5309."})
    assert "looks like" in (await modal.submit()).errors["Further facts"]
    await modal.fill({"Further facts": "A foot drop was found on November 9."})
    assert (await modal.submit()).closed
    second = await channel.wait_for_message("Version 2", thread=card)
    files = await _files(whole, card, f"{NAME}.docx", f"{NAME}.pdf", f"{NAME}-v2.docx", f"{NAME}-v2.pdf")
    for text in (_docx(files[f"{NAME}-v2.docx"]), _pdf(files[f"{NAME}-v2.pdf"])):
        assert "A compressed root leads to surgery" in text
        assert "A foot drop was found on November 9." in text
        assert "DRAFT" not in text
    assert "DRAFT" in _docx(files[f"{NAME}.docx"])

    boxes = await channel.wait_for_message(thread=card, where=lambda message: bool(message.boxes))
    await alice.click(boxes, next(box for box in boxes.boxes if "Opened the cited topic" in box))
    await alice.click(second, "Mark ready")
    await channel.wait_for_message("marked the letter", thread=card)
    ready = (await whole.parts.desk.find(TEAM, "1")).letter
    assert (ready.version, ready.ready and ready.ready.by) == (2, "U01ALICE")


async def test_what_was_said_to_the_insurer_is_an_appendix_of_the_letter_to_the_next_level(whole: Whole):
    alice, channel = whole.slack.user("U01ALICE"), whole.slack.channel(CHANNEL)
    card = await _created(whole)
    await channel.wait_for_message("Appeal: MRI of the lumbar spine", thread=card)
    await alice.click(card, "Log a contact")
    modal = await alice.wait_for_modal("Contact for #1")
    said = {"With whom": "Ms Rivera", "Reference number": "C-1182", "What was said": "Asked for the criterion."}
    await modal.fill({"Kind of contact": "Telephone call", **said})
    assert (await modal.submit()).closed
    await channel.wait_for_message("logged a contact", thread=card)

    appeal = await whole.parts.desk.find(TEAM, "1")
    await whole.parts.desk.submit(TEAM, appeal.id, "U01ALICE", whole.clock())
    card = await channel.wait_for_update(card, "sent, waiting for the decision")
    await alice.click(card, "Record decision")
    modal = await alice.wait_for_modal("Decision on #1")
    upheld = "Denial upheld: go on with the next level"
    await modal.fill({"Decision": upheld, "Date on the new denial notice": "2026-11-23"})
    assert (await modal.submit()).closed

    await channel.wait_for_message("took the appeal to the next level", thread=card)
    level = (await whole.parts.desk.find(TEAM, "1")).assessment.level
    name = f"appeal-1-{level.replace('_', '-')}.docx"
    letter = _docx((await _files(whole, card, name))[name])
    for fact in ("Contact history", "Call", "Ms Rivera", "Asked for the criterion.", "C-1182"):
        assert fact in letter.partition("Appendix to the letter of")[2]


async def _created(whole: Whole, without: str = "") -> Posted:
    """The card of an appeal that Alice creates in the form, one answer left out."""
    modal = await whole.clinic.fill_until(3)
    given = answers(EXAMPLES / "lumbar_strong.yaml", 3, load_rulebook())
    await modal.fill({label: value for label, value in given.items() if label != without})
    assert (await modal.submit()).modal
    assert (await modal.submit()).closed
    return await whole.slack.channel(CHANNEL).wait_for_message("Lumbar spine MRI", where=lambda m: m.thread_ts is None)


async def _files(whole: Whole, card: Posted, *names: str) -> dict[str, Attachment]:
    """The files in the thread by name, once those are there."""
    channel = whole.slack.channel(CHANNEL)

    def found() -> dict[str, Attachment]:
        return {file.name: file for message in channel.replies(card) for file in message.files}

    await channel.wait_for_message(thread=card, where=lambda _: set(names) <= set(found()))
    return found()


def _docx(file: Attachment) -> str:
    body = Document(io.BytesIO(file.data)).element.body
    paragraphs = ("".join(text.text or "" for text in each.iter(qn("w:t"))) for each in body.iter(qn("w:p")))
    return "\n".join(paragraphs)


def _pdf(file: Attachment) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.data)).pages)
