"""Schedule: which reminders an appeal is owed, and when. Pure; the clock is an argument.

For a day, `safe` is what counts: 14, 7, 3 and 1 days before, on the day, and each day after it, at 09:00 where the
clinic is. For an instant (an hour clock): 24, 8 and 2 hours before, at the instant, and each 24 hours after it. An
expedited appeal that was not sent is mentioned 2, 8 and 24 hours after it was opened, and each 24 hours after that.
The day on which an unused approval runs out is one more such day, but nobody is reminded after it: it is too late then.
That nobody owns an appeal is said when somebody should have claimed it, and each 24 hours after that.

A reminder from before the present step is not owed. A bot that was down catches up with one reminder a deadline, the
latest; a reminder's id is made of the deadline's id and the offset, so it is known for good whether it was sent.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Final, Literal
from zoneinfo import ZoneInfo

from rules.model import Deadline, Frozen
from slackbot.appeal import APPROVED, Appeal, Status

MORNING: Final = time(9)
DAYS_BEFORE: Final = (14, 7, 3, 1)
HOURS_BEFORE: Final = (24, 8, 2)
HOURS_UNSENT: Final = (2, 8)  # then each full day
APPROVAL: Final = "approval"  # the deadline that an approval has
UNOWNED: Final = "unowned"  # the one of an appeal that nobody owns
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


class Reminder(Frozen):
    """One reminder: when to send it (aware), and what is due.

    `due` is the safe day, or the instant of an hour clock, or for "unsent" the instant since which the appeal waits.
    `days_left` goes with a day, `hours_left` (to the nearest hour) with an instant; negative when past.
    """

    id: str
    deadline_id: str
    kind: Literal["before", "day", "overdue", "hours", "unsent"]
    at: datetime
    due: date | datetime
    days_left: int | None = None
    hours_left: int | None = None


def reminders(appeal: Appeal, now: datetime) -> tuple[Reminder, ...]:
    """The reminders of the present step in the order of time: all that were due by `now` (aware), and those to come.

    What repeats without end is listed up to the first one after `now`. A closed appeal has none but its approval's.
    """
    planned = [reminder for plan in _plans(appeal, now) for reminder in plan if reminder.at > appeal.step_began]
    return tuple(sorted(planned, key=lambda reminder: (reminder.at, reminder.id)))


def owed(appeal: Appeal, now: datetime) -> tuple[Reminder, ...]:
    """The reminders to send at `now` (aware): the latest of each deadline that is due and was not sent.

    `days_left` and `hours_left` are counted from `now`, so that a late one tells the truth.
    """
    latest: dict[str, Reminder] = {}
    for reminder in reminders(appeal, now):
        if reminder.at <= now:
            latest.pop(reminder.deadline_id, None)  # so that the latest come in the order of time
            latest[reminder.deadline_id] = reminder
    zone = ZoneInfo(appeal.time_zone)
    return tuple(_seen_from(now, zone, each) for each in latest.values() if each.id not in appeal.reminded)


def next_wake(appeal: Appeal, now: datetime) -> datetime | None:
    """When to look at this appeal again (aware): at once if something is owed, None if nothing will ever be."""
    if owed(appeal, now):
        return now
    return next((reminder.at for reminder in reminders(appeal, now) if reminder.at > now), None)


def _plans(appeal: Appeal, now: datetime) -> Iterator[Iterator[Reminder]]:
    zone = ZoneInfo(appeal.time_zone)
    if not appeal.is_open:
        yield from _unused(appeal, zone)
        return
    now = max(now, appeal.step_began)
    for deadline in appeal.assessment.deadlines:
        if deadline.kind == "filing" and deadline.safe and _still_to_file(appeal, deadline):
            nagging = deadline == appeal.filing
            yield _by_day(f"{deadline.id}:safe", deadline.id, deadline.safe, zone, now if nagging else None)
    if appeal.claim_by:
        yield _unclaimed(appeal.claim_by.astimezone(UTC), now)
    level = appeal.assessment.level
    if appeal.status is Status.PREPARING and appeal.assessment.pathway.kind == "expedited":
        yield _unsent(f"{level}:unsent", appeal.step_began.astimezone(UTC), now)
    if appeal.submission and appeal.submission.due:
        decision, due = f"{level}:decision", appeal.submission.due.astimezone(UTC)
        if appeal.submission.due_is_instant:
            yield _by_hour(decision, due, now)
        else:
            yield _by_day(decision, decision, due.astimezone(zone).date(), zone, now)


def _unused(appeal: Appeal, zone: ZoneInfo) -> Iterator[Iterator[Reminder]]:
    """An approval that the scan has not used yet; the id names the day, which the insurer may move."""
    approval = appeal.approval
    if appeal.status in APPROVED and approval and approval.expires and approval.used_on is None:
        yield _by_day(f"{APPROVAL}@{approval.expires}", APPROVAL, approval.expires, zone, None)


def _still_to_file(appeal: Appeal, deadline: Deadline) -> bool:
    """The filing that is worked at while it is not sent; another route's as long as it is open."""
    if deadline.level == appeal.assessment.level:
        return appeal.status is Status.PREPARING
    return not deadline.passed


def _by_day(prefix: str, deadline_id: str, due: date, zone: ZoneInfo, nag_until: datetime | None) -> Iterator[Reminder]:
    """Reminders of a day; with `nag_until` also the daily ones after it, up to the first one later than that."""

    def reminder(offset: int, kind: Literal["before", "day", "overdue"]) -> Reminder:
        at = datetime.combine(due + offset * DAY, MORNING, zone)
        name = f"{prefix}{offset:+d}d" if offset else f"{prefix}-day"
        return Reminder(id=name, deadline_id=deadline_id, kind=kind, at=at, due=due, days_left=-offset)

    yield from (reminder(-days, "before") for days in DAYS_BEFORE)
    yield reminder(0, "day")
    yield from _until(nag_until, (reminder(days, "overdue") for days in count(1)))


def _by_hour(deadline_id: str, due: datetime, now: datetime) -> Iterator[Reminder]:
    """Reminders of an instant, and the daily ones after it."""

    def reminder(hours: int) -> Reminder:
        at = due + hours * HOUR
        name = f"{deadline_id}{hours:+d}h" if hours else f"{deadline_id}-instant"
        return Reminder(id=name, deadline_id=deadline_id, kind="hours", at=at, due=due, hours_left=-hours)

    yield from (reminder(-hours) for hours in HOURS_BEFORE)
    yield reminder(0)
    yield from _until(now, (reminder(24 * days) for days in count(1)))


def _unsent(deadline_id: str, since: datetime, now: datetime) -> Iterator[Reminder]:
    """Reminders that an expedited appeal is still here."""

    def reminder(hours: int) -> Reminder:
        at = since + hours * HOUR
        name = f"{deadline_id}{hours:+d}h"
        return Reminder(id=name, deadline_id=deadline_id, kind="unsent", at=at, due=since, hours_left=-hours)

    yield from (reminder(hours) for hours in HOURS_UNSENT)
    yield from _until(now, (reminder(24 * days) for days in count(1)))


def _unclaimed(by: datetime, now: datetime) -> Iterator[Reminder]:
    """That nobody owns the appeal: when somebody should have claimed it, and each day after it."""

    def reminder(days: int) -> Reminder:
        name = f"{UNOWNED}@{by:%Y-%m-%dT%H:%M:%S}+{days}d"
        return Reminder(id=name, deadline_id=UNOWNED, kind="hours", at=by + days * DAY, due=by, hours_left=-24 * days)

    yield from _until(now, (reminder(days) for days in count(0)))


def _until(end: datetime | None, endless: Iterator[Reminder]) -> Iterator[Reminder]:
    """What comes up to `end`, and the first one after it; nothing where there is no end."""
    if end is None:
        return
    for reminder in endless:
        yield reminder
        if reminder.at > end:
            return


def _seen_from(now: datetime, zone: ZoneInfo, reminder: Reminder) -> Reminder:
    if isinstance(reminder.due, datetime):
        return reminder.model_copy(update={"hours_left": round((reminder.due - now) / HOUR)})
    return reminder.model_copy(update={"days_left": (reminder.due - now.astimezone(zone).date()).days})
