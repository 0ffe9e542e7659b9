"""A case for letter tests: an intake that fills every field a letter speaks of, and an assessment to go with it."""

from datetime import date

from rules.model import (
    Assessment,
    Citation,
    Clinical,
    Clinician,
    CodeCheck,
    Condition,
    Coverage,
    Deadline,
    Denial,
    DenialReason,
    Exam,
    Finding,
    Intake,
    Pathway,
    Patient,
    PriorImaging,
    Rebuttal,
    Right,
    Status,
    Strength,
    Support,
    Treatment,
)
from slackbot.letter import Letterhead

TODAY = date(2026, 11, 23)
HEAD = Letterhead(
    name="Riverside Spine Clinic",
    address=("12 Mill Street", "Albany, NY 12207"),
    phone="555-0101",
    fax="555-0102",
    npi="1093817465",
)


def citation(identifier: str, document: str, *, section: str | None = None, citable: bool = True) -> Citation:
    return Citation(
        id=identifier,
        document=document,
        section=section,
        year="2021",
        url=f"https://example.org/{identifier}",
        status=Status.SEEN if citable else Status.MEMORY,
        citable=citable,
        checked=TODAY,
    )


ACR = citation("acr.low_back_pain.3", "ACR Appropriateness Criteria: Low Back Pain", section="Variant 3")
RULE = citation("right.review", "29 CFR 2560.503-1, ERISA claims procedure", section="29 CFR 2560.503-1(h)(3)(ii)")
FILE = citation("right.file", "29 CFR 2560.503-1, ERISA claims procedure", section="29 CFR 2560.503-1(h)(2)(iii)")
HEARSAY = citation("hearsay.1", "A document known from memory", citable=False)


def clinical(**changes: object) -> Clinical:
    content = {
        "topic": "low_back_pain",
        "duration_weeks": 9,
        "course": "persistent",
        "severity": 7,
        "symptoms": ("radicular_pain",),
        "findings": (Finding(test="straight_leg_raise", side="left", result="positive", date=date(2026, 10, 19)),),
        "treatments": (
            Treatment(kind="physical_therapy", weeks=6, start_date=date(2026, 9, 7), outcome="no_improvement"),
        ),
        "prior_imaging": (
            PriorImaging(
                modality="radiograph",
                region="lumbar_spine",
                date=date(2026, 10, 1),
                result="no fracture",
                insufficient_because="does not show the disc",
            ),
        ),
        "intervention_candidate": True,
        "why_mri": "The nerve root must be seen before an injection is planned.",
        "management_change": "A compressed root leads to an injection; none leads to further therapy.",
    }
    return Clinical.model_validate(content | changes)


def intake(**changes: object) -> Intake:
    content = {
        "reference": "CASE-0042",
        "coverage": Coverage(plan="erisa_self_funded", state="NY", insurer="Example Health"),
        "denial": Denial(
            notice_date=date(2026, 11, 2),
            reasons=(DenialReason.NOT_MEDICALLY_NECESSARY, DenialReason.CONSERVATIVE_CARE_FIRST),
            criteria="interqual",
        ),
        "exam": Exam(cpt="72148", region="lumbar_spine", contrast="without", icd10=("M54.16",)),
        "patient": Patient(age_years=54, sex="female"),
        "clinical": clinical(),
        "clinician": Clinician(name="Dana Reyes", credentials="MD", specialty="Physiatry", npi="1234567893"),
    }
    return Intake.model_validate(content | changes)


def condition(text: str, *fields: str, verdict: str = "met", fact: str = "documented") -> Condition:
    return Condition.model_validate({"text": text, "verdict": verdict, "fact": fact, "fields": fields})


def support(**changes: object) -> Support:
    content = {
        "id": "low_back_pain_3",
        "source": "ACR",
        "topic": "Low Back Pain",
        "topic_id": "low_back_pain",
        "variant": 3,
        "scenario": "Not better after 6 weeks of medical management",
        "procedure": "MRI of the lumbar spine without contrast",
        "rating": "Usually Appropriate",
        "applies": True,
        "met": ("six weeks of care",),
        "unmet": (),
        "unknown": (),
        "conditions": (condition("six weeks of care", "clinical.treatments.weeks", fact="physical therapy, 6 weeks"),),
        "needs_comparison": False,
        "citation": ACR,
    }
    return Support.model_validate(content | changes)


def rebuttal(**changes: object) -> Rebuttal:
    content = {
        "reason": DenialReason.CONSERVATIVE_CARE_FIRST,
        "title": "Conservative care",
        "argument": "Conservative care came first and has not been enough.",
        "holds": True,
        "fields": ("clinical.treatments",),
        "citations": (ACR,),
    }
    return Rebuttal.model_validate(content | changes)


def assessment(**changes: object) -> Assessment:
    content = {
        "reference": "CASE-0042",
        "assessed_on": TODAY,
        "rulebook_version": "test",
        "problems": (),
        "pathway": Pathway(kind="standard", reasons=()),
        "strength": Strength.STRONG,
        "strength_reasons": ("Every condition is documented.",),
        "support": (support(),),
        "rebuttals": (rebuttal(),),
        "gaps": (),
        "code_check": CodeCheck(ok=True, findings=()),
        "level": "internal_appeal_1",
        "deadlines": (
            Deadline(
                id="internal_appeal_1:filing",
                level="internal_appeal_1",
                name="Internal appeal",
                kind="filing",
                action="File the appeal",
                latest=None,
                safe=None,
                basis=None,
                counted="",
            ),
        ),
        "rights": (
            Right(
                id="no_deference_different_person", about="review", text="The appeal is a fresh review.", citation=RULE
            ),
            Right(
                id="claim_file_free", about="file", text="The claimant receives the file free of charge.", citation=FILE
            ),
        ),
        "estimate": None,
        "checklist": (),
    }
    return Assessment.model_validate(content | changes)
