"""The rulebook as text: what a clinician or lawyer needs to check it."""

import pytest

from rules.describe import UnknownRule, entries, listing, show
from rules.rulebook import load_rulebook

RULEBOOK = load_rulebook()


def test_every_id_is_listed_once() -> None:
    ids = [entry.id for entry in entries(RULEBOOK)]
    assert len(ids) == len(set(ids))
    assert len(listing(RULEBOOK).splitlines()) == len(ids) + 1


def test_everything_that_is_listed_can_be_shown() -> None:
    for entry in entries(RULEBOOK):
        assert show(RULEBOOK, entry.id).startswith(f"{entry.id}: ")


def test_a_scenario_shows_ratings_conditions_document_and_status() -> None:
    text = show(RULEBOOK, "low_back_pain_3")
    assert "without: Usually Appropriate" in text
    assert "trial of medical management of at least 6 weeks" in text
    assert "Low Back Pain (2021)" in text
    assert "seen, may be cited | checked 2026-11-23" in text


def test_a_plan_shows_each_period_with_its_section_and_the_day_from_which_it_holds() -> None:
    text = show(RULEBOOK, "erisa_self_funded")
    assert "n: 180" in text
    assert "2560.503-1(h)(3)(i)" in text
    assert "in force from" in text


def test_what_is_known_from_memory_only_says_that_it_is_never_cited() -> None:
    assert "memory, steers and warns only, never cited" in show(RULEBOOK, "ma_individual_necessity")


def test_a_procedure_code_shows_its_family() -> None:
    assert "without_and_with: 72158" in show(RULEBOOK, "72148")


def test_an_unknown_id_names_the_closest() -> None:
    with pytest.raises(UnknownRule, match="low_back_pain"):
        show(RULEBOOK, "low_back_pian")
