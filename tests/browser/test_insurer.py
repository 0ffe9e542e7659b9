"""What passes between the clinic and the insurer: calls, sending, the decision, the next level, the approval."""

import pytest
from cases import LUMBAR, day
from colleague import Clinic
from playwright.async_api import expect
from visitor import ALICE, BOB, fill

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_peer_to_peer_from_the_request_to_its_result_in_two_taps(clinic: Clinic) -> None:
    alice, bob = await clinic.at_work("orthopedics", ALICE, BOB)
    await alice.opens(LUMBAR)

    await alice.press("Peer-to-peer")
    form = await alice.form("Peer-to-peer for")
    times = {"Day 1": day(3), "Time 1": "09:30", "Day 2": day(4), "Time 2": "14:00"}
    await fill(form, {**times, "Phone number on the notice": "+1 800 555 0100"})
    await alice.picture("peer-to-peer-form", form)
    await alice.finish(form)

    thread = await bob.open_thread()
    call = thread.get_by_role("article").filter(has_text="Peer-to-peer call for #").first
    await expect(call).to_contain_text("Phone: +1 800 555 0100")
    await expect(call).to_contain_text("For the clinician who calls")
    await expect(thread.get_by_role("link", name=".ics")).to_have_count(2)
    await bob.picture("peer-to-peer", call)
    await bob.press("New facts wanted", call)
    question = bob.page.get_by_role("dialog", name="New facts wanted")
    await expect(question).to_contain_text("send them in writing")
    await bob.press("Record", question)

    await expect(call).to_contain_text("Recorded by @Bob Osei, MD")
    await expect(thread).to_contain_text("recorded the peer-to-peer call: new facts are wanted")
    await expect(alice.card).to_contain_text("being prepared")


async def test_a_call_with_the_insurer_is_logged(clinic: Clinic) -> None:
    [alice] = await clinic.at_work("hand-surgery", ALICE)
    await alice.opens()
    await alice.open_thread()

    await alice.press("Log a contact")
    form = await alice.form("Contact for")
    said = "The criterion is applied as of 2026; they send it by fax."
    call = {"Kind of contact": "Telephone call", "With whom": "Appeals department", "Reference number": "R-2291"}
    await fill(form, {**call, "What was said": said})
    await alice.picture("contact", form)
    await alice.finish(form)

    await expect(alice.thread).to_contain_text("with Appeals department · reference R-2291")
    await expect(alice.thread).to_contain_text(said)


async def test_outcome_from_sent_over_the_next_level_to_the_approval(clinic: Clinic) -> None:
    [alice] = await clinic.at_work("breast-center", ALICE)
    await alice.opens()
    await alice.open_thread()

    await alice.press("Mark submitted")
    await alice.send("sent", {"How it was sent": "Fax", "Confirmation or tracking number": "FAX 7781"})
    await expect(alice.card).to_contain_text("sent, waiting for the decision")
    await expect(alice.card).to_contain_text("The insurer must decide by")
    await alice.picture("sent", alice.card)

    await alice.press("Record decision")
    form = await alice.form("Decision on")
    upheld = {"Decision": "Denial upheld: go on with the next level", "Date on the new denial notice": day(0)}
    await fill(form, upheld)
    await alice.picture("decision", form)
    await fill(form, {"Date on the new denial notice": ""})
    await alice.submit(form)
    await expect(form.get_by_role("alert")).to_contain_text("Enter the date printed on the new notice")
    await fill(form, upheld)
    await alice.finish(form)
    await expect(alice.card).to_contain_text("being prepared")
    await expect(alice.thread).to_contain_text("took the appeal to the next level")
    await alice.picture("next-level", alice.card)

    await alice.press("Mark submitted")
    await alice.send("sent", {"How it was sent": "Portal message"})
    await expect(alice.card).to_contain_text("sent, waiting for the decision")
    await alice.press("Record decision")
    await alice.send("Decision on", {"Decision": "Approved: the denial was overturned"})
    approval = {"Approval or authorization number": "AUTH-7", "Approval is valid until": day(30)}
    await alice.send("Approval of", {**approval, "Amount recovered (USD)": "1450"})
    await expect(alice.card).to_contain_text("valid until")
    await expect(alice.card).to_contain_text("USD 1,450.00")
    await expect(alice.card).to_contain_text("Approval number: AUTH-7")
    await alice.picture("approval", alice.card)
