"""Working days and hours of a clinic: holidays of its country, its own clock, quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from slackbot.office import DAY, Office, ReminderPolicy

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = Office(NEW_YORK)

instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds it
zones = st.sampled_from(["America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Pacific/Auckland"])


@pytest.mark.parametrize(
    ("country", "day", "works"),
    [
        ("US", date(2026, 11, 26), False),  # Thanksgiving
        ("US", date(2026, 11, 27), True),
        ("US", date(2027, 7, 5), False),  # Independence Day is a Sunday
        ("US", date(2026, 11, 28), False),  # Saturday
        ("GB", date(2026, 12, 28), False),  # Boxing Day is a Saturday
        ("DE", date(2026, 10, 3), False),
        ("DE", date(2026, 11, 26), True),
        ("AE", date(2026, 11, 28), False),  # Saturday
        ("AE", date(2026, 12, 2), False),  # National Day
        ("XX", date(2026, 11, 26), True),  # no holidays are known there
        ("XX", date(2026, 11, 28), False),
    ],
)
def test_a_working_day_is_no_weekend_and_no_holiday_of_the_country(country: str, day: date, *, works: bool) -> None:
    assert Office(NEW_YORK, country=country).works_on(day) is works


def test_the_working_days_around_thanksgiving() -> None:
    thanksgiving = date(2026, 11, 26)

    assert OFFICE.last_working(thanksgiving) == date(2026, 11, 25)
    assert OFFICE.next_working(thanksgiving) == date(2026, 11, 27)
    assert OFFICE.working_days_after(thanksgiving, 2) == date(2026, 11, 30)


def test_the_last_working_day_before_new_year_is_in_the_old_year() -> None:
    assert OFFICE.last_working(date(2027, 1, 3)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("now", "speaks"),
    [
        ("2026-11-25 09:00", "2026-11-25 09:00"),
        ("2026-11-25 08:59", "2026-11-25 09:00"),
        ("2026-11-25 18:59", "2026-11-25 18:59"),
        ("2026-11-25 19:00", "2026-11-27 09:00"),  # Thanksgiving lies between
        ("2026-11-26 08:00", "2026-11-27 09:00"),
        ("2026-11-28 12:00", "2026-11-30 09:00"),
    ],
)
def test_quiet_hours_and_days_off_end_in_the_morning_of_a_working_day(now: str, speaks: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)

    assert OFFICE.speaks_from(at) == datetime.fromisoformat(speaks).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(("day", "hour"), [(date(2027, 3, 12), 14), (date(2027, 3, 15), 13), (date(2026, 11, 2), 14)])
def test_the_morning_stays_at_nine_when_the_clocks_change(day: date, hour: int) -> None:
    assert OFFICE.morning(day).astimezone(UTC).hour == hour


@given(instants, zones)
def test_the_next_time_to_speak_is_never_earlier_and_is_one(now: datetime, zone: str) -> None:
    office = Office(ZoneInfo(zone), opens=time(8, 30))
    speaks = office.speaks_from(now)

    assert speaks >= now
    assert office.speaks_from(speaks) == speaks
    assert office.works_on(speaks.astimezone(office.zone).date())
    assert speaks - now < timedelta(days=8)


@given(st.dates(date(2024, 1, 1), date(2029, 12, 31)), st.integers(1, 30))
def test_so_many_working_days_after_a_day_are_so_many(day: date, number: int) -> None:
    end = OFFICE.working_days_after(day, number)

    assert sum(OFFICE.works_on(day + n * DAY) for n in range(1, (end - day).days + 1)) == number
    assert OFFICE.works_on(end)


def test_a_policy_is_sorted_from_far_to_near_and_says_each_day_once() -> None:
    assert ReminderPolicy(days_before=(1, 10, 10, 3)).days_before == (10, 3, 1)


@pytest.mark.parametrize(
    "wrong", [{"days_before": ()}, {"days_before": (0,)}, {"digest_day": 8}, {"overdue_at_most": 0}]
)
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ReminderPolicy.model_validate(wrong)
