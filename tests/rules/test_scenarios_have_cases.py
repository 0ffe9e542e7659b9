"""Every scenario has its cases: one that meets it, and one in which the decisive fact is missing."""

import pytest

from rules.rulebook import load_rulebook
from rules.schema.acr import Topic, Variant
from tests.rules.case_files import Case, all_cases

RULEBOOK = load_rulebook()
CASES: dict[str, list[Case]] = {}
for _case in all_cases():
    CASES.setdefault(_case.content["clinical"].get("topic", ""), []).append(_case)

VARIANTS = [
    pytest.param(topic, variant, id=topic.scenario_id(variant))
    for topic in RULEBOOK.topics.values()
    for variant in topic.variants
]


def meets(case: Case, scenario: str) -> bool:
    expected = case.expected
    return scenario in (expected.applies or ()) or scenario in expected.includes


def lacks(case: Case, scenario: str) -> bool:
    """Whether the case expects, of a patient of the same topic, that the scenario does not apply."""
    expected = case.expected
    named = scenario in {*expected.excludes, *expected.unmet, *expected.unknown}
    return named or (expected.applies is not None and scenario not in expected.applies)


@pytest.mark.parametrize(("topic", "variant"), VARIANTS)
def test_every_scenario_is_met_by_a_case(topic: Topic, variant: Variant):
    assert any(meets(case, topic.scenario_id(variant)) for case in CASES[topic.id])


@pytest.mark.parametrize(("topic", "variant"), VARIANTS)
def test_every_scenario_is_missed_by_a_case(topic: Topic, variant: Variant):
    assert any(lacks(case, topic.scenario_id(variant)) for case in CASES[topic.id])


def test_there_are_at_least_900_cases():
    assert sum(map(len, CASES.values())) >= 900
