"""The code check: procedure, region, contrast, side and diagnosis held against each other."""

import pytest

from rules.codes import code_check
from rules.model import CodeFinding, Intake
from rules.rulebook import load_rulebook
from tests.rules.cases import BREAST, KNEE, intake

RULEBOOK = load_rulebook()
IN_FORCE = {"denial.notice_date": "2026-09-30", "denial.received_date": None}  # the last day of the code table


def findings(case: Intake) -> tuple[CodeFinding, ...]:
    return code_check(case, RULEBOOK).findings


def errors(case: Intake) -> list[str | None]:
    return [finding.suggestion for finding in findings(case) if finding.severity == "error"]


def warnings(case: Intake) -> list[str]:
    return [finding.message for finding in findings(case) if finding.severity == "warning"]


@pytest.mark.parametrize(
    ("cpt", "region", "contrast"),
    [
        ("72148", "lumbar_spine", "without"),
        ("72149", "lumbar_spine", "with"),
        ("72158", "lumbar_spine", "without_and_with"),
        ("72141", "cervical_spine", "without"),
        ("72142", "cervical_spine", "with"),
        ("72156", "cervical_spine", "without_and_with"),
        ("72146", "thoracic_spine", "without"),
        ("72147", "thoracic_spine", "with"),
        ("72157", "thoracic_spine", "without_and_with"),
        ("70551", "brain", "without"),
        ("70552", "brain", "with"),
        ("70553", "brain", "without_and_with"),
        ("73721", "knee", "without"),
        ("73722", "knee", "with"),
        ("73723", "knee", "without_and_with"),
    ],
)
def test_a_code_that_fits_region_and_contrast_passes(cpt: str, region: str, contrast: str) -> None:
    side = "right" if region == "knee" else "none"
    exam = {"cpt": cpt, "region": region, "contrast": contrast, "side": side}
    assert errors(intake(IN_FORCE, exam=exam)) == []


def test_a_clean_request_has_no_finding_at_all() -> None:
    assert findings(intake(IN_FORCE)) == ()
    assert code_check(intake(IN_FORCE), RULEBOOK).ok


@pytest.mark.parametrize(("wrong", "right"), [("73718", "73721"), ("73719", "73721"), ("73720", "73721")])
def test_a_knee_under_the_codes_away_from_joints_is_an_error_naming_the_joint_code(wrong: str, right: str) -> None:
    case = intake(IN_FORCE, KNEE, {"exam.cpt": wrong})
    assert errors(case) == [right]
    assert right in findings(case)[0].message
    assert not code_check(case, RULEBOOK).ok


@pytest.mark.parametrize(
    ("contrast", "right"), [("without", "73721"), ("with", "73722"), ("without_and_with", "73723")]
)
def test_the_right_code_follows_the_contrast_that_was_ordered(contrast: str, right: str) -> None:
    assert errors(intake(IN_FORCE, KNEE, {"exam.cpt": "73718", "exam.contrast": contrast})) == [right]


@pytest.mark.parametrize(
    ("cpt", "contrast", "right"),
    [
        ("72148", "without_and_with", "72158"),
        ("72158", "without", "72148"),
        ("72148", "with", "72149"),
    ],
)
def test_a_contrast_that_does_not_fit_names_the_code_of_that_contrast(cpt: str, contrast: str, right: str) -> None:
    assert errors(intake(IN_FORCE, exam__cpt=cpt, exam__contrast=contrast)) == [right]


@pytest.mark.parametrize(
    ("cpt", "region", "right"),
    [
        ("72148", "cervical_spine", "72141"),
        ("72141", "lumbar_spine", "72148"),
        ("73221", "lumbar_spine", "72148"),
        ("70544", "brain", "70551"),
        ("70540", "brain", "70551"),
        ("72131", "lumbar_spine", "72148"),
    ],
)
def test_a_code_of_another_region_or_modality_names_the_right_one(cpt: str, region: str, right: str) -> None:
    assert errors(intake(IN_FORCE, exam={"cpt": cpt, "region": region, "contrast": "without"})) == [right]


@pytest.mark.parametrize(
    ("cpt", "use"),
    [
        ("77058", "77046, 77047, 77048, 77049"),
        ("77059", "77046, 77047, 77048, 77049"),
        ("0159T", "77048, 77049"),
        ("C8908", "77049"),
        ("72150", "72156, 72157, 72158"),
    ],
)
def test_a_deleted_code_says_what_replaces_it(cpt: str, use: str) -> None:
    assert errors(intake(IN_FORCE, BREAST, {"exam.cpt": cpt})) == [use]


def test_an_unknown_code_is_called_unknown_and_the_right_one_is_named() -> None:
    (finding,) = findings(intake(IN_FORCE, exam__cpt="99999"))
    assert finding.message.startswith("Unknown CPT code 99999")
    assert finding.suggestion == "72148"


# ---- breast ---------------------------------------------------------------------------------------------------------


def test_screening_of_both_breasts_with_77049_passes() -> None:
    assert findings(intake(IN_FORCE, BREAST)) == ()


def test_screening_without_contrast_is_an_error_naming_77049() -> None:
    case = intake(IN_FORCE, BREAST, {"exam.cpt": "77047", "exam.contrast": "without"})
    assert errors(case) == ["77049"]


def test_screening_of_one_breast_warns_and_names_77049() -> None:
    case = intake(IN_FORCE, BREAST, {"exam.cpt": "77048", "exam.side": "left"})
    assert errors(case) == []
    assert any("77049" in warning for warning in warnings(case))


@pytest.mark.parametrize("side", ["none", "bilateral"])
def test_the_code_of_one_breast_needs_a_side(side: str) -> None:
    assert errors(intake(IN_FORCE, BREAST, {"exam.cpt": "77048", "exam.side": side})) == ["77049"]


def test_the_code_of_both_breasts_with_one_side_is_an_error() -> None:
    assert errors(intake(IN_FORCE, BREAST, {"exam.side": "left"})) == ["77048"]


# ---- contrast that the question calls for ---------------------------------------------------------------------------


@pytest.mark.parametrize("red_flag", ["cancer_history", "suspected_spinal_infection", "immunosuppression"])
def test_tumor_or_infection_of_the_lumbar_spine_without_contrast_points_to_72158(red_flag: str) -> None:
    case = intake(IN_FORCE, clinical__red_flags=[red_flag])
    assert errors(case) == []
    assert any("72158" in warning for warning in warnings(case))


def test_earlier_lumbar_surgery_points_to_72158() -> None:
    assert any("72158" in each for each in warnings(intake(IN_FORCE, clinical__symptoms=["prior_lumbar_surgery"])))


def test_plain_radiculopathy_without_contrast_gets_no_advice_on_contrast() -> None:
    assert warnings(intake(IN_FORCE)) == []


# ---- side -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "icd10", "wrong"),
    [
        ("right", "M25.561", False),
        ("right", "M25.562", True),
        ("left", "M25.562", False),
        ("left", "S83.241A", True),
        ("left", "S83.242A", False),
        ("left", "S83.241D", True),
        ("bilateral", "M25.561", False),
    ],
)
def test_the_side_of_the_diagnosis_must_be_the_side_of_the_scan(side: str, icd10: str, wrong: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    case = intake(IN_FORCE, KNEE, {"exam.side": side, "exam.icd10": [icd10]})
    assert (errors(case) != []) is wrong


def test_a_diagnosis_that_leaves_the_side_open_is_a_warning() -> None:
    assert any("side open" in each for each in warnings(intake(IN_FORCE, KNEE, {"exam.icd10": ["M25.569"]})))


def test_a_side_on_a_spine_code_is_a_warning() -> None:
    assert any("knows no side" in each for each in warnings(intake(IN_FORCE, exam__side="left")))


# ---- diagnoses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "child"),
    [("M54.5", "M54.50"), ("M51.36", "M51.360"), ("M48.06", "M48.062"), ("R51", "R51.9"), ("Z12.3", "Z12.39")],
)
def test_a_header_code_is_an_error_that_lists_its_children(header: str, child: str) -> None:
    (finding,) = [each for each in findings(intake(IN_FORCE, exam__icd10=[header])) if each.severity == "error"]
    assert child in (finding.suggestion or "").split(", ")


@pytest.mark.parametrize("code", ["S83.241", "S83.511"])
def test_an_injury_code_without_its_seventh_character_is_an_error(code: str) -> None:
    assert errors(intake(IN_FORCE, KNEE, {"exam.icd10": [code]})) == [f"{code}A, {code}D, {code}S"]


def test_an_unlisted_diagnosis_is_a_warning_to_check_it() -> None:
    assert any("not in our table" in each for each in warnings(intake(IN_FORCE, exam__icd10=["Q99.9"])))


def test_a_diagnosis_of_another_region_is_a_warning() -> None:
    assert any("cervical spine" in each for each in warnings(intake(IN_FORCE, exam__icd10=["M54.12"])))


def test_a_manifestation_may_not_stand_first() -> None:
    assert errors(intake(IN_FORCE, exam__icd10=["G99.2", "M54.16"])) == [None]
    assert errors(intake(IN_FORCE, exam__icd10=["M54.16", "G99.2"])) == []


def test_a_request_without_a_diagnosis_is_a_warning() -> None:
    assert any("No ICD-10-CM code" in each for each in warnings(intake(IN_FORCE, exam__icd10=[])))


def test_only_low_back_pain_coded_beside_radicular_pain_points_to_the_finer_codes() -> None:
    assert any("M54.16, M54.17" in each for each in warnings(intake(IN_FORCE, exam__icd10=["M54.50"])))


def test_a_finer_code_beside_the_symptom_code_is_enough() -> None:
    assert warnings(intake(IN_FORCE, exam__icd10=["M54.16", "M54.50"])) == []


@pytest.mark.parametrize(("notice", "warned"), [("2026-09-30", False), ("2026-10-01", True)])
def test_after_the_table_ends_every_code_is_to_be_looked_up(notice: str, warned: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    case = intake({"denial.notice_date": notice, "denial.received_date": None})
    assert any("newer code set" in each for each in warnings(case)) is warned
