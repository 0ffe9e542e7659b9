"""Counting periods: date arithmetic, and for a filing period the dates `latest` and `safe` with the words for both.

The event day is day 0 and the last day counts in full. `latest` is what the rule allows. `safe` is counted from the
date printed on the notice, without presumed mail time and without extension, takes the earlier reading where a month
lacks the day, and moves back to a working day. Source: counting_rules of the law data (45 CFR 147.136(d)(2)(i) for
months and roll-forward, 42 CFR 422.582(b) for presumed receipt).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rules.schema.law import WEEKDAYS, Calendar, DateUnit, Filing, Holiday

ONE_DAY = timedelta(days=1)
NoSuchDay = Literal["last_day", "first_of_next_month"]


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
    """A period in words: "180 days", "1 month"; calendar days are just days."""
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
    return months_after(start, n * 12 if unit == "years" else n, no_such_day)


def is_holiday(day: date, calendar: Calendar) -> bool:
    """Whether the day itself is a holiday by statute; an observed weekday beside a weekend is not."""
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


def count_filing(filing: Filing, notice: date, received: date | None, calendar: Calendar) -> Counted:
    """Both dates of a filing period (mode "period") from the notice's date and, where known, the day of receipt."""
    if filing.n is None or filing.unit is None:
        raise ValueError(f"a filing of mode {filing.mode} has no period to count; show what it explains instead")
    start, words = _start(filing, notice, received)
    raw = after(start, filing.n, filing.unit, calendar, filing.no_such_day)
    latest = rolled_forward(raw, calendar) if filing.roll_forward else raw
    words += f" + {period_words(filing.n, filing.unit)} → {_gap(start, raw, filing)}{day_words(raw)}"
    if latest != raw:
        words += f" → the next day that is neither weekend nor holiday, {day_words(latest)}"
    if not filing.roll_forward:
        words += "; the rule has no weekend extension"
    safe, safe_words = _safe(filing, notice, calendar)
    return Counted(latest, safe, f"{words}; {safe_words}")


def _start(filing: Filing, notice: date, received: date | None) -> tuple[date, str]:
    """The day on which the rule's clock starts, and how it was found."""
    if filing.starts == "notice":
        return notice, f"notice {day_words(notice)}"
    if received is not None:
        return received, f"received {day_words(received)}"
    if filing.presumption_days == 0:
        return notice, f"notice {day_words(notice)} (day of receipt not given)"
    start = notice + timedelta(days=filing.presumption_days)
    return (
        start,
        f"notice {day_words(notice)} + {filing.presumption_days} days presumed for the mail → {day_words(start)}",
    )


def _safe(filing: Filing, notice: date, calendar: Calendar) -> tuple[date, str]:
    """The date that no reading of the rule can defeat, and how it was counted."""
    n, unit = filing.safe_n or filing.n, filing.safe_unit or filing.unit
    if n is None or unit is None:
        raise ValueError(f"a filing of mode {filing.mode} has no period to count")
    raw = after(notice, n, unit, calendar)
    safe = working_day_before(raw, calendar)
    missing = f"the month's last day, as there is no day {notice.day}, " if _lacks_day(notice, raw, unit) else ""
    words = f"safe: {period_words(n, unit)} from the notice date, {day_words(notice)} → {missing}{day_words(raw)}"
    return safe, words if safe == raw else f"{words} → the working day before, {day_words(safe)}"


def _gap(start: date, raw: date, filing: Filing) -> str:
    """Words for a month that lacks the day."""
    if filing.unit is None or not _lacks_day(start, raw, filing.unit):
        return ""
    missing = raw if filing.no_such_day == "last_day" else raw - ONE_DAY
    return f"there is no {start.day} {_month(missing.month)} {missing.year}, so "


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
