"""Every case file, case by case: the assessment says what the case expects (form of a case: case_files.py)."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from rules.assess import assess
from rules.intake_check import IntakeInvalid, read_intake
from rules.model import Assessment, Deadline, Support
from rules.rulebook import Rulebook, load_rulebook
from tests.rules.case_files import Case, Expected, all_cases

RULEBOOK = load_rulebook()
CASES = all_cases()
RATINGS = {
    "UA": "Usually Appropriate",
    "MBA": "May Be Appropriate",
    "MBA-D": "May Be Appropriate (Disagreement)",
    "UNA": "Usually Not Appropriate",
    "-": "Not rated",
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case):
    faults = list(case_faults(case))
    assert not faults, "\n".join([f"{case} ({case.why})", *faults])


def case_faults(case: Case, rulebook: Rulebook = RULEBOOK) -> Iterator[str]:
    """Every way in which the assessment is not what the case expects."""
    expected = case.expected
    try:
        assessment = assess(read_intake(case.content, rulebook, case.on), rulebook, case.on)
    except IntakeInvalid as error:
        found = sorted({problem.field for problem in error.problems})
        if expected.invalid is None or sorted(expected.invalid) != found:
            yield f"the intake is refused: {error}"
        yield from _lacking("refusal", expected.says, str(error))
        return
    if expected.invalid is not None:
        yield f"the intake should be refused for {expected.invalid}"
    yield from _criteria(expected, assessment)
    yield from _words(expected, assessment)
    yield from _request(expected, assessment)
    yield from _route(expected, assessment)


def _differs(what: str, expected: object, found: object) -> Iterator[str]:
    if expected is not None and expected != found:
        yield f"{what}: expected {expected}, found {found}"


def _lacking(what: str, texts: tuple[str, ...], where: str) -> Iterator[str]:
    yield from (f"{what}: {text!r} is not in {where!r}" for text in texts if text.lower() not in where.lower())


def _sorted(ids: tuple[str, ...] | None) -> list[str] | None:
    return None if ids is None else sorted(ids)


# ---- criteria -------------------------------------------------------------------------------------------------------


def _criteria(expected: Expected, assessment: Assessment) -> Iterator[str]:
    shown = {item.id: item for item in assessment.support}
    applying = sorted(item.id for item in assessment.support if item.applies)
    yield from _differs("strength", expected.strength, assessment.strength.value)
    yield from _differs("applies", _sorted(expected.applies), applying)
    yield from (f"{name} should apply, not only {applying}" for name in expected.includes if name not in applying)
    yield from (f"{name} should not apply" for name in expected.excludes if name in applying)
    for name, rating in expected.ratings.items():
        found = shown[name].rating if name in shown else f"not shown, only {sorted(shown)}"
        yield from _differs(f"rating under {name}", RATINGS[rating], found)
    for name, words in expected.unmet.items():
        yield from _lacking(f"unmet of {name}", (words,), _conditions(shown, name, "unmet"))
    for name, words in expected.unknown.items():
        yield from _lacking(f"unknown of {name}", (words,), _conditions(shown, name, "unknown"))
    if expected.attested:
        yield from _differs("attested", [expected.attested], [item.id for item in shown.values() if item.attested])
    yield from _cited(expected, [item for item in assessment.support if item.applies])


def _cited(expected: Expected, applying: list[Support]) -> Iterator[str]:
    better = "; ".join(study for item in applying for study in item.better_rated)
    yield from _lacking("better rated", expected.better, better)
    acr = [item for item in applying if item.source == "ACR"]
    numbered = all("Variant" in (item.citation.section or "") for item in acr)
    yield from _differs("compare", expected.compare, any(item.needs_comparison for item in applying))
    yield from _differs("numbered", expected.numbered, numbered)


def _conditions(shown: Mapping[str, Support], name: str, verdict: str) -> str:
    return "; ".join(getattr(shown[name], verdict)) if name in shown else f"(not shown, only {sorted(shown)})"


# ---- words, request, route ------------------------------------------------------------------------------------------


def _words(expected: Expected, assessment: Assessment) -> Iterator[str]:
    everything = "\n".join(_texts(assessment.model_dump(mode="json")))
    yield from _lacking("says", expected.says, everything)
    yield from (f"says {text!r}" for text in expected.never_says if text.lower() in everything.lower())
    yield from _lacking("reasons", expected.reasons, "\n".join(assessment.strength_reasons))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _texts(part))
    elif isinstance(value, str):
        yield value


def _request(expected: Expected, assessment: Assessment) -> Iterator[str]:
    yield from _differs("problems", _sorted(expected.problems), sorted(item.field for item in assessment.problems))
    yield from _differs("code_ok", expected.code_ok, assessment.code_check.ok)
    suggested = "; ".join(finding.suggestion or "" for finding in assessment.code_check.findings)
    yield from _lacking("suggested codes", expected.codes, suggested)
    held = {item.reason.value: item.holds for item in assessment.rebuttals}
    for reason, holds in expected.holds.items():
        yield from _differs(f"answer to {reason} holds", holds, held.get(reason))
    gaps, tasks = {gap.id for gap in assessment.gaps}, {entry.id for entry in assessment.checklist}
    yield from (f"gap {name} is lacking from {sorted(gaps)}" for name in expected.gaps if name not in gaps)
    yield from (f"gap {name} should not be there" for name in expected.no_gaps if name in gaps)
    yield from (f"task {name} is lacking from {sorted(tasks)}" for name in expected.tasks if name not in tasks)


def _route(expected: Expected, assessment: Assessment) -> Iterator[str]:
    yield from _differs("pathway", expected.pathway, assessment.pathway.kind)
    yield from _differs("level", expected.level, assessment.level)
    rights = {right.id for right in assessment.rights}
    yield from (f"right {name} is lacking from {sorted(rights)}" for name in expected.rights if name not in rights)
    found = {item.id: item for item in assessment.deadlines}
    for name, values in expected.deadlines.items():
        if name not in found:
            yield f"deadline {name} is not among {sorted(found)}"
        else:
            yield from _deadline(found[name], values)


def _deadline(deadline: Deadline, values: Mapping[str, Any]) -> Iterator[str]:
    for field, value in values.items():
        if field in {"counted", "basis", "warnings", "action", "name"}:
            yield from _lacking(f"{deadline.id}.{field}", (str(value),), _deadline_words(deadline, field))
        else:
            yield from _differs(f"{deadline.id}.{field}", value, getattr(deadline, field))
            if value is None and getattr(deadline, field) is not None:
                yield f"{deadline.id}.{field}: expected none, found {getattr(deadline, field)}"


def _deadline_words(deadline: Deadline, field: str) -> str:
    if field == "basis":
        return f"{deadline.basis.document} {deadline.basis.section}" if deadline.basis else "(none)"
    return "\n".join(deadline.warnings) if field == "warnings" else str(getattr(deadline, field))
