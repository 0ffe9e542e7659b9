"""Finding the law that applies: the plan, its levels, and the value that is in force on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol, TypeVar

from rules.model import Citation, Intake, Problem
from rules.schema.calendar import Calendar
from rules.schema.common import Source, Sourced, citation
from rules.schema.law import BaseRatesFile, Dated, Filing, Level, PlanData, RightsFile
from rules.schema.places import CountryFile, Routing
from rules.schema.vocabulary import Vocabulary

INITIAL = "initial"

Value = TypeVar("Value", bound=Dated)


class NoRuleInForce(LookupError):  # noqa: N818 -- the name design.md and the briefs use
    """The rulebook holds no value for that day; nothing is guessed."""

    def __init__(self, what: str, on: date, lives: Sequence[tuple[date, date | None]]) -> None:
        """Say what was asked, for which day, and which days the rulebook covers."""
        covered = ", ".join(f"{since} to {until or 'today'}" for since, until in lives) or "no day at all"
        super().__init__(
            f"{what}: no rule in force on {on} in the rulebook, which covers {covered}; check the date on the notice, "
            "or have a lawyer add the rule of that time"
        )
        self.what, self.on = what, on


class UnknownLevel(LookupError):  # noqa: N818 -- read as a sentence beside NoRuleInForce
    """The plan type, or the level of it, is not in the rulebook."""


@dataclass(frozen=True)
class Plan:
    """A plan type as the engine uses it: its law, with the sources and the calendar it refers to.

    `by_state` holds the plan type as the law of a state changes it.
    """

    id: str
    law: PlanData
    sources: Mapping[str, Source]
    calendar: Calendar
    by_state: Mapping[str, "Plan"] = field(default_factory=dict[str, "Plan"])

    def in_state(self, state: str | None) -> "Plan":
        """The plan type under the law, and with the holidays, of a state; itself where that has none of its own."""
        if state is None:
            return self
        found = self.by_state.get(state, self)
        calendar = found.calendar.at(state)
        return found if calendar is found.calendar else replace(found, calendar=calendar)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels in order, the initial decision not among them."""
        return self.law.levels

    def level(self, level_id: str) -> Level:
        """The level with this id, "initial" included.

        Raises:
            UnknownLevel: the plan has no such level; the message names those it has.
        """
        for level in (self.law.initial, *self.law.levels):
            if level.id == level_id:
                return level
        known = ", ".join(level.id for level in (self.law.initial, *self.law.levels))
        raise UnknownLevel(f"{self.law.name} has no such level; use one of {known}")

    def cite(self, fact: Sourced | None, identifier: str) -> Citation | None:
        """The citation of a fact of this plan, or None where a letter may not cite it."""
        return cite(fact, identifier, self.sources)


class LawBook(Protocol):
    """What the law functions need of a rulebook."""

    @property
    def plans(self) -> Mapping[str, Plan]:
        """Plan types by id."""
        ...

    @property
    def rights(self) -> tuple[RightsFile, ...]:
        """Rights, file by file."""
        ...

    @property
    def base_rates(self) -> tuple[BaseRatesFile, ...]:
        """Published rates, file by file."""
        ...

    @property
    def countries(self) -> Mapping[str, CountryFile]:
        """Countries by their ISO 3166 code, each with its sources."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The ids that an intake may use; the urgency of red flags."""
        ...


@dataclass(frozen=True)
class Law:
    """All of `rules/data/law`."""

    plans: Mapping[str, Plan]
    rights: tuple[RightsFile, ...]
    base_rates: tuple[BaseRatesFile, ...]
    countries: Mapping[str, CountryFile]


def cite(fact: Sourced | None, identifier: str, sources: Mapping[str, Source]) -> Citation | None:
    """The citation of a fact under its first source's document name, or None where it may not be cited."""
    if fact is None or not fact.citable or not fact.sources or not fact.section:
        return None
    source = sources[fact.sources[0]]
    return citation(fact, identifier, source.document, year=source.year, url=source.url)


def in_force(values: Sequence[Value], on: date, state: str | None, what: str) -> Value:
    """The value that holds on a day, the state's own one before the general one.

    Raises:
        NoRuleInForce: no value's life includes the day.
    """
    holding = [value for value in values if value.since <= on and (value.until is None or on <= value.until)]
    own = [value for value in holding if state in value.states]
    general = [value for value in holding if not value.states]
    for value in (*own, *general):
        return value
    raise NoRuleInForce(what, on, [(value.since, value.until) for value in values])


def filing_of(plan: Plan, level: Level, intake: Intake) -> Filing:
    """The filing rule of a level for a case: the one for this denied level and timing before the general one.

    Raises:
        NoRuleInForce: none is in force on the date of the notice.
    """
    denial = intake.denial
    fitting = [
        each
        for each in level.filing
        if (not each.after or denial.denied_level in each.after)
        and (not each.timing or denial.service_timing in each.timing)
    ]
    special_first = sorted(fitting, key=lambda each: not (each.after or each.timing))
    return in_force(special_first, denial.notice_date, intake.coverage.state, f"{plan.law.name}, {level.name}")


def fits(level: Level, intake: Intake, kind: str) -> bool:
    """Whether a level exists for a case of this service timing and pathway."""
    return (not level.timing or intake.denial.service_timing in level.timing) and level.pathway in (None, kind)


def law_limits(intake: Intake, rulebook: LawBook) -> tuple[Problem, ...]:
    """What the clinic has to find out before the law can answer: for an unknown plan type, its country's questions.

    Nothing is guessed in the meantime; each routing that the answers can lead to is named.

    Raises:
        UnknownLevel: the plan type is not in the rulebook.
    """
    if not plan_of(intake, rulebook).law.unknown:
        return ()
    code = intake.coverage.country
    country = rulebook.countries[code].country
    plans = [plan for plan in rulebook.plans.values() if plan.law.country == code and plan.law.chosen_when]
    choices = [f"{plan.law.chosen_when}: {plan.id}" for plan in plans]
    return tuple(
        Problem(field="coverage.plan", message=message)
        for message in (
            "The type of plan is not known, so no deadline and no right is named: the date on the notice counts.",
            *(f"Ask first: {question}." for question in country.ask_first),
            f"Then choose the plan type. {'; '.join(choices)}.",
            *(f"Not in that list - {_routed(route)}." for route in country.routings),
        )
    )


def _routed(route: Routing) -> str:
    """A cover without a plan type of its own, with the one whose rules answer, marked where nobody read it."""
    use = f" (use {route.use})" if route.use else ""
    doubt = "" if route.citable else " (not confirmed: check before relying on it)"
    return f"{route.when}: {route.text}{use}{doubt}"


def level_ids(plan: Plan) -> tuple[str, ...]:
    """What a notice can deny: "initial", or an appeal level. A call between doctors denies nothing anew."""
    return (INITIAL, *(level.id for level in plan.levels if level.kind != "discussion"))


def levels_after(plan: Plan, level_id: str) -> tuple[Level, ...]:
    """The levels that are still open after a notice that denies `level_id`, in order.

    A level whose filing rules are all for notices of other levels is not on the way.

    Raises:
        UnknownLevel: the plan has no such level, or it is one that no notice can deny.
    """
    if level_id not in level_ids(plan):
        known = ", ".join(level_ids(plan))
        raise UnknownLevel(f"{plan.law.name} has no such level that a notice denies; use one of {known}")
    floor = plan.level(level_id).order if level_id != INITIAL else -1
    return tuple(level for level in plan.levels if level.order > floor and _on_the_way(level, level_id))


def _on_the_way(level: Level, denied: str) -> bool:
    return not level.filing or any(not each.after or denied in each.after for each in level.filing)


def next_level(plan: Plan, level_id: str) -> Level | None:
    """The next step that every case has (optional steps left out), or None after the last one.

    Raises:
        UnknownLevel: as `levels_after`.
    """
    return next((level for level in levels_after(plan, level_id) if not level.optional), None)


def started_levels(plan: Plan, level_id: str) -> tuple[Level, ...]:
    """The levels whose clock a notice that denies `level_id` starts: the next, its alternatives, the optional ones.

    Raises:
        UnknownLevel: as `levels_after`.
    """
    later = levels_after(plan, level_id)
    step = next((level for level in later if not level.optional), None)
    return later if step is None else tuple(level for level in later if level.order <= step.order)


def plan_of(intake: Intake, rulebook: LawBook) -> Plan:
    """The plan type of an intake, under the law of its state.

    Raises:
        UnknownLevel: the rulebook has no such plan type in that country.
    """
    plan = rulebook.plans.get(intake.coverage.plan)
    if plan is None or plan.law.country != intake.coverage.country:
        raise UnknownLevel(law_problems(intake, rulebook)[0].message)
    return plan.in_state(intake.coverage.state)


def law_problems(intake: Intake, rulebook: LawBook) -> tuple[Problem, ...]:
    """What keeps the law from being applied: unknown plan or level, a notice older than the rules we hold.

    Every fault comes with its dotted intake field and the allowed ids.
    """
    coverage, denial = intake.coverage, intake.denial
    plan = rulebook.plans.get(coverage.plan)
    if plan is None or plan.law.country != coverage.country:
        known = ", ".join(sorted(name for name, each in rulebook.plans.items() if each.law.country == coverage.country))
        hint = f"use one of {known}" if known else f"no plan type of {coverage.country} is in the rulebook yet"
        message = f"this plan type is not known in {coverage.country}; {hint}"
        return (Problem(field="coverage.plan", message=message),)
    try:
        plan = plan.in_state(coverage.state)
        for level in levels_after(plan, denial.denied_level):
            if level.filing:
                filing_of(plan, level, intake)
    except UnknownLevel as error:
        return (Problem(field="denial.denied_level", message=str(error)),)
    except NoRuleInForce as error:
        return (Problem(field="denial.notice_date", message=str(error)),)
    return ()
