"""The assessment in plain words, from the examples."""

import pytest

from rules import load_rulebook
from slackbot import gallery
from slackbot.blocks.assessment import assessment, sections
from tests.blocks.read import shown


def text(name: str) -> str:
    return shown(assessment(gallery.example_at(gallery.EXAMPLES / f"{name}.yaml", load_rulebook())).blocks)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("lumbar_strong", ("This case is strong", "ACR Low Back Pain, variant 3: Usually Appropriate — applies")),
        ("lumbar_weak", ("No checked criterion supports", "What is missing", "The better route first", "Not met:")),
        ("cauda_equina", ("Expedited", "variant 4")),
        ("knee_wrong_code", ("Error: ", "73721")),
        ("breast_19_9", ("No checked criterion supports", "19.9")),
        ("breast_24", ("This case is strong", "ACS")),
    ],
)
def test_the_assessment_says_what_matters(name: str, parts: tuple[str, ...]):
    found = text(name)

    for part in parts:
        assert part in found


def test_a_weak_case_hears_the_truth_first():
    found = text("lumbar_weak")

    assert found.index("What is missing") < found.index("The criteria, held against the case")


def test_every_deadline_names_its_rule_or_says_that_it_is_not_confirmed():
    appeal = gallery.example_at(gallery.EXAMPLES / "lumbar_strong.yaml", load_rulebook())

    running = [step for step in appeal.assessment.deadlines if step.safe]
    later = [step for step in appeal.assessment.deadlines if step.kind == "filing" and not step.safe]

    found = shown(sections(appeal.assessment))

    assert running and later
    assert found.count("Basis: ") == len(running)
    assert found.count("Not confirmed in a source") == sum(step.basis is None for step in later)


def test_a_source_is_a_link_and_one_that_is_not_confirmed_says_so():
    appeal = gallery.example_at(gallery.EXAMPLES / "lumbar_strong.yaml", load_rulebook())
    [support, *_] = appeal.assessment.support
    doubtful = support.model_copy(update={"citation": support.citation.model_copy(update={"citable": False})})

    found = shown(sections(appeal.assessment.model_copy(update={"support": (doubtful,)})))

    assert "<https://acsearch.acr.org/docs/69483/Narrative/|ACR Appropriateness Criteria" in found
    assert "not confirmed; not cited in the letter" in found
