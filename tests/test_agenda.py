"""What of an appeal stands in a calendar."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rules import load_rulebook
from slackbot import gallery, talks
from slackbot.agenda import agenda, has_dates
from slackbot.appeal import Appeal, Approval, NotApplicable, Status, Submission, Tick
from slackbot.calendar_file import calendar_file
from tests.build import LEVEL, OPENED, appeal, assessment, filing

TODAY = OPENED.date()
SAFE, LATEST = date(2027, 4, 30), date(2027, 5, 4)
DUE = datetime(2026, 12, 24, 3, tzinfo=UTC)  # still the 23rd in New York
EXAMPLES = sorted(gallery.EXAMPLES.glob("*.yaml"))


def days(record: Appeal, today: date = TODAY) -> list[date | datetime]:
    return [entry.at for entry in agenda(record, today, "")]


def sent(*, instant: bool = False) -> Appeal:
    submission = Submission(at=OPENED, by="U01ALICE", due=DUE, due_is_instant=instant, due_basis="30 days from receipt")
    return appeal(status=Status.SUBMITTED, submission=submission)


def with_item(**changes: object) -> Appeal:
    first, *others = appeal().items
    return appeal(items=(first.model_copy(update={"due": date(2026, 12, 1), **changes}), *others))


def test_a_filing_stands_on_its_safe_day_with_the_latest_one_and_the_rule_beside_it():
    step = filing(SAFE).model_copy(update={"latest": LATEST, "counted": "180 days from receipt"})

    (entry,) = agenda(appeal(step), TODAY, "")

    assert entry.at == SAFE
    assert entry.summary == "MRI appeal #1: last safe day · First appeal"
    for part in ("File the appeal.", "Safe: Fri 30 Apr 2027", "Latest: Tue 4 May 2027", "180 days from receipt"):
        assert part in entry.description


def test_a_moved_deadline_is_the_same_entry():
    before, after = appeal(filing(SAFE)), appeal(filing(LATEST), revision=1)

    (first,), (second,) = agenda(before, TODAY, ""), agenda(after, TODAY, "")

    assert first.uid == second.uid
    assert second.revision > first.revision


def test_no_two_entries_are_the_same():
    record = appeal(filing(SAFE), filing(SAFE, level="external_review"))
    other = record.model_copy(update={"id": "AAAAAAAAAAB"})

    assert len({entry.uid for each in (record, other) for entry in agenda(each, TODAY, "")}) == 4


def test_an_overdue_filing_stays_until_it_is_sent_and_another_route_only_while_it_is_open():
    record = appeal(filing(SAFE), filing(SAFE, level="external_review"))

    assert days(record, SAFE) == [SAFE, SAFE]
    assert days(record, SAFE + timedelta(days=1)) == [SAFE]


def test_once_sent_the_decision_takes_the_filings_place():
    assert days(sent()) == [date(2026, 12, 23)]
    assert days(sent(instant=True)) == [DUE]
    (entry,) = agenda(sent(), TODAY, "")
    assert "30 days from receipt" in entry.description


@pytest.mark.parametrize("status", [Status.UPHELD, Status.WITHDRAWN, Status.OVERTURNED, Status.PARTLY])
def test_a_closed_appeal_has_no_dates(status: Status):
    closed = sent().model_copy(update={"status": status, "items": with_item().items})

    assert not has_dates(closed, TODAY)


@pytest.mark.parametrize(
    ("approval", "found"),
    [
        (Approval(expires=SAFE), [SAFE]),
        (Approval(expires=TODAY), [TODAY]),
        (Approval(expires=TODAY - timedelta(days=1)), []),
        (Approval(expires=SAFE, used_on=TODAY), []),
        (Approval(number="A-1"), []),
    ],
)
def test_an_approval_stands_on_its_last_day_until_the_scan_was_done(approval: Approval, found: list[date]):
    assert days(appeal(status=Status.OVERTURNED, approval=approval)) == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, [SAFE, date(2026, 12, 1)]),
        ({"tick": Tick(by="U01ALICE", at=OPENED)}, [SAFE]),
        ({"not_applicable": NotApplicable(reason="done", by="U01ALICE", at=OPENED)}, [SAFE]),
    ],
)
def test_a_checklist_item_stands_on_its_day_while_it_is_to_do(changes: dict[str, object], found: list[date]):
    assert days(with_item(**changes)) == found


def test_an_entry_leads_to_the_card_once_there_is_one():
    posted = appeal(posted={"card": "1764000000.000100"})

    assert [entry.url for entry in agenda(appeal(), TODAY, "https://clinic.slack.com/")] == [None]
    assert [entry.url for entry in agenda(posted, TODAY, "")] == [None]
    assert [entry.url for entry in agenda(posted, TODAY, "https://clinic.slack.com/")] == [
        "https://clinic.slack.com/archives/C01PRIORAUTH/p1764000000000100"
    ]


def test_the_decision_of_the_next_level_is_another_entry():
    next_level = sent().model_copy(update={"assessment": assessment(level="external_review")})

    assert agenda(sent(), TODAY, "")[0].uid != agenda(next_level, TODAY, "")[0].uid


def test_a_call_stands_at_each_time_that_was_offered_until_it_is_past_or_took_place():
    times = [OPENED + timedelta(days=days) for days in (1, 2)]
    record, _ = talks.asked("U01ALICE", times, "+1 800 555 0100")(appeal(), OPENED)

    calls = [entry for entry in agenda(record, TODAY, "") if entry.length]
    assert [entry.at for entry in calls] == times
    assert days(record, times[1].date()) == [SAFE, times[1]]
    again, _ = talks.asked("U01ALICE", [OPENED + timedelta(days=7)], "+1 800 555 0100")(record, OPENED)
    assert [entry.uid for entry in agenda(again, TODAY, "") if entry.length] == [calls[0].uid]
    held, _ = talks.ended("U01ALICE", "upheld", LEVEL)(record, OPENED)
    assert days(held) == [SAFE]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_nothing_about_the_patient_and_nothing_that_was_typed_gets_into_a_file(path: Path):
    record = gallery.example_at(path, load_rulebook())
    record, _ = talks.asked("U01ALICE", (OPENED,), "+1 800 555 0100")(record, OPENED)
    content = calendar_file(agenda(record, TODAY, ""), OPENED).replace(b"\r\n ", b"").decode().lower()

    intake = record.intake
    typed = (
        intake.reference,
        intake.coverage.insurer,
        intake.exam.cpt,
        intake.exam.region.replace("_", " "),
        intake.clinical.why_mri,
        intake.clinical.management_change,
        intake.clinician.name if intake.clinician else "",
        *intake.exam.icd10,
        "555 0100",
    )
    assert not [word for word in typed if word and word.lower() in content]
