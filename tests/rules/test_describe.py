"""The rulebook as text: what a clinician or lawyer needs to check it."""

from pathlib import Path

import pytest

from rules.describe import UnknownRule, described, entries, listing, show
from rules.held_by import cases_of
from rules.rulebook import load_rulebook

RULEBOOK = load_rulebook()


def test_every_id_is_listed_once() -> None:
    ids = [entry.id for entry in entries(RULEBOOK)]
    assert len(ids) == len(set(ids))
    assert len(listing(RULEBOOK).splitlines()) == len(ids) + 1


def test_everything_that_is_listed_can_be_shown() -> None:
    for entry in entries(RULEBOOK):
        assert described(RULEBOOK, entry).startswith(f"{entry.id}: ")


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


def test_a_plan_under_the_law_of_a_state_shows_what_the_state_changes() -> None:
    text = show(RULEBOOK, "erisa_insured_ny")
    assert "Department of Financial Services" in text
    assert "N.Y. Ins. Law 4914(b)(1)" in text
    assert "[states: NY]" in text


def test_a_country_shows_what_is_asked_before_a_plan_type_is_chosen() -> None:
    text = show(RULEBOOK, "country_us")
    assert "who pays the claims" in text
    assert "church plan" in text


def test_what_is_known_from_memory_only_says_that_it_is_never_cited() -> None:
    assert "memory, steers and warns only, never cited" in show(RULEBOOK, "ma_individual_necessity")


def test_a_procedure_code_shows_its_family() -> None:
    assert "without_and_with: 72158" in show(RULEBOOK, "72148")


def test_a_scenario_shows_the_cases_that_test_it() -> None:
    text = show(RULEBOOK, "low_back_pain_3")
    assert "acr/low_back_pain: six weeks of care without improvement carry variant 3" in text
    assert "acr/low_back_pain: saddle anesthesia is variant 4 and expedited" not in text


def test_a_topic_shows_every_case_of_its_own() -> None:
    assert "acr/low_back_pain: saddle anesthesia is variant 4 and expedited" in show(RULEBOOK, "low_back_pain")


def test_a_case_is_found_by_whole_ids_only(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "some.yaml").write_text("base: {coverage.plan: plan_10}\ncases: [{name: one, expected: {}}]\n")
    assert cases_of("plan_10", tmp_path) == ("law/some: one",)
    assert cases_of("plan_1", tmp_path) == ()


def test_without_the_source_tree_no_case_is_found(tmp_path: Path) -> None:
    assert cases_of("low_back_pain", tmp_path / "nowhere") == ()


def test_an_unknown_id_names_the_closest() -> None:
    with pytest.raises(UnknownRule, match="low_back_pain"):
        show(RULEBOOK, "low_back_pian")


def test_a_country_is_shown_with_its_words_guidance_and_sources() -> None:
    text = show(RULEBOOK, "SG")

    assert text.startswith("SG: Singapore\ncountry, ")
    assert "letter of guarantee" in text
    assert "When to order MRI for low back pain" in text
    assert "https://www.fidrec.com.sg/" in text


def test_an_examination_test_shows_what_it_suggests_its_figures_and_its_study() -> None:
    text = show(RULEBOOK, "test_spurling")
    assert "Spurling: suggests compression of a cervical nerve root" in text
    assert "sensitivity: 0.38-0.97" in text
    assert "Thoomes" in text
