"""The rulebook as plain text for a clinician's or lawyer's review: value, citation, dates, status."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from pydantic import BaseModel

from rules.conditions import AllOf, AnyOf, Leaf, Not
from rules.held_by import CASES, cases_of
from rules.rulebook import Rulebook
from rules.schema.common import Source, Sourced

PROVENANCE = ("section", "sources", "status", "confidence", "checked", "since", "until", "states", "note")
INDENT = "  "


class UnknownRule(LookupError):  # noqa: N818 -- read as a sentence
    """The rulebook has nothing with this id; the message names the closest ids."""


@dataclass(frozen=True)
class Entry:
    """One thing that `rules show` can show: its id, what kind of thing it is, its title, what holds it."""

    id: str
    kind: str
    title: str
    value: BaseModel
    sources: Mapping[str, Source]


def entries(rulebook: Rulebook) -> Iterator[Entry]:
    """Everything that has an id of its own, kind by kind."""
    yield from _law_entries(rulebook)
    yield from _criteria_entries(rulebook)
    yield from _examination_entries(rulebook)
    yield from _request_entries(rulebook)


def _law_entries(rulebook: Rulebook) -> Iterator[Entry]:
    for plan in rulebook.plans.values():
        yield Entry(plan.id, "plan type", plan.law.name, plan.law, plan.sources)
        for state, changed in plan.by_state.items():
            title = f"{plan.law.name}, under the law of {state}"
            yield Entry(f"{plan.id}_{state.lower()}", "plan type in a state", title, changed.law, changed.sources)
    for code, file in rulebook.countries.items():
        yield Entry(f"country_{code.lower()}", "country", file.country.name, file.country, file.sources)
    for code, file in rulebook.countries.items():
        yield Entry(code, "country", file.country.name, file.country, file.sources)
    for rights in rulebook.rights:
        for key, right in rights.rights.items():
            yield Entry(key, "right", right.text, right, rights.sources)
    for rates in rulebook.base_rates:
        for key, rate in rates.rates.items():
            yield Entry(key, "base rate", rate.text, rate, rates.sources)


def _criteria_entries(rulebook: Rulebook) -> Iterator[Entry]:
    for topic in rulebook.topics.values():
        yield Entry(topic.id, "ACR topic", f"{topic.title} ({topic.edition.year})", topic, topic.sources)
        for variant in topic.variants:
            section = f"{topic.document}, {topic.cite(variant).section}"
            located = variant.model_copy(update={"section": section})
            yield Entry(topic.scenario_id(variant), "scenario", variant.scenario, located, topic.sources)
    for guideline in rulebook.criteria.values():
        yield Entry(guideline.id, "guideline", guideline.document, guideline, guideline.sources)


def _examination_entries(rulebook: Rulebook) -> Iterator[Entry]:
    examination = rulebook.examination
    for test in examination.tests.values():
        title = f"{rulebook.vocabulary.label('tests', test.id)}: suggests {test.suggests}"
        yield Entry(f"test_{test.id}", "examination test", title, test, examination.sources)
    for limit in examination.limits:
        yield Entry(f"radiograph_{limit.id}", "limit of radiographs", limit.text, limit, examination.sources)
    for need in examination.red_flags.values():
        title = rulebook.vocabulary.groups[need.id].label
        yield Entry(f"red_flag_{need.id}", "red flags", title, need, examination.sources)


def _request_entries(rulebook: Rulebook) -> Iterator[Entry]:
    for reason in rulebook.reasons.values():
        yield Entry(reason.reason, "denial reason", reason.title, reason, rulebook.reason_sources)
    for family in rulebook.codes.families.values():
        yield Entry(f"cpt_{family.id}", "procedure codes", family.label, family, rulebook.codes.sources)
    for mistake in rulebook.codes.mistakes:
        yield Entry(mistake.id, "coding mistake", mistake.message, mistake, rulebook.codes.sources)


def listing(rulebook: Rulebook) -> str:
    """One line a rule: id, kind, title."""
    found = list(entries(rulebook))
    width = max(len(entry.id) for entry in found)
    kinds = max(len(entry.kind) for entry in found)
    lines = [f"{entry.id:<{width}}  {entry.kind:<{kinds}}  {_short(entry.title)}" for entry in found]
    return "\n".join([f"rulebook {rulebook.version}", *lines])


def show(rulebook: Rulebook, identifier: str) -> str:
    """One rule with every value, its citation, its dates, how well it is supported, and the cases that test it.

    A CPT code shows the family that it belongs to.

    Raises:
        UnknownRule: there is no rule with this id.
    """
    procedure = rulebook.codes.procedures.get(identifier)
    wanted = f"cpt_{procedure.family.id}" if procedure else identifier
    found = {entry.id: entry for entry in entries(rulebook)}
    if wanted not in found:
        near = difflib.get_close_matches(identifier, found, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`mri-appeal rules list` shows every id."
        raise UnknownRule(f"there is no rule {identifier!r}; {hint}")
    return described(rulebook, found[wanted])


def described(rulebook: Rulebook, entry: Entry) -> str:
    """One entry as `show` shows it."""
    head = [f"{entry.id}: {entry.title}", f"{entry.kind}, rulebook {rulebook.version}", ""]
    return "\n".join([*head, *_model(entry.value, entry.sources, 0), "", *_held_by(entry.id)])


def _held_by(identifier: str) -> Iterator[str]:
    """The cases that test the rule, where the source tree is at hand."""
    if not CASES.is_dir():
        yield "The cases that test it are in the source tree, under tests/rules/cases."
        return
    cases = cases_of(identifier)
    yield f"tested by {len(cases)} cases of tests/rules/cases" if cases else "tested by no case of its own"
    yield from (f"{INDENT}{case}" for case in cases)


# ---- values as text -------------------------------------------------------------------------------------------------


def _model(model: BaseModel, sources: Mapping[str, Source], depth: int) -> Iterator[str]:
    pad = INDENT * depth
    if isinstance(model, Sourced):
        yield from (f"{pad}{line}" for line in _provenance(model, sources))
    for name in type(model).model_fields:
        value = getattr(model, name)
        if value in (None, (), {}) or name == "sources" or (isinstance(model, Sourced) and name in PROVENANCE):
            continue
        yield from _field(name, value, sources, depth)


def _field(name: str, value: object, sources: Mapping[str, Source], depth: int) -> Iterator[str]:
    pad = INDENT * depth
    if isinstance(value, Leaf | AnyOf | AllOf | Not):
        yield from (f"{pad}{name}: {line}" for line in _rule(value))
    elif isinstance(value, BaseModel):
        yield f"{pad}{name}:"
        yield from _model(value, sources, depth + 1)
    elif isinstance(value, Mapping):
        yield f"{pad}{name}:"
        for key, part in value.items():
            yield from _field(str(key), part, sources, depth + 1)
    elif isinstance(value, tuple) and any(isinstance(part, BaseModel) for part in value):
        yield f"{pad}{name}:"
        for number, part in enumerate(value, start=1):
            yield from _field(_label(part, number), part, sources, depth + 1)
    else:
        yield f"{pad}{name}: {_plain(value)}"


def _label(part: object, number: int) -> str:
    found = (getattr(part, name, None) for name in ("id", "number", "code"))
    return next((str(value) for value in found if value is not None), str(number))


def _rule(rule: Leaf | AnyOf | AllOf | Not) -> Iterator[str]:
    if isinstance(rule, AllOf):
        for part in rule.all:
            yield from _rule(part)
    else:
        yield rule.text


def _provenance(fact: Sourced, sources: Mapping[str, Source]) -> Iterator[str]:
    """The citation, the documents behind it, the dates, and whether a letter may cite it."""
    documents = "; ".join(_document(sources[key]) for key in fact.sources if key in sources)
    citable = "may be cited" if fact.citable else "steers and warns only, never cited"
    section = f"{fact.section} | " if fact.section else ""
    yield f"[{section}{fact.status}, {citable} | checked {fact.checked}]"
    if documents:
        yield f"[source: {documents}]"
    since, until = getattr(fact, "since", None), getattr(fact, "until", None)
    if since:
        yield f"[in force from {since}" + (f" to {until}]" if until else "]")
    if states := getattr(fact, "states", ()):
        yield f"[states: {', '.join(states)}]"
    if fact.note:
        yield f"[note: {fact.note}]"


def _document(source: Source) -> str:
    year = f" ({source.year})" if source.year else ""
    return f"{source.document}{year}, {source.kind}" + (f", {source.url}" if source.url else "")


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_plain(part) for part in value)
    return str(value.value) if isinstance(value, Enum) else str(value)


def _short(text: str, width: int = 90) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
