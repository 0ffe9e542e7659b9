"""The shape of the law: plan types with their levels and clocks, rights, base rates.

Every value is sourced; every value that a new rule can replace is dated as well. What a state or a country adds is in
`rules.schema.places`. So another plan type, state or country is data, not code.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from rules.model import ServiceTiming
from rules.schema.common import Data, Key, Source, Sourced

Words = Annotated[str, StringConstraints(min_length=1)]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")]
Whole = Annotated[int, Field(ge=1)]

DateUnit = Literal["calendar_days", "working_days", "weeks", "months", "years", "year_ends"]
PathwayKind = Literal["standard", "expedited"]
Start = Literal["receipt", "notice", "first_denial", "asked", "service"]


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


class Filing(Dated):
    """By when a level must be asked for.

    `mode`: `period` counts `n` units; `automatic` needs no filing; `see_notice` means that plan, contract or State sets
    the period, `no_limit_found` that we found none (which is not that there is none), so no date can be counted here.

    `starts` is the day 0: receipt of this notice, the date on it, the date of the first denial, the day on which the
    denied level was asked for, or the day of the service; the last three run whatever level is open.
    `presumption_days` are added to the notice date where receipt is not proved; `presumption_is_least`: proof of an
    earlier receipt does not shorten them. `year_ends` counts to 31 December, so many years after the year of the start.
    `roll_forward` moves a last day on a weekend or statutory holiday to the next other day.

    The safe date takes the shorter reading: `safe_n` and `safe_unit`, and one day less where `first_day_may_count`.
    `after` limits the value to notices that deny one of these levels, `timing` to these scans. `gate` says what a
    passed deadline means: `hard` closes the route, `soft` leaves it to the body, `advisory` is a recommendation.
    """

    mode: Literal["period", "automatic", "see_notice", "no_limit_found"] = "period"
    event: Words
    n: Whole | None = None
    unit: DateUnit | None = None
    safe_n: Whole | None = None
    safe_unit: DateUnit | None = None
    first_day_may_count: bool = False
    starts: Start = "receipt"
    presumption_days: Annotated[int, Field(ge=0)] = 0
    presumption_is_least: bool = False
    no_such_day: Literal["last_day", "first_of_next_month"] = "last_day"
    roll_forward: bool = False
    filed_when: Literal["received", "sent_or_received"] | None = None
    gate: Literal["hard", "soft", "advisory"] = "hard"
    after: tuple[Key, ...] = ()
    timing: tuple[ServiceTiming, ...] = ()
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
    """How long the plan or reviewer may take, from `starts`.

    A state's clock takes the place of the general one; where both bind (`beside_general`), the earlier end counts.
    """

    pathway: PathwayKind
    timing: tuple[ServiceTiming, ...]
    n: Whole
    unit: Literal["hours"] | DateUnit
    starts: Words
    alternative: Words | None = None
    beside_general: bool = False
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
    """One step of the route. `optional` steps may be left out without losing the next one.

    `letter` is what a letter that asks for this step is called (Appeal, where it is left out). `outside`: it is decided
    by somebody else than the payer. Levels with one `order`
    are alternatives: each may be asked for after what comes before them. `timing` and `pathway` limit a level to such
    cases; a level whose filing rules are all `after` other levels is not on the way.
    """

    id: Key
    order: Annotated[int, Field(ge=0)]
    name: Words
    letter: Words | None = None
    outside: bool = False
    kind: Literal["initial", "discussion", "review", "court"] = "review"
    optional: bool = False
    timing: tuple[ServiceTiming, ...] = ()
    pathway: PathwayKind | None = None
    action: Words
    filing: tuple[Filing, ...] = ()
    decisions: tuple[DecisionClock, ...] = ()
    expedited: Expedited | None = None
    opens: Rule | None = None
    who_may_file: Rule | None = None
    beside: Rule | None = None
    good_cause: Rule | None = None
    missed_clock: Rule | None = None
    won: Rule | None = None
    amounts: tuple[Amount, ...] = ()
    rules: tuple[Rule, ...] = ()


class PlanData(Data):
    """One plan type: the decision that can be denied, and the levels after it in order.

    `chosen_when` says which cover it is, in words that answer the questions of the country. `unknown` marks the plan
    type of those who cannot say it yet: its country's questions are asked and nothing is counted. `urgent` says how a
    case is hastened where no level has an expedited track.
    """

    name: Words
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    calendar: Key
    law: tuple[Words, ...]
    chosen_when: Words | None = None
    unknown: bool = False
    urgent: Rule | None = None
    initial: Level
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    rules: tuple[Rule, ...] = ()


class PlanFile(Data):
    """A file of `law/plans`: plan types that share their sources."""

    sources: dict[Key, Source]
    plans: dict[Key, PlanData]


class RightData(Dated):
    """What a letter may assert, for the plans, levels (empty: all) and service timings it is limited to.

    `about`: whether it opens the file and the criteria, or governs how the decision is reviewed.
    """

    text: Words
    about: Literal["file", "review"] | None = None
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
