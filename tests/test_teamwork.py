"""Who does what: pure changes, each with its line of history, and none where nothing changes."""

from datetime import date

import pytest

from slackbot import teamwork
from slackbot.appeal import Appeal, Change, Status, TransitionRefused
from slackbot.channel_settings import ChannelSettings
from tests.build import OPENED, appeal, assessment, intake

ALICE, BOB = "U01ALICE", "U01BOB"
SET = ChannelSettings(clinicians=(BOB,))


def done(record: Appeal, *changes: Change) -> tuple[Appeal, list[tuple[str, str]]]:
    said: list[tuple[str, str]] = []
    for change in changes:
        record, events = change(record, OPENED)
        said += [(event.what, event.detail) for event in events]
    return record, said


def test_who_claims_an_appeal_owns_it_and_claiming_twice_is_once():
    owned, said = done(appeal(owner=None), teamwork.claim(BOB), teamwork.claim(BOB))

    assert (owned.owner, said) == (BOB, [("claimed", "")])


def test_an_appeal_is_handed_over_with_a_note_and_a_backup():
    owned, said = done(appeal(), teamwork.hand_over(ALICE, BOB, ALICE, "Out until Monday", SET))

    assert (owned.owner, owned.backup) == (BOB, ALICE)
    assert said == [("handed_over", "U01BOB Out until Monday"), ("backup", ALICE)]


def test_an_appeal_can_be_given_up_so_that_nobody_owns_it():
    unowned, said = done(appeal(), teamwork.hand_over(ALICE, None, None, "", SET))

    assert (unowned.owner, unowned.to_tell, said) == (None, ALICE, [("released", "")])


def test_an_item_is_assigned_until_a_day_and_both_can_be_taken_back():
    assigned, said = done(appeal(), teamwork.arrange(ALICE, "notes", BOB, date(2026, 11, 27), ""))
    again, more = done(assigned, teamwork.arrange(ALICE, "notes", None, None, ""))

    assert (assigned.items[0].assignee, assigned.items[0].due) == (BOB, date(2026, 11, 27))
    assert again == appeal()
    assert [*said, *more] == [("assigned", "notes U01BOB 2026-11-27"), ("assigned", "notes - -")]


def test_what_is_not_needed_does_not_count_and_says_who_said_so_and_why():
    waived, said = done(appeal(), teamwork.arrange(ALICE, "notes", None, None, "None were taken"))

    item = waived.items[0].not_applicable
    assert item
    assert (item.reason, item.by, item.at) == ("None were taken", ALICE, OPENED)
    assert [each.id for each in waived.to_do] == ["fax"]
    assert said == [("not_needed", "notes None were taken")]
    assert done(waived, teamwork.arrange(BOB, "notes", None, None, "None were taken")) == (waived, [])
    assert done(waived, teamwork.arrange(BOB, "notes", None, None, "")) == (appeal(), [("needed", "notes")])


def test_what_the_insurer_asked_for_is_added_once_and_stays_when_the_facts_change():
    wants = teamwork.add(ALICE, "The films of 2024", "The insurer asked for it.", BOB, date(2026, 12, 1))
    more, said = done(appeal(), wants, wants)

    assert [item.id for item in more.items] == ["notes", "fax", "own_1"]
    assert (more.items[2].text, more.items[2].due, more.items[2].required) == (
        "The films of 2024",
        date(2026, 12, 1),
        True,
    )
    assert said == [("added", "own_1 U01BOB 2026-12-01")]
    amended, _ = done(more, teamwork.amend(ALICE, intake(reference="CASE-43"), assessment(), ("Case number",)))
    assert [item.id for item in amended.items] == ["own_1"]


def test_a_checklist_takes_twenty_items_of_ones_own():
    full, _ = done(appeal(), *(teamwork.add(ALICE, f"Film {n}", "", None, None) for n in range(20)))

    with pytest.raises(TransitionRefused, match="all it holds"):
        done(full, teamwork.add(ALICE, "One more", "", None, None))


@pytest.mark.parametrize(
    "change",
    [
        teamwork.claim(BOB),
        teamwork.add(ALICE, "The films", "", None, None),
        teamwork.hand_over(ALICE, BOB, None, "", SET),
        teamwork.arrange(ALICE, "notes", BOB, None, ""),
    ],
)
def test_a_closed_appeal_is_left_alone(change: Change):
    with pytest.raises(TransitionRefused, match="closed"):
        change(appeal(status=Status.WITHDRAWN), OPENED)


def test_an_item_of_an_earlier_checklist_is_refused():
    with pytest.raises(TransitionRefused, match="made anew"):
        teamwork.arrange(ALICE, "gone", BOB, None, "")(appeal(), OPENED)
