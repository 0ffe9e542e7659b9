"""The shape of `rules/data/law`: calendars, plan types with their levels and clocks, rights, base rates.

Every value is sourced; every value that a new rule can replace is dated as well. A value that differs by state stands
beside the general one with its `states`. So another plan type, state or country is data, not code.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from rules.model import ServiceTiming
from rules.schema.common import Data, Key, Source, Sourced

Words = Annotated[str, StringConstraints(min_length=1)]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")]
Whole = Annotated[int, Field(ge=1)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

DateUnit = Literal["calendar_days", "working_days", "weeks", "months", "years"]
PathwayKind = Literal["standard", "expedited"]


class Rule(Sourced):
    """One statement of the law in our own words."""

    text: Words


class Dated(Sourced):
    """A value with its life: in force from `since` to `until`, both days included; `until` None is open.

    `states` limits it to those states; empty means everywhere that has no value of its own.
    """

    since: date
    until: date | None = None
    states: tuple[State, ...] = ()

    @model_validator(mode="after")
    def _life_runs_forward(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"until {self.until} is before since {self.since}; swap them or correct one")
        return self


class Holiday(Dated):
    """A public holiday: a fixed `day` of the month, or the `nth` `weekday` of it (-1 is the last)."""

    name: Words
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    weekday: Weekday | None = None
    nth: Literal[1, 2, 3, 4, -1] | None = None

    @model_validator(mode="after")
    def _one_way_to_find_it(self) -> Self:
        if (self.day is None) == (self.weekday is None) or (self.weekday is None) != (self.nth is None):
            raise ValueError("give either day, or weekday with nth")
        return self


class Calendar(Data):
    """The days on which offices are closed.

    `observed` says whether a holiday on a weekend is also kept on the nearest weekday; such a day never extends a
    period, and never counts as a working day either.
    """

    name: Words
    weekend: tuple[Weekday, ...]
    observed: Literal["nearest_weekday", "never"]
    sources: dict[Key, Source]
    holidays: tuple[Holiday, ...]


class Filing(Dated):
    """By when a level must be asked for.

    `period` counts `n` units from receipt or from the date on the notice; `automatic` needs no filing; `see_notice`
    means that plan, contract or State sets the period, so that no date can be counted here. `presumption_days` are
    added to the notice date where receipt is not proved. `roll_forward` moves a last day on a weekend or statutory
    holiday to the next other day. `safe_n` and `safe_unit` hold a shorter reading of the same rule.
    """

    mode: Literal["period", "automatic", "see_notice"] = "period"
    event: Words
    n: Whole | None = None
    unit: DateUnit | None = None
    safe_n: Whole | None = None
    safe_unit: DateUnit | None = None
    starts: Literal["receipt", "notice"] = "receipt"
    presumption_days: Annotated[int, Field(ge=0)] = 0
    no_such_day: Literal["last_day", "first_of_next_month"] = "last_day"
    roll_forward: bool = False
    filed_when: Literal["received", "sent_or_received"] | None = None
    explains: Words | None = None
    warnings: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        period = self.n is not None and self.unit is not None
        if period != (self.mode == "period"):
            raise ValueError("mode period needs n and unit; the other modes must have neither")
        if self.mode != "period" and self.explains is None:
            raise ValueError(f"mode {self.mode} needs explains: what the user has to do instead of counting")
        if (self.safe_n is None) != (self.safe_unit is None):
            raise ValueError("give safe_n and safe_unit together, or neither")
        return self


class DecisionClock(Dated):
    """How long the plan or reviewer may take, from `starts`."""

    pathway: PathwayKind
    timing: tuple[ServiceTiming, ...]
    n: Whole
    unit: Literal["hours"] | DateUnit
    starts: Words
    alternative: Words | None = None
    extension: Rule | None = None


class Expedited(Data):
    """Who may ask for the fast clock, the test, and whether the plan must accept the physician's word."""

    timing: tuple[ServiceTiming, ...]
    who: Rule
    test: Rule
    plan_must_defer: bool
    deference: Rule
    refused: Rule | None = None
    also: Rule | None = None


class Amount(Dated):
    """The least amount in dispute for a level, in an ISO 4217 currency."""

    value: Annotated[int, Field(ge=0)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Level(Data):
    """One step of the route. `optional` steps may be left out without losing the next one."""

    id: Key
    order: Annotated[int, Field(ge=0)]
    name: Words
    kind: Literal["initial", "discussion", "review", "court"] = "review"
    optional: bool = False
    action: Words
    filing: tuple[Filing, ...] = ()
    decisions: tuple[DecisionClock, ...] = ()
    expedited: Expedited | None = None
    beside: Rule | None = None
    good_cause: Rule | None = None
    missed_clock: Rule | None = None
    won: Rule | None = None
    amounts: tuple[Amount, ...] = ()
    rules: tuple[Rule, ...] = ()


class PlanData(Data):
    """One plan type: the decision that can be denied, and the levels after it in order."""

    name: Words
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    calendar: Key
    law: tuple[Words, ...]
    initial: Level
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    rules: tuple[Rule, ...] = ()


class PlanFile(Data):
    """A file of `law/plans`: plan types that share their sources."""

    sources: dict[Key, Source]
    plans: dict[Key, PlanData]


class RightData(Dated):
    """What a letter may assert, for the plans, levels (empty: all) and service timings it is limited to."""

    text: Words
    plans: Annotated[tuple[Key, ...], Field(min_length=1)]
    levels: tuple[Key, ...] = ()
    timing: tuple[ServiceTiming, ...] = ()
    warning: Words | None = None


class RightsFile(Data):
    """A file of `law/rights`."""

    sources: dict[Key, Source]
    rights: dict[Key, RightData]


class BaseRate(Sourced):
    """A published rate with the setting it was measured in; only `overturned` rates are shown as an estimate."""

    measure: Literal["overturned", "met_coverage_rules", "denied"]
    plans: tuple[Key, ...]
    levels: tuple[Key, ...] = ()
    regions: tuple[Key, ...] = ()
    states: tuple[State, ...] = ()
    year: Words
    percent: Annotated[float, Field(ge=0, le=100)]
    text: Words
    caveat: Words


class BaseRatesFile(Data):
    """A file of `law/base_rates`."""

    sources: dict[Key, Source]
    rates: dict[Key, BaseRate]
