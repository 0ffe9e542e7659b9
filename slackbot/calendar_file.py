"""Dates and appointments as an iCalendar file that any calendar program takes (RFC 5545). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import CLASS, TRANSP, Alarm, Calendar, Event, vDuration

PRODUCT: Final = "-//mri-appeal//EN"
RING_BEFORE: Final = timedelta(minutes=15)
ASK_AGAIN: Final = timedelta(hours=1)  # how often a calendar program should look whether a feed has changed


@dataclass(frozen=True)
class Entry:
    """One entry: of a whole day where `at` is a day, else from an instant (aware) on.

    `uid` stays the same for the same thing and `revision` grows with its changes, so that what was moved moves. What
    has a length is an appointment: it takes up its time and rings before it.
    """

    uid: str
    summary: str
    description: str
    at: date | datetime
    length: timedelta | None = None
    revision: int = 0
    url: str | None = None


def calendar_file(entries: Iterable[Entry], written: datetime, name: str = "") -> bytes:
    """The file as of `written` (aware); one with a `name` is a feed, which calendar programs read again and again."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("METHOD", "PUBLISH")
    if name:
        calendar.calendar_name = name
        calendar.add("REFRESH-INTERVAL", ASK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vDuration(ASK_AGAIN))
    for entry in entries:
        calendar.add_component(_event(entry, written))
    return calendar.to_ical()


def _event(entry: Entry, written: datetime) -> Event:
    """An instant goes in as UTC, so that no time zone tables are needed."""
    at = entry.at.astimezone(UTC) if isinstance(entry.at, datetime) else entry.at
    event = Event.new(
        uid=entry.uid,
        sequence=entry.revision,
        stamp=written.astimezone(UTC),
        start=at,
        end=at + entry.length if entry.length else None,
        summary=entry.summary,
        description=entry.description,
        url=entry.url,
        classification=CLASS.PRIVATE,
        transparency=TRANSP.OPAQUE if entry.length else TRANSP.TRANSPARENT,
    )
    if entry.length:
        event.add_component(Alarm.new_display(entry.summary, -RING_BEFORE))
    return event
