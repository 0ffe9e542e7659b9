import pytest

from rules.rights import estimate, rights
from tests.rules.law_cases import book, intake

PLANS = sorted(book().plans)
COMMERCIAL = {
    "free_copy_of_criterion_in_denial",
    "claim_file_free",
    "no_deference_different_person",
    "qualified_professional_consulted",
    "experts_identified",
    "submit_comments",
    "codes_and_meanings",
    "deemed_exhaustion",
}
MEDICARE = {
    "ma_follow_medicare_coverage",
    "ma_internal_criteria_limits",
    "ma_reviewer_expertise",
    "ma_present_evidence",
    "ma_approval_lasts",
    "pa_specific_denial_reason_ma",
    "pa_decision_clock_ma",
    "pa_public_metrics_ma",
}


def ids(plan: str, **case: object) -> set[str]:
    return {right.id for right in rights(intake(plan, **case), book())}  # type: ignore[arg-type]


def test_each_plan_type_has_its_own_rights():
    assert ids("erisa_self_funded") == COMMERCIAL
    assert ids("erisa_insured") == COMMERCIAL
    assert ids("aca_individual_marketplace") == COMMERCIAL | {"pa_specific_denial_reason_marketplace"}
    assert ids("medicare_advantage") == MEDICARE
    assert ids("medicaid_managed_care") == {
        "pa_specific_denial_reason_medicaid",
        "pa_decision_clock_medicaid",
        "pa_public_metrics_medicaid",
        "medicaid_reviewer",
    }


@pytest.mark.parametrize("plan", PLANS)
def test_every_right_can_be_cited_with_its_section(plan: str):
    for right in rights(intake(plan), book()):
        assert right.citation.citable
        assert right.citation.section


def test_what_is_known_from_memory_is_in_the_data_and_never_asserted():
    held = {key: right for file in book().rights for key, right in file.rights.items()}

    assert not held["new_evidence_and_rationale"].citable
    assert all("new_evidence_and_rationale" not in ids(plan) for plan in PLANS)


def test_no_right_promises_the_same_specialty():
    consulted = next(each for each in rights(intake(), book()) if each.id == "qualified_professional_consulted")

    assert "specialty" not in consulted.text
    assert consulted.warning is not None
    assert "no right to the same specialty" in consulted.warning


@pytest.mark.parametrize(("notice", "there"), [("2025-12-31", False), ("2026-01-01", True)])
def test_the_seven_day_clock_is_asserted_since_it_is_in_force(notice: str, there: bool):  # noqa: FBT001
    assert ("pa_decision_clock_ma" in ids("medicare_advantage", notice=notice)) is there


def test_rights_of_the_internal_appeal_are_not_asserted_in_external_review():
    external = ids("erisa_self_funded", denied="internal_appeal_1")

    assert "no_deference_different_person" not in external
    assert "claim_file_free" in external


def test_continued_coverage_is_for_ongoing_care_only():
    assert "continued_coverage" not in ids("erisa_insured")
    assert "continued_coverage" in ids("erisa_insured", timing="concurrent")


def test_nothing_is_asserted_after_the_last_level():
    assert rights(intake(denied="court"), book()) == ()


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (intake("medicare_advantage"), "kff_ma_2024"),
        (intake("medicare_advantage", denied="ire"), None),
        (intake("aca_individual_marketplace"), "kff_aca_2023"),
        (intake("aca_individual_marketplace", denied="internal_appeal"), None),
        (intake("aca_individual_marketplace", denied="internal_appeal", state="OR"), "oregon_external_2024"),
        (intake("erisa_insured", denied="internal_appeal_1", state="OR"), "oregon_external_2024"),
        (intake("erisa_self_funded", denied="internal_appeal_1", state="OR"), None),
        (intake("erisa_self_funded"), "ortho_imaging_peer_to_peer"),
        (intake("erisa_self_funded", region="brain"), None),
        (intake("medicaid_managed_care"), None),
    ],
)
def test_an_estimate_is_shown_only_where_it_was_measured_in_the_setting_of_the_case(case: object, expected: str | None):
    found = estimate(case, book())  # type: ignore[arg-type]

    assert (found.citation.id if found else None) == expected


@pytest.mark.parametrize("plan", ["medicare_advantage", "aca_individual_marketplace", "erisa_insured"])
def test_an_estimate_carries_its_caveat_and_a_citable_source(plan: str):
    found = estimate(intake(plan), book())

    assert found is not None
    assert found.citation.citable
    assert found.caveat.endswith("Background only, never this patient's chance: people appeal selected denials.")
