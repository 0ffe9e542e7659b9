"""Examination: what findings suggest, what radiographs cannot show, what the record needs for either to count."""

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from rules.assess import assess
from rules.data_files import DATA, RulebookError
from rules.intake_check import read_intake
from rules.model import Assessment, Status
from rules.rulebook import load_rulebook
from rules.schema.examination import Examination, load_examination
from rules.schema.vocabulary import load_vocabulary
from tests.rules.case_files import MINIMAL, ON, with_fields

RULEBOOK = load_rulebook()
EXAMINATION: Examination = RULEBOOK.examination
LUMBAR = {"exam": {"cpt": "72148", "region": "lumbar_spine", "contrast": "without"}, "clinical.topic": "low_back_pain"}
KNEE = {
    "exam": {"cpt": "73721", "region": "knee", "contrast": "without", "side": "left"},
    "clinical.topic": "chronic_knee_pain",
    "clinical.duration_weeks": 16,
}
RADIOGRAPH = {"modality": "radiograph", "region": "knee", "date": "2026-10-01", "shows": ["normal"]}


def assessed(base: dict[str, Any], **clinical: Any) -> Assessment:
    fields = {f"clinical.{name}": value for name, value in clinical.items()}
    return assess(read_intake(with_fields(MINIMAL, {**base, **fields}), RULEBOOK, ON), RULEBOOK, ON)


def finding(test: str, result: str = "positive", **more: str) -> dict[str, str]:
    return {"test": test, "result": result, **more}


def said(assessment: Assessment) -> str:
    return "\n".join(sign.text for sign in assessment.examination)


def gaps(assessment: Assessment) -> dict[str, str]:
    return {gap.id: gap.what for gap in assessment.gaps}


# ---- what findings suggest ------------------------------------------------------------------------------------------


def test_a_positive_finding_says_what_it_suggests_with_figures_and_source():
    assessment = assessed(LUMBAR, findings=[finding("straight_leg_raise", side="left", date="2026-10-20")])
    sign = assessment.examination[0]
    assert sign.text.startswith("Straight leg raise (left) positive: suggests compression of the L5 or S1 root")
    assert "sensitivity 0.92 (0.87-0.95), specificity 0.28 (0.18-0.40)" in sign.text
    assert sign.citation is not None
    assert sign.citation.citable
    assert "CD007431" in sign.citation.document


def test_a_negative_finding_suggests_nothing():
    assert assessed(LUMBAR, findings=[finding("straight_leg_raise", "negative")]).examination == ()


def test_figures_from_memory_are_not_there_and_nothing_is_cited():
    sign = assessed(LUMBAR, findings=[finding("slump")]).examination[0]
    assert sign.text == "Slump positive: suggests tension of a lumbar root."
    assert sign.citation is None


def test_figures_of_a_secondary_page_are_not_said():
    shoulder = {
        "exam": {"cpt": "73221", "region": "shoulder", "contrast": "without", "side": "right"},
        "clinical.topic": "acute_shoulder_pain",
    }
    (sign,) = assessed(shoulder, findings=[finding("drop_arm", side="right")]).examination
    assert "0.86" not in sign.text
    assert sign.citation is not None
    assert not sign.citation.citable


@pytest.mark.parametrize("test", EXAMINATION.tests.values(), ids=EXAMINATION.tests)
def test_a_figure_needs_a_source_and_what_is_from_memory_has_none(test: Any):
    assert (test.status is Status.MEMORY) == (not test.sources)
    assert test.sources or not (test.sensitivity or test.specificity)
    assert not test.suggests.endswith(".")


# ---- what a radiograph cannot show ----------------------------------------------------------------------------------


def test_for_a_nerve_root_the_limit_of_radiographs_is_said():
    text = said(assessed(LUMBAR, symptoms=["radicular_pain"], duration_weeks=3))
    assert "A radiograph does not show disc or nerve root" in text


def test_without_such_a_complaint_nothing_is_said_of_radiographs():
    assert "radiograph" not in said(assessed(LUMBAR, symptoms=["low_back_pain"], duration_weeks=3)).lower()


def test_where_the_topic_wants_a_radiograph_first_the_insurer_is_right():
    assert said(assessed(KNEE, symptoms=["locking"])) == ""


def test_after_the_radiograph_its_limit_is_said():
    text = said(assessed(KNEE, symptoms=["locking"], prior_imaging=[RADIOGRAPH]))
    assert "A radiograph shows neither ligament nor meniscus directly" in text


def test_a_radiograph_of_another_region_is_not_the_one_that_is_wanted():
    other = {**RADIOGRAPH, "region": "hip"}
    assert said(assessed(KNEE, symptoms=["locking"], prior_imaging=[other])) == ""


# ---- what the record needs ------------------------------------------------------------------------------------------


def test_without_a_finding_tests_of_the_region_are_named():
    what = gaps(assessed(LUMBAR))["examination"]
    assert "Straight leg raise (compression of the L5 or S1 root by a disc)" in what
    assert "Lachman" not in what


def test_tests_with_a_study_are_named_before_those_from_memory():
    assert "Slump" not in gaps(assessed(LUMBAR))["examination"]


def test_a_region_of_the_trunk_asks_for_no_test_of_limbs():
    breast = {
        "exam": {"cpt": "77049", "region": "breast", "contrast": "without_and_with"},
        "clinical.topic": "breast_cancer_screening",
    }
    assert "examination" not in gaps(assessed(breast))


def test_a_finding_with_date_and_side_is_complete():
    complete = finding("lachman", side="left", date="2026-10-20")
    found = gaps(assessed(KNEE, findings=[complete]))
    assert "finding_dates" not in found
    assert "examination" not in found


@pytest.mark.parametrize("bare", [finding("lachman", side="left"), finding("lachman", date="2026-10-20")])
def test_a_finding_of_a_joint_without_date_or_side_is_not(bare: dict[str, str]):
    assert "Lachman" in gaps(assessed(KNEE, findings=[bare]))["finding_dates"]


def test_a_finding_of_the_spine_needs_no_side():
    babinski = finding("hoffmann", date="2026-10-20")
    neck = {
        "exam": {"cpt": "72141", "region": "cervical_spine", "contrast": "without"},
        "clinical.topic": "cervical_pain_or_radiculopathy",
    }
    assert "finding_dates" not in gaps(assessed(neck, findings=[babinski]))


def test_a_red_flag_says_what_the_record_needs():
    what = gaps(assessed(LUMBAR, red_flags=["urinary_retention"]))["red_flag_cauda_equina"]
    assert "post-void residual in ml" in what
    assert "urinary retention" in what


def test_a_red_flag_that_is_not_ticked_needs_nothing():
    assert not [gap for gap in gaps(assessed(LUMBAR)) if gap.startswith("red_flag_")]


# ---- the file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{id: spurling,", "{id: spurlings,", "tests: spurlings is not in the vocabulary"),
        ("{id: neer,", "{id: spurling,", "tests: spurling stands twice"),
        ("sources: [thoomes_2018]", "sources: [nobody]", "tests.spurling: unknown source nobody"),
        (
            "regions: [knee], symptoms",
            "regions: [knees], symptoms",
            "radiograph_limits.cruciate_or_meniscus: knees is not among the regions",
        ),
        (
            'red_flags: ["group:suspected_spinal_infection"]',
            'red_flags: ["group:infection"]',
            "radiograph_limits.spinal_infection: group:infection is not among the red_flags",
        ),
        ("{id: cauda_equina, needs", "{id: cauda, needs", "red_flags: there is no group cauda"),
    ],
)
def test_a_fault_of_the_file_is_named_with_its_place(tmp_path: Path, old: str, new: str, fault: str):
    folder = copytree(DATA, tmp_path / "data")
    path = folder / "examination.yaml"
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")

    with pytest.raises(RulebookError) as raised:
        load_examination(folder, load_vocabulary(folder))

    assert f"examination.yaml: {fault}" in raised.value.faults
