"""Standard or expedited: whether the documented facts meet the plan's own test, and what has to be said to use it."""

from datetime import date

from rules.counting import period_words
from rules.law import LawBook, NoRuleInForce, Plan, in_force, next_level, plan_of
from rules.model import Citation, Intake, Pathway, ServiceTiming
from rules.schema.law import DecisionClock, Expedited, Level, PathwayKind, Rule
from rules.schema.vocabulary import Term

# Flags that are urgent by themselves: severe or progressive deficit, signs of the cord, infection risk: "immediate MRI"
# of the American College of Physicians (Chou 2011, Ann Intern Med 154:181-189). Other urgent flags are risk factors,
# weak alone (Downie 2013, BMJ 347:f7095): they count together, or with a condition that is getting worse.
URGENT_ALONE = frozenset({"progressive_motor_deficit", "cord_compression_or_myelopathy", "suspected_spinal_infection"})

UNCONFIRMED = " (not confirmed: check before relying on it)"


def pathway(intake: Intake, rulebook: LawBook) -> Pathway:
    """Whether the next appeal may ask for the expedited clock, with the reasons in words and what may be cited.

    Raises:
        UnknownLevel: the plan type or the denied level is not in the rulebook.
    """
    plan = plan_of(intake, rulebook)
    level = next_level(plan, intake.denial.denied_level)
    if level is None:
        return Pathway(kind="standard", reasons=("No level of appeal is left after this denial.",))
    flags = _flags(intake, rulebook)
    if intake.denial.service_timing is ServiceTiming.POST_SERVICE:
        reason = "The scan has been done: an expedited appeal exists only before or during the service."
        return Pathway(kind="standard", reasons=(reason,))
    if level.expedited is None:
        reason = f"{level.name}: the rulebook knows no expedited track at this level."
        urgent = plan.law.urgent
        how = (f"{urgent.text[0].upper()}{confirmed(urgent)[1:]}.",) if urgent else ()
        return Pathway(kind="standard", reasons=(*_emergency(flags), reason, *how))
    met = _test_met(flags, intake) if intake.denial.service_timing in level.expedited.timing else ()
    if not met:
        return Pathway(kind="standard", reasons=_standard_reasons(flags, level))
    return Pathway(
        kind="expedited",
        reasons=(*_emergency(flags), *_expedited_reasons(met, plan, level, intake)),
        citation=_citation(plan, level),
    )


def clock(plan: Plan, level: Level, kind: PathwayKind, intake: Intake, on: date) -> DecisionClock | None:
    """The clock that binds the plan or reviewer at a level for a case, or None where the rulebook knows none.

    An expedited case takes the standard clock where the level has no expedited one; the value is the one in force `on`
    the day that matters.

    Raises:
        NoRuleInForce: the level has such a clock, but none for that day.
    """
    timing = intake.denial.service_timing
    for wanted in dict.fromkeys((kind, "standard")):
        clocks = [each for each in level.decisions if each.pathway == wanted and timing in each.timing]
        if clocks:
            what = f"{plan.law.name}, {level.name}, {wanted} decision"
            return in_force(clocks, on, intake.coverage.state, what)
    return None


def clocks(plan: Plan, level: Level, kind: PathwayKind, intake: Intake, on: date) -> tuple[DecisionClock, ...]:
    """Every clock that binds at a level for a case: that of `clock`, and the general one where both bind.

    Raises:
        NoRuleInForce: as `clock`.
    """
    found = clock(plan, level, kind, intake, on)
    if found is None or not found.beside_general:
        return () if found is None else (found,)
    general = [each for each in level.decisions if each.pathway == found.pathway and not each.states]
    fitting = [each for each in general if intake.denial.service_timing in each.timing]
    return found, in_force(fitting, on, None, f"{plan.law.name}, {level.name}, {found.pathway} decision")


def confirmed(rule: Rule) -> str:
    """A rule's text, marked where it was not read in a source."""
    return rule.text if rule.citable else f"{rule.text}{UNCONFIRMED}"


def _flags(intake: Intake, rulebook: LawBook) -> tuple[Term, ...]:
    """The documented red flags that the vocabulary knows."""
    terms = (rulebook.vocabulary.red_flags.get(flag) for flag in dict.fromkeys(intake.clinical.red_flags))
    return tuple(term for term in terms if term is not None)


def _test_met(flags: tuple[Term, ...], intake: Intake) -> tuple[Term, ...]:
    """The flags by which waiting could seriously jeopardize the patient; none where the facts do not show it."""
    emergencies = tuple(flag for flag in flags if flag.urgency == "emergency")
    urgent = tuple(flag for flag in flags if flag.urgency == "urgent")
    alone = tuple(flag for flag in urgent if URGENT_ALONE.intersection(flag.groups))
    if emergencies or alone:
        return (*emergencies, *alone)
    worse = intake.clinical.course == "progressive"
    return urgent if len(urgent) > 1 or (urgent and worse) else ()


def _emergency(flags: tuple[Term, ...]) -> tuple[str, ...]:
    """The notice that goes before everything else."""
    labels = [flag.label for flag in flags if flag.urgency == "emergency"]
    if not labels:
        return ()
    return (f"Emergency ({_joined(labels)}): the patient needs emergency care now; do not wait for the appeal.",)


def _expedited_reasons(met: tuple[Term, ...], plan: Plan, level: Level, intake: Intake) -> tuple[str, ...]:
    """Why, who may ask, whether the plan must accept it, how long it then has."""
    expedited = level.expedited
    if expedited is None:
        return ()
    documented = f"Documented: {_joined([flag.label for flag in met])}."
    test = f"The test for an expedited appeal: {confirmed(expedited.test)}."
    more = (expedited.refused, level.beside)
    return (
        f"{documented} {test} The ordering clinician has to state this in the request.",
        f"Who may ask: {confirmed(expedited.who)}.",
        _deference(expedited),
        *_fast_words(plan, level, intake),
        *(f"{rule.text[0].upper()}{confirmed(rule)[1:]}." for rule in more if rule),
    )


def _deference(expedited: Expedited) -> str:
    """Whether the plan must accept the physician's word."""
    start = (
        "The plan must defer to the physician" if expedited.plan_must_defer else "The physician's word may be judged"
    )
    return f"{start}: {confirmed(expedited.deference)}."


def _fast_words(plan: Plan, level: Level, intake: Intake) -> tuple[str, ...]:
    """How long the plan then has; nothing where the notice is older than the rules we hold."""
    try:
        fast = clock(plan, level, "expedited", intake, intake.denial.notice_date)
    except NoRuleInForce:
        return ()
    if fast is None:
        return ()
    doubt = "" if fast.citable else UNCONFIRMED
    return (f"Decision within {period_words(fast.n, fast.unit)} of {fast.starts}{doubt}.",)


def _joined(labels: list[str]) -> str:
    """Labels as one list in words."""
    return "; ".join(labels)


def _standard_reasons(flags: tuple[Term, ...], level: Level) -> tuple[str, ...]:
    """Why not expedited, and how it still could be."""
    risks = [flag.label for flag in flags if flag.urgency == "urgent"]
    if risks:
        why = f"Documented risk ({_joined(risks)}), but alone it does not show that waiting would do serious harm."
    else:
        why = "No documented red flag shows that waiting would seriously jeopardize the patient."
    expedited = level.expedited
    if expedited is None:
        return (why,)
    how = f"If a clinician who knows the patient judges otherwise, ask for it in writing: {confirmed(expedited.test)}."
    also = f"{expedited.also.text[0].upper()}{confirmed(expedited.also)[1:]}." if expedited.also else ""
    return (why, f"{how} {_deference(expedited)} {also}".rstrip())


def _citation(plan: Plan, level: Level) -> Citation | None:
    """The citable part of the rule: the deference first, then the test, who may ask, and the clock."""
    expedited = level.expedited
    rules = (expedited.deference, expedited.test, expedited.who) if expedited else ()
    clocks = [each for each in level.decisions if each.pathway == "expedited"]
    found = (plan.cite(fact, f"{plan.id}.{level.id}.expedited") for fact in (*rules, *clocks))
    return next((each for each in found if each is not None), None)
