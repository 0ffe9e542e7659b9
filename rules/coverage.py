"""What the rulebook covers: since when, checked when, and what in it rests on memory only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from rules.law import Plan
from rules.rulebook import Rulebook
from rules.schema.acr import Topic
from rules.schema.codes import Family
from rules.schema.common import Sourced
from rules.schema.law import Dated

HOME = "US"  # the country whose plan types and states are listed one by one


@dataclass(frozen=True)
class Covered:
    """One thing that is covered: how many facts, the first day of its law, the day of the oldest check.

    `steering` counts the facts that may not be cited: from memory, in conflict, or of low confidence.
    """

    id: str
    title: str
    facts: int
    since: date | None
    checked: date | None
    steering: int
    detail: str = ""


def coverage(rulebook: Rulebook) -> Mapping[str, tuple[Covered, ...]]:
    """What is covered, kind by kind, in the order in which a reader asks for it."""
    plans = [plan for plan in rulebook.plans.values() if not plan.law.unknown]
    home = [plan for plan in plans if plan.law.country == HOME]
    return {
        "US plan types": tuple(_plan(plan) for plan in home),
        "US states": tuple(_states(home)),
        "Countries": tuple(_countries(rulebook, plans)),
        "ACR topics": tuple(_topic(topic) for topic in rulebook.topics.values()),
        "Other guidelines": tuple(
            _covered(guideline.id, guideline.document, [guideline], _counted(len(guideline.statements), "statement"))
            for guideline in rulebook.criteria.values()
        ),
        "MR procedure codes": tuple(_codes(rulebook.codes.families.values())),
    }


def report(rulebook: Rulebook) -> str:
    """The coverage as text: a table a kind, then what is said by memory only."""
    kinds = coverage(rulebook)
    lines = [f"rulebook {rulebook.version}", ", ".join(f"{len(covered)} {kind}" for kind, covered in kinds.items())]
    for kind, covered in kinds.items():
        lines += ["", f"{kind}: {len(covered)}", *_table(covered)]
    lines += ["", "Facts that steer and warn but are never cited (from memory, in conflict, or of low confidence):"]
    return "\n".join([*lines, *(_uncited(rulebook) or ["  none"])])


# ---- kind by kind ---------------------------------------------------------------------------------------------------


def _plan(plan: Plan) -> Covered:
    return _covered(plan.id, plan.law.name, [plan.law], _counted(len(plan.levels), "level"))


def _states(plans: Iterable[Plan]) -> Iterator[Covered]:
    """The states whose own law is held, each with the plan types that it reaches."""
    reached: dict[str, list[Plan]] = {}
    for plan in plans:
        for state, changed in plan.by_state.items():
            reached.setdefault(state, []).append(changed)
    for state in sorted(reached):
        names = ", ".join(plan.id for plan in reached[state])
        yield _covered(state, f"for {names}", [plan.law for plan in reached[state]])


def _countries(rulebook: Rulebook, plans: Iterable[Plan]) -> Iterator[Covered]:
    by_country: dict[str, list[Plan]] = {}
    for plan in plans:
        by_country.setdefault(plan.law.country, []).append(plan)
    for code in sorted(by_country.keys() - {HOME}):
        found = by_country[code]
        country = rulebook.countries[code].country
        models = [*(plan.law for plan in found), country]
        detail = ", ".join(plan.id for plan in found)
        yield _covered(code, country.name, models, detail)


def _topic(topic: Topic) -> Covered:
    picked = sum(variant.by_choice for variant in topic.variants)
    unnumbered = sum(not variant.number_confirmed for variant in topic.variants)
    parts = [_counted(len(topic.variants), "scenario")]
    parts += [f"{picked} picked by the clinician"] if picked else []
    parts += [f"{unnumbered} without a confirmed number"] if unnumbered else []
    return _covered(topic.id, f"{topic.title} ({topic.edition.year})", [topic], ", ".join(parts))


def _codes(families: Iterable[Family]) -> Iterator[Covered]:
    for family in families:
        if family.modality != "ct":
            yield from (_covered(code, f"{family.label}, {form}", [family]) for form, code in family.codes.items())


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")


def _covered(identifier: str, title: str, models: Iterable[BaseModel], detail: str = "") -> Covered:
    facts = [fact for model in models for _, fact in facts_of(model)]
    return Covered(
        id=identifier,
        title=title,
        facts=len(facts),
        since=min((fact.since for fact in facts if isinstance(fact, Dated)), default=None),
        checked=min((fact.checked for fact in facts), default=None),
        steering=sum(not fact.citable for fact in facts),
        detail=detail,
    )


# ---- the facts inside a model ---------------------------------------------------------------------------------------


def facts_of(value: object, path: str = "") -> Iterator[tuple[str, Sourced]]:
    """Every sourced value inside a model with its dotted path; lists go by id or number where their items have one."""
    if isinstance(value, Sourced):
        yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from facts_of(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from facts_of(part, f"{path}.{key}")
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from facts_of(part, f"{path}.{_name(part, number)}")


def _name(part: object, number: int) -> object:
    found = (getattr(part, name, None) for name in ("id", "number", "word"))
    return next((value for value in found if value is not None), number)


# ---- as text --------------------------------------------------------------------------------------------------------


def _table(covered: tuple[Covered, ...]) -> Iterator[str]:
    width = max((len(each.id) for each in covered), default=0)
    for each in covered:
        since = f"since {each.since}, " if each.since else ""
        steering = f", {each.steering} of {each.facts} facts not citable" if each.steering else ""
        detail = f": {each.detail}" if each.detail else ""
        yield f"  {each.id:<{width}}  {each.title}{detail} ({since}checked {each.checked}{steering})"


def _uncited(rulebook: Rulebook) -> list[str]:
    parts: list[tuple[str, object]] = [
        *((plan.id, plan.law) for plan in rulebook.plans.values()),
        *((topic.id, topic) for topic in rulebook.topics.values()),
        *((guideline.id, guideline) for guideline in rulebook.criteria.values()),
        *((f"cpt_{family.id}", family) for family in rulebook.codes.families.values()),
        *((reason.reason.value, reason) for reason in rulebook.reasons.values()),
    ]
    return [
        f"  {name}{'.' if path else ''}{path}: {fact.status.value}"
        + (", low confidence" if fact.confidence == "low" else "")
        for name, part in parts
        for path, fact in facts_of(part)
        if not fact.citable
    ]
