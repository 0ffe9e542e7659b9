"""Loading `rules/data/law` and holding its parts against each other; every fault is collected before any is raised."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from rules.data_files import RulebookError, load_file
from rules.law import INITIAL, Law, Plan
from rules.schema.calendar import Calendar
from rules.schema.common import Source, Sourced
from rules.schema.law import (
    BaseRatesFile,
    Dated,
    DecisionClock,
    Filing,
    Level,
    PlanData,
    PlanFile,
    RightData,
    RightsFile,
)
from rules.schema.places import CountryFile, StateFile
from rules.state_law import state_faults, under_state_law

File = TypeVar("File", bound=BaseModel)
Value = TypeVar("Value", bound=Dated)


def load_law(folder: Path) -> Law:
    """Read `calendars`, `plans`, `states`, `countries`, `rights` and `base_rates` under the folder, cross-checked.

    Raises:
        RulebookError: with every fault of every file as "file: field: what is wrong".
    """
    faults: list[str] = []
    calendars = _files(folder / "calendars", Calendar, faults)
    plan_files = _files(folder / "plans", PlanFile, faults)
    rights = _files(folder / "rights", RightsFile, faults)
    rates = _files(folder / "base_rates", BaseRatesFile, faults)
    states = _files(folder / "states", StateFile, faults)
    countries = _files(folder / "countries", CountryFile, faults)
    plans = _plans({**plan_files, **countries}, calendars, faults)
    plans = _under_state_law(plans, states, faults)
    with_sources = (calendars, plan_files, states, countries, rights, rates)
    for name, file in (item for files in with_sources for item in files.items()):
        faults += _source_faults(name, file.sources, file)
    for name, file in {**states, **countries}.items():
        if file.rights:
            rights[f"{name} (rights)"] = RightsFile(sources=file.sources, rights=_rights_of(file))
    faults += _country_faults(countries, plans)
    for name, file in rights.items():
        faults += _target_faults(name, ((key, each.plans, each.levels) for key, each in file.rights.items()), plans)
    for name, file in rates.items():
        faults += _target_faults(name, ((key, each.plans, each.levels) for key, each in file.rates.items()), plans)
    if faults:
        raise RulebookError(faults)
    by_code = {file.country.code: file for file in countries.values()}
    return Law(MappingProxyType(plans), tuple(rights.values()), tuple(rates.values()), MappingProxyType(by_code))


def facts_of(value: object, path: str = "") -> Iterator[tuple[str, Sourced]]:
    """Every sourced value inside a model, with its dotted path; what lint and review walk over."""
    if isinstance(value, Sourced):
        yield path, value
    if isinstance(value, BaseModel):
        parts: Iterable[tuple[object, object]] = ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, Mapping):
        parts = value.items()
    elif isinstance(value, tuple):
        parts = enumerate(value)
    else:
        return
    for name, part in parts:
        if isinstance(part, (BaseModel, Mapping, tuple)):  # most are words and numbers, and hold no fact
            yield from facts_of(part, f"{path}.{name}" if path else str(name))


def _files(folder: Path, model: type[File], faults: list[str]) -> dict[str, File]:
    """Every YAML file of a folder by name; faults are collected, not raised one by one."""
    found: dict[str, File] = {}
    for path in sorted(folder.rglob("*.yaml")):
        try:
            found[path.name] = load_file(path, model)
        except RulebookError as error:
            faults += error.faults
    return found


def _under_state_law(plans: Mapping[str, Plan], states: Mapping[str, StateFile], faults: list[str]) -> dict[str, Plan]:
    """The plan types, each with what the law of every state makes of it."""
    by_state: dict[str, dict[str, Plan]] = {plan_id: {} for plan_id in plans}
    for name, file in states.items():
        faults += state_faults(name, file, plans)
        for plan_id in file.reaches:
            if plan_id in plans:
                changed = under_state_law(plans[plan_id], file)
                faults += _level_faults(f"{name}: {plan_id}", changed.law)
                by_state[plan_id][file.state] = changed
    return {plan_id: replace(plan, by_state=MappingProxyType(by_state[plan_id])) for plan_id, plan in plans.items()}


def _rights_of(file: StateFile | CountryFile) -> dict[str, RightData]:
    """The rights of a state's file are that state's only; those of a country's file stand as they are."""
    if isinstance(file, CountryFile):
        return dict(file.rights)
    return {key: right.model_copy(update={"states": (file.state,)}) for key, right in file.rights.items()}


def _country_faults(countries: Mapping[str, CountryFile], plans: Mapping[str, Plan]) -> Iterator[str]:
    """Plan types of a country without a file, a country that stands twice, routings to plan types that do not exist."""
    codes = [file.country.code for file in countries.values()]
    yield from (f"countries: {code} stands in two files" for code in sorted({c for c in codes if codes.count(c) > 1}))
    for plan in plans.values():
        if plan.law.country not in codes:
            yield f"plans.{plan.id}.country: there is no file of {plan.law.country} in law/countries"
    for name, file in countries.items():
        for route in file.country.routings:
            if route.use is not None and route.use not in plans:
                yield f"{name}: country.routings: there is no plan type {route.use!r}"


def _plans(
    files: Mapping[str, PlanFile | CountryFile], calendars: Mapping[str, Calendar], faults: list[str]
) -> dict[str, Plan]:
    """The plan types of all files, each with its calendar."""
    plans: dict[str, Plan] = {}
    for name, file in files.items():
        for plan_id, law in file.plans.items():
            where = f"{name}: plans.{plan_id}"
            calendar = calendars.get(f"{law.calendar}.yaml")
            if plan_id in plans:
                faults.append(f"{where}: stands in another file too; keep one of them")
            elif calendar is None:
                faults.append(f"{where}.calendar: there is no calendars/{law.calendar}.yaml")
            else:
                plans[plan_id] = Plan(plan_id, law, file.sources, calendar)
            faults += _level_faults(where, law)
    return plans


def _level_faults(where: str, law: PlanData) -> list[str]:
    """Levels out of order, equal ids, and values of one kind whose lives overlap."""
    faults: list[str] = []
    if law.initial.id != INITIAL or law.initial.kind != "initial":
        faults.append(f"{where}.initial: its id and its kind must be {INITIAL!r}")
    ids = [level.id for level in law.levels]
    if len({*ids, INITIAL}) <= len(ids):
        faults.append(f"{where}.levels: a level id stands twice, or is {INITIAL!r}: {', '.join(ids)}")
    if [level.order for level in law.levels] != sorted(level.order for level in law.levels):
        faults.append(f"{where}.levels: order must not fall from level to level")
    for level in (law.initial, *law.levels):
        faults += _overlaps(f"{where}.{level.id}", level)
    return faults


def _overlaps(where: str, level: Level) -> list[str]:
    """Values of one level that hold on the same day although only one of them can."""
    return [
        *_both_hold(f"{where}.filing", level.filing, _same_filing),
        *_both_hold(f"{where}.decisions", level.decisions, _same_clock),
        *_both_hold(f"{where}.amounts", level.amounts, lambda _one, _other: True),
    ]


def _same_filing(one: Filing, other: Filing) -> bool:
    """Whether two filing rules answer the same question; one for certain notices or scans stands before the others."""
    return one.after == other.after and one.timing == other.timing


def _same_clock(one: DecisionClock, other: DecisionClock) -> bool:
    """Whether two clocks answer the same question."""
    return one.pathway == other.pathway and bool(set(one.timing) & set(other.timing))


def _both_hold(where: str, values: Sequence[Value], same: Callable[[Value, Value], bool]) -> list[str]:
    """Two values of one kind and one state that hold on the same day."""
    return [
        f"{where}: two values hold from {max(one.since, other.since)}; end one before the other starts"
        for index, one in enumerate(values)
        for other in values[index + 1 :]
        if same(one, other)
        and (set(one.states) & set(other.states) or (not one.states and not other.states))
        and max(one.since, other.since) <= min(one.until or date.max, other.until or date.max)
    ]


def _source_faults(name: str, sources: Mapping[str, Source], file: BaseModel) -> list[str]:
    """Sources that a fact names and its file does not have, and sources that no fact names."""
    facts = list(facts_of(file))
    named = {key for _, fact in facts for key in fact.sources}
    missing = [
        f"{name}: {path}.sources: {key!r} is not among the sources of the file"
        for path, fact in facts
        for key in fact.sources
        if key not in sources
    ]
    return missing + [f"{name}: sources.{key}: no fact names it; remove it" for key in sources if key not in named]


def _target_faults(
    name: str, targets: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]], plans: Mapping[str, Plan]
) -> list[str]:
    """Plan types and levels that a right or a rate names and the rulebook does not have."""
    faults: list[str] = []
    for key, plan_ids, levels in targets:
        faults += [f"{name}: {key}.plans: there is no plan type {each!r}" for each in plan_ids if each not in plans]
        named = [plans[plan_id] for plan_id in plan_ids if plan_id in plans]
        known = {level.id for plan in named for each in (plan, *plan.by_state.values()) for level in each.levels}
        faults += [
            f"{name}: {key}.levels: none of its plans has a level {each!r}" for each in levels if each not in known
        ]
    return faults
