"""The condition language: verdicts at each bound, words, faults of a rule, laws."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from rules.conditions import Rule, explain, judge, judge_all, leaves, resolve, vocabulary_faults
from rules.model import Intake
from rules.rulebook import load_rulebook
from tests.rules.clinical_cases import case, knee_film, low_back

RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


def rule(content: dict[str, Any]) -> Rule:
    return RULE.validate_json(json.dumps(content))


def verdict(content: dict[str, Any], intake: Intake) -> str:
    return judge(rule(content), intake).verdict


def weeks(**operators: object) -> dict[str, Any]:
    return {"fact": "duration_weeks", "text": "how long", **operators}


FEVER = {"fact": "red_flags", "includes_any": ["fever"], "text": "a fever"}
CANDIDATE = {"fact": "intervention_candidate", "equals": True, "text": "a candidate"}


@pytest.mark.parametrize(
    ("operators", "value", "expected"),
    [
        ({"at_least": 6}, 5.9, "unmet"),
        ({"at_least": 6}, 6, "met"),
        ({"more_than": 6}, 6, "unmet"),
        ({"more_than": 6}, 6.1, "met"),
        ({"less_than": 6}, 6, "unmet"),
        ({"less_than": 6}, 5.9, "met"),
        ({"at_most": 6}, 6, "met"),
        ({"at_most": 6}, 6.1, "unmet"),
        ({"at_least": 4, "less_than": 6}, 5, "met"),
        ({"at_least": 4, "less_than": 6}, 6, "unmet"),
        ({"at_least": 6}, None, "unknown"),
        ({"at_least": 12, "grey_until": 6}, 12, "met"),
        ({"at_least": 12, "grey_until": 6}, 11.9, "unknown"),
        ({"at_least": 12, "grey_until": 6}, 6, "unknown"),
        ({"at_least": 12, "grey_until": 6}, 5.9, "unmet"),
        ({"less_than": 6, "grey_until": 12}, 5.9, "met"),
        ({"less_than": 6, "grey_until": 12}, 6, "unknown"),
        ({"less_than": 6, "grey_until": 12}, 12, "unmet"),
    ],
)
def test_a_number_is_held_against_its_bound(operators: dict[str, Any], value: float | None, expected: str):
    assert verdict(weeks(**operators), low_back(duration_weeks=value)) == expected


@pytest.mark.parametrize("operators", [{"at_least": 0}, {"at_most": 99}, {"more_than": 0}, {"less_than": 99}])
def test_a_number_that_does_not_exist_meets_no_bound(operators: dict[str, Any]):
    leaf = {"fact": "chest_radiation_at_age", "text": "radiation", **operators}
    assert verdict(leaf, case("breast_cancer_screening")) == "unmet"


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        ({"includes_any": ["normal"]}, "met"),
        ({"includes_any": ["loose_bodies"]}, "unknown"),
        ({"includes_none": ["normal"]}, "unmet"),
        ({"includes_none": ["loose_bodies"]}, "unknown"),
        ({"is_empty": True}, "unmet"),
        ({"is_empty": False}, "met"),
    ],
)
def test_an_incomplete_list_decides_only_by_what_it_holds(leaf: dict[str, Any], expected: str):
    intake = case("chronic_knee_pain", prior_imaging=[*knee_film("normal"), *knee_film()])
    assert verdict({"fact": "radiograph_shows", "text": "the film", **leaf}, intake) == expected


@pytest.mark.parametrize(
    ("flags", "any_fever", "no_fever", "empty"),
    [([], "unmet", "met", "met"), (["fever"], "met", "unmet", "unmet"), (["osteoporosis"], "unmet", "met", "unmet")],
)
def test_a_list_is_asked_for_what_it_includes(flags: list[str], any_fever: str, no_fever: str, empty: str):
    intake = low_back(red_flags=flags)
    assert verdict(FEVER, intake) == any_fever
    assert verdict({"fact": "red_flags", "includes_none": ["fever"], "text": "no fever"}, intake) == no_fever
    assert verdict({"fact": "red_flags", "is_empty": True, "text": "no red flag"}, intake) == empty


@pytest.mark.parametrize(("given_", "expected"), [(True, "met"), (False, "unmet"), (None, "unknown")])
def test_a_flag_is_yes_no_or_not_stated(*, given_: bool | None, expected: str):
    assert verdict(CANDIDATE, low_back(intervention_candidate=given_)) == expected


@pytest.mark.parametrize(("course", "expected"), [("progressive", "met"), ("improving", "unmet"), (None, "unknown")])
def test_a_choice_is_one_of_several(course: str | None, expected: str):
    leaf = {"fact": "course", "one_of": ["persistent", "progressive"], "text": "not better"}
    assert verdict(leaf, low_back(course=course)) == expected


@pytest.mark.parametrize(
    ("flags", "candidate", "any_", "all_"),
    [
        (["fever"], True, "met", "met"),
        (["fever"], None, "met", "unknown"),
        ([], True, "met", "unmet"),
        ([], None, "unknown", "unmet"),
        ([], False, "unmet", "unmet"),
    ],
)
def test_any_and_all_let_a_known_verdict_decide_before_an_unknown_one(
    *, flags: list[str], candidate: bool | None, any_: str, all_: str
):
    intake = low_back(red_flags=flags, intervention_candidate=candidate)
    assert verdict({"any": [FEVER, CANDIDATE], "text": "one of both"}, intake) == any_
    assert verdict({"all": [FEVER, CANDIDATE]}, intake) == all_


def test_no_rule_at_all_is_met():
    assert judge_all((), low_back()).verdict == "met"


def test_any_is_one_requirement_in_its_own_words_with_the_fact_that_decided():
    either = rule({"any": [FEVER, CANDIDATE], "text": "fever, or a candidate"})
    (condition,) = judge(either, low_back(red_flags=["fever"], intervention_candidate=None)).conditions
    assert (condition.text, condition.verdict, condition.fact) == ("fever, or a candidate", "met", "fever")
    assert condition.fields == ("clinical.red_flags",)


def test_an_open_any_names_only_the_field_that_would_decide():
    either = rule({"any": [FEVER, CANDIDATE], "text": "fever, or a candidate"})
    (condition,) = judge(either, low_back()).conditions
    assert condition.fields == ("clinical.intervention_candidate",)
    assert explain(condition) == (
        "fever, or a candidate (not decided: not stated; enter clinical.intervention_candidate)"
    )


def test_all_shows_each_requirement_on_its_own():
    judgement = judge(rule({"all": [FEVER, CANDIDATE]}), low_back(red_flags=["fever"]))
    assert judgement.texts("met") == ("a fever (fever)",)
    assert judgement.texts("unknown") == (
        "a candidate (not decided: not stated; enter clinical.intervention_candidate)",
    )


def test_a_known_fact_is_explained_with_what_was_documented():
    (condition,) = judge(rule(weeks(at_least=6)), low_back(duration_weeks=2)).conditions
    assert explain(condition) == "how long (2 weeks)"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"fact": "duration_week", "at_least": 6, "text": "how long"}, "did you mean 'duration_weeks'"),
        ({"fact": "duration_weeks", "equals": True, "text": "how long"}, "takes one of: at_least"),
        ({"fact": "duration_weeks", "text": "how long"}, "takes one of: at_least"),
        ({"fact": "duration_weeks", "more_than": 6, "grey_until": 3, "text": "how long"}, "grey_until needs"),
        ({"fact": "duration_weeks", "at_least": 6}, "text"),
        ({"fact": "duration_weeks", "at_least": 6, "text": "how long", "colour": "red"}, "colour"),
        ({"any": [FEVER], "text": "one of one"}, "at least 2 items"),
        ({"any": [FEVER, CANDIDATE]}, "text"),
        ({"all": []}, "at least 1 item"),
    ],
)
def test_a_faulty_rule_is_refused_with_the_reason(content: dict[str, Any], said: str):
    with pytest.raises(ValidationError, match=said):
        rule(content)


def test_groups_are_put_in_wherever_ids_stand():
    nested = rule({"all": [{"not": {"any": [FEVER, CANDIDATE], "text": "one of both"}, "text": "neither"}, FEVER]})
    put_in = resolve(nested, lambda ids: tuple(f"{item}_1" for item in ids))
    assert [leaf.includes_any for leaf in leaves(put_in) if leaf.fact == "red_flags"] == [("fever_1",), ("fever_1",)]


def test_an_id_that_the_vocabulary_lacks_is_a_fault():
    faults = list(vocabulary_faults(rule(FEVER), {"red_flags": frozenset({"chills"})}))
    assert faults == ["red_flags: 'fever' is not among the vocabulary's red_flags"]


# ---- laws -----------------------------------------------------------------------------------------------------------

NUMBERS = st.none() | st.floats(0, 30).map(lambda number: round(number, 1))
INTAKES = st.builds(
    low_back,
    duration_weeks=NUMBERS,
    course=st.sampled_from([None, "improving", "persistent", "progressive"]),
    intervention_candidate=st.sampled_from([None, True, False]),
    red_flags=st.lists(st.sampled_from(["fever", "osteoporosis"]), unique=True),
)
LEAVES = st.one_of(
    st.just(FEVER),
    st.just(CANDIDATE),
    st.just({"fact": "course", "one_of": ["persistent"], "text": "persistent"}),
    st.integers(0, 30).map(lambda bound: weeks(at_least=bound)),
    st.integers(0, 30).map(lambda bound: weeks(less_than=bound)),
)


def _nested(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(parts, min_size=2, max_size=3)
    return (
        several.map(lambda items: {"any": items, "text": "one of them"})
        | several.map(lambda items: {"all": items})
        | parts.map(lambda item: {"not": item, "text": "not that"})
    )


RULES = st.recursive(LEAVES, _nested, max_leaves=6)
SWAPPED = {"met": "unmet", "unmet": "met", "unknown": "unknown"}


@given(content=RULES, intake=INTAKES)
def test_not_swaps_met_and_unmet_and_keeps_unknown(content: dict[str, Any], intake: Intake):
    assert verdict({"not": content, "text": "not that"}, intake) == SWAPPED[verdict(content, intake)]


@given(content=RULES, intake=INTAKES)
def test_not_any_is_all_not(content: dict[str, Any], intake: Intake):
    both = [content, FEVER]
    negated = {"all": [{"not": part, "text": "not that"} for part in both]}
    assert verdict({"not": {"any": both, "text": "either"}, "text": "not that"}, intake) == verdict(negated, intake)


@given(content=RULES, intake=INTAKES, field=st.sampled_from(["duration_weeks", "course", "intervention_candidate"]))
def test_leaving_a_field_empty_can_only_make_a_verdict_unknown(content: dict[str, Any], intake: Intake, field: str):
    emptied = intake.model_copy(update={"clinical": intake.clinical.model_copy(update={field: None})})
    assert verdict(content, emptied) in {verdict(content, intake), "unknown"}


@given(content=RULES, intake=INTAKES)
def test_the_verdict_follows_from_the_conditions_that_are_shown(content: dict[str, Any], intake: Intake):
    judgement = judge(rule(content), intake)
    shown = {condition.verdict for condition in judgement.conditions}
    expected = "unmet" if "unmet" in shown else "unknown" if "unknown" in shown else "met"
    assert judgement.verdict == expected


# ---- the words of a fact --------------------------------------------------------------------------------------------


def words_of(content: dict[str, Any], **clinical: object) -> str:
    label = load_rulebook().vocabulary.label
    (condition,) = judge(rule(content), low_back(**clinical), label).conditions
    return condition.fact


def test_a_fact_names_the_ids_that_decide_by_their_labels():
    asked = {"fact": "symptoms", "includes_any": ["radicular_pain"], "text": "radicular pain"}

    assert (
        words_of(asked, symptoms=["radicular_pain", "low_back_pain"])
        == "pain radiating along a nerve root (arm or leg)"
    )


def test_a_trial_of_care_is_named_by_its_label():
    cared = {"fact": "care_weeks", "of": ["nsaids"], "at_least": 4, "text": "four weeks of care"}
    trial = {"kind": "nsaids", "weeks": 5, "outcome": "no_improvement"}

    assert words_of(cared, treatments=[trial]).startswith("anti-inflammatory medicine (NSAIDs), 5 weeks")


@pytest.mark.parametrize("symptoms", [[], ["low_back_pain"]])
def test_of_what_must_not_be_there_the_fact_says_that_none_is_documented(symptoms: list[str]):
    inner = {"fact": "symptoms", "includes_any": ["radicular_pain"], "text": "radicular pain"}
    excluded = {"fact": "symptoms", "includes_none": ["radicular_pain"], "text": "no radicular pain"}

    assert words_of({"not": inner, "text": "no radicular pain"}, symptoms=symptoms) == "none documented"
    assert words_of(excluded, symptoms=symptoms) == "none documented"


def test_of_what_must_not_be_there_the_fact_names_what_is():
    excluded = {"fact": "symptoms", "includes_none": ["radicular_pain"], "text": "no radicular pain"}

    assert words_of(excluded, symptoms=["radicular_pain"]) == "pain radiating along a nerve root (arm or leg)"
