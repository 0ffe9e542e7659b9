"""The shape of `rules/data/vocabulary.yaml`: the ids that an intake may use, with their labels and regions."""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from rules.data_files import RulebookError, load_file
from rules.model import Id
from rules.schema.common import Data, Key, Source, Sourced

GROUP = "group:"  # in a list of ids, "group:cauda_equina" stands for every id of that group

Part = Literal["regions", "symptoms", "red_flags", "tests", "treatments", "imaging_findings", "risk_models", "genes"]
PARTS: tuple[Part, ...] = get_args(Part)

Urgency = Literal["emergency", "urgent"]


class Term(Data):
    """One id: its label for people, a hint, the regions it belongs to (none: all), its groups, how urgent it is."""

    id: Id
    label: str
    hint: str | None = None
    regions: tuple[Id, ...] = ()
    groups: tuple[Id, ...] = ()
    urgency: Urgency | None = None

    @property
    def group(self) -> str | None:
        """The first group, under which a form lists the term."""
        return self.groups[0] if self.groups else None

    def fits(self, region: str) -> bool:
        """Whether the term can be said of a region."""
        return not self.regions or region in self.regions


class Group(Sourced):
    """Terms that count as one thing for a criterion; the source says who draws the line there."""

    id: Id
    label: str
    part: Part


class VocabularyFile(Data):
    """`vocabulary.yaml`."""

    sources: dict[Key, Source]
    groups: tuple[Group, ...]
    regions: tuple[Term, ...]
    symptoms: tuple[Term, ...]
    red_flags: tuple[Term, ...]
    tests: tuple[Term, ...]
    treatments: tuple[Term, ...]
    imaging_findings: tuple[Term, ...]
    risk_models: tuple[Term, ...]
    genes: tuple[Term, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Every id that an intake may use, part by part, in the order of the file."""

    sources: Mapping[str, Source]
    groups: Mapping[str, Group]
    regions: Mapping[str, Term]
    symptoms: Mapping[str, Term]
    red_flags: Mapping[str, Term]
    tests: Mapping[str, Term]
    treatments: Mapping[str, Term]
    imaging_findings: Mapping[str, Term]
    risk_models: Mapping[str, Term]
    genes: Mapping[str, Term]

    def terms(self, part: Part) -> Mapping[str, Term]:
        """The terms of one part by id."""
        found: Mapping[str, Term] = getattr(self, part)
        return found

    def for_region(self, part: Part, region: str) -> tuple[Term, ...]:
        """The terms of one part that can be said of a region; what a form offers."""
        return tuple(term for term in self.terms(part).values() if term.fits(region))

    @cached_property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids of every part."""
        return {part: frozenset(self.terms(part)) for part in PARTS}

    @cached_property
    def _members(self) -> Mapping[str, tuple[str, ...]]:
        return {
            group.id: tuple(key for key, term in self.terms(group.part).items() if group.id in term.groups)
            for group in self.groups.values()
        }

    def label(self, part: Part, identifier: str) -> str:
        """The words for an id; an unknown id reads as itself without underscores."""
        term = self.terms(part).get(identifier)
        return term.label if term else identifier.replace("_", " ")

    def members(self, group: str) -> tuple[str, ...]:
        """The ids of one group; none where there is no such group."""
        return self._members.get(group, ())

    def expand(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Ids with "group:…" replaced by the ids of that group; an unknown group stays, to be found as a fault."""
        expanded: list[str] = []
        for item in ids:
            group = item.removeprefix(GROUP)
            expanded.extend((self.members(group) or (item,)) if group != item else (item,))
        return tuple(dict.fromkeys(expanded))

    def suggest(self, part: Part, typed: str) -> tuple[str, ...]:
        """The ids nearest to what was typed, best first; by spelling of id and label."""
        by_label = {term.label.lower(): key for key, term in self.terms(part).items()}
        written = typed.lower().replace(" ", "_").replace("-", "_")
        near = difflib.get_close_matches(written, self.terms(part), n=3)
        said = difflib.get_close_matches(typed.lower().replace("_", " "), by_label, n=2)
        inside = [key for key in self.terms(part) if written and written in key]
        return tuple(dict.fromkeys([*near, *inside, *(by_label[label] for label in said)]))[:3]


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read `folder`/vocabulary.yaml.

    Raises:
        RulebookError: the file is faulty; every fault is listed.
    """
    file = load_file(folder / "vocabulary.yaml", VocabularyFile)
    faults = list(_faults(file))
    if faults:
        raise RulebookError([f"vocabulary.yaml: {fault}" for fault in faults])
    parts = {part: {term.id: term for term in _listed(file, part)} for part in PARTS}
    return Vocabulary(sources=file.sources, groups={group.id: group for group in file.groups}, **parts)


def _listed(file: VocabularyFile, part: Part) -> tuple[Term, ...]:
    terms: tuple[Term, ...] = getattr(file, part)
    return terms


def _faults(file: VocabularyFile) -> Iterator[str]:
    """Ids that stand twice, regions and groups that do not exist, groups without a member, unlisted sources."""
    regions = {region.id for region in file.regions}
    groups = {(group.part, group.id) for group in file.groups}
    used = {(part, name) for part in PARTS for term in _listed(file, part) for name in term.groups}
    for part in PARTS:
        for identifier, times in Counter(term.id for term in _listed(file, part)).items():
            if times > 1:
                yield f"{part}: {identifier} stands {times} times"
        for term in _listed(file, part):
            yield from (f"{part}.{term.id}: unknown region {name}" for name in sorted({*term.regions} - regions))
    yield from (f"{part}: there is no group {name}" for part, name in sorted(used - groups))
    yield from (f"groups.{name}: no term of {part} belongs to it" for part, name in sorted(groups - used))
    for group in file.groups:
        missing = sorted({*group.sources} - file.sources.keys())
        yield from (f"groups.{group.id}: unknown source {key}" for key in missing)
