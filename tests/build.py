"""Models for tests, valid and plain; keyword arguments change what a test is about."""

from datetime import UTC, date, datetime

from rules.model import (
    Assessment,
    Breast,
    Clinical,
    CodeCheck,
    Coverage,
    Deadline,
    Denial,
    DenialReason,
    Exam,
    Intake,
    Pathway,
    Patient,
    Strength,
)
from slackbot.appeal import Appeal, Item

NEW_YORK = "America/New_York"
LEVEL = "internal_appeal_1"
OPENED = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10:00 in New York


def intake(**changes: object) -> Intake:
    content = {
        "reference": "CASE-0042",
        "coverage": Coverage(plan="erisa_self_funded", state="NY", insurer="Example Health"),
        "denial": Denial(notice_date=date(2026, 11, 2), reasons=(DenialReason.NOT_MEDICALLY_NECESSARY,)),
        "exam": Exam(cpt="72148", region="lumbar_spine", contrast="without", icd10=("M54.16",)),
        "patient": Patient(age_years=54, sex="female"),
        "clinical": Clinical(topic="low_back_pain", duration_weeks=9, breast=Breast()),
    }
    return Intake.model_validate(content | changes)


def filing(safe: date | None, *, level: str = LEVEL, passed: bool = False) -> Deadline:
    return Deadline(
        id=f"{level}:filing",
        level=level,
        name="First appeal",
        kind="filing",
        action="File the appeal",
        latest=safe,
        safe=safe,
        passed=passed,
        basis=None,
        counted="",
    )


def assessment(*deadlines: Deadline, **changes: object) -> Assessment:
    content = {
        "reference": "CASE-0042",
        "assessed_on": date(2026, 11, 23),
        "rulebook_version": "test",
        "problems": (),
        "pathway": Pathway(kind="standard", reasons=()),
        "strength": Strength.STRONG,
        "strength_reasons": (),
        "support": (),
        "rebuttals": (),
        "gaps": (),
        "code_check": CodeCheck(ok=True, findings=()),
        "level": LEVEL,
        "deadlines": deadlines,
        "rights": (),
        "estimate": None,
        "checklist": (),
    }
    return Assessment.model_validate(content | changes)


def appeal(*deadlines: Deadline, **changes: object) -> Appeal:
    content = {
        "id": "AAAAAAAAAAA",
        "number": 1,
        "team": "T01CLINIC",
        "channel": "C01PRIORAUTH",
        "created_by": "U01ALICE",
        "created_at": OPENED,
        "owner": "U01ALICE",
        "time_zone": NEW_YORK,
        "intake": intake(),
        "assessment": assessment(*(deadlines or (filing(date(2027, 4, 30)),))),
        "items": (
            Item(id="notes", text="Attach the notes", why="They show the trial of care", required=True),
            Item(id="fax", text="Keep the fax receipt", why="It proves the date", required=False),
        ),
    }
    return Appeal.model_validate(content | changes)
