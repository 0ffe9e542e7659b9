"""Office: when a clinic is at work, and how it wants to be reminded. Pure.

Working days and public holidays come from the `holidays` package, by the clinic's country; hours are on the clinic's
own clock, so nine in the morning stays nine when the clocks change.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from rules.model import Frozen

DAY: Final = timedelta(days=1)
ONE: Final = 1  # ISO week day of a Monday

Days = Annotated[int, Field(ge=1, le=90)]
Hours = Annotated[int, Field(ge=1, le=168)]


class ReminderPolicy(Frozen):
    """How the people of a channel are reminded.

    `days_before` a day and `hours_before` an instant; on the day itself and at the instant always, and after it each
    working day, `overdue_at_most` times. The owner is called; from `backup_from` days before the day on also the
    backup, and from `channel_from` days before it on whoever is there in the channel (0: on the day itself). From
    `quiet_from` until the clinic opens, and on days off, only what cannot wait is said. `digest_day` is the ISO week
    day of the digest (1 is Monday), None for no digest.
    """

    days_before: Annotated[tuple[Days, ...], Field(min_length=1, max_length=8)] = (14, 7, 3, 1)
    hours_before: Annotated[tuple[Hours, ...], Field(min_length=1, max_length=8)] = (24, 8, 2)
    overdue_at_most: Annotated[int, Field(ge=1, le=30)] = 5
    backup_from: Annotated[int, Field(ge=0, le=90)] = 3
    channel_from: Annotated[int, Field(ge=0, le=90)] = 0
    quiet_from: time = time(19)
    digest_day: Annotated[int, Field(ge=1, le=7)] | None = ONE

    @field_validator("days_before", "hours_before")
    @classmethod
    def _from_far_to_near(cls, offsets: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(offsets), reverse=True))


POLICY: Final = ReminderPolicy()


@dataclass(frozen=True)
class Office:
    """A clinic's working time: its zone, when it opens on working days, its country (ISO 3166), its policy."""

    zone: ZoneInfo
    opens: time = time(9)
    country: str = "US"
    policy: ReminderPolicy = POLICY

    def today(self, now: datetime) -> date:
        """The clinic's day at an instant (aware)."""
        return now.astimezone(self.zone).date()

    def works_on(self, day: date) -> bool:
        """Neither weekend nor public holiday."""
        return day not in _days_off(self.country, day.year)

    def last_working(self, day: date) -> date:
        """The day itself where the clinic works on it, else the last one before it."""
        while not self.works_on(day):
            day -= DAY
        return day

    def next_working(self, day: date) -> date:
        """The day itself where the clinic works on it, else the first one after it."""
        while not self.works_on(day):
            day += DAY
        return day

    def working_days_after(self, day: date, number: int) -> date:
        """The working day so many working days after a day."""
        for _ in range(number):
            day = self.next_working(day + DAY)
        return day

    def morning(self, day: date) -> datetime:
        """When a working day begins (aware)."""
        return datetime.combine(day, self.opens, self.zone)

    def speaks_from(self, now: datetime) -> datetime:
        """The instant itself (aware) where it is neither a day off nor in the quiet hours, else when they end."""
        here = now.astimezone(self.zone)
        day = here.date()
        if self.works_on(day) and self.opens <= here.time() < self.policy.quiet_from:
            return now
        if here.time() >= self.opens:
            day += DAY
        return self.morning(self.next_working(day))


@lru_cache(maxsize=256)
def _days_off(country: str, year: int) -> frozenset[date]:
    """Weekends and public holidays of a year; a country that the package does not know has weekends only."""
    from holidays import country_holidays  # noqa: PLC0415 -- a twentieth of a second that most processes never need

    try:
        known = country_holidays(country, years=year, observed=True)
    except NotImplementedError:
        return frozenset(day for day in _days_of(year) if day.weekday() >= 5)
    return frozenset(day for day in _days_of(year) if not known.is_working_day(day))


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + number * DAY for number in range((date(year + 1, 1, 1) - first).days)]
