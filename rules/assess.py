"""The assessment: every question asked once, and the limits of the answer."""

from collections.abc import Iterator
from datetime import date

from rules.appropriateness import support
from rules.case import case_of
from rules.checklist import checklist
from rules.conditions import judge_all
from rules.deadlines import deadlines
from rules.denial_reasons import rebuttals
from rules.evidence import gaps
from rules.examination import radiograph_limits, signs
from rules.intake_check import IntakeInvalid, problems
from rules.law import NoRuleInForce, law_limits, next_level, plan_of
from rules.local import local, standing
from rules.model import Assessment, Deadline, Intake, Problem
from rules.rights import estimate
from rules.rulebook import Rulebook
from rules.strength import strength


def assess(intake: Intake, rulebook: Rulebook, on: date) -> Assessment:
    """What the rules say about an intake on a day; the same three always give the same answer.

    `problems` of the result are limits of the answer, not faults of the intake: a guideline that is not made for this
    patient, a notice older than the rules that we hold.

    Raises:
        IntakeInvalid: the intake names what the rulebook does not know, or dates that cannot be (see `read_intake`).
    """
    faults = problems(intake, rulebook, on)
    if faults:
        raise IntakeInvalid(faults)
    criteria = support(intake, rulebook, on)
    case = case_of(intake, criteria, rulebook)
    lacking = gaps(intake, case, rulebook)
    how_strong, why = strength(intake, criteria, case.answers.codes, emergency=case.holds(["emergency"]))
    steps, no_rule = _deadlines(intake, rulebook, on)
    level = next_level(plan_of(intake, rulebook), intake.denial.denied_level)
    return Assessment(
        reference=intake.reference,
        assessed_on=on,
        rulebook_version=rulebook.version,
        problems=(*law_limits(intake, rulebook), *_limits(intake, rulebook), *no_rule),
        pathway=case.answers.pathway,
        strength=how_strong,
        strength_reasons=(*why, *standing(intake, rulebook)),
        support=criteria,
        rebuttals=rebuttals(intake, case, rulebook),
        gaps=lacking,
        code_check=case.answers.codes,
        level=level.id if level else intake.denial.denied_level,
        deadlines=steps,
        rights=case.answers.rights,
        estimate=estimate(intake, rulebook),
        checklist=checklist(case, lacking, rulebook),
        examination=(*signs(intake, rulebook), *radiograph_limits(intake, criteria, rulebook)),
        local=local(intake, rulebook),
    )


def _deadlines(intake: Intake, rulebook: Rulebook, on: date) -> tuple[tuple[Deadline, ...], tuple[Problem, ...]]:
    """The deadlines, or the reason why none can be counted: a date is never guessed."""
    try:
        return deadlines(intake, rulebook, on), ()
    except NoRuleInForce as error:
        return (), (Problem(field="denial.notice_date", message=f"No deadline can be counted. {error}"),)


def _limits(intake: Intake, rulebook: Rulebook) -> Iterator[Problem]:
    """Where the criteria are not made for this patient or this scan, or no level of appeal is left."""
    topic = rulebook.topics[intake.clinical.topic]
    for condition in judge_all(topic.population, intake).conditions:
        if condition.verdict == "unmet":
            yield Problem(
                field=condition.fields[0],
                message=f"{topic.title} is made for other patients: {condition.text} ({condition.fact}). "
                "Its ratings are not applied; look for a topic made for this patient.",
            )
    if intake.exam.region not in topic.regions:
        rated = ", ".join(rulebook.vocabulary.label("regions", region) for region in topic.regions)
        yield Problem(
            field="clinical.topic",
            message=f"{topic.title} is about MRI of {rated}; pick the topic that fits the requested scan.",
        )
    if next_level(plan_of(intake, rulebook), intake.denial.denied_level) is None:
        yield Problem(field="denial.denied_level", message="No level of appeal is left after this denial.")
