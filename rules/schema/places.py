"""The shape of `rules/data/law/states` and `countries`: what a state changes of a plan type, what a country is like."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from rules.schema.common import Data, Key, Source, Sourced
from rules.schema.law import DecisionClock, Expedited, Filing, Level, PlanData, RightData, Rule, State, Words

CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Change(Data):
    """What a state's law changes of one level: each value given stands before the plan type's own, rules are added."""

    name: Words | None = None
    letter: Words | None = None
    action: Words | None = None
    filing: tuple[Filing, ...] = ()
    decisions: tuple[DecisionClock, ...] = ()
    expedited: Expedited | None = None
    opens: Rule | None = None
    who_may_file: Rule | None = None
    beside: Rule | None = None
    good_cause: Rule | None = None
    missed_clock: Rule | None = None
    won: Rule | None = None
    rules: tuple[Rule, ...] = ()


class StateFile(Data):
    """A file of `law/states`: one state of a country, and the plan types that its law reaches.

    `changes` is by level id; a plan type without that level is left as it is. A level in `adds` takes the place of the
    plan type's level of the same id, or stands where its order says.
    """

    country: CountryCode
    state: State
    name: Words
    reaches: Annotated[tuple[Key, ...], Field(min_length=1)]
    scope: Rule
    sources: dict[Key, Source]
    changes: dict[Key, Change] = Field(default={})
    adds: tuple[Level, ...] = ()
    rules: tuple[Rule, ...] = ()
    rights: dict[Key, RightData] = Field(default={})


class Body(Sourced):
    """An authority, ombudsman or court that a route leads to."""

    name: Words
    role: Literal["regulator", "ombudsman", "health_regulator", "data_protection", "court", "other"]
    url: str | None = None


class Terms(Sourced):
    """The words of the trade there: those to `use` and to `avoid`, and in `words` theirs for ours (insurer: scheme)."""

    use: tuple[Words, ...] = ()
    avoid: tuple[Words, ...] = ()
    words: dict[Key, Words] = Field(default={})


class Guidance(Sourced):
    """A local guideline on imaging: what it is, how it bears on an appeal, for which regions (empty: any)."""

    title: Words
    edition: Words | None = None
    text: Words | None = None
    bearing: Literal["supports", "against", "depends"] = "depends"
    regions: tuple[Key, ...] = ()
    topics: tuple[Key, ...] = ()


class Routing(Sourced):
    """A cover that no plan type is named after: which rules then answer (`use`: a plan type), or that none do."""

    when: Words
    use: Key | None = None
    text: Words


class Country(Data):
    """A country: the questions that find the plan type, its bodies, words, guidance and rules of counting."""

    code: CountryCode
    name: Words
    languages: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")], ...]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    time_zones: Annotated[tuple[Words, ...], Field(min_length=1)]
    scope: Rule | None = None
    ask_first: tuple[Words, ...] = ()
    routings: tuple[Routing, ...] = ()
    bodies: tuple[Body, ...] = ()
    terms: Terms | None = None
    guidance: tuple[Guidance, ...] = ()
    counting: tuple[Rule, ...] = ()
    rules: tuple[Rule, ...] = ()


class CountryFile(Data):
    """A file of `law/countries`: a country with its plan types and rights, unless they have files of their own."""

    sources: dict[Key, Source]
    country: Country
    plans: dict[Key, PlanData] = Field(default={})
    rights: dict[Key, RightData] = Field(default={})
