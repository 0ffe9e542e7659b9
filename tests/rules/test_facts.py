"""What the facts read from an intake, and how they say it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import FACTS, NO_NUMBER, Fact, Listing, Span
from rules.model import Intake
from tests.rules.clinical_cases import breast, case, knee_film, low_back

COUNTED = frozenset({"physical_therapy", "nsaids"})


def read(fact: str, intake: Intake, counted: frozenset[str] = COUNTED):
    return FACTS[fact].read(intake, counted)


def span(low: float, high: float | None = None) -> Span:
    return Span(Decimal(str(low)), Decimal(str(low if high is None else high)))


def trial(kind: str = "physical_therapy", weeks: float | None = 6, outcome: str = "no_improvement"):
    return {"kind": kind, "weeks": weeks, "outcome": outcome}


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_every_fact_names_the_intake_fields_it_rests_on(fact: Fact):
    assert fact.fields
    for field in fact.fields:
        section, name, *_ = field.split(".")
        assert name in Intake.model_fields[section].annotation.model_fields  # type: ignore[union-attr] -- every section is a model


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_every_fact_of_an_empty_case_has_words(fact: Fact):
    assert fact.read(case("headache"), frozenset()).words


def test_overlapping_trials_are_not_added_up():
    reading = read("care_weeks", low_back(treatments=[trial(weeks=4), trial("nsaids", weeks=5)]))
    assert reading.value == span(5)
    assert reading.words == "{physical_therapy}, 4 weeks, no improvement; {nsaids}, 5 weeks, no improvement"


def test_a_trial_without_weeks_may_have_lasted_any_time():
    assert read("care_weeks", low_back(treatments=[trial(weeks=None), trial("nsaids", weeks=2)])).value == Span(
        Decimal(2), Decimal("Infinity")
    )


def test_a_treatment_that_is_no_medical_management_does_not_count():
    assert read("care_weeks", low_back(treatments=[trial("surgery", weeks=20)])).value == span(0)


def test_a_trial_that_ended_in_recovery_does_not_count():
    assert read("care_weeks", low_back(treatments=[trial(weeks=8, outcome="improved")])).value == span(0)


def test_no_treatment_at_all_is_zero_weeks_and_not_unknown():
    assert read("care_weeks", low_back()).value == span(0)


def test_what_was_not_ticked_is_absent():
    assert read("red_flags", low_back()).value == Listing(frozenset())
    assert read("symptoms", low_back()).value == Listing(frozenset())


@pytest.mark.parametrize("fact", ["duration_weeks", "course", "intervention_candidate"])
def test_what_was_asked_and_left_empty_is_unknown(fact: str):
    assert read(fact, low_back()).value is None


def test_one_week_is_one_week():
    assert read("duration_weeks", low_back(duration_weeks=1)).words == "1 week"
    assert read("duration_weeks", low_back(duration_weeks=5.9)).words == "5.9 weeks"


def test_only_a_radiograph_of_the_same_region_counts():
    other = [{"modality": "radiograph", "region": "lumbar_spine", "shows": ["normal"]}]
    assert read("radiograph_done", case("chronic_knee_pain", prior_imaging=other)).value is False
    assert read("radiograph_done", case("chronic_knee_pain", prior_imaging=knee_film("normal"))).value is True


def test_a_radiograph_without_a_picked_result_may_show_anything():
    intake = case("chronic_knee_pain", prior_imaging=[*knee_film("normal"), *knee_film()])
    assert read("radiograph_shows", intake).value == Listing(frozenset({"normal"}), complete=False)


def test_a_radiograph_says_its_date():
    film = [{"modality": "radiograph", "region": "knee", "date": "2026-10-01"}]
    assert (
        read("radiograph_done", case("chronic_knee_pain", prior_imaging=film)).words
        == "radiograph done on October 1, 2026"
    )


@pytest.mark.parametrize(("age", "mature"), [(17, None), (18, True)])
def test_growth_plates_are_taken_as_closed_from_18_years(*, age: int, mature: bool | None):
    assert read("skeletally_mature", case("acute_trauma_knee", age=age)).value is mature


@pytest.mark.parametrize(("result", "mature"), [("positive", False), ("negative", True), ("inconclusive", None)])
def test_an_examination_of_the_growth_plates_decides_for_a_child(*, result: str, mature: bool | None):
    findings = [{"test": "open_growth_plates", "result": result}]
    assert read("skeletally_mature", case("acute_trauma_knee", age=14, findings=findings)).value is mature


def test_open_growth_plates_on_the_radiograph_decide_for_a_child():
    intake = case("acute_trauma_knee", age=14, prior_imaging=knee_film("no_fracture", "open_growth_plates"))
    assert read("skeletally_mature", intake).value is False


@pytest.mark.parametrize(
    ("age", "weeks", "expected"),
    [
        (50, 9, span(49, 50)),
        (51, 9, span(50, 51)),
        (52, 9, span(51, 52)),
        (60, 520, span(50, 51)),  # ten years less a few hours: the 50th birthday is passed for sure
        (60, None, span(0, 60)),
        (0, 9, span(0, 0)),
    ],
)
def test_the_age_at_onset_is_known_to_a_year(age: int, weeks: float | None, expected: Span):
    assert read("onset_age_years", case("headache", age=age, duration_weeks=weeks)).value == expected


@given(age=st.integers(0, 120), weeks=st.floats(0, 5_200))
def test_the_age_at_onset_is_never_above_the_age(age: int, weeks: float | None):
    value = read("onset_age_years", case("headache", age=age, duration_weeks=weeks)).value
    assert isinstance(value, Span)
    assert 0 <= value.low <= value.high <= age


def test_a_risk_stays_the_decimal_that_was_written():
    assert read("lifetime_risk_percent", breast("19.9")).value == span(19.9)


def test_no_breast_facts_read_as_no_gene_no_radiation_and_an_unknown_risk():
    intake = case("breast_cancer_screening")
    assert read("genes", intake).value == Listing(frozenset())
    assert read("chest_radiation_at_age", intake).value == NO_NUMBER
    assert read("lifetime_risk_percent", intake).value is None
    assert read("risk_model", intake).value is None
