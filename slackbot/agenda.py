"""Agenda: what of an appeal stands in a calendar. Pure; the day is an argument.

It is what `watch.py` watches, as far as it is to be done by a day or at a time; a filing stands on its `safe` day. What
is overdue stays on its day until it is done; what cannot be done any more goes.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slackbot import wording_calendar as said
from slackbot.appeal import CARD, Appeal
from slackbot.calendar_file import Entry
from slackbot.watch import Kind, Watch, watched

CALL_LENGTH: Final = timedelta(minutes=30)
_GOES: Final = frozenset({"route", "approval", "call"})


def agenda(appeal: Appeal, today: date, workspace_url: str) -> list[Entry]:
    """The entries as of `today`, each with the way to the card: `workspace_url` ends with a slash, or is not known."""
    card = appeal.posted_ts(CARD)
    url = f"{workspace_url}archives/{appeal.channel}/p{card.replace('.', '')}" if card and workspace_url else None
    return [
        Entry(
            uid=entry_id(appeal, watch.kind, watch.subject),
            summary=said.summary(appeal, what),
            description=description,
            at=watch.due,
            length=CALL_LENGTH if watch.kind == "call" else None,
            revision=appeal.revision,
            url=url,
        )
        for watch, what, description in _dates(appeal, today)
    ]


def entry_id(appeal: Appeal, kind: Kind, subject: str) -> str:
    """What stays the same when the date moves, so that the entry moves with it."""
    return f"{appeal.id}-{kind}:{subject}@mri-appeal"


def has_dates(appeal: Appeal, today: date) -> bool:
    """Whether there is anything to put into a calendar."""
    return next(_dates(appeal, today), None) is not None


def _dates(appeal: Appeal, today: date) -> Iterator[tuple[Watch, str, str]]:
    """What is watched, in a few words and in more."""
    for watch in watched(appeal):
        words = said.words(appeal, watch)
        if words and not (watch.kind in _GOES and _day(watch.due, appeal) < today):
            yield watch, *words


def _day(due: date | datetime, appeal: Appeal) -> date:
    return due.astimezone(ZoneInfo(appeal.time_zone)).date() if isinstance(due, datetime) else due
