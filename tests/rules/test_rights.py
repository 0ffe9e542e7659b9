import re

import pytest

from rules.rights import estimate, rights
from tests.rules.law_cases import book, intake, plans_of

PLANS = plans_of("US")
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
    return {right.id for right in rights(intake(plan, **case), book())}  # type: ignore[arg-type] -- names and values of a case, checked by pydantic


def test_each_plan_type_has_its_own_rights():
    assert ids("erisa_self_funded") == COMMERCIAL
    assert ids("erisa_insured") == COMMERCIAL
    assert ids("aca_individual_marketplace") == COMMERCIAL | {
        "pa_specific_denial_reason_marketplace",
        "pa_public_metrics_marketplace",
    }
    assert ids("medicare_advantage") == MEDICARE
    assert ids("medicaid_managed_care") == {
        "pa_specific_denial_reason_medicaid",
        "pa_decision_clock_medicaid",
        "pa_public_metrics_medicaid",
        "medicaid_reviewer",
    }
    assert ids("medicare_advantage_integrated") == {
        "ma_follow_medicare_coverage",
        "ma_internal_criteria_limits",
        "integrated_free_file",
    }
    assert ids("medicaid_ffs") == {
        "pa_specific_denial_reason_ffs",
        "pa_decision_clock_ffs",
        "pa_public_metrics_ffs",
    }
    assert ids("chip") == {"pa_specific_denial_reason_chip", "pa_public_metrics_chip", "medicaid_reviewer"}
    assert ids("tricare") == {"tricare_discussion_before_denial"}


@pytest.mark.parametrize("plan", ["original_medicare", "fehb", "va_community_care", "unknown"])
def test_where_no_right_was_read_none_is_asserted(plan: str):
    assert ids(plan) == set()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("NY", {"ny_late_decision_is_reversal"}),
        ("CA", set[str]()),
        ("TX", {"tx_peer_to_peer_before_denial", "tx_notice_states_specialty"}),
        ("FL", set[str]()),
        ("IL", {"il_expedited_external_after_silence"}),
        ("PA", {"pa_peer_to_peer_before_denial"}),
        ("OR", set[str]()),
    ],
)
@pytest.mark.parametrize("plan", ["erisa_insured", "aca_individual_marketplace"])
def test_a_state_s_rights_are_asserted_in_that_state_and_for_insured_plans_only(
    state: str, expected: set[str], plan: str
):
    assert ids(plan, state=state) - ids(plan) == expected
    assert ids("erisa_self_funded", state=state) == ids("erisa_self_funded")


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
def test_the_seven_day_clock_is_asserted_since_it_is_in_force(notice: str, there: bool):  # noqa: FBT001 -- a column of the table of cases
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
        (intake("aca_individual_marketplace", denied="internal_appeal"), "ca_imr_mri"),
        (intake("aca_individual_marketplace", denied="internal_appeal", state="CA"), "ca_imr_mri"),
        (intake("erisa_self_funded", denied="internal_appeal_1"), "ca_imr_mri"),
        (intake("erisa_insured", denied="internal_appeal_1", state="NY"), "ca_imr_mri"),
        (intake("medicare_advantage_integrated"), None),
        (intake("tricare"), None),
        (intake("aca_individual_marketplace", denied="internal_appeal", state="OR"), "oregon_external_2024"),
        (intake("erisa_insured", denied="internal_appeal_1", state="OR"), "oregon_external_2024"),
        (intake("erisa_self_funded", denied="internal_appeal_1", state="OR"), "ca_imr_mri"),
        (intake("erisa_self_funded"), "ortho_imaging_peer_to_peer"),
        (intake("erisa_self_funded", region="brain"), None),
        (intake("medicaid_managed_care"), None),
    ],
)
def test_an_estimate_is_shown_only_where_it_was_measured_in_the_setting_of_the_case(case: object, expected: str | None):
    found = estimate(case, book())  # type: ignore[arg-type] -- names and values of a case, checked by pydantic

    assert (found.citation.id if found else None) == expected


@pytest.mark.parametrize("plan", ["medicare_advantage", "aca_individual_marketplace", "erisa_insured"])
def test_an_estimate_carries_its_caveat_and_a_citable_source(plan: str):
    found = estimate(intake(plan), book())

    assert found is not None
    assert found.citation.citable
    assert found.caveat.endswith("Background only, never this patient's chance: people appeal selected denials.")


def test_the_amount_at_stake_stands_beside_the_rate_where_it_was_given():
    found = estimate(intake("medicare_advantage", amount="1450.00"), book())

    assert found is not None
    assert found.text.endswith("At stake here: USD 1,450.00.")


@pytest.mark.parametrize(
    ("key", "percent", "words"),
    [
        ("kff_ma_2024", 80.7, "11.5 %"),
        ("kff_ma_2023", 81.7, "11.7 %"),
        ("kff_ma_2022", 83.2, "9.9 %"),
        ("oig_ma_2018", 75, "70 % in full and 5 % in part"),
        ("oig_ma_2022", 13, "1-7 June 2019"),
        ("oig_medicaid_2023", 12.5, "115 Medicaid managed care plans"),
        ("oig_medicaid_2023_appeals", 36, "About 11 %"),
        ("kff_aca_2023", 44, "under 1 %"),
        ("kff_aca_2024", 34, "34 %"),
        ("ortho_imaging_peer_to_peer", 95.1, "58 of 61"),
        ("oregon_external_2020", 35, "96 of 273"),
        ("oregon_external_2021", 32, "76 of 241"),
        ("oregon_external_2022", 37, "131 of 354"),
        ("oregon_external_2023", 36, "128 of 352"),
        ("oregon_external_2024", 35, "97 of 274"),
        ("ny_external_2009", 42, "341 of 812"),
        ("cms0057_ma_2025", 12, "5 to 17 %"),
        ("gao_2011", 39, "39 and 59 %"),
        ("ca_imr_mri", 37.1, "204 of 550"),
    ],
)
def test_each_published_rate_is_held_with_its_figures(key: str, percent: float, words: str):
    held = {name: rate for file in book().base_rates for name, rate in file.rates.items()}

    assert held[key].percent == percent
    assert words in held[key].text


def test_a_rate_from_a_fraction_is_that_fraction():
    for file in book().base_rates:
        for key, rate in file.rates.items():
            if fraction := re.search(r"(\d+) of (\d+)", rate.text):
                assert 100 * int(fraction[1]) / int(fraction[2]) == pytest.approx(rate.percent, abs=0.5), key
