"""Evidence: what is lacking, the document that closes it, and the tasks that follow."""

from datetime import date
from typing import Any

import pytest

from rules import assess, load_rulebook
from rules.model import ChecklistEntry, Gap
from tests.rules.cases import BREAST, KNEE, intake

RULEBOOK = load_rulebook()
ON = date(2026, 11, 23)


def gaps(*changes: dict[str, Any], **dotted: object) -> dict[str, Gap]:
    return {gap.id: gap for gap in assess(intake(*changes, **dotted), RULEBOOK, ON).gaps}


def tasks(*changes: dict[str, Any], on: date = ON, **dotted: object) -> dict[str, ChecklistEntry]:
    return {entry.id: entry for entry in assess(intake(*changes, **dotted), RULEBOOK, on).checklist}


def test_the_strong_case_lacks_nothing_required() -> None:
    assert not any(gap.required for gap in gaps().values())


@pytest.mark.parametrize("field", ["why_mri", "management_change"])
@pytest.mark.parametrize("empty", [None, "", "   "])
def test_each_appeal_needs_the_question_and_the_consequence(field: str, empty: str | None) -> None:
    assert gaps({f"clinical.{field}": empty})[field].required
    assert field not in gaps()


def test_one_undecided_condition_is_a_required_gap_with_its_document() -> None:
    gap = gaps(clinical__intervention_candidate=None)["low_back_pain_3_1"]
    assert gap.required
    assert "surgeon" in gap.document
    assert "does not say" in gap.why


def test_a_contradicted_condition_is_shown_and_not_asked_for() -> None:
    gap = gaps(clinical__intervention_candidate=False)["low_back_pain_3_1"]
    assert not gap.required
    assert "so far: no" in gap.why


@pytest.mark.parametrize(
    ("studies", "lacking"),
    [
        ([], "radiograph_report"),
        ([{"modality": "radiograph", "region": "knee", "date": "2026-10-12"}], "radiograph_result"),
        ([{"modality": "radiograph", "region": "knee", "result": "normal"}], "radiograph_result"),
        ([{"modality": "radiograph", "region": "knee", "date": "2026-10-12", "result": "normal"}], None),
        (
            [{"modality": "radiograph", "region": "lumbar_spine", "date": "2026-10-12", "result": "x"}],
            "radiograph_report",
        ),
    ],
)
def test_a_knee_needs_a_radiograph_with_date_and_result(studies: list[dict[str, str]], lacking: str | None) -> None:
    found = gaps(KNEE, {"clinical.prior_imaging": studies})
    assert {"radiograph_report", "radiograph_result"} & set(found) == ({lacking} if lacking else set())


def test_a_spine_needs_no_radiograph() -> None:
    assert "radiograph_report" not in gaps()


def test_a_treatment_without_a_start_date_asks_for_dated_notes() -> None:
    undated = [{"kind": "physical_therapy", "weeks": 6, "outcome": "no_improvement"}]
    assert "therapy_notes" in gaps(clinical__treatments=undated)
    assert "therapy_notes" not in gaps()


def test_screening_without_any_measure_of_risk_asks_for_a_calculation() -> None:
    assert gaps(BREAST, {"clinical.breast": None})["risk_calculation"].required
    assert "risk_calculation" not in gaps(BREAST)


@pytest.mark.parametrize(
    ("reason", "gap"),
    [
        ("no_prior_authorization", "authorization_trace"),
        ("duplicate_imaging", "earlier_report"),
        ("frequency_limit", "scan_dates"),
        ("experimental", "policy_text"),
        ("other", "reason_in_writing"),
    ],
)
def test_a_reason_asks_for_its_own_evidence(reason: str, gap: str) -> None:
    assert gap in gaps(denial__reasons=[reason])
    assert gap not in gaps()


# ---- checklist ------------------------------------------------------------------------------------------------------


def test_the_usual_tasks_are_there_in_the_order_of_work() -> None:
    assert list(tasks()) == [
        "read_notice",
        "check_diagnosis_codes",
        "claim_file",
        "compare_source",
        "records",
        "therapy_notes",
        "letter",
        "clinician_sign_off",
        "peer_to_peer",
        "submission",
    ]


def test_required_evidence_that_is_lacking_becomes_a_task_before_the_records() -> None:
    listed = list(tasks(clinical__why_mri=None))
    assert listed.index("obtain_why_mri") < listed.index("records")


@pytest.mark.parametrize(
    ("plan", "task", "cited"),
    [
        ("erisa_self_funded", "claim_file", "2560.503-1(h)(2)(iii)"),
        ("medicare_advantage", "claim_file", "422.101(b)(6)"),
        ("medicaid_managed_care", "claim_file", "438.242(b)(8)"),
        ("fehb", "claim_file_unconfirmed", ""),
    ],
)
def test_the_file_is_asked_for_with_the_right_where_it_may_be_cited(plan: str, task: str, cited: str) -> None:
    assert cited in tasks(coverage__plan=plan)[task].why


@pytest.mark.parametrize(("year", "compare"), [(2023, False), (2024, True)])
def test_an_edition_older_than_two_years_is_opened_and_compared(year: int, compare: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    dates = {"denial.notice_date": f"{year}-09-02", "denial.received_date": None}
    undated = {"clinical.treatments": [{"kind": "physical_therapy", "weeks": 6, "outcome": "no_improvement"}]}
    found = tasks({**dates, **undated}, on=date(year, 11, 23))
    assert ("compare_source" in found) is compare
    assert not compare or "https://acsearch.acr.org" in found["compare_source"].text


def test_peer_to_peer_is_never_required_and_not_offered_after_the_scan() -> None:
    assert not tasks()["peer_to_peer"].required
    assert not tasks(coverage__plan="medicare_advantage")["peer_to_peer_medicare"].required
    assert not {"peer_to_peer", "peer_to_peer_medicare"} & set(tasks(denial__service_timing="post_service"))


def test_an_expedited_case_is_marked_as_such_with_its_reason() -> None:
    entry = tasks(clinical__red_flags=["urinary_retention"])["expedited_request"]
    assert "urinary retention" in entry.why
