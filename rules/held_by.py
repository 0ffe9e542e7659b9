"""Which case files of the source tree test a rule; the cases are no part of an installed package."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from rules.data_files import DATA, read_yaml

CASES = DATA.parents[1] / "tests" / "rules" / "cases"


def cases_of(identifier: str, folder: Path = CASES) -> tuple[str, ...]:
    """The cases that name an id, each as "acr/headache: name": in what they expect, or in the intake they start from.

    Raises:
        RulebookError: a case file cannot be read as YAML.
    """
    return tuple(
        f"{path.relative_to(folder).with_suffix('').as_posix()}: {name}"
        for path in _files(folder)
        if identifier in _text(path)  # most files do not name it: not worth parsing
        for name, words in _named(path)
        if identifier in words
    )


@cache
def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.rglob("*.yaml")))


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _named(path: Path) -> tuple[tuple[str, frozenset[str]], ...]:
    """Every case of a file by name, with all the words that it holds and those of the base."""
    file = read_yaml(path)
    cases: list[Mapping[str, object]] = file.get("cases", []) if isinstance(file, dict) else []
    base = frozenset(_words(file.get("base"))) if isinstance(file, dict) else frozenset[str]()
    return tuple((str(case.get("name")), base.union(*map(_words, case.values()))) for case in cases)


def _words(value: object) -> Iterator[str]:
    """Every text in a value, keys included."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield str(key)
            yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, str):
        yield value
