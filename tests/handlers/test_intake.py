"""The form from the first step to the appeal, as a coordinator meets it."""

import pytest

from slackbot.blocks.card import card
from slackbot.form import Form, Kind
from slackbot.form_fields import FIELDS
from slackbot.intake_form import values_of
from tests.handlers.answers import EXAMPLES, answers
from tests.handlers.conftest import Clinic, example, fill

LONG = "The nerve root is compressed. " * 100  # 3,000 characters


# ---- the way through ------------------------------------------------------------------------------------------------


async def test_the_form_leads_from_the_denial_to_an_appeal(clinic: Clinic):
    modal = await clinic.fill_until(4)

    assert modal.title == "MRI appeal 4 of 4"
    assert "This case is strong" in modal.text
    assert "Fri 30 Apr 2027 (safe)" in modal.text
    assert (await modal.submit()).closed

    [appeal] = await clinic.desk.list_open("T01CLINIC", "C01PRIORAUTH")
    assert (appeal.number, appeal.owner, appeal.intake.reference) == (1, "U01ALICE", "CASE-0042")


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("lumbar_weak", "No checked criterion supports this scan"),
        ("cauda_equina", "Expedited"),
        ("knee_wrong_code", "73721"),
        ("breast_19_9", "No checked criterion supports this scan"),
        ("breast_24", "This case is strong"),
        ("headache_red_flags", "Headache"),
        ("cervical_radiculopathy", "Cervical"),
    ],
)
async def test_every_example_can_be_entered_and_is_judged_honestly(clinic: Clinic, example: str, said: str):
    modal = await clinic.fill_until(4, example)

    assert said in modal.text
    assert (await modal.submit()).closed


async def test_a_weak_case_says_what_is_missing_and_the_better_way_before_the_criteria(clinic: Clinic):
    text = (await clinic.fill_until(4, "lumbar_weak")).text

    assert text.index("What is missing") < text.index("The criteria")
    assert text.index("The better route first") < text.index("The criteria")


async def test_the_region_decides_what_is_asked(clinic: Clinic):
    modal = await clinic.fill_until(2)
    assert modal.labels == ["Body region"]

    await modal.fill({"Body region": "Knee"})
    await modal.wait_for("Side")
    assert "Locking or catching" in modal.options("Symptoms and history")

    await modal.fill({"Clinical question": "Chronic Knee Pain", "CPT code": "73721", "Body region": "Breast"})
    await clinic.slack.until(lambda: "Course" not in modal.labels, "the questions of the breast")
    assert "Weeks since the symptoms began" not in modal.labels
    assert modal.values["CPT code"] in (None, "")


async def test_going_back_loses_nothing(clinic: Clinic):
    modal = await clinic.fill_until(3)
    await modal.fill({"Why this MRI": "To see the root", "Treatment 1: what was tried": "Physical therapy"})

    await modal.click("Back")
    await modal.wait_for("MRI appeal 2 of 4")
    assert modal.values["Age in years"] == "54"
    await modal.click("Back")
    await modal.wait_for("MRI appeal 1 of 4")
    assert modal.values["Case number"] == "CASE-0042"
    await modal.submit()
    await modal.submit()

    assert modal.title == "MRI appeal 3 of 4"
    assert modal.values["Why this MRI"] == "To see the root"
    assert modal.values["Treatment 1: what was tried"] == "Physical therapy"


async def test_a_closed_form_is_resumed_where_it_was(clinic: Clinic):
    modal = await clinic.fill_until(2)
    await modal.fill({"Body region": "Lumbar spine", "Course": "Persistent"})
    await modal.close()

    again = await clinic.open_form()

    assert again.title == "MRI appeal 2 of 4"
    assert "the form that you began" in again.text
    assert again.values["Course"] == "Persistent"


async def test_choices_of_the_first_step_survive_closing_too(clinic: Clinic):
    modal = await clinic.open_form()
    await modal.fill({"Date on the denial notice": "2026-11-02", "Insurer": "Example Health"})
    await modal.close()

    again = await clinic.open_form()

    assert again.values["Date on the denial notice"] == "2026-11-02"


async def test_a_long_text_survives_closing_as_far_as_it_was_typed(clinic: Clinic):
    modal = await clinic.fill_until(3)
    await modal.fill({"Why this MRI": LONG})
    await modal.close(everything=True)

    assert (await clinic.open_form()).values["Why this MRI"] == LONG.strip()


async def test_one_can_start_over(clinic: Clinic):
    await (await clinic.fill_until(2)).close()
    modal = await clinic.open_form()

    await modal.click("Start over")
    await modal.wait_for("MRI appeal 1 of 4")

    assert modal.values["Case number"] in (None, "")
    assert "the form that you began" not in modal.text


async def test_a_colleague_gets_a_form_of_their_own(clinic: Clinic):
    await (await clinic.fill_until(2)).close()

    modal = await clinic.bob.slash("/mri-appeal", channel="C01PRIORAUTH")

    assert modal.title == "MRI appeal 1 of 4"


async def test_rows_are_added_changed_and_removed(clinic: Clinic):
    modal = await clinic.fill_until(3)
    await modal.fill({"Treatment 1: what was tried": "Physical therapy", "Treatment 1: how it went": "No improvement"})
    await modal.click("Add another treatment")
    await modal.wait_for("Treatment 1: Physical therapy · No improvement")
    await modal.fill({"Treatment 2: what was tried": "Injection", "Treatment 2: how it went": "Worse"})
    await modal.click("Add another treatment")
    await modal.wait_for("Treatment 2: Injection · Worse")
    await modal.fill({"Treatment 3: what was tried": "Acupuncture", "Treatment 3: how it went": "Improved"})

    await modal.click("Change", near="Treatment 1")
    await modal.wait_for("Treatment 3: Acupuncture")
    assert modal.values["Treatment 1: what was tried"] == "Physical therapy"
    await modal.fill({"Treatment 1: for how many weeks": "6"})
    await modal.click("Remove", near="Treatment 2")
    await modal.wait_for("Treatment 2: Acupuncture")
    assert "Injection" not in modal.text
    await modal.click("Remove", near="Treatment 2")
    await clinic.slack.until(lambda: "Acupuncture" not in modal.text, "the row to go")
    await modal.click("Add another earlier study")
    await modal.submit()
    await modal.submit()

    [appeal] = await clinic.desk.list_open("T01CLINIC", "C01PRIORAUTH")
    [treatment] = appeal.intake.clinical.treatments
    assert (treatment.kind, treatment.weeks, treatment.outcome) == ("physical_therapy", 6, "no_improvement")


async def test_the_open_row_is_removed_with_what_stands_in_it(clinic: Clinic):
    modal = await clinic.fill_until(3)
    await modal.fill({"Earlier imaging 1: kind of study": "CT", "Earlier imaging 1: result": "Nothing"})
    await modal.click("Add another earlier study")
    await modal.wait_for("result in the report's words: Nothing")
    await modal.click("Change", near="Earlier imaging 1")
    await modal.wait_for("Earlier imaging 2: nothing entered yet")

    await modal.click("Remove this study")
    await clinic.slack.until(lambda: "Earlier imaging 1: kind of study" not in modal.labels, "the row to go")
    await modal.click("Add another earlier study")
    await modal.wait_for("Earlier imaging 1: kind of study")

    assert modal.values["Earlier imaging 1: kind of study"] is None
    assert not modal.values["Earlier imaging 1: result in the report's words"]


async def test_a_button_of_a_row_delivered_twice_counts_once(clinic: Clinic):
    modal = await clinic.fill_until(3)
    for number, kind in enumerate(("Physical therapy", "Injection", "Acupuncture"), start=1):
        await modal.fill({f"Treatment {number}: what was tried": kind})
        clinic.slack.fault("interactive", "deliver_twice")
        await modal.click("Add another treatment")
        await modal.wait_for(f"Treatment {number}: {kind}")
    clinic.slack.fault("interactive", "deliver_twice")

    await modal.click("Remove", near="Treatment 1")
    await modal.wait_for("Treatment 1: Injection")

    assert "Treatment 2: Acupuncture" in modal.text
    assert "Treatment 5" not in str(modal.view.raw)


async def test_a_fault_in_a_folded_row_opens_it(clinic: Clinic):
    modal = await clinic.fill_until(3)
    await modal.fill({"Treatment 1: for how many weeks": "6"})
    await modal.click("Add another treatment")
    await modal.wait_for("Treatment 1: for how many weeks: 6")
    await modal.fill({"Treatment 2: what was tried": "Injection", "Treatment 2: how it went": "Worse"})

    await modal.submit()

    assert modal.title == "MRI appeal 3 of 4"
    assert "Treatment 1: what was tried is missing" in modal.text
    assert modal.values["Treatment 1: for how many weeks"] == "6"
    assert "Treatment 2: Injection · Worse" in modal.text


async def test_twenty_treatments_with_the_longest_texts_are_entered_kept_and_edited(clinic: Clinic):
    modal = await clinic.fill_until(3)
    for number in range(1, 21):
        name = f"Treatment {number}"
        await modal.fill({f"{name}: what was tried": "Injection", f"{name}: how it went": "Worse"})
        if number < 20:
            await modal.click("Add another treatment")
            await modal.wait_for(f"Treatment {number + 1}: what")
    for number in range(1, 11):
        texts = ("result in the report's words", "why it does not answer the question", "what has changed since")
        await modal.fill({f"Earlier imaging {number}: kind of study": "MRI"})
        await modal.fill({f"Earlier imaging {number}: {text}": LONG for text in texts})
        if number < 10:
            await modal.click("Add another earlier study")
            await modal.wait_for(f"Earlier imaging {number + 1}: kind")
    await modal.fill({"Why this MRI": LONG, "What the result will change": LONG, "Further facts": LONG})
    assert "Add another treatment" not in modal.seen["buttons"]
    assert "Add another earlier study" not in modal.seen["buttons"]

    assert (await modal.submit()).modal
    assert modal.title == "MRI appeal 4 of 4"
    assert (await modal.submit()).closed
    [appeal] = await clinic.desk.list_open("T01CLINIC", "C01PRIORAUTH")
    assert len(appeal.intake.clinical.treatments) == 20
    assert len(appeal.intake.clinical.prior_imaging) == 10
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Edit")
    form = await clinic.alice.wait_for_modal("MRI appeal 1 of 4")
    for _ in range(4):
        await form.submit()
    assert (await clinic.desk.find("T01CLINIC", "1")).intake == appeal.intake


# ---- what is wrong is said under its field --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "entered", "label", "said"),
    [
        (1, {"notice_date": "2026-12-24"}, "Date on the denial notice", "after today"),
        (
            1,
            {"received_date": "2026-11-01"},
            "Day the notice arrived",
            "is before “Date on the denial notice” 2026-11-02",
        ),
        (1, {"reference": "CASE <1>"}, "Case number", "letters, digits"),
        (1, {"insurer": "Example, MRN 4455667"}, "Insurer", "medical record number"),
        (2, {"cpt": "99999"}, "CPT code", "99999"),
        (3, {"why_mri": "Mrs. Jones, call 212-555-0143"}, "Why this MRI", "looks like"),
        (3, {"management_change": "born 03/14/1972"}, "What the result will change", "date of birth"),
        (3, {"clinician_npi": "12345"}, "NPI", "ten digits"),
    ],
)
async def test_a_fault_is_explained_under_its_field(
    clinic: Clinic, step: int, entered: dict[str, object], label: str, said: str
):
    modal = await clinic.fill_until(step)
    await fill(clinic, modal, step, **entered)

    done = await modal.submit()

    assert said in done.errors[label]
    assert modal.title == f"MRI appeal {step} of 4"


async def test_a_row_with_a_missing_part_says_which(clinic: Clinic):
    modal = await clinic.fill_until(3)
    await modal.fill({"Treatment 1: for how many weeks": "6"})

    done = await modal.submit()

    assert set(done.errors) == {"Treatment 1: what was tried", "Treatment 1: how it went"}


async def test_a_paired_joint_needs_its_side(clinic: Clinic):
    modal = await clinic.fill_until(2)
    await fill(clinic, modal, 2, "knee_wrong_code")
    await modal.fill({"Side": None})

    assert set((await modal.submit()).errors) == {"Side"}


async def test_a_region_that_does_not_fit_the_code_is_said_before_anything_is_created(clinic: Clinic):
    modal = await clinic.fill_until(2)
    await fill(clinic, modal, 2, cpt="73721")
    await modal.submit()
    await fill(clinic, modal, 3)
    await modal.submit()

    assert "Error: 73721" in modal.text
    assert "72148" in modal.text


async def test_adult_criteria_are_not_applied_to_a_child(clinic: Clinic):
    modal = await clinic.fill_until(2)
    await fill(clinic, modal, 2, age="12")
    await modal.submit()
    await fill(clinic, modal, 3)
    await modal.submit()

    assert "This case is strong" not in modal.text
    assert "child" in modal.text


async def test_an_identifier_is_refused_and_never_stored(clinic: Clinic):
    modal = await clinic.fill_until(3)
    await modal.fill({"Why this MRI": "SSN 123-45-6789", "Candidate for surgery or an intervention": "Yes"})
    await modal.submit()
    await modal.click("Back")
    await modal.wait_for("MRI appeal 2 of 4")

    assert "Not kept, because it looked like a patient identifier: Why this MRI" in modal.text
    draft = await clinic.desk.latest_draft("T01CLINIC", "U01ALICE", "C01PRIORAUTH")
    assert draft
    assert "why_mri" not in draft.values
    assert draft.values["intervention_candidate"] == "yes"


HOSTILE = "<!channel> @here <@U01BOB> *bold* `code` > quote 😀 \u202eألم أسفل الظهر :tada: & <b> {{7*7}}"


async def test_text_can_mention_nobody_and_survives_as_typed(clinic: Clinic):
    """Every text field: pings, formatting, emoji, right-to-left text, and as much as the field can hold."""
    kinds = {Kind.TEXT, Kind.LINE, Kind.SEARCH}
    asked = Form(clinic.rulebook, values_of(example()))
    texts = {field.label: field for field in FIELDS if field.kind in kinds and field.row <= 1 and field.shown(asked)}
    modal = await clinic.open_form()
    for step in (1, 2, 3):
        given = answers(EXAMPLES / "lumbar_strong.yaml", step, clinic.rulebook)
        rough = {
            label: (HOSTILE + LONG)[: field.limit].strip()
            for label, field in texts.items()
            if field.step == step and field.key not in {"reference", "cpt", "clinician_npi"}
        }
        await modal.fill(given | rough)
        done = await modal.submit()
        assert done.modal, done
        assert not done.errors
    await modal.submit()

    [appeal] = await clinic.desk.list_open("T01CLINIC", "C01PRIORAUTH")
    assert appeal.intake.clinical.why_mri == (HOSTILE + LONG)[:3_000].strip()
    shown = await clinic.bob.answer("/mri-appeal", "show 1", channel="C01PRIORAUTH")
    assert "<!channel> @here" in shown.shown
    assert set(shown.mentions) == {"U01ALICE"}  # the owner, named by us


# ---- things that happen ---------------------------------------------------------------------------------------------


async def test_a_form_delivered_twice_opens_one_appeal(clinic: Clinic):
    modal = await clinic.fill_until(4)
    clinic.slack.fault("view_submission", "deliver_twice")

    await modal.submit()

    assert len(await clinic.desk.open_rows("T01CLINIC")) == 1


async def test_a_form_whose_entries_are_gone_says_so(clinic: Clinic):
    modal = await clinic.fill_until(2)
    draft = await clinic.desk.latest_draft("T01CLINIC", "U01ALICE", "C01PRIORAUTH")
    assert draft
    await clinic.desk.discard_draft(draft)
    await modal.fill({"Body region": "Knee"})

    await modal.submit()

    assert "open for more than a day" in modal.text


async def test_a_fault_of_an_earlier_step_brings_that_step_back(clinic: Clinic):
    """The form was resumed on a day on which the notice's date had become impossible, say by a corrected clock."""
    modal = await clinic.fill_until(3)
    draft = await clinic.desk.latest_draft("T01CLINIC", "U01ALICE", "C01PRIORAUTH")
    assert draft
    await clinic.desk.save_draft(draft.model_copy(update={"values": {**draft.values, "notice_date": "2026-12-24"}}))

    await modal.submit()

    assert modal.title == "MRI appeal 1 of 4"
    assert "has to be corrected first" in modal.text
