"""The card in each state."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from rules.model import Gap, Money, Rebuttal, Strength
from slackbot.appeal import Approval, Decision, Item, Status, Submission, Tick
from slackbot.blocks.card import card
from tests.blocks.read import buttons, shown
from tests.build import appeal, assessment, filing, intake

TODAY = date(2026, 11, 23)
SENT = Submission(at=datetime(2026, 11, 23, 19, 5, tzinfo=UTC), by="U01ALICE")


def test_a_card_says_what_it_is_where_it_stands_and_what_is_next():
    message = card(appeal(filing(date(2027, 4, 30))), TODAY)

    text = shown(message.blocks)
    for part in (
        "#1 · Lumbar spine MRI (72148)",
        "Example Health · First appeal · case CASE-0042",
        "*Status:* being prepared",
        "*Strength:* strong",
        "file by Fri 30 Apr 2027 (safe) · 158 days left",
        "0 of 2 done",
        "Owner: <@U01ALICE>",
        "New York time",
    ):
        assert part in text
    assert buttons(message.blocks) == [
        "Next step done",
        "Sign off",
        "Mark submitted",
        "Record decision",
        "Log a contact",
        "Peer-to-peer",
        "Hand over",
        "Edit",
        "Add to calendar",
    ]


def primary(blocks: list[dict[str, Any]]) -> list[str]:
    elements = [element for block in blocks for element in block.get("elements", [])]
    return [element["text"]["text"] for element in elements if element.get("style") == "primary"]


SIGN = Item(id="clinician_sign_off", text="The clinician signs", why="The letter speaks for them", required=True)
SEND = SIGN.model_copy(update={"id": "submission", "text": "Send the appeal"})
DONE = Tick(by="U01ALICE", at=datetime(2026, 11, 23, 15, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("changes", "button", "said"),
    [
        ({"owner": None, "items": (SIGN,)}, "Claim", "somebody takes it over"),
        ({}, "Next step done", "*Next:* Attach the notes"),
        ({"items": (SIGN,)}, "Sign off", "*Next:* The clinician signs"),
        ({"items": (SEND, SIGN)}, "Sign off", "*Next:* The clinician signs"),
        ({"items": (SEND,)}, "Mark submitted", "*Next:* Send the appeal"),
        ({"items": (SIGN.model_copy(update={"tick": DONE}),)}, "Mark submitted", "*Next:* send it"),
        ({"status": Status.SUBMITTED, "submission": SENT}, "Record decision", "*Sent:*"),
        ({"status": Status.OVERTURNED, "decided_on": TODAY}, "Approval", "not noted yet"),
        (
            {"status": Status.OVERTURNED, "decided_on": TODAY, "approval": Approval(number="A-1")},
            "Approval",
            "Approval number: A-1",
        ),
    ],
)
def test_the_next_thing_is_the_one_button_in_colour_and_said_in_words(
    changes: dict[str, object], button: str, said: str
):
    blocks = card(appeal(**changes), TODAY).blocks

    assert primary(blocks) == [button]
    assert said in shown(blocks)


def test_when_the_scan_was_done_nothing_is_left_to_do():
    used = appeal(status=Status.OVERTURNED, decided_on=TODAY, approval=Approval(used_on=TODAY))

    assert primary(card(used, TODAY).blocks) == []


@pytest.mark.parametrize(
    ("today", "light"),
    [
        (date(2027, 4, 22), "🟢 file by"),
        (date(2027, 4, 23), "🟠 file by"),
        (date(2027, 4, 30), "🟠 file by"),
        (date(2027, 5, 1), "🔴 file by"),
    ],
)
def test_a_colour_stands_beside_the_words_that_say_the_same(today: date, light: str):
    assert light in shown(card(appeal(), today).blocks)


def test_an_appeal_of_the_rest_still_shows_what_was_approved():
    part = Decision(level="internal_appeal_1", outcome=Status.PARTLY, on=TODAY)
    message = card(appeal(decisions=(part,), approval=Approval(expires=date(2026, 12, 3))), TODAY)

    assert "valid until Thu 3 Dec 2026 · 10 days left" in shown(message.blocks)
    assert "Approval" in buttons(message.blocks)
    assert primary(message.blocks) == ["Next step done"]


def test_safe_and_latest_are_both_shown_where_they_differ():
    late = filing(date(2027, 4, 30)).model_copy(update={"latest": date(2027, 5, 4), "counted": "180 days from receipt"})

    text = shown(card(appeal(late), TODAY).blocks)

    assert "file by Fri 30 Apr 2027 (safe), latest Tue 4 May 2027 · 158 days left" in text
    assert "180 days from receipt" in text


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2027, 4, 28), "2 days left"),
        (date(2027, 4, 29), "1 day left"),
        (date(2027, 4, 30), "today"),
        (date(2027, 5, 1), "1 day overdue"),
        (date(2027, 5, 2), "2 days overdue"),
    ],
)
def test_the_days_are_counted_to_the_safe_date(today: date, left: str):
    assert f"(safe) · {left}" in shown(card(appeal(), today).blocks)


def test_a_date_that_cannot_be_counted_is_said_to_be_unknown():
    assert "no date can be counted here" in shown(card(appeal(filing(None)), TODAY).blocks)


def test_a_weak_case_is_called_weak_with_what_is_missing_and_the_better_way_before_all_else():
    gap = Gap(id="trial", what="six weeks of therapy", document="notes", why="asked for", required=True)
    answer = Rebuttal(
        reason="conservative_care_first",  # pyright: ignore[reportArgumentType] -- the enum by its value, as pydantic reads it
        title="Conservative care",
        argument="None was tried.",
        holds=False,
        better_route="Complete the trial first.",
        citations=(),
    )
    weak = assessment(filing(date(2027, 4, 30)), strength=Strength.UNSUPPORTED, gaps=(gap,), rebuttals=(answer,))

    text = shown(card(appeal(assessment=weak), TODAY).blocks)

    assert "What is missing: six weeks of therapy." in text
    assert "The better route first: Complete the trial first." in text
    assert text.index("What is missing") < text.index("*Status:*")


def test_a_sent_appeal_says_when_the_insurer_must_decide():
    due = SENT.model_copy(update={"due": datetime(2026, 12, 23, 5, tzinfo=UTC), "due_basis": "30 days from receipt"})

    message = card(appeal(status=Status.SUBMITTED, submission=due), TODAY)

    text = shown(message.blocks)
    assert "Mon 23 Nov 2026, 14:05 EST" in text
    assert "The insurer must decide by Wed 23 Dec 2026." in text
    assert "30 days from receipt" in text
    assert buttons(message.blocks) == [
        "Record decision",
        "Log a contact",
        "Peer-to-peer",
        "Hand over",
        "Add to calendar",
    ]


def test_an_hour_clock_is_shown_as_an_instant():
    due = SENT.model_copy(update={"due": datetime(2026, 11, 26, 19, 5, tzinfo=UTC), "due_is_instant": True})

    text = shown(card(appeal(status=Status.SUBMITTED, submission=due), TODAY).blocks)

    assert "by Thu 26 Nov 2026, 14:05 EST" in text


def test_where_no_rule_sets_a_date_the_card_says_so():
    text = shown(card(appeal(status=Status.SUBMITTED, submission=SENT), TODAY).blocks)

    assert "No rule that we checked sets a date" in text


@pytest.mark.parametrize("status", [Status.UPHELD, Status.WITHDRAWN])
def test_a_closed_appeal_has_no_buttons(status: Status):
    message = card(appeal(status=status, decided_on=TODAY, submission=SENT), TODAY)

    assert buttons(message.blocks) == []
    assert "closed" in message.text


def test_what_a_user_typed_stands_in_plain_text_only():
    rough = intake(coverage={"plan": "erisa_self_funded", "insurer": "<!channel> *bold* @here"})

    blocks = card(appeal(intake=rough), TODAY).blocks

    texts = [element for block in blocks for element in block.get("elements", []) if "text" in element]
    [typed] = [element for element in texts if "<!channel>" in str(element["text"])]
    assert typed["type"] == "plain_text"


def test_the_notification_says_number_and_date_and_nothing_of_the_patient():
    text = card(appeal(), TODAY).text

    assert text == "Appeal #1: file by Fri 30 Apr 2027 (safe) · 158 days left. Checklist 0 of 2."


@pytest.mark.parametrize("status", [Status.OVERTURNED, Status.PARTLY])
def test_a_won_appeal_asks_for_its_approval_and_shows_until_when_it_can_be_used(status: Status):
    won = appeal(status=status, decided_on=TODAY, submission=SENT)
    assert buttons(card(won, TODAY).blocks) == ["Approval", "Log a contact"]
    assert "valid until: not noted yet" in shown(card(won, TODAY).blocks)

    noted = won.model_copy(
        update={"approval": Approval(expires=date(2026, 12, 3), recovered=Money(value=Decimal(1450)))}
    )

    text = shown(card(noted, TODAY).blocks)
    assert "valid until Thu 3 Dec 2026 · 10 days left" in text
    assert "USD 1,450.00" in text
