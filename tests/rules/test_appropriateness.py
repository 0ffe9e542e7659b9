"""Which scenarios apply to whom, both sides of every threshold, and how strong the case is."""

from typing import Any

import pytest

from rules.model import Contrast, Intake, Strength
from rules.rulebook import load_rulebook
from tests.rules.clinical_cases import (
    FAILED_CARE,
    NECK,
    REGIONS,
    TWIST,
    applying,
    breast,
    case,
    chronic_knee,
    held,
    judged,
    knee_film,
    low_back,
    neck,
    trial,
)

RULEBOOK = load_rulebook()


# ---- every variant is reached ---------------------------------------------------------------------------------------

REACHED: dict[str, Intake] = {
    "low_back_pain_1": low_back(duration_weeks=2),
    "low_back_pain_2": low_back(duration_weeks=10),
    "low_back_pain_3": low_back(**FAILED_CARE),
    "low_back_pain_4": low_back(red_flags=["saddle_anesthesia"]),
    "low_back_pain_5": low_back(symptoms=["prior_lumbar_surgery"], course="progressive"),
    "low_back_pain_6": low_back(red_flags=["osteoporosis"]),
    "low_back_pain_7": low_back(red_flags=["fever"]),
    f"{NECK}_1": neck(symptoms=["neck_pain"], duration_weeks=3),
    f"{NECK}_2": neck(duration_weeks=3),
    f"{NECK}_3": neck(symptoms=["neck_pain", "prior_cervical_surgery"], duration_weeks=3),
    f"{NECK}_4": neck(red_flags=["fever"], duration_weeks=3),
    f"{NECK}_5": neck(red_flags=["cancer_history"], duration_weeks=3),
    f"{NECK}_6": neck(symptoms=["cervicogenic_headache"]),
    f"{NECK}_7": neck(symptoms=["neck_pain"], duration_weeks=20),
    f"{NECK}_8": neck(duration_weeks=20),
    "chronic_knee_pain_1": case("chronic_knee_pain", duration_weeks=20),
    "chronic_knee_pain_2": chronic_knee("normal"),
    "chronic_knee_pain_3": chronic_knee("loose_bodies"),
    "chronic_knee_pain_4": chronic_knee("degenerative_changes"),
    "chronic_knee_pain_5": chronic_knee("segond_fracture"),
    "acute_trauma_knee_1": case("acute_trauma_knee", symptoms=["fall_or_twist"]),
    "acute_trauma_knee_2": case("acute_trauma_knee", symptoms=["fall_or_twist", "knee_effusion"]),
    "acute_trauma_knee_3": case("acute_trauma_knee", **TWIST),
    "acute_trauma_knee_4": case(
        "acute_trauma_knee", age=12, findings=[{"test": "open_growth_plates", "result": "positive"}], **TWIST
    ),
    "acute_trauma_knee_5": case(
        "acute_trauma_knee",
        symptoms=["fall_or_twist", "suspected_further_injury"],
        prior_imaging=knee_film("tibial_plateau_fracture"),
    ),
    "acute_trauma_knee_6": case(
        "acute_trauma_knee", symptoms=["injury_mechanism_unknown", "patellar_tenderness", "knee_effusion"]
    ),
    "acute_trauma_knee_7": case("acute_trauma_knee", symptoms=["significant_knee_trauma"]),
    "headache_1": case("headache", red_flags=["thunderclap_onset"]),
    "headache_2": case("headache", age=30, symptoms=["migraine"]),
    "headache_3": case("headache", symptoms=["trigeminal_autonomic_cephalalgia"]),
    "headache_4": case("headache", red_flags=["papilledema"]),
    "headache_5": case("headache", red_flags=["orthostatic_headache"]),
    "headache_6": case("headache", age=30, red_flags=["headache_new_in_pregnancy_or_peripartum"]),
    "headache_7": case("headache", red_flags=["headache_increasing_severity"]),
    "headache_8": case("headache", age=30, symptoms=["headache"]),
    "breast_cancer_screening_1": breast("12"),
    "breast_cancer_screening_2": breast("17"),
    "breast_cancer_screening_3": breast("24"),
    "breast_cancer_screening_4": breast("24", age=27),
}


def test_the_cases_of_this_file_name_every_variant_of_the_first_topics():
    assert REACHED.keys() == {identifier for topic in REGIONS for identifier in RULEBOOK.topics[topic].scenarios()}


@pytest.mark.parametrize("identifier", REACHED)
def test_every_variant_is_found_from_the_facts_alone(identifier: str):
    acr = [item.id for item in held(REACHED[identifier]) if item.applies and item.source == "ACR"]
    assert acr == [identifier]


@pytest.mark.parametrize("identifier", REACHED)
def test_an_applying_variant_shows_conditions_that_are_all_met_and_can_be_cited(identifier: str):
    first = held(REACHED[identifier])[0]
    assert {condition.verdict for condition in first.conditions} == {"met"}
    assert first.met
    assert not first.unmet
    assert not first.unknown
    assert first.citation.citable


# ---- low back pain --------------------------------------------------------------------------------------------------


def test_failed_care_of_six_weeks_is_a_strong_case():
    verdict, reasons = judged(low_back(**FAILED_CARE))
    assert verdict is Strength.STRONG
    assert "Low Back Pain, variant 3" in reasons


@pytest.mark.parametrize(
    "facts",
    [
        trial(5.9),
        {"duration_weeks": 5.9},
        {"course": "improving"},
        {"intervention_candidate": False},
        {"treatments": []},
        trial(8, "improved"),
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_one_condition_short_is_not_supported_and_the_condition_is_named(facts: dict[str, Any]):
    intake = low_back(**{**FAILED_CARE, **facts})
    verdict, reasons = judged(intake)
    (near,) = [item for item in held(intake) if item.id == "low_back_pain_3"]
    assert verdict is Strength.UNSUPPORTED
    assert len(near.unmet) == 1
    assert near.unmet[0] in reasons


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"duration_weeks": None}, "clinical.duration_weeks"),
        (trial(None), "clinical.treatments.weeks"),
        ({"course": None}, "clinical.course"),
        ({"intervention_candidate": None}, "clinical.intervention_candidate"),
    ],
)
def test_one_missing_fact_makes_the_case_arguable_and_the_field_is_named(facts: dict[str, Any], field: str):
    verdict, reasons = judged(low_back(**{**FAILED_CARE, **facts}))
    assert verdict is Strength.ARGUABLE
    assert f"enter {field}" in reasons


def test_several_missing_facts_make_the_case_weak():
    verdict, reasons = judged(low_back(**trial(6)))
    assert verdict is Strength.WEAK
    assert "Too little is documented" in reasons


def test_two_weeks_without_treatment_is_unsupported_and_says_what_is_missing():
    verdict, reasons = judged(low_back(duration_weeks=2, course="persistent"))
    assert verdict is Strength.UNSUPPORTED
    assert "variant 1" in reasons
    assert "at least 6 weeks of symptoms" in reasons
    assert "a trial of medical management of at least 6 weeks" in reasons


@pytest.mark.parametrize(("weeks", "variant"), [(3.9, "low_back_pain_1"), (4, "low_back_pain_2")])
def test_acute_pain_ends_at_four_weeks(weeks: float, variant: str):
    assert applying(low_back(duration_weeks=weeks)) == [variant]


@pytest.mark.parametrize("facts", [{"red_flags": ["osteoporosis"]}, trial(1), {"symptoms": ["prior_lumbar_surgery"]}])
def test_variants_1_and_2_are_for_patients_without_red_flag_treatment_or_surgery(facts: dict[str, Any]):
    found = applying(low_back(duration_weeks=5, **facts))
    assert not {"low_back_pain_1", "low_back_pain_2"} & set(found)


def test_cauda_equina_signs_need_no_trial_of_care_and_are_called_an_emergency():
    intake = low_back(duration_weeks=0.5, red_flags=["saddle_anesthesia", "urinary_retention"])
    verdict, reasons = judged(intake)
    assert verdict is Strength.STRONG
    assert applying(intake) == ["low_back_pain_4"]
    assert "emergency" in reasons


@pytest.mark.parametrize(("age", "found"), [(64, []), (65, ["low_back_pain_6"])])
def test_older_age_counts_as_a_fracture_risk_from_65(age: int, found: list[str]):
    assert applying(low_back(age=age, red_flags=["older_age_fracture_risk"])) == found


def test_pain_at_night_alone_makes_no_suspicion_of_cancer():
    assert applying(low_back(duration_weeks=9, red_flags=["night_or_rest_pain"])) == []


@pytest.mark.parametrize(("course", "found"), [("persistent", []), ("progressive", ["low_back_pain_5"])])
def test_after_lumbar_surgery_something_new_is_needed(course: str, found: list[str]):
    assert applying(low_back(symptoms=["prior_lumbar_surgery"], course=course)) == found


def test_progressive_weakness_rests_on_the_advice_of_the_acp():
    intake = low_back(duration_weeks=1, red_flags=["progressive_motor_deficit"])
    verdict, reasons = judged(intake)
    assert verdict is Strength.ARGUABLE
    assert [item.source for item in held(intake) if item.applies] == ["ACP"]
    assert "ACP" in reasons


@pytest.mark.parametrize(
    ("contrast", "expected"),
    [("without", Strength.STRONG), ("without_and_with", Strength.WEAK), ("with", Strength.UNSUPPORTED)],
)
def test_the_rating_is_that_of_the_contrast_that_was_asked_for(contrast: str, expected: Strength):
    assert judged(low_back(contrast=contrast, **FAILED_CARE))[0] is expected


def test_a_better_rated_contrast_is_named():
    (item,) = [item for item in held(low_back(contrast="without_and_with", **FAILED_CARE)) if item.applies]
    assert item.better_contrast is Contrast.WITHOUT
    assert item.better_rated == ("MRI of the lumbar spine without contrast (Usually Appropriate)",)


# ---- neck -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weeks", "found", "expected"),
    [
        (5.9, [f"{NECK}_2"], Strength.WEAK),
        (6, [], Strength.ARGUABLE),
        (11.9, [], Strength.ARGUABLE),
        (12, [f"{NECK}_8"], Strength.STRONG),
    ],
)
def test_neck_pain_is_acute_under_6_weeks_chronic_from_12_and_open_between(
    weeks: float, found: list[str], expected: Strength
):
    intake = neck(duration_weeks=weeks)
    assert applying(intake) == found
    assert judged(intake)[0] is expected


def test_the_rating_of_2018_for_acute_radiculopathy_is_not_used():
    assert held(neck(duration_weeks=2))[0].rating == "May Be Appropriate"


def test_a_positive_spurling_test_is_radiculopathy_too():
    findings = [{"test": "spurling", "result": "positive"}]
    assert applying(neck(symptoms=["neck_pain"], findings=findings, duration_weeks=14)) == [f"{NECK}_8"]
    findings = [{"test": "spurling", "result": "negative"}]
    assert applying(neck(symptoms=["neck_pain"], findings=findings, duration_weeks=14)) == [f"{NECK}_7"]


def test_chronic_and_increasing_radiculopathy_is_carried_and_the_lower_rating_is_foretold():
    verdict, reasons = judged(neck(duration_weeks=14, course="progressive"))
    assert verdict is Strength.STRONG
    assert "Expect the insurer to point out" in reasons
    assert "variant 2" in reasons


def test_cervicogenic_headache_says_that_the_panel_disagreed():
    verdict, reasons = judged(neck(symptoms=["cervicogenic_headache"]))
    assert verdict is Strength.WEAK
    assert "The panel did not agree." in reasons


def test_signs_of_cord_compression_point_to_the_topic_that_rates_them():
    verdict, reasons = judged(neck(duration_weeks=20, red_flags=["long_tract_signs"]))
    assert verdict is Strength.UNSUPPORTED
    assert "in its topic Myelopathy" in reasons


# ---- knee -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [(5.9, Strength.UNSUPPORTED), (6, Strength.ARGUABLE), (11.9, Strength.ARGUABLE), (12, Strength.STRONG)],
)
def test_knee_pain_is_chronic_from_12_weeks_and_open_from_6(weeks: float, expected: Strength):
    assert judged(chronic_knee("normal", duration_weeks=weeks))[0] is expected


def test_without_a_radiograph_the_radiograph_comes_first():
    verdict, reasons = judged(case("chronic_knee_pain", duration_weeks=20))
    assert verdict is Strength.UNSUPPORTED
    assert "Radiography of the knee (Usually Appropriate)" in reasons
    assert "no radiograph of this region entered" in reasons


def test_a_radiograph_without_a_picked_result_is_one_missing_fact():
    verdict, reasons = judged(chronic_knee())
    assert verdict is Strength.ARGUABLE
    assert "enter clinical.prior_imaging.shows" in reasons


@pytest.mark.parametrize(
    ("shows", "expected"),
    [
        (["joint_effusion"], Strength.STRONG),
        (["degenerative_changes"], Strength.WEAK),
        (["joint_effusion", "chondrocalcinosis"], Strength.WEAK),
        (["indeterminate"], Strength.UNSUPPORTED),
    ],
)
def test_what_the_radiograph_shows_decides(shows: list[str], expected: Strength):
    assert judged(chronic_knee(*shows))[0] is expected


@pytest.mark.parametrize(("age", "expected"), [(4, Strength.UNSUPPORTED), (5, Strength.STRONG)])
def test_chronic_knee_pain_is_rated_from_the_age_of_five(age: int, expected: Strength):
    verdict, reasons = judged(chronic_knee("normal", age=age))
    assert verdict is expected
    assert ("not for a patient of this age" in reasons) == (age < 5)


@pytest.mark.parametrize(
    ("age", "found"), [(17, []), (18, ["acute_trauma_knee_3"])], ids=["growth plates unknown", "adult"]
)
def test_between_5_and_17_the_growth_plates_decide_between_variants_3_and_4(age: int, found: list[str]):
    intake = case("acute_trauma_knee", age=age, **TWIST)
    assert applying(intake) == found
    assert judged(intake)[0] is (Strength.STRONG if found else Strength.ARGUABLE)


@pytest.mark.parametrize("number", [3, 4])
def test_the_clinician_can_attest_the_growth_plates_of_a_child(number: int):
    identifier = f"acute_trauma_knee_{number}"
    intake = case("acute_trauma_knee", age=12, scenario=identifier, **TWIST)
    first = held(intake)[0]
    assert (first.id, first.applies, first.attested) == (identifier, True, True)
    assert judged(intake)[0] is Strength.ARGUABLE


def test_a_fracture_on_the_radiograph_is_not_no_fracture():
    intake = case("acute_trauma_knee", symptoms=["fall_or_twist", "locking"], prior_imaging=knee_film("other_fracture"))
    assert applying(intake) == []


# ---- headache -------------------------------------------------------------------------------------------------------


def test_a_thunderclap_headache_needs_a_ct_first_and_is_called_an_emergency():
    intake = case("headache", red_flags=["thunderclap_onset", "neurologic_deficit"])
    verdict, reasons = judged(intake)
    assert verdict is Strength.UNSUPPORTED
    assert applying(intake) == ["headache_1"]
    assert "CT of the head without contrast (Usually Appropriate)" in reasons
    assert "emergency" in reasons


def test_after_the_ct_another_red_flag_can_carry_the_mri():
    done = [{"modality": "ct", "region": "brain", "shows": ["no_hemorrhage"]}]
    intake = case("headache", red_flags=["thunderclap_onset", "neurologic_deficit"], prior_imaging=done)
    assert applying(intake) == ["headache_7"]


@pytest.mark.parametrize(("age", "found"), [(50, ["headache_8"]), (51, []), (52, ["headache_7"])])
def test_onset_after_50_is_read_from_age_and_duration_where_they_decide(age: int, found: list[str]):
    assert applying(case("headache", age=age, symptoms=["headache"], duration_weeks=9)) == found


@pytest.mark.parametrize(("age", "found"), [(50, []), (51, ["headache_7"])])
def test_a_ticked_onset_after_50_counts_for_patients_older_than_50(age: int, found: list[str]):
    assert applying(case("headache", age=age, red_flags=["headache_onset_after_50"])) == found


def test_an_old_headache_in_an_older_patient_is_no_red_flag():
    assert applying(case("headache", age=60, symptoms=["migraine"], duration_weeks=1500)) == ["headache_2"]


def test_low_pressure_rates_the_mri_without_contrast_low_and_names_the_better_one():
    (item,) = [item for item in held(case("headache", red_flags=["orthostatic_headache"])) if item.applies]
    assert item.rating == "Usually Not Appropriate"
    assert item.better_contrast is Contrast.WITHOUT_AND_WITH
