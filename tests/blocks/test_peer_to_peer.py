"""The card of a peer-to-peer call: the brief, the times, Medicare's rule."""

from datetime import timedelta

from rules.model import Coverage
from slackbot import talks
from slackbot.appeal import Appeal
from slackbot.blocks.peer_to_peer import call_card, call_view
from tests.blocks.read import buttons, shown
from tests.build import LEVEL, OPENED, appeal, intake

PHONE = "+1 800 555 0100"


def asked(record: Appeal) -> Appeal:
    return talks.asked("U01ALICE", [OPENED + timedelta(days=1)], PHONE)(record, OPENED)[0]


def card(record: Appeal) -> str:
    assert record.peer_to_peer
    return shown(call_card(record, record.peer_to_peer).blocks)


def test_it_says_when_and_where_to_call_and_that_the_clock_runs_on():
    text = card(asked(appeal()))

    assert "Time 1: Tue 24 Nov 2026, 10:00 EST" in text
    assert f"Phone: {PHONE}" in text
    assert "does not stop or extend" in text
    assert "Medicare" not in text


def test_medicares_rule_stands_on_form_and_card():
    record = appeal(intake=intake(coverage=Coverage(plan="medicare_advantage", state="NY")))

    assert "must come before the decision is final" in shown(call_view(record)["blocks"])
    assert "must come before the decision is final" in card(asked(record))


def test_a_known_result_takes_the_place_of_the_buttons():
    record, _ = talks.ended("U01BOB", "new_facts", LEVEL)(asked(appeal()), OPENED)

    assert record.peer_to_peer
    assert buttons(call_card(record, record.peer_to_peer).blocks) == []
    assert "Recorded by <@U01BOB>" in card(record)
