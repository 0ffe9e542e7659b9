"""Every scenario has its cases: one that meets it, and one in which the decisive fact is missing."""

from rules.rulebook import load_rulebook
from tests.rules.case_files import Case, all_cases

RULEBOOK = load_rulebook()
CASES: dict[str, list[Case]] = {}
for _case in all_cases():
    CASES.setdefault(_case.content["clinical"].get("topic", ""), []).append(_case)

SCENARIOS = [(topic.id, topic.scenario_id(variant)) for topic in RULEBOOK.topics.values() for variant in topic.variants]


def meets(case: Case, scenario: str) -> bool:
    expected = case.expected
    return scenario in (expected.applies or ()) or scenario in expected.includes


def lacks(case: Case, scenario: str) -> bool:
    """Whether the case expects, of a patient of the same topic, that the scenario does not apply."""
    expected = case.expected
    named = scenario in {*expected.excludes, *expected.unmet, *expected.unknown}
    return named or (expected.applies is not None and scenario not in expected.applies)


def test_every_scenario_is_met_by_a_case():
    assert not [scenario for topic, scenario in SCENARIOS if not any(meets(case, scenario) for case in CASES[topic])]


def test_every_scenario_is_missed_by_a_case():
    assert not [scenario for topic, scenario in SCENARIOS if not any(lacks(case, scenario) for case in CASES[topic])]


def test_there_are_at_least_900_cases():
    assert sum(map(len, CASES.values())) >= 900
