"""Puts the patient's identity into the placeholders of a letter, on the user's own machine; nothing is kept or sent."""

import difflib
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.run import CT_R
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.parts.story import StoryPart
from pydantic import ValidationError

from rules.data_files import RulebookError, read_yaml
from rules.words import long_day
from slackbot.letters.draft import PLACEHOLDER, PLACEHOLDERS
from slackbot.letters.render import Page, to_pdf

KEYS = tuple(name.lower() for name in PLACEHOLDERS)
_MARKED = re.compile(r'<span custom-style="Placeholder"><mark>(.*?)</mark></span>')
_ATTACHMENT = re.compile(rb"/Type\s*/EmbeddedFile\b(?:(?!endobj).)*?stream\r?\n", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")  # XML cannot hold them


class FillRefused(Exception):  # noqa: N818 -- an answer to the user
    """The letter was not filled; `faults` names every placeholder or key that is in the way, never a value."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Keep the faults and say them one a line."""
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def read_identity(path: Path) -> Mapping[str, object]:
    """Read an identity file (YAML): the keys are those of `KEYS`; `addressee` is a list of lines.

    Raises:
        FillRefused: it cannot be read, or is no mapping.
    """
    try:
        content = read_yaml(path)
    except (OSError, UnicodeDecodeError) as error:
        raise FillRefused([f"{path.name}: cannot be read ({type(error).__name__})"]) from None
    except RulebookError as error:
        raise FillRefused(error.faults) from None
    if not isinstance(content, Mapping):
        raise FillRefused([f"{path.name}: write one line for each of {', '.join(KEYS)}"])
    return {str(key): value for key, value in content.items()}


def fill(letter: bytes, identity: Mapping[str, object]) -> bytes:
    """The letter, .docx or .pdf, with every placeholder replaced and its highlight removed.

    A PDF is made anew from the source that the bot attached to it; the filled one carries none.

    Raises:
        FillRefused: a key is unknown, a value cannot be used, a placeholder has no value, or it is no letter of ours.
        RenderingFailed: the PDF could not be made anew.
    """
    return _fill_pdf(letter, identity) if letter.startswith(b"%PDF") else _fill_docx(letter, identity)


def _checked(wanted: Iterable[str], identity: Mapping[str, object]) -> dict[str, str]:
    """The text for each placeholder; raises FillRefused with all that is in the way."""
    values, faults = _values(identity)
    faults += [
        f"[[{name}]] is still open: give {name.lower()} in the identity file"
        if name in PLACEHOLDERS
        else f"[[{name}]] is no placeholder that can be filled: change it in the letter"
        for name in dict.fromkeys(wanted)
        if name.lower() not in identity
    ]
    if faults:
        raise FillRefused(faults)
    return values


def _fill_pdf(letter: bytes, identity: Mapping[str, object]) -> bytes:
    page = _source(letter)
    values = _checked(PLACEHOLDER.findall(page.html), identity)

    def value(found: re.Match[str]) -> str:
        return escape(values[found[1]]).replace("\n", "<br>")

    plain = _MARKED.sub(lambda found: found[1], page.html)
    return to_pdf(page.model_copy(update={"html": PLACEHOLDER.sub(value, plain)}))


def _source(letter: bytes) -> Page:
    """The page that `to_pdf` attached; its stream is found by its type, as only our own files are read."""
    for found in _ATTACHMENT.finditer(letter):
        try:
            return Page.model_validate_json(zlib.decompressobj().decompress(letter[found.end() :]))
        except (zlib.error, ValidationError):
            continue
    raise FillRefused(["this PDF carries no source of a letter; give the PDF or Word file that the bot made"])


def _fill_docx(letter: bytes, identity: Mapping[str, object]) -> bytes:
    package = _open(letter)
    paragraphs = list(_paragraphs(package))
    values = _checked((name for each in paragraphs for name in PLACEHOLDER.findall(_text(each))), identity)
    for paragraph in paragraphs:
        _fill_paragraph(paragraph, values)
    filled = io.BytesIO()
    package.save(filled)
    return filled.getvalue()


def _open(docx_bytes: bytes) -> Package:
    try:
        package = Package.open(io.BytesIO(docx_bytes))
        if isinstance(package.main_document_part, DocumentPart):
            return package
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError):
        pass
    raise FillRefused(["this file is no .docx or .pdf letter; give the file that the bot made"])


def _values(identity: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """The text for each placeholder, lines parted by a line feed, and what is wrong with the identity."""
    values: dict[str, str] = {}
    faults: list[str] = []
    for key, value in identity.items():
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            faults.append(
                f"{key}: unknown key" + (f"; did you mean {near[0]}?" if near else f"; known: {', '.join(KEYS)}")
            )
            continue
        text = _words(value)
        if text is None:
            faults.append(f"{key}: write it as text in quotes (a number would lose its leading zeros)")
        elif not text.strip() or any(_CONTROL.search(line) for line in text.split("\n")):
            faults.append(f"{key}: is empty or holds characters that a letter cannot print")
        elif PLACEHOLDER.search(text):
            faults.append(f"{key}: is itself a placeholder; write the real value")
        else:
            values[key.upper()] = text
    return values, faults


def _words(value: object) -> str | None:
    """A value as it is printed; None where it is no text, date or list of lines."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, date) and not isinstance(value, datetime):
        return long_day(value, "US")
    if isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        return "\n".join(line.strip() for line in value)
    return None


def _paragraphs(package: Package) -> Iterator[CT_P]:
    """Every paragraph of the body, headers and footers, also those in tables and text boxes."""
    for part in package.iter_parts():
        if isinstance(part, StoryPart):
            yield from part.element.iter(qn("w:p"))


def _runs(paragraph: CT_P) -> list[CT_R]:
    """The paragraph's runs, those in hyperlinks and tracked insertions too; a text box has paragraphs of its own."""
    return [run for run in paragraph.iter(qn("w:r")) if next(run.iterancestors(qn("w:p"))) is paragraph]


def _text(paragraph: CT_P) -> str:
    return "".join(run.text for run in _runs(paragraph))


def _fill_paragraph(paragraph: CT_P, values: Mapping[str, str]) -> None:
    """Replace from the last placeholder to the first, so that the places of the others stay."""
    for match in reversed(list(PLACEHOLDER.finditer(_text(paragraph)))):
        _replace(_runs(paragraph), match.start(), match.end(), values[match[1]])


def _replace(runs: Sequence[CT_R], start: int, end: int, text: str) -> None:
    """Write `text` over characters `start` to `end` of the runs: into the first run concerned, out of the others."""
    position = 0
    for run in runs:
        before = run.text
        left, right = max(start - position, 0), min(end - position, len(before))
        if left < right:
            begins_here = position + left == start
            run.text = before[:left] + (text if begins_here else "") + before[right:]
            _unmark(run)
        position += len(before)


def _unmark(run: CT_R) -> None:
    """Take away highlight and style of a placeholder; the clinic's own formatting stays."""
    properties = run.rPr
    if properties is None:
        return
    for mark in (properties.find(qn("w:highlight")), properties.find(qn("w:rStyle"))):
        if mark is not None and mark.get(qn("w:val")) in {"yellow", "Placeholder"}:
            properties.remove(mark)
