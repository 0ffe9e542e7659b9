"""How far the criteria carry the case: strong, arguable, weak or unsupported, and why, in words.

The ladder, best first. What an earlier step finds, a later one does not take back.

strong       a scenario applies, every condition documented, that rates the request Usually Appropriate; codes are sound
arguable     the same, but the code must be corrected, the scenario is only attested, or one fact is missing;
             or no ACR scenario decides and another guideline calls for the scan
weak         May Be Appropriate, or several facts are missing; at best, where the request repeats an MRI of the same
             region and nothing says what is new since (unless the scenario is a follow-up, or it is an emergency)
unsupported  Usually Not Appropriate, nothing applies, or May Be Appropriate while another guideline is not for it
"""

from collections.abc import Iterable, Sequence

from rules.carrying import carrying
from rules.conditions import explain
from rules.model import CodeCheck, Intake, Strength, Support
from rules.repeats import follow_up, nothing_new
from rules.schema.acr import Rating
from rules.schema.criteria import Stance

USUALLY = Rating.USUALLY_APPROPRIATE.value
NOT_USUALLY = Rating.USUALLY_NOT_APPROPRIATE.value
MAY_BE = frozenset({Rating.MAY_BE_APPROPRIATE.value, Rating.DISAGREEMENT.value})
FAVOURABLE = frozenset(stance.value for stance in Stance if stance.favourable)
SCENARIO = "clinical.scenario"  # the field in which the clinician picks a scenario that no fact decides
UNFAVOURABLE = frozenset(stance.value for stance in Stance if stance.unfavourable)


def strength(
    intake: Intake, support: Sequence[Support], code_check: CodeCheck | None = None, *, emergency: bool = False
) -> tuple[Strength, tuple[str, ...]]:
    """The strength of the case and its reasons: the finding first, then what would change it, then warnings.

    Without `code_check` the codes are taken as sound. `emergency`: a red flag is documented that cannot wait.
    """
    if not support:
        return Strength.UNSUPPORTED, (f"No criterion of the topic {intake.clinical.topic} rates this study.",)
    errors = [finding.message for finding in code_check.findings if finding.severity == "error"] if code_check else []
    verdict, finding = _finding(support, errors)
    if not emergency:
        verdict, finding = _repeated(intake, support, verdict, finding)
    reasons = (*_wrong_age(support), finding, *_changes(verdict, support), *_other_views(verdict, support))
    warnings = (warning for item in support for warning in item.warnings)
    return verdict, tuple(dict.fromkeys((*reasons, *warnings)))


def _finding(support: Sequence[Support], errors: Sequence[str]) -> tuple[Strength, str]:
    applying = [item for item in support if item.applies]
    return (
        _carried([item for item in applying if item.rating == USUALLY], errors)
        or _one_fact_short(support)
        or _corrected(applying, errors)
        or _other_guideline(applying)
        or _may_be(applying)
        or _several_facts_short(support)
        or _not_supported(applying, support)
    )


def _repeated(intake: Intake, support: Sequence[Support], verdict: Strength, finding: str) -> tuple[Strength, str]:
    """A repeat of an MRI with nothing new is weak at best, whatever the guideline rates."""
    study = nothing_new(intake)
    if study is None or verdict not in {Strength.STRONG, Strength.ARGUABLE} or follow_up(carrying(support)):
        return verdict, finding
    when = f" of {study.date}" if study.date else ""
    return Strength.WEAK, (
        f"An MRI of the same region{when} is on record, and nothing says what is new since: a change, a new question, "
        f"a decision about treatment, or that the earlier study failed. Without that a repeat is weak. {finding}"
    )


# ---- the steps of the ladder ----------------------------------------------------------------------------------------


def _carried(carrying: Sequence[Support], errors: Sequence[str]) -> tuple[Strength, str] | None:
    documented = next((item for item in carrying if not item.unknown), None)
    if documented and errors:
        return Strength.ARGUABLE, f"{_rated(documented)} The code must be corrected first: {' '.join(errors)}"
    if documented:
        return Strength.STRONG, f"{_rated(documented)} Every condition is documented."
    if carrying:
        return Strength.ARGUABLE, f"{_rated(carrying[0])} That rests on the clinician's word alone."
    return None


def _open(support: Sequence[Support]) -> list[Support]:
    """Scenarios that nothing contradicts, but facts are missing; one that waits to be picked is none of them."""
    missed = (item for item in support if item.source == "ACR" and not item.applies and not item.unmet)
    return [item for item in missed if not _to_pick(item)]


def _to_pick(item: Support) -> bool:
    """Whether the scenario applies only where the clinician picks it."""
    return any(condition.fields == (SCENARIO,) for condition in item.conditions)


def _one_fact_short(support: Sequence[Support]) -> tuple[Strength, str] | None:
    short = next((item for item in _open(support) if item.rating == USUALLY and _facts_missing(item) == 1), None)
    return short and (Strength.ARGUABLE, f"One fact is missing: {'; '.join(short.unknown)}. With it: {_rated(short)}")


def _facts_missing(item: Support) -> int:
    """How many facts the open conditions wait for; two conditions on the same fields wait for one."""
    return len({condition.fields for condition in item.conditions if condition.verdict == "unknown"})


def _corrected(applying: Sequence[Support], errors: Sequence[str]) -> tuple[Strength, str] | None:
    item = next((item for item in applying if item.better_contrast), None)
    if not errors or item is None:
        return None
    return Strength.ARGUABLE, f"The request must be corrected first: {' '.join(errors)}"


def _other_guideline(applying: Sequence[Support]) -> tuple[Strength, str] | None:
    """A recommendation of another guideline, where the ACR does not rate the request low for this very patient."""
    if any(item.rating == NOT_USUALLY for item in applying):
        return None
    item = next((item for item in applying if item.rating in FAVOURABLE), None)
    return item and (Strength.ARGUABLE, f"No ACR scenario rates it {USUALLY} here, but {_said(item)}.")


def _may_be(applying: Sequence[Support]) -> tuple[Strength, str] | None:
    item = next((item for item in applying if item.rating in MAY_BE), None)
    if item is None:
        return None
    contrary = next((other for other in applying if other.rating in UNFAVOURABLE), None)
    if contrary:
        return Strength.UNSUPPORTED, f"{_rated(item)} Beside that, {_said(contrary)}."
    disagreement = " The panel did not agree." if item.rating == Rating.DISAGREEMENT else ""
    return Strength.WEAK, f"{_rated(item)}{disagreement}"


def _several_facts_short(support: Sequence[Support]) -> tuple[Strength, str] | None:
    short = next((item for item in _open(support) if item.rating in {USUALLY, *MAY_BE}), None)
    return short and (Strength.WEAK, f"Too little is documented to say that {_place(short)} applies.")


def _not_supported(applying: Sequence[Support], support: Sequence[Support]) -> tuple[Strength, str]:
    topic = support[0].topic
    item = next((item for item in applying if item.source == "ACR"), None)
    if item:
        return Strength.UNSUPPORTED, _rated(item)
    if any(_to_pick(item) and not item.unmet for item in support):
        return (
            Strength.UNSUPPORTED,
            f"No scenario is picked. {topic} has some that only the clinician can tell: pick one.",
        )
    return Strength.UNSUPPORTED, f"No scenario of {topic} fits the documented facts."


# ---- what goes with the finding -------------------------------------------------------------------------------------


def _wrong_age(support: Sequence[Support]) -> Iterable[str]:
    """The age condition that every scenario fails: criteria for adults are not for a child, nor the other way round."""
    failed = [
        {explain(condition) for condition in item.conditions if _about_age(condition.fields, condition.verdict)}
        for item in support
        if item.source == "ACR"
    ]
    for text in sorted(set.intersection(*failed)) if failed else ():
        yield f"These criteria are not for a patient of this age. They ask that {text}."


def _about_age(fields: Sequence[str], verdict: str) -> bool:
    return verdict == "unmet" and tuple(fields) == ("patient.age_years",)


def _changes(verdict: Strength, support: Sequence[Support]) -> Iterable[str]:
    """What would make it better: another study that is rated higher, the facts of the nearest scenario."""
    if verdict is not Strength.STRONG:
        yield from (_better(item) for item in support if item.applies and item.better_rated)
    if verdict in {Strength.STRONG, Strength.ARGUABLE}:
        return
    nearest = next((item for item in support if not item.applies and item.rating in {USUALLY, *MAY_BE}), None)
    if nearest:
        yield _would(nearest)


def _other_views(verdict: Strength, support: Sequence[Support]) -> Iterable[str]:
    """What the insurer may point to in a case that is otherwise carried."""
    if verdict in {Strength.STRONG, Strength.ARGUABLE}:
        lower = {*MAY_BE, NOT_USUALLY, *UNFAVOURABLE}
        against = (item for item in support if item.applies and item.rating in lower)
        yield from (f"Expect the insurer to point out that {_said(item)}." for item in against)


# ---- words ----------------------------------------------------------------------------------------------------------


def _place(item: Support) -> str:
    variant = f", variant {item.variant}" if item.variant else ""
    return f"{item.source} {item.topic}{variant}"


def _rated(item: Support) -> str:
    return f"{_place(item)} ({item.scenario}) rates {item.procedure} {item.rating}."


def _said(item: Support) -> str:
    return f"{_place(item)} says of {item.scenario}: {item.rating}"


def _better(item: Support) -> str:
    return f"{_place(item)} rates higher here: {'; '.join(item.better_rated)}."


def _would(item: Support) -> str:
    missing = "; ".join((*item.unmet, *item.unknown))
    return f"{_place(item)} would rate {item.procedure} {item.rating}. It asks also for: {missing}."
