"""Changes each number of the law and each threshold of the criteria by one, and looks whether any test notices.

    python -m tests.rules.mutation                    # everything: some minutes
    python -m tests.rules.mutation law/plans acr/low  # files whose path starts so
    python -m tests.rules.mutation --every 20         # every 20th number

A change is tried on the case files first, those of its own file before the others; what they let pass, on the tests in
Python, in a copy of the tree. It ends with the changes that nothing noticed, and with exit code 1 if there is one.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copytree

import yaml

from rules.data_files import DATA, RulebookError
from rules.rulebook import Rulebook, load_rulebook
from tests.rules.case_files import Case, all_cases

ROOT = Path(__file__).parents[2]
THRESHOLDS = frozenset({"at_least", "more_than", "at_most", "less_than", "grey_until"})
RANKS = frozenset({"order"})  # only which is greater counts, and the loader refuses levels out of order
NUMBERS = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"})
# The tests in Python that may hold a number, by the folder that it stands in.
HELD_BY = {
    "law": ("law_cases", "rules.deadlines", "rules.rights", "rules.pathway"),
    "": ("clinical_cases", "rules.conditions"),
}


@dataclass(frozen=True)
class Change:
    """One number of a data file, and what stands in its place."""

    file: str
    line: int
    field: str
    start: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.old} -> {self.new}"

    @property
    def folder(self) -> str:
        """The folder of the rulebook: law, acr or criteria."""
        return self.file.partition("/")[0]

    def apply(self, folder: Path) -> None:
        """Put the new number into the file of a copied rulebook."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: self.start] + self.new + text[self.start + len(self.old) :], encoding="utf-8")

    def undo(self, folder: Path) -> None:
        """Put the file back as it was."""
        (folder / self.file).write_bytes((DATA / self.file).read_bytes())


def changes(starts: Sequence[str] = ("",)) -> list[Change]:
    """Every number of the law, and every threshold of the criteria, one more and one less."""
    found: list[Change] = []
    for path in sorted(DATA.rglob("*.yaml")):
        file = path.relative_to(DATA).as_posix()
        if file.startswith(("law/", "acr/", "criteria/")) and file.startswith(tuple(starts)):
            text = path.read_text(encoding="utf-8")
            numbers = _numbers(yaml.compose(text, Loader=yaml.CSafeLoader), "", set())
            for field, node in numbers:
                last = field.rpartition(".")[2]
                if last in THRESHOLDS or (file.startswith("law/") and last not in RANKS):
                    found += _changes_of(file, field, node, text)
    return found


def _numbers(node: yaml.Node | None, field: str, seen: set[int]) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Every number below a node, once each: what an alias repeats was found where it stands."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode) and node.tag in NUMBERS:
        yield field, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _numbers(value, f"{field}.{key.value}".lstrip("."), seen)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _numbers(value, f"{field}.{number}", seen)


def _changes_of(file: str, field: str, node: yaml.ScalarNode, text: str) -> Iterator[Change]:
    start, line = node.start_mark.index, node.start_mark.line + 1
    old = text[start : node.end_mark.index]
    value = float(old) if "." in old else int(old)
    for new in (value + 1, value - 1):
        if new >= 0:
            yield Change(file, line, field, start, old, f"{new:g}" if isinstance(new, float) else str(new))


# ---- who notices ----------------------------------------------------------------------------------------------------


def survivors(found: Sequence[Change]) -> Iterator[Change]:
    """The changes that no test notices.

    Raises:
        RuntimeError: the tests in Python fail without any change, so that they would notice everything.
    """
    with tempfile.TemporaryDirectory() as place:
        tree = _copied_tree(Path(place))
        for folder in sorted({change.folder for change in found}):
            if _python_fails(folder, tree):
                raise RuntimeError(f"the tests of {folder} fail as they are; make them pass first")
        for change in found:
            change.apply(tree / "rules" / "data")
            noticed = noticed_by_cases(change, tree / "rules" / "data") or _python_fails(change.folder, tree)
            change.undo(tree / "rules" / "data")
            if not noticed:
                yield change


def _copied_tree(place: Path) -> Path:
    copytree(ROOT / "rules", place / "rules")
    copytree(ROOT / "tests" / "rules", place / "tests" / "rules")
    (place / "tests" / "__init__.py").touch()
    (place / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return place


@cache
def _cases() -> tuple[Case, ...]:
    return tuple(all_cases())


def noticed_by_cases(change: Change, data: Path) -> bool:
    """Whether the rulebook under `data`, in which the change is made, is refused or fails a case."""
    try:
        rulebook = load_rulebook.__wrapped__(data)
    except RulebookError:
        return True
    return any(_fails(case, rulebook) for case in _nearest_first(change, rulebook))


def _nearest_first(change: Change, rulebook: Rulebook) -> list[Case]:
    """The cases that a change may concern: those of the topic or plan type that stands in its file come first."""
    stem = Path(change.file).stem
    if change.file.startswith("acr/"):
        return [case for case in _cases() if case.content["clinical"].get("topic") == stem]
    if change.file.startswith("criteria/"):
        topics = rulebook.criteria[stem].topics if stem in rulebook.criteria else ()
        return [case for case in _cases() if case.content["clinical"].get("topic") in topics]
    law = [case for case in _cases() if not case.file.startswith(("acr/", "criteria/"))]
    return sorted(law, key=lambda case: stem not in f"{case.file} {case.content['coverage']}")


def _fails(case: Case, rulebook: Rulebook) -> bool:
    from tests.rules.test_cases import case_faults  # noqa: PLC0415 -- it loads the rulebook, which may be faulty here

    return next(case_faults(case, rulebook), None) is not None


def _python_fails(folder: str, tree: Path) -> bool:
    """Whether a test in Python of what a folder holds fails in a tree."""
    words = HELD_BY.get(folder, HELD_BY[""])
    tests = [
        str(path.relative_to(tree))
        for path in sorted((tree / "tests" / "rules").glob("test_*.py"))
        if path.stem != "test_mutation" and any(word in path.read_text(encoding="utf-8") for word in words)
    ]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=tree, capture_output=True, check=False).returncode != 0


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", default=[""], help="starts of paths below rules/data")
    parser.add_argument("--every", type=int, default=1, help="only every n-th change")
    options = parser.parse_args()
    found = changes(options.files)[:: options.every]
    print(f"{len(found)} changes")  # noqa: T201 -- a program for the terminal
    unnoticed = 0
    for change in survivors(found):
        unnoticed += 1
        print(f"nothing noticed {change}", flush=True)  # noqa: T201 -- a program for the terminal
    print(f"{len(found) - unnoticed} noticed, {unnoticed} not")  # noqa: T201 -- a program for the terminal
    sys.exit(1 if unnoticed else 0)


if __name__ == "__main__":
    main()
