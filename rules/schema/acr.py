"""The shape of `rules/data/acr/<topic>.yaml`: one ACR Appropriateness Criteria topic a file.

The texts and tables are ACR's: a file holds numbers, ratings and our own short words for the scenarios, no ACR prose.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from rules.conditions import Rule, leaves, resolve, vocabulary_faults
from rules.data_files import RulebookError, load_file
from rules.model import Citation, Contrast, Id
from rules.schema.common import Data, Key, Source, Sourced, citation
from rules.schema.vocabulary import GROUP, IdOrGroup, Vocabulary


class Rating(StrEnum):
    """ACR's categories, and our word for a procedure that the panel did not rate."""

    USUALLY_APPROPRIATE = "Usually Appropriate"
    MAY_BE_APPROPRIATE = "May Be Appropriate"
    DISAGREEMENT = "May Be Appropriate (Disagreement)"
    USUALLY_NOT_APPROPRIATE = "Usually Not Appropriate"
    NOT_RATED = "Not rated"

    @property
    def rank(self) -> int:
        """Higher is better; the two May Be categories rank alike (both are 4 to 6 on ACR's scale of 9)."""
        return _RANKS[self]


_RANKS = {
    Rating.USUALLY_APPROPRIATE: 3,
    Rating.MAY_BE_APPROPRIATE: 2,
    Rating.DISAGREEMENT: 2,
    Rating.USUALLY_NOT_APPROPRIATE: 1,
    Rating.NOT_RATED: 0,
}
_SHORT = {
    "UA": Rating.USUALLY_APPROPRIATE,
    "MBA": Rating.MAY_BE_APPROPRIATE,
    "MBA-D": Rating.DISAGREEMENT,
    "UNA": Rating.USUALLY_NOT_APPROPRIATE,
}


def _from_short(value: object) -> object:
    if value in _SHORT:
        return _SHORT[str(value)]
    raise ValueError(f"write a rating as one of {', '.join(_SHORT)}, not {value!r}")


ShortRating = Annotated[Rating, BeforeValidator(_from_short)]
Form = Literal["without", "with", "without_and_with", "arthrography"]


class Ratings(Data):
    """The ratings of MRI of one region by contrast; `arthrography` is MR arthrography, contrast in the joint."""

    without: ShortRating | None = None
    with_: Annotated[ShortRating | None, Field(alias="with")] = None
    without_and_with: ShortRating | None = None
    arthrography: ShortRating | None = None

    def form(self, contrast: Contrast) -> Form:
        """The row that a request falls under: a study with contrast alone of a joint is coded like an arthrogram."""
        if contrast is Contrast.WITH and self.with_ is None and self.arthrography is not None:
            return "arthrography"
        return contrast.value

    def rating(self, form: Form) -> Rating:
        """The rating of one row."""
        rated: Rating | None = getattr(self, "with_" if form == "with" else form)
        return rated or Rating.NOT_RATED


Year = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}$")]


class Edition(Sourced):
    """Which edition of the topic the ratings are; `doubt` says why somebody must compare before a letter cites it."""

    year: Year
    doubt: str | None = None


class Journal(Sourced):
    """The journal article of the same edition."""

    cite: str
    doi: str | None = None


class Variant(Sourced):
    """One clinical scenario of a topic with the ratings of MRI in it.

    `presents` says which patients the scenario is about, `requires` what must be documented beside that. A scenario
    whose `presents` fails is another patient's, no near miss. `ratings` go by region, or by the family of codes where
    the study is one of its own (`CodeTable.rated_as`). `others` are studies without such a place, rated as shown.
    A number that is not confirmed serves as our id only and is never cited. `by_choice`: the intake can't hold the
    facts that decide, so the clinician picks the scenario and attests it; its conditions are then only limits.
    """

    number: int
    number_confirmed: bool = True
    scenario: str
    ratings: dict[IdOrGroup, Ratings]
    others: Annotated[dict[str, ShortRating], Field(default_factory=dict)]
    presents: tuple[Rule, ...] = ()
    requires: tuple[Rule, ...] = ()
    by_choice: bool = False


class Hint(Data):
    """Something to say wherever its rule is met: a limit of this topic, an emergency."""

    when: Rule
    text: str


class Definition(Sourced):
    """What a word of the scenarios is taken to mean, where the bound is not ACR's own."""

    word: str
    text: str


class Topic(Data):
    """One ACR topic."""

    sources: dict[Key, Source]
    id: Id
    title: str
    panel: str | None = None
    acr_topic_id: int
    url: str
    regions: tuple[IdOrGroup, ...]
    edition: Edition
    journal: Journal | None = None
    definitions: tuple[Definition, ...] = ()
    population: tuple[Rule, ...]
    hints: tuple[Hint, ...] = ()
    variants: tuple[Variant, ...]

    @property
    def document(self) -> str:
        """The document as a letter names it, with its journal article where that is citable."""
        name = f"ACR Appropriateness Criteria: {self.title} ({self.edition.year})"
        if self.journal is None or not self.journal.citable:
            return f"{name}, ACR portal document"
        return f"{name}. {self.journal.cite}" + (f", doi {self.journal.doi}" if self.journal.doi else "")

    @property
    def names_an_age(self) -> bool:
        """Whether the topic says of what age its patients are."""
        rules = (*self.population, *(rule for variant in self.variants for rule in variant.presents))
        return any(leaf.fact == "age_years" for rule in rules for leaf in leaves(rule))

    def scenario_id(self, variant: Variant) -> str:
        """The id by which an intake picks the variant, such as "low_back_pain_3"."""
        return f"{self.id}_{variant.number}"

    def scenarios(self) -> dict[str, str]:
        """Every scenario id with our words for it; what a form offers for `clinical.scenario`."""
        return {self.scenario_id(variant): f"{variant.number}. {variant.scenario}" for variant in self.variants}

    def cite(self, variant: Variant) -> Citation:
        """The pinpoint reference to one variant: by number, or in our words where the number is not confirmed."""
        section = f"Variant {variant.number}" if variant.number_confirmed else f"scenario: {variant.scenario}"
        located = variant.model_copy(update={"section": section})
        identifier = f"acr.{self.id}.{variant.number}"
        return citation(located, identifier, self.document, year=self.edition.year, url=self.url)


def load_topics(folder: Path, vocabulary: Vocabulary) -> Mapping[str, Topic]:
    """Read every `folder`/<topic>.yaml, with the vocabulary's groups put in for "group:…".

    Raises:
        RulebookError: with every fault of every file.
    """
    topics: dict[str, Topic] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            topic = _resolved(load_file(path, Topic), vocabulary)
        except RulebookError as error:
            faults.extend(error.faults)
            continue
        faults.extend(f"{path.name}: {fault}" for fault in _faults(topic, path.stem, vocabulary))
        topics[topic.id] = topic
    if faults:
        raise RulebookError(faults)
    return topics


def _resolved(topic: Topic, vocabulary: Vocabulary) -> Topic:
    def put_in(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(resolve(rule, vocabulary.expand) for rule in rules)

    def rated(variant: Variant) -> dict[str, Ratings]:
        """A region's own ratings stand before those of a group that it belongs to."""
        own = {name: ratings for name, ratings in variant.ratings.items() if not name.startswith(GROUP)}
        groups = {name: ratings for name, ratings in variant.ratings.items() if name.startswith(GROUP)}
        return {region: ratings for name, ratings in groups.items() for region in vocabulary.expand([name])} | own

    variants = tuple(
        variant.model_copy(
            update={
                "presents": put_in(variant.presents),
                "requires": put_in(variant.requires),
                "ratings": rated(variant),
            }
        )
        for variant in topic.variants
    )
    hints = tuple(hint.model_copy(update={"when": resolve(hint.when, vocabulary.expand)}) for hint in topic.hints)
    update = {"variants": variants, "population": put_in(topic.population), "hints": hints}
    return topic.model_copy(update={**update, "regions": vocabulary.expand(topic.regions)})


def _faults(topic: Topic, stem: str, vocabulary: Vocabulary) -> Iterator[str]:
    """What no schema can see: names, numbers, regions, ids and sources that do not exist."""
    if topic.id != stem:
        yield f"id: {topic.id} must be the name of the file, {stem}"
    numbers = [variant.number for variant in topic.variants]
    if not numbers:
        yield "variants: a topic without a variant says nothing"
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"variants: the numbers must run from 1 without a gap, not {numbers}"
    for region in sorted({*topic.regions} - vocabulary.regions.keys()):
        yield f"regions: {region} is not in the vocabulary"
    for variant in topic.variants:
        if not (variant.presents or variant.requires or variant.by_choice):
            yield f"variants.{variant.number}: it would apply to everybody: give it conditions, or by_choice: true"
    for where, rule in _rules(topic):
        yield from (f"{where}: {fault}" for fault in vocabulary_faults(rule, vocabulary.ids))
    facts: list[tuple[str, Sourced]] = [("edition", topic.edition), *_sourced(topic)]
    for where, fact in facts:
        yield from (f"{where}: unknown source {key}" for key in sorted({*fact.sources} - topic.sources.keys()))


def _rules(topic: Topic) -> Iterator[tuple[str, Rule]]:
    yield from (("population", rule) for rule in topic.population)
    yield from ((f"hints.{number}", hint.when) for number, hint in enumerate(topic.hints))
    for variant in topic.variants:
        yield from ((f"variants.{variant.number}", rule) for rule in (*variant.presents, *variant.requires))


def _sourced(topic: Topic) -> Iterator[tuple[str, Sourced]]:
    if topic.journal:
        yield "journal", topic.journal
    yield from ((f"definitions.{item.word}", item) for item in topic.definitions)
    yield from ((f"variants.{variant.number}", variant) for variant in topic.variants)
