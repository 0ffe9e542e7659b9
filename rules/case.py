"""What is true of a case, as named flags, and the words that may be said about it, as placeholder values.

Texts in `denial_reasons.yaml`, `evidence.yaml` and `checklist.yaml` are said under these flags and filled with these
values; both come from the intake and from cited criteria only, so no text can claim what nobody documented.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.carrying import PERMITS, carrying, nearest_miss
from rules.case_words import Answers, case_words
from rules.codes import code_check
from rules.law import NoRuleInForce, plan_of
from rules.local import abroad, local_words
from rules.model import Citation, Intake, Pathway, PriorImaging, ServiceTiming, Support
from rules.pathway import pathway
from rules.repeats import earlier_mri, nothing_new
from rules.rights import rights
from rules.rulebook import Rulebook
from rules.schema.reasons import placeholders
from rules.trial_of_care import WEEKS, complete_on, guided_weeks, re_examined

WORDS_THAT_ARE_FLAGS = ("right_code", "diagnoses", "better_rated", "file_right", "radiograph_blind", "local_guidance")


@dataclass(frozen=True)
class Case:
    """One case, ready for texts: its flags, its words, what they may cite; and the answers that these come from."""

    answers: Answers
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
    """Everything that the texts of the rulebook may ask of a case."""
    answers = Answers(
        support=support,
        carrying=carrying(support),
        miss=nearest_miss(support),
        codes=code_check(intake, rulebook),
        pathway=pathway_of(intake, rulebook),
        rights=rights(intake, rulebook),
    )
    words = {**case_words(intake, answers, rulebook), **local_words(intake, rulebook)}
    flags = {
        *_support_flags(answers),
        *_clinical_flags(intake),
        *_imaging_flags(intake),
        *_request_flags(intake, answers, rulebook),
        *(name for name in WORDS_THAT_ARE_FLAGS if words.get(name)),
    }
    citations = {right.id: (right.citation,) for right in answers.rights if right.citation.citable}
    cited = tuple(each.citation for each in answers.carrying if each.citation.citable)
    return Case(answers, frozenset(flags), words, {**citations, "support": cited})


def pathway_of(intake: Intake, rulebook: Rulebook) -> Pathway:
    """The pathway, or the standard one with the reason where no rule of the notice's day is known."""
    try:
        return pathway(intake, rulebook)
    except NoRuleInForce as error:
        return Pathway(kind="standard", reasons=(f"Not decided: {error}",))


# ---- flags ----------------------------------------------------------------------------------------------------------


def _support_flags(answers: Answers) -> set[str]:
    miss = answers.miss
    applying = {each.rating for each in answers.support if each.applies}
    truths = {
        "supported": bool(answers.carrying),
        "arguable": miss is not None and not miss.unmet,
        "missing_facts": miss is not None,
        "may_be_appropriate": not answers.carrying and bool(applying & PERMITS),
        "not_appropriate": not answers.carrying and bool(applying) and not applying & PERMITS,
        "nothing_applies": not applying,
        "attested": any(each.attested and each.unknown for each in answers.carrying),
        "asks_trial": any(_rests_on(each, "clinical.treatments") for each in answers.carrying),
        "needs_comparison": any(each.needs_comparison for each in answers.support if each.applies),
        "radiograph_first": any(_rests_on(each, "clinical.prior_imaging") for each in answers.support if each.applies)
        or any("radiograph" in study.lower() for each in answers.support for study in each.better_rated),
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
        "guided_care": guided_weeks(intake) >= WEEKS,
        "re_examined": re_examined(intake) is not None,
        "trial_running": complete_on(intake) is not None,
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
    repeated = earlier_mri(intake) is not None
    truths = {
        "prior_imaging": bool(earlier),
        "nothing_new": nothing_new(intake) is not None,
        "repeat_answered": repeated and nothing_new(intake) is None,
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
        "brain": exam.region == "brain",
        "breast": exam.region == "breast",
        "breast_screening": intake.clinical.topic in {"breast_cancer_screening", "breast_density_screening"},
        "annual_screening": intake.clinical.topic == "breast_cancer_screening",
        "pre_service": denial.service_timing is not ServiceTiming.POST_SERVICE,
        "post_service": denial.service_timing is ServiceTiming.POST_SERVICE,
        "criteria_named": denial.criteria != "not_stated",
        "expedited": answers.pathway.kind == "expedited",
        "emergency": any(_urgency(flag, rulebook) == "emergency" for flag in intake.clinical.red_flags),
        "abroad": abroad(intake, rulebook),
        "medicare_advantage": intake.coverage.plan.startswith("medicare_advantage"),
        "plan_unknown": plan_of(intake, rulebook).law.unknown,
    }
    return {
        *(flag for flag, true in truths.items() if true),
        *(f"right:{right.id}" for right in answers.rights),
        *(f"reason:{reason}" for reason in denial.reasons),
        f"plan:{intake.coverage.plan}",
    }


def _urgency(red_flag: str, rulebook: Rulebook) -> str | None:
    term = rulebook.vocabulary.red_flags.get(red_flag)
    return term.urgency if term else None
