"""What the record lacks, and the document that would close each gap."""

from collections.abc import Iterator

from rules.case import Case
from rules.examination import examination_gaps
from rules.model import Condition, Gap, Intake
from rules.rulebook import Rulebook
from rules.schema.reasons import Evidence

VISIT_NOTE = "Visit note that states it"
# What was left unticked counts as absent (rules.facts), yet may only be missing from the intake, not from the record.
UNTICKED = ("clinical.treatments", "clinical.prior_imaging", "clinical.findings", "clinical.symptoms")


def gaps(intake: Intake, case: Case, rulebook: Rulebook) -> tuple[Gap, ...]:
    """Every gap once: what the nearest criterion still asks for, what every appeal and each reason needs, what
    findings and red flags need to count.
    """
    evidence = (
        *rulebook.evidence.evidence,
        *(each for reason in dict.fromkeys(intake.denial.reasons) for each in rulebook.reasons[reason].evidence),
    )
    found = (
        *_criterion_gaps(case, rulebook),
        *(_gap(each, case) for each in evidence if case.holds(each.when)),
        *examination_gaps(intake, rulebook),
    )
    return tuple({gap.id: gap for gap in reversed(found)}.values())[::-1]


def _criterion_gaps(case: Case, rulebook: Rulebook) -> Iterator[Gap]:
    miss = case.answers.miss
    if miss is None:
        return
    variant = f", variant {miss.variant}" if miss.variant else ""
    open_conditions = [each for each in miss.conditions if each.verdict != "met"]
    for number, condition in enumerate(open_conditions, start=1):
        yield Gap(
            id=f"{miss.id}_{number}",
            what=condition.text,
            document=_document(condition, rulebook),
            why=f"{miss.source} {miss.topic}{variant} asks for it; {_verdict(condition)}",
            required=condition.verdict == "unknown" or any(field.startswith(UNTICKED) for field in condition.fields),
        )


def _verdict(condition: Condition) -> str:
    if condition.verdict == "unknown":
        return "the record does not say"
    return f"so far: {condition.fact}" if condition.fact else "the record says otherwise"


def _document(condition: Condition, rulebook: Rulebook) -> str:
    """The document that proves the fact, by the longest path that the field starts with."""
    for field in condition.fields:
        paths = [path for path in rulebook.evidence.documents if f"{field}.".startswith(f"{path}.")]
        if paths:
            return rulebook.evidence.documents[max(paths, key=len)]
    return VISIT_NOTE


def _gap(evidence: Evidence, case: Case) -> Gap:
    return Gap(
        id=evidence.id,
        what=case.fill(evidence.what) or evidence.what,
        document=evidence.document,
        why=case.fill(evidence.why) or evidence.why,
        required=evidence.required,
    )
