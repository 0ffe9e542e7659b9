"""The shape of `examination.yaml`: what tests suggest, what radiographs cannot show, what a red flag needs to count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rules.data_files import RulebookError, load_file
from rules.model import Citation, Finding, Id
from rules.schema.common import Data, Key, Source, Sourced, citation
from rules.schema.vocabulary import GROUP, IdOrGroup, Part, Vocabulary

FILE = "examination.yaml"


class Test(Sourced):
    """One examination test of the vocabulary: what a positive result suggests, and published figures as fractions."""

    __test__ = False  # it is no test of ours

    id: Id
    suggests: str
    sensitivity: str | None = None
    specificity: str | None = None

    @property
    def accuracy(self) -> str | None:
        """The figures in words, with what limits them."""
        figures = [
            f"{name} {value}"
            for name, value in (("sensitivity", self.sensitivity), ("specificity", self.specificity))
            if value
        ]
        return "; ".join([", ".join(figures), *([self.note] if self.note else [])]) if figures else None


class RadiographLimit(Sourced):
    """What a radiograph cannot show, for patients with any of the symptoms, red flags or positive tests named."""

    id: Id
    regions: tuple[IdOrGroup, ...]
    symptoms: tuple[IdOrGroup, ...] = ()
    red_flags: tuple[IdOrGroup, ...] = ()
    tests: tuple[IdOrGroup, ...] = ()
    text: str
    accuracy: str | None = None


class FlagNeed(Sourced):
    """What the record should hold for a group of red flags to count, and what was published about the group."""

    id: Id
    needs: str
    figures: str | None = None


class ExaminationFile(Data):
    """`examination.yaml`."""

    sources: dict[Key, Source]
    tests: tuple[Test, ...]
    radiograph_limits: tuple[RadiographLimit, ...]
    red_flags: tuple[FlagNeed, ...]


@dataclass(frozen=True)
class Examination:
    """Tests and needs of red flags by id; the limits of radiographs with their groups put in."""

    sources: Mapping[str, Source]
    tests: Mapping[str, Test]
    limits: tuple[RadiographLimit, ...]
    red_flags: Mapping[str, FlagNeed]

    def suggestions(self, findings: tuple[Finding, ...]) -> tuple[tuple[Finding, Test], ...]:
        """The positive findings of which we know what they suggest, in their order."""
        return tuple(
            (finding, self.tests[finding.test])
            for finding in findings
            if finding.result == "positive" and finding.test in self.tests
        )

    def cite(self, fact: Test | RadiographLimit | FlagNeed) -> Citation | None:
        """The reference to the first source of a fact; none where it is from memory."""
        if not fact.sources:
            return None
        source = self.sources[fact.sources[0]]
        return citation(fact, f"examination.{fact.id}", source.document, year=source.year, url=source.url)


def load_examination(folder: Path, vocabulary: Vocabulary) -> Examination:
    """Read `folder`/examination.yaml, with the vocabulary's groups put in for "group:…".

    Raises:
        RulebookError: with every fault of the file.
    """
    file = load_file(folder / FILE, ExaminationFile)
    faults = list(_faults(file, vocabulary))
    if faults:
        raise RulebookError([f"{FILE}: {fault}" for fault in faults])
    return Examination(
        sources=file.sources,
        tests={test.id: test for test in file.tests},
        limits=tuple(_resolved(limit, vocabulary) for limit in file.radiograph_limits),
        red_flags={need.id: need for need in file.red_flags},
    )


def _resolved(limit: RadiographLimit, vocabulary: Vocabulary) -> RadiographLimit:
    lists = {name: getattr(limit, name) for name in ("regions", "symptoms", "red_flags", "tests")}
    return limit.model_copy(update={name: vocabulary.expand(ids) for name, ids in lists.items()})


def _faults(file: ExaminationFile, vocabulary: Vocabulary) -> Iterator[str]:
    """Ids that stand twice; tests, regions, groups and sources that do not exist."""
    facts = [("tests", file.tests), ("radiograph_limits", file.radiograph_limits), ("red_flags", file.red_flags)]
    for where, rows in facts:
        ids = [row.id for row in rows]
        yield from (f"{where}: {name} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1}))
        for row in rows:
            unlisted = sorted({*row.sources} - file.sources.keys())
            yield from (f"{where}.{row.id}: unknown source {key}" for key in unlisted)
    yield from (f"tests: {test.id} is not in the vocabulary" for test in file.tests if test.id not in vocabulary.tests)
    for need in file.red_flags:
        group = vocabulary.groups.get(need.id)
        if group is None or group.part != "red_flags":
            yield f"red_flags: there is no group {need.id}"
    for limit in file.radiograph_limits:
        for name, part in _LISTS:
            yield from (
                f"radiograph_limits.{limit.id}: {item} is not among the {part}"
                for item in vocabulary.expand(getattr(limit, name))
                if item not in vocabulary.terms(part) or item.startswith(GROUP)
            )


_LISTS: tuple[tuple[str, Part], ...] = (
    ("regions", "regions"),
    ("symptoms", "symptoms"),
    ("red_flags", "red_flags"),
    ("tests", "tests"),
)
