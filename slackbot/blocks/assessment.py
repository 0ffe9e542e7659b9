"""What the rules say about a case, in plain words: in the form's last step and in the thread. Pure."""

from collections.abc import Iterable, Iterator

from rules.model import Assessment, Citation, Deadline, Gap, Rebuttal, Strength, Support
from slackbot import wording
from slackbot.appeal import Appeal
from slackbot.blocks.kit import Block, Message, bold, divider, escape, header, marked_note, note, within, words

SHOWN_CRITERIA = 4
_HONEST_FIRST = frozenset({Strength.WEAK, Strength.UNSUPPORTED})


def assessment(appeal: Appeal) -> Message:
    """The message in the appeal's thread."""
    blocks = [header(f"Assessment of appeal #{appeal.number}"), *sections(appeal.assessment)]
    return Message(wording.assessment_text(appeal), within(blocks, note(wording.CUT_SHORT)))


def sections(found: Assessment) -> list[Block]:
    """The assessment, most important first. For a weak case: what is missing and the better route before all else."""
    verdict = [bold(wording.STRENGTH_TITLE[found.strength]), *_list(found.strength_reasons)]
    notes = _titled("Take note", (problem.message for problem in found.problems))
    routes = _titled("The better route first", _better_routes(found))
    missing = _titled("What is missing", map(_gap, found.gaps))
    case = [*_pathway(found), *_criteria(found.support), *_answers(found), *_codes(found)]
    honest = [*missing, *routes] if found.strength in _HONEST_FIRST else []
    later = [] if honest else [*missing, *routes]
    return [*verdict, *notes, *honest, *case, *later, divider(), *_deadlines(found), *_closing(found)]


def _pathway(found: Assessment) -> list[Block]:
    if found.pathway.kind == "standard":
        return []
    return _titled("Expedited: ask for the fast decision", found.pathway.reasons)


def _criteria(supports: tuple[Support, ...]) -> Iterator[Block]:
    if supports:
        yield bold("The criteria, held against the case")
    for support in supports[:SHOWN_CRITERIA]:
        yield from words(_criterion(support), *_judged(support))
        yield marked_note(_source(support.citation))


def _criterion(support: Support) -> str:
    variant = f", variant {support.variant}" if support.variant else ""
    applies = "applies" if support.applies else "does not apply as it stands"
    attested = " (chosen and attested by the clinician)" if support.attested else ""
    return f"{support.source} {support.topic}{variant}: {support.rating} — {applies}{attested}"


def _judged(support: Support) -> Iterator[str]:
    yield f"For: {support.scenario}"
    for sign, texts in (("Met", support.met), ("Not met", support.unmet), ("Not known", support.unknown)):
        if texts:
            yield f"{sign}: {'; '.join(texts)}"
    if support.better_rated:
        yield f"Rated higher: {'; '.join(support.better_rated)}"


def _source(citation: Citation) -> str:
    parts = (citation.document, citation.section, citation.year)
    name = escape(", ".join(part for part in parts if part))
    link = f"<{citation.url}|{name}>" if citation.url else name
    return link if citation.citable else f"{link} (not confirmed; not cited in the letter)"


def _answers(found: Assessment) -> list[Block]:
    return _titled("Answers to the insurer's reasons", map(_answer, found.rebuttals))


def _answer(rebuttal: Rebuttal) -> str:
    return f"{rebuttal.title}: {'' if rebuttal.holds else 'cannot be answered yet. '}{rebuttal.argument}"


def _better_routes(found: Assessment) -> list[str]:
    routes = (answer.better_route for answer in found.rebuttals if not answer.holds and answer.better_route)
    return list(dict.fromkeys(routes))


def _codes(found: Assessment) -> list[Block]:
    return _titled("Codes", (_code(f.severity, f.message, f.suggestion) for f in found.code_check.findings))


def _code(severity: str, message: str, suggestion: str | None) -> str:
    return f"{severity.capitalize()}: {message}" + (f" Right code: {suggestion}." if suggestion else "")


def _gap(gap: Gap) -> str:
    return f"{gap.what}. To close it: {gap.document}. Why: {gap.why}{' (needed)' if gap.required else ''}"


def _deadlines(found: Assessment) -> Iterator[Block]:
    """What runs now in full, with its basis; of what comes later, a line for each step to take."""
    now = [step for step in found.deadlines if step.safe or (step.hours and step.level == found.level)]
    later = [step for step in found.deadlines if step not in now and step.kind == "filing"]
    yield bold("Deadlines")
    for step in now:
        yield from words(
            f"{step.name} — {step.action}: {wording.due(step)}", *map(wording.capital, (step.counted, *step.warnings))
        )
        yield marked_note(_basis(step))
    yield from _titled("Other steps of the route", map(_later, later))


def _later(step: Deadline) -> str:
    return f"{step.name}: {step.counted}" + ("" if step.basis else f". {wording.UNCONFIRMED}")


def _basis(step: Deadline) -> str:
    return f"Basis: {_source(step.basis)}" if step.basis else wording.UNCONFIRMED


def _closing(found: Assessment) -> Iterator[Block]:
    if found.estimate:
        yield from words(f"For orientation: {found.estimate.text} {found.estimate.caveat}")
    yield note(wording.rulebook_note(found.rulebook_version, found.assessed_on))


def _titled(title: str, lines: Iterable[str]) -> list[Block]:
    found = _list(lines)
    return [bold(title), *found] if found else []


def _list(lines: Iterable[str]) -> list[Block]:
    return words(*(f"• {wording.capital(line)}" for line in lines if line))
