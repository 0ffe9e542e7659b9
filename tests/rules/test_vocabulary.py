"""The vocabulary: what a form may offer, and the faults of the file."""

from pathlib import Path
from shutil import copytree

import pytest

from rules.data_files import DATA, RulebookError
from rules.schema.vocabulary import PARTS, Part, load_vocabulary

VOCABULARY = load_vocabulary(DATA)


def test_the_ids_of_the_documented_intake_are_known():
    assert "lumbar_spine" in VOCABULARY.regions
    assert "radicular_pain" in VOCABULARY.symptoms
    flags = {"saddle_anesthesia", "urinary_retention", "progressive_motor_deficit", "fever", "cancer_history"}
    assert flags <= VOCABULARY.red_flags.keys()
    assert "straight_leg_raise" in VOCABULARY.tests
    assert "physical_therapy" in VOCABULARY.treatments
    assert "tyrer_cuzick" in VOCABULARY.risk_models
    assert "brca1" in VOCABULARY.genes


@pytest.mark.parametrize("part", PARTS)
def test_every_label_fits_an_option_of_a_form(part: Part):
    for term in VOCABULARY.terms(part).values():
        assert 2 <= len(term.label) <= 75
        assert not term.label.endswith(".")


@pytest.mark.parametrize("region", sorted(VOCABULARY.regions))
def test_every_region_offers_symptoms_and_findings_without_a_double_label(region: str):
    for part in ("symptoms", "red_flags", "tests", "treatments", "imaging_findings"):
        labels = [term.label for term in VOCABULARY.for_region(part, region)]
        assert len(labels) == len(set(labels))
        assert len(labels) <= 100
    assert VOCABULARY.for_region("symptoms", region)
    assert VOCABULARY.for_region("imaging_findings", region)


def test_a_form_for_the_knee_offers_no_term_of_the_spine():
    offered = {term.id for term in VOCABULARY.for_region("red_flags", "knee")}
    assert "suspected_septic_arthritis" in offered
    assert "saddle_anesthesia" not in offered


def test_every_sign_of_cauda_equina_syndrome_and_thunderclap_headache_is_an_emergency():
    for flag in (*VOCABULARY.members("cauda_equina"), *VOCABULARY.members("thunderclap")):
        assert VOCABULARY.red_flags[flag].urgency == "emergency"


def test_progressive_weakness_and_infection_are_urgent():
    for group in ("progressive_motor_deficit", "suspected_spinal_infection", "suspected_cancer"):
        assert {VOCABULARY.red_flags[flag].urgency for flag in VOCABULARY.members(group)} == {"urgent"}


def test_a_group_in_a_list_of_ids_stands_for_its_members():
    expanded = VOCABULARY.expand(["group:thunderclap", "fever", "group:nobody"])
    assert expanded == ("thunderclap_onset", "fever", "group:nobody")


def test_the_gail_model_is_no_model_of_family_history():
    assert "gail" not in VOCABULARY.members("family_history_model")
    assert "tyrer_cuzick" in VOCABULARY.members("family_history_model")


def test_a_label_is_found_and_an_unknown_id_is_spelt_out():
    assert VOCABULARY.label("genes", "brca1") == "BRCA1"
    assert VOCABULARY.label("regions", "left_elbow") == "left elbow"


def test_a_group_of_regions_stands_for_its_regions_in_a_term():
    offered = VOCABULARY.symptoms["radicular_pain"].regions
    assert set(offered) == set(VOCABULARY.members("spine")) >= {"lumbar_spine", "cervical_spine", "thoracic_spine"}


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("common", "{id: brain, label", "{id: knee, label", "common.yaml: regions: knee stands 2 times (common.yaml)"),
        (
            "joints",
            "{id: locking,",
            "{id: headache,",
            "joints.yaml: symptoms: headache stands 2 times (head.yaml, joints.yaml)",
        ),
        (
            "head",
            'label: "Headache", regions: [brain]',
            'label: "Headache", regions: ["group:skull"]',
            "head.yaml: symptoms.headache: unknown region group:skull",
        ),
        (
            "head",
            "groups: [thunderclap]",
            "groups: [thunder]",
            "head.yaml: red_flags.thunderclap_onset: there is no group thunder",
        ),
        (
            "head",
            "groups: [thunderclap]",
            "groups: []",
            "head.yaml: groups.thunderclap: no term of red_flags belongs to it",
        ),
        (
            "head",
            "sources: [acr_headache]",
            "sources: [nowhere]",
            "head.yaml: groups.thunderclap: unknown source nowhere",
        ),
    ],
)
def test_a_fault_of_a_file_is_named_with_its_place(tmp_path: Path, file: str, old: str, new: str, fault: str):
    folder = copytree(DATA, tmp_path / "data")
    path = folder / "vocabulary" / f"{file}.yaml"
    path.write_text(path.read_text().replace(old, new))

    with pytest.raises(RulebookError) as raised:
        load_vocabulary(folder)

    assert fault in raised.value.faults
