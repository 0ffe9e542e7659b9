"""The words that a text may say about a case: placeholder values, each from the intake or from a criterion."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.codes import right_code
from rules.model import CodeCheck, Intake, Pathway, PriorImaging, Right, Support, Treatment
from rules.repeats import earlier_mri
from rules.rulebook import Rulebook
from rules.schema.vocabulary import Part
from rules.trial_of_care import complete_on, guided_weeks, re_examined
from rules.words import long_day

FILE_RIGHTS = (
    "claim_file_free",
    "medicaid_free_file",
    "free_copy_of_criterion_in_denial",
    "ma_internal_criteria_limits",
)
CRITERIA_NAMES = {
    "interqual": "InterQual",
    "mcg": "MCG",
    "evicore": "EviCore's guidelines",
    "carelon": "Carelon's guidelines",
    "evolent": "Evolent's guidelines",
    "plan_policy": "the plan's own policy",
}
SOURCE_NAMES = {
    "ACR": "the American College of Radiology (ACR)",
    "ACR recommendations": "the ACR's recommendation",
    "ACS": "the American Cancer Society (ACS)",
    "ACP": "the American College of Physicians (ACP)",
}
OUTCOMES = {
    "no_improvement": "without improvement",
    "partial_improvement": "with partial improvement",
    "improved": "with improvement",
    "worse": "with worsening",
    "not_tolerated": "not tolerated",
    "ongoing": "still going on",
}


@dataclass(frozen=True)
class Answers:
    """What the other questions answered: the criteria, those that carry the case or miss it, codes, pathway, rights."""

    support: Sequence[Support]
    carrying: Sequence[Support]
    miss: Support | None
    codes: CodeCheck
    pathway: Pathway
    rights: tuple[Right, ...]


def case_words(intake: Intake, answers: Answers, rulebook: Rulebook) -> Mapping[str, str]:
    """Every placeholder that has a value in this case."""
    words = {
        **_request_words(intake, answers.codes, rulebook),
        **_criteria_words(answers),
        **_clinical_words(intake, rulebook),
        "file_right": _file_right(answers.rights),
    }
    return {name: word for name, word in words.items() if word}


def phrase(text: str | None) -> str:
    """A user's text as the end of our sentence: no blanks around it, no full stop."""
    return " ".join((text or "").split()).rstrip(".;, ")


def sentence(text: str | None) -> str:
    """A user's text as a sentence of its own."""
    words = " ".join((text or "").split())
    return words if not words or words[-1] in ".!?" else f"{words}."


def lower_first(words: str) -> str:
    """Words for the middle of a sentence; an abbreviation ("NSAIDs") keeps its capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def joined(parts: Iterable[str]) -> str:
    """The parts that are not empty, as a list in words."""
    return "; ".join(part for part in parts if part)


# ---- the request ----------------------------------------------------------------------------------------------------


def _request_words(intake: Intake, codes: CodeCheck, rulebook: Rulebook) -> dict[str, str]:
    exam = intake.exam
    procedure = rulebook.codes.procedures.get(exam.cpt)
    right = right_code(rulebook.codes, exam)
    return {
        "cpt": exam.cpt,
        "procedure": procedure.label if procedure else "",
        "region": rulebook.vocabulary.label("regions", exam.region),
        "right_code": right if right and right != exam.cpt else "",
        "diagnoses": ", ".join(exam.icd10),
        "code_errors": " ".join(each.message for each in codes.findings if each.severity == "error"),
        "criteria": CRITERIA_NAMES.get(intake.denial.criteria, ""),
    }


# ---- the criteria ---------------------------------------------------------------------------------------------------


def _criteria_words(answers: Answers) -> dict[str, str]:
    carrying, miss = answers.carrying, answers.miss
    applying = [each for each in answers.support if each.applies]
    compare = (each.citation.url or each.citation.document for each in applying if each.needs_comparison)
    return {
        "criteria_sentences": " ".join(rating_sentence(each) for each in carrying if each.citation.citable),
        "sources": " and ".join(dict.fromkeys(source_name(each) for each in carrying)),
        "rating": f"“{applying[0].rating}”" if applying else "",
        "missing": joined(each.text for each in miss.conditions if each.verdict != "met") if miss else "",
        "better_rated": joined(dict.fromkeys(text for each in applying for text in each.better_rated)),
        "comparison_links": joined(dict.fromkeys(compare)),
    }


def source_name(support: Support) -> str:
    """The body that made the criterion, as a letter names it."""
    return SOURCE_NAMES.get(support.source, support.source)


def rating_sentence(support: Support) -> str:
    """What a criterion says about the requested procedure, in one sentence that names topic, variant and year."""
    source = source_name(support)
    says = "rates" if support.source == "ACR" else "lists"
    rating = f"“{support.rating}”" if support.source == "ACR" else f"as “{support.rating}”"
    where = [support.topic, f"variant {support.variant}" if support.variant else "", support.citation.year or ""]
    place = ", ".join(part for part in where if part)
    return f"{source[0].upper()}{source[1:]} {says} {support.procedure} {rating} for this scenario ({place})."


def _file_right(held_rights: Sequence[Right]) -> str:
    """The first right to file or criterion that a letter may cite, with its section."""
    held = {right.id: right for right in held_rights if right.citation.citable}
    about_file = (right for right in held.values() if right.about == "file")
    right = next((held[name] for name in FILE_RIGHTS if name in held), None) or next(about_file, None)
    return f"{sentence(right.text)} ({right.citation.section})" if right else ""


# ---- the condition --------------------------------------------------------------------------------------------------


def _clinical_words(intake: Intake, rulebook: Rulebook) -> dict[str, str]:
    clinical, vocabulary = intake.clinical, rulebook.vocabulary
    repeated, complete, again = earlier_mri(intake), complete_on(intake), re_examined(intake)
    country = intake.coverage.country
    return {
        "red_flags": ", ".join(lower_first(vocabulary.label("red_flags", each)) for each in clinical.red_flags),
        "treatments": joined(_treatment(each, rulebook, country) for each in clinical.treatments),
        "duration": _weeks(clinical.duration_weeks),
        "course": clinical.course or "",
        "prior_imaging": joined(_study(each, rulebook, country) for each in clinical.prior_imaging),
        "earlier_mri": _study(repeated, rulebook, country) if repeated else "",
        "repeat_insufficient": phrase(repeated.insufficient_because) if repeated else "",
        "repeat_changed": phrase(repeated.changed_since) if repeated else "",
        "guided": _weeks(math.floor(guided_weeks(intake) * 10) / 10),
        "re_examined_on": long_day(again, country) if again else "",
        "trial_complete": long_day(complete, country) if complete else "",
        "radiograph_blind": ", ".join(_blind(intake, rulebook)),
        "insufficient": joined(phrase(each.insufficient_because) for each in clinical.prior_imaging),
        "changed": joined(phrase(each.changed_since) for each in clinical.prior_imaging),
    }


def _blind(intake: Intake, rulebook: Rulebook) -> Iterator[str]:
    """The documented signs of what a radiograph cannot show."""
    words = rulebook.vocabulary
    parts: tuple[tuple[Part, Sequence[str]], ...] = (
        ("symptoms", intake.clinical.symptoms),
        ("red_flags", intake.clinical.red_flags),
    )
    for part, ids in parts:
        for each in ids:
            if each in rulebook.evidence.radiograph_cannot_show:
                yield lower_first(words.label(part, each))


def _treatment(treatment: Treatment, rulebook: Rulebook, country: str) -> str:
    weeks = f" for {_weeks(treatment.weeks)}" if treatment.weeks is not None else ""
    since = f" from {long_day(treatment.start_date, country)}" if treatment.start_date else ""
    kind = lower_first(rulebook.vocabulary.label("treatments", treatment.kind))
    return f"{kind}{weeks}{since}, {OUTCOMES[treatment.outcome]}"


def modality_words(study: PriorImaging) -> str:
    """The kind of a study as a word: "CT", "bone scan"."""
    return {"ct": "CT", "mri": "MRI"}.get(study.modality, study.modality.replace("_", " "))


def _study(study: PriorImaging, rulebook: Rulebook, country: str) -> str:
    when = f", {long_day(study.date, country)}" if study.date else ""
    result = f" ({phrase(study.result)})" if study.result else ""
    where = lower_first(rulebook.vocabulary.label("regions", study.region))
    return f"{modality_words(study)} of the {where}{when}{result}"


def _weeks(weeks: float | None) -> str:
    return "" if weeks is None else f"{weeks:g} week{'' if weeks == 1 else 's'}"
