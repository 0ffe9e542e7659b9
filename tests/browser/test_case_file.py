"""The case file as the people of a clinic use it: intake, edit, hand-over, checklist, sign-off."""

import re

import pytest
from cases import LUMBAR, WEAK, day
from colleague import Clinic
from playwright.async_api import expect
from visitor import ALICE, BOB, CAROL, choose, fill

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_intake_from_the_command_to_the_case_file(clinic: Clinic) -> None:
    [alice] = await clinic.at_work("spine-center", ALICE)

    form = await alice.fills_in()
    await expect(form).to_contain_text("This case is strong")
    await alice.picture("check", form)
    await alice.finish(form)

    await expect(alice.card).to_contain_text("Lumbar spine MRI (72148)")
    thread = await alice.open_thread()
    for said in ("Assessment of appeal", "A draft for the ordering clinician to check", "Checklist of appeal"):
        await expect(thread).to_contain_text(said)
    for suffix in ("docx", "pdf"):
        await expect(thread.get_by_role("link", name=f".{suffix}")).to_be_visible()
    await alice.picture_of_the_page("case-file", thread.get_by_role("link", name=".docx"))


async def test_a_form_that_was_left_is_gone_on_with_and_a_patients_number_is_refused(clinic: Clinic) -> None:
    [alice] = await clinic.at_work("pain-clinic", ALICE)

    await alice.command()
    form = await alice.form("MRI appeal 1 of 4")
    await fill(form, {**LUMBAR[0], "Insurer": "Example Health, member 123-45-6789"})
    await alice.submit(form)
    await expect(form.get_by_role("alert")).to_contain_text("nothing that identifies the patient is kept here")
    await fill(form, {"Insurer": "Example Health"})
    await alice.submit(form)
    form = await alice.form("MRI appeal 2 of 4")
    await fill(form, LUMBAR[1])
    await form.get_by_role("button", name="Back").click()
    form = await alice.form("MRI appeal 1 of 4")
    await expect(form.get_by_label("Case number")).to_have_value("CASE-0042")
    await form.get_by_role("button", name="Close").last.click()
    await expect(form).to_be_hidden()

    await alice.command()
    form = await alice.form("MRI appeal 1 of 4")
    await expect(form).to_contain_text("your entries are still there")
    await alice.picture("form", form)
    await alice.submit(form)
    form = await alice.form("MRI appeal 2 of 4")
    await expect(form.get_by_label("Weeks since the symptoms began")).to_have_value("9")


async def test_edit_makes_assessment_letter_and_deadlines_follow(clinic: Clinic) -> None:
    [alice] = await clinic.at_work("sports-medicine", ALICE)
    await alice.opens()
    await alice.open_thread()

    await alice.press("Edit")
    form = await alice.form("MRI appeal 1 of 4")
    await alice.submit(form)
    await alice.send("MRI appeal 2 of 4", {"Weeks since the symptoms began": "4"})
    await alice.send("MRI appeal 3 of 4", {"Treatment 1: for how many weeks": "3"})
    await alice.send("MRI appeal 4 of 4", {})

    await expect(alice.thread).to_contain_text("changed the facts; assessment, letter, checklist and deadlines follow")
    await expect(alice.thread).to_contain_text("Weeks since the symptoms began")
    await expect(alice.thread).to_contain_text("Version 2")
    await expect(alice.card).not_to_contain_text("Strength: strong")


async def test_a_weak_case_is_called_weak_with_what_is_missing_and_the_better_route(clinic: Clinic) -> None:
    [alice] = await clinic.at_work("family-medicine", ALICE)

    await alice.opens(WEAK)

    await expect(alice.card).to_contain_text("No checked criterion supports this scan as the case stands")
    await expect(alice.card).to_contain_text("What is missing: a trial of medical management of at least 6 weeks")
    await expect(alice.card).to_contain_text("The better route first: Complete the trial of care")
    await alice.open_thread()
    await alice.picture("weak", alice.card)


async def test_hand_over_with_a_note_and_the_checklist_shared(clinic: Clinic) -> None:
    alice, carol = await clinic.at_work("shoulder-and-knee", ALICE, CAROL)
    await alice.opens()

    await alice.press("Hand over")
    form = await alice.form("Hand over appeal")
    note = "The therapy notes come on Tuesday."
    await fill(form, {"Owner": "Carol Lindqvist", "Backup": "Bob Osei, MD", "Note": note})
    await alice.picture("hand-over", form)
    await fill(form, {"Backup": "Dave Park"})
    await alice.submit(form)
    await expect(form.get_by_role("alert")).to_contain_text("not in the appeal's channel")
    await fill(form, {"Backup": "Bob Osei, MD"})
    await alice.finish(form)

    await expect(carol.card).to_contain_text("Owner: @Carol Lindqvist, backup: @Bob Osei, MD")
    thread = await carol.open_thread()
    await expect(thread).to_contain_text(f"handed the appeal over to @Carol Lindqvist: {note}")

    boxes, menu = thread.get_by_role("checkbox"), thread.get_by_role("combobox", name="Assign")
    await boxes.first.check()
    await expect(thread).to_contain_text("1 done by @Carol Lindqvist")
    await choose(menu, "Attach the therapy notes")
    await carol.send("Checklist of", {"Who does it": "Alice Moreno", "Until": day(5)})
    await expect(thread).to_contain_text("is done by @Alice Moreno until")
    await choose(menu, "Peer-to-peer call")
    await carol.send("Checklist of", {"Not needed here, because": "The insurer offers none after the denial."})
    await expect(thread).to_contain_text("not needed: The insurer offers none after the denial.")
    await expect(carol.card).to_contain_text("Checklist: 1 of")
    await carol.picture("checklist", thread.get_by_role("article").filter(has_text="Checklist of appeal").first)


async def test_sign_off_by_the_clinician_and_nobody_else(clinic: Clinic) -> None:
    alice, bob = await clinic.at_work("neurology", ALICE, BOB)
    await alice.sets({"Clinicians who sign off": ["Bob Osei, MD"]})
    await alice.opens()

    await alice.press("Sign off")
    await expect(alice.page.get_by_text("Only the clinicians of this channel sign off")).to_be_visible()

    thread = await bob.open_thread()
    await bob.reply("Looks good to me.")
    question = thread.get_by_role("article").filter(has_text="Is that your sign-off")
    await expect(question).to_contain_text("Only visible to you")
    await bob.picture("sign-off", question)
    await bob.press("Record this as sign-off", question)

    await expect(alice.card).to_contain_text("signed off by @Bob Osei, MD")
    await expect(thread).to_contain_text("signed off: a clinician stands behind the letter")
    await expect(thread).to_contain_text(re.compile(r"\d done by @Bob Osei, MD"))
    await expect(alice.card.get_by_role("button", name="Sign off")).to_have_count(0)
