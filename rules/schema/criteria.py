"""The shape of `rules/data/criteria/<document>.yaml`: guidelines beside ACR's, as statements with conditions."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from rules.conditions import Rule, resolve, vocabulary_faults
from rules.data_files import RulebookError, load_file
from rules.model import Citation, Id
from rules.schema.acr import Year
from rules.schema.common import Data, Key, Source, Sourced, citation
from rules.schema.vocabulary import Vocabulary


class Stance(StrEnum):
    """What a guideline says about the scan; "Appropriate" is the word of the appropriate use criteria of cardiology.

    Two stances carry no weight on either side: the scan may be considered, or the statement is no verdict on the scan
    but bears on the decision (what an abnormal scan means for the patient).
    """

    RECOMMENDED = "Recommended"
    EXPERT_OPINION = "Recommended (expert opinion)"
    APPROPRIATE = "Appropriate"
    USEFUL = "Can be useful"
    CONSIDER = "May be considered"
    BEARS = "Bears on the decision"
    INSUFFICIENT = "Insufficient evidence"
    AGAINST = "Recommended against"

    @property
    def favourable(self) -> bool:
        """Whether the guideline speaks for the scan."""
        return self in {Stance.RECOMMENDED, Stance.EXPERT_OPINION, Stance.APPROPRIATE, Stance.USEFUL}

    @property
    def unfavourable(self) -> bool:
        """Whether the guideline speaks against the scan, or finds too little to speak for it."""
        return self in {Stance.INSUFFICIENT, Stance.AGAINST}


class Statement(Sourced):
    """One statement of a guideline and the patients that it is about.

    `studies` narrows it to some of the studies of the guideline's regions (`CodeTable.rated_as`), such as stress MRI.
    """

    id: Id
    stance: Stance
    scenario: str
    studies: tuple[Id, ...] = ()
    presents: tuple[Rule, ...]


class Guideline(Data):
    """One guideline: who made it, for which topics and regions it is held against a case."""

    sources: dict[Key, Source]
    id: Id
    source: str
    title: str
    document: str
    year: Year
    url: str | None = None
    topics: tuple[Id, ...]
    regions: tuple[Id, ...]
    procedure: str
    statements: tuple[Statement, ...]

    def cite(self, statement: Statement) -> Citation:
        """The reference to one statement."""
        return citation(statement, f"{self.id}.{statement.id}", self.document, year=self.year, url=self.url)


def load_criteria(folder: Path, vocabulary: Vocabulary) -> Mapping[str, Guideline]:
    """Read every `folder`/<document>.yaml, with the vocabulary's groups put in for "group:…".

    Raises:
        RulebookError: with every fault of every file.
    """
    guidelines: dict[str, Guideline] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            guideline = _resolved(load_file(path, Guideline), vocabulary)
        except RulebookError as error:
            faults.extend(error.faults)
            continue
        faults.extend(f"{path.name}: {fault}" for fault in _faults(guideline, path.stem, vocabulary))
        guidelines[guideline.id] = guideline
    if faults:
        raise RulebookError(faults)
    return guidelines


def _resolved(guideline: Guideline, vocabulary: Vocabulary) -> Guideline:
    statements = tuple(
        item.model_copy(update={"presents": tuple(resolve(rule, vocabulary.expand) for rule in item.presents)})
        for item in guideline.statements
    )
    return guideline.model_copy(update={"statements": statements})


def _faults(guideline: Guideline, stem: str, vocabulary: Vocabulary) -> Iterator[str]:
    if guideline.id != stem:
        yield f"id: {guideline.id} must be the name of the file, {stem}"
    yield from (
        f"regions: {name} is not in the vocabulary" for name in guideline.regions if name not in vocabulary.regions
    )
    for statement in guideline.statements:
        where = f"statements.{statement.id}"
        for rule in statement.presents:
            yield from (f"{where}: {fault}" for fault in vocabulary_faults(rule, vocabulary.ids))
        missing = sorted({*statement.sources} - guideline.sources.keys())
        yield from (f"{where}: unknown source {key}" for key in missing)
