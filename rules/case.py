"""What is true of a case, as named flags, and the words that may be said about it, as placeholder values.

Texts in `denial_reasons.yaml`, `evidence.yaml` and `checklist.yaml` are said under these flags and filled with these
values; both come from the intake and from cited criteria only, so no text can claim what nobody documented.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.case_words import Answers, case_words
from rules.codes import code_check
from rules.law import NoRuleInForce
from rules.model import Citation, Intake, Pathway, PriorImaging, ServiceTiming, Support
from rules.pathway import pathway
from rules.rights import rights
from rules.rulebook import Rulebook
from rules.schema.acr import Rating
from rules.schema.criteria import Stance
from rules.schema.reasons import placeholders

CARRYING = frozenset({Rating.USUALLY_APPROPRIATE, *(stance for stance in Stance if stance.favourable)})
PERMITTING = frozenset({Rating.MAY_BE_APPROPRIATE, Rating.DISAGREEMENT})


@dataclass(frozen=True)
class Case:
    """One case, ready for texts: its flags, its words, what they may cite."""

    flags: frozenset[str]
    words: Mapping[str, str]
    citations: Mapping[str, tuple[Citation, ...]]

    def holds(self, flags: Iterable[str]) -> bool:
        """Whether every flag holds; "not FLAG" holds where FLAG does not."""
        return all((flag.removeprefix("not ") in self.flags) != flag.startswith("not ") for flag in flags)

    def fill(self, text: str) -> str | None:
        """The text with its placeholders filled, or None where one of them has no value."""
        return text.format_map(self.words) if all(self.words.get(name) for name in placeholders(text)) else None


def case_of(intake: Intake, support: Sequence[Support], rulebook: Rulebook) -> Case:
    """The flags, words and citations of a case; pure and cheap, so every question asks it anew."""
    answers = Answers(
        support=support,
        carrying=carrying_support(support),
        codes=code_check(intake, rulebook),
        pathway=pathway_of(intake, rulebook),
        rights=rights(intake, rulebook),
    )
    words = case_words(intake, answers, rulebook)
    flags = {
        *_support_flags(answers, words),
        *_clinical_flags(intake),
        *_imaging_flags(intake),
        *_request_flags(intake, answers, rulebook),
        *(name for name in ("right_code", "diagnoses", "better_rated", "file_right") if words.get(name)),
    }
    citations = {right.id: (right.citation,) for right in answers.rights if right.citation.citable}
    cited = tuple(each.citation for each in answers.carrying if each.citation.citable)
    return Case(frozenset(flags), words, {**citations, "support": cited})


def pathway_of(intake: Intake, rulebook: Rulebook) -> Pathway:
    """The pathway, or the standard one with the reason where no rule of the notice's day is known."""
    try:
        return pathway(intake, rulebook)
    except NoRuleInForce as error:
        return Pathway(kind="standard", reasons=(f"Not decided: {error}",))


def carrying_support(support: Sequence[Support]) -> tuple[Support, ...]:
    """The criteria that apply and speak for the request.

    Where the ACR's own scenario is against the scan and none is for it, another guideline carries nothing: the letter
    would be answered with the ACR's rating (the same ladder as `rules.strength`).
    """
    applying = [each for each in support if each.applies]
    ratings = {each.rating for each in applying}
    if Rating.USUALLY_NOT_APPROPRIATE in ratings and Rating.USUALLY_APPROPRIATE not in ratings:
        return ()
    return tuple(each for each in applying if speaks_for(each))


def speaks_for(support: Support) -> bool:
    """Whether the criterion, where it applies, calls for the requested procedure and does not merely permit it."""
    return support.rating in CARRYING


def nearest_miss(support: Sequence[Support]) -> Support | None:
    """The criterion that would carry the case with the fewest facts added; open facts before contradicted ones."""
    misses = [each for each in support if not each.applies and speaks_for(each)]
    return min(misses, key=lambda each: (len(each.unmet), len(each.unknown)), default=None)


# ---- flags ----------------------------------------------------------------------------------------------------------


def _support_flags(answers: Answers, words: Mapping[str, str]) -> set[str]:
    support, carrying = answers.support, answers.carrying
    applying = [each.rating for each in support if each.applies]
    miss = nearest_miss(support)
    truths = {
        "supported": bool(carrying),
        "arguable": not carrying and miss is not None and not miss.unmet,
        "may_be_appropriate": not carrying and any(rating in PERMITTING for rating in applying),
        "not_appropriate": bool(applying) and not {*applying} & {*CARRYING, *PERMITTING},
        "nothing_applies": not applying,
        "attested": any(each.attested for each in carrying),
        "asks_trial": any(_rests_on(each, "clinical.treatments") for each in carrying),
        "needs_comparison": any(each.needs_comparison for each in support if each.applies),
        "missing_facts": not carrying and bool(words.get("missing")),
    }
    return {flag for flag, true in truths.items() if true}


def _rests_on(support: Support, field: str) -> bool:
    return any(field in condition.fields for condition in support.conditions)


def _clinical_flags(intake: Intake) -> set[str]:
    clinical, breast = intake.clinical, intake.clinical.breast
    truths = {
        "red_flag": bool(clinical.red_flags),
        "trial_of_care": bool(clinical.treatments),
        "treatments_dated": all(each.start_date for each in clinical.treatments),
        "duration": clinical.duration_weeks is not None,
        "course": clinical.course is not None,
        "findings": bool(clinical.findings),
        "intervention_candidate": bool(clinical.intervention_candidate),
        "why_mri": bool(clinical.why_mri),
        "management_change": bool(clinical.management_change),
        "risk_model": bool(breast and breast.risk_model),
        "gene": bool(breast and breast.gene),
        "chest_radiation": bool(breast and breast.chest_radiation_at_age is not None),
    }
    return {flag for flag, true in truths.items() if true}


def _imaging_flags(intake: Intake) -> set[str]:
    earlier = intake.clinical.prior_imaging
    here = [each for each in earlier if each.region == intake.exam.region]
    radiographs = [each for each in here if each.modality == "radiograph"]
    repeated = any(each.modality == "mri" for each in here)
    truths = {
        "prior_imaging": bool(earlier),
        "prior_mri": repeated,
        "other_imaging_only": bool(earlier) and not repeated,
        "change_documented": any(each.changed_since for each in earlier),
        "insufficient_documented": any(each.insufficient_because for each in earlier),
        "radiograph": bool(radiographs),
        "radiograph_result": any(_reported(each) for each in radiographs),
    }
    return {flag for flag, true in truths.items() if true}


def _reported(study: PriorImaging) -> bool:
    return study.date is not None and (bool(study.result) or study.shows is not None)


def _request_flags(intake: Intake, answers: Answers, rulebook: Rulebook) -> set[str]:
    denial, exam = intake.denial, intake.exam
    truths = {
        "code_error": not answers.codes.ok,
        "code_warning": any(finding.severity == "warning" for finding in answers.codes.findings),
        "joint": rulebook.codes.paired(exam.region),
        "spine": exam.region.endswith("_spine"),
        "brain": exam.region == "brain",
        "breast": exam.region == "breast",
        "annual_screening": intake.clinical.topic == "breast_cancer_screening",
        "pre_service": denial.service_timing is not ServiceTiming.POST_SERVICE,
        "post_service": denial.service_timing is ServiceTiming.POST_SERVICE,
        "criteria_named": denial.criteria != "not_stated",
        "expedited": answers.pathway.kind == "expedited",
        "emergency": any(_urgency(flag, rulebook) == "emergency" for flag in intake.clinical.red_flags),
        "medicare_advantage": intake.coverage.plan.startswith("medicare_advantage"),
    }
    return {
        *(flag for flag, true in truths.items() if true),
        *(f"right:{right.id}" for right in answers.rights),
        *(f"reason:{reason}" for reason in denial.reasons),
    }


def _urgency(red_flag: str, rulebook: Rulebook) -> str | None:
    term = rulebook.vocabulary.red_flags.get(red_flag)
    return term.urgency if term else None
