"""What passes between the clinic and the insurer: contacts, and the peer-to-peer call. Pure: each gives a `Change`.

A denial that the call overturned is decided: the appeal is closed as if the insurer had written so. Every other result
leaves the appeal where it was, because a call neither stops nor extends its deadline (rules/data/checklist.yaml).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from slackbot.appeal import (
    Appeal,
    Change,
    Contact,
    Decision,
    Event,
    PeerToPeer,
    Status,
    Submission,
    Tick,
    TransitionRefused,
    submit,
    ticked,
)
from slackbot.teamwork import SENDING_ITEM
from slackbot.wording import sent_in_words

Result = Literal["overturned", "upheld", "new_facts", "no_show"]
RESULTS: Final[tuple[Result, ...]] = get_args(Result)
LEVEL: Final = "peer_to_peer"
_DECIDES: Final = {"overturned": Status.OVERTURNED, "upheld": Status.UPHELD}


def logged(contact: Contact) -> Change:
    """A contact with the insurer, written down; possible in a closed appeal too. The event's detail is its place."""

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        if contact in appeal.contacts:
            return appeal, []
        event = Event(what="contacted", by=contact.by, at=now, detail=str(len(appeal.contacts)))
        return appeal.model_copy(update={"contacts": (*appeal.contacts, contact)}), [event]

    return change


def sent(appeal: Appeal, submission: Submission, proof: str | None, now: datetime) -> tuple[Appeal, list[Event]]:
    """The appeal as sent. That is a contact too, with its proof, where it is known how it went; its item is done.

    Raises:
        TransitionRefused: it is not being prepared.
    """
    mark, logged = Tick(by=submission.by, at=now), _sending(appeal, submission, proof)
    update = {
        "since": now,
        "contacts": (*appeal.contacts, *logged),
        "items": ticked(appeal.items, SENDING_ITEM, mark),
    }
    place = str(len(appeal.contacts)) if logged else ""
    event = Event(what="submitted", by=submission.by, at=now, detail=place)
    return submit(appeal, submission).model_copy(update=update), [event]


def asked(user: str, slots: Sequence[datetime], phone: str) -> Change:
    """A peer-to-peer call was asked for, at one of these times (aware); asked again, it takes the place of the first.

    Raises (when applied):
        TransitionRefused: the appeal is closed.
    """

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        _require_open(appeal)
        before = appeal.peer_to_peer
        if before and before.result is None and (before.slots, before.phone) == (tuple(slots), phone):
            return appeal, []
        call = PeerToPeer(requested_by=user, requested_at=now, slots=tuple(slots), phone=phone)
        return appeal.model_copy(update={"peer_to_peer": call}), [Event(what="call_asked", by=user, at=now)]

    return change


def ended(user: str, result: Result, level: str) -> Change:
    """How the call of this level ended.

    Raises (when applied):
        TransitionRefused: no call was asked for at this level, its result is known already, or the appeal is closed.
    """

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        call = appeal.peer_to_peer
        if call and call.result == result:
            return appeal, []
        _require_open(appeal)
        if call is None or call.result or appeal.assessment.level != level:
            raise TransitionRefused(
                f"Appeal #{appeal.number} has no peer-to-peer call without a result: press “Peer-to-peer” on the card "
                "to ask for one."
            )
        known = call.model_copy(update={"result": result, "result_by": user, "result_at": now})
        update = {"peer_to_peer": known, **_decided(appeal, result, now)}
        return appeal.model_copy(update=update), [Event(what=f"call_{result}", by=user, at=now)]

    return change


def _sending(appeal: Appeal, sent: Submission, proof: str | None) -> tuple[Contact, ...]:
    if sent.how is None:
        return ()
    said, reference = sent_in_words(appeal), sent.confirmation
    return (Contact(kind=sent.how, at=sent.at, by=sent.by, reference=reference, said=said, proof=proof),)


def _decided(appeal: Appeal, result: Result, now: datetime) -> dict[str, object]:
    """What else of the record a result changes."""
    outcome = _DECIDES.get(result)
    if outcome is None:
        return {}
    on = now.astimezone(ZoneInfo(appeal.time_zone)).date()
    decisions = (*appeal.decisions, Decision(level=LEVEL, outcome=outcome, on=on))
    closed = {"status": outcome, "decided_on": on, "since": now} if outcome is Status.OVERTURNED else {}
    return {"decisions": decisions, **closed}


def _require_open(appeal: Appeal) -> None:
    if not appeal.is_open:
        raise TransitionRefused(f"Appeal #{appeal.number} is closed: there is nothing to call the insurer for.")
