"""The shape of `rules/data/vocabulary/*.yaml`: the ids that an intake may use, with their labels and regions.

The files of the folder make one vocabulary: common.yaml first, then the others by name. A term may belong to a group
that another file defines.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from rules.data_files import RulebookError, load_file
from rules.model import Id
from rules.schema.common import Data, Key, Source, Sourced

FIRST = "common"  # the file whose terms a form offers first
GROUP = "group:"  # in a list of ids, "group:cauda_equina" stands for every id of that group

Part = Literal["regions", "symptoms", "red_flags", "tests", "treatments", "imaging_findings", "risk_models", "genes"]
PARTS: tuple[Part, ...] = get_args(Part)

IdOrGroup = Annotated[str, StringConstraints(pattern=r"^(group:)?[a-z][a-z0-9_]*$", max_length=80)]
Urgency = Literal["emergency", "urgent"]


class Term(Data):
    """One id: its label for people, a hint, the regions and topics it belongs to (none: all), its groups, its urgency.

    In a file `regions` may name a group of regions as "group:spine"; the loader puts the regions in.
    """

    id: Id
    label: str
    hint: str | None = None
    regions: tuple[IdOrGroup, ...] = ()
    topics: tuple[Id, ...] = ()
    groups: tuple[Id, ...] = ()
    urgency: Urgency | None = None

    @property
    def group(self) -> str | None:
        """The first group, under which a form lists the term."""
        return self.groups[0] if self.groups else None

    def fits(self, region: str, topic: str = "") -> bool:
        """Whether the term can be said of a region and a topic; one of certain topics needs to know the topic."""
        return (not self.regions or region in self.regions) and (not self.topics or topic in self.topics)


class Group(Sourced):
    """Terms that count as one thing for a criterion; the source says who draws the line there."""

    id: Id
    label: str
    part: Part


class VocabularyFile(Data):
    """One file of `vocabulary/`; it holds only the parts that it adds to."""

    sources: Annotated[dict[Key, Source], Field(default_factory=dict)]
    groups: tuple[Group, ...] = ()
    regions: tuple[Term, ...] = ()
    symptoms: tuple[Term, ...] = ()
    red_flags: tuple[Term, ...] = ()
    tests: tuple[Term, ...] = ()
    treatments: tuple[Term, ...] = ()
    imaging_findings: tuple[Term, ...] = ()
    risk_models: tuple[Term, ...] = ()
    genes: tuple[Term, ...] = ()

    def part(self, part: Part) -> tuple[Term, ...]:
        """The terms of one part, as they are written."""
        terms: tuple[Term, ...] = getattr(self, part)
        return terms


@dataclass(frozen=True)
class Vocabulary:
    """Every id that an intake may use, part by part, in the order of the files."""

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

    def for_region(self, part: Part, region: str, topic: str = "") -> tuple[Term, ...]:
        """The terms of one part that can be said of a region and a topic; what a form offers."""
        return tuple(term for term in self.terms(part).values() if term.fits(region, topic))

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
    """Read `folder`/vocabulary/*.yaml into one vocabulary.

    Raises:
        RulebookError: a file is faulty, or the files do not fit together; every fault is listed.
    """
    files: dict[str, VocabularyFile] = {}
    faults: list[str] = []
    for path in sorted((folder / "vocabulary").glob("*.yaml"), key=lambda path: (path.stem != FIRST, path.stem)):
        try:
            files[path.name] = load_file(path, VocabularyFile)
        except RulebookError as error:
            faults.extend(error.faults)
    faults = faults or [*_doubles(files), *_missing(files)]
    if faults:
        raise RulebookError(faults)
    return _merged(tuple(files.values()))


def _merged(files: tuple[VocabularyFile, ...]) -> Vocabulary:
    groups = {group.id: group for file in files for group in file.groups}
    regions = [term for file in files for term in file.regions]
    members = {name: tuple(term.id for term in regions if name in term.groups) for name in groups}

    def put_in(term: Term) -> Term:
        if not any(name.startswith(GROUP) for name in term.regions):
            return term
        named = (members[key] if (key := name.removeprefix(GROUP)) != name else (name,) for name in term.regions)
        return term.model_copy(update={"regions": tuple(dict.fromkeys(chain.from_iterable(named)))})

    parts = {part: {term.id: put_in(term) for file in files for term in file.part(part)} for part in PARTS}
    return Vocabulary(groups=groups, **parts)


def _doubles(files: Mapping[str, VocabularyFile]) -> Iterator[str]:
    """Ids that stand twice in one part, and groups that stand twice, with the files that hold them."""
    for part in (*PARTS, "groups"):
        places: dict[str, list[str]] = {}
        for name, file in files.items():
            for item in file.groups if part == "groups" else file.part(part):
                places.setdefault(item.id, []).append(name)
        for identifier, names in places.items():
            if len(names) > 1:
                yield f"{names[-1]}: {part}: {identifier} stands {len(names)} times ({', '.join(dict.fromkeys(names))})"


def _missing(files: Mapping[str, VocabularyFile]) -> Iterator[str]:
    """Regions and groups that do not exist, groups without a member, sources that the group's file does not list."""
    everything = files.values()
    regions = {region.id for file in everything for region in file.regions}
    groups = {(group.part, group.id) for file in everything for group in file.groups}
    regions |= {f"{GROUP}{name}" for part, name in groups if part == "regions"}
    used = {(part, name) for file in everything for part in PARTS for term in file.part(part) for name in term.groups}
    for name, file in files.items():
        for part in PARTS:
            for term in file.part(part):
                unknown = sorted({*term.regions} - regions)
                yield from (f"{name}: {part}.{term.id}: unknown region {region}" for region in unknown)
                nowhere = sorted(group for group in term.groups if (part, group) not in groups)
                yield from (f"{name}: {part}.{term.id}: there is no group {group}" for group in nowhere)
        for group in file.groups:
            if (group.part, group.id) not in used:
                yield f"{name}: groups.{group.id}: no term of {group.part} belongs to it"
            unlisted = sorted({*group.sources} - file.sources.keys())
            yield from (f"{name}: groups.{group.id}: unknown source {key}" for key in unlisted)
