"""Row: the little of an appeal that lists, filters and statistics need, kept beside the record for reading many. Pure.

A thousand records take seconds to open, a thousand rows milliseconds. A row is written in the same write as its record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2s
from typing import Final, Literal
from zoneinfo import ZoneInfo

from rules.model import DenialReason, Frozen, Line, Money
from slackbot.appeal import OPEN, Appeal, Decision, Status
from slackbot.wording import SOON

PAGE: Final = 5  # appeals a page; each is opened from its record

Due = Literal["overdue", "soon"]


class Row(Frozen):
    """One appeal in short; `opened` is the clinic's day, `due` as the record has it."""

    id: str
    channel: str
    created_by: str
    owner: str | None
    backup: str | None
    opened: date
    status: Status
    due: date | None
    level: str
    insurer: Line
    plan: str
    state: str | None
    region: str
    reasons: tuple[DenialReason, ...]
    decisions: tuple[Decision, ...]
    recovered: Money | None
    approval_waits_until: date | None = None  # rows of earlier versions have none

    @property
    def is_open(self) -> bool:
        """As the record's."""
        return self.status in OPEN

    def is_of(self, user: str) -> bool:
        """True where this user owns it, or stands in for the owner."""
        return user in {self.owner, self.backup}


class Filters(Frozen):
    """What to show of all rows; None shows all. `insurer` is an `insurer_key`, so that no name is sent around."""

    channel: str | None = None
    owner: str | None = None
    level: str | None = None
    insurer: str | None = None
    due: Due | None = None


@dataclass(frozen=True)
class Page:
    """Some of many: the rows of this page, which counts from 1, and how many there are in all."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int


def row_of(appeal: Appeal) -> Row:
    """The row of a record."""
    coverage = appeal.intake.coverage
    return Row(
        id=appeal.id,
        channel=appeal.channel,
        created_by=appeal.created_by,
        owner=appeal.owner,
        backup=appeal.backup,
        opened=appeal.created_at.astimezone(ZoneInfo(appeal.time_zone)).date(),
        status=appeal.status,
        due=appeal.due,
        level=appeal.assessment.level,
        insurer=coverage.insurer,
        plan=coverage.plan,
        state=coverage.state,
        region=appeal.intake.exam.region,
        reasons=appeal.intake.denial.reasons,
        decisions=appeal.decisions,
        recovered=appeal.approval.recovered if appeal.approval else None,
        approval_waits_until=appeal.approval.waits_until if appeal.approval else None,
    )


def filtered(rows: Sequence[Row], filters: Filters, today: date) -> list[Row]:
    """The rows that pass every filter, in their order."""
    return [row for row in rows if _passes(row, filters, today)]


def mine_first(rows: Sequence[Row], user: str) -> list[Row]:
    """The user's own before the others, each in their order."""
    return sorted(rows, key=lambda row: not row.is_of(user))


def page_of(rows: Sequence[Row], number: int) -> Page:
    """The page with this number, or the nearest that there is."""
    pages = max(1, -(-len(rows) // PAGE))
    number = min(max(number, 1), pages)
    return Page(tuple(rows[(number - 1) * PAGE : number * PAGE]), number, pages, len(rows))


def is_due(row: Row, due: Due, today: date) -> bool:
    """Whether a row is overdue, or must be dealt with within a week (or is overdue)."""
    left = (row.due - today).days if row.due else None
    return left is not None and left < (0 if due == "overdue" else SOON + 1)


def insurer_key(name: str) -> str:
    """A name for an insurer's name that says nothing; however it is capitalised and spaced."""
    return blake2s(" ".join(name.split()).casefold().encode(), digest_size=6).hexdigest()


def _passes(row: Row, filters: Filters, today: date) -> bool:
    return (
        filters.channel in {None, row.channel}
        and filters.owner in {None, row.owner}
        and filters.level in {None, row.level}
        and (filters.insurer is None or filters.insurer == insurer_key(row.insurer))
        and (filters.due is None or is_due(row, filters.due, today))
    )
