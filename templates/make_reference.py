"""Make reference.docx and reference-a4.docx, the look of the letters in Word.

After a change here: `python -m templates.make_reference`.
"""

import io
import subprocess
from pathlib import Path

import pypandoc
from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

HERE = Path(__file__).parent
FONT = "Arial"  # on every machine with an office program, or with a font of the same measure
INK, GREY = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x55, 0x55, 0x55)
PAPERS = {"reference.docx": (Cm(21.59), Cm(27.94)), "reference-a4.docx": (Cm(21.0), Cm(29.7))}

# name: (size in points, bold, space before, space after, keep with the next paragraph)
PARAGRAPHS = {
    "Normal": (9.5, False, 0, 0, False),
    "Body Text": (9.5, False, 1, 3, False),
    "First Paragraph": (9.5, False, 1, 3, False),
    "Compact": (9.5, False, 0, 1, False),
    "Heading 1": (13.5, True, 9, 5, True),
    "Heading 2": (11, True, 7, 2, True),
    "Heading 3": (9.5, True, 5, 2, True),
    "Letterhead Name": (13, True, 0, 2, False),
    "Letterhead": (8.5, False, 0, 10, False),
    "Address": (9.5, False, 6, 6, False),
    "Signature": (9.5, False, 8, 28, True),
    "Signature Line": (9.5, False, 0, 6, False),
    "Small Print": (8, False, 0, 0, False),
    "Criterion": (9.5, False, 1, 3, True),
    "Appendix": (8.5, False, 0, 6, True),
    "Draft Notes": (9, False, 0, 6, True),
}


def _paragraph_style(document: Doc, name: str) -> ParagraphStyle:
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)  # noqa: S101 -- a build script
    return style


def _set_font(style: CharacterStyle | ParagraphStyle) -> None:
    """One font for Latin; other scripts stay with the fonts that Word chooses for them."""
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _style_paragraphs(document: Doc) -> None:
    for name, (size, bold, before, after, keep) in PARAGRAPHS.items():
        style = _paragraph_style(document, name)
        _set_font(style)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = INK
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.line_spacing, layout.keep_with_next = 1.0, keep
    for name in ("Letterhead", "Appendix"):
        _paragraph_style(document, name).font.color.rgb = GREY
    _border(document, "Letterhead", "bottom", gap=6)
    _border(document, "Signature Line", "top", gap=4)
    _paragraph_style(document, "Signature Line").paragraph_format.right_indent = Cm(9)
    for name in ("Appendix", "Draft Notes"):
        _paragraph_style(document, name).paragraph_format.page_break_before = True
    _shade(_paragraph_style(document, "Draft Notes"), "FFF4D6")


def _border(document: Doc, name: str, side: str, gap: int) -> None:
    xml = f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="6" w:space="{gap}" w:color="333333"/></w:pBdr>'
    properties = _paragraph_style(document, name).element.get_or_add_pPr()
    properties.insert_element_before(
        parse_xml(xml), "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _shade(style: ParagraphStyle | CharacterStyle, fill: str) -> None:
    shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    if isinstance(style, ParagraphStyle):
        style.element.get_or_add_pPr().insert_element_before(
            shading, "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )
    else:
        style.element.get_or_add_rPr().append(shading)


def _style_runs(document: Doc) -> None:
    """Placeholder (identity, filled by `mri-appeal fill`) and Gap (a fact that is still missing)."""
    for name, fill in (("Placeholder", "FFE36E"), ("Gap", "FFC9A3")):
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        assert isinstance(style, CharacterStyle)  # noqa: S101 -- said for the type checker
        _shade(style, fill)


def _table_style(name: str, borders: str, header: str) -> str:
    return f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{name.replace(" ", "")}">
      <w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
      <w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>
        <w:top w:w="30" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>
        <w:bottom w:w="30" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>{header}</w:style>"""


def _style_tables(document: Doc) -> None:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="808080"/>'
        for side, size in (("top", 8), ("bottom", 6), ("insideH", 4))
    )
    header = (
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
        '<w:shd w:val="clear" w:color="auto" w:fill="F0F0F0"/></w:tcPr></w:tblStylePr>'
    )
    document.styles.element.append(parse_xml(_table_style("Criteria", lines, header)))
    document.styles.element.append(parse_xml(_table_style("Reference Lines", "", "")))


def _field(paragraph: Paragraph, code: str) -> None:
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        run.font.size, run.font.name, run.font.color.rgb = Pt(8), FONT, GREY
        if kind:
            run.element.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        else:
            run.element.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {code} </w:instrText>'))


def _page_numbers(document: Doc) -> None:
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        run = paragraph.add_run(text)
        run.font.size, run.font.name, run.font.color.rgb = Pt(8), FONT, GREY
        _field(paragraph, code)


def make(name: str) -> None:
    """Write one reference document, from pandoc's own."""
    default = subprocess.run(  # noqa: S603 -- a fixed command
        [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"], capture_output=True, check=True
    ).stdout
    document = Document(io.BytesIO(default))
    section = document.sections[0]
    section.page_width, section.page_height = PAPERS[name]
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(1.6), Cm(1.6)
    _style_paragraphs(document)
    _style_runs(document)
    _style_tables(document)
    _page_numbers(document)
    document.save(str(HERE / name))


if __name__ == "__main__":
    for paper in PAPERS:
        make(paper)
