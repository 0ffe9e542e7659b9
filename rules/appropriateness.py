"""Which criteria speak for the requested scan: every scenario of the topic, held against the case.

A scenario applies where all its conditions are met, or where the clinician attests it and no documented fact
contradicts it. How far the criteria carry the case is summed up in `rules.strength`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rules.conditions import Judgement, Label, explain, judge, judge_all
from rules.facts import ADULT
from rules.model import Condition, Contrast, Intake, Support
from rules.rulebook import Rulebook
from rules.schema.acr import Form, Rating, Ratings, Topic, Variant
from rules.schema.criteria import Guideline, Stance, Statement
from rules.strength import SCENARIO, strength

__all__ = ["strength", "support"]

NEAR_MISSES = 3  # more would bury the one fact that matters
STALE_AFTER = 2  # years after its edition a rating is compared with the ACR's page before a letter goes out
FORMS: dict[Form, str] = {
    "without": "without contrast",
    "with": "with contrast",
    "without_and_with": "without and with contrast",
    "arthrography": "with contrast in the joint (MR arthrography)",
}
CHOICE = Condition(
    text="the clinician finds that this scenario is the patient's",
    verdict="unknown",
    fact="decided by the clinician, not by the form",
    fields=(SCENARIO,),
)


@dataclass(frozen=True)
class _Question:
    """What every scenario of a topic is held against, with what is the same for all of them."""

    intake: Intake
    topic: Topic
    on: date
    rated_as: str
    label: str
    words: Label
    population: Judgement
    warnings: tuple[str, ...]


def support(intake: Intake, rulebook: Rulebook, on: date) -> tuple[Support, ...]:
    """The criteria held against the case: those that apply, best rated first, then near misses, nearest first.

    A near miss would rate the request higher than what applies and lacks facts; the scenario that the clinician picked
    is always shown. `on` is the day of the assessment: it decides which editions are too old to cite uncompared.
    """
    topic = rulebook.topics.get(intake.clinical.topic)
    if topic is None:
        return ()
    rated_as = rulebook.codes.rated_as(intake.exam.cpt, intake.exam.region)
    question = _Question(
        intake=intake,
        topic=topic,
        on=on,
        rated_as=rated_as,
        label=_label(rulebook, rated_as),
        population=judge_all(topic.population, intake, rulebook.vocabulary.label),
        words=rulebook.vocabulary.label,
        warnings=tuple(_warnings(intake, rulebook, topic)),
    )
    held = [item for variant in topic.variants for item in _held(question, variant)]
    applying = sorted((item for item in held if item.applies), key=lambda item: -_rank(item))
    best = max(map(_rank, applying), default=Rating.NOT_RATED.rank)
    others = _guidelines(intake, rulebook, on)
    return (*applying, *others, *_near_misses([item for item in held if not item.applies], best))


def _label(rulebook: Rulebook, rated_as: str) -> str:
    """The study without its contrast: "MRI of the knee", "MRI of the heart with stress"."""
    families = rulebook.codes.families
    if rated_as not in rulebook.vocabulary.regions and rated_as in families:
        return families[rated_as].label
    imaged = next((family.modality for family in families.values() if rated_as in family.regions), "mri")
    kind = "MR angiography" if imaged == "mra" else "MRI"
    return f"{kind} of the {rulebook.vocabulary.label('regions', rated_as)}"


def _rank(item: Support) -> int:
    return Rating(item.rating).rank


def _near_misses(missed: Iterable[Support], best: int) -> tuple[Support, ...]:
    picked = [item for item in missed if item.attested]
    near = [item for item in missed if not item.attested and _rank(item) > best]
    near.sort(key=lambda item: (-_rank(item), len(item.unmet), len(item.unknown)))
    return (*picked, *near[:NEAR_MISSES])


# ---- ACR ------------------------------------------------------------------------------------------------------------


def _held(question: _Question, variant: Variant) -> Iterator[Support]:
    """The scenario held against the case; nothing where it is about other patients and nobody picked it."""
    intake, topic = question.intake, question.topic
    attested = intake.clinical.scenario == topic.scenario_id(variant)
    presents = judge_all(variant.presents, intake, question.words)
    if presents.verdict == "unmet" and not attested:
        return
    judged = _together(
        question.population, presents, judge_all(variant.requires, intake, question.words), *_choice(variant)
    )
    ratings = variant.ratings.get(question.rated_as, Ratings())
    form = ratings.form(intake.exam.contrast)
    rating = ratings.rating(form)
    yield Support(
        id=topic.scenario_id(variant),
        source="ACR",
        topic=topic.title,
        topic_id=topic.id,
        variant=variant.number if variant.number_confirmed else None,
        scenario=variant.scenario,
        procedure=_procedure(question.label, form),
        rating=rating.value,
        applies=judged.verdict == "met" or (attested and judged.verdict == "unknown"),
        met=judged.texts("met"),
        unmet=judged.texts("unmet"),
        unknown=judged.texts("unknown"),
        conditions=judged.conditions,
        better_rated=tuple(_better_rated(variant, ratings, question.label, rating)),
        better_contrast=_better_contrast(ratings, rating),
        warnings=(*_attestation(judged, attested=attested), *_unrated(rating, topic), *question.warnings),
        attested=attested,
        needs_comparison=_needs_comparison(topic, variant, question.on),
        citation=topic.cite(variant),
    )


def _choice(variant: Variant) -> Iterator[Judgement]:
    """What no fact of the intake decides: it stays open, so the scenario applies only where it is attested."""
    if variant.by_choice:
        yield Judgement("unknown", (CHOICE,))


def _together(*judgements: Judgement) -> Judgement:
    verdicts = {item.verdict for item in judgements}
    verdict = "unmet" if "unmet" in verdicts else "unknown" if "unknown" in verdicts else "met"
    return Judgement(verdict, tuple(condition for item in judgements for condition in item.conditions))


def _procedure(study: str, form: Form) -> str:
    return f"{study} {FORMS[form]}"


def _better_rated(variant: Variant, ratings: Ratings, study: str, rating: Rating) -> Iterator[str]:
    """Other contrast forms and other studies that the panel rates higher than the request."""
    for form in FORMS:
        if ratings.rating(form).rank > rating.rank:
            yield f"{_procedure(study, form)} ({ratings.rating(form)})"
    yield from (f"{other} ({rated})" for other, rated in variant.others.items() if rated.rank > rating.rank)


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


def _unrated(rating: Rating, topic: Topic) -> Iterator[str]:
    if rating is Rating.NOT_RATED:
        yield f"ACR does not rate this study of this region under {topic.title}: check topic, region and contrast."


def _warnings(intake: Intake, rulebook: Rulebook, topic: Topic) -> Iterator[str]:
    """What must be said beside any rating: emergencies, limits of the topic, what nobody has confirmed."""
    yield from (hint.text for hint in topic.hints if judge(hint.when, intake).verdict == "met")
    if topic.edition.doubt:
        yield topic.edition.doubt
    if intake.patient.age_years < ADULT and not topic.names_an_age:
        yield f"ACR names no age in {topic.title}: for a child, compare with its topics for children before citing it."
    for guideline, statement in _statements(intake, rulebook):
        if not statement.citable and judge_all(statement.presents, intake).verdict != "unmet":
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
    study = rulebook.codes.rated_as(intake.exam.cpt, intake.exam.region)
    for guideline in rulebook.criteria.values():
        if intake.clinical.topic in guideline.topics and intake.exam.region in guideline.regions:
            about = (item for item in guideline.statements if not item.studies or study in item.studies)
            yield from ((guideline, statement) for statement in about)


def _guidelines(intake: Intake, rulebook: Rulebook, on: date) -> tuple[Support, ...]:
    """What other guidelines say of this very patient; only what may be cited, favourable statements first."""
    held = [
        _held_statement(intake, rulebook, guideline, statement, on)
        for guideline, statement in _statements(intake, rulebook)
        if statement.citable
    ]
    return tuple(sorted(filter(None, held), key=lambda item: not Stance(item.rating).favourable))


def _held_statement(
    intake: Intake, rulebook: Rulebook, guideline: Guideline, statement: Statement, on: date
) -> Support | None:
    judged = judge_all(statement.presents, intake, rulebook.vocabulary.label)
    if judged.verdict != "met":
        return None
    return Support(
        id=f"{guideline.id}_{statement.id}",
        source=guideline.source,
        topic=guideline.title,
        topic_id=intake.clinical.topic,
        variant=None,
        scenario=statement.scenario,
        procedure=guideline.procedure,
        rating=statement.stance.value,
        applies=True,
        met=judged.texts("met"),
        unmet=(),
        unknown=(),
        conditions=judged.conditions,
        needs_comparison=int(guideline.year) + STALE_AFTER < on.year,
        citation=guideline.cite(statement),
    )
