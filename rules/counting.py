"""Counting periods: date arithmetic, and for a filing period the dates `latest` and `safe` with the words for both.

The event day is day 0 and the last day counts in full. `latest` is what the rule allows. `safe` is counted from the
date printed on the notice (or the day of the earlier event that the rule names), without presumed mail time and without
extension, takes the earlier reading where a month lacks the day, counts public holidays as working days, and moves back
to a working day. Source: counting_rules of the law data (45 CFR 147.136(d)(2)(i) for months and roll-forward, 42 CFR
422.582(b) for presumed receipt).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from rules.model import Denial
from rules.schema.calendar import WEEKDAYS, Calendar, Holiday
from rules.schema.law import DateUnit, Filing, Start

ONE_DAY = timedelta(days=1)
NoSuchDay = Literal["last_day", "first_of_next_month"]

# The day 0 of a period that does not start with this notice: our words for it, and the field of the intake.
EVENTS: dict[Start, str] = {
    "first_denial": "the first denial",
    "asked": "the day on which the denied level was asked for",
    "service": "the day of the service",
}
EVENT_FIELDS: dict[Start, str] = {
    "first_denial": "denial.first_denial_date",
    "asked": "denial.asked_date",
    "service": "denial.service_date",
}


@dataclass(frozen=True)
class Counted:
    """The two dates of a filing period and how they were counted."""

    latest: date
    safe: date
    words: str


def day_words(day: date) -> str:
    """A date as people of any country read it without doubt: "Thu 5 Nov 2026"."""
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()]
    return f"{weekday} {day.day} {_month(day.month)} {day.year}"


def period_words(n: int, unit: str) -> str:
    """A period in words: "180 days", "1 month"; calendar days are just days, year ends are years to 31 December."""
    if unit == "year_ends":
        return f"{period_words(n, 'years')} to 31 December"
    name = unit.removeprefix("calendar_").replace("_", " ")
    return f"{n} {name.removesuffix('s') if n == 1 else name}"


def months_after(start: date, months: int, no_such_day: NoSuchDay) -> date:
    """The same day number that many months later.

    Where that month lacks the day, it is its last day or the first of the month after it, as the rule says.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    if start.day <= last:
        return date(year, month + 1, start.day)
    end = date(year, month + 1, last)
    return end if no_such_day == "last_day" else end + ONE_DAY


def after(start: date, n: int, unit: DateUnit, calendar: Calendar, no_such_day: NoSuchDay = "last_day") -> date:
    """The last day of a period of `n` units; the start day is day 0."""
    if unit == "calendar_days":
        return start + timedelta(days=n)
    if unit == "weeks":
        return start + timedelta(weeks=n)
    if unit == "working_days":
        return _working_days_after(start, n, calendar)
    if unit == "year_ends":
        return date(start.year + n, 12, 31)
    return months_after(start, n * 12 if unit == "years" else n, no_such_day)


def is_holiday(day: date, calendar: Calendar) -> bool:
    """Whether the day itself is a holiday by statute; an observed weekday beside a weekend is not."""
    if calendar.library is not None:
        return day in _library_days(calendar.library.country, calendar.library.subdivision, day.year)
    return any(_falls_on(holiday, day) for holiday in calendar.holidays)


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Neither weekend nor holiday, nor the weekday on which a weekend's holiday is observed."""
    if _on_weekend(day, calendar) or is_holiday(day, calendar):
        return False
    if calendar.observed == "never":
        return True
    before, following = day - ONE_DAY, day + ONE_DAY
    moved_on = day.weekday() == 0 and is_holiday(before, calendar)  # a Sunday's holiday is kept on Monday
    moved_back = day.weekday() == 4 and is_holiday(following, calendar)  # a Saturday's on Friday
    return not (moved_on or moved_back)


def working_day_before(day: date, calendar: Calendar) -> date:
    """The day itself if it is a working day, else the last one before it."""
    while not is_working_day(day, calendar):
        day -= ONE_DAY
    return day


def rolled_forward(day: date, calendar: Calendar) -> date:
    """The day itself, or the next that is neither weekend nor a holiday by statute; observed days do not extend."""
    while _on_weekend(day, calendar) or is_holiday(day, calendar):
        day += ONE_DAY
    return day


def event_date(filing: Filing, denial: Denial) -> date | None:
    """The day that safe readings count from: the date on the notice, or of the earlier event that the rule names.

    None where that event's day has not been given. What this notice denies, where nothing was denied before, is the
    first denial.
    """
    if filing.starts == "first_denial":
        return denial.first_denial_date or (denial.notice_date if denial.denied_level == "initial" else None)
    if filing.starts == "asked":
        return denial.asked_date
    return denial.service_date if filing.starts == "service" else denial.notice_date


def count_filing(filing: Filing, event: date, received: date | None, calendar: Calendar) -> Counted:
    """Both dates of a filing period (mode "period") from its `event_date` and, where known, the day of receipt."""
    if filing.n is None or filing.unit is None:
        raise ValueError(f"a filing of mode {filing.mode} has no period to count; show what it explains instead")
    start, words = _start(filing, event, received)
    raw = after(start, filing.n, filing.unit, calendar, filing.no_such_day)
    latest = rolled_forward(raw, calendar) if filing.roll_forward else raw
    words += f" + {period_words(filing.n, filing.unit)} → {_gap(start, raw, filing)}{day_words(raw)}"
    if latest != raw:
        words += f" → the next day that is neither weekend nor holiday, {day_words(latest)}"
    if not filing.roll_forward:
        words += "; the rule has no weekend extension"
    safe, safe_words = _safe(filing, event, calendar)
    return Counted(latest, safe, f"{words}; {safe_words}")


def _start(filing: Filing, notice: date, received: date | None) -> tuple[date, str]:
    """The day on which the rule's clock starts, and how it was found."""
    if filing.starts in EVENTS:
        return notice, f"{EVENTS[filing.starts]}, {day_words(notice)}"
    if filing.starts == "notice":
        return notice, f"notice {day_words(notice)}"
    least = notice + timedelta(days=filing.presumption_days if filing.presumption_is_least else 0)
    if received is not None and received >= least:
        return received, f"received {day_words(received)}"
    if filing.presumption_days == 0:
        return notice, f"notice {day_words(notice)} (day of receipt not given)"
    start = notice + timedelta(days=filing.presumption_days)
    return (
        start,
        f"notice {day_words(notice)} + {filing.presumption_days} days presumed for the mail → {day_words(start)}",
    )


def _safe(filing: Filing, event: date, calendar: Calendar) -> tuple[date, str]:
    """The date that no reading of the rule can defeat, and how it was counted."""
    n, unit = filing.safe_n or filing.n, filing.safe_unit or filing.unit
    if n is None or unit is None:
        raise ValueError(f"a filing of mode {filing.mode} has no period to count")
    raw = after(event, n, unit, _without_holidays(calendar))
    missing = f"the month's last day, as there is no day {event.day}, " if _lacks_day(event, raw, unit) else ""
    start = EVENTS.get(filing.starts, "the notice date")
    words = f"safe: {period_words(n, unit)} from {start}, {day_words(event)} → {missing}{day_words(raw)}"
    if filing.first_day_may_count:
        raw -= ONE_DAY
        words += f" → one day less, as the first day may count, {day_words(raw)}"
    safe = working_day_before(raw, calendar)
    return safe, words if safe == raw else f"{words} → the working day before, {day_words(safe)}"


def _without_holidays(calendar: Calendar) -> Calendar:
    """The calendar with its weekends only: no reading of working days is shorter."""
    return calendar.model_copy(update={"holidays": (), "library": None})


def _gap(start: date, raw: date, filing: Filing) -> str:
    """Words for a month that lacks the day."""
    if filing.unit is None or not _lacks_day(start, raw, filing.unit):
        return ""
    missing = raw if filing.no_such_day == "last_day" else raw - ONE_DAY
    return f"there is no {start.day} {_month(missing.month)} {missing.year}, so "


@lru_cache(maxsize=512)
def _library_days(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """The public holidays of a year by the `holidays` package, substitute days included; loaded when first needed."""
    from holidays import country_holidays  # noqa: PLC0415 -- a twentieth of a second that most processes never need

    return frozenset(country_holidays(country, subdiv=subdivision, years=year, observed=True))


def _lacks_day(start: date, end: date, unit: DateUnit) -> bool:
    return unit in {"months", "years"} and start.day != end.day


def _working_days_after(start: date, n: int, calendar: Calendar) -> date:
    day = start
    for _ in range(n):
        day += ONE_DAY
        while not is_working_day(day, calendar):
            day += ONE_DAY
    return day


def _on_weekend(day: date, calendar: Calendar) -> bool:
    return WEEKDAYS[day.weekday()] in calendar.weekend


def _falls_on(holiday: Holiday, day: date) -> bool:
    if day.month != holiday.month or day < holiday.since or (holiday.until is not None and day > holiday.until):
        return False
    if holiday.weekday is None:
        return day.day == holiday.day
    if WEEKDAYS[day.weekday()] != holiday.weekday:
        return False
    if holiday.nth == -1:
        return day.day + 7 > monthrange(day.year, day.month)[1]
    return (day.day - 1) // 7 + 1 == holiday.nth


def _month(month: int) -> str:
    return ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[month - 1]
