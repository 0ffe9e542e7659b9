"""Reminders: what, when, how long still, who is called, and what to do, with the button for it."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from slackbot.appeal import Appeal, Status, Submission
from slackbot.blocks.reminder import MOST, reminder, several
from slackbot.due import Due
from slackbot.office import Office
from slackbot.schedule import HOUR, Reminder, reminders
from slackbot.watch import Watch
from tests.blocks.read import buttons, shown
from tests.build import LEVEL, NEW_YORK, appeal, filing

SAFE = date(2027, 4, 30)
NOON = datetime(2027, 4, 16, 16, tzinfo=UTC)
OFFICE = Office(ZoneInfo(NEW_YORK))
LINK = "https://example.slack.com/archives/C01PRIORAUTH/p1"

Stage = Literal["owner", "backup", "channel"]


def to_file(stage: Stage = "owner") -> Reminder:
    return Reminder(id="r", watch=Watch(kind="filing", subject=f"{LEVEL}:filing", due=SAFE), at=NOON, stage=stage)


def decision(hours: int, missed: str = "") -> tuple[Appeal, Reminder]:
    sent = appeal(status=Status.SUBMITTED, submission=Submission(at=NOON, by="U01ALICE", if_missed=missed))
    watch = Watch(kind="decision", subject=LEVEL, due=NOON + hours * HOUR)
    return sent, Reminder(id="r", watch=watch, at=NOON, stage="owner")


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (date(2027, 4, 16), "14 days left"),
        (date(2027, 4, 29), "1 day left"),
        (date(2027, 4, 30), "today"),
        (date(2027, 5, 1), "1 day overdue"),
    ],
)
def test_a_filing_reminder_counts_from_the_day_it_is_sent(now: date, left: str):
    message = reminder(Due(appeal(), to_file()), datetime.combine(now, NOON.time(), UTC))

    assert message.text == f"Reminder for appeal #1: First appeal: send it by Fri 30 Apr 2027 ({left})."
    assert "2 checklist items still open" in shown(message.blocks)
    assert "<@U01ALICE>" in shown(message.blocks)
    assert buttons(message.blocks) == ["Mark submitted", "Snooze"]


@pytest.mark.parametrize(
    ("hours", "left"), [(24, "24 hours left"), (1, "1 hour left"), (0, "now"), (-2, "2 hours overdue"), (-72, "3 days")]
)
def test_a_decision_reminder_counts_hours_and_says_whom_to_ask(hours: int, left: str):
    sent, due = decision(hours)

    message = reminder(Due(sent, due), NOON)

    assert "The insurer's decision is due" in message.text
    assert left in message.text
    assert "call the insurer" in shown(message.blocks)
    assert buttons(message.blocks) == ["Record decision", "Snooze"]


def test_a_decision_that_is_late_says_what_the_rule_gives_and_one_that_is_not_does_not():
    late, early = (reminder(Due(*decision(hours, "it counts as exhausted")), NOON) for hours in (-1, 1))

    assert "If the clock is missed: it counts as exhausted." in shown(late.blocks)
    assert "exhausted" not in shown(early.blocks)


@pytest.mark.parametrize(("hours", "said"), [(2, "for 2 hours"), (47, "for 47 hours"), (48, "for 2 days")])
def test_an_expedited_appeal_that_was_not_sent_says_how_long_it_waits(hours: int, said: str):
    watch = Watch(kind="unsent", subject=LEVEL, due=NOON - hours * HOUR)

    text = reminder(Due(appeal(), Reminder(id="r", watch=watch, at=NOON, stage="owner")), NOON).text

    assert "was not sent yet" in text
    assert said in text


def test_after_the_last_day_by_the_rule_it_says_what_remains():
    watch = Watch(kind="latest", subject=f"{LEVEL}:filing", due=SAFE)
    due = Due(appeal(), Reminder(id="r", watch=watch, at=NOON, stage="channel"))

    assert "whether it reopens the case" in shown(reminder(due, NOON + timedelta(days=15)).blocks)
    assert "Mark submitted" in shown(reminder(due, NOON).blocks)


def test_an_item_is_named_in_the_message_but_not_in_the_notification():
    item = appeal().items[0].model_copy(update={"text": "Send <b> & *these*", "due": SAFE})
    watch = Watch(kind="item", subject=item.id, due=SAFE, person="U01BOB")
    due = Due(appeal(items=(item,)), Reminder(id="r", watch=watch, at=NOON, stage="owner"))

    message = reminder(due, NOON)

    assert "Send &lt;b&gt; &amp;" in shown(message.blocks)
    assert "these" not in message.text
    assert due.people == ("U01BOB",)
    assert buttons(message.blocks) == ["Done", "Snooze"]


@pytest.mark.parametrize(
    ("stage", "owner", "backup", "people", "everybody"),
    [
        ("owner", "U1", "U2", ("U1",), False),
        ("backup", "U1", "U2", ("U1", "U2"), False),
        ("backup", "U1", None, ("U1",), False),
        ("channel", "U1", "U2", ("U1", "U2"), True),
        ("owner", None, "U2", ("U2",), False),
        ("channel", None, None, (), True),
    ],
)
def test_the_owner_is_called_then_the_backup_then_who_is_there(
    stage: Stage, owner: str | None, backup: str | None, people: tuple[str, ...], *, everybody: bool
):
    due = Due(appeal(owner=owner, backup=backup), to_file(stage))

    assert (due.people, due.calls_everybody) == (people, everybody)
    assert ("<!here>" in shown(reminder(due, NOON).blocks)) is everybody


def test_several_name_each_appeal_with_the_link_to_its_thread_first():
    one, other = appeal(), appeal(filing(SAFE), number=2)

    message = several([Due(one, to_file(), LINK), Due(other, to_file())], NOON)

    assert f"<{LINK}|#1 · Lumbar spine MRI (72148)>\nFirst appeal: send it by" in shown(message.blocks)
    assert message.text.startswith("2 reminders for today. #1: First appeal")
    assert buttons(message.blocks) == ["Mark submitted", "Snooze"] * 2


def test_more_than_fit_are_counted():
    message = several([Due(appeal(number=n), to_file()) for n in range(1, MOST + 4)], NOON)

    assert "And 3 more reminders" in shown(message.blocks)
    assert f"{MOST + 3} reminders for today" in message.text


def test_every_kind_of_watch_has_words():
    case = appeal(owner=None, claim_by=NOON, backup="U01BOB")

    for each in reminders(case, OFFICE):
        assert reminder(Due(case, each), NOON).text.endswith(".")
