"""Which criteria speak for the requested scan: every scenario of the topic, held against the case.

A scenario applies where all its conditions are met, or where the clinician attests it and no documented fact
contradicts it. How far the criteria carry the case is summed up in `rules.strength`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rules.conditions import Judgement, explain, judge, judge_all
from rules.model import Contrast, Intake, Support
from rules.rulebook import Rulebook
from rules.schema.acr import Form, Rating, Ratings, Topic, Variant
from rules.schema.criteria import Guideline, Stance, Statement
from rules.strength import strength

__all__ = ["strength", "support"]

NEAR_MISSES = 3  # more would bury the one fact that matters
STALE_AFTER = 2  # years after its edition a rating is compared with the ACR's page before a letter goes out
FORMS: dict[Form, str] = {
    "without": "without contrast",
    "with": "with contrast",
    "without_and_with": "without and with contrast",
    "arthrography": "with contrast in the joint (MR arthrography)",
}


@dataclass(frozen=True)
class _Held:
    """One scenario held against the case."""

    support: Support
    rank: int
    possible: bool  # the scenario may be this patient's: nothing that presents it is contradicted


def support(intake: Intake, rulebook: Rulebook, on: date) -> tuple[Support, ...]:
    """The criteria held against the case: those that apply, best rated first, then near misses, nearest first.

    A near miss would rate the request higher than what applies and lacks facts; the scenario that the clinician picked
    is always shown. `on` is the day of the assessment: it decides which editions are too old to cite uncompared.
    """
    topic = rulebook.topics.get(intake.clinical.topic)
    if topic is None:
        return ()
    held = [_held_variant(intake, rulebook, topic, variant, on) for variant in topic.variants]
    applying = sorted((item for item in held if item.support.applies), key=lambda item: -item.rank)
    others = _guidelines(intake, rulebook, on)
    return (
        *(item.support for item in applying),
        *(item for item in others if item.applies),
        *_near_misses(held, max((item.rank for item in applying), default=Rating.NOT_RATED.rank)),
    )


def _near_misses(held: Iterable[_Held], best: int) -> tuple[Support, ...]:
    missed = [item for item in held if not item.support.applies]
    picked = [item.support for item in missed if item.support.attested]
    near = [item for item in missed if item.possible and item.rank > best and not item.support.attested]
    near.sort(key=lambda item: (-item.rank, len(item.support.unmet), len(item.support.unknown)))
    return (*picked, *(item.support for item in near[:NEAR_MISSES]))


# ---- ACR ------------------------------------------------------------------------------------------------------------


def _held_variant(intake: Intake, rulebook: Rulebook, topic: Topic, variant: Variant, on: date) -> _Held:
    population, presents = judge_all(topic.population, intake), judge_all(variant.presents, intake)
    judged = _together(population, presents, judge_all(variant.requires, intake))
    attested = intake.clinical.scenario == topic.scenario_id(variant)
    region = rulebook.vocabulary.label("regions", intake.exam.region)
    ratings = variant.ratings.get(intake.exam.region, Ratings())
    form = ratings.form(intake.exam.contrast)
    rating = ratings.rating(form)
    result = Support(
        id=topic.scenario_id(variant),
        source="ACR",
        topic=topic.title,
        topic_id=topic.id,
        variant=variant.number,
        scenario=variant.scenario,
        procedure=_procedure(region, form),
        rating=rating.value,
        applies=judged.verdict == "met" or (attested and judged.verdict == "unknown"),
        met=judged.texts("met"),
        unmet=judged.texts("unmet"),
        unknown=judged.texts("unknown"),
        conditions=judged.conditions,
        better_rated=tuple(_better_rated(variant, ratings, region, rating)),
        better_contrast=_better_contrast(ratings, rating),
        warnings=(*_attestation(judged, attested=attested), *_limits(intake, rulebook, topic, rating)),
        attested=attested,
        needs_comparison=_needs_comparison(topic, variant, on),
        citation=topic.cite(variant),
    )
    return _Held(result, rating.rank, presents.verdict != "unmet")


def _together(*judgements: Judgement) -> Judgement:
    verdicts = {item.verdict for item in judgements}
    verdict = "unmet" if "unmet" in verdicts else "unknown" if "unknown" in verdicts else "met"
    return Judgement(verdict, tuple(condition for item in judgements for condition in item.conditions))


def _procedure(region: str, form: Form) -> str:
    return f"MRI of the {region} {FORMS[form]}"


def _better_rated(variant: Variant, ratings: Ratings, region: str, rating: Rating) -> Iterator[str]:
    """Other contrast forms and other studies that the panel rates higher than the request."""
    for form in FORMS:
        if ratings.rating(form).rank > rating.rank:
            yield f"{_procedure(region, form)} ({ratings.rating(form)})"
    yield from (f"{study} ({rated})" for study, rated in variant.others.items() if rated.rank > rating.rank)


def _better_contrast(ratings: Ratings, rating: Rating) -> Contrast | None:
    """The contrast form that is Usually Appropriate where the requested one is not; contrast in the joint is none."""
    if rating is Rating.USUALLY_APPROPRIATE:
        return None
    forms = ((contrast, ratings.rating(contrast.value)) for contrast in Contrast)
    return next((contrast for contrast, rated in forms if rated is Rating.USUALLY_APPROPRIATE), None)


def _attestation(judged: Judgement, *, attested: bool) -> Iterator[str]:
    if attested and judged.verdict == "unmet":
        yield f"The clinician picked this scenario, but the documented facts contradict it: {_listed(judged, 'unmet')}."
    elif attested and judged.verdict == "unknown":
        yield f"This scenario rests on the clinician's word: {_listed(judged, 'unknown')}."


def _limits(intake: Intake, rulebook: Rulebook, topic: Topic, rating: Rating) -> Iterator[str]:
    """What must be said beside the rating: emergencies, limits of the topic, what nobody has confirmed."""
    if rating is Rating.NOT_RATED:
        yield f"ACR does not rate this study of this region under {topic.title}: check topic, region and contrast."
    yield from (hint.text for hint in topic.hints if judge(hint.when, intake).verdict == "met")
    if topic.edition.doubt:
        yield topic.edition.doubt
    for guideline, statement in _statements(intake, rulebook):
        if not statement.citable and judge_all(statement.presents, intake).verdict == "met":
            stance = statement.stance.value.lower()
            yield f"Not confirmed, check it: {guideline.title} on {statement.scenario}: {stance}."


def _listed(judged: Judgement, verdict: str) -> str:
    return "; ".join(explain(condition) for condition in judged.conditions if condition.verdict == verdict)


def _needs_comparison(topic: Topic, variant: Variant, on: date) -> bool:
    """Whether somebody must open the ACR's page and compare before a letter cites the rating."""
    inferred = variant.status.value != "seen" or not variant.number_confirmed
    return inferred or topic.edition.doubt is not None or int(topic.edition.year) + STALE_AFTER < on.year


# ---- other guidelines -----------------------------------------------------------------------------------------------


def _statements(intake: Intake, rulebook: Rulebook) -> Iterator[tuple[Guideline, Statement]]:
    for guideline in rulebook.criteria.values():
        if intake.clinical.topic in guideline.topics and intake.exam.region in guideline.regions:
            yield from ((guideline, statement) for statement in guideline.statements)


def _guidelines(intake: Intake, rulebook: Rulebook, on: date) -> tuple[Support, ...]:
    """What other guidelines say of this patient; only what may be cited, favourable statements first."""
    held = [
        _held_statement(intake, guideline, statement, on)
        for guideline, statement in _statements(intake, rulebook)
        if statement.citable
    ]
    return tuple(sorted(held, key=lambda item: not Stance(item.rating).favourable))


def _held_statement(intake: Intake, guideline: Guideline, statement: Statement, on: date) -> Support:
    judged = judge_all(statement.presents, intake)
    return Support(
        id=f"{guideline.id}_{statement.id}",
        source=guideline.source,
        topic=guideline.title,
        topic_id=intake.clinical.topic,
        variant=None,
        scenario=statement.scenario,
        procedure=guideline.procedure,
        rating=statement.stance.value,
        applies=judged.verdict == "met",
        met=judged.texts("met"),
        unmet=judged.texts("unmet"),
        unknown=judged.texts("unknown"),
        conditions=judged.conditions,
        needs_comparison=int(guideline.year) + STALE_AFTER < on.year,
        citation=guideline.cite(statement),
    )
