"""The week's digest: what stands in it, and on which morning it comes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slackbot.appeal import Decision, Status
from slackbot.blocks.digest import MOST, digest_message
from slackbot.digest import digest, digest_due, next_digest, week_of
from slackbot.office import Office, ReminderPolicy
from slackbot.rows import Row, row_of
from tests.blocks.read import shown
from tests.build import NEW_YORK, appeal, filing

ZONE = ZoneInfo(NEW_YORK)
OFFICE = Office(ZONE)
MONDAY = date(2026, 11, 30)
HOUR = timedelta(hours=1)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def row(number: int = 1, **changes: object) -> Row:
    return row_of(appeal(id=f"A{number}", number=number)).model_copy(update=changes)


def decided(on: date, outcome: Status = Status.OVERTURNED) -> Row:
    return row(status=outcome, due=None, decisions=(Decision(level="internal_appeal_1", outcome=outcome, on=on),))


# ---- when


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (at(MONDAY) - timedelta(microseconds=1), None),
        (at(MONDAY), "2026-W49"),
        (at(MONDAY, 23), "2026-W49"),
        (at(MONDAY) + timedelta(days=1), "2026-W49"),
        (at(MONDAY) + timedelta(days=1, microseconds=1), None),
    ],
)
def test_it_is_due_on_monday_morning_and_a_day_late_at_most(now: datetime, week: str | None):
    assert digest_due(OFFICE, None, now) == week


def test_it_is_due_once_a_week():
    assert digest_due(OFFICE, "2026-W49", at(MONDAY)) is None
    assert digest_due(OFFICE, "2026-W49", at(MONDAY + timedelta(days=7))) == "2026-W50"


def test_on_a_holiday_it_comes_the_working_day_after():
    labor_day = date(2026, 9, 7)

    assert digest_due(OFFICE, None, at(labor_day)) is None
    assert digest_due(OFFICE, None, at(date(2026, 9, 8))) == week_of(labor_day)


def test_the_channel_chooses_the_day_or_none():
    friday, never = (Office(ZONE, policy=ReminderPolicy(digest_day=day)) for day in (5, None))

    assert next_digest(friday, None, at(MONDAY)) == at(date(2026, 12, 4))
    assert next_digest(never, None, at(MONDAY)) is None
    assert digest_due(never, None, at(MONDAY)) is None


@pytest.mark.parametrize(
    ("last", "now", "following"),
    [
        (None, at(MONDAY) - 48 * HOUR, at(MONDAY)),
        (None, at(MONDAY) + 2 * HOUR, at(MONDAY)),
        ("2026-W49", at(MONDAY) + 2 * HOUR, at(date(2026, 12, 7))),
        (None, at(MONDAY) + 48 * HOUR, at(date(2026, 12, 7))),
        ("2026-W52", at(date(2026, 12, 22)), at(date(2026, 12, 28))),
    ],
)
def test_the_next_one_is_known(last: str | None, now: datetime, following: datetime):
    assert next_digest(OFFICE, last, now) == following


def test_the_last_week_of_a_year_with_53_weeks():
    assert week_of(date(2026, 12, 31)) == week_of(date(2027, 1, 3)) == "2026-W53"


# ---- what


def test_each_appeal_is_under_what_it_waits_for():
    rows = [
        row(1, due=MONDAY - timedelta(days=1)),
        row(2, due=MONDAY),
        row(3, due=MONDAY + timedelta(days=6)),
        row(4, due=MONDAY + timedelta(days=7), status=Status.SUBMITTED, owner=None),
        decided(MONDAY - timedelta(days=7)),
        decided(MONDAY - timedelta(days=8)),
    ]

    found = digest(rows, MONDAY)

    assert [[each.id for each in part] for part in (found.overdue, found.due, found.ours)] == [
        ["A1"],
        ["A2", "A3"],
        ["A1", "A2", "A3"],
    ]
    assert [[each.id for each in part] for part in (found.insurers, found.unowned)] == [["A4"], ["A4"]]
    assert len(found.decided) == 1


def test_there_is_nothing_to_tell_of_a_channel_without_appeals_or_with_one_opened_today():
    assert digest([], MONDAY).is_empty
    assert digest([row(opened=MONDAY)], MONDAY).is_empty
    assert digest([decided(date(2026, 9, 1))], date(2026, 11, 23)).is_empty


def test_the_first_digest_of_a_month_sums_up_the_month_before():
    first = date(2026, 12, 7)
    rows = [decided(date(2026, 11, 30)), decided(date(2026, 11, 1), Status.UPHELD), decided(date(2026, 12, 1))]
    linked = {"A1": (appeal(id="A1"), "")}

    whole = digest_message(digest(rows, first), linked, first)

    assert "Last month: 2 decisions: 1 overturned, 0 partly, 1 upheld" in shown(whole.blocks)
    assert digest(rows, date(2026, 12, 14)).month is None


def test_a_digest_names_each_appeal_with_its_link_and_counts_what_does_not_fit():
    rows = [row(number, due=MONDAY) for number in range(1, MOST + 3)]
    linked = {
        each.id: (appeal(filing(MONDAY), number=int(each.id[1:])), "https://example.slack.com/p1") for each in rows
    }

    message = digest_message(digest(rows, MONDAY), linked, MONDAY)

    assert "<https://example.slack.com/p1|#1 · Lumbar spine MRI (72148)>" in shown(message.blocks)
    assert "and 2 more" in shown(message.blocks)
    assert "10 due this week" in message.text
    assert "<@" not in shown(message.blocks)
