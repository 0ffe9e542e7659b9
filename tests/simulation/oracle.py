"""What must be sent on a morning, reckoned anew: by weekdays, the `holidays` package and subtraction, without the bot's
own schedule. Covers what comes by the day and depends on the law: filing, its last day, decision, approval.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

from slackbot.appeal import Appeal, Status
from slackbot.channel_settings import ChannelSettings

DAY = timedelta(days=1)
HOLIDAYS = country_holidays("US", years=range(2026, 2030))
SAID = {
    "filing": "send it by",
    "latest": "the last day by the rule is",
    "decision": "the insurer's decision is due",
    "approval": "the scan is not noted as done. last day:",
}
NAMED = re.compile(r"#(\d+): (.+?) \w{3} \d+ \w{3} \d{4}(?!,)")


def closed(day: date) -> bool:
    return day.weekday() >= 5 or day in HOLIDAYS


def moved_back(day: date) -> date:
    while closed(day):
        day -= DAY
    return day


def working_days_after(day: date, number: int) -> list[date]:
    found: list[date] = []
    while len(found) < number:
        day += DAY
        if not closed(day):
            found.append(day)
    return found


def named(text: str) -> Iterator[tuple[int, str]]:
    """The appeals and kinds that a reminder's text names; kinds that are not reckoned here are left out."""
    for number, about in NAMED.findall(text):
        for kind, words in SAID.items():
            if about.lower().endswith(words):
                yield int(number), kind


def expected(appeals: Iterable[Appeal], settings: ChannelSettings, zone: str, today: date) -> set[tuple[int, str]]:
    """What the people of a channel must hear of on this morning."""
    return {
        (appeal.number, kind)
        for appeal in appeals
        for kind, due, before, nag in _dated(appeal, settings)
        if _begun(appeal, today, zone) and today in _days(appeal, kind, due, before, nag)
    }


def _dated(appeal: Appeal, settings: ChannelSettings) -> Iterator[tuple[str, date, Sequence[int], int]]:
    """Kind, day, days before it (0 is the day itself), and how many working days after it."""
    policy = settings.reminders
    offsets = (*policy.days_before, 0)
    if appeal.status is Status.PREPARING and appeal.filing and appeal.filing.safe:
        yield "filing", appeal.filing.safe, offsets, policy.overdue_at_most
        if appeal.filing.latest and appeal.filing.latest > appeal.filing.safe:
            yield "latest", appeal.filing.latest, (0,), 1
    sent = appeal.submission
    if appeal.status is Status.SUBMITTED and sent and sent.due and not sent.due_is_instant:
        yield "decision", sent.due.astimezone(ZoneInfo(appeal.time_zone)).date(), (1, 0), policy.overdue_at_most
    won = appeal.approval
    if appeal.status in {Status.OVERTURNED, Status.PARTLY} and won and won.expires and won.used_on is None:
        yield "approval", won.expires, offsets, 0


def _begun(appeal: Appeal, today: date, zone: str) -> bool:
    morning = datetime(today.year, today.month, today.day, 9, tzinfo=ZoneInfo(zone))
    return not closed(today) and morning > (appeal.since or appeal.created_at)


def _days(appeal: Appeal, kind: str, due: date, before: Sequence[int], nag: int) -> set[date]:
    """The days on which it is said, as long as nobody puts it off."""
    days = {moved_back(due - number * DAY) for number in before} | set(working_days_after(due, nag))
    put_off = (s for s in appeal.snoozes if s.watch.startswith(f"{kind}:") and s.watch.endswith(f"@{due}"))
    if (snooze := next(put_off, None)) is None:
        return days
    return {snooze.until} | {day for day in days if day > snooze.until}
