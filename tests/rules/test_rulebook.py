"""The rulebook: what loading it gives, and what it refuses."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from rules.cross_checks import code_faults, reason_faults, task_faults
from rules.data_files import DATA, RulebookError
from rules.model import DenialReason
from rules.rulebook import load_rulebook
from rules.schema.reasons import FLAGS

RULEBOOK = load_rulebook()


def test_the_five_plan_types_the_six_topics_and_the_eight_reasons_are_there() -> None:
    assert set(RULEBOOK.plans) >= {
        "erisa_self_funded",
        "erisa_insured",
        "aca_individual_marketplace",
        "medicare_advantage",
        "medicaid_managed_care",
    }
    assert set(RULEBOOK.topics) >= {
        "low_back_pain",
        "cervical_pain_or_radiculopathy",
        "chronic_knee_pain",
        "acute_trauma_knee",
        "headache",
        "breast_cancer_screening",
    }
    assert set(RULEBOOK.reasons) == set(DenialReason)


def test_a_folder_is_read_once() -> None:
    assert load_rulebook() is RULEBOOK


def test_the_version_names_the_last_check_and_changes_with_any_file(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    same = load_rulebook(tmp_path / "data").version
    with (tmp_path / "data" / "checklist.yaml").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    load_rulebook.cache_clear()

    assert same == RULEBOOK.version
    assert load_rulebook(tmp_path / "data").version != same
    assert same.startswith("2026-11-23+")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "denial_reasons.yaml").unlink()
    with pytest.raises(RulebookError, match=r"denial_reasons\.yaml"):
        load_rulebook(tmp_path / "data")


def test_every_reason_has_remittance_codes_that_point_to_it() -> None:
    assert all(reason.carc for reason in RULEBOOK.reasons.values())


def test_no_flag_is_declared_that_no_text_uses() -> None:
    used: set[str] = set()
    for reason in RULEBOOK.reasons.values():
        pieces = (*reason.argument, *reason.cannot, *reason.better_route, *reason.evidence)
        used.update(flag for piece in pieces for flag in piece.when)
        used.update(flag for flags in reason.holds_when for flag in flags)
    used.update(flag for each in (*RULEBOOK.evidence.evidence, *RULEBOOK.tasks) for flag in each.when)
    assert FLAGS - {flag.removeprefix("not ") for flag in used} == set()


def test_a_region_that_enters_the_vocabulary_leaves_the_list_of_those_beyond() -> None:
    table = replace(RULEBOOK.codes, regions_beyond=(*RULEBOOK.codes.regions_beyond, "hip"))
    regions = frozenset(RULEBOOK.vocabulary.regions)
    assert any("hip is in the vocabulary now" in each for each in code_faults(table, regions, frozenset()))


def test_a_missing_reason_is_a_fault() -> None:
    some = [reason for reason in RULEBOOK.reasons.values() if reason.reason is not DenialReason.OTHER]
    rights = frozenset(right for file in RULEBOOK.rights for right in file.rights)
    assert list(reason_faults(some, rights)) == ["denial_reasons.yaml: other is missing"]


def test_a_checklist_without_its_anchor_or_with_a_task_twice_is_a_fault() -> None:
    tasks = [task for task in RULEBOOK.tasks if task.id != "records"]
    found = list(task_faults([*tasks, tasks[0]], frozenset(), frozenset()))
    assert any("records is missing" in fault for fault in found)
    assert any("stands twice" in fault for fault in found)
