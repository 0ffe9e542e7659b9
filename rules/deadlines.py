"""The deadlines of a case: by when each level must be asked for, and how long the plan or reviewer then has.

Filing deadlines carry `latest` and `safe`; decision clocks start when the plan or reviewer has the appeal, so their
dates come from `decision_due` once the clinic has submitted it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from rules.counting import EVENT_FIELDS, EVENTS, Counted, after, count_filing, day_words, event_date, period_words
from rules.law import LawBook, Plan, filing_of, fits, levels_after, plan_of, started_levels
from rules.model import Citation, Deadline, Intake
from rules.pathway import clock, clocks, confirmed, pathway
from rules.schema.law import DecisionClock, Filing, Level, PathwayKind

AFTER_THE_DEADLINE = (
    "Look in the notice and the plan document for a longer time, and ask the plan whether it reopens the case or takes "
    "a new request with new facts, which starts a new decision and new clocks."
)
AFTER_THE_GATE = {
    "hard": "",
    "soft": "It may still be accepted: the body decides whether it takes a late case.",
    "advisory": "It is a recommendation only: a late case may still be brought.",
}


@dataclass(frozen=True)
class DecisionDue:
    """When a decision must be there.

    Hour clocks end at the instant `due_at`, in the time zone of the receipt; day clocks at the end of the day `due_on`.
    Both are None where the rulebook knows no clock for the case, and `counted` says so. `if_missed` and `if_won` say
    what follows from a missed clock and from a reversal.
    """

    level: str
    name: str
    pathway: PathwayKind
    due_at: datetime | None
    due_on: date | None
    basis: Citation | None
    counted: str
    if_missed: str | None
    if_won: str | None
    warnings: tuple[str, ...] = ()


def levels(intake: Intake, rulebook: LawBook) -> tuple[Level, ...]:
    """All levels of the intake's plan type in order, whatever has been denied so far.

    Raises:
        UnknownLevel: the plan type is not in the rulebook.
    """
    return plan_of(intake, rulebook).levels


def deadlines(intake: Intake, rulebook: LawBook, on: date) -> tuple[Deadline, ...]:
    """Every step after the denied level in order: by when to file, then how long the decision may take.

    `on` is the day of the question; a deadline before it is `passed`. A level whose start event has not happened has
    no dates, and `counted` says what starts it.

    Raises:
        UnknownLevel: the plan type or the denied level is not in the rulebook.
        NoRuleInForce: the rulebook holds no rule for the date of the notice.
    """
    plan = plan_of(intake, rulebook)
    kind = pathway(intake, rulebook).kind
    started = {level.id for level in started_levels(plan, intake.denial.denied_level)}
    found: list[Deadline] = []
    for level in levels_after(plan, intake.denial.denied_level):
        if not fits(level, intake, kind):
            continue
        found.append(_filing_deadline(plan, level, intake, on, started=level.id in started))
        due = clock(plan, level, kind, intake, intake.denial.notice_date)
        if due is not None:
            found.append(_decision_deadline(plan, level, due))
    return tuple(found)


def decision_due(
    intake: Intake, rulebook: LawBook, level: str, pathway_kind: PathwayKind, received: datetime
) -> DecisionDue:
    """When the decision on a submission must be there.

    `level` is a level id or "initial" (a new or corrected request). `received` is the instant at which the plan or
    reviewer has it, with its time zone. Hours are elapsed hours, through nights, weekends and changes of the clock;
    days are calendar days of that time zone, unless the rule says working days.

    Raises:
        UnknownLevel: the plan has no such level.
        NoRuleInForce: the rulebook holds no clock for the day of receipt.
        ValueError: `received` has no time zone.
    """
    if received.tzinfo is None:
        raise ValueError("the time of receipt has no time zone; give one, for example that of the clinic")
    plan = plan_of(intake, rulebook)
    step = plan.level(level)
    binding = clocks(plan, step, pathway_kind, intake, received.date())
    if_missed = confirmed(step.missed_clock) if step.missed_clock else None
    if_won = confirmed(step.won) if step.won else None
    if not binding:
        counted = "the rulebook knows no decision period for this level and timing; ask the plan in writing for its own"
        return DecisionDue(level, step.name, pathway_kind, None, None, None, counted, if_missed, if_won)
    found = min(binding, key=lambda each: _end(each, received, plan))
    due_at, due_on = _due(found, received, plan)
    end = f"{day_words(due_at)} {due_at:%H:%M %Z}" if due_at else day_words(due_on or received)
    counted = f"received {day_words(received)} {received:%H:%M %Z} + {period_words(found.n, found.unit)} → {end}"
    basis = plan.cite(found, f"{plan.id}.{level}.decision.{found.pathway}")
    return DecisionDue(
        level, step.name, found.pathway, due_at, due_on, basis, counted, if_missed, if_won, _clock_warnings(found)
    )


def _due(found: DecisionClock, received: datetime, plan: Plan) -> tuple[datetime | None, date | None]:
    """The instant of an hour clock, or the last day of a day clock."""
    if found.unit == "hours":
        return (received.astimezone(UTC) + timedelta(hours=found.n)).astimezone(received.tzinfo), None
    return None, after(received.date(), found.n, found.unit, plan.calendar)


def _end(found: DecisionClock, received: datetime, plan: Plan) -> datetime:
    """The instant at which a clock ends; a day ends at its midnight."""
    due_at, due_on = _due(found, received, plan)
    last = due_on or received.date()
    return due_at or datetime(last.year, last.month, last.day, tzinfo=received.tzinfo) + timedelta(days=1)


# ---- filing ----------------------------------------------------------------------------------------------------------


def _filing_deadline(plan: Plan, level: Level, intake: Intake, on: date, *, started: bool) -> Deadline:
    """The filing step of one level."""
    filing = filing_of(plan, level, intake)
    event = event_date(filing, intake.denial)
    dates = None
    if filing.mode == "period" and event is not None and (started or filing.starts in EVENTS):
        dates = count_filing(filing, event, intake.denial.received_date, plan.calendar)
    return Deadline(
        id=f"{level.id}.filing",
        level=level.id,
        name=level.name,
        kind="filing",
        action=level.action,
        latest=dates.latest if dates else None,
        safe=dates.safe if dates else None,
        passed=dates is not None and on > dates.latest,
        optional=level.optional,
        basis=plan.cite(filing, f"{plan.id}.{level.id}.filing"),
        counted=dates.words if dates else _future_words(filing, started=started),
        warnings=(
            *_filing_warnings(filing, level, intake, dates, on),
            *_route_warnings(level, started=started),
            *_amount_warnings(level, intake, on),
        ),
    )


def _future_words(filing: Filing, *, started: bool) -> str:
    """What a filing step without dates waits for."""
    if filing.explains is not None:
        return filing.explains if started else f"opens after {filing.event}; {filing.explains}"
    if filing.n is None or filing.unit is None:
        return f"opens after {filing.event}"
    if filing.starts in EVENTS:
        return f"not counted: {period_words(filing.n, filing.unit)} from {EVENTS[filing.starts]} ({filing.event})"
    start = "the date on the notice of" if filing.starts == "notice" else "receipt of"
    presumed = f" (presumed {filing.presumption_days} days after its date)" if filing.presumption_days else ""
    return f"not started: {period_words(filing.n, filing.unit)} from {start} {filing.event}{presumed}"


def _filing_warnings(filing: Filing, level: Level, intake: Intake, dates: Counted | None, on: date) -> tuple[str, ...]:
    """What the person who files has to know: lateness first, then doubts, then the rule's own warnings."""
    warnings: list[str] = []
    if dates is not None:
        warnings += _late(level, filing, dates, on)
        warnings += _receipt_warnings(filing, intake, dates)
    elif filing.starts in EVENTS:
        warnings.append(f"Give {EVENTS[filing.starts]} ({EVENT_FIELDS[filing.starts]}), so that this can be counted.")
    if filing.mode == "period" and not filing.citable:
        where = filing.section or "the notice"
        warnings.append(f"Not confirmed: the period is known from memory only; check {where} before relying on it.")
    if filing.filed_when == "received":
        warnings.append("It counts on the day on which it arrives, not on the day of sending.")
    return (*warnings, *filing.warnings)


def _route_warnings(level: Level, *, started: bool) -> tuple[str, ...]:
    """When a level opens, and who may file at one that is open."""
    said = (("It opens", level.opens), ("Who may file", level.who_may_file if started else None))
    return tuple(f"{label}: {confirmed(rule)}." for label, rule in said if rule is not None)


def _late(level: Level, filing: Filing, dates: Counted, on: date) -> tuple[str, ...]:
    """What remains when a date has gone by."""
    if on > dates.latest:
        passed = f"This deadline passed on {day_words(dates.latest)}."
        remains = f"What remains: {confirmed(level.good_cause)}." if level.good_cause else ""
        return (" ".join(part for part in (passed, AFTER_THE_GATE[filing.gate], remains, AFTER_THE_DEADLINE) if part),)
    if on > dates.safe:
        return (f"The safe date has passed; file today. The last day by the rule is {day_words(dates.latest)}.",)
    return ()


def _receipt_warnings(filing: Filing, intake: Intake, dates: Counted) -> tuple[str, ...]:
    """What the day of receipt does to a period that runs from it."""
    notice, received = intake.denial.notice_date, intake.denial.received_date
    if filing.starts != "receipt":
        return ()
    if received is None:
        return ("Note the day on which the notice arrived and keep the proof; the period runs from it.",)
    presumed = notice + timedelta(days=filing.presumption_days)
    if filing.presumption_days and received < presumed:
        if filing.presumption_is_least:
            return ()
        early = f"The notice arrived before the day that the rule presumes ({day_words(presumed)})"
        return (f"{early}: count on {day_words(dates.latest)}, not on a later date.",)
    if received > presumed:
        return (f"Keep the proof of receipt: without it {day_words(dates.latest)} may be held to be too late.",)
    return ()


def _amount_warnings(level: Level, intake: Intake, on: date) -> tuple[str, ...]:
    """The least amount in dispute, where a level has one."""
    if not level.amounts:
        return ()
    current = [each for each in level.amounts if each.since <= on and (each.until is None or on <= each.until)]
    if not current:
        return (
            f"This level needs a least amount in dispute; the one for {on.year} is not in the rulebook, look it up.",
        )
    least, amount = current[0], intake.denial.amount
    yearly = f" ({on.year}; it changes every year)" if least.until else ""
    words = f"The amount in dispute must be at least {least.currency} {least.value}{yearly}"
    if amount is not None and amount.currency == least.currency and amount.value < least.value:
        return (f"{words}; the amount given is less.",)
    return (f"{words}.",)


# ---- decisions -------------------------------------------------------------------------------------------------------


def _decision_deadline(plan: Plan, level: Level, found: DecisionClock) -> Deadline:
    """The decision clock of one level before it has started."""
    through = ", through nights and weekends" if found.unit == "hours" else ""
    alternative = f"; {found.alternative}" if found.alternative else ""
    missed = (f"If the clock is missed: {confirmed(level.missed_clock)}.",) if level.missed_clock else ()
    return Deadline(
        id=f"{level.id}.decision",
        level=level.id,
        name=level.name,
        kind="decision",
        action="The decision must be there",
        latest=None,
        safe=None,
        hours=found.n if found.unit == "hours" else None,
        optional=level.optional,
        basis=plan.cite(found, f"{plan.id}.{level.id}.decision.{found.pathway}"),
        counted=f"{period_words(found.n, found.unit)} from {found.starts}{through}{alternative}",
        warnings=(*_clock_warnings(found), *missed),
    )


def _clock_warnings(found: DecisionClock) -> tuple[str, ...]:
    """Doubts about a clock, and how it may be extended."""
    warnings: list[str] = []
    if not found.citable:
        warnings.append("Not confirmed: this period is known from memory only; ask the reviewer for its own.")
    if found.extension is not None:
        warnings.append(f"It may be extended: {confirmed(found.extension)}.")
    return tuple(warnings)
