"""What a letter says, and what it never says."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from rules.assess import assess
from rules.data_files import read_yaml
from rules.intake_check import read_intake
from rules.model import (
    Assessment,
    Clinician,
    CodeCheck,
    CodeFinding,
    Coverage,
    Denial,
    DenialReason,
    Gap,
    Intake,
    Pathway,
    Right,
    ServiceTiming,
    Strength,
)
from rules.rulebook import load_rulebook
from slackbot import letter as letters
from slackbot.letter import KINDS, Letter, Letterhead, compose
from slackbot.letters.templates import environment
from tests.letters import cases
from tests.letters.cases import HEAD, TODAY

LETTERS: tuple[letters.Kind, ...] = (
    *("appeal", "expedited_appeal", "second_appeal", "external_review", "medical_necessity"),
    *("criteria_request", "peer_to_peer_request", "corrected_request", "retrospective_request"),
)
EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))


def text_of(letter: Letter) -> str:
    return "\n".join(line.text for line in letter.trace)


def appeal(
    intake: Intake | None = None, head: Letterhead = HEAD, kind: letters.Kind | None = None, **changes: object
) -> Letter:
    return compose(intake or cases.intake(), cases.assessment(**changes), head, kind=kind, today=TODAY)


def gap_ids(letter: Letter) -> list[str]:
    return [gap.id for gap in letter.gaps]


# ---- what every letter holds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LETTERS)
def test_every_letter_names_clinic_case_service_and_signer_and_marks_the_identity(kind: letters.Kind):
    letter = compose(cases.intake(), cases.assessment(), HEAD, kind=kind, today=TODAY)

    for fact in ("Riverside Spine Clinic", "12 Mill Street, Albany, NY 12207", "November 23, 2026", "CASE-0042"):
        assert fact in text_of(letter)
    for fact in ("MRI of the lumbar spine without contrast (CPT 72148)", "M54.16", "Dana Reyes, MD", "NPI 1234567893"):
        assert fact in text_of(letter)
    for name in ("PATIENT_NAME", "DATE_OF_BIRTH", "MEMBER_NUMBER", "CLAIM_NUMBER"):
        assert f'<span custom-style="Placeholder"><mark>[[{name}]]</mark></span>' in letter.html


@pytest.mark.parametrize("kind", KINDS)
def test_headings_never_skip_a_level(kind: letters.Kind):
    letter = compose(cases.intake(), cases.assessment(), HEAD, kind=kind, today=TODAY)

    levels = [int(level) for level in re.findall(r"<h([1-6])", letter.html)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1


def test_a_complete_strong_case_has_no_gap_and_no_draft_mark():
    letter = appeal()

    assert letter.gaps == ()
    assert letter.title == "Appeal: MRI of the lumbar spine without contrast"
    assert "Before sending" not in letter.html


def test_the_addressee_is_a_placeholder_even_when_the_insurer_is_known():
    assert "[[ADDRESSEE: as printed on the denial notice]]" in text_of(appeal())


def test_the_insurer_may_stay_unnamed():
    letter = appeal(cases.intake(coverage=Coverage(plan="erisa_self_funded")))

    assert "On November 2, 2026 the plan denied the MRI" in text_of(letter)


def test_paper_is_letter_in_the_us_and_a4_elsewhere():
    abroad = cases.intake(coverage=Coverage(country="GB", plan="gb_private_medical_insurance"))

    assert appeal().paper == "us-letter"
    assert appeal(abroad).paper == "a4"


# ---- the argument ---------------------------------------------------------------------------------------------------


def test_the_criterion_is_named_with_topic_year_variant_scenario_and_rating():
    assert (
        "ACR Appropriateness Criteria (American College of Radiology), Low Back Pain, variant 3 (2021): "
        "MRI of the lumbar spine without contrast is rated “Usually Appropriate”. [1] "
        "The scenario: not better after 6 weeks of medical management."
    ) in text_of(appeal())


def test_each_requirement_is_a_row_with_its_fact_and_its_enclosure():
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", appeal().html, re.DOTALL)

    row = next(re.sub(r"<[^>]+>", "|", row) for row in rows if "Six weeks of care" in row)
    assert [cell for cell in row.split("|") if cell.strip()] == [
        "Six weeks of care",
        "Met",
        "Physical therapy, 6 weeks",
        "September 7, 2026",
        "3",
    ]


def test_a_row_names_the_date_where_one_dated_document_proves_it():
    radiograph = cases.condition("a radiograph was done", "clinical.prior_imaging", fact="radiograph done")

    cells = [line.text for line in appeal(support=(cases.support(conditions=(radiograph,)),)).trace if line.tag == "td"]

    assert cells[cells.index("Radiograph done") :][:3] == ["Radiograph done", "October 1, 2026", "4"]


def test_an_unknown_requirement_is_a_marked_required_gap():
    unknown = cases.condition("candidate for surgery", "clinical.intervention_candidate", verdict="unknown")
    near = cases.support(applies=False, unknown=("candidate for surgery",), conditions=(unknown,))

    letter = appeal(support=(near,), strength=Strength.ARGUABLE)

    assert '<span custom-style="Gap">[not documented]</span>' in letter.html
    assert "low_back_pain_3_1" in gap_ids(letter)
    assert letter.title.startswith("DRAFT, 1 required point open. ")


def test_an_attested_requirement_is_said_to_rest_on_the_clinician():
    unknown = cases.condition("candidate for surgery", "clinical.intervention_candidate", verdict="unknown")

    letter = appeal(support=(cases.support(attested=True, conditions=(unknown,)),))

    assert "I have matched the patient to this scenario as the ordering clinician." in text_of(letter)
    assert "Attested" in text_of(letter)
    assert letter.gaps == ()


def test_a_criterion_that_does_not_apply_is_not_in_the_letter():
    letter = appeal(support=(cases.support(applies=False, unmet=("six weeks of care",)),))

    assert "Usually Appropriate" not in text_of(letter)
    assert "Table of criteria" not in text_of(letter)


@pytest.mark.parametrize("rating", ["Usually Not Appropriate", "Insufficient evidence", "Recommended against"])
def test_a_rating_against_the_scan_is_never_presented_as_support(rating: str):
    assert rating not in text_of(appeal(support=(cases.support(rating=rating),), strength=Strength.WEAK))


def test_may_be_appropriate_is_cited_as_exactly_that_in_a_draft():
    letter = appeal(support=(cases.support(rating="May Be Appropriate"),), strength=Strength.WEAK)

    assert "“May Be Appropriate”" in text_of(letter)
    assert letter.title.startswith("DRAFT")
    assert "strength" in gap_ids(letter)


def test_an_unsupported_case_cites_no_criterion_and_is_marked_a_draft():
    letter = appeal(
        support=(cases.support(rating="May Be Appropriate"),),
        rebuttals=(cases.rebuttal(holds=False, citations=(), better_route="Complete the trial of care."),),
        strength=Strength.UNSUPPORTED,
        strength_reasons=("19.9 % is below 20 %.",),
    )

    assert "May Be Appropriate" not in text_of(letter)
    assert letter.title.startswith("DRAFT, 1 required point open. ")
    assert "The checked criteria do not carry this case (unsupported). 19.9 % is below 20 %." in text_of(letter)


def test_a_reason_that_the_case_cannot_answer_is_left_out_and_listed():
    weak = cases.rebuttal(argument="Nothing is documented.", holds=False, better_route="Complete the trial of care.")

    letter = appeal(rebuttals=(weak,))
    before, _, notes = text_of(letter).partition("Before sending")

    assert "Conservative care" not in before
    assert "A denial reason that this letter does not answer: Conservative care." in notes
    assert "Next: Complete the trial of care." in notes
    assert not letter.gaps[0].required


def test_a_wrong_code_is_a_required_point_before_sending():
    finding = CodeFinding(code="73718", severity="error", message="That is the leg.", suggestion="73721")

    letter = appeal(code_check=CodeCheck(ok=False, findings=(finding,)))

    assert letter.title.startswith("DRAFT")
    assert "That is the leg. Next: Request with code 73721." in text_of(letter)


def test_required_gaps_come_first():
    optional = cases.rebuttal(holds=False)
    required = Gap(id="radiograph", what="a radiograph", document="report", why="It comes first.", required=True)

    letter = appeal(rebuttals=(optional,), gaps=(required,), strength=Strength.ARGUABLE)

    assert [gap.required for gap in letter.gaps] == [True, False]


# ---- what is missing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["why_mri", "management_change"])
def test_a_missing_statement_of_the_clinician_is_a_visible_required_gap(field: str):
    letter = appeal(cases.intake(clinical=cases.clinical(**{field: None})))

    assert gap_ids(letter) == [field]
    assert letter.gaps[0].required
    assert f"[{letter.gaps[0].what}]" in text_of(letter)


def test_missing_dates_are_marked_but_not_required():
    undated = cases.intake().model_dump()
    undated["clinical"]["findings"][0]["date"] = None
    undated["clinical"]["treatments"][0]["start_date"] = None
    undated["clinical"]["prior_imaging"][0]["date"] = None

    letter = appeal(Intake.model_validate(undated))

    assert gap_ids(letter) == ["finding_dates", "treatment_dates", "imaging_dates"]
    assert not any(gap.required for gap in letter.gaps)
    assert not letter.title.startswith("DRAFT")


def test_a_letter_without_a_clinic_and_a_signer_says_so():
    letter = appeal(cases.intake(clinician=Clinician()), Letterhead())

    assert gap_ids(letter) == ["letterhead_name", "letterhead_address", "letterhead_phone", "clinician_name"]
    assert "[name of the ordering clinician]" in text_of(letter)


# ---- plan and pathway -----------------------------------------------------------------------------------------------


def test_the_expedited_appeal_says_so_and_states_the_test_of_the_plan():
    urgent = cases.intake(clinical=cases.clinical(red_flags=("urinary_retention",)))

    letter = appeal(urgent, pathway=Pathway(kind="expedited", reasons=("Emergency: go now.",), citation=cases.RULE))

    assert letter.title == "Expedited appeal: MRI of the lumbar spine without contrast"
    assert "I ask for a decision on the expedited clock. [1]" in text_of(letter)
    assert "In my judgment as the ordering clinician, ordinary timing could seriously jeopardize" in text_of(letter)
    assert "go now" not in text_of(letter)  # that is for the clinic, not for the insurer


def test_where_the_expedited_test_was_not_read_the_clinician_writes_the_statement():
    urgent = cases.intake(
        coverage=Coverage(plan="aca_individual_marketplace", state="TX"),
        clinical=cases.clinical(red_flags=("urinary_retention",)),
    )

    letter = appeal(urgent, pathway=Pathway(kind="expedited", reasons=()), level="internal_appeal")

    assert gap_ids(letter) == ["expedited_statement"]
    assert "seriously jeopardize" not in text_of(letter)


def test_a_standard_appeal_asks_for_no_expedited_decision():
    assert "expedited" not in text_of(appeal()).lower()


def test_after_the_service_the_letter_asks_for_payment():
    done = cases.intake(
        denial=Denial(
            notice_date=date(2026, 11, 2),
            reasons=(DenialReason.NO_PRIOR_AUTHORIZATION,),
            service_timing=ServiceTiming.POST_SERVICE,
        )
    )

    assert "the claim be paid" in text_of(appeal(done))
    assert "the scan be authorized" in text_of(appeal())


def test_a_later_level_says_that_the_denial_was_upheld():
    upheld = cases.intake(
        denial=Denial(
            notice_date=date(2026, 11, 2),
            denied_level="internal_appeal_1",
            reasons=(DenialReason.NOT_MEDICALLY_NECESSARY,),
        )
    )

    letter = appeal(upheld, level="internal_appeal_2")

    assert letter.kind == "second_appeal"
    assert "that I ordered for this patient was upheld by Example Health on November 2, 2026." in text_of(letter)


def test_only_citable_rights_of_the_plan_are_asserted():
    hearsay = Right(id="qualified_professional_consulted", text="A radiologist must review.", citation=cases.HEARSAY)

    letter = appeal(rights=(hearsay,))

    assert "radiologist" not in text_of(letter)
    assert "What applies to this review" not in text_of(letter)


def test_the_criteria_request_cites_the_right_to_the_file_where_the_plan_has_one():
    letter = compose(cases.intake(), cases.assessment(), HEAD, kind="criteria_request", today=TODAY)

    assert "The claimant receives the file free of charge. [1]" in text_of(letter)
    assert [citation.id for citation in letter.citations] == ["right.file"]


def test_the_criteria_request_stands_without_a_right():
    letter = compose(cases.intake(), cases.assessment(rights=()), HEAD, kind="criteria_request", today=TODAY)

    assert "Basis of this request" not in text_of(letter)
    assert letter.citations == ()


# ---- nothing invented -----------------------------------------------------------------------------------------------


def test_what_is_not_citable_leaves_no_mark_and_no_reference():
    letter = appeal(rebuttals=(cases.rebuttal(citations=(cases.HEARSAY,)),), support=(), rights=())

    assert "known from memory" not in letter.html
    assert letter.citations == ()
    assert "References" not in text_of(letter)


def test_an_undefined_name_in_a_template_is_an_error():
    template = environment().from_string("{{ nobody }}")

    with pytest.raises(UndefinedError):
        template.render()


def test_a_template_cannot_reach_into_python():
    template = environment().from_string("{{ ''.__class__.__mro__ }}")

    with pytest.raises(Exception, match="unsafe"):
        template.render()


def test_the_same_input_gives_the_same_letter():
    assert appeal() == appeal()


def test_the_preview_is_short_plain_and_starts_with_the_title():
    letter = appeal()

    assert letter.preview.startswith(f"{letter.title}\n")
    assert len(letter.preview) < letters.PREVIEW + 100
    assert "<" not in letter.preview


# ---- the examples ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_letter_of_the_examples_cites_only_what_the_assessment_may_cite(path: Path, kind: letters.Kind):
    rulebook = load_rulebook()
    intake = read_intake(read_yaml(path), rulebook, TODAY)
    found = assess(intake, rulebook, TODAY)

    letter = compose(intake, found, HEAD, kind=kind, today=TODAY)

    assert all(citation.citable for citation in letter.citations)
    assert {citation.id for citation in letter.citations} <= set(re.findall(r'"id":"([^"]+)"', found.model_dump_json()))
    printed = {rule for line in letter.trace for rule in line.rules}
    assert {citation.id for citation in letter.citations} <= printed
    assert printed <= known_ids(found)


def known_ids(found: Assessment) -> set[str]:
    """Everything in the answer of the rules that a sentence may stand on."""
    ids = set(re.findall(r'"(?:id|level|reason)":"([^"]+)"', found.model_dump_json()))
    return ids | {step.level for step in found.deadlines}


def example(name: str) -> Letter:
    rulebook = load_rulebook()
    path = next(path for path in EXAMPLES if path.stem == name)
    intake = read_intake(read_yaml(path), rulebook, TODAY)
    return compose(intake, assess(intake, rulebook, TODAY), HEAD, today=TODAY)


@pytest.mark.parametrize("name", ["lumbar_strong", "breast_24", "cauda_equina", "cervical_radiculopathy"])
def test_a_strong_case_gets_a_letter_that_is_ready_but_for_the_identity(name: str):
    letter = example(name)

    assert not letter.title.startswith("DRAFT")
    assert "Usually Appropriate" in text_of(letter)


@pytest.mark.parametrize("name", ["lumbar_weak", "breast_19_9"])
def test_an_unsupported_case_gets_a_draft_that_claims_no_rating(name: str):
    letter = example(name)

    assert letter.title.startswith("DRAFT")
    assert "Appropriate" not in text_of(letter).partition("Before sending")[0]
