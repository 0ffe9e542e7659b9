"""Watch: what of an appeal has its time, at the step where it stands. Pure.

For the law only `rules.deadlines` counts; this lists what it found, beside what people agreed on among themselves.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from rules.model import Deadline, Frozen
from slackbot.appeal import APPROVED, Appeal, Item, Status, TransitionRefused

Kind = Literal[
    "filing",  # send the appeal of this level by its safe day
    "latest",  # the last day that the rule allows, where it is later
    "route",  # another route's safe day, as long as it is open
    "decision",  # the insurer's answer is due
    "unsent",  # an expedited appeal is still here
    "call",  # a peer-to-peer call was offered for this time
    "call_result",  # the last time that was offered is past, and no result is recorded
    "item",  # a checklist item is to be done
    "unowned",  # somebody should have claimed it
    "approval",  # the approval runs out unused
]
URGENT: Final = frozenset({"unsent", "call"})


class Watch(Frozen):
    """One thing that has its time: a day of the clinic, or an instant (aware UTC; for "unsent" the one since when).

    `subject` is the deadline's or the item's id. `person` does it, where that is not the owner.
    """

    kind: Kind
    subject: str
    due: date | datetime
    person: str | None = None

    @property
    def key(self) -> str:
        """What tells it from every other one of the appeal; it changes with `due`, so a moved deadline begins anew."""
        due = f"{self.due:%Y-%m-%dT%H:%M}" if isinstance(self.due, datetime) else self.due.isoformat()
        return f"{self.kind}:{self.subject}@{due}"

    @property
    def urgent(self) -> bool:
        """Whether it waits neither for the morning nor for the others: what runs by the hour."""
        return self.kind in URGENT or (self.kind == "decision" and isinstance(self.due, datetime))


def watched(appeal: Appeal) -> tuple[Watch, ...]:
    """Everything that is watched of an appeal as it stands; of a closed one only its unused approval."""
    return tuple(_open(appeal) if appeal.is_open else _approval(appeal))


def watch_of(appeal: Appeal, key: str) -> Watch:
    """What is watched under a key.

    Raises:
        TransitionRefused: it is watched no more: done, moved or closed.
    """
    for watch in watched(appeal):
        if watch.key == key:
            return watch
    raise TransitionRefused(
        "This is watched no more: it was done, its date has moved, or the appeal is closed. The card shows how it "
        "stands."
    )


def counts_by(watch: Watch, zone: str) -> date | None:
    """The day that counts, in a time zone; None where there is none, only a time since which something waits."""
    if watch.kind in {"unsent", "unowned"}:
        return None
    return watch.due.astimezone(ZoneInfo(zone)).date() if isinstance(watch.due, datetime) else watch.due


def _open(appeal: Appeal) -> Iterator[Watch]:
    for deadline in appeal.assessment.deadlines:
        if deadline.kind == "filing":
            yield from _filing(appeal, deadline)
    if appeal.status is Status.PREPARING and appeal.assessment.pathway.kind == "expedited":
        yield Watch(kind="unsent", subject=appeal.assessment.level, due=appeal.step_began.astimezone(UTC))
    yield from _decision(appeal)
    yield from _call(appeal)
    yield from (_item(item, item.due) for item in appeal.to_do if item.due and item.tick is None)
    if appeal.claim_by:
        yield Watch(kind="unowned", subject="owner", due=appeal.claim_by.astimezone(UTC))
    yield from _approval(appeal)


def _filing(appeal: Appeal, deadline: Deadline) -> Iterator[Watch]:
    """The filing that is worked at while it is not sent; another route's as long as it is open."""
    if deadline.safe is None:
        return
    if deadline.level != appeal.assessment.level:
        if not deadline.passed:
            yield Watch(kind="route", subject=deadline.id, due=deadline.safe)
        return
    if appeal.status is Status.PREPARING:
        yield Watch(kind="filing", subject=deadline.id, due=deadline.safe)
        if deadline.latest and deadline.latest > deadline.safe:
            yield Watch(kind="latest", subject=deadline.id, due=deadline.latest)


def _decision(appeal: Appeal) -> Iterator[Watch]:
    sent = appeal.submission
    if appeal.status is Status.SUBMITTED and sent and sent.due:
        due = sent.due if sent.due_is_instant else sent.due.astimezone(ZoneInfo(appeal.time_zone)).date()
        yield Watch(kind="decision", subject=appeal.assessment.level, due=due)


def _call(appeal: Appeal) -> Iterator[Watch]:
    call = appeal.peer_to_peer
    if call is None or call.result:
        return
    for place, at in enumerate(call.slots, start=1):
        yield Watch(kind="call", subject=str(place), due=at.astimezone(UTC))
    last = max(call.slots).astimezone(ZoneInfo(appeal.time_zone)).date()
    yield Watch(kind="call_result", subject="call", due=last)


def _item(item: Item, due: date) -> Watch:
    return Watch(kind="item", subject=item.id, due=due, person=item.assignee)


def _approval(appeal: Appeal) -> Iterator[Watch]:
    approval = appeal.approval
    held = appeal.status in APPROVED or appeal.is_open
    if held and approval and approval.expires and approval.used_on is None:
        yield Watch(kind="approval", subject="approval", due=approval.expires)
