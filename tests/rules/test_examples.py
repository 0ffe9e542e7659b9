"""The example intakes come out as issue 2 demands."""

from datetime import date
from pathlib import Path

import pytest

from rules import Assessment, assess, load_rulebook, read_intake, read_yaml

RULEBOOK = load_rulebook()
ON = date(2026, 11, 23)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


def assessed(name: str) -> Assessment:
    path = next(path for path in EXAMPLES if path.stem == name)
    return assess(read_intake(read_yaml(path), RULEBOOK, ON), RULEBOOK, ON)


def applying(assessment: Assessment) -> dict[tuple[str, int | None], str]:
    return {(each.topic, each.variant): each.rating for each in assessment.support if each.applies}


def test_there_are_at_least_six() -> None:
    assert len(EXAMPLES) >= 6


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_is_valid_with_dates_that_are_past_and_deadlines_that_are_open(path: Path) -> None:
    assessment = assessed(path.stem)
    filing = next(each for each in assessment.deadlines if each.kind == "filing" and each.latest)

    assert assessment.problems == ()
    assert not filing.passed
    assert filing.safe is not None
    assert filing.latest is not None
    assert ON < filing.safe <= filing.latest


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_none_names_a_patient(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    assert not any(word in text for word in ("birth", "member", "mrn", "ssn", "patient_name"))


def test_the_strong_lumbar_case_is_strong_by_variant_3() -> None:
    assessment = assessed("lumbar_strong")
    assert assessment.strength == "strong"
    assert applying(assessment) == {("Low Back Pain", 3): "Usually Appropriate"}
    assert assessment.pathway.kind == "standard"
    assert [each.holds for each in assessment.rebuttals] == [True, True]
    assert all(each.citations for each in assessment.rebuttals)
    assert [gap for gap in assessment.gaps if gap.required] == []


def test_the_weak_lumbar_case_is_unsupported_and_says_what_is_missing() -> None:
    assessment = assessed("lumbar_weak")
    missing = " ".join(gap.what for gap in assessment.gaps)
    assert assessment.strength in {"weak", "unsupported"}
    assert not any(each.holds for each in assessment.rebuttals)
    assert "6 weeks of symptoms" in missing
    assert "medical management of at least 6 weeks" in missing
    assert "candidate for surgery" in missing


def test_cauda_equina_is_expedited_and_strong_without_a_trial_of_care() -> None:
    assessment = assessed("cauda_equina")
    assert assessment.pathway.kind == "expedited"
    assert assessment.strength == "strong"
    assert applying(assessment) == {("Low Back Pain", 4): "Usually Appropriate"}
    assert "asks for no trial" in assessment.rebuttals[1].argument
    assert assessment.checklist[0].id == "emergency_care"


def test_the_knee_with_the_wrong_code_names_73721_and_the_corrected_request() -> None:
    assessment = assessed("knee_wrong_code")
    (rebuttal,) = assessment.rebuttals
    assert [each.suggestion for each in assessment.code_check.findings if each.severity == "error"] == ["73721"]
    assert assessment.strength == "arguable"
    assert not rebuttal.holds
    assert "73721" in (rebuttal.better_route or "")
    assert "corrected_request" in {entry.id for entry in assessment.checklist}


def test_a_risk_of_19_9_percent_is_not_supported() -> None:
    assessment = assessed("breast_19_9")
    assert assessment.strength == "unsupported"
    assert not any(each.holds for each in assessment.rebuttals)
    assert {each.rating for each in assessment.support if each.applies} == {
        "May Be Appropriate",
        "Insufficient evidence",
    }


def test_a_risk_of_24_percent_is_supported_with_acr_and_acs_cited() -> None:
    assessment = assessed("breast_24")
    cited = {citation.document for citation in assessment.rebuttals[0].citations}
    assert assessment.strength == "strong"
    assert {each.source for each in assessment.support if each.applies} == {"ACR", "ACR recommendations", "ACS"}
    assert any("ACR Appropriateness Criteria: Female Breast Cancer Screening" in document for document in cited)
    assert any("American Cancer Society" in document for document in cited)


def test_the_headache_with_papilledema_and_cancer_is_strong_and_expedited() -> None:
    assessment = assessed("headache_red_flags")
    assert assessment.strength == "strong"
    assert assessment.pathway.kind == "expedited"


def test_the_cervical_case_answers_that_a_radiograph_is_no_earlier_mri() -> None:
    assessment = assessed("cervical_radiculopathy")
    assert assessment.strength == "strong"
    assert "The study that is asked for now is a different one." in assessment.rebuttals[0].argument


ABROAD = {
    "world_de": ("widerspruch", "widerspruch", "2026-12-09", "2026-12-14", "Objection (Widerspruch)", "Bescheid"),
    "world_gb": ("ombudsman", "ombudsman", "2027-04-30", "2027-05-02", "Complaint to the Financial Ombudsman Service",
                 "final response"),
    "world_in": ("ombudsman", "ombudsman", "2027-10-26", "2027-10-26", "Complaint to the Insurance Ombudsman",
                 "repudiation"),
    "world_au": ("fund_complaint", "ombudsman", "2027-11-09", "2027-11-09", "Complaint", "health fund"),
}  # fmt: skip


@pytest.mark.parametrize("name", ABROAD)
def test_an_intake_of_another_country_gives_its_route_its_terms_and_its_dates(name: str) -> None:
    level, dated, safe, latest, letter, word = ABROAD[name]
    assessment = assessed(name)
    step = next(each for each in assessment.deadlines if each.id == f"{dated}.filing")

    assert assessment.strength == "strong"
    assert assessment.level == level
    assert (str(step.safe), str(step.latest)) == (safe, latest)
    assert step.basis is not None
    assert assessment.local is not None
    assert assessment.local.letter == letter
    assert word in assessment.local.use
