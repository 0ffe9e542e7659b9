"""Dates and numbers in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot import wording


def test_a_day_is_written_out():
    assert wording.day(date(2027, 5, 4)) == "Tue 4 May 2027"


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        (datetime(2026, 11, 23, 19, 5, tzinfo=UTC), "America/New_York", "Mon 23 Nov 2026, 14:05 EST"),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York", "Sun 1 Nov 2026, 01:30 EDT"),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/New_York", "Sun 1 Nov 2026, 01:30 EST"),
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), "America/Los_Angeles", "Mon 23 Nov 2026, 19:00 PST"),
    ],
)
def test_an_instant_is_said_on_the_clinics_clock_with_its_zone(at: datetime, zone: str, said: str):
    assert wording.moment(at, zone) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(158, "158 days left"), (1, "1 day left"), (0, "today"), (-1, "1 day overdue"), (-3, "3 days overdue")],
)
def test_what_is_left_is_said_in_days(days: int, said: str):
    assert wording.days_left(days) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (49, "2 days left"),
        (47, "47 hours left"),
        (1, "1 hour left"),
        (0, "now"),
        (-1, "1 hour overdue"),
        (-48, "2 days overdue"),
    ],
)
def test_what_is_left_is_said_in_hours_when_it_is_short(hours: int, said: str):
    assert wording.hours_left(hours) == said


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-400, 400))
def test_a_day_keeps_its_weekday_and_number(start: date, days: int):
    value = start + timedelta(days=days)

    assert wording.day(value).split() == [f"{value:%a}", str(value.day), f"{value:%b}", str(value.year)]


def test_a_zone_is_called_by_its_city():
    assert wording.zone_name("America/New_York") == "New York"
    assert wording.zone_name("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert wording.zone_name("UTC") == "UTC"
