"""Which reminders an appeal is owed: on the days and hours that count, each once, and none too many after a pause."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.model import Pathway
from slackbot.appeal import Appeal, Approval, Status, Submission
from slackbot.schedule import DAY, HOUR, Reminder, next_wake, owed, reminders
from tests.build import LEVEL, NEW_YORK, OPENED, appeal, assessment, filing

SAFE = date(2027, 4, 30)
ZONE = ZoneInfo(NEW_YORK)
MINUTE = timedelta(minutes=1)
EXPEDITED = Pathway(kind="expedited", reasons=("red flags",))
FILING = f"{LEVEL}:filing:safe"
DECISION = f"{LEVEL}:decision"

offsets = st.integers(-20 * 24 * 60, 200 * 24 * 60).map(lambda minutes: OPENED + minutes * MINUTE)
safe_days = st.integers(-30, 120).map(lambda days: OPENED.date() + days * DAY)


def at_nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)


def ids(found: tuple[Reminder, ...]) -> list[str]:
    return [reminder.id for reminder in found]


def sent(record: Appeal, *found: Reminder) -> Appeal:
    return record.model_copy(update={"reminded": record.reminded | {each.id for each in found}})


def submitted(due: datetime, *, instant: bool, now: datetime = OPENED) -> Appeal:
    submission = Submission(at=now, by="U01ALICE", due=due, due_is_instant=instant)
    return appeal(status=Status.SUBMITTED, submission=submission, since=now)


@st.composite
def appeals(draw: st.DrawFn) -> Appeal:
    pathway = draw(st.sampled_from([EXPEDITED, Pathway(kind="standard", reasons=())]))
    days = draw(st.lists(safe_days, max_size=3))
    deadlines = [filing(day, level=f"level_{n}" if n else LEVEL) for n, day in enumerate(days)]
    record = appeal().model_copy(update={"assessment": assessment(*deadlines, pathway=pathway)})
    if draw(st.booleans()):
        return record
    due = OPENED + draw(st.integers(-100, 4000)) * HOUR
    submission = Submission(at=OPENED, by="U01ALICE", due=due, due_is_instant=draw(st.booleans()))
    return record.model_copy(update={"status": Status.SUBMITTED, "submission": submission})


def test_a_day_is_announced_14_7_3_and_1_days_before_on_the_day_and_each_day_after() -> None:
    found = reminders(appeal(filing(SAFE)), at_nine(SAFE + 2 * DAY))

    assert [(each.id, each.kind, each.at) for each in found] == [
        (f"{FILING}-14d", "before", at_nine(date(2027, 4, 16))),
        (f"{FILING}-7d", "before", at_nine(date(2027, 4, 23))),
        (f"{FILING}-3d", "before", at_nine(date(2027, 4, 27))),
        (f"{FILING}-1d", "before", at_nine(date(2027, 4, 29))),
        (f"{FILING}-day", "day", at_nine(SAFE)),
        (f"{FILING}+1d", "overdue", at_nine(date(2027, 5, 1))),
        (f"{FILING}+2d", "overdue", at_nine(date(2027, 5, 2))),
        (f"{FILING}+3d", "overdue", at_nine(date(2027, 5, 3))),
    ]


@pytest.mark.parametrize("days", [14, 7, 3, 1, 0])
def test_each_is_owed_from_nine_in_the_morning_where_the_clinic_is_and_not_before(days: int) -> None:
    record, at = appeal(filing(SAFE)), at_nine(SAFE - days * DAY)
    earlier = owed(record, at - MINUTE)

    assert [each.days_left for each in owed(sent(record, *earlier), at)] == [days]
    assert owed(sent(record, *earlier), at - MINUTE) == ()


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    # The clocks go forward on 14 March 2027.
    found = reminders(appeal(filing(date(2027, 3, 15))), OPENED)

    assert {each.at.hour for each in found} == {9}
    assert {each.at.astimezone(UTC).hour for each in found} == {13, 14}


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Pacific/Auckland"])
def test_days_are_those_of_the_clinic(zone: str) -> None:
    found = reminders(appeal(filing(SAFE), time_zone=zone), OPENED)

    assert {each.at.astimezone(ZoneInfo(zone)).hour for each in found} == {9}


def test_what_lay_before_the_appeal_was_opened_is_not_owed() -> None:
    in_five_days = filing(OPENED.date() + 5 * DAY)

    assert ids(reminders(appeal(in_five_days), OPENED))[0] == f"{FILING}-3d"
    assert owed(appeal(in_five_days), OPENED) == ()


def test_a_bot_that_was_down_sends_one_reminder_and_says_how_many_days_are_really_left() -> None:
    late = at_nine(SAFE - 2 * DAY) + 5 * HOUR

    [only] = owed(appeal(filing(SAFE)), late)

    assert (only.id, only.days_left) == (f"{FILING}-3d", 2)
    assert owed(sent(appeal(filing(SAFE)), only), late) == ()


def test_a_standard_appeal_that_is_just_opened_waits_for_the_first_day_that_counts() -> None:
    assert next_wake(appeal(filing(SAFE)), OPENED) == at_nine(date(2027, 4, 16))


def test_an_appeal_without_a_known_deadline_has_no_reminders() -> None:
    assert next_wake(appeal(filing(None)), OPENED) is None


def test_another_routes_deadline_is_announced_but_not_nagged_about() -> None:
    other = filing(SAFE, level="fair_hearing")

    found = reminders(appeal(filing(None), other), at_nine(SAFE + 30 * DAY))

    assert ids(found)[-1] == "fair_hearing:filing:safe-day"


def test_another_route_that_is_closed_already_is_not_mentioned() -> None:
    assert reminders(appeal(filing(None), filing(SAFE, level="fair_hearing", passed=True)), OPENED) == ()


@pytest.mark.parametrize("status", [Status.OVERTURNED, Status.UPHELD, Status.WITHDRAWN])
def test_a_closed_appeal_is_owed_nothing(status: Status) -> None:
    record = appeal(filing(SAFE), status=status)

    assert (owed(record, at_nine(SAFE)), next_wake(record, at_nine(SAFE))) == ((), None)


def test_an_unsent_expedited_appeal_is_mentioned_after_2_8_and_24_hours_and_then_daily() -> None:
    record = appeal().model_copy(update={"assessment": assessment(pathway=EXPEDITED)})

    found = reminders(record, OPENED + 50 * HOUR)

    assert [(each.kind, each.at - OPENED) for each in found] == [
        ("unsent", hours * HOUR) for hours in (2, 8, 24, 48, 72)
    ]
    assert [each.hours_left for each in owed(record, OPENED + 9 * HOUR)] == [-9]


def test_once_it_is_sent_only_the_decision_is_watched() -> None:
    due = OPENED + 72 * HOUR
    record = submitted(due, instant=True).model_copy(update={"assessment": assessment(filing(SAFE), pathway=EXPEDITED)})

    assert {each.deadline_id for each in reminders(record, OPENED)} == {DECISION}


def test_an_hour_clock_is_announced_24_8_and_2_hours_before_at_the_instant_and_daily_after() -> None:
    due = OPENED + 72 * HOUR

    found = reminders(submitted(due, instant=True), due + 20 * HOUR)

    assert [(each.id, each.at) for each in found] == [
        (f"{DECISION}-24h", due - 24 * HOUR),
        (f"{DECISION}-8h", due - 8 * HOUR),
        (f"{DECISION}-2h", due - 2 * HOUR),
        (f"{DECISION}-instant", due),
        (f"{DECISION}+24h", due + 24 * HOUR),
    ]


@pytest.mark.parametrize(("late", "left"), [(timedelta(0), 8), (timedelta(seconds=40), 8), (3 * HOUR, 5)])
def test_hours_are_counted_from_now_to_the_nearest(late: timedelta, left: int) -> None:
    due = OPENED + 72 * HOUR

    [only] = owed(submitted(due, instant=True), due - 8 * HOUR + late)

    assert only.hours_left == left


def test_a_decision_by_a_day_is_watched_on_that_day_where_the_clinic_is() -> None:
    midnight = datetime(2027, 1, 15, tzinfo=ZONE)

    found = reminders(submitted(midnight.astimezone(UTC), instant=False), OPENED)

    assert found[-2].due == date(2027, 1, 15)
    assert ids(found)[-2:] == [f"{DECISION}-day", f"{DECISION}+1d"]


def test_a_submission_recorded_late_does_not_bring_up_old_reminders() -> None:
    due, recorded = OPENED + 10 * DAY, OPENED + 8 * DAY

    assert owed(submitted(due, instant=False, now=recorded), recorded) == ()


@given(appeals(), offsets, offsets)
def test_time_only_adds_reminders(record: Appeal, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))

    assert set(ids(reminders(record, earlier))) <= set(ids(reminders(record, later)))


@given(appeals(), offsets)
def test_reminders_are_in_order_have_ids_of_their_own_and_lie_in_the_present_step(
    record: Appeal, now: datetime
) -> None:
    found = reminders(record, now)

    assert [each.at for each in found] == sorted(each.at for each in found)
    assert len(set(ids(found))) == len(found)
    assert all(each.at > record.step_began for each in found)


@given(appeals(), offsets)
def test_at_most_one_a_deadline_is_owed_and_nothing_once_it_is_sent(record: Appeal, now: datetime) -> None:
    found = owed(record, now)

    assert len({each.deadline_id for each in found}) == len(found)
    assert owed(sent(record, *found), now) == ()


@given(appeals(), offsets)
def test_the_next_look_is_now_when_something_is_owed_and_else_when_the_next_will_be(
    record: Appeal, now: datetime
) -> None:
    wake = next_wake(record, now)

    if owed(record, now):
        assert wake == now
    elif wake is not None:
        assert wake > now
        assert owed(record, wake)
        assert not owed(record, wake - timedelta(microseconds=1))


@settings(deadline=None, max_examples=50)
@given(appeals())
def test_a_bot_that_never_sleeps_sends_every_reminder_once(record: Appeal) -> None:
    now, end, log = OPENED, OPENED + 30 * DAY, list[str]()
    while (wake := next_wake(record, now)) is not None and wake <= end:
        now = wake
        found = owed(record, now)
        log += ids(found)
        record = sent(record, *found)

    assert log == [each.id for each in reminders(record, end) if each.at <= end]


@given(appeals(), st.lists(offsets, min_size=1, max_size=12).map(sorted))
def test_a_bot_that_wakes_now_and_then_sends_none_twice(record: Appeal, wakes: list[datetime]) -> None:
    log = list[str]()
    for now in wakes:
        found = owed(record, now)
        log += ids(found)
        record = sent(record, *found)

    assert len(set(log)) == len(log)


def approved(expires: date, *, used: date | None = None) -> Appeal:
    return appeal(
        status=Status.OVERTURNED,
        decided_on=OPENED.date(),
        since=OPENED,
        approval=Approval(expires=expires, used_on=used),
    )


def test_an_unused_approval_is_announced_before_it_runs_out_and_on_its_last_day_but_not_after() -> None:
    last = date(2027, 1, 20)

    found = reminders(approved(last), at_nine(last + 9 * DAY))

    assert [(each.days_left, each.at) for each in found] == [(n, at_nine(last - n * DAY)) for n in (14, 7, 3, 1, 0)]
    assert next_wake(sent(approved(last), *found), at_nine(last + DAY)) is None


def test_a_used_approval_and_one_without_a_last_day_are_not_watched() -> None:
    assert reminders(approved(date(2027, 1, 20), used=date(2026, 12, 1)), OPENED) == ()
    assert reminders(appeal(status=Status.OVERTURNED, approval=Approval(number="A-1")), OPENED) == ()


def test_an_approval_that_was_extended_is_announced_anew() -> None:
    first, later = date(2026, 12, 1), date(2026, 12, 31)
    told = reminders(approved(first), at_nine(first))

    again = sent(approved(later), *told)

    assert [each.days_left for each in owed(again, at_nine(later - 14 * DAY))] == [14]
