"""The shape of `rules/data/vocabulary.yaml`: the ids that an intake may use, with their labels and regions."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from rules.data_files import load_file
from rules.model import Id
from rules.schema.common import Data, Key, Source, Sourced

GROUP = "group:"  # in a list of ids, "group:cauda_equina" stands for every id of that group

Part = Literal[
    "regions", "symptoms", "red_flags", "tests", "treatments", "imaging_findings", "risk_models", "genes"
]  # fmt: skip
PARTS: tuple[Part, ...] = (
    "regions",
    "symptoms",
    "red_flags",
    "tests",
    "treatments",
    "imaging_findings",
    "risk_models",
    "genes",
)

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


class Vocabulary(Data):
    """Every id that an intake may use."""

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

    def terms(self, part: Part) -> tuple[Term, ...]:
        """Every term of one part, in the order of the file."""
        found: tuple[Term, ...] = getattr(self, part)
        return found

    def for_region(self, part: Part, region: str) -> tuple[Term, ...]:
        """The terms of one part that can be said of a region; what a form offers."""
        return tuple(term for term in self.terms(part) if term.fits(region))

    @cached_property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids of every part."""
        return {part: frozenset(self._index[part]) for part in PARTS}

    @cached_property
    def _index(self) -> Mapping[Part, Mapping[str, Term]]:
        return {part: {term.id: term for term in self.terms(part)} for part in PARTS}

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        return {
            group.id: tuple(term.id for term in self.terms(group.part) if group.id in term.groups)
            for group in self.groups
        }

    def term(self, part: Part, identifier: str) -> Term | None:
        """One term, or None where the id is not known."""
        return self._index[part].get(identifier)

    def label(self, part: Part, identifier: str) -> str:
        """The words for an id; an unknown id reads as itself without underscores."""
        term = self.term(part, identifier)
        return term.label if term else identifier.replace("_", " ")

    def members(self, group: str) -> tuple[str, ...]:
        """The ids of one group; none where there is no such group."""
        return self._groups.get(group, ())

    def expand(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Ids with "group:…" replaced by the ids of that group; an unknown group stays, to be found as a fault."""
        expanded: list[str] = []
        for item in ids:
            group = item.removeprefix(GROUP)
            expanded.extend((self.members(group) or (item,)) if group != item else (item,))
        return tuple(dict.fromkeys(expanded))

    def suggest(self, part: Part, typed: str) -> tuple[str, ...]:
        """The ids nearest to what was typed, best first; by spelling of id and label."""
        by_label = {term.label.lower(): term.id for term in self.terms(part)}
        written = typed.lower().replace(" ", "_").replace("-", "_")
        near = difflib.get_close_matches(written, self._index[part], n=3)
        said = difflib.get_close_matches(typed.lower().replace("_", " "), by_label, n=2)
        inside = [term.id for term in self.terms(part) if written and written in term.id]
        return tuple(dict.fromkeys([*near, *inside, *(by_label[label] for label in said)]))[:3]


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read `folder`/vocabulary.yaml.

    Raises:
        RulebookError: the file is faulty.
    """
    return load_file(folder / "vocabulary.yaml", Vocabulary)


def vocabulary_faults(vocabulary: Vocabulary) -> Iterator[str]:
    """Double ids, regions and groups that do not exist, groups without a member or a source."""
    regions = vocabulary.ids["regions"]
    groups = {group.id: group for group in vocabulary.groups}
    for part in PARTS:
        terms = vocabulary.terms(part)
        for twice in sorted({term.id for term in terms if sum(other.id == term.id for other in terms) > 1}):
            yield f"vocabulary.yaml: {part}: {twice} stands twice"
        for term in terms:
            for region in sorted(set(term.regions) - regions):
                yield f"vocabulary.yaml: {part}.{term.id}: unknown region {region}"
            for name in term.groups:
                if name not in groups or groups[name].part != part:
                    yield f"vocabulary.yaml: {part}.{term.id}: there is no group {name} of {part}"
    for group in vocabulary.groups:
        if not vocabulary.members(group.id):
            yield f"vocabulary.yaml: groups.{group.id}: no term belongs to it"
        for key in sorted(set(group.sources) - vocabulary.sources.keys()):
            yield f"vocabulary.yaml: groups.{group.id}: unknown source {key}"
