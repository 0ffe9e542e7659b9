from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.deadlines import deadlines, decision_due
from rules.law import NoRuleInForce
from rules.schema.law import PathwayKind
from tests.rules.law_cases import ON, book, by_id, intake

NEW_YORK = ZoneInfo("America/New_York")

CLOCKS: list[tuple[str, str, str, PathwayKind, int, str]] = [
    ("erisa_self_funded", "initial", "pre_service", "standard", 15, "calendar"),
    ("erisa_self_funded", "initial", "post_service", "standard", 30, "calendar"),
    ("erisa_self_funded", "initial", "pre_service", "expedited", 72, "hours"),
    ("erisa_self_funded", "internal_appeal_1", "pre_service", "standard", 30, "calendar"),
    ("erisa_self_funded", "internal_appeal_1", "post_service", "standard", 60, "calendar"),
    ("erisa_self_funded", "internal_appeal_1", "pre_service", "expedited", 72, "hours"),
    ("erisa_self_funded", "internal_appeal_2", "pre_service", "standard", 15, "calendar"),
    ("erisa_self_funded", "internal_appeal_2", "post_service", "standard", 30, "calendar"),
    ("erisa_self_funded", "internal_appeal_2", "pre_service", "expedited", 72, "hours"),
    ("erisa_self_funded", "federal_external_review", "pre_service", "standard", 45, "calendar"),
    ("erisa_insured", "federal_external_review", "pre_service", "expedited", 72, "hours"),
    ("aca_individual_marketplace", "initial", "pre_service", "standard", 15, "calendar"),
    ("aca_individual_marketplace", "initial", "post_service", "standard", 30, "calendar"),
    ("aca_individual_marketplace", "initial", "pre_service", "expedited", 72, "hours"),
    ("aca_individual_marketplace", "internal_appeal", "pre_service", "standard", 30, "calendar"),
    ("aca_individual_marketplace", "internal_appeal", "post_service", "standard", 60, "calendar"),
    ("aca_individual_marketplace", "internal_appeal", "concurrent", "expedited", 72, "hours"),
    ("aca_individual_marketplace", "external_review", "post_service", "standard", 45, "calendar"),
    ("aca_individual_marketplace", "external_review", "pre_service", "expedited", 72, "hours"),
    ("medicare_advantage", "initial", "pre_service", "standard", 7, "calendar"),
    ("medicare_advantage", "initial", "pre_service", "expedited", 72, "hours"),
    ("medicare_advantage", "reconsideration", "pre_service", "standard", 30, "calendar"),
    ("medicare_advantage", "reconsideration", "post_service", "standard", 60, "calendar"),
    ("medicare_advantage", "reconsideration", "pre_service", "expedited", 72, "hours"),
    ("medicare_advantage", "ire", "pre_service", "standard", 30, "calendar"),
    ("medicare_advantage", "ire", "post_service", "standard", 60, "calendar"),
    ("medicare_advantage", "ire", "pre_service", "expedited", 72, "hours"),
    ("medicare_advantage", "alj", "pre_service", "expedited", 90, "calendar"),
    ("medicaid_managed_care", "initial", "pre_service", "standard", 7, "calendar"),
    ("medicaid_managed_care", "initial", "pre_service", "expedited", 72, "hours"),
    ("medicaid_managed_care", "plan_appeal", "post_service", "standard", 30, "calendar"),
    ("medicaid_managed_care", "plan_appeal", "pre_service", "expedited", 72, "hours"),
    ("medicaid_managed_care", "state_fair_hearing", "pre_service", "standard", 90, "calendar"),
    ("medicare_advantage_integrated", "integrated_reconsideration", "pre_service", "standard", 30, "calendar"),
    ("medicare_advantage_integrated", "integrated_reconsideration", "pre_service", "expedited", 72, "hours"),
    ("medicaid_ffs", "initial", "pre_service", "standard", 7, "calendar"),
    ("medicaid_ffs", "initial", "pre_service", "expedited", 72, "hours"),
    ("medicaid_ffs", "fair_hearing", "post_service", "standard", 90, "calendar"),
    ("chip", "initial", "pre_service", "standard", 7, "calendar"),
    ("chip", "initial", "pre_service", "expedited", 72, "hours"),
    ("chip", "plan_appeal", "post_service", "standard", 30, "calendar"),
    ("chip", "plan_appeal", "pre_service", "expedited", 72, "hours"),
    ("chip", "state_review", "pre_service", "standard", 90, "calendar"),
    ("chip", "state_review", "pre_service", "expedited", 72, "hours"),
    ("original_medicare", "redetermination", "post_service", "standard", 60, "calendar"),
    ("original_medicare", "qic", "post_service", "standard", 60, "calendar"),
    ("original_medicare", "alj", "post_service", "standard", 90, "calendar"),
    ("original_medicare", "council", "post_service", "standard", 90, "calendar"),
    ("tricare", "reconsideration", "post_service", "standard", 30, "calendar"),
    ("fehb", "carrier_reconsideration", "pre_service", "standard", 30, "calendar"),
    ("fehb", "carrier_reconsideration", "pre_service", "expedited", 72, "hours"),
    ("fehb", "opm", "post_service", "standard", 60, "calendar"),
]
FIRST_DAY = {
    ("medicare_advantage_integrated", "integrated_reconsideration"): datetime(2025, 1, 1, 9, 0, tzinfo=NEW_YORK),
    ("medicaid_ffs", "initial"): datetime(2026, 1, 1, 9, 0, tzinfo=NEW_YORK),
    ("chip", "initial"): datetime(2026, 1, 1, 9, 0, tzinfo=NEW_YORK),
}


@pytest.mark.parametrize("expected", CLOCKS, ids=lambda row: "-".join(str(cell) for cell in row))
def test_each_level_decides_within_its_clock(expected: tuple[str, str, str, PathwayKind, int, str]):
    plan, level, timing, kind, n, unit = expected
    received = datetime(2026, 11, 25, 16, 30, tzinfo=NEW_YORK)
    due = decision_due(intake(plan, timing=timing), book(), level, kind, received)

    if unit == "hours":
        assert due.due_on is None
        assert due.due_at == received + timedelta(hours=n)
    else:
        assert due.due_at is None
        assert due.due_on == date(2026, 11, 25) + timedelta(days=n)


@pytest.mark.parametrize("row", CLOCKS, ids=lambda row: "-".join(str(cell) for cell in row))
def test_every_clock_is_known_from_its_first_day_and_not_before(
    row: tuple[str, str, str, PathwayKind, int, str],
):
    plan, level, timing, kind, _, _ = row
    first = FIRST_DAY.get((plan, level), datetime(2024, 1, 1, 9, 0, tzinfo=NEW_YORK))
    due = decision_due(intake(plan, timing=timing), book(), level, kind, first)

    assert due.due_at or due.due_on
    with pytest.raises(NoRuleInForce):
        decision_due(intake(plan, timing=timing), book(), level, kind, first - timedelta(days=1))


@pytest.mark.parametrize(
    ("received", "due_on", "why"),
    [
        (datetime(2026, 11, 25, 9, 0, tzinfo=NEW_YORK), date(2026, 12, 1), "Thanksgiving and a weekend"),
        (datetime(2024, 1, 1, 9, 0, tzinfo=NEW_YORK), date(2024, 1, 4), "the first day of the rulebook"),
    ],
)
@pytest.mark.parametrize(
    ("plan", "level", "kind"),
    [
        ("medicaid_managed_care", "state_fair_hearing", "expedited"),
        ("medicaid_ffs", "fair_hearing", "expedited"),
        ("tricare", "reconsideration", "expedited"),
        ("tricare", "expedited_reconsideration", "expedited"),
        ("tricare", "expedited_reconsideration", "standard"),
    ],
)
def test_some_decisions_are_due_after_three_working_days(  # noqa: PLR0917 -- each is a column of the table of cases
    plan: str, level: str, kind: PathwayKind, received: datetime, due_on: date, why: str
):
    due = decision_due(intake(plan), book(), level, kind, received)

    assert due.due_on == due_on, why
    assert due.basis is None
    assert due.warnings[0].startswith("Not confirmed")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 10, 30, 12, 0, tzinfo=NEW_YORK), datetime(2026, 11, 2, 11, 0, tzinfo=NEW_YORK)),
        (datetime(2027, 3, 12, 12, 0, tzinfo=NEW_YORK), datetime(2027, 3, 15, 13, 0, tzinfo=NEW_YORK)),
        (datetime(2026, 12, 30, 23, 0, tzinfo=NEW_YORK), datetime(2027, 1, 2, 23, 0, tzinfo=NEW_YORK)),
    ],
)
def test_hours_are_elapsed_hours_through_weekends_and_clock_changes(received: datetime, due: datetime):
    found = decision_due(intake(), book(), "internal_appeal_1", "expedited", received)

    assert found.due_at is not None
    assert found.due_at.replace(tzinfo=None) == due.replace(tzinfo=None)
    assert found.due_at.astimezone(UTC) - received.astimezone(UTC) == timedelta(hours=72)


def test_a_receipt_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        decision_due(intake(), book(), "internal_appeal_1", "standard", datetime(2026, 11, 2, 12, 0))  # noqa: DTZ001 -- that it is naive is what is tested


@pytest.mark.parametrize("plan", ["medicare_advantage", "medicaid_managed_care"])
@pytest.mark.parametrize(("day", "days"), [(date(2025, 12, 31), 14), (date(2026, 1, 1), 7)])
def test_prior_authorization_has_seven_days_since_2026_and_had_fourteen_before(plan: str, day: date, days: int):
    received = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)
    due = decision_due(intake(plan, notice=day), book(), "initial", "standard", received)

    assert due.due_on == day + timedelta(days=days)


def test_a_period_that_the_rulebook_does_not_know_is_said_and_not_guessed():
    received = datetime(2026, 11, 25, tzinfo=UTC)
    due = decision_due(intake("medicare_advantage"), book(), "appeals_council", "standard", received)

    assert due.due_at is due.due_on is None
    assert "knows no decision period" in due.counted


def test_a_decision_says_what_follows_when_it_is_late_or_won():
    due = decision_due(
        intake("medicaid_managed_care"), book(), "plan_appeal", "standard", datetime(2026, 11, 25, tzinfo=UTC)
    )

    assert due.if_missed is not None
    assert "State fair hearing" in due.if_missed
    assert due.if_won == "the plan authorizes or provides the scan within 72 hours of the notice of reversal"


def test_a_decision_clock_has_no_date_before_the_appeal_is_submitted():
    found = by_id(deadlines(intake(), book(), ON))["internal_appeal_1.decision"]

    assert found.latest is found.safe is found.hours is None
    assert found.counted.startswith("30 days from the plan's receipt of the appeal; 15 calendar days at each level if")


def test_an_expedited_case_shows_the_hour_clock():
    found = by_id(deadlines(intake(flags=("saddle_anesthesia",)), book(), ON))["internal_appeal_1.decision"]

    assert found.hours == 72
    assert found.latest is None
