"""What must be sent, reckoned anew by weekdays, the `holidays` package and subtraction, without the bot's schedule.

By the day it covers what depends on the law: filing, its last day, decision, approval. By the hour it covers all that
an expedited appeal has: that it was not sent, and the insurer's decision.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

from slackbot.appeal import Appeal, Status
from slackbot.channel_settings import ChannelSettings

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HOLIDAYS = country_holidays("US", years=range(2026, 2030))
SAID = {
    "filing": "send it by",
    "latest": "the last day by the rule is",
    "decision": "the insurer's decision is due",
    "approval": "the scan is not noted as done. last day:",
}
SAID_BY_THE_HOUR = {"unsent": "it waits since", "decision": SAID["decision"]}
NAMED = re.compile(r"#(\d+): (.+?) \w{3} \d+ \w{3} \d{4}(?!,)")
NAMED_BY_THE_HOUR = re.compile(r"#(\d+): (.+?) \w{3} \d+ \w{3} \d{4}, \d\d:\d\d")


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


def named(text: str) -> list[tuple[int, str]]:
    """The appeals and kinds that a reminder's text names by the day; kinds that are not reckoned here are left out."""
    return _named(text, NAMED, SAID)


def named_by_the_hour(text: str) -> list[tuple[int, str]]:
    """The appeals and kinds that a reminder's text names by the hour."""
    return _named(text, NAMED_BY_THE_HOUR, SAID_BY_THE_HOUR)


def _named(text: str, pattern: re.Pattern[str], said: Mapping[str, str]) -> list[tuple[int, str]]:
    found = [(int(number), about.lower()) for number, about in pattern.findall(text)]
    return [(number, kind) for number, about in found for kind, words in said.items() if about.endswith(words)]


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


def instants(appeal: Appeal, settings: ChannelSettings) -> Iterator[tuple[str, datetime]]:
    """Kind and time of everything that an appeal's people must hear of by the hour, at the step where it stands."""
    policy, since = settings.reminders, appeal.since or appeal.created_at
    each_day_after = [24 * day for day in range(1, policy.overdue_at_most + 1)]
    if appeal.status is Status.PREPARING and appeal.assessment.pathway.kind == "expedited":
        yield from (("unsent", since + hours * HOUR) for hours in (2, 8, *each_day_after))
    sent = appeal.submission
    if appeal.status is Status.SUBMITTED and sent and sent.due and sent.due_is_instant:
        hours_after = (*(-hours for hours in policy.hours_before), 0, *each_day_after)
        times = [sent.due + hours * HOUR for hours in hours_after]
        yield from (("decision", at) for at in times if at > since)


def _begun(appeal: Appeal, today: date, zone: str) -> bool:
    morning = datetime(today.year, today.month, today.day, 9, tzinfo=ZoneInfo(zone))
    return not closed(today) and morning > (appeal.since or appeal.created_at)


def _days(appeal: Appeal, kind: str, due: date, before: Sequence[int], nag: int) -> set[date]:
    """The days on which it is said, as long as nobody puts it off."""
    days = {moved_back(due - number * DAY) for number in before} | set(working_days_after(due, nag))
    since = appeal.since or appeal.created_at  # another level may have had the same day
    here = (s for s in appeal.snoozes if s.at >= since)
    put_off = (s for s in here if s.watch.startswith(f"{kind}:") and s.watch.endswith(f"@{due}"))
    if (snooze := next(put_off, None)) is None:
        return days
    return {snooze.until} | {day for day in days if day > snooze.until}
