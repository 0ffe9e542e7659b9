"""The trial of care as radiology benefit managers count it: six guided weeks in three months, then an examination."""

from datetime import date, timedelta
from typing import Any

import pytest

from rules import assess, load_rulebook
from rules.model import Assessment
from tests.rules.cases import intake

RULEBOOK = load_rulebook()
ON = date(2026, 11, 23)
NOTICE = date(2026, 11, 2)
CARE = {"denial.reasons": ["conservative_care_first"]}


def assessed(*treatments: dict[str, Any], **changes: Any) -> Assessment:
    return assess(intake(CARE, {"clinical.treatments": list(treatments)}, changes), RULEBOOK, ON)


def therapy(
    weeks: float = 6, *, start: date | None = date(2026, 9, 7), kind: str = "physical_therapy", **more: Any
) -> dict[str, Any]:
    return {"kind": kind, "weeks": weeks, "start_date": start, "outcome": "no_improvement", **more}


def gap_ids(found: Assessment) -> set[str]:
    return {gap.id for gap in found.gaps}


def said(found: Assessment) -> str:
    return found.rebuttals[0].argument


def test_six_guided_weeks_within_three_months_are_told_and_no_more_is_asked_for() -> None:
    found = assessed(therapy())

    assert "Of this, 6 weeks were guided by a clinician within the three months before the notice." in said(found)
    assert "guided_care" not in gap_ids(found)


@pytest.mark.parametrize(("start", "enough"), [(date(2026, 8, 2), True), (date(2026, 8, 1), False)])
def test_only_weeks_within_three_months_before_the_notice_count(start: date, enough: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    assert ("guided_care" in gap_ids(assessed(therapy(6, start=start)))) is not enough


@pytest.mark.parametrize(("days", "enough"), [(42, True), (41, False)])
def test_weeks_after_the_notice_do_not_count(days: int, enough: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    found = assessed(therapy(12, start=NOTICE - timedelta(days=days)))

    assert ("guided_care" in gap_ids(found)) is not enough


@pytest.mark.parametrize(
    ("kind", "guided", "enough"),
    [
        ("physical_therapy", None, True),
        ("physical_therapy", False, False),
        ("injection", None, True),
        ("home_exercise", None, False),
        ("home_exercise", True, True),
        ("nsaids", None, False),
        ("nsaids", True, True),
    ],
)
def test_care_counts_as_guided_by_its_nature_or_because_the_clinic_says_so(
    kind: str,
    guided: bool | None,  # noqa: FBT001 -- a column of the table of cases
    enough: bool,  # noqa: FBT001 -- a column of the table of cases
) -> None:
    found = assessed(therapy(kind=kind, provider_guided=guided))

    assert ("guided_care" in gap_ids(found)) is not enough


def test_without_dates_the_dates_are_asked_for_first() -> None:
    found = gap_ids(assessed(therapy(start=None)))

    assert "treatment_dates" in found
    assert "guided_care" not in found


@pytest.mark.parametrize(("day", "after"), [(date(2026, 10, 19), True), (date(2026, 10, 18), False)])
def test_an_examination_counts_when_it_follows_the_care(day: date, after: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    tested = [{"test": "straight_leg_raise", "side": "left", "result": "positive", "date": day.isoformat()}]
    found = assessed(therapy(), **{"clinical.findings": tested})

    assert ("re_examination" in gap_ids(found)) is not after
    assert (f"The patient was examined again after it, on October {day.day}, 2026." in said(found)) is after


def test_a_red_flag_asks_for_no_guided_weeks() -> None:
    found = assessed(therapy(1), **{"clinical.red_flags": ["saddle_anesthesia"]})

    assert not {"guided_care", "re_examination"} & gap_ids(found)


def test_a_trial_under_way_says_on_which_day_six_weeks_are_complete() -> None:
    running = assessed(therapy(2, start=date(2026, 10, 12)), **{"clinical.duration_weeks": 3})
    done = assessed(therapy(2, start=date(2026, 9, 21)), **{"clinical.duration_weeks": 3})

    assert "complete on November 23, 2026" in (running.rebuttals[0].better_route or "")
    assert "complete on" not in (done.rebuttals[0].better_route or "")


# ---- radiograph first -----------------------------------------------------------------------------------------------


def test_a_radiograph_first_is_answered_where_it_could_not_show_what_is_sought_and_the_topic_asks_for_none() -> None:
    found = assessed(therapy(), **{"clinical.prior_imaging": []})

    assert "asks for no radiograph first" in said(found)


@pytest.mark.parametrize(
    "changes",
    [
        {"clinical.prior_imaging": [], "clinical.symptoms": []},
        {"clinical.prior_imaging": [{"modality": "radiograph", "region": "lumbar_spine", "date": "2026-10-01"}]},
    ],
)
def test_it_is_not_said_where_a_radiograph_was_made_or_nothing_shows_that_it_could_not_help(
    changes: dict[str, Any],
) -> None:
    assert "asks for no radiograph first" not in said(assessed(therapy(), **changes))
