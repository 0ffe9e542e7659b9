"""An assessment as a person reads it in a terminal. Pure: models in, text out."""

from collections.abc import Iterable
from datetime import date

from rules.model import Assessment, Deadline, Local, LocalGuidance, Rebuttal, Support
from slackbot.letter import Letter
from slackbot.letters.trace import sentences


def day(value: date | None) -> str:
    """A calendar date with its weekday; "no date yet" where there is none to count."""
    return value.strftime("%a %d %b %Y") if value else "no date yet"


def assessment(found: Assessment) -> str:
    """The whole assessment in plain words, ending with a newline."""
    verdict = f"{found.strength.value.upper()} ({found.pathway.kind} appeal)"
    parts = [
        f"{found.reference}: {verdict}, assessed on {day(found.assessed_on)}",
        _block("Why", found.strength_reasons),
        _block("Pathway", found.pathway.reasons),
        _block("Criteria", (line for support in found.support for line in _support(support))),
        _block("Answers to the denial", map(_rebuttal, found.rebuttals)),
        _block("Codes", (f"{f.severity}: {f.message}" for f in found.code_check.findings)),
        _block("Missing", (f"{gap.what} — {gap.document} ({gap.why})" for gap in found.gaps)),
        _block("Deadlines", (line for step in found.deadlines for line in _deadline(step))),
        _block("Checklist", (f"[ ] {e.text}{'' if e.required else ' (optional)'}" for e in found.checklist)),
        _block("Rights", (f"{right.text} ({right.citation.section})" for right in found.rights)),
        *(_local(found.local) if found.local else ()),
        _block("Take note", (problem.message for problem in found.problems)),
        f"Rulebook {found.rulebook_version}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def deadlines(found: Assessment) -> str:
    """Every level with latest, safe, basis and how it was counted, ending with a newline."""
    lines = (line for step in found.deadlines for line in (*_deadline(step), ""))
    return f"{found.reference}, on {day(found.assessed_on)}\n\n" + "\n".join(lines)


def _block(title: str, lines: Iterable[str]) -> str:
    found = list(lines)
    return "\n".join([title, *(f"  {line}" for line in found)]) if found else ""


def _local(local: Local) -> Iterable[str]:
    """What is particular to the country: its words, its guidance, its bodies, its law."""
    words = [f"a letter to the open level is called: {local.letter}"]
    words += [f"say: {', '.join(local.use)}"] if local.use else []
    words += [f"do not say: {', '.join(local.avoid)}"] if local.avoid else []
    yield _block(f"Words ({local.country})", words)
    yield _block(f"Guidance on imaging ({local.country}), to be cited before the ACR", map(_guidance, local.guidance))
    yield _block(f"Bodies ({local.country})", local.bodies)
    yield _block(f"To know ({local.country})", local.notes)


def _guidance(each: LocalGuidance) -> str:
    bearing = {"supports": "speaks for the scan", "against": "speaks against it", "depends": "depends on the case"}
    title = ", ".join(part for part in (each.title, each.edition) if part)
    doubt = "" if each.citation else " (not confirmed: read it before citing)"
    return f"{title} - {bearing[each.bearing]}{f': {each.text}' if each.text else ''}{doubt}"


def _support(support: Support) -> Iterable[str]:
    number = f" variant {support.variant}" if support.variant else ""
    applies = "applies" if support.applies else "does not apply yet"
    yield f"{support.source} {support.topic}{number} — {support.rating} for {support.procedure} ({applies})"
    for sign, texts in (("met", support.met), ("NOT met", support.unmet), ("not known", support.unknown)):
        yield from (f"    {sign}: {text}" for text in texts)
    yield f"    {support.citation.document}, {support.citation.url or support.citation.section or ''}".rstrip(", ")


def _rebuttal(answer: Rebuttal) -> str:
    if answer.holds:
        return f"{answer.title}: {answer.argument}"
    return f"{answer.title}: cannot be answered yet. {answer.better_route or answer.argument}"


def _deadline(step: Deadline) -> Iterable[str]:
    state = " — PASSED" if step.passed else ""
    yield f"{step.name} ({step.kind}){state}: {step.action}"
    if step.hours is not None:
        yield f"    within {step.hours} hours"
    elif step.kind == "filing":
        yield f"    safe {day(step.safe)}, latest {day(step.latest)}"
    yield f"    {step.counted}"
    if step.basis:
        yield f"    basis: {step.basis.section or step.basis.document}"
    yield from (f"    note: {warning}" for warning in step.warnings)


def trace(letter: Letter) -> str:
    """Every sentence of a letter, and under it the intake fields and the ids of the rulebook that it stands on."""
    lines: list[str] = [f"  {letter.title}"]
    for sentence in (each for line in letter.trace for each in sentences(line)):
        grounds = [f"fields: {', '.join(sentence.fields)}"] if sentence.fields else []
        grounds += [f"rules: {', '.join(sentence.rules)}"] if sentence.rules else []
        lines += [f"    {sentence.text}", f"      <- {'; '.join(grounds) or 'the wording of the template'}"]
    return "\n".join(lines)
