"""What passes between the clinic and the insurer, as changes of the record."""

from datetime import UTC, date, datetime, timedelta

import pytest

from slackbot import talks
from slackbot.appeal import Appeal, Contact, Status, TransitionRefused
from tests.build import LEVEL, OPENED, appeal

ALICE, BOB = "U01ALICE", "U01BOB"
PHONE = "+1 800 555 0100"
SLOTS = (OPENED + timedelta(days=1), OPENED + timedelta(days=2))
CONTACT = Contact(kind="call", at=OPENED, by=ALICE, said="They look again")


def with_call() -> Appeal:
    return talks.asked(ALICE, SLOTS, PHONE)(appeal(), OPENED)[0]


def test_a_contact_is_added_once_however_often_it_is_delivered():
    once, events = talks.logged(CONTACT)(appeal(), OPENED)
    again, none = talks.logged(CONTACT)(once, OPENED)

    assert again.contacts == (CONTACT,)
    assert [(event.what, event.detail) for event in events] == [("contacted", "0")]
    assert none == []


def test_a_closed_appeal_still_takes_contacts_but_no_call():
    closed = appeal(status=Status.WITHDRAWN)

    assert talks.logged(CONTACT)(closed, OPENED)[0].contacts
    with pytest.raises(TransitionRefused):
        talks.asked(ALICE, SLOTS, PHONE)(closed, OPENED)


def test_an_overturned_call_closes_the_appeal_on_the_clinics_day():
    night = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # 21:00 of the 24th in New York

    after, events = talks.ended(BOB, "overturned", LEVEL)(with_call(), night)

    assert (after.status, after.decided_on) == (Status.OVERTURNED, date(2026, 11, 24))
    assert [(each.level, each.outcome, each.sent) for each in after.decisions] == [
        ("peer_to_peer", Status.OVERTURNED, None)
    ]
    assert [event.what for event in events] == ["call_overturned"]


@pytest.mark.parametrize(("result", "decisions"), [("upheld", 1), ("new_facts", 0), ("no_show", 0)])
def test_every_other_result_leaves_the_appeal_where_it_was(result: talks.Result, decisions: int):
    after, _ = talks.ended(BOB, result, LEVEL)(with_call(), OPENED)

    assert (after.status, after.decided_on, len(after.decisions)) == (Status.PREPARING, None, decisions)
    assert after.peer_to_peer and (after.peer_to_peer.result, after.peer_to_peer.result_by) == (result, BOB)


def test_a_result_is_recorded_once_and_another_one_is_refused():
    known, _ = talks.ended(BOB, "no_show", LEVEL)(with_call(), OPENED)

    assert talks.ended(ALICE, "no_show", LEVEL)(known, OPENED) == (known, [])
    with pytest.raises(TransitionRefused, match="without a result"):
        talks.ended(ALICE, "upheld", LEVEL)(known, OPENED)


def test_a_button_of_an_earlier_level_records_nothing():
    with pytest.raises(TransitionRefused):
        talks.ended(ALICE, "overturned", "an_earlier_level")(with_call(), OPENED)


def test_after_a_no_show_another_call_can_be_asked_for():
    known, _ = talks.ended(BOB, "no_show", LEVEL)(with_call(), OPENED)

    again, events = talks.asked(ALICE, SLOTS, PHONE)(known, OPENED)

    assert again.peer_to_peer and again.peer_to_peer.result is None
    assert [event.what for event in events] == ["call_asked"]
