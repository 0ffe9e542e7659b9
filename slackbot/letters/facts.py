"""What a letter says about a case beyond the intake itself: which criterion it rests on, what tells, what it lacks.

Pure: models in, small frozen values out. Nothing here adds a fact.
"""

from collections.abc import Iterable, Iterator

from rules.case_words import lower_first, modality_words
from rules.facts import NOTHING_ENTERED
from rules.model import (
    Assessment,
    Citation,
    Condition,
    Gap,
    Intake,
    PriorImaging,
    Right,
    Side,
    Sign,
    Strength,
    Support,
)
from rules.rulebook import Rulebook
from rules.schema.law import Level
from rules.schema.vocabulary import Part
from rules.strength import FAVOURABLE, MAY_BE, USUALLY
from rules.words import long_day

TELLING = (  # fields of facts, the most telling first
    "clinical.red_flags",
    "clinical.treatments",
    "clinical.findings",
    "clinical.prior_imaging",
    "clinical.breast",
    "clinical.intervention_candidate",
    "clinical.",
)
SPEAKS_FOR = frozenset({USUALLY, *FAVOURABLE})
SOURCES = {"ACR": "ACR Appropriateness Criteria (American College of Radiology)", "ACS": "American Cancer Society"}


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

    An expedited appeal rests on the criterion of its red flag, where there is one. Where none speaks for the scan: the
    nearest scenario that lacks facts only; else what is rated May Be Appropriate, as such. An unsupported case rests on
    none: naming half a criterion would claim support that is not there.
    """
    if assessment.strength is Strength.UNSUPPORTED:
        return ()
    citable = [each for each in assessment.support if each.citation.citable]
    applying = [each for each in citable if each.applies]
    speaking = [each for each in applying if each.rating in SPEAKS_FOR]
    if assessment.pathway.kind == "expedited":
        speaking.sort(key=lambda each: not _on_a_red_flag(each))
    lacking = [each for each in citable if each.rating == USUALLY and each.unknown and not each.unmet]
    chosen = speaking or lacking[:1] or [each for each in applying if each.rating in MAY_BE]
    return tuple({each.source: each for each in reversed(chosen)}.values())[::-1]


def _on_a_red_flag(support: Support) -> bool:
    return any(
        condition.verdict == "met" and condition.fact != NOTHING_ENTERED and "clinical.red_flags" in condition.fields
        for condition in support.conditions
    )


def telling(support: Iterable[Support]) -> tuple[tuple[Support, Condition], ...]:
    """The met requirements with their criteria, for a talk: what was found, tried and seen before what is told."""
    met = [(each, condition) for each in support for condition in each.conditions if condition.verdict == "met"]
    return tuple(sorted(met, key=lambda pair: _weight(pair[1])))


def _weight(condition: Condition) -> int:
    """How little a fact says in a talk: what is not there says least."""
    if condition.fact == NOTHING_ENTERED or condition.fact.endswith(" entered"):
        return len(TELLING) + 1
    ranks = (place for place, path in enumerate(TELLING) for field in condition.fields if field.startswith(path))
    return min(ranks, default=len(TELLING))


def level_name(level: Level | None) -> str:
    """The name of a level, without its explanation ("External review, through ..."); empty where there is none."""
    return level.name.partition(",")[0] if level else ""


def expedited_test(level: Level | None) -> str:
    """What the clinician has to state for the expedited clock at a level; empty where nobody read it in a source."""
    expedited = level.expedited if level else None
    return expedited.test.text if expedited and expedited.test.citable else ""


def reference(citation: Citation) -> str:
    """One entry of the list of references; a regulation and a year that are already said are not said again."""
    head, _, rest = citation.document.partition(", ")
    if not citation.section:
        words = [citation.document]
    elif citation.section.startswith(head):
        words = [citation.section, rest]
    elif citation.section.split()[-1] == citation.document.split()[-1]:
        words = [citation.document]
    else:
        words = [citation.document, citation.section]
    said = ", ".join(word for word in words if word)
    return said if citation.year is None or citation.year in said else f"{said}, {citation.year}"


def signs(assessment: Assessment, about: str) -> tuple[Sign, ...]:
    """What a "finding" suggests, or a "radiograph" cannot show, as far as it may be cited."""
    return tuple(
        sign for sign in assessment.examination if sign.about == about and sign.citation and sign.citation.citable
    )


def rights_about(assessment: Assessment, about: str) -> tuple[Right, ...]:
    """The rights of this plan that the letter may cite: those that open the "file", or govern the "review"."""
    return tuple(right for right in assessment.rights if right.about == about and right.citation.citable)


def study(imaging: PriorImaging, rulebook: Rulebook, country: str) -> str:
    """An earlier study in a few words: Radiograph, lumbar spine, October 1, 2026."""
    words = (
        upper_first(modality_words(imaging)),
        lower_first(rulebook.vocabulary.label("regions", imaging.region)),
        long_day(imaging.date, country) if imaging.date else "",
    )
    return ", ".join(word for word in words if word)
