"""Digest: what a channel is told once a week, and when. Pure.

It comes on the morning of the policy's day; where that is a day off, on the next working day. A bot that was down then
sends it up to a day late, and not at all after that: the next one is near.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from slackbot.appeal import Decision, Status
from slackbot.office import DAY, Office
from slackbot.rows import Row

LATE: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Digest:
    """A channel's week, seen from its first day: open appeals by what they wait for, decisions of the week before.

    `month` holds the decisions of the month before in the first digest of a month, else None.
    """

    overdue: tuple[Row, ...]
    due: tuple[Row, ...]
    ours: tuple[Row, ...]
    insurers: tuple[Row, ...]
    unowned: tuple[Row, ...]
    decided: tuple[Row, ...]
    month: tuple[tuple[Row, Decision], ...] | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.ours or self.insurers or self.decided or self.month)


def week_of(day: date) -> str:
    """The ISO week of a day: "2027-W05"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def digest_due(office: Office, last: str | None, now: datetime) -> str | None:
    """The week whose digest is to be posted at `now` (aware); None where it is not the time, or it was posted."""
    found = _of_the_week(office, office.today(now))
    if found is None:
        return None
    week, at = found
    return week if week != last and at <= now <= at + LATE else None


def next_digest(office: Office, last: str | None, now: datetime) -> datetime | None:
    """When the next digest is due (aware; past where it is due already); None where the channel wants none."""
    today = office.today(now)
    for day in (today, today + WEEK):
        found = _of_the_week(office, day)
        if found and found[0] != last and now <= found[1] + LATE:
            return found[1]
    return None


def digest(rows: Sequence[Row], today: date) -> Digest:
    """The digest of a channel's appeals, open and closed; what was opened on the day itself everybody saw just now."""
    rows = [row for row in rows if row.opened < today]
    still = [row for row in rows if row.is_open]
    dated = sorted((row for row in still if row.due), key=lambda row: row.due or date.max)
    decisions = [(row, decision) for row in rows for decision in row.decisions]
    return Digest(
        overdue=tuple(row for row in dated if row.due and row.due < today),
        due=tuple(row for row in dated if row.due and today <= row.due < today + WEEK),
        ours=tuple(row for row in still if row.status is Status.PREPARING),
        insurers=tuple(row for row in still if row.status is Status.SUBMITTED),
        unowned=tuple(row for row in still if row.owner is None),
        decided=tuple(row for row in rows if any(today - WEEK <= each.on < today for each in row.decisions)),
        month=_last_month(decisions, today) if today.day <= WEEK.days else None,
    )


def _last_month(decisions: Sequence[tuple[Row, Decision]], today: date) -> tuple[tuple[Row, Decision], ...]:
    end = today.replace(day=1)
    begin = (end - DAY).replace(day=1)
    return tuple((row, decision) for row, decision in decisions if begin <= decision.on < end)


def _of_the_week(office: Office, day: date) -> tuple[str, datetime] | None:
    """The week that a day is in, and the morning of its digest."""
    wanted = office.policy.digest_day
    if wanted is None:
        return None
    on = day + (wanted - day.isoweekday()) * DAY
    return week_of(day), office.morning(office.next_working(on))
