"""Statistics: how the clinic's own appeals ended, beside the published rates of the same settings. Pure.

A decision counts once for its level; overturned in part counts as overturned, as the published rates do (KFF: "fully or
partly"). What was withdrawn was not decided. A published rate is background, never a goal: people appeal selected
denials, and a clinic's numbers are small.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from statistics import median
from typing import Final

from rules.law import LawBook
from rules.model import Citation, Money
from rules.rights import Setting, published_rates
from rules.schema.law import BaseRate
from slackbot.appeal import APPROVED, Appeal, Decision, Status
from slackbot.rows import Row

FEW: Final = 10  # decisions below which a rate says little

Published = tuple[BaseRate, Citation]


@dataclass(frozen=True)
class Tally:
    """The decisions of one group; `days` is the median from sending to decision, None where none was sent."""

    name: str
    decided: int
    overturned: int
    days: float | None
    published: tuple[Published, ...]

    @property
    def percent(self) -> int:
        """The share that was overturned, wholly or partly; 0 where nothing was decided."""
        return round(100 * self.overturned / self.decided) if self.decided else 0


@dataclass(frozen=True)
class Statistics:
    """All groups of some appeals; `groups` by "Level", "Insurer", "Region" and "Reason", the largest first."""

    whole: Tally
    groups: dict[str, tuple[Tally, ...]]
    open: int
    withdrawn: int
    recovered: tuple[Money, ...]


@dataclass(frozen=True)
class _Case:
    row: Row
    decision: Decision


def statistics(rows: Sequence[Row], rulebook: LawBook) -> Statistics:
    """The statistics of these appeals, open and closed."""
    cases = [_Case(row, decision) for row in rows for decision in row.decisions]
    by: dict[str, Callable[[_Case], Iterable[str]]] = {
        "Level": lambda case: [case.decision.level],
        "Insurer": lambda case: [case.row.insurer] if case.row.insurer else [],
        "Region": lambda case: [case.row.region],
        "Reason": lambda case: case.row.reasons,
    }
    return Statistics(
        whole=_tally("", cases, rulebook),
        groups={title: _grouped(cases, names, rulebook) for title, names in by.items()},
        open=sum(row.is_open for row in rows),
        withdrawn=sum(row.status is Status.WITHDRAWN for row in rows),
        recovered=sums(row.recovered for row in rows if row.recovered),
    )


def table(appeals: Sequence[Appeal]) -> bytes:
    """The appeals as CSV (RFC 4180, UTF-8 with the mark that Excel needs), one line each, the newest first."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    for appeal in sorted(appeals, key=lambda each: -each.number):
        lines.writerow(_cell(value) for value in _line(appeal))
    return written.getvalue().encode("utf-8-sig")


COLUMNS: Final = (
    *("number", "case", "region", "cpt", "insurer", "plan", "state", "reasons", "level", "status", "strength"),
    *("opened", "file_by", "sent", "decided", "decisions", "approval_until", "scan_done", "recovered", "currency"),
)


def _line(appeal: Appeal) -> tuple[object, ...]:
    intake, approval = appeal.intake, appeal.approval
    recovered = approval.recovered if approval else None
    return (
        *(appeal.number, intake.reference, intake.exam.region, intake.exam.cpt, intake.coverage.insurer),
        *(intake.coverage.plan, intake.coverage.state, " ".join(intake.denial.reasons), appeal.assessment.level),
        *(appeal.status, appeal.assessment.strength, appeal.created_at.date(), appeal.filing and appeal.filing.safe),
        *(appeal.submission and appeal.submission.at.date(), appeal.decided_on),
        " ".join(f"{each.level}:{each.outcome}:{each.on}" for each in appeal.decisions),
        *(approval and approval.expires, approval and approval.used_on),
        *(recovered and recovered.value, recovered and recovered.currency),
    )


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula (owasp.org, "CSV Injection")."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _grouped(cases: Sequence[_Case], names: Callable[[_Case], Iterable[str]], book: LawBook) -> tuple[Tally, ...]:
    found: dict[str, list[_Case]] = {}
    for case in cases:
        for name in names(case):
            found.setdefault(name, []).append(case)
    tallies = [_tally(name, some, book) for name, some in found.items()]
    return tuple(sorted(tallies, key=lambda tally: (-tally.decided, tally.name)))


def _tally(name: str, cases: Sequence[_Case], rulebook: LawBook) -> Tally:
    days = [(case.decision.on - case.decision.sent).days for case in cases if case.decision.sent]
    published = {citation.id: (rate, citation) for case in cases for rate, citation in _published(case, rulebook)}
    return Tally(
        name=name,
        decided=len(cases),
        overturned=sum(case.decision.outcome in APPROVED for case in cases),
        days=median(days) if days else None,
        published=tuple(published.values()),
    )


def _published(case: _Case, rulebook: LawBook) -> Iterable[Published]:
    """The published rate that fits a case best: the first of the data file, as the assessment takes it."""
    setting = Setting(case.row.plan, case.row.region, case.row.state)
    return islice(published_rates(setting, {case.decision.level}, rulebook), 1)


def sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """The sum in each currency."""
    found: dict[str, Decimal] = {}
    for amount in amounts:
        found[amount.currency] = found.get(amount.currency, Decimal(0)) + amount.value
    return tuple(Money(value=value, currency=currency) for currency, value in sorted(found.items()))
