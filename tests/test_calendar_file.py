"""The calendar file, read back as a calendar program reads it."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component

from slackbot.calendar_file import Entry, calendar_file

START = datetime(2026, 11, 30, 14, 30, tzinfo=timezone(timedelta(hours=-5)))
WRITTEN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 30)


def entry(**changes: Any) -> Entry:
    content = {"uid": "A1-filing@mri-appeal", "summary": "File it", "description": "By fax", "at": DAY, "revision": 3}
    return Entry(**{**content, **changes})


def read(content: bytes) -> Component:
    """The only event of a file."""
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def lines(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_day_is_an_entry_of_the_whole_day_that_takes_up_no_time():
    written = lines(calendar_file([entry()], WRITTEN))

    assert "DTSTART;VALUE=DATE:20261130" in written
    assert "TRANSP:TRANSPARENT" in written
    assert "CLASS:PRIVATE" in written
    assert "BEGIN:VALARM" not in written
    assert (written[0], written[-2], written[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


def test_an_instant_stands_in_utc():
    written = lines(calendar_file([entry(at=START)], WRITTEN))

    assert "DTSTART:20261130T193000Z" in written
    assert not [line for line in written if line.startswith("DTEND")]


def test_an_appointment_takes_up_its_time_and_rings_before_it():
    written = lines(calendar_file([entry(at=START, length=timedelta(minutes=30))], WRITTEN))

    assert "DTSTART:20261130T193000Z" in written
    assert "DTEND:20261130T200000Z" in written
    assert "TRANSP:OPAQUE" in written
    assert "TRIGGER:-PT15M" in written


def test_a_moved_entry_is_known_again_by_its_uid_and_is_newer():
    before = read(calendar_file([entry()], WRITTEN))
    after = read(calendar_file([entry(at=date(2026, 12, 4), revision=4)], WRITTEN + timedelta(hours=1)))

    assert after["UID"] == before["UID"] == "A1-filing@mri-appeal"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt == WRITTEN
    assert (before["DTSTART"].dt, after["DTSTART"].dt) == (DAY, date(2026, 12, 4))


def test_a_feed_has_a_name_and_says_how_often_to_look():
    feed = calendar_file([], WRITTEN, "MRI appeals")

    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} <= set(lines(feed))
    assert Calendar.from_ical(feed).calendar_name == "MRI appeals"
    assert not Calendar.from_ical(feed).walk("VEVENT")
    assert b"REFRESH-INTERVAL" not in calendar_file([entry()], WRITTEN)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=400))
def test_no_line_is_longer_than_75_octets_and_any_text_comes_back_as_it_was(text: str):
    content = calendar_file([entry(summary="Summary", description=text)], WRITTEN)

    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert str(read(content).get("DESCRIPTION", "")) == text
    assert set(read(content)) <= {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "CLASS", "TRANSP"}


@pytest.mark.parametrize("url", ["https://clinic.slack.com/archives/C1/p1764000000000100", None])
def test_an_entry_leads_to_where_it_is_dealt_with(url: str | None):
    assert read(calendar_file([entry(url=url)], WRITTEN)).get("URL") == url
