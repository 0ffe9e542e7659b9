"""How a date is written in a text that leaves the house."""

from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_day(value: date, country: str) -> str:
    """A calendar date with its month in words: November 2, 2026 in the United States, 2 November 2026 elsewhere."""
    month = MONTHS[value.month - 1]
    return f"{month} {value.day}, {value.year}" if country == "US" else f"{value.day} {month} {value.year}"
