"""Filling the identity into a letter: everything or nothing, and never a value in a message."""

import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from slackbot.fill import KEYS, FillRefused, fill, read_identity
from slackbot.letter import compose, docx, pdf
from tests.letters import cases

IDENTITY: dict[str, object] = {
    "patient_name": "José Łukasz 中文 العربية",
    "date_of_birth": date(1972, 3, 1),
    "member_number": "00123-X",
    "claim_number": "C-998877",
    "addressee": ["Appeals Department", "P.O. Box 1", "Dayton, OH 45401"],
}


@pytest.fixture(scope="module")
def letter() -> bytes:
    return docx(compose(cases.intake(), cases.assessment(), cases.HEAD, today=cases.TODAY))


def written(*parts: str, highlight: bool = True) -> bytes:
    """A document with one paragraph of these runs."""
    document = Document()
    paragraph = document.add_paragraph()
    for part in parts:
        run = paragraph.add_run(part)
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW if highlight else None
    return saved(document)


def saved(document: object) -> bytes:
    content = io.BytesIO()
    document.save(content)  # pyright: ignore[reportAttributeAccessIssue] -- what the library gives, its types do not say
    return content.getvalue()


def text_of(content: bytes) -> str:
    body = Document(io.BytesIO(content)).element.body
    return "\n".join("".join(run.text for run in paragraph.iter(qn("w:r"))) for paragraph in body.iter(qn("w:p")))


def faults(content: bytes, identity: dict[str, object]) -> tuple[str, ...]:
    with pytest.raises(FillRefused) as refused:
        fill(content, identity)
    return refused.value.faults


# ---- what is filled -------------------------------------------------------------------------------------------------


def test_every_placeholder_of_a_letter_is_replaced(letter: bytes):
    text = text_of(fill(letter, IDENTITY))

    assert "[[" not in text
    assert "José Łukasz 中文 العربية, born March 1, 1972" in text
    assert "00123-X" in text
    assert "C-998877" in text
    assert "Appeals Department\nP.O. Box 1\nDayton, OH 45401" in text


def test_highlight_and_style_of_the_placeholders_are_gone_and_the_gaps_stay_marked():
    undated = cases.intake(clinical=cases.clinical(why_mri=None))
    draft = docx(compose(undated, cases.assessment(), cases.HEAD, today=cases.TODAY))

    filled = Document(io.BytesIO(fill(draft, IDENTITY))).element.body.xml

    assert "w:highlight" not in filled
    assert 'w:rStyle w:val="Placeholder"' not in filled
    assert 'w:rStyle w:val="Gap"' in filled


def test_the_rest_of_the_letter_is_untouched(letter: bytes):
    before = re.sub(r"\[\[[^\]]*\]\]", "", text_of(letter))
    after = text_of(fill(letter, dict.fromkeys(IDENTITY, "§"))).replace("§", "")

    assert after == before


@given(cuts=st.sets(st.integers(1, 24), max_size=6))
def test_a_placeholder_that_is_split_over_runs_is_found(cuts: set[int]):
    text = "For [[PATIENT_NAME]], you."
    edges = [0, *sorted(cuts), len(text)]
    parts = [text[start:end] for start, end in pairwise(edges)]

    assert text_of(fill(written(*parts), {"patient_name": "Ana"})).strip() == "For Ana, you."


def test_two_placeholders_in_one_run_are_both_filled():
    filled = fill(
        written("[[PATIENT_NAME]] [[MEMBER_NUMBER]] [[PATIENT_NAME]]"), {"patient_name": "A", "member_number": "1"}
    )

    assert text_of(filled).strip() == "A 1 A"


def test_placeholders_in_tables_headers_and_footers_are_filled():
    document = Document()
    document.add_table(1, 1).cell(0, 0).text = "[[PATIENT_NAME]]"
    document.sections[0].header.paragraphs[0].text = "[[MEMBER_NUMBER]]"
    document.sections[0].footer.paragraphs[0].text = "[[CLAIM_NUMBER]]"

    filled = Document(io.BytesIO(fill(saved(document), IDENTITY)))

    assert filled.tables[0].cell(0, 0).text == IDENTITY["patient_name"]
    assert filled.sections[0].header.paragraphs[0].text == "00123-X"
    assert filled.sections[0].footer.paragraphs[0].text == "C-998877"


def test_the_clinics_own_formatting_of_a_placeholder_stays():
    document = Document()
    run = document.add_paragraph().add_run("[[PATIENT_NAME]]")
    run.bold, run.font.highlight_color = True, WD_COLOR_INDEX.YELLOW

    (filled,) = Document(io.BytesIO(fill(saved(document), IDENTITY))).paragraphs[0].runs

    assert filled.bold
    assert filled.font.highlight_color is None


def test_markup_in_a_value_is_plain_text():
    filled = fill(written("[[PATIENT_NAME]]"), {"patient_name": "<w:b/> & {{x}}"})

    assert text_of(filled).strip() == "<w:b/> & {{x}}"


# ---- what is refused ------------------------------------------------------------------------------------------------


def test_a_placeholder_without_a_value_is_named(letter: bytes):
    assert faults(letter, {key: value for key, value in IDENTITY.items() if key != "member_number"}) == (
        "[[MEMBER_NUMBER]] is still open: give member_number in the identity file",
    )


def test_an_unknown_key_is_named_with_the_nearest_known_one(letter: bytes):
    assert faults(letter, IDENTITY | {"pateint_name": "X"}) == (
        "pateint_name: unknown key; did you mean patient_name?",
    )


def test_a_key_like_no_other_lists_the_known_ones(letter: bytes):
    (fault,) = faults(letter, IDENTITY | {"zzz": "X"})

    assert all(key in fault for key in KEYS)


def test_a_placeholder_that_nobody_knows_is_named():
    assert faults(written("[[SHOE_SIZE]]"), IDENTITY) == (
        "[[SHOE_SIZE]] is no placeholder that can be filled: change it in the letter",
    )


@pytest.mark.parametrize("value", [123, 1.5, True, None, [], ["a", 1], {"a": "b"}])
def test_a_value_that_is_no_text_is_refused(value: object):
    assert "member_number" in faults(written("[[MEMBER_NUMBER]]"), {"member_number": value})[0]


@pytest.mark.parametrize("value", ["", "   ", "a\x00b", "a\x07b", "[[PATIENT_NAME]]"])
def test_a_value_that_cannot_be_printed_is_refused(value: str):
    assert "patient_name" in faults(written("[[PATIENT_NAME]]"), {"patient_name": value})[0]


def test_every_fault_is_named_at_once_and_no_value_is_shown(letter: bytes):
    found = faults(letter, {"patient_name": 4711, "birthday": "1972-03-01"})

    assert len(found) == 6
    assert "4711" not in " ".join(found)
    assert "1972" not in " ".join(found)


@pytest.mark.parametrize("content", [b"", b"not a document", b"PK\x05\x06" + b"\x00" * 18])
def test_a_file_that_is_no_word_letter_is_refused(content: bytes):
    assert faults(content, IDENTITY) == ("this file is no .docx or .pdf letter; give the file that the bot made",)


# ---- the identity file ----------------------------------------------------------------------------------------------


def test_an_identity_file_is_read_with_dates_and_lines(tmp_path: Path):
    path = tmp_path / "identity.yaml"
    path.write_text(
        'patient_name: José\ndate_of_birth: 1972-03-01\nmember_number: "007"\naddressee: [One, Two]\n', encoding="utf-8"
    )

    assert read_identity(path) == {
        "patient_name": "José",
        "date_of_birth": date(1972, 3, 1),
        "member_number": "007",
        "addressee": ["One", "Two"],
    }


@pytest.mark.parametrize(
    ("content", "fault"),
    [("- a\n", "write one line for each"), ("a: 1\na: 2\n", "stands twice"), ("a: [\n", "line 2")],
)
def test_an_identity_file_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, content: str, fault: str):
    path = tmp_path / "identity.yaml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(FillRefused, match=fault):
        read_identity(path)


def test_an_identity_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(FillRefused, match=r"nobody\.yaml: cannot be read"):
        read_identity(tmp_path / "nobody.yaml")


# ---- the PDF --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def as_pdf() -> bytes:
    return pdf(compose(cases.intake(), cases.assessment(), cases.HEAD, today=cases.TODAY))


def pages_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_pdf_is_filled_from_the_source_that_it_carries_and_carries_none_then(as_pdf: bytes):
    filled = fill(as_pdf, {**IDENTITY, "patient_name": "José Łukasz <b>"})

    assert "[[" not in pages_of(filled)
    assert "José Łukasz <b>, born March 1, 1972" in pages_of(filled)
    assert "P.O. Box 1" in pages_of(filled)
    assert pypdf.PdfReader(io.BytesIO(filled)).attachments == {}
    assert b"pdfuaid:part" in pypdf.PdfReader(io.BytesIO(filled)).root_object["/Metadata"].get_data()


def test_a_pdf_keeps_its_open_gaps_marked():
    bare = cases.intake(clinical=cases.clinical(why_mri=None))
    draft = pdf(compose(bare, cases.assessment(), cases.HEAD, today=cases.TODAY))

    assert "[why MRI, and not radiographs, CT or ultrasound, answers the question]" in pages_of(fill(draft, IDENTITY))


def test_a_pdf_with_a_placeholder_left_is_refused(as_pdf: bytes):
    identity = {key: value for key, value in IDENTITY.items() if key != "claim_number"}

    assert faults(as_pdf, identity) == ("[[CLAIM_NUMBER]] is still open: give claim_number in the identity file",)


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF /Type /EmbeddedFile >>\nstream\nnothing"])
def test_a_pdf_that_the_bot_did_not_make_is_refused(content: bytes):
    assert faults(content, IDENTITY) == (
        "this PDF carries no source of a letter; give the PDF or Word file that the bot made",
    )
