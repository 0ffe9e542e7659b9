"""The contact log and the peer-to-peer call, as people use them."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from slackbot.blocks.card import card
from slackbot.blocks.peer_to_peer import call_card
from tests.handlers.conftest import Clinic

TEAM = "T01CLINIC"
ZONE = ZoneInfo("America/New_York")
CALL = {"Day 1": "2026-11-30", "Time 1": "14:30", "Phone number on the notice": "+1 800 555 0100 ext. 2"}


async def test_a_contact_is_written_down_with_what_was_said(clinic: Clinic, tmp_path: Path):
    note = tmp_path / "note.txt"
    note.write_text("They look again")
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Log a contact")
    modal = await clinic.alice.wait_for_modal("Contact for #1")
    await modal.fill(
        {
            "Kind of contact": "Telephone call",
            "Day": "2026-11-20",
            "Time": "09:15",
            "With whom": "Ms Rivera",
            "Reference number": "R-55123",
            "What was said": "They look again by Friday.",
            "Proof": str(note),
        }
    )
    assert (await modal.submit()).closed

    (contact,) = (await clinic.desk.find(TEAM, appeal.id)).contacts
    assert (contact.kind, contact.with_whom, contact.reference) == ("call", "Ms Rivera", "R-55123")
    assert clinic.slack.workspace.files[str(contact.proof)].data == b"They look again"
    assert (contact.at, contact.by) == (datetime(2026, 11, 20, 9, 15, tzinfo=ZONE), "U01ALICE")


@pytest.mark.parametrize(
    ("entered", "label", "said"),
    [
        ({"Day": "2026-11-24"}, "Day", "in the future"),
        ({"What was said": "DOB 03/04/1970"}, "What was said", "looks like"),
        ({"With whom": "member ID XQZ445566"}, "With whom", "looks like"),
    ],
)
async def test_a_faulty_contact_is_explained(clinic: Clinic, entered: dict[str, object], label: str, said: str):
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Log a contact")
    modal = await clinic.alice.wait_for_modal("Contact for #1")
    await modal.fill({"Kind of contact": "Fax", **entered})

    assert said in (await modal.submit()).errors[label]
    assert (await clinic.desk.find(TEAM, appeal.id)).contacts == ()


async def test_a_program_is_no_proof(clinic: Clinic, tmp_path: Path):
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Log a contact")
    modal = await clinic.alice.wait_for_modal("Contact for #1")
    program = tmp_path / "receipt.exe"
    program.write_bytes(b"MZ")
    await modal.fill({"Kind of contact": "Fax", "Proof": str(program)})

    assert "Choose a PDF" in (await modal.submit()).errors["Proof"]
    assert (await clinic.desk.find(TEAM, appeal.id)).contacts == ()


async def test_a_call_is_asked_for_with_two_times_and_its_result_is_recorded_in_two_taps(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Peer-to-peer")
    modal = await clinic.alice.wait_for_modal("Peer-to-peer for #1")
    await modal.fill({**CALL, "Day 2": "2026-11-27", "Time 2": "08:00"})
    assert (await modal.submit()).closed

    asked = await clinic.desk.find(TEAM, appeal.id)
    assert asked.peer_to_peer
    assert [slot.astimezone(ZONE).isoformat() for slot in asked.peer_to_peer.slots] == [
        "2026-11-27T08:00:00-05:00",
        "2026-11-30T14:30:00-05:00",
    ]
    message = await clinic.post(call_card(asked, asked.peer_to_peer))
    assert message.buttons == ("Overturned", "Upheld", "New facts wanted", "No-show")
    await clinic.bob.click(message, "No-show")

    after = await clinic.desk.find(TEAM, appeal.id)
    assert after.peer_to_peer and (after.peer_to_peer.result, after.peer_to_peer.result_by) == ("no_show", "U01BOB")


@pytest.mark.parametrize(
    ("entered", "label", "said"),
    [
        ({"Day 1": "2026-11-23", "Time 1": "08:00"}, "Day 1", "is past"),
        ({"Day 2": "2026-11-30"}, "Time 2", "both the day and the time"),
        ({"Time 2": "09:00"}, "Day 2", "both the day and the time"),
        ({"Day 2": "2026-11-30", "Time 2": "14:30"}, "Time 2", "same time"),
        ({"Phone number on the notice": "ask them"}, "Phone number on the notice", "telephone number"),
        ({"Phone number on the notice": "555 01"}, "Phone number on the notice", "telephone number"),
    ],
)
async def test_a_faulty_request_is_explained(clinic: Clinic, entered: dict[str, object], label: str, said: str):
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Peer-to-peer")
    modal = await clinic.alice.wait_for_modal("Peer-to-peer for #1")
    await modal.fill({**CALL, **entered})

    assert said in (await modal.submit()).errors[label]
    assert (await clinic.desk.find(TEAM, appeal.id)).peer_to_peer is None


async def test_a_stranger_can_neither_log_nor_call(clinic: Clinic):
    appeal = await clinic.opened()
    message = await clinic.post(card(appeal, clinic.desk.today()))
    carol = clinic.slack.user("U01CAROL")
    clinic.channel.state.members.discard("U01CAROL")

    await carol.click(message, "Log a contact")

    assert carol.modal is None
    assert "channels that you are in" in (await carol.wait_for_ephemeral("C01PRIORAUTH")).shown
