"""Agenda: what of an appeal stands in a calendar. Pure; the day is an argument.

Each filing that is still to be made stands on its `safe` day, the insurer's decision on its day or at its instant, a
checklist item that has a day on that, and an approval on its last day until the scan was done.
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.model import Deadline
from slackbot import wording_calendar as said
from slackbot.appeal import APPROVED, CARD, Appeal, Status, Submission
from slackbot.calendar_file import Entry


def agenda(appeal: Appeal, today: date, workspace_url: str) -> list[Entry]:
    """The entries as of `today`, each with the way to the card: `workspace_url` ends with a slash."""
    card = appeal.posted_ts(CARD)
    url = f"{workspace_url}archives/{appeal.channel}/p{card.replace('.', '')}" if card else None
    return [
        Entry(
            uid=f"{appeal.id}-{name}@mri-appeal",
            summary=said.summary(appeal, what),
            description=description,
            at=at,
            revision=appeal.revision,
            url=url,
        )
        for name, at, what, description in _dates(appeal, today)
    ]


def has_dates(appeal: Appeal, today: date) -> bool:
    """Whether there is anything to put into a calendar."""
    return next(_dates(appeal, today), None) is not None


def _dates(appeal: Appeal, today: date) -> Iterator[tuple[str, date | datetime, str, str]]:
    """A name that lasts, when, what it is, and more about it."""
    approval, sent = appeal.approval, appeal.submission
    if appeal.status in APPROVED and approval and approval.waits_until and approval.waits_until >= today:
        yield "approval", approval.waits_until, said.APPROVAL_ENDS, said.LAST_DAY
    if not appeal.is_open:
        return
    for step in appeal.assessment.deadlines:
        if step.kind == "filing" and step.safe and _is_to_file(appeal, step, today):
            yield step.id, step.safe, said.to_file(step), said.filing(step)
    if sent and sent.due:
        yield f"{appeal.assessment.level}:decision", _when(sent, sent.due, appeal), said.DECISION, said.decision(appeal)
    for place, item in enumerate(appeal.items, start=1):
        if item.due and item in appeal.to_do and not item.tick:
            yield f"item:{item.id}", item.due, said.item(place), said.ITEM


def _is_to_file(appeal: Appeal, step: Deadline, today: date) -> bool:
    """The filing that is worked at while it is not sent; another route's as long as it is open."""
    if step.level == appeal.assessment.level:
        return appeal.status is Status.PREPARING
    return step.safe is not None and step.safe >= today


def _when(sent: Submission, due: datetime, appeal: Appeal) -> date | datetime:
    return due if sent.due_is_instant else due.astimezone(ZoneInfo(appeal.time_zone)).date()
