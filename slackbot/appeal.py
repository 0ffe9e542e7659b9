"""Appeal: the case that we track, and what may happen to it. Pure: every function takes a record and gives a new one.

    preparing --submit--> submitted --decide--> overturned | partly | upheld | withdrawn
        ^                                                       |
        +---------------- escalate (next level) ----------------+     withdrawn is possible from every open state

An appeal that was upheld, or upheld in part, and has a level left goes back to `preparing` at that level with a new
assessment.
"""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from rules.model import Assessment, Deadline, Frozen, Intake, Line, Money, Text


class Status(StrEnum):
    """Where an appeal stands."""

    PREPARING = "preparing"
    SUBMITTED = "submitted"
    OVERTURNED = "overturned"
    PARTLY = "partly"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


Way = Literal["call", "fax", "portal", "letter"]
"""How something passes between the clinic and the insurer."""

CARD = "card"
VERSIONED = ("letter", "files")  # how the kinds of messages begin that are posted anew for each version
OPEN = frozenset({Status.PREPARING, Status.SUBMITTED})
APPROVED = frozenset({Status.OVERTURNED, Status.PARTLY})


class TransitionRefused(Exception):  # noqa: N818 -- it is an answer to the user, not a failure of the program
    """The step does not fit the appeal's state; the message says why and what to do instead."""


class Tick(Frozen):
    """Who did a checklist item, and when (aware UTC)."""

    by: str
    at: datetime


class NotApplicable(Frozen):
    """That a checklist item does not apply to this case: why, who said so, and when (aware UTC)."""

    reason: Line
    by: str
    at: datetime


class Item(Frozen):
    """One thing to do at this level; `assignee` does it until `due`, where somebody said so."""

    id: str
    text: str
    why: str
    required: bool
    tick: Tick | None = None
    assignee: str | None = None
    due: date | None = None
    not_applicable: NotApplicable | None = None


class Submission(Frozen):
    """That the appeal was sent: when the insurer got it (aware), by whom it was recorded, how, and the proof's number.

    `due` is the instant by which the insurer must decide, as the rules count it; None where no rule sets one.
    `if_missed` says what the rules give the patient where no answer comes by then.
    """

    at: datetime
    by: str
    how: Way | None = None
    confirmation: Line = ""
    due: datetime | None = None
    due_is_instant: bool = False
    due_basis: str = ""
    if_missed: str = ""


class SignOff(Frozen):
    """That a clinician of the clinic stands behind this level's letter: who, and when (aware UTC)."""

    by: str
    at: datetime


class Snooze(Frozen):
    """That one thing that is watched (by the key of `watch.py`) is silent until the morning of a day, and why."""

    watch: str
    until: date
    reason: Line
    by: str
    at: datetime


class LetterState(Frozen):
    """The letters of this level: their version, who marked it ready when (aware UTC), the other kinds asked for."""

    version: Annotated[int, Field(ge=1)] = 1
    ready: Tick | None = None
    asked: tuple[str, ...] = ()


class Contact(Frozen):
    """One talk or exchange with the insurer: how, when (aware), with whom, their reference number, what was said.

    `proof` is the Slack id of a file that proves it; `by` is who wrote it down.
    """

    kind: Way
    at: datetime
    by: str
    with_whom: Line = ""
    reference: Line = ""
    said: Text = ""
    proof: str | None = None


class PeerToPeer(Frozen):
    """The talk of the ordering clinician with the insurer's: what was asked for, and how it ended.

    `slots` (aware) are the times that were offered, `phone` is the number on the notice; `result` with who recorded it
    and when (aware UTC) is None until the talk took place, or failed to.
    """

    requested_by: str
    requested_at: datetime
    slots: tuple[datetime, ...]
    phone: Line
    result: Literal["overturned", "upheld", "new_facts", "no_show"] | None = None
    result_by: str | None = None
    result_at: datetime | None = None


class Approval(Frozen):
    """What a denial that was overturned, wholly or partly, has brought: an approval unused at `expires` is lost.

    `used_on` is the day of the scan; None until it is known.
    """

    number: Line = ""
    expires: date | None = None
    recovered: Money | None = None
    used_on: date | None = None

    @property
    def waits_until(self) -> date | None:
        """The last day for the scan; None where it was done, or the day is not known."""
        return None if self.used_on else self.expires


class Decision(Frozen):
    """What the insurer decided at one level: on which day, and since which day it had the appeal (None: not sent).

    A denial that a peer-to-peer call overturned was decided at the level `peer_to_peer`.
    """

    level: str
    outcome: Status
    on: date
    sent: date | None = None


class Event(Frozen):
    """One line of the history: what happened, by whom, when (aware UTC). Holds no clinical content.

    `what` is "opened", "ticked", "unticked", "claimed", "handed_over", "released", "backup", "assigned", "not_needed",
    "needed", "added", "signed_off", "amended", "letter_ready", "letter_asked", "submitted", the outcome of a
    decision ("overturned", "partly", "upheld", "withdrawn"), "approved", "scanned", "escalated", "snoozed" or
    "reminded". `detail` begins with the item's id where it is about an item (then who and until when, or the reason),
    is the new owner's id with the note for "handed_over", the labels of what changed for "amended", the version or kind
    of a letter, the place among the contacts for a contact and a submission, the date for a decision, the new level for
    an escalation, the day and the reason for a snooze, the reminder's id for a reminder. `id` is the store's, in the
    order of writing; empty before the event is written.
    """

    what: str
    by: str
    at: datetime
    detail: str = ""
    id: str = ""


class Appeal(Frozen):
    """The record of one case. `revision` counts writes; `posted` maps a message key to its Slack ts (files: an id).

    `since` is when the present step began (opened, submitted, escalated; aware UTC), None for the first. `reminded`
    holds the ids of the reminders that were sent. `owner` is None while nobody owns it, and `claim_by` the instant
    (aware UTC) by which somebody should. Letters, sign-off and peer-to-peer belong to the present level; contacts and
    decisions stay for all of them. `brought` are the Slack ids of the files of the message that it was started from.
    """

    id: str
    number: Annotated[int, Field(ge=1)]
    team: str
    channel: str
    created_by: str
    created_at: datetime
    owner: str | None
    backup: str | None = None
    claim_by: datetime | None = None
    time_zone: str
    intake: Intake
    assessment: Assessment
    status: Status = Status.PREPARING
    items: tuple[Item, ...]
    letter: LetterState = LetterState()
    sign_off: SignOff | None = None
    peer_to_peer: PeerToPeer | None = None
    contacts: tuple[Contact, ...] = ()
    submission: Submission | None = None
    decided_on: date | None = None
    decisions: tuple[Decision, ...] = ()
    approval: Approval | None = None
    since: datetime | None = None
    brought: tuple[str, ...] = ()
    posted: dict[str, str] = Field(default_factory=dict)
    reminded: frozenset[str] = frozenset()
    snoozes: tuple[Snooze, ...] = ()
    revision: int = 0

    @property
    def is_open(self) -> bool:
        """True while somebody has something to do or to wait for."""
        return self.status in OPEN

    @property
    def filing(self) -> Deadline | None:
        """The filing deadline of the level being worked at; None where the plan has none."""
        steps = (d for d in self.assessment.deadlines if d.kind == "filing" and d.level == self.assessment.level)
        return next(steps, None)

    @property
    def step_began(self) -> datetime:
        """When the present step began (aware UTC); nothing is owed from before."""
        return self.since or self.created_at

    @property
    def due(self) -> date | None:
        """The day that this appeal is worked towards: file by (safe), or the insurer's decision; None where no rule
        sets one, or it is closed.
        """
        if self.status is Status.PREPARING:
            return self.filing.safe if self.filing else None
        if self.status is Status.SUBMITTED and self.submission and self.submission.due:
            return self.submission.due.astimezone(ZoneInfo(self.time_zone)).date()
        return None

    def posted_key(self, kind: str) -> str:
        """The key in `posted`: there is one card, one message of each other kind a level, a letter for each version."""
        version = self.letter.version if kind.startswith(VERSIONED) else 1
        level = self.assessment.level
        return kind if kind == CARD else f"{kind}@{level}.v{version}" if version > 1 else f"{kind}@{level}"

    def posted_ts(self, kind: str) -> str | None:
        """The Slack ts of the message of this kind ("card", "assessment", "letter", "files", "checklist")."""
        return self.posted.get(self.posted_key(kind))

    @property
    def to_do(self) -> tuple[Item, ...]:
        """The checklist items that apply to this case."""
        return tuple(item for item in self.items if item.not_applicable is None)

    @property
    def done(self) -> int:
        """How many of them are ticked."""
        return sum(item.tick is not None for item in self.to_do)

    @property
    def is_won(self) -> bool:
        """True where the insurer gave in, wholly or partly, at this level or an earlier one."""
        return self.status in APPROVED or any(each.outcome in APPROVED for each in self.decisions)

    @property
    def to_tell(self) -> str:
        """Who is told what cannot be said in the channel: the owner, else who opened it."""
        return self.owner or self.created_by


Change = Callable[[Appeal, datetime], tuple[Appeal, list[Event]]]
"""What somebody does: from the appeal as it is and the instant (aware UTC) to the appeal as it then is, with what
happened. Where nothing happened (delivered twice) there is no event, and nothing is written.
"""


def items_of(assessment: Assessment) -> tuple[Item, ...]:
    """The checklist as the rules make it for this case and level, nothing ticked."""
    return tuple(Item(id=e.id, text=e.text, why=e.why, required=e.required) for e in assessment.checklist)


def tick(appeal: Appeal, item_id: str, *, by: str, at: datetime, done: bool = True) -> Appeal:
    """Tick (or untick) one item; ticking what is ticked keeps the first tick.

    Raises:
        TransitionRefused: the appeal is closed, or has no such item.
    """
    require_open(appeal)
    if item_id not in {item.id for item in appeal.items}:
        raise TransitionRefused("This checklist item no longer exists: the checklist was made anew. Open it again.")
    return appeal.model_copy(update={"items": ticked(appeal.items, item_id, Tick(by=by, at=at) if done else None)})


def ticked(items: tuple[Item, ...], item_id: str, mark: Tick | None) -> tuple[Item, ...]:
    """The items with one of them ticked, or with None unticked; a tick that is there already stays."""
    return tuple(
        item.model_copy(update={"tick": mark and (item.tick or mark)}) if item.id == item_id else item for item in items
    )


def submit(appeal: Appeal, submission: Submission) -> Appeal:
    """Record that the appeal of this level went to the insurer.

    Raises:
        TransitionRefused: it is not being prepared.
    """
    if appeal.status is not Status.PREPARING:
        raise TransitionRefused(
            f"Appeal #{appeal.number} is {appeal.status.value}: only one being prepared can be submitted. Its card "
            "shows what comes next."
        )
    return appeal.model_copy(update={"status": Status.SUBMITTED, "submission": submission})


def decide(appeal: Appeal, outcome: Status, on: date) -> Appeal:
    """Record the insurer's decision of `on`, or that the clinic withdrew.

    Raises:
        TransitionRefused: the appeal is closed, or was never submitted (only withdrawing needs no submission).
    """
    require_open(appeal)
    if outcome is not Status.WITHDRAWN and appeal.status is not Status.SUBMITTED:
        raise TransitionRefused(f"Appeal #{appeal.number} was not submitted yet: record the submission first.")
    made = () if outcome is Status.WITHDRAWN else (_decision(appeal, outcome, on),)
    update = {"status": outcome, "decided_on": on, "decisions": (*appeal.decisions, *made)}
    return appeal.model_copy(update=update)


def approve(appeal: Appeal, approval: Approval) -> Appeal:
    """Note what the overturned denial has brought, or correct it; also while the rest goes on.

    Raises:
        TransitionRefused: the denial was not overturned, not even partly.
    """
    if not appeal.is_won:
        raise TransitionRefused(
            f"Appeal #{appeal.number} is {appeal.status.value}: record the insurer's decision before its approval."
        )
    return appeal.model_copy(update={"approval": approval})


def escalate(appeal: Appeal, assessment: Assessment, intake: Intake) -> Appeal:
    """Go on at the next level with a new assessment; the letters and the checklist are made anew.

    What was approved of a partly upheld denial stays.

    Raises:
        TransitionRefused: the last decision upheld nothing.
    """
    if appeal.status not in {Status.UPHELD, Status.PARTLY}:
        raise TransitionRefused(
            f"Appeal #{appeal.number} is {appeal.status.value}: only what is still denied has a next level."
        )
    return appeal.model_copy(
        update={
            "status": Status.PREPARING,
            "assessment": assessment,
            "intake": intake,
            "items": items_of(assessment),
            "letter": LetterState(),
            "sign_off": None,
            "peer_to_peer": None,
            "submission": None,
            "decided_on": None,
        }
    )


def _decision(appeal: Appeal, outcome: Status, on: date) -> Decision:
    zone = ZoneInfo(appeal.time_zone)
    sent = appeal.submission.at.astimezone(zone).date() if appeal.submission else None
    return Decision(level=appeal.assessment.level, outcome=outcome, on=on, sent=sent)


def require_open(appeal: Appeal) -> None:
    """Raise TransitionRefused where the appeal is closed."""
    if not appeal.is_open:
        raise TransitionRefused(
            f"Appeal #{appeal.number} is closed ({appeal.status.value}): nothing can be changed in it. For a new "
            "denial start a new appeal."
        )
