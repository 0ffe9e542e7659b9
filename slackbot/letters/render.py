"""From a letter's HTML to files: pandoc makes the .docx, pandoc and typst the tagged PDF; nothing touches the disk."""

import io
import subprocess
import zipfile
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import pypandoc
import typst

Paper = Literal["us-letter", "a4"]

TEMPLATES = Path(str(files("templates")))
LETTERS = TEMPLATES / "letters"
_REFERENCES = {"us-letter": TEMPLATES / "reference.docx", "a4": TEMPLATES / "reference-a4.docx"}
_FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "pylopdf_fonts_cjk")
_LIMIT = 30  # seconds; a letter takes a tenth of one
_LANGUAGE = "en-US"
_NO_GLYPH = "could not be displayed"  # how typst says that no font holds a character


class RenderingFailed(Exception):  # noqa: N818 -- names what happened, not an internal fault
    """The file could not be made; the message holds no text of the letter."""


@cache
def _pandoc() -> str:
    return pypandoc.get_pandoc_path()


@cache
def _fonts(*, of_the_machine: bool) -> typst.Fonts:
    """The fonts of the installed packages, with or without those of the machine."""
    specs = (find_spec(name) for name in _FONT_PACKAGES)
    folders = [Path(spec.origin).parent for spec in specs if spec and spec.origin]
    return typst.Fonts(include_system_fonts=of_the_machine, include_embedded_fonts=True, font_paths=folders)


@cache
def _preamble() -> str:
    return (LETTERS / "letter.typ").read_text(encoding="utf-8")


def _convert(html: str, target: str, *options: str) -> bytes:
    """Run pandoc over standard input and output, so that no letter touches the disk.

    pypandoc's own functions ask pandoc for its version and formats each time and write a .docx to a file.
    """
    command = [_pandoc(), "--sandbox", "-f", "html-auto_identifiers", "-t", target, "-o", "-", "--wrap=none"]
    try:
        done = subprocess.run(  # noqa: S603 -- a fixed program and options of ours
            [*command, f"--lua-filter={LETTERS / 'letter.lua'}", *options],
            input=html.encode(),
            capture_output=True,
            check=False,
            timeout=_LIMIT,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed(f"pandoc did not finish within {_LIMIT} seconds; try again") from error
    if done.returncode:
        raise RenderingFailed(f"pandoc ended with code {done.returncode}; run `mri-appeal doctor`")
    return done.stdout


def to_docx(html: str, title: str, paper: Paper) -> bytes:
    """The letter for Word, with the look of the reference document for that paper."""
    made = _convert(html, "docx", f"--reference-doc={_REFERENCES[paper]}", "-M", f"lang={_LANGUAGE}")
    return _finished(made, title)


def _finished(document: bytes, title: str) -> bytes:
    """What pandoc cannot say: the title in the properties only (it would print it too), no table row over two pages."""
    edits = {
        "docProps/core.xml": (b"<dc:title></dc:title>", f"<dc:title>{escape(title)}</dc:title>".encode()),
        "word/document.xml": (b"<w:tr><w:tc>", b"<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc>"),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(*edits.get(name, (b"", b""))))
    return written.getvalue()


def to_pdf(html: str, title: str, author: str, paper: Paper) -> bytes:
    """The letter as tagged PDF/UA-1.

    Characters that no shipped font holds (some scripts, emoji) are looked for in the machine's fonts; one that is in
    none would make the file break PDF/UA-1, so it is then made without that claim.
    """
    source = _preamble() + _convert(html, "typst").decode()
    inputs = {"title": title, "author": author, "paper": paper, "lang": _LANGUAGE.partition("-")[0]}
    attempts: tuple[tuple[bool, Literal["ua-1"] | None], ...] = ((False, "ua-1"), (True, "ua-1"), (True, None))
    for of_the_machine, standard in attempts:
        fonts = _fonts(of_the_machine=of_the_machine)
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
