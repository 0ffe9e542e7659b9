"""An appointment as an iCalendar file that any calendar program takes (RFC 5545). Pure.

One event with its instant in UTC needs no time zone tables, so the whole format is what stands here: text is escaped
(3.3.11), lines end in CRLF and are folded at 75 octets (3.1).
"""

from datetime import UTC, datetime, timedelta
from typing import Final

_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
_OCTETS: Final = 75  # of one line, without its end
_REMIND_BEFORE: Final = 15  # minutes


def appointment(
    *, uid: str, summary: str, description: str, start: datetime, length: timedelta, written: datetime
) -> bytes:
    """The file. `start` and `written` are aware; `uid` stays the same for the same appointment, so that it moves."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mri-appeal//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_utc(written)}",
        f"DTSTART:{_utc(start)}",
        f"DTEND:{_utc(start + length)}",
        f"SUMMARY:{summary.translate(_ESCAPES)}",
        f"DESCRIPTION:{description.translate(_ESCAPES)}",
        "CLASS:PRIVATE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{summary.translate(_ESCAPES)}",
        f"TRIGGER:-PT{_REMIND_BEFORE}M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> str:
    """The line in pieces of 75 octets at most, never cut within a character; each further piece begins with a blank."""
    pieces, room = [""], _OCTETS
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append("")
            room = _OCTETS - 1
        pieces[-1] += character
        room -= size
    return "\r\n ".join(pieces)
