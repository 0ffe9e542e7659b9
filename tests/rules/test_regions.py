"""Regions that belong together: what an earlier study shows, what a diagnosis may lead to a scan of."""

import pytest

from rules.codes import code_check
from rules.model import Intake
from rules.regions import HEAD, may_be_scanned_for, shown_together
from rules.rulebook import load_rulebook
from tests.rules.case_files import MINIMAL, with_fields

RULEBOOK = load_rulebook()


def test_a_study_of_the_head_shows_the_whole_head_and_a_study_of_the_knee_the_knee():
    assert shown_together("head_veins") == HEAD
    assert shown_together("knee") == {"knee"}


def test_every_region_that_belongs_together_is_one_of_the_vocabulary():
    assert RULEBOOK.vocabulary.regions.keys() >= HEAD


@pytest.mark.parametrize(
    ("region", "named", "fits"),
    [
        ("brain", ("brain",), True),
        ("head_vessels", ("brain",), True),
        ("neck_vessels", ("brain",), True),
        ("orbit_face_neck", ("brain",), True),
        ("cervical_spine", ("brain",), False),
        ("complete_spine", ("lumbar_spine",), True),
        ("complete_spine", ("cervical_spine",), True),
        ("thoracic_and_lumbar_spine", ("cervical_spine",), False),
        ("brain", ("head_vessels",), False),
    ],
)
def test_a_diagnosis_of_one_region_leads_to_scans_of_some_others(region: str, named: tuple[str, ...], fits: bool):  # noqa: FBT001 -- a column of the table
    assert may_be_scanned_for(region, named) is fits


def test_an_aneurysm_fits_an_angiogram_of_the_head():
    exam = {"cpt": "70544", "region": "head_vessels", "contrast": "without", "icd10": ["I67.1"]}
    fields = {"exam": exam, "clinical": {"topic": "aneurysm_vascular_malformation_and_hemorrhage"}}
    findings = code_check(Intake.model_validate(with_fields(MINIMAL, fields)), RULEBOOK).findings
    assert not [finding for finding in findings if "names the" in finding.message]
