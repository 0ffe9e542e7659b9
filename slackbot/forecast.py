"""Forecast: what would be sent, when and why, if nothing changed from now on. Pure.

For people who set a policy and for support: the rounds as they would go, with the same schedule and the same grouping.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from slackbot import wording
from slackbot import wording_reminders as said
from slackbot.appeal import Appeal
from slackbot.digest import next_digest
from slackbot.due import Due, grouped
from slackbot.office import Office
from slackbot.schedule import owed, reminders

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """One message: when (aware), in which channel, and what it reminds of; nothing for a digest."""

    at: datetime
    channel: str
    dues: tuple[Due, ...]


def forecast(
    appeals: Sequence[Appeal], offices: Mapping[str, Office], start: date, days: int, digests: Mapping[str, str | None]
) -> list[Planned]:
    """The messages of so many days from the morning of `start` on, in the order of time.

    `offices` and the weeks of the last `digests` are by channel.
    """
    found: list[Planned] = []
    for channel, office in offices.items():
        begin = datetime.combine(start, datetime.min.time(), office.zone)
        end = begin + days * DAY
        here = [appeal for appeal in appeals if appeal.channel == channel]
        found += _rounds(channel, here, office, begin, end)
        found += _digests(channel, office, digests.get(channel), begin, end) if here else []
    return sorted(found, key=lambda planned: (planned.at, planned.channel))


def lines(planned: Planned) -> list[str]:
    """A message as text: its time and channel, then each reminder with who is called and why."""
    zone = planned.at.tzinfo
    when = f"{wording.day(planned.at)} {planned.at:%H:%M} {zone and planned.at.tzname()}  {planned.channel}"
    if not planned.dues:
        return [f"{when}  digest"]
    return [when, *(line for due in planned.dues for line in _reminder(due, planned.at))]


def _rounds(channel: str, appeals: Iterable[Appeal], office: Office, begin: datetime, end: datetime) -> list[Planned]:
    by_time: dict[datetime, list[Due]] = {}
    first = office.speaks_from(begin)
    for appeal in appeals:
        for each in owed(appeal, office, first):
            if each.at <= begin:
                by_time.setdefault(first, []).append(Due(appeal, each))
        for each in reminders(appeal, office):
            if begin < each.at < end and each.id not in appeal.reminded:
                by_time.setdefault(each.at.astimezone(office.zone), []).append(Due(appeal, each))
    return [Planned(at, channel, tuple(group)) for at, dues in by_time.items() for group in grouped(dues)]


def _digests(channel: str, office: Office, last: str | None, begin: datetime, end: datetime) -> list[Planned]:
    found: list[Planned] = []
    at = next_digest(office, last, begin)
    while at and at < end:
        found.append(Planned(at, channel, ()))
        at = next_digest(office, None, at + 2 * DAY)
    return found


def _reminder(due: Due, at: datetime) -> list[str]:
    appeal, today = due.appeal, at.date()
    called = [*due.people, *(["everybody here"] if due.calls_everybody else [])] or [wording.NOBODY_OWNS]
    return [
        f"    {said.text(appeal, due.reminder, at, today)}",
        f"        calls {', '.join(called)}; because {said.reason(appeal, due.reminder)}",
    ]
