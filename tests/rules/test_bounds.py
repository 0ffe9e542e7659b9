"""A bound says its own number: what a person reads beside a condition is what the condition asks."""

import re
from collections.abc import Iterator

import pytest

from rules.conditions import Leaf, Rule, leaves
from rules.rulebook import load_rulebook

RULEBOOK = load_rulebook()
BOUNDS = ("at_least", "more_than", "at_most", "less_than")
GROWN_UP = "18"  # years; what "adult" and "child" mean wherever no number is said
# Bounds whose words say the same with another number, or with none.
SAID_OTHERWISE = {
    "the patient is an adult or a child older than 5 years": {"6"},
    "30 to 39 years old": {"30", "40"},
    "radiation to the chest at age 10 to 29": {"10", "30"},
    "under 4 weeks old": {"0"},
    "4 weeks to 4 months old": {"0"},
    "under 4 months old": {"0"},
    "4 to 6 months old": {"0"},
    "under 6 months old": {"0"},
    "a trial of treatment that did not help": {"0"},
    "a trial of conservative care that did not help": {"0"},
}


def bounds(leaf: Leaf) -> set[str]:
    return {str(value) for name in BOUNDS if (value := getattr(leaf, name)) is not None}


def said(leaf: Leaf) -> set[str]:
    if leaf.text in SAID_OTHERWISE:
        return SAID_OTHERWISE[leaf.text]
    numbers = set(re.findall(r"\d+(?:\.\d+)?", leaf.text))
    return numbers or ({GROWN_UP} if re.search(r"\b(adult|child)\b", leaf.text) else set())


def rules() -> Iterator[tuple[str, Rule]]:
    for topic in RULEBOOK.topics.values():
        yield from ((topic.id, rule) for rule in (*topic.population, *(hint.when for hint in topic.hints)))
        for variant in topic.variants:
            yield from ((topic.scenario_id(variant), rule) for rule in (*variant.presents, *variant.requires))
    for guideline in RULEBOOK.criteria.values():
        for statement in guideline.statements:
            yield from ((f"{guideline.id}.{statement.id}", rule) for rule in statement.presents)


BOUNDED = {f"{where}: {leaf.text}": leaf for where, rule in rules() for leaf in leaves(rule) if bounds(leaf)}


@pytest.mark.parametrize("leaf", BOUNDED.values(), ids=BOUNDED)
def test_the_number_of_a_bound_stands_in_its_words(leaf: Leaf):
    assert bounds(leaf) <= said(leaf)


def test_what_is_said_otherwise_is_said_somewhere():
    assert {leaf.text for leaf in BOUNDED.values()} >= SAID_OTHERWISE.keys()
