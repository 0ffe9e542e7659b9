"""What a channel sets: faults are refused, working hours are counted Monday to Friday."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from slackbot.channel_settings import ChannelSettings
from tests.build import NEW_YORK

HERE = ZoneInfo(NEW_YORK)


def claim_by(at: datetime, hours: int = 4) -> datetime:
    return ChannelSettings(claim_within=hours).claim_by(at, NEW_YORK).astimezone(HERE)


@pytest.mark.parametrize(
    ("released", "hours", "due"),
    [
        ("Mon 2026-11-23 10:00", 4, "Mon 2026-11-23 14:00"),
        ("Mon 2026-11-23 13:00", 4, "Mon 2026-11-23 17:00"),
        ("Mon 2026-11-23 13:01", 4, "Tue 2026-11-24 09:01"),
        ("Mon 2026-11-23 07:00", 4, "Mon 2026-11-23 13:00"),
        ("Fri 2026-11-27 16:00", 4, "Mon 2026-11-30 12:00"),
        ("Sat 2026-11-28 12:00", 4, "Mon 2026-11-30 13:00"),
        ("Mon 2026-11-23 09:00", 40, "Mon 2026-11-30 17:00"),  # Thanksgiving in between
        ("Wed 2026-11-25 16:00", 4, "Fri 2026-11-27 12:00"),
        ("Fri 2026-10-30 16:00", 4, "Mon 2026-11-02 12:00"),  # the clocks go back in between
    ],
)
def test_working_hours_are_counted_on_working_days_on_the_channels_clock(released: str, hours: int, due: str):
    at = datetime.fromisoformat(released[4:]).replace(tzinfo=HERE)

    assert f"{claim_by(at.astimezone(UTC), hours):%a %Y-%m-%d %H:%M}" == due


@given(st.datetimes(timezones=st.just(UTC)), st.integers(1, 40))
def test_what_is_due_is_later_and_within_working_hours(released: datetime, hours: int):
    at = released.replace(year=2026, day=min(released.day, 28))
    due = claim_by(at, hours)

    assert due > at
    assert due.weekday() < 5
    assert time(9) <= due.time() <= time(17)


@pytest.mark.parametrize(
    "fault",
    [{"npi": "123"}, {"time_zone": "Mars/Olympus"}, {"opens": time(17)}, {"claim_within": 0}, {"claim_within": 41}],
)
def test_what_cannot_be_is_refused(fault: dict[str, object]):
    with pytest.raises(ValidationError):
        ChannelSettings.model_validate(fault)


def test_a_new_form_begins_with_what_is_set_and_nothing_else():
    assert ChannelSettings().defaults == {}
    assert ChannelSettings(plan="erisa_self_funded", insurer="Example Health").defaults == {
        "plan": "erisa_self_funded",
        "insurer": "Example Health",
    }
