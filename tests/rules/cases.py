"""Intakes for tests: one strong lumbar case, and changes to it by dotted field."""

from copy import deepcopy
from typing import Any

from rules.model import Intake

STRONG: dict[str, Any] = {
    "reference": "CASE-0042",
    "coverage": {"country": "US", "plan": "erisa_self_funded", "state": "NY"},
    "denial": {
        "notice_date": "2026-11-02",
        "received_date": "2026-11-05",
        "reasons": ["not_medically_necessary", "conservative_care_first"],
        "criteria": "interqual",
    },
    "exam": {"cpt": "72148", "region": "lumbar_spine", "contrast": "without", "icd10": ["M54.16"]},
    "patient": {"age_years": 54, "sex": "female"},
    "clinical": {
        "topic": "low_back_pain",
        "duration_weeks": 9,
        "course": "persistent",
        "symptoms": ["radicular_pain"],
        "findings": [{"test": "straight_leg_raise", "side": "left", "result": "positive"}],
        "treatments": [
            {"kind": "physical_therapy", "weeks": 6, "start_date": "2026-09-07", "outcome": "no_improvement"}
        ],
        "intervention_candidate": True,
        "why_mri": "The compressed root must be seen before an injection",
        "management_change": "A compressed root leads to a targeted injection.",
    },
}
KNEE: dict[str, Any] = {
    "exam": {"cpt": "73721", "region": "knee", "side": "right", "contrast": "without", "icd10": ["M25.561"]},
    "clinical.topic": "chronic_knee_pain",
    "clinical.duration_weeks": 14,
    "clinical.symptoms": ["knee_pain"],
    "clinical.findings": [{"test": "mcmurray", "side": "right", "result": "positive"}],
    "clinical.prior_imaging": [
        {"modality": "radiograph", "region": "knee", "date": "2026-10-12", "result": "normal", "shows": ["normal"]}
    ],
}
BREAST: dict[str, Any] = {
    "exam": {
        "cpt": "77049",
        "region": "breast",
        "side": "bilateral",
        "contrast": "without_and_with",
        "icd10": ["Z12.39"],
    },
    "patient.age_years": 41,
    "clinical": {
        "topic": "breast_cancer_screening",
        "why_mri": "Family history",
        "management_change": "A cancer would be found earlier",
        "breast": {"lifetime_risk_percent": "24.0", "risk_model": "tyrer_cuzick"},
    },
}


def content(*changes: dict[str, Any], **dotted: object) -> dict[str, Any]:
    """The strong case as raw content with changes; `exam__cpt="72158"` is short for {"exam.cpt": "72158"}."""
    document = deepcopy(STRONG)
    for change in (*changes, {field.replace("__", "."): value for field, value in dotted.items()}):
        for field, value in change.items():
            *path, last = field.split(".")
            target = document
            for part in path:
                target = target.setdefault(part, {})
            target[last] = deepcopy(value)
    return document


def intake(*changes: dict[str, Any], **dotted: object) -> Intake:
    """The strong case as an intake, with changes."""
    return Intake.model_validate(content(*changes, **dotted))
