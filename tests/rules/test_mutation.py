"""A sample of what `python -m tests.rules.mutation` does to every number: moved by one, it is noticed."""

from pathlib import Path
from shutil import copytree

import pytest

from rules.data_files import DATA
from tests.rules.mutation import Change, changes, noticed_by_cases

SAMPLE = [
    ("law/plans/erisa.yaml", "n: 180"),
    ("law/plans/medicaid_managed_care.yaml", "n: 60"),
    ("law/plans/medicare_advantage.yaml", "presumption_days: 5"),
    ("acr/low_back_pain.yaml", "at_least: 6"),
    ("acr/headache.yaml", "more_than: 50"),
    ("acr/scoliosis_child.yaml", "at_most: 9"),
    ("acr/breast_cancer_screening.yaml", "at_least: 20"),
    ("criteria/acs_2007_breast_mri.yaml", "at_least: 20"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copytree(DATA, tmp_path_factory.mktemp("rulebook") / "data")


@pytest.mark.parametrize(("file", "number"), SAMPLE)
def test_a_number_moved_by_one_is_noticed_by_a_case(data: Path, file: str, number: str):
    field, value = number.split(": ")
    found = [each for each in changes([file]) if each.field.endswith(f".{field}") and each.old == value]
    more = next(each for each in found if each.new == str(int(value) + 1))
    more.apply(data)
    noticed = noticed_by_cases(more, data)
    more.undo(data)
    assert noticed


def test_a_rulebook_without_a_change_fails_no_case(data: Path):
    (first, *_) = changes(["acr/low_back_pain.yaml"])
    unchanged = Change(first.file, first.line, first.field, first.start, first.old, first.old)
    unchanged.apply(data)
    assert not noticed_by_cases(unchanged, data)


def test_every_number_of_the_law_and_every_threshold_is_moved_both_ways():
    found = changes(["law/plans/erisa.yaml", "acr/headache.yaml"])
    moved = {(each.field, each.old, each.new) for each in found}
    assert ("plans.erisa_self_funded.levels.1.filing.0.n", "180", "181") in moved
    assert ("plans.erisa_self_funded.levels.1.filing.0.n", "180", "179") in moved
    assert any(field.endswith("more_than") and (old, new) == ("50", "51") for field, old, new in moved)
    assert all(int(new) >= 0 for _, _, new in moved)


def test_a_change_is_undone(data: Path):
    (first, *_) = changes(["law/plans/erisa.yaml"])
    first.apply(data)
    assert (data / first.file).read_text() != (DATA / first.file).read_text()
    first.undo(data)
    assert (data / first.file).read_text() == (DATA / first.file).read_text()
