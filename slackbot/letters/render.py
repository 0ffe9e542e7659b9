"""From a letter's HTML to files: pandoc makes the .docx, pandoc and typst the tagged PDF; nothing touches the disk."""

import base64
import io
import json
import re
import zipfile
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import typst

from rules.model import Frozen
from slackbot.letters.pandoc import PandocFailed, shared

Paper = Literal["us-letter", "a4"]

TEMPLATES = Path(str(files("templates")))
LETTERS = TEMPLATES / "letters"
_REFERENCES = {"us-letter": TEMPLATES / "reference.docx", "a4": TEMPLATES / "reference-a4.docx"}
_FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "pylopdf_fonts_cjk")
_NO_GLYPH = "could not be displayed"  # how typst says that no font holds a character
_LOGO = re.compile(r'src="data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]+)"')
_PAGE_OF = {"de": ("Seite ", " von "), "fr": ("Page ", " sur ")}
SOURCE = "letter.json"  # the name under which a PDF carries its own source


class RenderingFailed(Exception):  # noqa: N818 -- names what happened, not an internal fault
    """The file could not be made; the message holds no text of the letter."""


class Page(Frozen):
    """What both files are made from: the HTML, the properties of the document, its language (en-US) and paper."""

    html: str
    title: str
    author: str = ""
    language: str = "en-US"
    paper: Paper = "us-letter"


@cache
def fonts_of(*, of_the_machine: bool) -> typst.Fonts:
    """The fonts of the installed packages, with or without those of the machine."""
    specs = (find_spec(name) for name in _FONT_PACKAGES)
    folders = [Path(spec.origin).parent for spec in specs if spec and spec.origin]
    return typst.Fonts(include_system_fonts=of_the_machine, include_embedded_fonts=True, font_paths=folders)


@cache
def _preamble() -> str:
    return (LETTERS / "letter.typ").read_text(encoding="utf-8")


def to_docx(page: Page) -> bytes:
    """The letter for Word, with the look of the reference document for its paper."""
    reference = str(_REFERENCES[page.paper])
    try:
        made = shared(LETTERS / "pandoc.lua").convert(page.html, "docx", language=page.language, reference=reference)
    except PandocFailed as error:
        raise RenderingFailed(str(error)) from error
    return _finished(made, page)


def _finished(document: bytes, page: Page) -> bytes:
    """What pandoc cannot say: the title in the properties only (it would print it too), no table row over two pages,
    and the "page x of y" of the reference document in the language of the letter.
    """
    number, of = _PAGE_OF.get(page.language.partition("-")[0], ("Page ", " of "))
    edits = {
        "docProps/core.xml": [(b"<dc:title></dc:title>", f"<dc:title>{escape(page.title)}</dc:title>".encode())],
        "word/document.xml": [(b"<w:tr><w:tc>", b"<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc>")],
        "word/footer1.xml": [(b">Page <", f">{number}<".encode()), (b"> of <", f">{of}<".encode())],
    }
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            for old, new in edits.get(name, ()):
                content = content.replace(old, new)
            target.writestr(name, content)
    return written.getvalue()


def to_pdf(page: Page, *, with_source: bool = False) -> bytes:
    """The letter as tagged PDF/UA-1; `with_source` attaches the page itself, of which `mri-appeal fill` makes it anew.

    Characters that no shipped font holds (some scripts, emoji) are looked for in the machine's fonts; one that is in
    none would make the file break PDF/UA-1, so it is then made without that claim.
    """
    source = _typst(page, with_source=with_source)
    inputs = {"title": page.title, "author": page.author, "paper": page.paper, "lang": page.language.partition("-")[0]}
    attempts: tuple[tuple[bool, Literal["ua-1"] | None], ...] = ((False, "ua-1"), (True, "ua-1"), (True, None))
    for of_the_machine, standard in attempts:
        fonts = fonts_of(of_the_machine=of_the_machine)
        try:
            return typst.compile(
                source.encode(),
                font_paths=fonts,
                sys_inputs=inputs,
                pdf_standards=standard,
                root=LETTERS,  # pyright: ignore[reportArgumentType] -- stub lets root have input's type only
            )
        except typst.TypstError as error:
            if _NO_GLYPH not in str(error):
                break
    raise RenderingFailed("typst refused the letter; run `mri-appeal doctor`")


def _typst(page: Page, *, with_source: bool) -> str:
    """The page for typst: the look, the logo as numbers (typst reads no data URI), the attachment, the text."""
    try:
        body = shared(LETTERS / "pandoc.lua").convert(page.html, "typst", language=page.language).decode()
    except PandocFailed as error:
        raise RenderingFailed(str(error)) from error
    found = _LOGO.search(page.html)
    picture = base64.b64decode(found[1]) if found else b""
    numbers = ", ".join(map(str, picture))
    logo = f'#let logo() = image(bytes(({numbers},)), alt: "Logo", height: 1.5cm)\n' if picture else ""
    return f"{_preamble()}{logo}{_attached(page) if with_source else ''}{body}"


def _attached(page: Page) -> str:
    """The page as JSON, which holds no control characters: so its string in JSON is one of typst too."""
    content = json.dumps(page.model_dump_json(), ensure_ascii=False)
    return (
        f'#pdf.attach("{SOURCE}", bytes({content}), relationship: "source", mime-type: "application/json", '
        'description: "The source of this letter, for mri-appeal fill")\n'
    )
