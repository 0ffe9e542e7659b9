"""A repeat of an MRI needs what is new since the last one; without it the assessment is weak at best."""

from datetime import date
from typing import Any

import pytest

from rules import assess, load_rulebook
from rules.model import Assessment, Strength
from rules.repeats import FOLLOW_UP
from tests.rules.cases import intake

RULEBOOK = load_rulebook()
ON = date(2026, 11, 23)
MRI: dict[str, Any] = {"modality": "mri", "region": "lumbar_spine", "date": "2026-02-02", "result": "small bulge"}
RADIOGRAPH: dict[str, Any] = {"modality": "radiograph", "region": "lumbar_spine", "date": "2026-10-01"}
CAUDA = {"clinical.red_flags": ["saddle_anesthesia", "urinary_retention"], "clinical.treatments": []}


def assessed(*studies: dict[str, Any], **changes: Any) -> Assessment:
    return assess(intake({"clinical.prior_imaging": list(studies)}, changes), RULEBOOK, ON)


def test_a_lumbar_mri_that_repeats_another_with_nothing_new_is_weak_and_says_what_is_needed() -> None:
    found = assessed(MRI)

    assert found.strength is Strength.WEAK
    assert "An MRI of the same region of 2026-02-02 is on record" in found.strength_reasons[0]
    assert "Usually Appropriate" in found.strength_reasons[0]
    assert "change_since" in {gap.id for gap in found.gaps if gap.required}


def test_without_an_earlier_mri_the_same_case_is_strong() -> None:
    assert assessed(RADIOGRAPH).strength is Strength.STRONG


@pytest.mark.parametrize(
    "new",
    [
        {"changed_since": "new foot weakness"},
        {"changed_since": "surgery is planned now"},
        {"insufficient_because": "motion artefact"},
    ],
)
def test_a_change_a_decision_or_a_failed_study_lifts_the_limit(new: dict[str, str]) -> None:
    found = assessed({**MRI, **new})

    assert found.strength is Strength.STRONG
    assert "change_since" not in {gap.id for gap in found.gaps}


@pytest.mark.parametrize(
    "study", [{**MRI, "region": "cervical_spine"}, {**MRI, "modality": "ct"}, {**MRI, "modality": "other"}]
)
def test_another_region_or_another_kind_of_study_is_no_repeat(study: dict[str, Any]) -> None:
    assert assessed(study).strength is Strength.STRONG


def test_what_a_radiograph_could_not_show_does_not_answer_for_the_earlier_mri() -> None:
    found = assessed(MRI, {**RADIOGRAPH, "insufficient_because": "does not show the disc"})

    assert found.strength is Strength.WEAK


def test_the_latest_mri_counts_and_an_undated_one_is_the_latest() -> None:
    old = {**MRI, "date": "2020-02-02", "changed_since": "new weakness then"}

    assert assessed(old, MRI).strength is Strength.WEAK
    assert assessed(old, {**MRI, "date": None}).strength is Strength.WEAK
    assert assessed(MRI, {**MRI, "date": None, "changed_since": "new weakness"}).strength is Strength.STRONG


def test_an_emergency_is_never_held_back_by_an_earlier_mri() -> None:
    found = assessed(MRI, **CAUDA)

    assert found.strength is Strength.STRONG
    assert found.pathway.kind == "expedited"
    assert "change_since" in {gap.id for gap in found.gaps}


def test_a_weak_case_stays_as_weak_as_it_was() -> None:
    found = assessed(MRI, **{"clinical.treatments": [], "clinical.duration_weeks": 2})

    assert found.strength is Strength.UNSUPPORTED


@pytest.mark.parametrize(
    "scenario",
    [
        "Known aneurysm, untreated, surveillance",
        "After HCC treatment, monitoring",
        "Screening at high risk, age 30 or older",
        "Local recurrence suspected after mastectomy",
        "Response after chemoradiation",
        "Lesion indeterminate on MRI, next study",
        "Earlier lumbar surgery, new or progressive symptoms",
    ],
)
def test_a_scenario_of_follow_up_expects_an_earlier_scan(scenario: str) -> None:
    assert FOLLOW_UP.search(scenario)


@pytest.mark.parametrize(
    "scenario",
    [
        "Subacute or chronic low back pain, candidate for surgery or intervention, not better after 6 weeks",
        "Knee pain, radiograph normal, meniscus suspected",
        "Chronic recurrent vertigo, nothing imaged yet",
    ],
)
def test_a_first_scenario_does_not(scenario: str) -> None:
    assert not FOLLOW_UP.search(scenario)


@pytest.mark.parametrize("reason", ["duplicate_imaging", "frequency_limit"])
def test_the_reason_is_answered_only_with_what_is_new_about_the_mri_itself(reason: str) -> None:
    radiograph = {**RADIOGRAPH, "insufficient_because": "does not show the disc", "changed_since": "worse"}
    (nothing,) = assessed(MRI, radiograph, **{"denial.reasons": [reason]}).rebuttals
    (answered,) = assessed({**MRI, "changed_since": "new foot weakness."}, **{"denial.reasons": [reason]}).rebuttals

    assert not nothing.holds
    assert answered.holds
    assert "Since the earlier MRI the condition has changed: new foot weakness." in answered.argument


def test_with_nothing_new_the_earlier_scan_is_looked_at_first() -> None:
    (rebuttal,) = assessed(MRI, **{"denial.reasons": ["duplicate_imaging"]}).rebuttals

    assert "MRI of the lumbar spine, February 2, 2026 (small bulge)" in rebuttal.argument
    assert "Compare with the earlier MRI first" in (rebuttal.better_route or "")
