"""Breast screening by risk: ACR and ACS held side by side, both sides of every threshold."""

import pytest

from rules.model import CodeCheck, CodeFinding, Strength
from rules.rulebook import load_rulebook
from rules.strength import strength
from tests.rules.clinical_cases import (
    applying,
    breast,
    case,
    held,
    judged,
)

RULEBOOK = load_rulebook()
FROM_20 = ("acr_2023_breast_screening_high_risk", "acs_2007_breast_mri_lifetime_risk_20")


@pytest.mark.parametrize(
    ("risk", "found", "expected"),
    [
        ("14.9", ["breast_cancer_screening_1", "acs_2007_breast_mri_lifetime_risk_under_15"], Strength.UNSUPPORTED),
        ("15", ["breast_cancer_screening_2", "acs_2007_breast_mri_lifetime_risk_15_to_20"], Strength.UNSUPPORTED),
        ("19.9", ["breast_cancer_screening_2", "acs_2007_breast_mri_lifetime_risk_15_to_20"], Strength.UNSUPPORTED),
        ("19.99", ["breast_cancer_screening_2", "acs_2007_breast_mri_lifetime_risk_15_to_20"], Strength.UNSUPPORTED),
        ("20", ["breast_cancer_screening_3", *FROM_20], Strength.STRONG),
        ("24.0", ["breast_cancer_screening_3", *FROM_20], Strength.STRONG),
    ],
)
def test_lifetime_risk_is_held_against_every_guideline(risk: str, found: list[str], expected: Strength):
    intake = breast(risk)
    assert applying(intake) == found
    assert judged(intake)[0] is expected


def test_19_9_percent_shows_the_scenario_that_20_would_reach():
    near = [item for item in held(breast("19.9")) if not item.applies]
    assert [item.id for item in near] == ["breast_cancer_screening_3"]
    assert "19.9 % lifetime risk" in near[0].unmet[0]


@pytest.mark.parametrize(("age", "variant"), [(29, 4), (30, 3)])
def test_high_risk_is_split_at_the_age_of_30(age: int, variant: int):
    assert f"breast_cancer_screening_{variant}" in applying(breast("24", age=age))


def test_a_risk_by_the_gail_model_does_not_count():
    verdict, reasons = judged(breast("24", "gail"))
    assert verdict is Strength.UNSUPPORTED
    assert "The Gail model is not to be used" in reasons


def test_a_risk_without_its_model_is_one_missing_fact():
    verdict, reasons = judged(breast("24", None))
    assert verdict is Strength.ARGUABLE
    assert "enter clinical.breast.risk_model" in reasons


@pytest.mark.parametrize(("age", "strong"), [(9, False), (10, True), (30, True), (31, False)])
def test_radiation_to_the_chest_counts_between_10_and_30(age: int, strong: bool):  # noqa: FBT001 -- a parameter of the table
    intake = breast("12", facts={"chest_radiation_at_age": age})
    assert (judged(intake)[0] is Strength.STRONG) == strong
    assert ("acs_2007_breast_mri_chest_radiation" in applying(intake)) == strong


@pytest.mark.parametrize("gene", sorted(RULEBOOK.vocabulary.genes))
def test_a_pathogenic_variant_is_high_risk_whatever_the_calculated_risk(gene: str):
    assert judged(breast("12", facts={"gene": gene}))[0] is Strength.STRONG


def test_own_breast_cancer_is_high_risk_for_the_acr_and_the_unconfirmed_doubt_of_the_acs_is_said():
    intake = breast(None, None, symptoms=["personal_history_breast_cancer"])
    verdict, reasons = judged(intake)
    assert verdict is Strength.STRONG
    assert "Not confirmed, check it" in reasons
    assert all(item.citation.citable for item in held(intake))


def test_mri_without_contrast_is_no_screening_and_the_right_form_makes_it_arguable():
    intake = breast("24", contrast="without")
    error = CodeFinding(code="77047", severity="error", message="77047 is without contrast; use 77049.")
    assert judged(intake)[0] is Strength.UNSUPPORTED
    verdict, reasons = strength(intake, held(intake), CodeCheck(ok=False, findings=(error,)))
    assert verdict is Strength.ARGUABLE
    assert "use 77049" in reasons[0]


def test_a_man_is_sent_to_the_topic_for_men():
    verdict, reasons = judged(case("breast_cancer_screening", sex="male", breast={"gene": "brca2"}))
    assert verdict is Strength.UNSUPPORTED
    assert "the patient is female" in reasons
    assert "357" in reasons
