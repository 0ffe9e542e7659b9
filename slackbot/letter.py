"""Letters to the insurer: intake and assessment in, a traceable draft out, as Word and as tagged PDF.

    compose  ->  Letter (HTML, gaps, citations, trace)  ->  docx | pdf

A kind of letter is one template in `templates/letters/`, built from the shared parts beside it: a new kind needs a
template and its name in `Kind`. Templates are sandboxed, escape everything, and an undefined name is an error.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, partial
from itertools import dropwhile
from typing import Literal, get_args

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rules.case_words import CRITERIA_NAMES, OUTCOMES, lower_first, phrase, sentence
from rules.model import Assessment, Citation, Frozen, Gap, Intake, Line
from rules.rulebook import Rulebook, load_rulebook
from slackbot.letters import facts
from slackbot.letters.draft import Draft
from slackbot.letters.render import LETTERS, Paper, RenderingFailed, to_docx, to_pdf
from slackbot.letters.trace import TraceLine, trace

__all__ = ["KINDS", "Letter", "Letterhead", "RenderingFailed", "TraceLine", "compose", "docx", "pdf"]

Kind = Literal["appeal", "medical_necessity", "criteria_request"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PREVIEW = 900  # characters


class Letterhead(Frozen):
    """Who writes: the clinic, from the settings. What is empty becomes a visible gap in the letter."""

    name: Line = ""
    address: tuple[Line, ...] = ()
    phone: Line = ""
    fax: Line = ""
    npi: Line = ""


class Letter(Frozen):
    """One draft. `html` is the source of both files; `gaps` is what is still open, the required ones first.

    `preview` is plain text of at most about 900 characters; `trace` names the intake fields and citations that every
    piece of text stands on.
    """

    kind: str
    title: str
    html: str
    preview: str
    gaps: tuple[Gap, ...]
    citations: tuple[Citation, ...]
    trace: tuple[TraceLine, ...]
    author: str
    paper: Paper


def compose(
    intake: Intake,
    assessment: Assessment,
    letterhead: Letterhead,
    *,
    kind: Kind = "appeal",
    today: date,
    rulebook: Rulebook | None = None,
) -> Letter:
    """Write one letter from what the clinic entered and what the rules found, dated `today`.

    `rulebook` gives the words for ids (the shipped one where it is left out).
    """
    draft = Draft()
    context = _context(intake, assessment, rulebook or load_rulebook())
    template = _environment().get_template(f"{kind}.html")
    html = template.render(draft=draft, letterhead=letterhead, today=today, **context)
    lines = trace(html)
    return Letter(
        kind=kind,
        title=next(line.text for line in lines if line.tag == "h1"),
        html=html,
        preview=_preview(lines),
        gaps=tuple(sorted(draft.gaps, key=lambda gap: not gap.required)),
        citations=tuple(draft.citations),
        trace=lines,
        author=intake.clinician.name or letterhead.name,
        paper="us-letter" if intake.coverage.country == "US" else "a4",
    )


def docx(letter: Letter) -> bytes:
    """The letter as a Word file; blocks for about 0.1 s, so call it in a thread.

    Raises:
        RenderingFailed: pandoc could not make it.
    """
    return to_docx(letter.html, letter.title, letter.paper)


def pdf(letter: Letter) -> bytes:
    """The letter as tagged PDF/UA-1; blocks for about 0.1 s, so call it in a thread.

    Raises:
        RenderingFailed: pandoc or typst could not make it.
    """
    return to_pdf(letter.html, letter.title, letter.author, letter.paper)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(LETTERS), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )


def _context(intake: Intake, assessment: Assessment, rulebook: Rulebook) -> dict[str, object]:
    """Everything that templates may speak of, but the letterhead, the day and the draft."""
    enclosed = facts.enclosures(intake, rulebook)
    return {
        "intake": intake,
        "assessment": assessment,
        "expedited": assessment.pathway.kind == "expedited",
        "level": facts.level_name(assessment),
        "scan": facts.scan(intake, rulebook),
        "diagnoses": facts.diagnoses(intake, rulebook),
        "support": facts.cited_support(assessment),
        "answered": tuple(rebuttal for rebuttal in assessment.rebuttals if rebuttal.holds),
        "case_gaps": facts.case_gaps(assessment),
        "review_rights": facts.rights_for(assessment, facts.REVIEW_RIGHTS),
        "file_rights": facts.rights_for(assessment, facts.FILE_RIGHTS),
        "enclosures": enclosed,
        "expedited_test": facts.expedited_test(intake, assessment, rulebook),
        "reference": facts.reference,
        "source_of": partial(facts.source_of, listed=enclosed),
        "study": partial(facts.study, rulebook=rulebook),
        "label": rulebook.vocabulary.label,
        "labels": partial(facts.labels, rulebook=rulebook),
        "outcomes": OUTCOMES,
        "sources": facts.SOURCES,
        "criteria_names": CRITERIA_NAMES,
        "day": facts.day,
        "weeks": facts.weeks,
        "lower_first": lower_first,
        "paragraphs": facts.paragraphs,
        "phrase": phrase,
        "sentence": sentence,
        "upper_first": facts.upper_first,
    }


def _preview(lines: Iterable[TraceLine]) -> str:
    """The title and the beginning of the letter as plain text, cut between sentences or items."""
    found: list[str] = []
    for line in dropwhile(lambda each: each.tag != "h1", lines):
        if sum(map(len, found)) + len(line.text) > PREVIEW:
            return "\n".join([*found, "…"])
        found.append(f"• {line.text}" if line.tag == "li" else line.text)
    return "\n".join(found)
