"""What a letter may assert for a plan, and the published rate that fits a case's setting."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from rules.law import LawBook, cite, next_level, plan_of, started_levels
from rules.model import Citation, Estimate, Intake, Right
from rules.schema.law import BaseRate, RightData

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


class Setting(NamedTuple):
    """What a published rate is measured in: the plan type, the region of the body, the state."""

    plan: str
    region: str
    state: str | None


def estimate(intake: Intake, rulebook: LawBook) -> Estimate | None:
    """The published overturn rate whose plan type, level, region and state fit the case; None where none does.

    Where several fit, the first of the data file counts; the newest stands first there.

    Raises:
        UnknownLevel: the plan type or the denied level is not in the rulebook.
    """
    started = {level.id for level in started_levels(plan_of(intake, rulebook), intake.denial.denied_level)}
    setting = Setting(intake.coverage.plan, intake.exam.region, intake.coverage.state)
    for rate, citation in published_rates(setting, started, rulebook):
        text = f"{rate.text}{_at_stake(intake)}"
        return Estimate(text=text, caveat=f"{rate.caveat} {BACKGROUND}", citation=citation)
    return None


def published_rates(
    setting: Setting, levels: Collection[str], rulebook: LawBook
) -> Iterator[tuple[BaseRate, Citation]]:
    """The citable overturn rates that were measured in this setting at one of these levels, as the data orders them."""
    for file in rulebook.base_rates:
        for key, rate in file.rates.items():
            citation = cite(rate, key, file.sources)
            if citation and rate.measure == "overturned" and _measured(rate, setting, levels):
                yield rate, citation


def _measured(rate: BaseRate, setting: Setting, levels: Collection[str]) -> bool:
    return (
        setting.plan in rate.plans
        and any(level in levels for level in rate.levels)
        and (not rate.regions or setting.region in rate.regions)
        and (not rate.states or setting.state in rate.states)
    )


def _at_stake(intake: Intake) -> str:
    """The amount of the denied scan, where it was given."""
    amount = intake.denial.amount
    return f" At stake here: {amount.currency} {amount.value:,.2f}." if amount else ""
