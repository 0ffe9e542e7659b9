"""Our answer to each denial reason: when it holds, what it says, what serves better."""

from datetime import date
from typing import Any

import pytest

from rules import assess, load_rulebook
from rules.model import Rebuttal
from tests.rules.cases import BREAST, KNEE, intake

RULEBOOK = load_rulebook()
ON = date(2026, 11, 23)
WEAK = {"clinical.treatments": [], "clinical.duration_weeks": 2}
CAUDA = {"clinical.red_flags": ["saddle_anesthesia"], "clinical.treatments": [], "clinical.duration_weeks": 0.5}
POST = {"denial.service_timing": "post_service"}
EARLIER_MRI: dict[str, Any] = {
    "modality": "mri",
    "region": "lumbar_spine",
    "date": "2026-02-02",
    "result": "small bulge",
}


def answer(reason: str, *changes: dict[str, Any]) -> Rebuttal:
    (rebuttal,) = assess(intake({"denial.reasons": [reason]}, *changes), RULEBOOK, ON).rebuttals
    return rebuttal


def test_each_reason_is_answered_once_in_the_order_of_the_notice() -> None:
    reasons = ["wrong_code", "other", "wrong_code"]
    rebuttals = assess(intake({"denial.reasons": reasons}), RULEBOOK, ON).rebuttals
    assert [each.reason for each in rebuttals] == ["wrong_code", "other"]


# ---- not medically necessary ----------------------------------------------------------------------------------------


def test_necessity_is_answered_with_rating_variant_and_year_and_the_table_of_criteria() -> None:
    rebuttal = answer("not_medically_necessary")
    assert rebuttal.holds
    assert "“Usually Appropriate”" in rebuttal.argument
    assert "Low Back Pain, variant 3, 2021" in rebuttal.argument
    assert "as the table of criteria shows" in rebuttal.argument
    assert "acr.low_back_pain.3" in {citation.id for citation in rebuttal.citations}


def test_necessity_does_not_hold_where_the_rating_is_low_and_says_what_would_carry_it() -> None:
    rebuttal = answer("not_medically_necessary", WEAK)
    assert not rebuttal.holds
    assert rebuttal.citations == ()
    assert "would fail" in rebuttal.argument
    assert "6 weeks" in (rebuttal.better_route or "")


def test_one_missing_fact_is_named() -> None:
    rebuttal = answer("not_medically_necessary", {"clinical.intervention_candidate": None})
    assert not rebuttal.holds
    assert "leaves open: candidate for surgery or an intervention" in rebuttal.argument


def test_the_notices_criterion_is_asked_for_with_the_right_of_the_plan() -> None:
    rebuttal = answer("not_medically_necessary")
    assert "InterQual" in rebuttal.argument
    assert "free_copy_of_criterion_in_denial" in {citation.id for citation in rebuttal.citations}


def test_a_right_of_another_plan_type_is_not_cited() -> None:
    rebuttal = answer("not_medically_necessary", {"coverage.plan": "medicare_advantage"})
    ids = {citation.id for citation in rebuttal.citations}
    assert "ma_internal_criteria_limits" in ids
    assert "free_copy_of_criterion_in_denial" not in ids


@pytest.mark.parametrize(
    ("plan", "words"), [("medicare_advantage", "not final yet"), ("erisa_self_funded", "from the notice")]
)
def test_peer_to_peer_takes_its_window_from_the_notice_and_for_medicare_comes_before_the_decision(
    plan: str, words: str
) -> None:
    assert words in (answer("not_medically_necessary", WEAK, {"coverage.plan": plan}).better_route or "")


# ---- conservative care ----------------------------------------------------------------------------------------------


def test_a_trial_of_care_is_told_with_kind_weeks_date_and_result() -> None:
    rebuttal = answer("conservative_care_first")
    assert rebuttal.holds
    assert "physical therapy for 6 weeks from September 7, 2026, without improvement" in rebuttal.argument


def test_a_red_flag_answers_without_any_trial() -> None:
    rebuttal = answer("conservative_care_first", CAUDA)
    assert rebuttal.holds
    assert "numbness of the saddle area" in rebuttal.argument
    assert "no trial of treatment" in rebuttal.argument


def test_without_trial_and_red_flag_the_trial_is_the_better_route() -> None:
    rebuttal = answer("conservative_care_first", WEAK)
    assert not rebuttal.holds
    assert "Complete the trial of care" in (rebuttal.better_route or "")


def test_after_the_scan_no_trial_of_care_is_proposed() -> None:
    better = answer("conservative_care_first", WEAK, POST).better_route or ""
    assert "Complete the trial" not in better
    assert "only care before it counts" in better


@pytest.mark.parametrize(("weeks", "holds"), [(5.9, False), (6, True)])
def test_five_point_nine_weeks_are_not_six(weeks: float, holds: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    trial = {"kind": "physical_therapy", "weeks": weeks, "outcome": "no_improvement"}
    assert answer("conservative_care_first", {"clinical.treatments": [trial]}).holds is holds


# ---- codes and authorization ----------------------------------------------------------------------------------------


def test_sound_codes_hold_against_the_reason_wrong_code() -> None:
    rebuttal = answer("wrong_code")
    assert rebuttal.holds
    assert "72148 is the code for MRI of the lumbar spine without contrast" in rebuttal.argument


def test_a_wrong_code_is_admitted_and_the_corrected_request_is_the_better_route() -> None:
    rebuttal = answer("wrong_code", KNEE, {"exam.cpt": "73718"})
    assert not rebuttal.holds
    assert "73721 instead of 73718" in (rebuttal.better_route or "")


def test_before_the_scan_a_missing_authorization_is_asked_for_and_not_appealed() -> None:
    rebuttal = answer("no_prior_authorization")
    assert not rebuttal.holds
    assert "Ask for the authorization now" in (rebuttal.better_route or "")


def test_after_the_scan_the_route_is_a_retrospective_authorization() -> None:
    rebuttal = answer("no_prior_authorization", POST)
    assert not rebuttal.holds
    assert "retrospective" in (rebuttal.better_route or "")


def test_an_emergency_answers_a_missing_authorization_after_the_scan() -> None:
    rebuttal = answer("no_prior_authorization", POST, CAUDA)
    assert rebuttal.holds
    assert "could not wait" in rebuttal.argument


# ---- repeats --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("study", "holds"),
    [
        (EARLIER_MRI, False),
        ({**EARLIER_MRI, "changed_since": "new foot weakness"}, True),
        ({**EARLIER_MRI, "insufficient_because": "motion artefact"}, True),
        ({**EARLIER_MRI, "modality": "radiograph"}, True),
        ({**EARLIER_MRI, "region": "cervical_spine"}, True),
    ],
)
def test_a_repeat_needs_a_change_a_limit_of_the_earlier_scan_or_another_kind_of_study(
    study: dict[str, Any],
    holds: bool,  # noqa: FBT001 -- a column of the table of cases
) -> None:
    rebuttal = answer("duplicate_imaging", {"clinical.prior_imaging": [study]})
    assert rebuttal.holds is holds
    assert not holds or "February 2, 2026" in rebuttal.argument


def test_a_repeat_that_nobody_recorded_is_first_to_be_found() -> None:
    rebuttal = answer("duplicate_imaging")
    assert not rebuttal.holds
    assert "which earlier study" in (rebuttal.better_route or "")


def test_a_frequency_limit_is_answered_by_a_recommended_yearly_screening() -> None:
    rebuttal = answer("frequency_limit", BREAST)
    assert rebuttal.holds
    assert "annual MRI screening" in rebuttal.argument


def test_a_frequency_limit_stands_where_nothing_changed() -> None:
    assert not answer("frequency_limit", {"clinical.prior_imaging": [EARLIER_MRI]}).holds


# ---- experimental, other --------------------------------------------------------------------------------------------


def test_what_a_guideline_supports_is_not_experimental() -> None:
    assert answer("experimental").holds
    assert not answer("experimental", WEAK).holds


def test_another_reason_is_asked_for_in_writing() -> None:
    rebuttal = answer("other")
    assert "state the specific reason" in rebuttal.argument
    assert "in writing" in (rebuttal.better_route or "")
    assert not answer("other", WEAK).holds
