"""The lint of the data files: what it finds, and that our own rulebook is clean."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rules.data_files import DATA
from rules.lint import file_faults, lint

ON = date(2026, 11, 23)
FACT = {"status": "seen", "sources": ["one"], "checked": ON}


def faults(fact: dict[str, object]) -> list[str]:
    """The faults of one fact in a file whose source has another use."""
    content = {"sources": {"one": {}}, "facts": [{"id": "other", **FACT}, {"id": "this", **fact}]}
    return list(file_faults(content, ON))


def test_our_own_rulebook_is_clean() -> None:
    assert lint(on=ON) == ()


def test_a_sound_fact_passes() -> None:
    assert faults(FACT) == []


@pytest.mark.parametrize("status", ["seen", "inferred"])
def test_a_citable_fact_needs_a_source(status: str) -> None:
    assert "facts.this: status" in faults({**FACT, "status": status, "sources": []})[0]


@pytest.mark.parametrize("change", [{"status": "memory"}, {"status": "conflict"}, {"confidence": "low"}])
def test_a_fact_that_is_never_cited_may_lack_a_source(change: dict[str, object]) -> None:
    assert faults({**FACT, "sources": [], **change}) == []


def test_a_source_must_be_listed_in_the_file() -> None:
    assert "'two' is not among the sources" in faults({**FACT, "sources": ["two"]})[0]


def test_a_right_needs_its_section() -> None:
    assert "section" in faults({**FACT, "plans": ["any"]})[0]
    assert faults({**FACT, "plans": ["any"], "section": "§ 1"}) == []


def test_a_period_of_the_law_needs_its_paragraph() -> None:
    assert "section" in faults({**FACT, "since": ON, "n": 30})[0]
    assert faults({**FACT, "since": ON, "n": 30, "section": "§ 1"}) == []
    assert faults({**FACT, "since": ON, "mode": "see_notice"}) == []


def test_a_fact_from_memory_that_names_a_source_says_what_was_read_there() -> None:
    assert "known from memory, yet a source is named" in faults({**FACT, "status": "memory"})[0]
    assert faults({**FACT, "status": "memory", "note": "the paragraph was seen, the number was not"}) == []


def test_a_source_that_nothing_rests_on_is_named() -> None:
    content = {"sources": {"one": {}, "two": {"url": "https://example.org/two"}}, "facts": [{"id": "this", **FACT}]}
    assert list(file_faults(content)) == [
        "sources.two: no fact of the file rests on it; name it where it belongs, or take it out"
    ]


def test_the_document_that_a_file_is_about_needs_no_fact() -> None:
    url = "https://example.org/narrative"
    content = {"url": url, "sources": {"one": {}, "portal": {"url": url}}, "facts": [{"id": "this", **FACT}]}
    assert list(file_faults(content)) == []


def test_a_fact_needs_the_day_of_its_check() -> None:
    assert "checked is missing" in faults({"status": "memory"})[0]


@pytest.mark.parametrize(("day", "late"), [(date(2026, 11, 23), False), (date(2026, 11, 24), True)])
def test_a_check_cannot_lie_in_the_future(day: date, late: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    assert bool(faults({**FACT, "checked": day})) is late


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str], tuple[str, ...]]:
    """Lint a copy of our rulebook with one text replaced."""

    def lint_changed(name: str, old: str, new: str) -> tuple[str, ...]:
        shutil.copytree(DATA, tmp_path / "data")
        path = tmp_path / "data" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return lint(tmp_path / "data")

    return lint_changed


def test_a_code_without_quotes_is_refused(changed: Callable[[str, str, str], tuple[str, ...]]) -> None:
    found = changed("codes/cpt.yaml", '"70551"', "70551")
    assert any("cpt.yaml" in fault and "codes.without" in fault for fault in found)


def test_a_key_that_stands_twice_is_refused(changed: Callable[[str, str, str], tuple[str, ...]]) -> None:
    assert any("stands twice" in fault for fault in changed("codes/icd10cm.yaml", "headers:", "headers: {}\nheaders:"))


def test_a_misspelt_flag_of_a_text_is_refused(changed: Callable[[str, str, str], tuple[str, ...]]) -> None:
    found = changed("denial_reasons.yaml", "[supported, attested]", "[supported, atested]")
    assert any("unknown flag 'atested'" in fault for fault in found)


def test_a_misspelt_placeholder_is_refused(changed: Callable[[str, str, str], tuple[str, ...]]) -> None:
    assert any(
        "unknown placeholder" in fault for fault in changed("denial_reasons.yaml", "{treatments}", "{treatment}")
    )


def test_a_right_that_does_not_exist_is_refused(changed: Callable[[str, str, str], tuple[str, ...]]) -> None:
    found = changed("denial_reasons.yaml", "cite: [codes_and_meanings]", "cite: [codes_and_meaning]")
    assert any("codes_and_meaning" in fault for fault in found)


def test_faults_of_several_files_are_listed_together(
    changed: Callable[[str, str, str], tuple[str, ...]], tmp_path: Path
) -> None:
    changed("codes/cpt.yaml", '"70551"', "70551")
    path = tmp_path / "data" / "checklist.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("tasks:", "task:"), encoding="utf-8")
    found = lint(tmp_path / "data")
    assert any("cpt.yaml" in fault for fault in found)
    assert any("checklist.yaml" in fault for fault in found)
