"""The condition language of the rulebook, and a judge that explains itself.

A condition is data: a leaf that holds one fact against a bound or a list, `any` or `all` of several, `not` one.
Every leaf, `any` and `not` carries its requirement in words. The verdict is met, unmet or unknown; unknown means that
a fact is missing that would decide, never that it is taken as true or false.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from rules.facts import FACTS, NOTHING_ENTERED, Kind, Listing, Span, Value, in_words
from rules.model import Condition, Intake
from rules.schema.common import Data
from rules.schema.vocabulary import Part

Verdict = Literal["met", "unmet", "unknown"]
Words = Annotated[str, StringConstraints(min_length=5, max_length=300)]
NAMES: frozenset[Part] = frozenset({"tests", "risk_models", "genes"})  # parts whose labels are names
Label = Callable[[Part, str], str]  # the words for an id of one part of the vocabulary
_TERM = re.compile(r"\{(\w+)\}")  # how `rules.facts` writes an id


def _plain(_part: Part, identifier: str) -> str:
    return identifier.replace("_", " ")


_OPERATORS: Mapping[Kind, frozenset[str]] = {
    "number": frozenset({"at_least", "more_than", "at_most", "less_than"}),
    "ids": frozenset({"includes_any", "includes_none", "is_empty"}),
    "choice": frozenset({"one_of"}),
    "flag": frozenset({"equals"}),
}


class Leaf(Data):
    """One fact held against one requirement; several operators must all hold.

    `of` names what counts towards a number (kinds of treatment). `grey_until` is for words whose bound differs between
    sources ("chronic"): from the bound to there, on its failing side, the verdict is unknown and the clinician decides.
    """

    fact: str
    text: Words
    of: tuple[str, ...] = ()
    at_least: Decimal | None = None
    more_than: Decimal | None = None
    at_most: Decimal | None = None
    less_than: Decimal | None = None
    grey_until: Decimal | None = None
    one_of: tuple[str, ...] | None = None
    equals: bool | None = None
    includes_any: tuple[str, ...] | None = None
    includes_none: tuple[str, ...] | None = None
    is_empty: bool | None = None

    @model_validator(mode="after")
    def _fits_its_fact(self) -> "Leaf":
        if self.fact not in FACTS:
            near = difflib.get_close_matches(self.fact, FACTS, n=1)
            raise ValueError(f"unknown fact {self.fact!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        allowed = _OPERATORS[FACTS[self.fact].kind]
        used = {name for names in _OPERATORS.values() for name in names if getattr(self, name) is not None}
        if not used or not used <= allowed:
            raise ValueError(f"{self.fact} takes one of: {', '.join(sorted(allowed))}; here: {sorted(used) or 'none'}")
        if self.grey_until is not None and self.at_least is None and self.less_than is None:
            raise ValueError("grey_until needs at_least or less_than")
        return self


class AnyOf(Data):
    """Met where one of its rules is; it is shown as one requirement in its own words."""

    any: Annotated[tuple["Rule", ...], Field(min_length=2)]
    text: Words


class AllOf(Data):
    """Met where all of its rules are; each is shown on its own."""

    all: Annotated[tuple["Rule", ...], Field(min_length=1)]


class Not(Data):
    """Met where its rule is not; shown as one requirement in its own words."""

    inner: Annotated["Rule", Field(alias="not")]
    text: Words


def _form(value: object) -> str:
    keys: Iterable[object] = value if isinstance(value, Mapping) else ()
    return next((key for key in ("any", "all", "not") if key in keys), "leaf")


Rule = Annotated[
    Annotated[Leaf, Tag("leaf")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[Not, Tag("not")],
    Discriminator(_form),
]

for _model in (AnyOf, AllOf, Not):
    _model.model_rebuild()


@dataclass(frozen=True)
class Judgement:
    """The verdict on a rule and, one by one, the requirements it rests on."""

    verdict: Verdict
    conditions: tuple[Condition, ...]

    def texts(self, verdict: Verdict) -> tuple[str, ...]:
        """The requirements with this verdict, each with the documented fact or the field that is missing."""
        return tuple(explain(condition) for condition in self.conditions if condition.verdict == verdict)


def explain(condition: Condition) -> str:
    """A judged requirement as one line: the requirement, then what is documented or what to enter."""
    if condition.verdict != "unknown":
        return f"{condition.text} ({condition.fact})"
    fields = [each for each in condition.fields if not any(other.startswith(f"{each}.") for other in condition.fields)]
    return f"{condition.text} (not decided: {condition.fact}; enter {' or '.join(fields)})"


def judge(rule: Rule, intake: Intake, label: Label = _plain) -> Judgement:
    """Hold one rule against an intake; `label` gives the words for ids (without one an id reads as itself)."""
    if isinstance(rule, Leaf):
        condition = _judge_leaf(rule, intake, label)
        return Judgement(condition.verdict, (condition,))
    if isinstance(rule, AllOf):
        return judge_all(rule.all, intake, label)
    if isinstance(rule, Not):
        inner = judge(rule.inner, intake, label)
        return _as_one(rule.text, _opposite(inner.verdict), inner.verdict, inner.conditions)
    parts = [judge(part, intake, label) for part in rule.any]
    verdict = _either([part.verdict for part in parts])
    deciding = [condition for part in parts if part.verdict == verdict for condition in part.conditions]
    return _as_one(rule.text, verdict, verdict, deciding)


def judge_all(rules: Iterable[Rule], intake: Intake, label: Label = _plain) -> Judgement:
    """Hold several rules, which must all be met, against an intake; no rule at all is met."""
    parts = [judge(rule, intake, label) for rule in rules]
    verdict = _opposite(_either([_opposite(part.verdict) for part in parts]))
    return Judgement(verdict, tuple(condition for part in parts for condition in part.conditions))


def _as_one(text: str, verdict: Verdict, decided_by: Verdict, conditions: Iterable[Condition]) -> Judgement:
    """Fold conditions into one: under its own words, with the facts of those that decided."""
    deciding = [item for item in conditions if item.verdict == decided_by]
    facts = dict.fromkeys(item.fact for item in deciding)
    said = [fact for fact in facts if fact != NOTHING_ENTERED] or facts
    fields = dict.fromkeys(field for item in deciding for field in item.fields)
    return Judgement(verdict, (Condition(text=text, verdict=verdict, fact="; ".join(said), fields=tuple(fields)),))


def _opposite(verdict: Verdict) -> Verdict:
    swapped: Mapping[Verdict, Verdict] = {"met": "unmet", "unmet": "met", "unknown": "unknown"}
    return swapped[verdict]


def _either(verdicts: list[Verdict]) -> Verdict:
    if "met" in verdicts:
        return "met"
    return "unknown" if "unknown" in verdicts else "unmet"


# ---- one leaf -------------------------------------------------------------------------------------------------------


def _judge_leaf(leaf: Leaf, intake: Intake, label: Label) -> Condition:
    fact = FACTS[leaf.fact]
    reading = fact.read(intake, frozenset(leaf.of))
    verdicts = list(_verdicts(leaf, reading.value))
    verdict = _opposite(_either([_opposite(item) for item in verdicts]))
    words = _telling(leaf, reading.value, verdict) or reading.words
    if part := fact.vocabulary:
        words = _TERM.sub(lambda found: _in_a_sentence(part, label(part, found[1])), words)
    return Condition(text=leaf.text, verdict=verdict, fact=words, fields=fact.fields)


def _telling(leaf: Leaf, value: Value, verdict: Verdict) -> str:
    """Of a list only what decides: the ids that are asked for or excluded, or that none of them is documented."""
    asked = {*(leaf.includes_any or ()), *(leaf.includes_none or ())}
    if not isinstance(value, Listing) or not asked or not value.ids or verdict == "unknown":
        return ""
    return in_words(value.ids & asked)


def _in_a_sentence(part: Part, words: str) -> str:
    """A label for the middle of a sentence; a name ("Lachman") or an abbreviation ("NSAIDs") keeps its capitals."""
    return words if part in NAMES or words[1:2].isupper() else words[:1].lower() + words[1:]


def _verdicts(leaf: Leaf, value: Value) -> Iterator[Verdict]:
    if value is None:
        yield "unknown"
    elif isinstance(value, Span):
        yield from _number_verdicts(leaf, value)
    elif isinstance(value, Listing):
        yield from _list_verdicts(leaf, value)
    else:
        yield "met" if value == leaf.equals or value in (leaf.one_of or ()) else "unmet"


def _number_verdicts(leaf: Leaf, span: Span) -> Iterator[Verdict]:
    """Each bound in turn; the empty span is below every low bound and above every high one, so it meets none."""
    grey = leaf.grey_until
    if leaf.at_least is not None:
        yield _decide(unmet=span.high < (leaf.at_least if grey is None else grey), met=span.low >= leaf.at_least)
    if leaf.more_than is not None:
        yield _decide(unmet=span.high <= leaf.more_than, met=span.low > leaf.more_than)
    if leaf.less_than is not None:
        yield _decide(unmet=span.low >= (leaf.less_than if grey is None else grey), met=span.high < leaf.less_than)
    if leaf.at_most is not None:
        yield _decide(unmet=span.low > leaf.at_most, met=span.high <= leaf.at_most)


def _list_verdicts(leaf: Leaf, listing: Listing) -> Iterator[Verdict]:
    if leaf.includes_any is not None:
        hit = not listing.ids.isdisjoint(leaf.includes_any)
        yield _decide(unmet=not hit and listing.complete, met=hit)
    if leaf.includes_none is not None:
        hit = not listing.ids.isdisjoint(leaf.includes_none)
        yield _decide(unmet=hit, met=not hit and listing.complete)
    if leaf.is_empty is not None:
        empty: Verdict = _decide(unmet=bool(listing.ids), met=listing.complete)
        yield empty if leaf.is_empty else _opposite(empty)


def _decide(*, unmet: bool, met: bool) -> Verdict:
    return "unmet" if unmet else "met" if met else "unknown"


# ---- for the loader -------------------------------------------------------------------------------------------------


def leaves(rule: Rule) -> Iterator[Leaf]:
    """Every leaf of a rule."""
    if isinstance(rule, Leaf):
        yield rule
    elif isinstance(rule, Not):
        yield from leaves(rule.inner)
    else:
        for part in rule.any if isinstance(rule, AnyOf) else rule.all:
            yield from leaves(part)


def resolve(rule: Rule, expand: Callable[[Iterable[str]], tuple[str, ...]]) -> Rule:
    """The rule with the groups in its lists of ids replaced by `expand` (`Vocabulary.expand`)."""
    if isinstance(rule, Leaf):
        lists = {name: getattr(rule, name) for name in ("of", "one_of", "includes_any", "includes_none")}
        return rule.model_copy(update={name: expand(ids) for name, ids in lists.items() if ids})
    if isinstance(rule, Not):
        return rule.model_copy(update={"inner": resolve(rule.inner, expand)})
    name = "any" if isinstance(rule, AnyOf) else "all"
    parts: tuple[Rule, ...] = getattr(rule, name)
    return rule.model_copy(update={name: tuple(resolve(part, expand) for part in parts)})


def vocabulary_faults(rule: Rule, known: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Ids in a resolved rule that its fact's part of the vocabulary does not hold."""
    for leaf in leaves(rule):
        part = FACTS[leaf.fact].vocabulary
        ids = {*leaf.of, *(leaf.one_of or ()), *(leaf.includes_any or ()), *(leaf.includes_none or ())}
        for unknown in sorted(ids - known[part]) if part else ():
            yield f"{leaf.fact}: {unknown!r} is not among the vocabulary's {part}"
