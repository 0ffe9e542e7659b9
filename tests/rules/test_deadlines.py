from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines import deadlines, levels
from rules.law import NoRuleInForce, UnknownLevel, law_problems, level_ids, next_level
from rules.model import Deadline, Intake
from tests.rules.law_cases import ON, book, by_id, intake, plans_of

PLANS = plans_of("US")
FIRST_DAY = {plan: date(2025, 1, 1) if plan == "medicare_advantage_integrated" else date(2024, 1, 1) for plan in PLANS}


def filing(case: Intake, level: str, on: date = ON) -> Deadline:
    return by_id(deadlines(case, book(), on))[f"{level}.filing"]


# ---- worked examples (facts on US appeal law, worked_examples) -------------------------------------------------------

EXTERNAL = [
    ("erisa_self_funded", "internal_appeal_1", "federal_external_review"),
    ("erisa_self_funded", "internal_appeal_2", "federal_external_review"),
    ("erisa_insured", "internal_appeal_1", "federal_external_review"),
    ("aca_individual_marketplace", "internal_appeal", "external_review"),
]
FOUR_MONTHS = [
    (date(2026, 10, 30), date(2027, 3, 1), date(2027, 2, 26), "the regulation's own pattern: no 30 February"),
    (date(2026, 10, 31), date(2027, 3, 1), date(2027, 2, 26), "no 31 February"),
    (date(2026, 9, 30), date(2027, 2, 1), date(2027, 1, 29), "Saturday rolls to Monday"),
    (date(2026, 8, 25), date(2026, 12, 28), date(2026, 12, 24), "Christmas Day on a Friday, then a weekend"),
    (date(2027, 3, 4), date(2027, 7, 5), date(2027, 7, 2), "Sunday holiday; the observed Monday does not extend"),
    (date(2027, 10, 29), date(2028, 2, 29), date(2028, 2, 29), "leap year has the day"),
    (date(2028, 10, 30), date(2029, 3, 1), date(2029, 2, 28), "no 30 February, and no weekend to hide it"),
]


@pytest.mark.parametrize(("plan", "denied", "level"), EXTERNAL)
@pytest.mark.parametrize("example", FOUR_MONTHS, ids=lambda example: example[-1])
def test_external_review_has_four_months_from_receipt(
    plan: str, denied: str, level: str, example: tuple[date, date, date, str]
):
    received, latest, safe, why = example
    found = filing(intake(plan, notice=received, received=received, denied=denied), level)

    assert (found.latest, found.safe) == (latest, safe), why


OTHER_PERIODS = [
    ("erisa_self_funded", "internal_appeal_1", date(2027, 5, 22), date(2027, 5, 21)),
    ("erisa_insured", "internal_appeal_1", date(2027, 5, 22), date(2027, 5, 21)),
    ("aca_individual_marketplace", "internal_appeal", date(2027, 5, 22), date(2027, 5, 21)),
    ("medicare_advantage", "reconsideration", date(2027, 1, 27), date(2027, 1, 22)),
    ("medicaid_managed_care", "plan_appeal", date(2027, 1, 22), date(2027, 1, 22)),
    ("medicare_advantage_integrated", "integrated_reconsideration", date(2027, 1, 27), date(2027, 1, 22)),
    ("medicaid_ffs", "fair_hearing", date(2027, 2, 21), date(2026, 12, 11)),
    ("chip", "plan_appeal", date(2027, 1, 22), date(2027, 1, 22)),
    ("original_medicare", "redetermination", date(2027, 3, 28), date(2027, 3, 23)),
    ("tricare", "reconsideration", date(2027, 2, 21), date(2027, 2, 19)),
    ("tricare", "expedited_reconsideration", date(2026, 12, 1), date(2026, 11, 25)),
    ("fehb", "carrier_reconsideration", date(2027, 5, 23), date(2027, 5, 21)),
]


@pytest.mark.parametrize(("plan", "level", "latest", "safe"), OTHER_PERIODS)
def test_the_first_appeal_of_each_plan_runs_as_in_the_worked_examples(plan: str, level: str, latest: date, safe: date):
    found = filing(intake(plan, notice="2026-11-23"), level)

    assert (found.latest, found.safe) == (latest, safe)


@pytest.mark.parametrize(("plan", "level", "latest", "safe"), OTHER_PERIODS)
def test_a_deadline_is_open_on_its_last_day_and_passed_on_the_next(plan: str, level: str, latest: date, safe: date):
    case = intake(plan, notice="2026-11-23")
    on_safe, on_last, after_last = (filing(case, level, day) for day in (safe, latest, latest + timedelta(days=1)))

    assert not on_safe.passed
    assert not any("safe date has passed" in warning for warning in on_safe.warnings)
    assert not on_last.passed
    assert after_last.passed
    assert after_last.warnings[0].startswith("This deadline passed on")


def test_between_safe_and_latest_the_user_is_told_to_file_today():
    found = filing(intake(notice="2026-11-23"), "internal_appeal_1", date(2027, 5, 22))

    assert not found.passed
    assert found.warnings[0] == "The safe date has passed; file today. The last day by the rule is Sat 22 May 2027."


def test_a_passed_deadline_names_good_cause_where_the_rule_has_it():
    late = filing(intake("medicare_advantage", notice="2026-01-05"), "reconsideration")

    assert late.passed
    assert "What remains: the plan may extend the time on a written showing of good cause" in late.warnings[0]


# ---- what moves a date -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "latest"),
    [
        (None, date(2027, 1, 27)),
        (date(2026, 11, 23), date(2027, 1, 22)),
        (date(2026, 11, 27), date(2027, 1, 26)),
        (date(2026, 11, 28), date(2027, 1, 27)),
        (date(2026, 12, 10), date(2027, 2, 8)),
    ],
)
def test_medicare_counts_from_proven_receipt_and_presumes_five_days_otherwise(received: date | None, latest: date):
    found = filing(intake("medicare_advantage", notice="2026-11-23", received=received), "reconsideration")

    assert found.latest == latest
    assert found.safe == date(2027, 1, 22)


def test_a_medicare_notice_that_came_early_is_warned_of():
    found = filing(intake("medicare_advantage", notice="2026-11-23", received="2026-11-27"), "reconsideration")

    assert any("arrived before the day that the rule presumes (Sat 28 Nov 2026)" in each for each in found.warnings)


@pytest.mark.parametrize(
    ("plan", "denied", "level", "latest"),
    [
        ("erisa_self_funded", "initial", "internal_appeal_1", date(2027, 6, 8)),
        ("erisa_self_funded", "internal_appeal_1", "federal_external_review", date(2027, 4, 12)),
        ("erisa_insured", "internal_appeal_1", "federal_external_review", date(2027, 4, 12)),
        ("aca_individual_marketplace", "initial", "internal_appeal", date(2027, 6, 8)),
        ("aca_individual_marketplace", "internal_appeal", "external_review", date(2027, 4, 12)),
        ("medicare_advantage", "initial", "reconsideration", date(2027, 2, 8)),
        ("medicare_advantage", "ire", "alj", date(2027, 2, 8)),
        ("medicare_advantage", "alj", "appeals_council", date(2027, 2, 8)),
        ("medicare_advantage", "appeals_council", "federal_court", date(2027, 2, 8)),
        ("medicaid_managed_care", "initial", "plan_appeal", date(2027, 1, 22)),
        ("medicaid_managed_care", "plan_appeal", "state_fair_hearing", date(2027, 2, 21)),
    ],
)
def test_late_mail_moves_the_latest_day_unless_the_rule_counts_from_the_notice(
    plan: str, denied: str, level: str, latest: date
):
    at_once = filing(intake(plan, notice="2026-11-23", received="2026-11-23", denied=denied), level)
    late = filing(intake(plan, notice="2026-11-23", received="2026-12-10", denied=denied), level)

    assert late.latest == latest
    assert late.safe == at_once.safe


def test_before_2025_medicare_counted_sixty_days_from_the_notice():
    before = filing(intake("medicare_advantage", notice="2024-12-31"), "reconsideration", date(2025, 1, 2))
    since = filing(intake("medicare_advantage", notice="2025-01-01"), "reconsideration", date(2025, 1, 2))

    assert before.latest == date(2025, 3, 1)
    assert since.latest == date(2025, 3, 7)


def test_a_fair_hearing_takes_the_shortest_window_that_a_state_may_set():
    found = filing(intake("medicaid_managed_care", notice="2026-11-23", denied="plan_appeal"), "state_fair_hearing")

    assert (found.latest, found.safe) == (date(2027, 2, 21), date(2027, 2, 19))
    assert any("between 90 and 120 days" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("plan", "denied", "level"),
    [
        ("erisa_insured", "internal_appeal_1", "federal_external_review"),
        ("aca_individual_marketplace", "internal_appeal", "external_review"),
    ],
)
@pytest.mark.parametrize(
    ("notice", "received", "latest", "safe", "elsewhere"),
    [
        (date(2026, 11, 23), None, date(2027, 3, 23), date(2027, 1, 22), date(2027, 3, 23)),
        (date(2026, 9, 30), None, date(2027, 2, 1), date(2026, 11, 27), date(2027, 1, 29)),
        (date(2028, 10, 20), date(2028, 10, 30), date(2029, 3, 1), date(2028, 12, 19), date(2029, 2, 20)),
        (date(2024, 1, 1), None, date(2024, 5, 1), date(2024, 3, 1), date(2024, 5, 1)),
    ],
)
def test_in_florida_the_safe_date_keeps_to_the_sixty_days_of_the_guides(  # noqa: PLR0917 -- each is a column of the table of cases
    plan: str, denied: str, level: str, notice: date, received: date | None, latest: date, safe: date, elsewhere: date
):
    florida = filing(intake(plan, notice=notice, received=received, denied=denied, state="FL"), level)
    oregon = filing(intake(plan, notice=notice, received=received, denied=denied, state="OR"), level)

    assert (florida.latest, florida.safe) == (latest, safe)
    assert (oregon.latest, oregon.safe) == (latest, elsewhere)


def test_a_hearing_counts_from_the_entity_s_notice_with_presumed_mail():
    found = filing(intake("medicare_advantage", notice="2026-11-23", denied="ire", amount="150"), "alj")

    assert (found.latest, found.safe) == (date(2027, 1, 27), date(2027, 1, 22))
    assert any(each.endswith("the amount given is less.") for each in found.warnings)


@pytest.mark.parametrize(
    ("plan", "denied", "level", "least"),
    [
        ("medicare_advantage", "ire", "alj", "200.00"),
        ("medicare_advantage", "ire", "federal_court", "1960.00"),
        ("original_medicare", "qic", "alj", "200.00"),
        ("original_medicare", "qic", "court", "1960.00"),
        ("tricare", "tqmc", "hearing", "300.00"),
    ],
)
@pytest.mark.parametrize(("short_of_it", "less"), [("0.01", True), ("0.00", False)])
def test_the_amount_in_dispute_is_compared_exactly(  # noqa: PLR0917 -- each is a column of the table of cases
    plan: str,
    denied: str,
    level: str,
    least: str,
    short_of_it: str,
    less: bool,  # noqa: FBT001 -- a column of the table of cases
):
    amount = str(Decimal(least) - Decimal(short_of_it))
    found = filing(intake(plan, denied=denied, amount=amount), level)

    assert any("the amount given is less" in each for each in found.warnings) is less


@pytest.mark.parametrize("level", ["alj", "federal_court"])
def test_an_amount_of_another_year_is_not_guessed(level: str):
    found = filing(intake("medicare_advantage", denied="ire", amount="150"), level, date(2027, 1, 1))

    assert any("the one for 2027 is not in the rulebook" in each for each in found.warnings)


# ---- levels ----------------------------------------------------------------------------------------------------------

ROUTES = {
    "erisa_self_funded": ["peer_to_peer", "internal_appeal_1", "internal_appeal_2", "federal_external_review", "court"],
    "erisa_insured": ["peer_to_peer", "internal_appeal_1", "internal_appeal_2", "federal_external_review", "court"],
    "aca_individual_marketplace": ["internal_appeal", "external_review"],
    "chip": ["plan_appeal", "state_review"],
    "fehb": ["carrier_reconsideration", "opm", "court"],
    "medicaid_ffs": ["fair_hearing"],
    "medicare_advantage_integrated": ["integrated_reconsideration", "ire", "state_fair_hearing"],
    "original_medicare": ["redetermination", "qic", "alj", "council", "court"],
    "tricare": ["discussion", "expedited_reconsideration", "reconsideration", "tqmc", "hearing"],
    "unknown": ["first_appeal", "later_appeals"],
    "va_community_care": ["clinical_appeal", "visn_appeal"],
    "medicare_advantage": ["peer_to_peer", "reconsideration", "ire", "alj", "appeals_council", "federal_court"],
    "medicaid_managed_care": ["plan_appeal", "external_medical_review", "state_fair_hearing"],
}


def test_the_united_states_have_twelve_plan_types_and_one_for_those_who_cannot_say_yet():
    assert sorted(ROUTES) == PLANS


@pytest.mark.parametrize("plan", PLANS)
def test_the_levels_of_a_plan_come_in_order(plan: str):
    assert [level.id for level in levels(intake(plan), book())] == ROUTES[plan]


@pytest.mark.parametrize(
    ("plan", "denied"), [(plan, level) for plan in PLANS for level in level_ids(book().plans[plan])]
)
def test_only_what_comes_after_the_denied_level_is_open(plan: str, denied: str):
    found = deadlines(intake(plan, denied=denied), book(), ON)
    known = {level.id: level.order for level in book().plans[plan].levels}
    expected = [level for level in ROUTES[plan] if denied == "initial" or known[level] > known[denied]]

    assert [each.level for each in found if each.kind == "filing"] == expected


@pytest.mark.parametrize(
    ("plan", "denied"), [(plan, level) for plan in PLANS for level in level_ids(book().plans[plan])]
)
def test_only_the_next_level_has_dates_and_the_others_say_what_starts_them(plan: str, denied: str):
    step = next_level(book().plans[plan], denied)
    for each in deadlines(intake(plan, denied=denied), book(), ON):
        if each.latest is None or each.safe is None:
            assert each.latest is each.safe is None
            assert each.counted
        else:
            assert step is not None
            assert each.level == step.id or each.optional
            assert each.kind == "filing"


def test_the_next_level_leaves_optional_steps_out():
    plans = book().plans
    after_first = next_level(plans["erisa_self_funded"], "internal_appeal_1")
    after_appeal = next_level(plans["medicaid_managed_care"], "plan_appeal")

    assert after_first is not None
    assert after_first.id == "federal_external_review"
    assert after_appeal is not None
    assert after_appeal.id == "state_fair_hearing"
    assert next_level(plans["erisa_self_funded"], "court") is None


def test_the_independent_entity_needs_no_filing():
    found = filing(intake("medicare_advantage", denied="reconsideration"), "ire")

    assert found.latest is None
    assert found.counted.startswith("the plan must send the file")


def test_a_peer_to_peer_call_denies_nothing_anew():
    case = intake(denied="peer_to_peer")

    assert "peer_to_peer" not in level_ids(book().plans["erisa_self_funded"])
    assert [each.field for each in law_problems(case, book())] == ["denial.denied_level"]
    with pytest.raises(UnknownLevel, match="use one of initial, internal_appeal_1"):
        deadlines(case, book(), ON)


def test_a_period_known_from_memory_is_shown_but_not_cited():
    found = filing(intake("medicare_advantage", denied="alj"), "appeals_council")

    assert found.latest is not None
    assert found.basis is None
    assert found.warnings[1].startswith("Not confirmed: the period is known from memory only; check 42 CFR 422.608")


@pytest.mark.parametrize("plan", PLANS)
def test_every_basis_may_be_cited_and_is_pinpointed(plan: str):
    for denied in level_ids(book().plans[plan]):
        for each in deadlines(intake(plan, denied=denied), book(), ON):
            if each.basis is not None:
                assert each.basis.citable
                assert each.basis.section
            elif each.latest is not None:
                assert any(warning.startswith("Not confirmed") for warning in each.warnings)


# ---- a date outside the rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS)
def test_a_notice_older_than_the_rules_is_refused_and_never_guessed(plan: str):
    first = FIRST_DAY[plan]
    old = intake(plan, notice=first - timedelta(days=1))

    assert not law_problems(intake(plan, notice=first), book())
    assert [each.field for each in law_problems(old, book())] == ["denial.notice_date"]
    with pytest.raises(NoRuleInForce, match=f"no rule in force on {first - timedelta(days=1)}"):
        deadlines(old, book(), ON)


@pytest.mark.parametrize("case", [intake("medigap"), intake("erisa_insured", country="DE")])
def test_an_unknown_plan_or_country_is_a_problem_of_its_field(case: Intake):
    assert [each.field for each in law_problems(case, book())] == ["coverage.plan"]
    with pytest.raises(UnknownLevel):
        deadlines(case, book(), ON)


# ---- laws ------------------------------------------------------------------------------------------------------------


@st.composite
def cases(draw: st.DrawFn) -> Intake:
    plan = draw(st.sampled_from(PLANS))
    notice = draw(st.dates(FIRST_DAY[plan], date(2035, 12, 31)))
    mail = draw(st.none() | st.integers(0, 60))
    return intake(
        plan,
        notice=notice,
        received=None if mail is None else notice + timedelta(days=mail),
        timing=draw(st.sampled_from(["pre_service", "post_service", "concurrent"])),
        state=draw(st.sampled_from([None, "NY", "CA", "TX", "FL", "IL", "PA", "OR"])),
    )


@given(case=cases(), on=st.dates(date(2024, 1, 1), date(2036, 12, 31)))
def test_passed_means_that_the_day_is_after_latest_and_nothing_else(case: Intake, on: date):
    for each in deadlines(case, book(), on):
        assert each.passed == (each.latest is not None and on > each.latest)
        if each.latest is not None and each.safe is not None:
            assert each.safe <= each.latest


@given(plan=st.sampled_from(PLANS), notice=st.dates(date(2025, 1, 1), date(2030, 1, 1)), later=st.integers(0, 60))
def test_a_later_notice_never_gives_an_earlier_deadline_also_when_the_rule_changes(plan: str, notice: date, later: int):
    first = by_id(deadlines(intake(plan, notice=notice), book(), ON))
    second = by_id(deadlines(intake(plan, notice=notice + timedelta(days=later)), book(), ON))

    for key, each in first.items():
        other = second[key]
        if each.latest and each.safe and other.latest and other.safe:
            assert each.latest <= other.latest
            assert each.safe <= other.safe
