"""The law of 17 countries: every period of the collected facts, every clock, laws that hold for all of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.counting import is_working_day
from rules.deadlines import deadlines, decision_due
from rules.law import NoRuleInForce, law_limits, level_ids, levels_after, next_level
from rules.law_files import facts_of
from rules.model import Intake, Status
from rules.schema.law import PathwayKind
from tests.rules.law_cases import ON, book, by_id
from tests.rules.law_cases import intake as us_intake

ABROAD = sorted(key for key, plan in book().plans.items() if plan.law.country != "US")
KNOWN = [key for key in ABROAD if not book().plans[key].law.unknown]
COUNTRIES = sorted({book().plans[key].law.country for key in ABROAD})


def intake(plan: str, **case: object) -> Intake:
    return us_intake(plan, country=book().plans[plan].law.country, **case)  # type: ignore[arg-type] -- names and values of a case, checked by pydantic


def test_seventeen_countries_are_there():
    assert " ".join(COUNTRIES) == "AE AU CA DE FR GB HK IE IN KE MY NG NL NZ PH SG ZA"


# The periods to file, as the collected facts have them: plan type, denied level, level, period, day 0, gate, citable.
FILING = [
    ("gb_private_medical_insurance", "insurer_complaint", "ombudsman", "6 months", "notice", "hard", True),
    ("gb_private_medical_insurance", "initial", "court", "6 years", "first_denial", "hard", False),
    ("ie_health_insurance", "insurer_complaint", "ombudsman", "6 years", "first_denial", "hard", True),
    ("ie_health_insurance", "ombudsman", "high_court", "35 calendar_days", "receipt", "hard", True),
    ("au_health_fund", "fund_complaint", "ombudsman", "12 months", "first_denial", "soft", True),
    ("au_health_fund", "ombudsman", "court", "6 years", "first_denial", "hard", False),
    ("nz_health_insurance", "insurer_complaint", "dispute_scheme", "3 months", "notice", "hard", True),
    ("nz_health_insurance", "dispute_scheme", "court", "6 years", "first_denial", "hard", False),
    ("ca_health_insurance", "olhi", "court", "2 years", "first_denial", "hard", False),
    ("in_health_insurance", "grievance", "ombudsman", "1 years", "notice", "hard", True),
    ("in_health_insurance", "ombudsman", "consumer_commission", "2 years", "first_denial", "hard", False),
    ("sg_integrated_shield_plan", "insurer_complaint", "fidrec", "6 months", "receipt", "hard", True),
    ("sg_integrated_shield_plan", "insurer_complaint", "ccrp", "6 months", "notice", "hard", True),
    ("sg_health_insurance", "insurer_complaint", "fidrec", "6 months", "receipt", "hard", True),
    ("sg_health_insurance", "fidrec", "court", "6 years", "first_denial", "hard", False),
    ("za_medical_scheme", "initial", "registrar", "3 years", "first_denial", "advisory", True),
    ("za_medical_scheme", "initial", "council_from_scheme", "3 months", "first_denial", "hard", True),
    ("za_medical_scheme", "scheme_complaint", "council_from_scheme", "3 months", "notice", "hard", True),
    ("za_medical_scheme", "registrar", "council", "30 calendar_days", "notice", "hard", True),
    ("za_medical_scheme", "council", "appeal_board", "60 calendar_days", "notice", "hard", True),
    ("za_medical_scheme", "appeal_board", "high_court", "180 calendar_days", "notice", "hard", False),
    ("ae_health_insurance", "sanadak", "sanadak_objection", "3 working_days", "receipt", "hard", True),
    ("ae_health_insurance", "sanadak_objection", "dispute_committee", "30 working_days", "notice", "hard", True),
    ("ae_health_insurance", "dispute_committee", "court", "30 calendar_days", "notice", "hard", False),
    ("de_private", "insurer_objection", "ombudsman", "1 years", "first_denial", "hard", True),
    ("de_private", "ombudsman", "court", "3 year_ends", "first_denial", "hard", True),
    ("de_statutory", "initial", "widerspruch", "1 months", "receipt", "hard", True),
    ("de_statutory", "widerspruch", "klage", "1 months", "receipt", "hard", True),
    ("fr_complementary", "complaint", "mediator", "1 years", "asked", "hard", True),
    ("fr_complementary", "mediator", "court", "2 years", "first_denial", "hard", True),
    ("fr_statutory", "initial", "amicable_committee", "2 months", "receipt", "hard", False),
    ("fr_statutory", "amicable_committee", "social_court", "2 months", "receipt", "hard", False),
    ("nl_health_insurance", "reconsideration", "ombudsman", "1 years", "notice", "hard", True),
    ("nl_health_insurance", "ombudsman", "disputes_committee", "90 calendar_days", "notice", "hard", True),
    ("my_health_insurance", "insurer_complaint", "fmos", "6 months", "notice", "hard", True),
    ("hk_health_insurance", "insurer_complaint", "icb", "6 months", "receipt", "hard", True),
    ("ke_health_insurance", "insurer_complaint", "ira", "3 years", "first_denial", "soft", True),
]


@pytest.mark.parametrize("row", FILING, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}")
def test_the_period_to_file_is_that_of_the_facts(row: tuple[str, str, str, str, str, str, bool]):
    plan, denied, level, period, starts, gate, citable = row
    filing = next(
        each
        for each in book().plans[plan].level(level).filing
        if (not each.after or denied in each.after) and each.until is None and not each.states
    )

    assert (f"{filing.n} {filing.unit}", filing.starts, filing.gate) == (period, starts, gate)
    assert filing.citable is citable
    assert level in {each.id for each in levels_after(book().plans[plan], denied)}


def test_every_period_to_file_stands_in_the_table_above():
    listed = {(plan, level) for plan, _, level, *_ in FILING}
    counted = {
        (plan, level.id)
        for plan in KNOWN
        for level in book().plans[plan].levels
        if any(filing.mode == "period" for filing in level.filing)
    }

    # A court after FIDReC is the same level for both kinds of policy.
    assert counted - listed == {("sg_integrated_shield_plan", "court")}


def test_only_the_german_statutory_month_moves_over_a_weekend():
    rolling = {
        (plan, level.id)
        for plan in KNOWN
        for level in book().plans[plan].levels
        if any(filing.roll_forward for filing in level.filing)
    }

    assert rolling == {("de_statutory", "widerspruch"), ("de_statutory", "klage")}


# ---- clocks ----------------------------------------------------------------------------------------------------------

RECEIVED = "2026-11-23 10:00"  # a Monday
CLOCKS: list[tuple[str, str, str | None, str, str, str]] = [
    ("gb_private_medical_insurance", "insurer_complaint", None, "pre_service", "Europe/London", "2027-01-18"),
    ("ie_health_insurance", "insurer_complaint", None, "post_service", "Europe/Dublin", "2027-01-20"),
    ("nz_health_insurance", "insurer_complaint", None, "pre_service", "Pacific/Auckland", "2027-01-23"),
    ("ca_health_insurance", "insurer_complaint", "ON", "pre_service", "America/Toronto", "2027-02-21"),
    ("ca_health_insurance", "insurer_complaint", "QC", "pre_service", "America/Toronto", "2027-01-22"),
    ("in_health_insurance", "grievance", "MH", "post_service", "Asia/Kolkata", "2026-12-07"),
    ("in_health_insurance", "ombudsman", None, "pre_service", "Asia/Kolkata", "2027-02-23"),
    ("sg_integrated_shield_plan", "ccrp", None, "pre_service", "Asia/Singapore", "2027-02-15"),
    ("za_medical_scheme", "registrar", None, "pre_service", "Africa/Johannesburg", "2026-12-23"),
    ("ae_health_insurance", "insurer_complaint", None, "pre_service", "Asia/Dubai", "2027-01-07"),
    ("ae_health_insurance", "sanadak", None, "pre_service", "Asia/Dubai", "2026-12-23"),
    ("ae_health_insurance", "dhic", "DU", "pre_service", "Asia/Dubai", "2026-11-27"),
    ("de_private", "initial", None, "pre_service", "Europe/Berlin", "2026-12-21"),
    ("de_private", "ombudsman", None, "pre_service", "Europe/Berlin", "2027-02-21"),
    ("de_statutory", "initial", None, "pre_service", "Europe/Berlin", "2026-12-14"),
    ("de_statutory", "widerspruch", "BY", "post_service", "Europe/Berlin", "2027-02-23"),
    ("fr_complementary", "complaint", None, "pre_service", "Europe/Paris", "2027-01-23"),
    ("fr_complementary", "mediator", None, "pre_service", "Europe/Paris", "2027-02-21"),
    ("fr_statutory", "amicable_committee", None, "pre_service", "Europe/Paris", "2027-01-23"),
    ("nl_health_insurance", "reconsideration", None, "pre_service", "Europe/Amsterdam", "2027-01-04"),
    ("my_health_insurance", "insurer_complaint", None, "pre_service", "Asia/Kuala_Lumpur", "2027-01-22"),
    ("ph_hmo", "commission_mediation", None, "pre_service", "Asia/Manila", "2026-12-23"),
    ("ng_hmo", "complaint", None, "pre_service", "Africa/Lagos", "2026-12-18"),
]


@pytest.mark.parametrize("row", CLOCKS, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}")
def test_a_decision_is_due_on_the_last_day_of_its_clock(row: tuple[str, str, str | None, str, str, str]):
    plan, level, state, timing, zone, due = row
    received = datetime.fromisoformat(RECEIVED).replace(tzinfo=ZoneInfo(zone))
    found = decision_due(intake(plan, state=state, timing=timing), book(), level, "standard", received)

    assert found.due_on == date.fromisoformat(due)
    assert found.due_at is None


HOURS: list[tuple[str, str | None, str, str, str, str, bool]] = [
    ("in_health_insurance", None, "pre_service", "Asia/Kolkata", "2026-11-28 23:30", "2026-11-29 00:30", True),
    ("in_health_insurance", None, "concurrent", "Asia/Kolkata", "2026-12-31 22:00", "2027-01-01 01:00", True),
    ("ng_hmo", None, "pre_service", "Africa/Lagos", "2026-11-28 09:15", "2026-11-28 10:15", True),
    ("ae_health_insurance", "DU", "pre_service", "Asia/Dubai", "2025-11-16 20:00", "2025-11-17 02:00", False),
    ("ae_health_insurance", "DU", "pre_service", "Asia/Dubai", "2025-11-15 20:00", "2025-11-16 20:00", False),
]


@pytest.mark.parametrize("row", HOURS, ids=lambda row: f"{row[0]}-{row[2]}-{row[4]}")
def test_an_hour_clock_runs_through_nights_and_weekends(row: tuple[str, str | None, str, str, str, str, bool]):
    plan, state, timing, zone, received, due, cited = row
    at = datetime.fromisoformat(received).replace(tzinfo=ZoneInfo(zone))
    found = decision_due(intake(plan, state=state, timing=timing), book(), "initial", "standard", at)

    assert found.due_at == datetime.fromisoformat(due).replace(tzinfo=ZoneInfo(zone))
    assert (found.basis is not None) is cited
    assert bool(found.warnings) is not cited


def test_an_urgent_enquiry_to_a_private_german_insurer_has_two_weeks():
    received = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    found = decision_due(intake("de_private"), book(), "initial", "expedited", received)

    assert found.due_on == date(2026, 12, 7)
    assert found.if_missed is not None
    assert "presumed" in found.if_missed


def test_before_the_nigerian_directive_no_hour_is_known():
    received = datetime(2025, 3, 31, 10, tzinfo=ZoneInfo("Africa/Lagos"))
    with pytest.raises(NoRuleInForce):
        decision_due(intake("ng_hmo"), book(), "initial", "standard", received)


def test_before_the_indian_circular_no_hour_is_known():
    zone = ZoneInfo("Asia/Kolkata")
    with pytest.raises(NoRuleInForce):
        decision_due(intake("in_health_insurance"), book(), "initial", "standard", datetime(2024, 5, 28, tzinfo=zone))
    assert decision_due(
        intake("in_health_insurance"), book(), "initial", "standard", datetime(2024, 5, 29, tzinfo=zone)
    ).due_at == datetime(2024, 5, 29, 1, tzinfo=zone)


# ---- the route -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", ABROAD)
def test_every_level_leads_to_the_next_and_the_last_to_none(plan: str):
    levels = level_ids(book().plans[plan])

    for denied in levels:
        after = levels_after(book().plans[plan], denied)
        found = next_level(book().plans[plan], denied)
        assert found in after if found else not [each for each in after if not each.optional]
    assert next_level(book().plans[plan], levels[-1]) is None


@pytest.mark.parametrize("plan", [key for key in ABROAD if book().plans[key].law.unknown])
def test_an_unknown_kind_of_cover_asks_and_counts_nothing(plan: str):
    case = intake(plan)

    assert any("Ask first" in problem.message for problem in law_limits(case, book()))
    assert all(step.latest is None for step in deadlines(case, book(), ON))


@pytest.mark.parametrize("country", COUNTRIES)
def test_each_country_says_what_to_ask_and_in_which_time_zone_it_lives(country: str):
    facts = book().countries[country].country

    assert facts.ask_first
    assert facts.counting
    assert facts.terms is not None
    assert facts.terms.use
    assert {body.role for body in facts.bodies} & {"ombudsman", "regulator"}
    for zone in facts.time_zones:
        assert ZoneInfo(zone)


@pytest.mark.parametrize("plan", KNOWN)
def test_every_plan_type_says_when_to_choose_it_and_what_to_do_in_a_hurry(plan: str):
    law = book().plans[plan].law

    assert law.chosen_when
    assert law.urgent is not None


@pytest.mark.parametrize("country", [code for code in COUNTRIES if code not in {"AE", "PH"}])
def test_access_to_the_file_is_in_the_data_of_each_country(country: str):
    assert any(right.about == "file" for right in book().countries[country].rights.values())


def test_what_is_known_from_memory_is_never_cited():
    for file in (book().countries[code] for code in COUNTRIES):
        for path, fact in facts_of(file):
            assert fact.status in {Status.SEEN, Status.MEMORY, Status.CONFLICT}, path
            if fact.status is not Status.SEEN:
                assert not fact.citable, path


# ---- laws ------------------------------------------------------------------------------------------------------------


@st.composite
def cases(draw: st.DrawFn) -> Intake:
    plan = draw(st.sampled_from(KNOWN))
    notice = draw(st.dates(date(2025, 4, 1), date(2032, 12, 31)))
    return intake(
        plan,
        notice=notice,
        received=draw(st.none() | st.integers(0, 20).map(lambda days: notice + timedelta(days=days))),
        denied=draw(st.sampled_from(level_ids(book().plans[plan]))),
        first_denial_date=notice - timedelta(days=draw(st.integers(0, 300))),
        asked_date=notice - timedelta(days=draw(st.integers(0, 60))),
    )


@given(cases())
def test_the_safe_date_is_a_working_day_not_after_the_latest(case: Intake):
    calendar = book().plans[case.coverage.plan].calendar
    for step in deadlines(case, book(), ON):
        if step.latest and step.safe:
            assert step.safe <= step.latest
            assert is_working_day(step.safe, calendar)


@given(cases(), st.integers(1, 40))
def test_a_later_notice_never_gives_an_earlier_deadline(case: Intake, days: int):
    moved = case.denial.model_copy(
        update={
            name: value + timedelta(days=days)
            for name in ("notice_date", "received_date", "first_denial_date", "asked_date")
            if (value := getattr(case.denial, name)) is not None
        }
    )
    first = by_id(deadlines(case, book(), ON))
    later = by_id(deadlines(case.model_copy(update={"denial": moved}), book(), ON))

    for key, step in first.items():
        if step.latest and step.safe:
            other = later[key]
            assert other.latest is not None
            assert other.safe is not None
            assert other.latest >= step.latest
            assert other.safe >= step.safe


@given(cases(), st.sampled_from(["standard", "expedited"]))
def test_a_decision_never_falls_before_the_receipt(case: Intake, kind: PathwayKind):
    zone = ZoneInfo(book().countries[case.coverage.country].country.time_zones[0])
    received = datetime(2026, 11, 23, 10, tzinfo=zone)
    for level in ("initial", *(each.id for each in book().plans[case.coverage.plan].levels)):
        found = decision_due(case, book(), level, kind, received)
        assert found.due_at is None or found.due_at > received
        assert found.due_on is None or found.due_on > received.date()
