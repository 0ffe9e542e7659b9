"""Reminders: what, when, how long still, and what to do."""

from datetime import UTC, date, datetime

import pytest

from slackbot.appeal import Status, Submission
from slackbot.blocks.reminder import reminder
from slackbot.schedule import Reminder
from tests.blocks.read import shown
from tests.build import LEVEL, appeal

AT = datetime(2027, 4, 16, 13, tzinfo=UTC)


def before(due: date, days: int) -> Reminder:
    return Reminder(id="r", deadline_id=f"{LEVEL}:filing", kind="before", at=AT, due=due, days_left=days)


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2027, 4, 16), "14 days left"),
        (date(2027, 4, 29), "1 day left"),
        (date(2027, 4, 30), "today"),
        (date(2027, 5, 1), "1 day overdue"),
    ],
)
def test_a_filing_reminder_counts_from_the_day_it_is_sent(today: date, left: str):
    message = reminder(appeal(), before(date(2027, 4, 30), 0), today)

    assert message.text == f"Reminder for appeal #1. First appeal: send it by Fri 30 Apr 2027 ({left})."
    assert "2 checklist items still open" in shown(message.blocks)
    assert "<@U01ALICE>" in shown(message.blocks)


@pytest.mark.parametrize(
    ("hours", "left"), [(24, "24 hours left"), (1, "1 hour left"), (0, "now"), (-2, "2 hours overdue"), (-72, "3 days")]
)
def test_a_decision_reminder_counts_hours_and_says_whom_to_ask(hours: int, left: str):
    sent = appeal(status=Status.SUBMITTED, submission=Submission(at=AT, by="U01ALICE"))
    due = Reminder(
        id="r",
        deadline_id=f"{LEVEL}:decision",
        kind="hours",
        at=AT,
        due=datetime(2027, 4, 17, 13, tzinfo=UTC),
        hours_left=hours,
    )

    message = reminder(sent, due, date(2027, 4, 16))

    assert "The insurer's decision is due Sat 17 Apr 2027, 09:00 EDT" in message.text
    assert left in message.text
    assert "call the insurer" in shown(message.blocks)


@pytest.mark.parametrize(("hours", "said"), [(2, "for 2 hours"), (47, "for 47 hours"), (48, "for 2 days")])
def test_an_expedited_appeal_that_was_not_sent_says_how_long_it_waits(hours: int, said: str):
    due = Reminder(id="r", deadline_id=f"{LEVEL}:unsent", kind="unsent", at=AT, due=AT, hours_left=-hours)

    text = reminder(appeal(), due, date(2027, 4, 16)).text

    assert "was not sent yet" in text
    assert said in text
