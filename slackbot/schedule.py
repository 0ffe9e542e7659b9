"""Schedule: which reminders an appeal is owed, and when. Pure; the clock and the office are arguments.

What comes by the day is said in the morning: on the days before it that the channel's policy names, on the day, and
after it each working day as often as the policy allows. A morning on a day off moves to the working day before it. What
comes by the hour is said the policy's hours before, at the instant, and each 24 hours after it. An expedited appeal
that was not sent is mentioned 2, 8 and 24 hours after it was opened, and each 24 hours after that.

A reminder from before the present step is not owed. A bot that was down catches up with one reminder a thing, the
latest, when the clinic is at work, or at once where that would be too late. What was snoozed is silent until its
morning. A reminder's id is made of what is watched, its day and the offset: it is known for good whether it was sent.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from rules.model import Frozen
from slackbot.appeal import Appeal
from slackbot.office import DAY, Office, ReminderPolicy
from slackbot.watch import Kind, Watch, watched

WAITING: Final = (1,)  # days before something that somebody else does, or that the team set itself
HOURS_UNSENT: Final = (2, 8)  # then each full day
BEFORE_A_CALL: Final = 1  # hours
BACKUP_HOURS: Final = 8  # hours before an instant from which the backup is called too
HOUR: Final = timedelta(hours=1)

Stage = Literal["owner", "backup", "channel"]


class Reminder(Frozen):
    """One reminder of something watched: when to send it (aware), and who is called: everyone up to `stage`."""

    id: str
    watch: Watch
    at: datetime
    stage: Stage


def reminders(appeal: Appeal, office: Office) -> tuple[Reminder, ...]:
    """All reminders of the present step, in the order of time. Of two that fall on one instant the nearer one stays."""
    found: dict[tuple[str, datetime], Reminder] = {}
    for watch in watched(appeal):
        for reminder in _unsnoozed(appeal, watch, office):
            if reminder.at > appeal.step_began:
                found[watch.key, reminder.at] = reminder
    return tuple(sorted(found.values(), key=lambda reminder: (reminder.at, reminder.id)))


def owed(appeal: Appeal, office: Office, now: datetime) -> tuple[Reminder, ...]:
    """The reminders to send at `now` (aware): the latest of each thing that is due and was not sent."""
    return tuple(reminder for reminder in _open(appeal, office, now) if _may_be_said(reminder, office, now))


def next_wake(appeal: Appeal, office: Office, now: datetime) -> datetime | None:
    """When to look at this appeal again (aware): at once if something is owed, None if nothing will ever be."""
    if owed(appeal, office, now):
        return now
    times = [reminder.at for reminder in reminders(appeal, office) if reminder.at > now]
    if _open(appeal, office, now):
        times.append(office.speaks_from(now))
    return min(times, default=None)


def _open(appeal: Appeal, office: Office, now: datetime) -> list[Reminder]:
    """The latest of each thing that is due and was not sent, whether the office listens or not."""
    latest: dict[str, Reminder] = {}
    for reminder in reminders(appeal, office):
        if reminder.at <= now:
            latest.pop(reminder.watch.key, None)  # so that the latest come in the order of time
            latest[reminder.watch.key] = reminder
    return [each for each in latest.values() if each.id not in appeal.reminded]


def _may_be_said(reminder: Reminder, office: Office, now: datetime) -> bool:
    """In the working hours; at any time where it cannot wait for them."""
    speaks = office.speaks_from(now)
    if speaks <= now or reminder.watch.urgent:
        return True
    due = reminder.watch.due
    return not isinstance(due, datetime) and office.today(now) <= due < office.today(speaks)


def _unsnoozed(appeal: Appeal, watch: Watch, office: Office) -> Iterator[Reminder]:
    planned = _planned(watch, office)
    snooze = next((each for each in appeal.snoozes if each.watch == watch.key), None)
    if snooze is None:
        yield from planned
        return
    morning = office.morning(snooze.until)
    yield Reminder(
        id=f"{watch.key}:until-{snooze.until}",
        watch=watch,
        at=morning,
        stage=_stage(watch, office, (_day(watch, office) - snooze.until).days),
    )
    yield from (reminder for reminder in planned if reminder.at >= morning)


def _planned(watch: Watch, office: Office) -> Iterator[Reminder]:
    """The reminders of one thing, from far to near."""
    by_the_hour = isinstance(watch.due, datetime)
    if by_the_hour:
        yield from _instants(watch, _hours(watch.kind, office.policy))
    if not by_the_hour or watch.kind == "unowned":
        yield from _mornings(watch, office, *_days(watch.kind, office.policy))


def _days(kind: Kind, policy: ReminderPolicy) -> tuple[Sequence[int], int]:
    """How many days before or after (negative) a day, and on how many working days after it."""
    match kind:
        case "filing":
            return (*policy.days_before, 0), policy.overdue_at_most
        case "route" | "approval":
            return (*policy.days_before, 0), 0
        case "latest":
            return (0,), 1
        case "item" | "decision":
            return (*WAITING, 0), policy.overdue_at_most
        case _:
            return (), policy.overdue_at_most


def _hours(kind: Kind, policy: ReminderPolicy) -> Sequence[int]:
    """How many hours after or before (negative) an instant."""
    full_days = range(24, 24 * policy.overdue_at_most + 1, 24)
    match kind:
        case "decision":
            return [*(-hours for hours in policy.hours_before), 0, *full_days]
        case "unsent":
            return [*HOURS_UNSENT, *full_days]
        case "call":
            return [-BEFORE_A_CALL]
        case _:
            return [0]


def _mornings(watch: Watch, office: Office, days_before: Sequence[int], nag: int) -> Iterator[Reminder]:
    """On the mornings before a day and on it, and on so many working days after it."""
    due = _day(watch, office)
    days = [due - before * DAY for before in days_before]
    days += [office.working_days_after(due, number) for number in range(1, nag + 1)]
    for day in days:
        offset = (day - due).days
        name = f"{offset:+d}d" if offset else "-day"
        at = office.morning(office.last_working(day))
        yield Reminder(id=f"{watch.key}{name}", watch=watch, at=at, stage=_stage(watch, office, -offset))


def _instants(watch: Watch, hours: Sequence[int]) -> Iterator[Reminder]:
    """So many hours before (negative) or after an instant."""
    for offset in hours:
        name = f"{offset:+d}h" if offset else "-instant"
        at = _instant(watch) + offset * HOUR
        yield Reminder(id=f"{watch.key}{name}", watch=watch, at=at, stage=_stage_by_hour(watch, offset))


def _stage(watch: Watch, office: Office, days_left: int) -> Stage:
    if watch.kind == "unowned" or days_left <= office.policy.channel_from:
        return "channel"
    return "backup" if days_left <= office.policy.backup_from else "owner"


def _stage_by_hour(watch: Watch, offset: int) -> Stage:
    """The backup hears of it hours before, the channel when it is too late."""
    if watch.kind == "unsent":
        return "owner" if offset < BACKUP_HOURS else "backup" if offset < 24 else "channel"
    return "channel" if offset >= 0 else "backup" if offset >= -BACKUP_HOURS else "owner"


def _day(watch: Watch, office: Office) -> date:
    return office.today(watch.due) if isinstance(watch.due, datetime) else watch.due


def _instant(watch: Watch) -> datetime:
    assert isinstance(watch.due, datetime)  # noqa: S101 -- by its kind
    return watch.due.astimezone(UTC)
