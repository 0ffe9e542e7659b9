"""Strength where the facts do not decide alone: attested scenarios, wrong codes, old editions, limits of a topic."""

from datetime import date

import pytest

from rules.appropriateness import support
from rules.model import CodeCheck, CodeFinding, Strength
from rules.rulebook import load_rulebook
from rules.strength import strength
from tests.rules.clinical_cases import (
    FAILED_CARE,
    TWIST,
    breast,
    case,
    held,
    judged,
    low_back,
    neck,
    trial,
)

RULEBOOK = load_rulebook()


def test_an_attested_scenario_fills_what_is_unknown_and_is_arguable():
    intake = low_back(scenario="low_back_pain_3", duration_weeks=9, **trial(6))
    first = held(intake)[0]
    assert first.applies
    assert first.attested
    assert len(first.unknown) == 2
    verdict, reasons = judged(intake)
    assert verdict is Strength.ARGUABLE
    assert "rests on the clinician's word" in reasons


def test_an_attested_scenario_does_not_stand_for_a_trial_of_care_that_nobody_entered():
    intake = low_back(scenario="low_back_pain_3", duration_weeks=9)
    (picked,) = [item for item in held(intake) if item.attested]
    assert not picked.applies
    assert judged(intake)[0] is Strength.UNSUPPORTED


def test_an_attested_scenario_that_the_facts_contradict_carries_nothing_and_says_so():
    intake = low_back(**{**FAILED_CARE, **trial(5.9)}, scenario="low_back_pain_3")
    verdict, reasons = judged(intake)
    assert verdict is Strength.UNSUPPORTED
    assert "the documented facts contradict it" in reasons
    assert "5.9 weeks" in reasons


def test_an_attested_scenario_of_other_patients_is_shown_with_what_contradicts_it():
    shown = [item for item in held(low_back(duration_weeks=2, scenario="low_back_pain_4")) if item.attested]
    assert [(item.id, item.applies) for item in shown] == [("low_back_pain_4", False)]


def test_a_documented_and_attested_scenario_is_strong():
    assert judged(low_back(scenario="low_back_pain_3", **FAILED_CARE))[0] is Strength.STRONG


def test_a_code_error_makes_a_strong_case_arguable_until_it_is_corrected():
    intake = low_back(**FAILED_CARE)
    error = CodeFinding(code="72131", severity="error", message="72131 is a CT; use 72148.", suggestion="72148")
    verdict, reasons = strength(intake, held(intake), CodeCheck(ok=False, findings=(error,)))
    assert verdict is Strength.ARGUABLE
    assert "The code must be corrected first: 72131 is a CT; use 72148." in reasons[0]


def test_a_warning_of_the_code_check_changes_nothing():
    intake = low_back(**FAILED_CARE)
    warning = CodeFinding(code="M54.9", severity="warning", message="unspecific")
    assert strength(intake, held(intake), CodeCheck(ok=True, findings=(warning,)))[0] is Strength.STRONG


def test_an_unknown_topic_is_unsupported():
    intake = low_back()
    other = intake.model_copy(update={"clinical": intake.clinical.model_copy(update={"topic": "gout"})})
    assert held(other) == ()
    assert judged(other) == (Strength.UNSUPPORTED, "No criterion of the topic gout rates this study.")


def test_a_region_that_the_topic_does_not_rate_is_unsupported():
    intake = low_back(**FAILED_CARE)
    knee = intake.model_copy(update={"exam": intake.exam.model_copy(update={"region": "knee"})})
    verdict, reasons = judged(knee)
    assert verdict is Strength.UNSUPPORTED
    assert "ACR does not rate this study of this region" in reasons


@pytest.mark.parametrize(("on", "needed"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_an_edition_older_than_two_years_is_compared_before_it_is_cited(on: date, needed: bool):  # noqa: FBT001 -- a parameter of the table
    (item,) = support(neck(duration_weeks=20), RULEBOOK, on)
    assert item.citation.year == "2024"
    assert item.needs_comparison == needed


def test_the_breast_edition_is_always_compared_because_only_a_copy_was_read():
    first = support(breast("24"), RULEBOOK, date(2025, 6, 1))[0]
    assert first.needs_comparison
    assert "open the ACR's page and compare" in " ".join(first.warnings)


def test_a_variant_whose_number_was_not_confirmed_is_compared():
    assert support(case("acute_trauma_knee", **TWIST), RULEBOOK, date(2020, 1, 1))[0].needs_comparison
