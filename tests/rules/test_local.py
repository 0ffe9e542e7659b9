"""What is particular to a country: words, guidance, bodies, what the ACR's rating is worth there."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rules import Assessment, assess, load_rulebook, read_intake
from rules.data_files import DATA, RulebookError
from tests.rules.law_cases import plans_of

RULEBOOK = load_rulebook()
ON = date(2026, 11, 23)
ABROAD = sorted(key for key, plan in RULEBOOK.plans.items() if plan.law.country != "US")


def assessed(plan: str, **fields: Any) -> Assessment:
    content: dict[str, Any] = {
        "reference": "CASE-1",
        "coverage": {"country": RULEBOOK.plans[plan].law.country, "plan": plan},
        "denial": {"notice_date": "2026-11-02", "reasons": ["not_medically_necessary"]},
        "exam": {"cpt": "72148", "region": "lumbar_spine", "contrast": "without", "icd10": ["M54.5"]},
        "patient": {"age_years": 54, "sex": "female"},
        "clinical": {"topic": "low_back_pain"},
    }
    for key, value in fields.items():
        part, _, name = key.partition("__")
        content[part] = {**content[part], name: value}
    return assess(read_intake(content, RULEBOOK, ON), RULEBOOK, ON)


@pytest.mark.parametrize("plan", plans_of("US"))
def test_the_united_states_have_no_local_part_and_keep_their_own_tasks(plan: str):
    assessment = assessed(plan)
    tasks = {entry.id for entry in assessment.checklist}

    assert assessment.local is None
    assert not tasks & {"local_guidance", "local_words", "patient_authority"}


@pytest.mark.parametrize("plan", ABROAD)
def test_every_other_country_gives_its_words_bodies_guidance_and_notes(plan: str):
    local = assessed(plan).local

    assert local is not None
    assert local.letter
    assert local.insurer
    assert local.use
    assert local.bodies
    assert local.guidance
    assert local.notes


@pytest.mark.parametrize("plan", ABROAD)
def test_nothing_of_us_law_is_said_abroad(plan: str):
    text = assessed(plan).model_dump_json().lower()

    for word in ("peer-to-peer", "erisa", "independent review organization", "medicare advantage", "cms"):
        assert f" {word} " not in text.replace(",", " ").replace(".", " ")
    tasks = {entry.id for entry in assessed(plan).checklist}
    assert {"local_words", "patient_authority"} <= tasks
    assert not tasks & {"peer_to_peer", "peer_to_peer_medicare"}


@pytest.mark.parametrize("plan", ABROAD)
def test_codes_are_not_judged_abroad_and_that_is_said(plan: str):
    check = assessed(plan).code_check
    said = " ".join(finding.message for finding in check.findings)

    assert check.ok
    assert "72148 is a code of the United States" in said
    assert "The diagnosis codes were not checked" in said


def test_a_header_of_the_us_table_is_an_error_there_only():
    assert assessed("erisa_self_funded").code_check.ok is False
    assert assessed("de_private").code_check.ok is True


def test_a_code_that_names_another_region_is_an_error_abroad_too():
    assert assessed("gb_private_medical_insurance", exam__cpt="72141").code_check.ok is False


def test_whether_the_code_was_wrong_cannot_be_answered_abroad():
    rebuttal = assessed("au_health_fund", denial__reasons=["wrong_code"]).rebuttals[0]

    assert not rebuttal.holds
    assert "codes of the United States only" in rebuttal.argument
    assert not rebuttal.citations


def test_guidance_against_the_scan_is_expected_from_the_insurer():
    reasons = " ".join(assessed("gb_private_medical_insurance").strength_reasons)

    assert "no regulatory force in United Kingdom" in reasons
    assert "Expect the insurer to rely on NICE NG59" in reasons


def test_guidance_on_another_topic_is_not_expected():
    assessment = assessed(
        "gb_private_medical_insurance",
        exam__cpt="70553", exam__region="brain", exam__contrast="without_and_with", clinical__topic="headache",
    )  # fmt: skip

    assert assessment.local is not None
    assert "NG59" not in " ".join(assessment.strength_reasons)
    assert not any("NG59" in each.title for each in assessment.local.guidance)
    assert any("iRefer" in each.title for each in assessment.local.guidance)


def test_guidance_from_memory_is_shown_without_a_citation_and_asks_for_nothing():
    assessment = assessed("nl_health_insurance")

    assert assessment.local is not None
    assert [each.citation for each in assessment.local.guidance] == [None]
    assert "local_guidance" not in {entry.id for entry in assessment.checklist}


def test_guidance_that_was_read_is_cited_under_its_own_title():
    assessment = assessed("sg_integrated_shield_plan")
    assert assessment.local is not None
    guidance = assessment.local.guidance[0]

    assert guidance.citation is not None
    assert guidance.citation.document == "ACE Clinical Guidance, When to order MRI for low back pain"
    assert guidance.citation.url
    assert guidance.title in next(e.text for e in assessment.checklist if e.id == "local_guidance")


def test_the_letter_is_called_after_the_open_level():
    objection, complaint = assessed("de_statutory").local, assessed("gb_private_medical_insurance").local
    after = assessed("gb_private_medical_insurance", denial__denied_level="insurer_complaint").local

    assert objection is not None
    assert complaint is not None
    assert after is not None
    assert objection.letter == "Objection (Widerspruch)"
    assert complaint.letter == "Complaint"
    assert after.letter == "Complaint to the Financial Ombudsman Service"


def test_a_right_to_the_file_is_named_with_the_task():
    why = next(entry.why for entry in assessed("de_statutory").checklist if entry.id == "claim_file")
    assert "SGB X s.25" in why


@pytest.mark.parametrize(("old", "new", "fault"), [
    ("topics: [low_back_pain]", "topics: [toothache]", "there is no topic toothache"),
    ("topics: [low_back_pain]", "regions: [tooth]", "there is no region tooth"),
])  # fmt: skip
def test_guidance_on_what_does_not_exist_is_a_fault(tmp_path: Path, old: str, new: str, fault: str):
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "law" / "countries" / "sg.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RulebookError) as raised:
        load_rulebook(tmp_path / "data")
    assert raised.value.faults == [f"countries: SG.guidance.0: {fault}"]
