"""Guidelines beside ACR's: what a stance weighs, which study a statement is about, what may not be cited."""

from dataclasses import replace
from typing import Any

import pytest

from rules.cross_checks import guideline_faults, term_faults, topic_faults
from rules.model import Intake, Status, Strength
from rules.rulebook import load_rulebook
from rules.schema.acr import Ratings
from rules.schema.criteria import Stance
from tests.rules.case_files import MINIMAL, with_fields
from tests.rules.clinical_cases import applying, held, judged

RULEBOOK = load_rulebook()
REGIONS = frozenset(RULEBOOK.vocabulary.regions)


def heart(cpt: str, topic: str, *symptoms: str) -> Intake:
    """An MRI of the heart; the code says whether under stress."""
    contrast = "without_and_with" if cpt in {"75561", "75563"} else "without"
    fields: dict[str, Any] = {
        "exam": {"cpt": cpt, "region": "heart", "contrast": contrast},
        "clinical": {"topic": topic, "symptoms": list(symptoms)},
    }
    return Intake.model_validate(with_fields(MINIMAL, fields))


def test_a_stance_is_for_the_scan_or_against_it_or_neither_but_never_both():
    assert not [stance for stance in Stance if stance.favourable and stance.unfavourable]
    neutral = {stance for stance in Stance if not stance.favourable and not stance.unfavourable}
    assert neutral == {Stance.CONSIDER, Stance.BEARS}


def test_a_statement_without_a_verdict_leaves_the_strength_where_it_was():
    pain = ("chronic_chest_pain", "high_probability_of_coronary_disease")
    intake = heart("75563", "chronic_chest_pain_high_probability", *pain)
    assert "acc_2023_chronic_coronary_disease_like_nuclear_and_echo" in applying(intake)
    verdict, reasons = judged(intake)
    assert verdict is Strength.STRONG
    assert "Expect the insurer" not in reasons


def test_a_statement_on_the_stress_study_is_not_held_against_the_usual_one():
    pain = ("chronic_chest_pain", "high_probability_of_coronary_disease")
    intake = heart("75561", "chronic_chest_pain_high_probability", *pain)
    assert not [name for name in applying(intake) if name.startswith("acc_2023")]


def test_a_recommendation_against_is_said_beside_a_rating_that_carries():
    intake = heart("75561", "heart_failure", "known_heart_failure", "heart_failure_follow_up", "routine_without_change")
    verdict, reasons = judged(intake)
    assert verdict is Strength.STRONG
    assert "Expect the insurer to point out that AHA/ACC/HFSA" in reasons


def test_the_stress_study_and_the_usual_study_of_the_heart_are_rated_apart():
    pain = ("chronic_chest_pain", "high_probability_of_coronary_disease")
    ratings = {
        cpt: held(heart(cpt, "chronic_chest_pain_high_probability", *pain))[0].rating
        for cpt in ("75557", "75559", "75561", "75563")
    }
    assert ratings == {
        "75557": "Usually Not Appropriate",
        "75559": "Usually Appropriate",
        "75561": "May Be Appropriate",
        "75563": "Usually Appropriate",
    }


def test_the_study_is_named_as_the_code_says():
    first = held(heart("75563", "heart_failure", "known_heart_failure", "heart_failure_cause_unknown"))[0]
    assert first.procedure == "MRI of the heart with stress without and with contrast"


@pytest.mark.parametrize("guideline", RULEBOOK.criteria.values(), ids=RULEBOOK.criteria)
def test_every_statement_names_its_source_or_is_from_memory_and_reads_as_a_phrase(guideline: Any):
    for statement in guideline.statements:
        assert bool(statement.sources) != (statement.status is Status.MEMORY)
        assert not statement.scenario.endswith(".")


@pytest.mark.parametrize("name", ["nccn_breast_staging", "aan_2007_first_seizure"])
def test_an_old_version_and_a_retired_one_are_never_cited(name: str):
    guideline = RULEBOOK.criteria[name]
    assert not any(guideline.cite(statement).citable for statement in guideline.statements)


def test_a_guideline_on_an_unknown_topic_or_study_is_a_fault():
    guideline = RULEBOOK.criteria["acc_2023_chronic_coronary_disease"]
    statement = guideline.statements[0].model_copy(update={"studies": ("heart_at_night",)})
    broken = guideline.model_copy(update={"topics": ("gout",), "statements": (statement,)})
    file = "acc_2023_chronic_coronary_disease.yaml"
    faults = list(guideline_faults([broken], RULEBOOK.codes, RULEBOOK.topics, REGIONS))
    assert faults == [
        f"{file}: topics: there is no topic gout",
        f"{file}: statements.like_nuclear_and_echo: studies: heart_at_night is no region and no study of its own",
    ]


def test_ratings_of_what_no_request_can_be_are_a_fault():
    topic = RULEBOOK.topics["heart_failure"]
    variant = topic.variants[0].model_copy(update={"ratings": {"heart": Ratings(), "hearth": Ratings()}})
    broken = topic.model_copy(update={"variants": (variant,)})
    assert list(topic_faults([broken], RULEBOOK.codes, REGIONS)) == [
        "heart_failure.yaml: variants.1: ratings: hearth is no region and no study of its own"
    ]


def test_a_term_of_an_unknown_topic_is_a_fault():
    vocabulary = RULEBOOK.vocabulary
    term = vocabulary.symptoms["new_onset_seizure"].model_copy(update={"topics": ("seizure",)})
    broken = replace(vocabulary, symptoms={term.id: term})
    assert list(term_faults(broken, RULEBOOK.topics)) == [
        "vocabulary: symptoms.new_onset_seizure: there is no topic seizure"
    ]


def test_a_form_offers_a_term_of_a_topic_for_that_topic_only():
    vocabulary = RULEBOOK.vocabulary
    offered = {
        topic: {term.id for term in vocabulary.for_region("symptoms", "brain", topic)}
        for topic in ("seizures_and_epilepsy", "dementia", "")
    }
    assert "new_onset_seizure" in offered["seizures_and_epilepsy"]
    assert "new_onset_seizure" not in offered["dementia"] | offered[""]
    assert "headache" in offered["dementia"] & offered[""]


@pytest.mark.parametrize("topic", RULEBOOK.topics.values(), ids=RULEBOOK.topics)
def test_a_form_can_list_every_term_of_a_topic(topic: Any):
    for region in topic.regions:
        for part in ("symptoms", "red_flags", "tests", "imaging_findings"):
            labels = [term.label for term in RULEBOOK.vocabulary.for_region(part, region, topic.id)]
            assert len(labels) <= 100
            assert len(labels) == len(set(labels)), (region, part)
