import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.counting import (
    after,
    count_filing,
    day_words,
    event_date,
    is_holiday,
    is_working_day,
    months_after,
    period_words,
    rolled_forward,
    working_day_before,
)
from rules.schema.calendar import Calendar
from rules.schema.law import Filing
from tests.rules.law_cases import book, intake

US = book().plans["erisa_self_funded"].calendar
DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))
FILINGS = [
    filing
    for general in book().plans.values()
    for plan in (general, *general.by_state.values())
    for level in plan.levels
    for filing in level.filing
    if filing.mode == "period"
]

# https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays: the dates of the statute, not the observed days
HOLIDAYS_2026 = [
    date(2026, 1, 1),
    date(2026, 1, 19),
    date(2026, 2, 16),
    date(2026, 5, 25),
    date(2026, 6, 19),
    date(2026, 7, 4),
    date(2026, 9, 7),
    date(2026, 10, 12),
    date(2026, 11, 11),
    date(2026, 11, 26),
    date(2026, 12, 25),
]


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(366 if year % 4 == 0 else 365)]


def test_a_year_has_exactly_the_statutory_holidays():
    assert [day for day in days_of(2026) if is_holiday(day, US)] == HOLIDAYS_2026


def test_the_last_monday_of_may_is_found_in_months_of_four_and_five_mondays():
    assert is_holiday(date(2027, 5, 31), US)
    assert not is_holiday(date(2027, 5, 24), US)
    assert is_holiday(date(2028, 5, 29), US)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 7, 3), "Friday on which Saturday 4 July is observed"),
        (date(2027, 7, 5), "Monday on which Sunday 4 July is observed"),
        (date(2021, 12, 31), "Friday on which New Year's Day 2022 is observed"),
        (date(2026, 11, 26), "Thanksgiving"),
        (date(2026, 11, 28), "Saturday"),
    ],
)
def test_no_holiday_observed_day_or_weekend_is_a_working_day(day: date, why: str):
    assert not is_working_day(day, US), why


@pytest.mark.parametrize("day", [date(2026, 7, 2), date(2027, 7, 6), date(2026, 11, 27), date(2026, 11, 10)])
def test_the_days_beside_a_holiday_are_working_days(day: date):
    assert is_working_day(day, US)


def test_an_observed_day_does_not_extend_a_period():
    assert rolled_forward(date(2027, 7, 4), US) == date(2027, 7, 5)
    assert rolled_forward(date(2026, 7, 3), US) == date(2026, 7, 3)


def test_a_safe_date_does_not_rest_on_an_observed_day():
    assert working_day_before(date(2026, 7, 3), US) == date(2026, 7, 2)


@pytest.mark.parametrize(
    ("start", "months", "last_day", "first_of_next_month"),
    [
        (date(2026, 10, 30), 4, date(2027, 2, 28), date(2027, 3, 1)),
        (date(2027, 10, 29), 4, date(2028, 2, 29), date(2028, 2, 29)),
        (date(2027, 10, 30), 4, date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 5, 31), 4, date(2026, 9, 30), date(2026, 10, 1)),
        (date(2026, 8, 31), 4, date(2026, 12, 31), date(2026, 12, 31)),
        (date(2026, 9, 1), 4, date(2027, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_month_without_the_day_ends_as_the_rule_says(
    start: date, months: int, last_day: date, first_of_next_month: date
):
    assert months_after(start, months, "last_day") == last_day
    assert months_after(start, months, "first_of_next_month") == first_of_next_month


def test_units_other_than_months():
    start = date(2026, 11, 23)
    assert after(start, 3, "working_days", US) == date(2026, 11, 27)
    assert after(start, 2, "weeks", US) == date(2026, 12, 7)
    assert after(date(2024, 2, 29), 3, "years", US) == date(2027, 2, 28)
    assert after(start, 60, "calendar_days", US) == date(2027, 1, 22)


def test_words_name_weekday_month_and_year_and_one_is_singular():
    assert day_words(date(2026, 11, 5)) == "Thu 5 Nov 2026"
    assert period_words(180, "calendar_days") == "180 days"
    assert period_words(1, "months") == "1 month"
    assert period_words(3, "working_days") == "3 working days"


def erisa() -> Filing:
    return book().plans["erisa_self_funded"].level("internal_appeal_1").filing[0]


def external() -> Filing:
    return book().plans["erisa_self_funded"].level("federal_external_review").filing[0]


def test_the_words_show_how_both_dates_were_counted():
    counted = count_filing(erisa(), date(2026, 11, 2), date(2026, 11, 5), US)

    assert counted.words == (
        "received Thu 5 Nov 2026 + 180 days → Tue 4 May 2027; the rule has no weekend extension; safe: 180 days "
        "from the notice date, Mon 2 Nov 2026 → Sat 1 May 2027 → the working day before, Fri 30 Apr 2027"
    )


def test_the_words_explain_a_month_that_lacks_the_day():
    counted = count_filing(external(), date(2026, 10, 30), None, US)

    assert counted.words == (
        "notice Fri 30 Oct 2026 (day of receipt not given) + 4 months → there is no 30 Feb 2027, so Mon 1 Mar 2027; "
        "safe: 4 months from the notice date, Fri 30 Oct 2026 → the month's last day, as there is no day 30, "
        "Sun 28 Feb 2027 → the working day before, Fri 26 Feb 2027"
    )


def test_the_words_explain_a_move_forward():
    counted = count_filing(external(), date(2026, 9, 30), date(2026, 9, 30), US)

    assert "→ Sat 30 Jan 2027 → the next day that is neither weekend nor holiday, Mon 1 Feb 2027;" in counted.words


# ---- what other countries count differently --------------------------------------------------------------------------


def filing_of_a_month(**changes: object) -> Filing:
    rule = {"event": "the notice", "n": 1, "unit": "months", "since": "2024-01-01", "status": "memory"}
    return Filing.model_validate_json(json.dumps({**rule, "checked": "2026-11-23", **changes}))


GERMANY = Calendar.model_validate_json(
    json.dumps(
        {
            "name": "Germany",
            "weekend": ["saturday", "sunday"],
            "observed": "never",
            "sources": {},
            "library": {"country": "DE", "subdivisions": ["BY"], "status": "memory", "checked": "2026-11-23"},
        }
    )
)


def test_a_posted_letter_counts_as_notified_on_the_fourth_day_though_it_came_earlier():
    rule = filing_of_a_month(presumption_days=4, presumption_is_least=True, roll_forward=True)
    notice = date(2025, 1, 13)

    for received in (None, date(2025, 1, 14), date(2025, 1, 17)):
        assert count_filing(rule, notice, received, GERMANY).latest == date(2025, 2, 17)
    assert count_filing(rule, notice, date(2025, 1, 20), GERMANY).latest == date(2025, 2, 20)
    assert count_filing(rule, notice, None, GERMANY).safe == date(2025, 2, 13)


def test_where_the_first_day_may_count_the_safe_date_is_a_day_earlier():
    counted = count_filing(filing_of_a_month(first_day_may_count=True), date(2026, 11, 10), date(2026, 11, 10), GERMANY)

    assert (counted.latest, counted.safe) == (date(2026, 12, 10), date(2026, 12, 9))
    assert counted.words.endswith("→ Thu 10 Dec 2026 → one day less, as the first day may count, Wed 9 Dec 2026")


def test_years_to_the_end_of_the_year_end_on_31_december():
    counted = count_filing(filing_of_a_month(n=3, unit="year_ends", starts="service"), date(2025, 3, 4), None, GERMANY)

    assert (counted.latest, counted.safe) == (date(2028, 12, 31), date(2028, 12, 29))
    assert counted.words.startswith("the day of the service, Tue 4 Mar 2025 + 3 years to 31 December → Sun 31 Dec 2028")


def test_a_period_from_an_earlier_event_ignores_the_day_of_receipt():
    rule = filing_of_a_month(starts="asked")

    assert count_filing(rule, date(2026, 11, 10), date(2026, 12, 1), GERMANY).latest == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("starts", "field"), [("first_denial", "first_denial_date"), ("asked", "asked_date"), ("service", "service_date")]
)
def test_a_rule_that_counts_from_an_earlier_event_takes_its_day_from_the_intake(starts: str, field: str):
    rule = filing_of_a_month(starts=starts)
    silent = intake(denied="internal_appeal_1").denial
    given = silent.model_copy(update={field: date(2026, 9, 1)})

    assert event_date(rule, given) == date(2026, 9, 1)
    assert event_date(rule, silent) is None


def test_a_first_denial_is_the_notice_itself_where_nothing_was_denied_before():
    rule = filing_of_a_month(starts="first_denial")

    assert event_date(rule, intake(notice="2026-11-02").denial) == date(2026, 11, 2)


def test_holidays_of_another_country_and_of_its_states_come_from_the_library():
    unity, epiphany = date(2025, 10, 3), date(2026, 1, 6)

    assert is_holiday(unity, GERMANY)
    assert not is_holiday(epiphany, GERMANY)
    assert is_holiday(epiphany, GERMANY.at("BY"))
    assert GERMANY.at("HH") is GERMANY
    assert after(date(2025, 10, 2), 1, "working_days", GERMANY) == date(2025, 10, 6)


def test_a_safe_count_of_working_days_takes_holidays_as_working_days():
    rule = filing_of_a_month(n=3, unit="working_days", starts="notice")
    counted = count_filing(rule, date(2025, 9, 30), None, GERMANY)

    assert (counted.latest, counted.safe) == (date(2025, 10, 6), date(2025, 10, 2))


def test_a_filing_without_a_period_cannot_be_counted():
    call = book().plans["erisa_self_funded"].level("peer_to_peer").filing[0]
    with pytest.raises(ValueError, match="has no period"):
        count_filing(call, date(2026, 11, 2), None, US)


@given(filing=st.sampled_from(FILINGS), notice=DAYS, mail=st.none() | st.integers(0, 40))
def test_safe_is_a_working_day_and_never_after_latest(filing: Filing, notice: date, mail: int | None):
    received = None if mail is None else notice + timedelta(days=mail)
    counted = count_filing(filing, notice, received, US)

    assert counted.safe <= counted.latest
    assert is_working_day(counted.safe, US)
    assert counted.safe >= notice


@given(filing=st.sampled_from(FILINGS), notice=DAYS, later=st.integers(0, 400))
def test_a_later_notice_never_gives_an_earlier_deadline(filing: Filing, notice: date, later: int):
    first = count_filing(filing, notice, None, US)
    second = count_filing(filing, notice + timedelta(days=later), None, US)

    assert first.latest <= second.latest
    assert first.safe <= second.safe


@given(filing=st.sampled_from(FILINGS), notice=DAYS, mail=st.integers(0, 40), later=st.integers(0, 40))
def test_later_receipt_never_gives_an_earlier_latest_and_leaves_safe_alone(
    filing: Filing, notice: date, mail: int, later: int
):
    first = count_filing(filing, notice, notice + timedelta(days=mail), US)
    second = count_filing(filing, notice, notice + timedelta(days=mail + later), US)

    assert first.latest <= second.latest
    assert first.safe == second.safe


@given(filing=st.sampled_from(FILINGS), notice=DAYS, mail=st.none() | st.integers(0, 40))
def test_the_words_hold_both_dates(filing: Filing, notice: date, mail: int | None):
    received = None if mail is None else notice + timedelta(days=mail)
    counted = count_filing(filing, notice, received, US)
    rule, _, safe = counted.words.partition("; safe: ")

    assert rule.removesuffix("; the rule has no weekend extension").endswith(day_words(counted.latest))
    assert safe.endswith(day_words(counted.safe))


@given(day=DAYS)
def test_moving_is_idempotent_and_stays_near(day: date):
    back, forward = working_day_before(day, US), rolled_forward(day, US)

    assert working_day_before(back, US) == back <= day <= forward == rolled_forward(forward, US)
    assert (day - back).days <= 4
    assert (forward - day).days <= 4
