"""A plan type as the law of a state changes it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from rules.law import Plan
from rules.schema.law import Dated, Level
from rules.schema.places import Change, StateFile

Value = TypeVar("Value", bound=Dated)

ONE_OF_A_KIND = (
    *("name", "letter", "action", "expedited", "opens", "who_may_file"),
    *("beside", "good_cause", "missed_clock", "won"),
)


def under_state_law(plan: Plan, file: StateFile) -> Plan:
    """The plan type with the changes, the added levels and the sources of a state."""
    added = {level.id: level for level in file.adds}
    kept = [_changed(level, file) for level in plan.levels if level.id not in added]
    law = plan.law.model_copy(
        update={
            "levels": tuple(sorted((*kept, *added.values()), key=lambda level: level.order)),
            "initial": _changed(plan.law.initial, file),
            "rules": (file.scope, *file.rules, *plan.law.rules),
        }
    )
    return replace(plan, law=law, sources={**plan.sources, **file.sources}, by_state={})


def state_faults(name: str, file: StateFile, plans: Mapping[str, Plan]) -> Iterator[str]:
    """Plan types and levels that a state's file names and the rulebook does not have; sources with a plan's key."""
    reached = [plans[plan] for plan in file.reaches if plan in plans]
    yield from (f"{name}: reaches: there is no plan type {plan!r}" for plan in file.reaches if plan not in plans)
    for plan in reached:
        if plan.law.country != file.country:
            yield f"{name}: reaches: {plan.id} is no plan type of {file.country}"
        for key in sorted(set(file.sources) & set(plan.sources)):
            if file.sources[key] != plan.sources[key]:
                yield f"{name}: sources.{key}: {plan.id} has another source of this key; rename one of them"
    known = {level.id for plan in reached for level in (plan.law.initial, *plan.levels)}
    yield from (f"{name}: changes: no plan type has a level {key!r}" for key in file.changes if key not in known)


def _changed(level: Level, file: StateFile) -> Level:
    change = file.changes.get(level.id)
    if change is None:
        return level
    ones = {each: value for each in ONE_OF_A_KIND if (value := getattr(change, each)) is not None}
    return level.model_copy(update={**ones, **_lists(level, change, file)})


def _lists(level: Level, change: Change, file: StateFile) -> dict[str, object]:
    return {
        "filing": (*_of_state(change.filing, file), *level.filing),
        "decisions": (*_of_state(change.decisions, file), *level.decisions),
        "rules": (*change.rules, *level.rules),
    }


def _of_state(values: tuple[Value, ...], file: StateFile) -> Iterator[Value]:
    """The values, marked as this state's, so that they stand before the general ones where they are in force."""
    return (value.model_copy(update={"states": (file.state,)}) for value in values)
