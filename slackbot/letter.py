"""Letters to the insurer: intake and assessment in, a traceable draft out, as Word and as tagged PDF.

    compose  ->  Letter (HTML, gaps, citations, trace)  ->  docx | pdf

A kind of letter is one template in `templates/letters/`, built from the shared parts beside it: a new kind needs a
template and its name in `Kind`. Templates are sandboxed, escape everything, and an undefined name is an error.
"""

import base64
from collections.abc import Iterable
from datetime import date
from itertools import dropwhile
from pathlib import Path

from rules.model import Assessment, Citation, Frozen, Gap, Intake, Line
from rules.rulebook import Rulebook, load_rulebook
from slackbot.letters.context import context_of, language_of
from slackbot.letters.kinds import KINDS, NAMES, Kind, kinds_for, main_kind
from slackbot.letters.render import Page, Paper, RenderingFailed, to_docx, to_pdf
from slackbot.letters.templates import render
from slackbot.letters.trace import TraceLine, trace

__all__ = [
    "KINDS",
    "NAMES",
    "Kind",
    "Letter",
    "Letterhead",
    "RenderingFailed",
    "TraceLine",
    "compose",
    "docx",
    "kinds_for",
    "main_kind",
    "pdf",
]

PREVIEW = 900  # characters
PNG = b"\x89PNG"


class Letterhead(Frozen):
    """Who writes, from the settings: the clinic, its logo (PNG or JPEG), the folder of its own templates.

    An empty name, address or telephone becomes a visible gap in the letter.
    """

    name: Line = ""
    address: tuple[Line, ...] = ()
    phone: Line = ""
    fax: Line = ""
    npi: Line = ""
    logo: bytes = b""
    templates: Path | None = None

    @property
    def picture(self) -> str:
        """The logo as an address that holds it (data:...); empty without one."""
        kind = "png" if self.logo.startswith(PNG) else "jpeg"
        return f"data:image/{kind};base64,{base64.b64encode(self.logo).decode()}" if self.logo else ""


class Letter(Frozen):
    """One draft. `html` is the source of both files; `gaps` is what is still open, the required ones first.

    `preview` is plain text of at most about 900 characters; `trace` names the intake fields and citations that every
    piece of text stands on.
    """

    kind: Kind
    title: str
    html: str
    preview: str
    gaps: tuple[Gap, ...]
    citations: tuple[Citation, ...]
    trace: tuple[TraceLine, ...]
    author: str
    language: str
    paper: Paper

    @property
    def page(self) -> Page:
        """What both files are made from."""
        return Page(html=self.html, title=self.title, author=self.author, language=self.language, paper=self.paper)


def compose(
    intake: Intake,
    assessment: Assessment,
    letterhead: Letterhead,
    *,
    kind: Kind | None = None,
    today: date,
    rulebook: Rulebook | None = None,
) -> Letter:
    """Write one letter from what the clinic entered and what the rules found, dated `today`.

    `kind` is the one that asks for the next level where it is left out (`main_kind`); `rulebook` gives the words for
    ids (the shipped one where it is left out). A template of the clinic's own that is broken is left aside for ours.
    """
    book = rulebook or load_rulebook()
    chosen = kind or main_kind(intake, assessment, book)
    context = context_of(chosen, intake, assessment, book)
    html, draft = render(chosen, {"letterhead": letterhead, "today": today, **context}, letterhead.templates)
    lines = trace(html)
    return Letter(
        kind=chosen,
        title=next(line.text for line in lines if line.tag == "h1"),
        html=html,
        preview=_preview(lines),
        gaps=tuple(sorted(draft.gaps, key=lambda gap: not gap.required)),
        citations=tuple(draft.citations),
        trace=lines,
        author=intake.clinician.name or letterhead.name,
        language=language_of(chosen, intake),
        paper="us-letter" if intake.coverage.country == "US" else "a4",
    )


def docx(letter: Letter) -> bytes:
    """The letter as a Word file; blocks for a moment, so call it in a thread.

    Raises:
        RenderingFailed: pandoc could not make it.
    """
    return to_docx(letter.page)


def pdf(letter: Letter) -> bytes:
    """The letter as tagged PDF/UA-1 that carries its own source; blocks for a moment, so call it in a thread.

    Raises:
        RenderingFailed: pandoc or typst could not make it.
    """
    return to_pdf(letter.page, with_source=True)


def _preview(lines: Iterable[TraceLine]) -> str:
    """The title and the beginning of the letter as plain text, cut between sentences or items."""
    found: list[str] = []
    for line in dropwhile(lambda each: each.tag != "h1", lines):
        if sum(map(len, found)) + len(line.text) > PREVIEW:
            return "\n".join([*found, "…"])
        found.append(f"• {line.text}" if line.tag == "li" else line.text)
    return "\n".join(found)
