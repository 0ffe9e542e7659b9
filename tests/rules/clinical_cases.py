"""Clinical intakes for tests: the least that a topic needs, to be filled with the facts under test."""

from datetime import date
from typing import Any

from rules.appropriateness import support
from rules.model import Intake, Side, Strength, Support
from rules.rulebook import load_rulebook
from rules.strength import strength

ON = date(2026, 11, 23)
REGIONS = {
    "low_back_pain": ("lumbar_spine", "72148"),
    "cervical_pain_or_radiculopathy": ("cervical_spine", "72141"),
    "chronic_knee_pain": ("knee", "73721"),
    "acute_trauma_knee": ("knee", "73721"),
    "headache": ("brain", "70551"),
    "breast_cancer_screening": ("breast", "77049"),
}
PHYSICAL_THERAPY = {"kind": "physical_therapy", "weeks": 6, "outcome": "no_improvement"}
# Low back pain variant 3, every condition documented.
FAILED_CARE: dict[str, Any] = {
    "duration_weeks": 9,
    "course": "persistent",
    "treatments": [PHYSICAL_THERAPY],
    "intervention_candidate": True,
}


def case(topic: str, *, age: int = 54, sex: str = "female", contrast: str | None = None, **clinical: object) -> Intake:
    """An intake for a topic; the contrast is without, for the breast without and with, unless it is given."""
    region, cpt = REGIONS.get(topic) or _first_region(topic)
    default = "without_and_with" if region == "breast" else "without"
    return Intake.model_validate(
        {
            "reference": "CASE-1",
            "coverage": {"plan": "erisa_self_funded"},
            "denial": {"notice_date": "2026-11-02", "reasons": ["not_medically_necessary"]},
            "exam": {"cpt": cpt, "region": region, "contrast": contrast or default},
            "patient": {"age_years": age, "sex": sex},
            "clinical": {"topic": topic, **clinical},
        }
    )


def _first_region(topic: str) -> tuple[str, str]:
    """The first region of a topic, and the first code of its usual study."""
    rulebook = load_rulebook()
    region = rulebook.topics[topic].regions[0]
    family = rulebook.codes.family_for(region, Side.NONE)
    return region, next(iter(family.codes.values())) if family else "76498"


def low_back(**clinical: object) -> Intake:
    """Low back pain; the facts are given."""
    return case("low_back_pain", **clinical)


def breast(
    risk: str | None = None,
    model: str | None = "tyrer_cuzick",
    *,
    age: int = 42,
    facts: dict[str, Any] | None = None,
    **clinical: object,
) -> Intake:
    """Breast screening with a lifetime risk in percent and its model."""
    given = {"lifetime_risk_percent": risk, "risk_model": model, **(facts or {})}
    return case("breast_cancer_screening", age=age, breast=given, **clinical)


def knee_film(*shows: str) -> list[dict[str, Any]]:
    """A knee radiograph with a structured result; without one where nothing is given."""
    return [{"modality": "radiograph", "region": "knee", "shows": list(shows) or None}]


NECK = "cervical_pain_or_radiculopathy"


def trial(weeks: float | None, outcome: str = "no_improvement") -> dict[str, Any]:
    """The facts of one trial of physical therapy."""
    return {"treatments": [{**PHYSICAL_THERAPY, "weeks": weeks, "outcome": outcome}]}


def neck(**clinical: object) -> Intake:
    """Persistent neck pain with radiculopathy, with changes."""
    return case(NECK, **{"symptoms": ["neck_pain", "radicular_pain"], "course": "persistent", **clinical})


def chronic_knee(*shows: str, **clinical: object) -> Intake:
    """Knee pain of 20 weeks with a radiograph that shows something."""
    return case("chronic_knee_pain", prior_imaging=knee_film(*shows), **{"duration_weeks": 20, **clinical})


# A twisted knee that locks, no fracture on the radiograph.
TWIST: dict[str, Any] = {"symptoms": ["fall_or_twist", "locking"], "prior_imaging": knee_film("no_fracture")}


def held(intake: Intake) -> tuple[Support, ...]:
    """The criteria held against the intake on the day of the tests."""
    return support(intake, load_rulebook(), ON)


def applying(intake: Intake) -> list[str]:
    """The ids of the criteria that apply."""
    return [item.id for item in held(intake) if item.applies]


def judged(intake: Intake) -> tuple[Strength, str]:
    """Strength and all reasons as one text; the codes are taken as sound."""
    verdict, reasons = strength(intake, held(intake))
    return verdict, " ".join(reasons)
