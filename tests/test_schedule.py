"""Which reminders an appeal is owed: on the days and hours that count, each once, and none too many after a pause."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.model import Deadline, Pathway
from slackbot.appeal import Appeal, Approval, PeerToPeer, Snooze, Status, Submission, Tick
from slackbot.office import DAY, Office, ReminderPolicy
from slackbot.schedule import HOUR, Reminder, next_wake, owed, reminders
from slackbot.watch import watched
from tests.build import LEVEL, NEW_YORK, OPENED, appeal, assessment, filing

SAFE = date(2027, 4, 30)  # a Friday
ZONE = ZoneInfo(NEW_YORK)
OFFICE = Office(ZONE)
MINUTE = timedelta(minutes=1)
EXPEDITED = Pathway(kind="expedited", reasons=("red flags",))
FILING = f"filing:{LEVEL}:filing@2027-04-30"

offsets = st.integers(-20 * 24 * 60, 200 * 24 * 60).map(lambda minutes: OPENED + minutes * MINUTE)
safe_days = st.integers(-30, 120).map(lambda days: OPENED.date() + days * DAY)


def at_nine(day: date, zone: ZoneInfo = ZONE) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=zone)


def ids(found: tuple[Reminder, ...]) -> list[str]:
    return [reminder.id for reminder in found]


def sent(record: Appeal, *found: Reminder) -> Appeal:
    return record.model_copy(update={"reminded": record.reminded | {each.id for each in found}})


def submitted(due: datetime, *, instant: bool, now: datetime = OPENED) -> Appeal:
    submission = Submission(at=now, by="U01ALICE", due=due, due_is_instant=instant)
    return appeal(status=Status.SUBMITTED, submission=submission, since=now)


def with_latest(latest: date) -> Deadline:
    return filing(SAFE).model_copy(update={"latest": latest})


@st.composite
def appeals(draw: st.DrawFn) -> Appeal:
    """Any appeal: some deadlines, expedited or not, being prepared or sent, with items, a call, snoozes."""
    pathway = draw(st.sampled_from([EXPEDITED, Pathway(kind="standard", reasons=())]))
    days = draw(st.lists(safe_days, max_size=3))
    deadlines = [filing(day, level=f"level_{n}" if n else LEVEL) for n, day in enumerate(days)]
    record = appeal().model_copy(update={"assessment": assessment(*deadlines, pathway=pathway)})
    changes: dict[str, object] = {}
    if draw(st.booleans()):
        changes["items"] = tuple(each.model_copy(update={"due": draw(safe_days)}) for each in record.items)
    if draw(st.booleans()):
        slots = tuple(OPENED + hours * HOUR for hours in draw(st.lists(st.integers(1, 300), min_size=1, max_size=2)))
        changes["peer_to_peer"] = PeerToPeer(requested_by="U", requested_at=OPENED, slots=slots, phone="1")
    if draw(st.booleans()):
        changes["claim_by"] = OPENED + draw(st.integers(1, 100)) * HOUR
    if draw(st.booleans()):
        due = OPENED + draw(st.integers(-100, 4000)) * HOUR
        changes["submission"] = Submission(at=OPENED, by="U", due=due, due_is_instant=draw(st.booleans()))
        changes["status"] = Status.SUBMITTED
    record = record.model_copy(update=changes)
    snoozed = draw(st.lists(st.sampled_from(watched(record)), max_size=2)) if watched(record) else []
    until = [OFFICE.next_working(draw(safe_days)) for _ in snoozed]
    snoozes = {
        watch.key: Snooze(watch=watch.key, until=day, reason="r", by="U", at=OPENED)
        for watch, day in zip(snoozed, until, strict=True)
    }
    return record.model_copy(update={"snoozes": tuple(snoozes.values())})


# ---- by the day


def test_a_filing_is_announced_14_7_3_and_1_days_before_on_the_day_and_on_five_working_days_after_it() -> None:
    found = reminders(appeal(filing(SAFE)), OFFICE)

    assert [(each.id.removeprefix(FILING), each.at) for each in found] == [
        ("-14d", at_nine(date(2027, 4, 16))),
        ("-7d", at_nine(date(2027, 4, 23))),
        ("-3d", at_nine(date(2027, 4, 27))),
        ("-1d", at_nine(date(2027, 4, 29))),
        ("-day", at_nine(SAFE)),
        ("+3d", at_nine(date(2027, 5, 3))),
        ("+4d", at_nine(date(2027, 5, 4))),
        ("+5d", at_nine(date(2027, 5, 5))),
        ("+6d", at_nine(date(2027, 5, 6))),
        ("+7d", at_nine(date(2027, 5, 7))),
    ]


@pytest.mark.parametrize(
    ("safe", "days_before", "expected"),
    [
        (date(2027, 5, 3), 1, date(2027, 4, 30)),  # a Monday: Sunday moves to Friday
        (date(2026, 11, 29), 3, date(2026, 11, 25)),  # Thanksgiving moves to the day before
        (date(2027, 1, 2), 1, date(2026, 12, 31)),  # New Year's Day, over the end of the year
        (date(2028, 3, 1), 1, date(2028, 2, 29)),
        (date(2027, 3, 1), 1, date(2027, 2, 26)),
    ],
)
def test_a_morning_on_a_day_off_moves_to_the_working_day_before(safe: date, days_before: int, expected: date) -> None:
    office = Office(ZONE, policy=ReminderPolicy(days_before=(days_before,)))
    began = datetime(2026, 1, 1, tzinfo=UTC)

    assert reminders(appeal(filing(safe), created_at=began), office)[0].at == at_nine(expected)


def test_two_reminders_that_fall_on_one_morning_are_one_and_the_nearer_one_stays() -> None:
    monday = date(2027, 5, 3)

    found = reminders(appeal(filing(monday)), OFFICE)

    assert [each.id[-4:] for each in found if each.at == at_nine(date(2027, 4, 30))] == ["3-1d"]
    assert len({each.at for each in found}) == len(found)


@pytest.mark.parametrize("days", [14, 7, 3, 1, 0])
def test_each_is_owed_from_the_morning_where_the_clinic_is_and_not_before(days: int) -> None:
    record, at = appeal(filing(SAFE)), at_nine(SAFE - days * DAY)
    earlier = owed(record, OFFICE, at - MINUTE - 15 * HOUR)

    assert len(owed(sent(record, *earlier), OFFICE, at)) == 1
    assert owed(sent(record, *earlier), OFFICE, at - MINUTE) == ()


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Pacific/Auckland"])
def test_days_and_mornings_are_those_of_the_clinic(zone: str) -> None:
    office = Office(ZoneInfo(zone), country="XX")

    assert at_nine(SAFE, ZoneInfo(zone)) in [each.at for each in reminders(appeal(filing(SAFE)), office)]


def test_a_clinic_that_moves_is_reminded_in_its_new_morning() -> None:
    record = appeal(filing(SAFE))

    assert next_wake(record, Office(ZoneInfo("Pacific/Honolulu")), OPENED) == at_nine(
        date(2027, 4, 16), ZoneInfo("Pacific/Honolulu")
    )


def test_the_policy_of_the_channel_says_how_many_days_before() -> None:
    office = Office(ZONE, policy=ReminderPolicy(days_before=(10,), overdue_at_most=1))

    found = reminders(appeal(filing(SAFE)), office)

    assert [each.id.removeprefix(FILING) for each in found] == ["-10d", "-day", "+3d"]


def test_the_last_day_by_the_rule_is_said_on_that_day_and_that_it_passed_on_the_next() -> None:
    found = [each for each in reminders(appeal(with_latest(date(2027, 5, 14))), OFFICE) if each.watch.kind == "latest"]

    assert [each.at for each in found] == [at_nine(date(2027, 5, 14)), at_nine(date(2027, 5, 17))]


def test_an_insurers_decision_is_mentioned_the_day_before_on_the_day_and_after_it() -> None:
    midnight = datetime(2027, 1, 15, tzinfo=ZONE)

    found = reminders(submitted(midnight.astimezone(UTC), instant=False), OFFICE)

    assert [each.at.date() for each in found[:3]] == [date(2027, 1, 14), date(2027, 1, 15), date(2027, 1, 19)]


def test_another_routes_deadline_is_announced_but_not_nagged_about() -> None:
    found = reminders(appeal(filing(None), filing(SAFE, level="fair_hearing")), OFFICE)

    assert found[-1].at == at_nine(SAFE)


def test_another_route_that_is_closed_already_is_not_mentioned() -> None:
    assert reminders(appeal(filing(None), filing(SAFE, level="fair_hearing", passed=True)), OFFICE) == ()


def test_a_checklist_item_with_a_day_calls_who_does_it_until_it_is_ticked_or_not_needed() -> None:
    first, other = appeal().items
    dated = first.model_copy(update={"due": date(2026, 12, 3), "assignee": "U01BOB"})
    done = dated.model_copy(update={"tick": Tick(by="U01BOB", at=OPENED)})

    found = [each for each in reminders(appeal(items=(dated, other)), OFFICE) if each.watch.kind == "item"]

    assert [each.at for each in found[:2]] == [at_nine(date(2026, 12, 2)), at_nine(date(2026, 12, 3))]
    assert {each.watch.person for each in found} == {"U01BOB"}
    assert all(each.watch.kind != "item" for each in reminders(appeal(items=(done, other)), OFFICE))


def test_what_nobody_owns_is_said_when_it_should_have_been_claimed_and_on_the_working_days_after() -> None:
    by = datetime(2026, 11, 25, 17, tzinfo=UTC)  # the Wednesday before Thanksgiving

    found = [each for each in reminders(appeal(owner=None, claim_by=by), OFFICE) if each.watch.kind == "unowned"]

    assert [each.at for each in found[:3]] == [by, at_nine(date(2026, 11, 27)), at_nine(date(2026, 11, 30))]
    assert {each.stage for each in found} == {"channel"}


# ---- by the hour


def test_an_unsent_expedited_appeal_is_mentioned_after_2_8_and_24_hours_and_then_daily_through_the_weekend() -> None:
    friday = datetime(2026, 11, 27, 20, tzinfo=UTC)
    record = appeal(created_at=friday).model_copy(update={"assessment": assessment(pathway=EXPEDITED)})

    found = reminders(record, OFFICE)

    assert [each.at - friday for each in found] == [hours * HOUR for hours in (2, 8, 24, 48, 72, 96, 120)]
    assert [each.stage for each in found[:3]] == ["owner", "backup", "channel"]
    assert len(owed(record, OFFICE, friday + 24 * HOUR)) == 1


def test_once_it_is_sent_only_the_decision_is_watched() -> None:
    record = submitted(OPENED + 72 * HOUR, instant=True)
    record = record.model_copy(update={"assessment": assessment(filing(SAFE), pathway=EXPEDITED)})

    assert {each.watch.kind for each in reminders(record, OFFICE)} == {"decision"}


def test_an_hour_clock_is_announced_24_8_and_2_hours_before_at_the_instant_and_daily_after() -> None:
    due = OPENED + 72 * HOUR

    found = reminders(submitted(due, instant=True), OFFICE)

    assert [each.at - due for each in found] == [hours * HOUR for hours in (-24, -8, -2, 0, 24, 48, 72, 96, 120)]
    assert [each.stage for each in found[:4]] == ["owner", "backup", "backup", "channel"]


@pytest.mark.parametrize("change", [datetime(2027, 3, 14, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)])
def test_hours_are_elapsed_hours_when_the_clocks_change(change: datetime) -> None:
    due = change + 12 * HOUR

    found = reminders(submitted(due, instant=True, now=change - 30 * HOUR), OFFICE)

    assert [(each.at - due) / HOUR for each in found[:4]] == [-24, -8, -2, 0]


def test_a_call_is_mentioned_an_hour_before_and_its_result_asked_for_on_the_next_working_day() -> None:
    at = datetime(2026, 11, 25, 19, tzinfo=UTC)
    call = PeerToPeer(requested_by="U", requested_at=OPENED, slots=(at,), phone="1")

    found = [each for each in reminders(appeal(peer_to_peer=call), OFFICE) if each.watch.kind.startswith("call")]

    assert [each.at for each in found[:2]] == [at - HOUR, at_nine(date(2026, 11, 27))]
    ended = call.model_copy(update={"result": "no_show", "result_by": "U", "result_at": OPENED})
    assert all(not each.watch.kind.startswith("call") for each in reminders(appeal(peer_to_peer=ended), OFFICE))


# ---- who is called


def test_the_backup_is_called_from_three_days_before_and_the_channel_on_the_day() -> None:
    found = reminders(appeal(filing(SAFE)), OFFICE)

    assert [each.stage for each in found[:6]] == ["owner", "owner", "backup", "backup", "channel", "channel"]


def test_the_policy_says_from_when_others_are_called() -> None:
    office = Office(ZONE, policy=ReminderPolicy(backup_from=7, channel_from=1))

    found = reminders(appeal(filing(SAFE)), office)

    assert [each.stage for each in found[:5]] == ["owner", "backup", "backup", "channel", "channel"]


# ---- after a pause


def test_what_lay_before_the_appeal_was_opened_is_not_owed() -> None:
    soon = appeal(filing(date(2026, 12, 1)))

    assert reminders(soon, OFFICE)[0].at == at_nine(date(2026, 11, 24))
    assert owed(soon, OFFICE, OPENED) == ()


def test_a_bot_that_was_down_sends_one_reminder_the_latest() -> None:
    late = at_nine(SAFE - 2 * DAY) + 5 * HOUR

    [only] = owed(appeal(filing(SAFE)), OFFICE, late)

    assert only.id == f"{FILING}-3d"
    assert owed(sent(appeal(filing(SAFE)), only), OFFICE, late) == ()


def test_a_bot_that_comes_back_on_a_day_off_waits_for_the_next_morning() -> None:
    saturday = at_nine(date(2027, 4, 24)) + 2 * HOUR

    assert owed(appeal(filing(SAFE)), OFFICE, saturday) == ()
    assert next_wake(appeal(filing(SAFE)), OFFICE, saturday) == at_nine(date(2027, 4, 26))


def test_a_bot_that_comes_back_in_the_evening_before_the_day_waits_but_not_past_it() -> None:
    sunday = date(2027, 5, 2)  # no working day, yet set by hand as the day
    item = appeal().items[0].model_copy(update={"due": sunday})
    record = appeal(filing(None), items=(item,))
    saturday_noon = at_nine(date(2027, 5, 1)) + 3 * HOUR

    assert [each.watch.kind for each in owed(record, OFFICE, saturday_noon)] == ["item"]
    assert owed(appeal(filing(SAFE)), OFFICE, at_nine(SAFE - DAY) + 11 * HOUR) == ()


def test_what_runs_by_the_hour_is_said_at_night() -> None:
    due = at_nine(date(2026, 12, 6)) - 6 * HOUR  # Sunday, three in the morning

    assert len(owed(submitted(due, instant=True), OFFICE, due)) == 1


def test_a_standard_appeal_that_is_just_opened_waits_for_the_first_day_that_counts() -> None:
    assert next_wake(appeal(filing(SAFE)), OFFICE, OPENED) == at_nine(date(2027, 4, 16))


def test_an_appeal_without_a_known_deadline_has_no_reminders() -> None:
    assert next_wake(appeal(filing(None)), OFFICE, OPENED) is None


@pytest.mark.parametrize("status", [Status.OVERTURNED, Status.UPHELD, Status.WITHDRAWN])
def test_a_closed_appeal_is_owed_nothing(status: Status) -> None:
    record = appeal(filing(SAFE), status=status)

    assert (owed(record, OFFICE, at_nine(SAFE)), next_wake(record, OFFICE, at_nine(SAFE))) == ((), None)


def test_a_submission_recorded_late_does_not_bring_up_old_reminders() -> None:
    due, recorded = OPENED + 10 * DAY, OPENED + 9 * DAY + 6 * HOUR

    assert owed(submitted(due, instant=False, now=recorded), OFFICE, recorded) == ()


def test_a_deadline_that_moves_is_announced_anew() -> None:
    told = reminders(appeal(filing(SAFE)), OFFICE)
    moved = sent(appeal(filing(SAFE + 30 * DAY)), *told)

    assert len(owed(moved, OFFICE, at_nine(SAFE + 16 * DAY) + 24 * HOUR)) == 1


# ---- snoozed


def snoozed(until: date, *deadlines: Deadline) -> Appeal:
    record = appeal(*(deadlines or (filing(SAFE),)))
    snooze = Snooze(watch=FILING, until=until, reason="Waiting for the records", by="U01ALICE", at=OPENED)
    return record.model_copy(update={"snoozes": (snooze,)})


def test_what_was_snoozed_is_silent_until_that_morning_and_then_goes_on() -> None:
    found = reminders(snoozed(date(2027, 4, 26)), OFFICE)

    assert [(each.id.removeprefix(FILING), each.at) for each in found[:3]] == [
        (":until-2027-04-26", at_nine(date(2027, 4, 26))),
        ("-3d", at_nine(date(2027, 4, 27))),
        ("-1d", at_nine(date(2027, 4, 29))),
    ]


def test_a_snooze_past_the_safe_day_is_silent_on_it() -> None:
    found = reminders(snoozed(date(2027, 5, 4)), OFFICE)

    assert found[0].at == at_nine(date(2027, 5, 4))
    assert found[0].stage == "channel"


def test_a_snooze_is_of_one_deadline_and_ends_when_that_moves() -> None:
    other = filing(SAFE, level="fair_hearing")

    assert "route:fair_hearing:filing@2027-04-30-14d" in ids(
        reminders(snoozed(date(2027, 4, 26), filing(SAFE), other), OFFICE)
    )
    assert reminders(snoozed(date(2027, 4, 26), filing(SAFE - DAY)), OFFICE)[0].at == at_nine(date(2027, 4, 15))


# ---- laws


@given(appeals())
def test_reminders_are_in_order_have_ids_of_their_own_and_lie_in_the_present_step(record: Appeal) -> None:
    found = reminders(record, OFFICE)

    assert [each.at for each in found] == sorted(each.at for each in found)
    assert len(set(ids(found))) == len(found)
    assert all(each.at > record.step_began for each in found)


@given(appeals())
def test_nothing_that_comes_by_the_day_is_planned_on_a_day_off_or_at_night(record: Appeal) -> None:
    for each in reminders(record, OFFICE):
        if not each.watch.urgent and not each.id.endswith("-instant"):
            assert OFFICE.speaks_from(each.at) == each.at


@given(appeals(), offsets)
def test_at_most_one_of_each_thing_is_owed_and_nothing_once_it_is_sent(record: Appeal, now: datetime) -> None:
    found = owed(record, OFFICE, now)

    assert len({each.watch.key for each in found}) == len(found)
    assert owed(sent(record, *found), OFFICE, now) == ()


@given(appeals(), offsets)
def test_the_next_look_is_now_when_something_is_owed_and_else_when_the_next_will_be(
    record: Appeal, now: datetime
) -> None:
    wake = next_wake(record, OFFICE, now)

    if owed(record, OFFICE, now):
        assert wake == now
    elif wake is not None:
        assert wake > now
        assert owed(record, OFFICE, wake) or next_wake(record, OFFICE, wake) > wake
        assert not owed(record, OFFICE, wake - timedelta(microseconds=1))


@settings(max_examples=50)
@given(appeals())
def test_a_bot_that_never_sleeps_sends_every_reminder_once(record: Appeal) -> None:
    now, log = OPENED, list[str]()
    while (wake := next_wake(record, OFFICE, now)) is not None:
        now = wake
        found = owed(record, OFFICE, now)
        log += ids(found)
        record = sent(record, *found)
        now += timedelta(microseconds=0 if found else 1)

    assert len(set(log)) == len(log)
    waits = [each for each in reminders(record, OFFICE) if each.id not in log]
    assert all(OFFICE.speaks_from(each.at) > each.at for each in waits)


@given(appeals(), st.lists(offsets, min_size=1, max_size=12).map(sorted))
def test_a_bot_that_wakes_now_and_then_sends_none_twice(record: Appeal, wakes: list[datetime]) -> None:
    log = list[str]()
    for now in wakes:
        found = owed(record, OFFICE, now)
        log += ids(found)
        record = sent(record, *found)

    assert len(set(log)) == len(log)


# ---- approvals


def approved(expires: date, *, used: date | None = None) -> Appeal:
    return appeal(
        status=Status.OVERTURNED,
        decided_on=OPENED.date(),
        since=OPENED,
        approval=Approval(expires=expires, used_on=used),
    )


def test_an_unused_approval_is_announced_before_it_runs_out_and_on_its_last_day_but_not_after() -> None:
    last = date(2027, 1, 29)

    found = reminders(approved(last), OFFICE)

    assert [each.at for each in found] == [at_nine(last - n * DAY) for n in (14, 7, 3, 1, 0)]
    assert next_wake(sent(approved(last), *found), OFFICE, at_nine(last + DAY)) is None


def test_a_used_approval_and_one_without_a_last_day_are_not_watched() -> None:
    assert reminders(approved(date(2027, 1, 20), used=date(2026, 12, 1)), OFFICE) == ()
    assert reminders(appeal(status=Status.OVERTURNED, approval=Approval(number="A-1")), OFFICE) == ()


def test_an_approval_that_was_extended_is_announced_anew() -> None:
    first, later = date(2026, 12, 1), date(2026, 12, 31)

    again = sent(approved(later), *reminders(approved(first), OFFICE))

    assert len(owed(again, OFFICE, at_nine(later - 14 * DAY))) == 1
