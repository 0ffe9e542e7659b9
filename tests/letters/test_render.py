"""The files: what stands in the Word letter and in the PDF, and that typed text never becomes markup."""

import base64
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pypdf
import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from rules.assess import assess
from rules.data_files import read_yaml
from rules.intake_check import read_intake
from rules.model import Clinician, Contact, Coverage
from rules.rulebook import load_rulebook
from slackbot import letter as letters
from slackbot.letter import KINDS, Letter, compose, docx, kinds_for, pdf
from slackbot.letters.render import Page, to_docx, to_pdf
from tests.letters import cases
from tests.letters.cases import HEAD, TODAY

ABROAD = Coverage(country="GB", plan="gb_private_medical_insurance")
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
SOFFICE = shutil.which("soffice")
NASTY = [
    "<b>bold</b>",
    "#panic()",
    "$x$",
    "{{7*7}}",
    "{% raw %}",
    "<img src=https://example.org/x.png>",
    "back\\slash\\\\",
    "@ref",
    "*star* _under_ `tick` ~ ^ ' \"",
    "// no comment /* none */",
    "a--b---c",
    "[link](https://example.org)",
    "&amp; &lt;script&gt;",
    "= heading",
    "+ item",
    "#set page(width: 1cm)",
    "L5-S1 -1 -? ... 1/2 3 x 4",
]
SIGNS = st.sampled_from("ab1 #$@*_`~^'\"\\/<>[]{}()=+-&%.,;:!|?")


def squeezed(text: str) -> str:
    """Without blanks and hyphenation marks, as line breaks of a page put them anywhere."""
    return re.sub(r"[\s\u00ad\u200b]", "", text)


def docx_text(content: bytes) -> str:
    body = Document(io.BytesIO(content)).element.body
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))
    )


def fonts_of(content: bytes) -> set[str]:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return {str(font.get_object()["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def letter(kind: letters.Kind = "appeal", **changes: object) -> Letter:
    return compose(cases.intake(**changes), cases.assessment(), HEAD, kind=kind, today=TODAY)


# ---- Word -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["appeal", "complaint_german", "criteria_request"])
def test_the_word_letter_has_the_styles_of_the_reference_document(kind: letters.Kind):
    document = Document(io.BytesIO(docx(letter(kind))))

    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Letterhead Name", "Letterhead", "Address", "Heading 1", "Signature", "Signature Line"} <= used
    assert next(p.style.name for p in document.paragraphs if p.style) == "Letterhead Name"


def test_placeholders_are_highlighted_runs_of_their_own_style():
    document = Document(io.BytesIO(docx(letter())))

    runs = [run for run in document.element.body.iter(qn("w:r")) if run.rPr is not None]
    marked = {run.text: run.rPr.highlight_val for run in runs if run.rPr.style == "Placeholder"}
    names = ("PATIENT_NAME", "DATE_OF_BIRTH", "MEMBER_NUMBER", "CLAIM_NUMBER")
    assert list(marked) == ["[[ADDRESSEE: as printed on the denial notice]]", *(f"[[{name}]]" for name in names)]
    assert set(marked.values()) == {WD_COLOR_INDEX.YELLOW}


def test_the_criteria_are_a_real_table_with_a_repeated_header_row():
    document = Document(io.BytesIO(docx(letter())))

    table = document.tables[1]
    assert [cell.text for cell in table.rows[0].cells] == [
        "Requirement",
        "Record",
        "Documented fact",
        "Date",
        "Enclosure",
    ]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in table.rows[1:])


def test_the_word_letter_has_a_title_page_numbers_and_the_paper_of_the_country():
    us = Document(io.BytesIO(docx(letter())))
    abroad = Document(io.BytesIO(docx(letter(coverage=ABROAD))))

    assert us.core_properties.title == "Appeal: MRI of the lumbar spine without contrast"
    assert "NUMPAGES" in us.sections[0].footer._element.xml
    assert round(us.sections[0].page_width.cm, 2) == 21.59
    assert round(abroad.sections[0].page_width.cm, 2) == 21.0


def test_a_title_with_markup_stays_text_in_the_properties():
    made = to_docx(Page(html="<p>x</p>", title="A & B <i>"))

    assert Document(io.BytesIO(made)).core_properties.title == "A & B <i>"


def test_the_pages_are_numbered_in_the_language_of_the_letter():
    german = letter("complaint_german")

    assert re.search(r"Seite 1 von \d", pdf_text(pdf(german)))
    with zipfile.ZipFile(io.BytesIO(docx(german))) as package:
        footer = package.read("word/footer1.xml").decode()
    assert ">Seite <" in footer
    assert "> von <" in footer


# ---- length ---------------------------------------------------------------------------------------------------------

LONG = " ".join(["The records do not show what the criterion asks for."] * 55)  # nearly the most that a form takes


def pages_before(heading: str, content: bytes) -> int:
    """The pages without what stands from this heading on."""
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    return next((number for number, text in enumerate(texts) if heading in text.splitlines()), len(texts))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_letter_of_an_example_is_signed_on_its_second_page_at_the_latest_and_the_brief_has_one(path: Path):
    intake = read_intake(read_yaml(path), load_rulebook(), TODAY)
    found = assess(intake, load_rulebook(), TODAY)
    for kind in kinds_for(intake, found, load_rulebook()):
        made = pdf(compose(intake, found, HEAD, kind=kind, today=TODAY))
        texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
        signed = [number for number, text in enumerate(texts, 1) if intake.clinician.name in text]

        assert kind == "peer_to_peer_brief" or signed[-1] <= 2, kind
        assert kind != "peer_to_peer_brief" or pages_before("Before sending", made) == 1


def test_the_brief_stays_on_one_page_with_the_longest_words():
    denial = cases.intake().denial.model_copy(update={"notice_words": LONG})
    made = letter("peer_to_peer_brief", denial=denial, clinical=cases.clinical(management_change=LONG))

    assert pages_before("Before sending", pdf(made)) == 1


# ---- PDF ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_pdf_is_tagged_pdf_ua_with_title_and_language(kind: letters.Kind):
    made = letter(kind)
    reader = pypdf.PdfReader(io.BytesIO(pdf(made)))

    assert reader.metadata is not None
    assert reader.metadata.title == made.title
    assert reader.metadata.author == "Dana Reyes"
    assert reader.root_object["/Lang"] == {"complaint_german": "de", "complaint_french": "fr"}.get(kind, "en")
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in reader.root_object["/Metadata"].get_data()


def test_the_pdf_has_the_paper_of_the_country():
    us = pypdf.PdfReader(io.BytesIO(pdf(letter()))).pages[0].mediabox
    abroad = pypdf.PdfReader(io.BytesIO(pdf(letter(coverage=ABROAD)))).pages[0].mediabox

    assert (us.width, us.height) == (612, 792)
    assert (round(abroad.width), round(abroad.height)) == (595, 842)


def test_the_pdf_numbers_its_pages():
    text = pdf_text(pdf(letter()))

    assert re.search(r"Page 1 of \d", text)


def test_the_fonts_are_the_shipped_ones():
    fonts = fonts_of(pdf(letter()))

    assert all("NotoSans" in font for font in fonts)


def test_the_logo_stands_in_both_files():
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
    head = HEAD.model_copy(update={"logo": base64.b64decode(pixel)})
    made = compose(cases.intake(), cases.assessment(), head, today=TODAY)

    with zipfile.ZipFile(io.BytesIO(docx(made))) as package:
        assert [name for name in package.namelist() if name.startswith("word/media/")]
    reader = pypdf.PdfReader(io.BytesIO(pdf(made)))
    assert len(reader.pages[0].images) == 1
    assert b"pdfuaid:part" in reader.root_object["/Metadata"].get_data()


# ---- typed text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NASTY)
def test_markup_in_a_field_is_plain_text_in_both_files(text: str):
    made = letter(clinical=cases.clinical(why_mri=f"Before {text} after"))

    assert squeezed(f"Before {text} after") in squeezed(docx_text(docx(made)))
    assert squeezed(f"Before {text} after") in squeezed(pdf_text(pdf(made)))


@given(lines=st.lists(st.text(SIGNS, min_size=1), min_size=20, max_size=40))
@settings(max_examples=8, deadline=None)
def test_no_mix_of_signs_is_taken_for_markup(lines: list[str]):
    html = "".join(f"<p>x{escape(line)}x</p>" for line in lines)

    shown = squeezed(pdf_text(to_pdf(Page(html=html, title="t", author="a"))))
    assert all(squeezed(f"x{line}x") in shown for line in lines)


@pytest.mark.parametrize("name", ["José Núñez", "Łukasz Żółć", "Αθηνά", "Иван Щербак"])
def test_names_of_many_languages_render_in_both_files(name: str):
    made = letter(clinician=Clinician(name=name, credentials="MD"))

    assert name in docx_text(docx(made))
    assert name in pdf_text(pdf(made))
    assert b"pdfuaid:part" in pdf(made)


@pytest.mark.parametrize(("name", "font"), [("العربية", "NotoSansArabic"), ("中文", "NotoSansJP")])
def test_arabic_and_chinese_render_with_the_shipped_fonts(name: str, font: str):
    made = pdf(letter(clinician=Clinician(name=name, credentials="MD")))

    assert any(font in each for each in fonts_of(made))
    assert b"pdfuaid:part" in made


@pytest.mark.parametrize("name", ["김철수", "ไทย", "Ann 😀"])
def test_a_script_without_a_shipped_font_is_in_the_word_letter_and_does_not_stop_the_pdf(name: str):
    made = letter(clinician=Clinician(name=name, credentials="MD"))

    assert name in docx_text(docx(made))
    assert "Riverside Spine Clinic" in pdf_text(pdf(made))


# ---- in an office program -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the letters of all kinds as LibreOffice prints them: KIND.pdf."""
    folder = tmp_path_factory.mktemp("office")
    for kind in KINDS:
        (folder / f"{kind}.docx").write_bytes(docx(whole_letter(kind)))
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), *map(str, folder.glob("*.docx"))],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    return folder


def whole_letter(kind: letters.Kind) -> Letter:
    receipt = Contact(date=TODAY, way="fax", about="sent the notes", reference="F-77", proof=True)
    return letter(kind, contacts=(receipt,), clinical=cases.clinical(new_facts="A foot drop was found."))


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice: apt-get install libreoffice-writer")
@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_opens_the_word_letter_with_about_as_many_pages_as_the_pdf(kind: letters.Kind, office: Path):
    word = pypdf.PdfReader(office / f"{kind}.pdf")
    own = pypdf.PdfReader(io.BytesIO(pdf(whole_letter(kind))))

    assert abs(len(word.pages) - len(own.pages)) <= 1
    heading = (
        "Peer-to-peer brief" if kind == "peer_to_peer_brief" else "Riverside Spine Clinic"
    )  # it goes to no insurer
    assert heading in word.pages[0].extract_text()
    assert re.search(rf"(Page 1 of|Seite 1 von|Page 1 sur) {len(word.pages)}", word.pages[0].extract_text())


def test_the_word_file_is_a_sound_package():
    with zipfile.ZipFile(io.BytesIO(docx(letter()))) as package:
        assert package.testzip() is None
        assert package.namelist().count("docProps/core.xml") == 1
