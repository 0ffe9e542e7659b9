"""The assessment as a whole: reproducible, honest about its limits, citing only what may be cited."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import Assessment, IntakeInvalid, assess, load_rulebook
from rules.model import Citation, DenialReason, Strength
from tests.rules.cases import BREAST, KNEE, intake

RULEBOOK = load_rulebook()
ON = date(2026, 11, 23)
PLANS = [
    "erisa_self_funded",
    "erisa_insured",
    "aca_individual_marketplace",
    "medicare_advantage",
    "medicaid_managed_care",
]


def assessed(*changes: dict[str, Any], **dotted: object) -> Assessment:
    return assess(intake(*changes, **dotted), RULEBOOK, ON)


def citations(assessment: Assessment) -> Iterator[Citation]:
    yield from (citation for rebuttal in assessment.rebuttals for citation in rebuttal.citations)
    yield from (right.citation for right in assessment.rights)
    yield from (deadline.basis for deadline in assessment.deadlines if deadline.basis)
    yield from filter(None, [assessment.pathway.citation, assessment.estimate and assessment.estimate.citation])


def texts(assessment: Assessment) -> Iterator[str]:
    for rebuttal in assessment.rebuttals:
        yield from (rebuttal.argument, rebuttal.better_route or "ok")
    for gap in assessment.gaps:
        yield from (gap.what, gap.document, gap.why)
    for entry in assessment.checklist:
        yield from (entry.text, entry.why)


def test_the_same_intake_rulebook_and_day_give_the_same_answer() -> None:
    assert assessed() == assessed()
    assert assessed().rulebook_version == RULEBOOK.version
    assert assessed().assessed_on == ON


def test_it_survives_the_way_through_json() -> None:
    assert Assessment.model_validate_json(assessed().model_dump_json()) == assessed()


def test_it_names_the_level_that_comes_next() -> None:
    assert assessed().level == "internal_appeal_1"
    assert assessed(denial__denied_level="internal_appeal_1").level == "federal_external_review"


# ---- limits of the answer -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("age", "limited"), [(17, True), (18, False)])
def test_adult_criteria_are_not_applied_to_a_child(age: int, limited: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    assessment = assessed(patient__age_years=age)
    assert ("patient.age_years" in {problem.field for problem in assessment.problems}) is limited
    assert (assessment.strength is Strength.UNSUPPORTED) is limited


def test_a_child_is_not_told_to_become_an_adult() -> None:
    assert not any("adult" in gap.what for gap in assessed(patient__age_years=10).gaps)


def test_a_topic_of_another_region_is_a_limit() -> None:
    assessment = assessed(KNEE, {"clinical.topic": "low_back_pain", "clinical.symptoms": []})
    assert "clinical.topic" in {problem.field for problem in assessment.problems}
    assert assessment.strength is Strength.UNSUPPORTED


def test_a_notice_older_than_our_rules_gets_no_date_and_says_so() -> None:
    assessment = assessed({"denial.notice_date": "2019-05-06", "denial.received_date": None})
    (problem,) = [each for each in assessment.problems if each.field == "denial.notice_date"]
    assert assessment.deadlines == ()
    assert "No deadline can be counted" in problem.message


def test_after_the_last_level_nothing_is_promised() -> None:
    assessment = assessed(denial__denied_level="court")
    assert "denial.denied_level" in {problem.field for problem in assessment.problems}
    assert assessment.deadlines == ()


def test_an_intake_that_the_rulebook_does_not_know_is_refused_with_its_fields() -> None:
    with pytest.raises(IntakeInvalid) as caught:
        assessed(coverage__plan="unheard_of", exam__cpt="12345")
    assert {problem.field for problem in caught.value.problems} == {"coverage.plan", "exam.cpt"}


def test_a_thunderclap_headache_is_sent_to_emergency_care_and_not_to_mri() -> None:
    assessment = assessed(
        exam={"cpt": "70551", "region": "brain", "contrast": "without", "icd10": ["R51.9"]},
        clinical={"topic": "headache", "red_flags": ["thunderclap_onset"], "duration_weeks": 0.1},
    )

    assert assessment.strength is Strength.UNSUPPORTED
    assert assessment.checklist[0].id == "emergency_care"
    assert any("CT" in better for each in assessment.support for better in each.better_rated)


# ---- laws -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("timing", ["pre_service", "post_service", "concurrent"])
@pytest.mark.parametrize("change", [{}, KNEE, BREAST, {"clinical.treatments": []}])
def test_every_reason_is_answered_in_every_plan_without_a_hole(plan: str, timing: str, change: dict[str, Any]) -> None:
    assessment = assessed(
        change, {"coverage.plan": plan, "denial.service_timing": timing, "denial.reasons": list(DenialReason)}
    )

    assert [each.reason for each in assessment.rebuttals] == list(DenialReason)
    assert all(citation.citable for citation in citations(assessment))
    for text in texts(assessment):
        assert text.strip()
        assert not re.search(r"[{}]|\bNone\b|  |\.\.|;\.", text)


@pytest.mark.parametrize("plan", PLANS)
def test_ids_of_gaps_and_tasks_are_unique(plan: str) -> None:
    assessment = assessed({"coverage.plan": plan, "denial.reasons": list(DenialReason), "clinical.treatments": []})
    gaps, tasks = [gap.id for gap in assessment.gaps], [entry.id for entry in assessment.checklist]
    assert len(gaps) == len(set(gaps))
    assert len(tasks) == len(set(tasks))


@given(text=st.text(min_size=1, max_size=60).filter(lambda text: text.strip() != ""))
@settings(max_examples=40)
def test_a_users_words_are_said_as_typed_whatever_they_hold(text: str) -> None:
    earlier = [{"modality": "radiograph", "region": "lumbar_spine", "insufficient_because": text}]
    changes = {"denial.reasons": ["duplicate_imaging"], "clinical.prior_imaging": earlier}
    argument = assessed(changes).rebuttals[0].argument
    assert " ".join(text.split()).rstrip(".;, ") in argument


def test_the_argument_never_says_more_than_the_intake() -> None:
    bare = assessed(clinical__management_change=None, clinical__treatments=[], clinical__course=None)
    assert "Done so far" not in bare.rebuttals[1].argument
