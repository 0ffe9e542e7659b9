"""The law of six States: it reaches insured coverage, and changes levels, dates and clocks there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.deadlines import deadlines, decision_due
from rules.law import level_ids, plan_of
from rules.model import Deadline
from rules.schema.law import PathwayKind
from tests.rules.law_cases import ON, book, by_id, intake

NEW_YORK = ZoneInfo("America/New_York")
STATES = ["CA", "FL", "IL", "NY", "PA", "TX"]
EXTERNAL = {
    "erisa_insured": ("internal_appeal_1", "federal_external_review"),
    "aca_individual_marketplace": ("internal_appeal", "external_review"),
}
PLANS = sorted(EXTERNAL)


def external(plan: str, state: str | None, *, notice: str = "2026-11-23", received: str | None = None) -> Deadline:
    denied, level = EXTERNAL[plan]
    case = intake(plan, state=state, notice=notice, received=received, denied=denied)
    return by_id(deadlines(case, book(), ON))[f"{level}.filing"]


def test_six_states_have_law_of_their_own_for_insured_plans_and_for_no_others():
    for plan in book().plans.values():
        if plan.law.country == "US":
            assert sorted(plan.by_state) == (STATES if plan.id in EXTERNAL else [])


@pytest.mark.parametrize(
    "plan", ["erisa_self_funded", "medicare_advantage", "fehb", "tricare", "medicaid_managed_care"]
)
@pytest.mark.parametrize("state", STATES)
def test_a_state_changes_nothing_for_a_plan_that_its_law_does_not_reach(plan: str, state: str):
    here, elsewhere = (deadlines(intake(plan, state=each), book(), ON) for each in (state, None))

    assert here == elsewhere


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(
    ("state", "notice", "received", "latest", "safe", "basis"),
    [
        ("NY", "2026-11-23", None, date(2027, 3, 23), date(2027, 3, 23), "4914(b)(1)"),
        ("NY", "2026-10-31", None, date(2027, 2, 28), date(2027, 2, 26), "4914(b)(1)"),
        ("NY", "2026-11-23", "2026-12-10", date(2027, 4, 10), date(2027, 3, 23), "4914(b)(1)"),
        ("CA", "2026-11-23", None, date(2027, 5, 23), date(2027, 5, 21), "1374.30(j), (k)"),
        ("CA", "2026-11-23", "2026-12-10", date(2027, 5, 23), date(2027, 5, 21), "1374.30(j), (k)"),
        ("CA", "2026-08-31", None, date(2027, 2, 28), date(2027, 2, 26), "1374.30(j), (k)"),
        ("TX", "2026-11-23", None, date(2027, 3, 23), date(2027, 3, 23), "147.136(c)(2)(vi)"),
        ("TX", "2026-09-30", None, date(2027, 1, 30), date(2027, 1, 29), "147.136(c)(2)(vi)"),
        ("FL", "2026-11-23", None, date(2027, 3, 23), date(2027, 1, 22), "147.136(d)(2)(i)"),
        ("IL", "2026-11-23", None, date(2027, 3, 23), date(2027, 3, 23), "215 ILCS 180"),
        ("IL", "2026-11-23", "2026-12-10", date(2027, 4, 10), date(2027, 3, 23), "215 ILCS 180"),
        ("PA", "2026-11-23", None, date(2027, 3, 23), date(2027, 3, 23), "991.2164g(a)(1)"),
        ("PA", "2026-10-31", None, date(2027, 2, 28), date(2027, 2, 26), "991.2164g(a)(1)"),
        ("OR", "2026-10-31", None, date(2027, 3, 1), date(2027, 2, 26), "147.136"),
    ],
)
def test_external_review_in_each_state(  # noqa: PLR0917 -- each is a column of the table of cases
    plan: str, state: str, notice: str, received: str | None, latest: date, safe: date, basis: str
):
    found = external(plan, state, notice=notice, received=received)

    assert (found.latest, found.safe) == (latest, safe)
    assert found.basis is not None
    assert basis in (found.basis.section or "")


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("NY", "Department of Financial Services"),
        ("CA", "Independent Medical Review"),
        ("TX", "certified in Texas"),
        ("FL", "HHS administers"),
        ("IL", "Illinois Department of Insurance"),
        ("PA", "Pennsylvania Insurance Department"),
    ],
)
def test_the_level_is_named_after_the_body_of_the_state(plan: str, state: str, words: str):
    assert words in external(plan, state).name


CLOCKS: list[tuple[str, PathwayKind, int, str]] = [
    ("NY", "standard", 30, "days"),
    ("NY", "expedited", 72, "hours"),
    ("CA", "standard", 30, "days"),
    ("CA", "expedited", 7, "days"),
    ("TX", "standard", 20, "days"),
    ("TX", "expedited", 3, "days"),
    ("FL", "standard", 45, "days"),
    ("FL", "expedited", 72, "hours"),
    ("IL", "standard", 45, "days"),
    ("IL", "expedited", 72, "hours"),
    ("PA", "standard", 45, "days"),
    ("PA", "expedited", 72, "hours"),
]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(("state", "kind", "n", "unit"), CLOCKS)
def test_each_state_decides_within_its_own_clock(plan: str, state: str, kind: PathwayKind, n: int, unit: str):
    received = datetime(2026, 11, 25, 16, 30, tzinfo=NEW_YORK)
    due = decision_due(intake(plan, state=state), book(), EXTERNAL[plan][1], kind, received)

    assert due.due_at == (received + timedelta(hours=n) if unit == "hours" else None)
    assert due.due_on == (received.date() + timedelta(days=n) if unit == "days" else None)


# ---- New York -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "level"), [("erisa_insured", "internal_appeal_1"), ("aca_individual_marketplace", "internal_appeal")]
)
def test_new_york_is_safe_within_45_days_and_the_federal_180_days_are_the_latest(plan: str, level: str):
    found = by_id(deadlines(intake(plan, state="NY", notice="2026-11-23"), book(), ON))[f"{level}.filing"]

    assert (found.latest, found.safe) == (date(2027, 5, 22), date(2027, 1, 7))
    assert any("45 days" in warning for warning in found.warnings)


def test_after_a_second_level_in_new_york_the_four_months_are_not_counted_from_its_notice():
    case = intake("erisa_insured", state="NY", notice="2026-11-23", denied="internal_appeal_2")
    found = by_id(deadlines(case, book(), ON))["federal_external_review.filing"]

    assert found.latest is found.safe is None
    assert "FIRST-level final adverse determination" in found.counted


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(("timing", "there"), [("post_service", True), ("concurrent", True), ("pre_service", False)])
def test_a_new_york_provider_has_sixty_days_of_its_own_but_not_before_the_service(
    plan: str,
    timing: str,
    there: bool,  # noqa: FBT001 -- a column of the table of cases
):
    case = intake(plan, state="NY", notice="2026-11-23", received="2026-12-10", denied=EXTERNAL[plan][0], timing=timing)
    found = by_id(deadlines(case, book(), ON)).get("provider_external_appeal.filing")

    assert (found is not None) is there
    if found is not None:
        assert (found.latest, found.safe, found.optional) == (date(2027, 1, 22), date(2027, 1, 22), True)


@pytest.mark.parametrize(
    ("received", "due", "why"),
    [
        (datetime(2026, 11, 30, 9, 0, tzinfo=NEW_YORK), date(2026, 12, 2), "two business days end before 72 hours"),
        (datetime(2026, 12, 11, 17, 0, tzinfo=NEW_YORK), None, "over a weekend the federal 72 hours end first"),
    ],
)
def test_an_expedited_internal_appeal_in_new_york_ends_with_the_earlier_of_two_clocks(
    received: datetime, due: date | None, why: str
):
    found = decision_due(
        intake("aca_individual_marketplace", state="NY"), book(), "internal_appeal", "expedited", received
    )

    assert found.due_on == due, why
    assert found.due_at == (None if due else received + timedelta(hours=72)), why


def test_a_late_decision_in_new_york_counts_as_a_reversal():
    case = intake("erisa_insured", state="NY")
    due = decision_due(case, book(), "internal_appeal_1", "standard", datetime(2026, 11, 25, tzinfo=NEW_YORK))

    assert due.if_missed == "a late decision counts as a reversal of the denial"


def test_new_york_s_limit_cannot_be_waived():
    late = external("erisa_insured", "NY", notice="2026-01-05")

    assert "cannot be waived" in late.warnings[0]


# ---- the others -----------------------------------------------------------------------------------------------------


def test_a_late_request_in_california_may_still_be_accepted():
    late = external("erisa_insured", "CA", notice="2026-01-05")

    assert late.passed
    assert "It may still be accepted: the body decides whether it takes a late case." in late.warnings[0]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(("state", "basis"), [("TX", "28 TAC 19.1710"), ("PA", "40 P.S. 991.2155")])
def test_texas_and_pennsylvania_require_a_call_between_peers(plan: str, state: str, basis: str):
    found = by_id(deadlines(intake(plan, state=state), book(), ON))["peer_to_peer.filing"]

    assert found.optional
    assert found.basis is not None
    assert found.basis.section == basis


@pytest.mark.parametrize("plan", PLANS)
def test_an_hmo_in_florida_has_a_panel_within_thirty_days(plan: str):
    case = intake(plan, state="FL", notice="2026-11-23", denied=EXTERNAL[plan][0])
    found = by_id(deadlines(case, book(), ON))["hmo_panel.filing"]

    assert (found.latest, found.safe, found.optional) == (date(2026, 12, 23), date(2026, 12, 23), True)


def test_in_illinois_silence_of_48_hours_opens_the_expedited_external_review():
    assert any("within 48 hours" in warning for warning in external("erisa_insured", "IL").warnings)


def test_in_pennsylvania_thirty_days_without_a_decision_exhaust_the_internal_appeal():
    case = intake("aca_individual_marketplace", state="PA")
    due = decision_due(case, book(), "internal_appeal", "standard", datetime(2026, 11, 25, tzinfo=NEW_YORK))

    assert due.if_missed is not None
    assert "within 30 days" in due.if_missed


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("plan", PLANS)
def test_every_level_of_every_state_can_be_denied_and_answers(plan: str, state: str):
    for denied in level_ids(plan_of(intake(plan, state=state), book())):
        for each in deadlines(intake(plan, state=state, denied=denied), book(), ON):
            assert each.counted
            assert each.basis is None or (each.basis.citable and each.basis.section)
