"""What passes between the clinic and the insurer: the contact log with its proofs, and the peer-to-peer call."""

from pathlib import Path

from tests.scenarios.conftest import Whole

CALL = {"Day 1": "2026-11-30", "Time 1": "14:30", "Day 2": "2026-11-27", "Time 2": "08:00"}
PHONE = {"Phone number on the notice": "+1 800 555 0100 ext. 2"}


async def test_a_contact_stands_in_the_thread_with_its_proof_and_in_the_letters(whole: Whole, tmp_path: Path):
    receipt = tmp_path / "Mrs Smith receipt.png"
    receipt.write_bytes(b"\x89PNG receipt")
    card = await whole.open()
    modal = await whole.press(whole.alice, card, "Log a contact", "Contact for #1")
    await modal.fill(
        {
            "Kind of contact": "Telephone call",
            "Day": "2026-11-20",
            "Time": "09:15",
            "With whom": "Ms Rivera",
            "Reference number": "R-55123",
            "What was said": "They look again by Friday.",
            "Proof": str(receipt),
        }
    )
    assert (await modal.submit()).closed

    line = await whole.line(card, "logged a contact with the insurer")
    assert "Telephone call · Fri 20 Nov 2026, 09:15 EST · with Ms Rivera · reference R-55123" in line.shown
    assert "They look again by Friday." in line.shown
    proof = await whole.channel.wait_for_message(
        thread=card, where=lambda m: any(file.name.startswith("proof-1-") for file in m.files)
    )
    assert [(file.name.rpartition(".")[2], file.data) for file in proof.files] == [("png", b"\x89PNG receipt")]
    contacts = (await whole.appeal()).contacts
    assert [(each.kind, each.reference) for each in contacts] == [("call", "R-55123")]


async def test_a_submission_says_how_it_went_and_is_proved(whole: Whole, tmp_path: Path):
    receipt = tmp_path / "fax.pdf"
    receipt.write_bytes(b"%PDF fax receipt")
    card = await whole.open()
    modal = await whole.press(whole.alice, card, "Mark submitted", "Appeal #1 sent")
    sent = {"How it was sent": "Fax", "Confirmation or tracking number": "FAX 4711", "Proof": str(receipt)}
    await modal.fill({**sent, "Day on which the insurer received it": "2026-11-20", "Time": "14:05"})
    assert (await modal.submit()).closed

    card = await whole.channel.wait_for_update(card, "The insurer must decide by Sun 20 Dec 2026")
    assert "Sent: Fri 20 Nov 2026, 14:05 EST · fax" in card.shown
    line = await whole.line(card, "recorded that the appeal was sent")
    assert "Fax · Fri 20 Nov 2026, 14:05 EST · reference FAX 4711" in line.shown
    await whole.channel.wait_for_message(
        thread=card, where=lambda m: any(file.data == b"%PDF fax receipt" for file in m.files)
    )


async def test_a_call_has_its_brief_two_times_and_calendar_files_and_its_result_in_two_taps(whole: Whole):
    card = await whole.open()
    modal = await whole.press(whole.alice, card, "Peer-to-peer", "Peer-to-peer for #1")
    assert "Medicare" not in modal.text
    await modal.fill({**CALL, **PHONE})
    assert (await modal.submit()).closed

    brief = await whole.line(card, "For the clinician who calls")
    assert "Time 1: Fri 27 Nov 2026, 08:00 EST" in brief.shown
    assert "Time 2: Mon 30 Nov 2026, 14:30 EST" in brief.shown
    assert "Phone: +1 800 555 0100 ext. 2" in brief.shown
    calendar = await whole.channel.wait_for_message(
        thread=card, where=lambda m: sum(file.name.endswith(".ics") for file in m.files) == 2
    )
    assert calendar.files[0].data.startswith(b"BEGIN:VCALENDAR")

    assert await whole.bob.click(brief, "No-show", confirm=False) == {"cancelled": True}
    await whole.bob.click(brief, "New facts wanted")
    await whole.line(card, "@Bob Osei, MD recorded the peer-to-peer call: new facts are wanted")
    brief = await whole.channel.wait_for_update(brief, "Recorded by @Bob Osei, MD")
    assert brief.buttons == ()
    assert (await whole.appeal()).is_open


async def test_a_call_that_overturns_the_denial_asks_for_the_approval_at_once(whole: Whole):
    card = await whole.open()
    modal = await whole.press(whole.alice, card, "Peer-to-peer", "Peer-to-peer for #1")
    await modal.fill({**CALL, **PHONE})
    assert (await modal.submit()).closed
    brief = await whole.line(card, "For the clinician who calls")

    await whole.bob.click(brief, "Overturned")
    modal = await whole.bob.wait_for_modal("Approval of #1")
    await modal.fill({"Approval or authorization number": "AUTH-7", "Approval is valid until": "2026-12-23"})
    assert (await modal.submit()).closed

    shown = (await whole.channel.wait_for_update(card, "Approval number: AUTH-7")).shown
    assert "approved: the denial was overturned" in shown


async def test_medicares_rule_stands_in_the_form_and_on_the_card_of_the_call(whole: Whole):
    card = await whole.open("cauda_equina")
    assert (await whole.appeal()).intake.coverage.plan == "medicare_advantage"
    modal = await whole.press(whole.alice, card, "Peer-to-peer", "Peer-to-peer for #1")
    assert "must come before the decision is final" in modal.text
    await modal.fill({**CALL, **PHONE})
    assert (await modal.submit()).closed

    assert "must come before the decision is final" in (await whole.line(card, "For the clinician who calls")).shown
