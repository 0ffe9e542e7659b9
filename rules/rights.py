"""What a letter may assert for a plan, and the published rate that fits a case's setting."""

from collections.abc import Iterator

from rules.law import LawBook, cite, next_level, plan_of, started_levels
from rules.model import Estimate, Intake, Right
from rules.schema.law import BaseRatesFile, RightData

BACKGROUND = "Background only, never this patient's chance: people appeal selected denials."


def rights(intake: Intake, rulebook: LawBook) -> tuple[Right, ...]:
    """The rights that a letter to the next level may assert, each with its citation, in the order of the data.

    A right counts if it was in force on the date of the notice, is meant for this plan, level and service timing, and
    was read in a source; one known only from memory is left out.

    Raises:
        UnknownLevel: the plan type or the denied level is not in the rulebook.
    """
    level = next_level(plan_of(intake, rulebook), intake.denial.denied_level)
    if level is None:
        return ()
    return tuple(
        Right(id=key, text=right.text, about=right.about, citation=citation, warning=right.warning)
        for file in rulebook.rights
        for key, right in file.rights.items()
        if _applies(right, intake, level.id) and (citation := cite(right, key, file.sources))
    )


def _applies(right: RightData, intake: Intake, level_id: str) -> bool:
    """Whether a right is meant for this case."""
    denial = intake.denial
    return (
        intake.coverage.plan in right.plans
        and (not right.levels or level_id in right.levels)
        and (not right.timing or denial.service_timing in right.timing)
        and (not right.states or intake.coverage.state in right.states)
        and right.since <= denial.notice_date
        and (right.until is None or denial.notice_date <= right.until)
    )


def estimate(intake: Intake, rulebook: LawBook) -> Estimate | None:
    """The published overturn rate whose plan type, level, region and state fit the case; None where none does.

    Where several fit, the first of the data file counts; the newest stands first there.

    Raises:
        UnknownLevel: the plan type or the denied level is not in the rulebook.
    """
    started = {level.id for level in started_levels(plan_of(intake, rulebook), intake.denial.denied_level)}
    fitting = (found for file in rulebook.base_rates for found in _fitting(file, intake, started))
    return next(fitting, None)


def _fitting(file: BaseRatesFile, intake: Intake, started: set[str]) -> Iterator[Estimate]:
    """The citable overturn rates of a file that were measured in the setting of the case."""
    for key, rate in file.rates.items():
        citation = cite(rate, key, file.sources)
        if (
            citation
            and rate.measure == "overturned"
            and intake.coverage.plan in rate.plans
            and started.intersection(rate.levels)
            and (not rate.regions or intake.exam.region in rate.regions)
            and (not rate.states or intake.coverage.state in rate.states)
        ):
            text = f"{rate.text}{_at_stake(intake)}"
            yield Estimate(text=text, caveat=f"{rate.caveat} {BACKGROUND}", citation=citation)


def _at_stake(intake: Intake) -> str:
    """The amount of the denied scan, where it was given."""
    amount = intake.denial.amount
    return f" At stake here: {amount.currency} {amount.value:,.2f}." if amount else ""
