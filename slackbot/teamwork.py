"""Teamwork: who does what in an appeal. Pure; each function gives a change for the desk to write.

A change that is delivered twice is done once; one that does not fit raises TransitionRefused where the desk applies it.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from rules.model import Assessment, Intake
from slackbot import wording
from slackbot.appeal import (
    Appeal,
    Change,
    Event,
    Item,
    NotApplicable,
    SignOff,
    Snooze,
    Status,
    Tick,
    TransitionRefused,
    items_of,
    require_open,
    ticked,
)
from slackbot.channel_settings import ChannelSettings
from slackbot.watch import watch_of

SIGN_OFF_ITEM: Final = "clinician_sign_off"  # in the checklist of the rules
SENDING_ITEM: Final = "submission"  # the same
OWN: Final = "own_"  # how the id of an item begins that somebody added
MOST_OWN: Final = 20


def claim(user: str) -> Change:
    """`user` takes the appeal."""

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        require_open(appeal)
        event = Event(what="claimed", by=user, at=now)
        return appeal.model_copy(update={"owner": user, "claim_by": None}), [] if appeal.owner == user else [event]

    return change


def hand_over(user: str, owner: str | None, backup: str | None, note: str, settings: ChannelSettings) -> Change:
    """`user` gives the appeal to `owner` with `backup` for the days off, and a note for them.

    With `owner` None nobody owns it; the channel's settings say by when somebody should.
    """

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        require_open(appeal)
        events: list[Event] = []
        if owner != appeal.owner:
            what = "handed_over" if owner else "released"
            events.append(Event(what=what, by=user, at=now, detail=f"{owner or ''} {note}".strip()))
        if backup != appeal.backup:
            events.append(Event(what="backup", by=user, at=now, detail=backup or ""))
        claim_by = None if owner else appeal.claim_by or settings.claim_by(now, appeal.time_zone)
        return appeal.model_copy(update={"owner": owner, "backup": backup, "claim_by": claim_by}), events

    return change


def arrange(user: str, item_id: str, assignee: str | None, due: date | None, not_needed: str) -> Change:
    """`user` says who does a checklist item until when, or why it is not needed here (empty: it is)."""

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        require_open(appeal)
        item = item_of(appeal, item_id)
        events: list[Event] = []
        if (assignee, due) != (item.assignee, item.due):
            detail = _arranged(item.model_copy(update={"assignee": assignee, "due": due}))
            events.append(Event(what="assigned", by=user, at=now, detail=detail))
        if not_needed != (item.not_applicable.reason if item.not_applicable else ""):
            what = "not_needed" if not_needed else "needed"
            events.append(Event(what=what, by=user, at=now, detail=f"{item_id} {not_needed}".strip()))
        waived = _waived(item, user, now, not_needed)
        after = item.model_copy(update={"assignee": assignee, "due": due, "not_applicable": waived})
        items = tuple(after if each is item else each for each in appeal.items)
        return appeal.model_copy(update={"items": items}), events

    return change


def add(user: str, text: str, why: str, assignee: str | None, due: date | None) -> Change:
    """`user` puts something of their own on the checklist, such as a document that the insurer asked for."""

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        require_open(appeal)
        own = _own(appeal)
        if any((item.text, item.due) == (text, due) for item in own):
            return appeal, []
        if len(own) == MOST_OWN:
            raise TransitionRefused(wording.TOO_MANY_ITEMS)
        item = Item(id=f"{OWN}{len(own) + 1}", text=text, why=why, required=True, assignee=assignee, due=due)
        event = Event(what="added", by=user, at=now, detail=_arranged(item))
        return appeal.model_copy(update={"items": (*appeal.items, item)}), [event]

    return change


def sign_off(user: str, clinicians: Collection[str]) -> Change:
    """`user` stands behind the letter of this level; only the clinicians of the channel can. Ticks the item for it."""

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        if appeal.sign_off and appeal.sign_off.by == user:
            return appeal, []
        if not can_be_signed(appeal):
            raise TransitionRefused(wording.TOO_LATE_TO_SIGN)
        if user not in clinicians:
            raise TransitionRefused(wording.ONLY_CLINICIANS if clinicians else wording.NO_CLINICIANS)
        items = ticked(appeal.items, SIGN_OFF_ITEM, Tick(by=user, at=now))
        signed = appeal.model_copy(update={"items": items, "sign_off": SignOff(by=user, at=now)})
        return signed, [Event(what="signed_off", by=user, at=now)]

    return change


def amend(user: str, intake: Intake, assessment: Assessment, changed: Sequence[str]) -> Change:
    """`user` writes the facts down anew; `changed` are the labels of what is different.

    Assessment, deadlines and checklist follow; what was said about an item that is still there stays. A sign-off was of
    the earlier letter and is gone. What went to the insurer is not changed any more.
    """

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        if appeal.intake == intake or not changed:
            return appeal, []
        if not can_be_edited(appeal):
            raise TransitionRefused(wording.TOO_LATE_TO_EDIT)
        items = (*(_carried_over(item, appeal) for item in items_of(assessment)), *_own(appeal))
        letter = appeal.letter.model_copy(update={"version": appeal.letter.version + 1, "ready": None})
        update = {"intake": intake, "assessment": assessment, "items": items, "letter": letter, "sign_off": None}
        return appeal.model_copy(update=update), [Event(what="amended", by=user, at=now, detail=", ".join(changed))]

    return change


def snooze(user: str, watch: str, until: date, reason: str) -> Change:
    """`user` wants to hear of something watched (by its key) no more before the morning of a day.

    Raises (when applied):
        TransitionRefused: it is watched no more: done, moved or closed.
    """

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        watch_of(appeal, watch)
        before = next((each for each in appeal.snoozes if each.watch == watch), None)
        if before and (before.until, before.reason) == (until, reason):
            return appeal, []
        said = Snooze(watch=watch, until=until, reason=reason, by=user, at=now)
        others = tuple(each for each in appeal.snoozes if each.watch != watch)
        event = Event(what="snoozed", by=user, at=now, detail=f"{until} {reason}")
        return appeal.model_copy(update={"snoozes": (*others, said)}), [event]

    return change


def can_be_edited(appeal: Appeal) -> bool:
    """Whether the facts can still be changed: until the letter has gone out."""
    return appeal.status is Status.PREPARING


def _carried_over(item: Item, appeal: Appeal) -> Item:
    """The item with what was said about it before; that somebody signed is said of the earlier letter only."""
    before = next((each for each in appeal.items if each.id == item.id), item)
    tick = None if item.id == SIGN_OFF_ITEM else before.tick
    said = {"assignee": before.assignee, "due": before.due, "not_applicable": before.not_applicable}
    return item.model_copy(update={"tick": tick, **said})


def can_be_signed(appeal: Appeal) -> bool:
    """Whether there is a letter that still goes out."""
    return appeal.status is Status.PREPARING


def next_item(appeal: Appeal) -> Item | None:
    """The first needed item that is not done yet; sending comes last."""
    left = [item for item in appeal.to_do if item.required and item.tick is None]
    return next((item for item in left if item.id != SENDING_ITEM), left[0] if left else None)


def item_of(appeal: Appeal, item_id: str) -> Item:
    """The checklist item with this id.

    Raises:
        TransitionRefused: there is none; the checklist of a level is made anew when the appeal goes on.
    """
    for item in appeal.items:
        if item.id == item_id:
            return item
    raise TransitionRefused("This checklist item no longer exists: the checklist was made anew. Open it again.")


def _own(appeal: Appeal) -> tuple[Item, ...]:
    """The items that somebody added at this level."""
    return tuple(item for item in appeal.items if item.id.startswith(OWN))


def _arranged(item: Item) -> str:
    """An item's id, who does it and until when; a hyphen stands for nobody, and for no day."""
    return " ".join((item.id, item.assignee or "-", item.due.isoformat() if item.due else "-"))


def _waived(item: Item, user: str, now: datetime, reason: str) -> NotApplicable | None:
    if item.not_applicable and item.not_applicable.reason == reason:
        return item.not_applicable
    return NotApplicable(reason=reason, by=user, at=now) if reason else None
