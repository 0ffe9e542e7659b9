"""What a letter says about a case beyond the intake itself: which criterion it rests on, its rows, the enclosures.

Pure: models in, small frozen values out. Nothing here adds a fact.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rules.case_words import lower_first
from rules.model import (
    Assessment,
    Citation,
    Condition,
    Gap,
    Intake,
    PriorImaging,
    Right,
    Side,
    Strength,
    Support,
)
from rules.rulebook import Rulebook
from rules.schema.vocabulary import Part
from rules.strength import FAVOURABLE, MAY_BE, USUALLY

# Rights that concern how the appeal is reviewed, and those that open the file. Whether one applies to a plan, and may
# be cited, the rules decide (rules/data/law/rights); here is only which letter has a use for it.
REVIEW_RIGHTS = (
    "no_deference_different_person",
    "qualified_professional_consulted",
    "ma_reviewer_expertise",
    "medicaid_reviewer",
    "ma_follow_medicare_coverage",
    "ma_internal_criteria_limits",
)
FILE_RIGHTS = (
    "free_copy_of_criterion_in_denial",
    "claim_file_free",
    "medicaid_free_file",
    "integrated_free_file",
    "ma_follow_medicare_coverage",
    "ma_internal_criteria_limits",
    "pa_specific_denial_reason_ma",
    "experts_identified",
    "codes_and_meanings",
)
SPEAKS_FOR = frozenset({USUALLY, *FAVOURABLE})
SOURCES = {"ACR": "ACR Appropriateness Criteria (American College of Radiology)", "ACS": "American Cancer Society"}


@dataclass(frozen=True)
class Enclosure:
    """A document that goes with the letter; `proves` are the intake fields that it documents."""

    number: int
    text: str
    proves: tuple[str, ...]
    on: date | None = None


def day(value: date) -> str:
    """A calendar date as a US letter writes it: November 2, 2026."""
    return f"{value:%B} {value.day}, {value.year}"


def weeks(value: float) -> str:
    """A length of time: 1 week, 6.5 weeks."""
    return f"{value:g} week{'' if value == 1 else 's'}"


def scan(intake: Intake, rulebook: Rulebook) -> str:
    """The requested study in our own words, with its side: "MRI of a joint of the leg without contrast, left"."""
    procedure = rulebook.codes.procedures.get(intake.exam.cpt)
    if procedure is None:
        return f"scan with CPT code {intake.exam.cpt}"
    sided = procedure.family.laterality == "per_side" and intake.exam.side is not Side.NONE
    return f"{procedure.label}, {intake.exam.side.value}" if sided else procedure.label


def diagnoses(intake: Intake, rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """Each ICD-10-CM code with its title (in the public domain), empty where our table does not hold the code."""
    known = rulebook.codes.diagnoses
    return tuple((code, known[code].title if code in known else "") for code in intake.exam.icd10)


def upper_first(words: str) -> str:
    """The words with a capital at the start, the rest as it is."""
    return words[:1].upper() + words[1:]


def paragraphs(text: str) -> tuple[str, ...]:
    """What the clinician typed, line by line as typed, with the full stop that a last word lacks."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(f"{line}." if line[-1].isalnum() or line[-1] == ")" else line for line in lines if line)


def labels(part: Part, ids: Iterable[str], rulebook: Rulebook) -> str:
    """Ids of one part of the vocabulary in words, for the middle of a sentence."""
    return "; ".join(lower_first(rulebook.vocabulary.label(part, identifier)) for identifier in ids)


def case_gaps(assessment: Assessment) -> Iterator[Gap]:
    """What stands between this case and a letter that can be sent: weak support, a wrong code, unanswered reasons."""
    if assessment.strength in {Strength.WEAK, Strength.UNSUPPORTED}:
        yield Gap(
            id="strength",
            what=f"The checked criteria do not carry this case ({assessment.strength.value})",
            document="The better route of the assessment, or the evidence that is missing",
            why=next(iter(assessment.strength_reasons), ""),
            required=True,
        )
    for finding in assessment.code_check.findings:
        if finding.severity == "error":
            fix = f"Request with code {finding.suggestion}" if finding.suggestion else "Corrected request"
            yield Gap(
                id=f"code_{finding.code}", what="A code to correct", document=fix, why=finding.message, required=True
            )
    if assessment.strength is not Strength.STRONG:
        yield from (gap for gap in assessment.gaps if gap.required)
    for rebuttal in assessment.rebuttals:
        if not rebuttal.holds:
            what = f"A denial reason that this letter does not answer: {rebuttal.title}"
            route = rebuttal.better_route or "See the assessment"
            yield Gap(id=f"unanswered_{rebuttal.reason.value}", what=what, document=route, why=rebuttal.argument)


def cited_support(assessment: Assessment) -> tuple[Support, ...]:
    """The criteria that the letter rests on, one per source: those that apply and speak for the scan.

    Where none does, the nearest scenario that lacks facts only; else what is rated May Be Appropriate, as such. An
    unsupported case rests on none: naming half a criterion would claim support that is not there.
    """
    if assessment.strength is Strength.UNSUPPORTED:
        return ()
    citable = [each for each in assessment.support if each.citation.citable]
    applying = [each for each in citable if each.applies]
    speaking = [each for each in applying if each.rating in SPEAKS_FOR]
    lacking = [each for each in citable if each.rating == USUALLY and each.unknown and not each.unmet]
    chosen = speaking or lacking[:1] or [each for each in applying if each.rating in MAY_BE]
    return tuple({each.source: each for each in reversed(chosen)}.values())[::-1]


def expedited_test(intake: Intake, assessment: Assessment, rulebook: Rulebook) -> str:
    """What the clinician has to state for the expedited clock at this level; empty where nobody read it in a source."""
    plan = rulebook.plans.get(intake.coverage.plan)
    expedited = plan.in_state(intake.coverage.state).level(assessment.level).expedited if plan else None
    return expedited.test.text if expedited and expedited.test.citable else ""


def reference(citation: Citation) -> str:
    """One entry of the list of references; a regulation and a year that are already said are not said again."""
    head, _, rest = citation.document.partition(", ")
    if not citation.section:
        words = [citation.document]
    elif citation.section.startswith(head):
        words = [citation.section, rest]
    else:
        words = [citation.document, citation.section]
    said = ", ".join(word for word in words if word)
    return said if citation.year is None or citation.year in said else f"{said}, {citation.year}"


def rights_for(assessment: Assessment, wanted: Sequence[str]) -> tuple[Right, ...]:
    """The rights of this plan that the letter may cite, in the order of `wanted`."""
    held = {right.id: right for right in assessment.rights if right.citation.citable}
    return tuple(held[name] for name in wanted if name in held)


def level_name(assessment: Assessment) -> str:
    """The name of the level being worked at, without its explanation ("External review, through ..."); may be empty."""
    steps = (step for step in assessment.deadlines if step.kind == "filing" and step.level == assessment.level)
    return next((step.name.partition(",")[0] for step in steps), "")


def enclosures(intake: Intake, rulebook: Rulebook) -> tuple[Enclosure, ...]:
    """The denial notice, then one document for each kind of fact that the letter states."""
    clinical = intake.clinical
    found: list[tuple[str, tuple[str, ...], date | None]] = [
        (f"Denial notice of {day(intake.denial.notice_date)}", ("denial",), intake.denial.notice_date),
        ("Clinical notes with history, course and examination", ("clinical", "patient", "exam"), None),
    ]
    if clinical.treatments:
        found.append(("Treatment records with dates and results", ("clinical.treatments",), None))
    found += [
        (f"Report: {study(each, rulebook)}", ("clinical.prior_imaging",), each.date) for each in clinical.prior_imaging
    ]
    if clinical.breast and clinical.breast.lifetime_risk_percent is not None:
        proves = ("clinical.breast.lifetime_risk_percent", "clinical.breast.risk_model")
        found.append(("Risk calculation", proves, None))
    if clinical.breast and clinical.breast.gene:
        found.append(("Genetic test report", ("clinical.breast.gene",), None))
    return tuple(Enclosure(number, *each) for number, each in enumerate(found, start=1))


def study(imaging: PriorImaging, rulebook: Rulebook) -> str:
    """An earlier study in a few words: Radiograph, lumbar spine, October 1, 2026."""
    modality = {"ct": "CT", "mri": "MRI"}.get(imaging.modality, imaging.modality.replace("_", " ").capitalize())
    words = (
        modality,
        lower_first(rulebook.vocabulary.label("regions", imaging.region)),
        day(imaging.date) if imaging.date else "",
    )
    return ", ".join(word for word in words if word)


def source_of(condition: Condition, listed: Iterable[Enclosure]) -> str:
    """Where the fact of a met condition is documented: "Enclosure 3 (October 1, 2026)".

    The longest path decides; the date is said only where one document alone proves the field.
    """
    documents = [(path, each) for each in listed for path in each.proves]
    for field in condition.fields:
        fitting = [(path, each) for path, each in documents if f"{field}.".startswith(f"{path}.")]
        if fitting:
            longest = max(len(path) for path, _ in fitting)
            return _places([each for path, each in fitting if len(path) == longest])
    return ""


def _places(proving: Sequence[Enclosure]) -> str:
    numbers = ", ".join(str(each.number) for each in proving)
    only = proving[0] if len(proving) == 1 else None
    return f"Enclosure {numbers}" + (f" ({day(only.on)})" if only and only.on else "")
