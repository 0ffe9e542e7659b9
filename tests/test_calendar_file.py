"""The calendar file: what a calendar program reads in it."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from slackbot.calendar_file import appointment

START = datetime(2026, 11, 30, 14, 30, tzinfo=timezone(timedelta(hours=-5)))
WRITTEN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def made(summary: str = "Peer-to-peer", description: str = "Call them") -> bytes:
    return appointment(
        uid="A1-1@mri-appeal",
        summary=summary,
        description=description,
        start=START,
        length=timedelta(minutes=30),
        written=WRITTEN,
    )


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_an_appointment_stands_at_its_instant_in_utc():
    lines = unfolded(made())

    assert "DTSTART:20261130T193000Z" in lines
    assert "DTEND:20261130T200000Z" in lines
    assert "DTSTAMP:20261123T150000Z" in lines
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


def test_commas_semicolons_backslashes_and_line_ends_are_escaped():
    assert "DESCRIPTION:a\\, b\\; c\\\\d\\ne" in unfolded(made(description="a, b; c\\d\ne"))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=400))
def test_no_line_is_longer_than_75_octets_and_no_text_can_end_its_line(text: str):
    content = made(description=text)

    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert len(unfolded(content)) == len(unfolded(made()))
    whole = unfolded(content)[10]
    read = whole.removeprefix("DESCRIPTION:").replace("\\\\", "\0").replace("\\n", "\n")
    assert read.replace("\\,", ",").replace("\\;", ";").replace("\0", "\\") == text
