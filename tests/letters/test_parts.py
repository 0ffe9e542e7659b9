"""The small parts: references and gaps being counted, the trace, the facts around an intake."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Breast, Contact, Exam, Pathway
from rules.rulebook import load_rulebook
from rules.words import long_day
from slackbot.letters import facts
from slackbot.letters.draft import PLACEHOLDER, PLACEHOLDERS, Draft
from slackbot.letters.enclosures import contact_rows, enclosures
from slackbot.letters.render import LETTERS
from slackbot.letters.trace import sentences, trace
from slackbot.letters.words import Words, content
from tests.letters import cases
from tests.letters.cases import ACR, FILE, HEARSAY, RULE


def in_language(tag: str) -> Words:
    return Words(content(LETTERS, tag), "US", load_rulebook())


# ---- draft ----------------------------------------------------------------------------------------------------------


def test_references_are_numbered_in_the_order_in_which_they_are_first_cited():
    draft = Draft()

    assert "[1]" in draft.cite(RULE)
    assert "[2, 1]" in draft.cite(ACR, RULE)
    assert draft.citations == [RULE, ACR]


def test_what_is_not_citable_is_left_out_among_others():
    draft = Draft()

    assert "[1]" in draft.cite(HEARSAY, ACR)
    assert draft.cite(HEARSAY) == ""
    assert draft.citations == [ACR]


def test_a_gap_that_is_marked_twice_is_recorded_once():
    draft = Draft()

    marks = {draft.missing("dates", "date", "notes", "It counts.", required=True) for _ in range(2)}

    assert marks == {'<span custom-style="Gap">[date]</span>'}
    assert [gap.id for gap in draft.gaps] == ["dates"]
    assert draft.required == 1


def test_a_mark_escapes_what_it_is_given():
    assert "&lt;b&gt;" in Draft().missing("x", "<b>", "notes", "why")


@pytest.mark.parametrize("name", PLACEHOLDERS)
@pytest.mark.parametrize("hint", ["", "as printed on the notice"])
def test_every_placeholder_is_found_by_its_form(name: str, hint: str):
    written = Draft.placeholder(name, hint)

    assert PLACEHOLDER.findall(written) == [name]


# ---- trace ----------------------------------------------------------------------------------------------------------


def test_a_block_carries_the_fields_of_its_text():
    (line,) = trace('<p data-from="a.b c">Nine <b>weeks</b>.</p>')

    assert (line.tag, line.text, line.fields) == ("p", "Nine weeks.", ("a.b", "c"))


def test_fixed_words_around_a_named_text_stay_without_fields():
    lines = trace('<li>Fixed. <span data-from="a">From a.</span> Fixed again.</li>')

    assert [(line.text, line.fields) for line in lines] == [("Fixed.", ()), ("From a.", ("a",)), ("Fixed again.", ())]


def test_a_mark_of_a_reference_gives_its_citations_to_the_text():
    (line,) = trace('<p data-from="a">So it is <span data-rules="x y">[1, 2]</span>.</p>')

    assert (line.text, line.rules) == ("So it is [1, 2].", ("x", "y"))


def test_a_block_inside_a_named_block_stands_on_the_same_fields():
    assert [line.fields for line in trace('<div data-from="a"><p>One</p><p>Two</p></div>')] == [("a",), ("a",)]


def test_a_line_break_parts_words():
    assert [line.text for line in trace("<p>Phone<br>Fax</p>")] == ["Phone Fax"]


def test_a_paragraph_is_traced_sentence_by_sentence_with_the_marks_of_its_references():
    (line,) = trace('<p data-from="a" data-rules="r">One is so. [1] Two, e.g. this, is on 10.5. Three?</p>')

    told = list(sentences(line))
    assert [each.text for each in told] == ["One is so. [1]", "Two, e.g. this, is on 10.5.", "Three?"]
    assert {(each.fields, each.rules) for each in told} == {(("a",), ("r",))}


# ---- facts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "words"), [(1, "1 week"), (1.5, "1.5 weeks"), (6.0, "6 weeks"), (0, "0 weeks")])
def test_weeks_in_words(value: float, words: str):
    assert facts.weeks(value) == words


def test_typed_lines_stay_as_typed_but_for_a_missing_full_stop():
    typed = "Two reasons:\n\n  a root is compressed (L5)\n surgery is planned! \n"

    assert facts.paragraphs(typed) == ("Two reasons:", "a root is compressed (L5).", "surgery is planned!")
    assert facts.paragraphs(" \n ") == ()


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_a_day_is_written_with_month_in_words_and_no_leading_zero(value: date):
    month, number, year = long_day(value, "US").replace(",", "").split()

    assert (month, number, year) == (value.strftime("%B"), str(value.day), str(value.year))
    assert long_day(value, "GB") == f"{number} {month} {year}"


@pytest.mark.parametrize(("language", "words"), [("de-DE", "2. März 2026"), ("fr-FR", "2 mars 2026")])
def test_a_day_in_another_language(language: str, words: str):
    assert in_language(language).day(date(2026, 3, 2)) == words


def test_a_term_without_words_in_a_language_has_none():
    assert in_language("de-DE").term("treatments", "physical_therapy") == "Physiotherapie"
    assert in_language("de-DE").term("symptoms", "aura") == ""
    assert in_language("en-US").term("symptoms", "aura") == "Aura"


def test_an_unknown_word_is_an_error():
    with pytest.raises(KeyError):
        in_language("en-US")["nobody"]


def test_a_paragraph_of_a_regulation_is_named_once():
    cited = cases.citation("x", "29 CFR 2560.503-1, ERISA claims procedure", section="29 CFR 2560.503-1(h)")

    assert facts.reference(cited) == "29 CFR 2560.503-1(h), ERISA claims procedure, 2021"


def test_a_section_outside_of_the_named_document_follows_it():
    cited = cases.citation("x", "42 CFR part 422, appeals", section="42 CFR 422.584(c)")

    assert facts.reference(cited) == "42 CFR part 422, appeals, 42 CFR 422.584(c), 2021"


def test_a_section_that_the_document_names_in_other_words_is_not_said_again():
    cited = cases.citation("x", "Texas Insurance Code 4201.359", section="Tex. Ins. Code 4201.359")

    assert facts.reference(cited) == "Texas Insurance Code 4201.359, 2021"


def test_a_year_that_the_title_says_is_not_said_again():
    cited = cases.citation("x", "ACR Appropriateness Criteria: Low Back Pain (2021)", section="Variant 3")

    assert facts.reference(cited) == "ACR Appropriateness Criteria: Low Back Pain (2021), Variant 3"


def test_a_reference_without_a_section_is_document_and_year():
    assert facts.reference(cases.citation("x", "Saslow D")) == "Saslow D, 2021"


def test_the_side_is_named_where_each_side_is_ordered_on_its_own():
    rulebook = load_rulebook()
    knee = cases.intake(exam=Exam(cpt="73721", region="knee", side="left", contrast="without"))

    assert facts.scan(knee, rulebook).endswith(", left")
    assert facts.scan(cases.intake(), rulebook) == "MRI of the lumbar spine without contrast"


def test_a_code_that_the_rulebook_does_not_hold_is_named_by_number():
    odd = cases.intake(exam=Exam(cpt="99999", region="knee", contrast="without", icd10=("Z99.9",)))

    assert facts.scan(odd, load_rulebook()) == "scan with CPT code 99999"
    assert facts.diagnoses(odd, load_rulebook()) == (("Z99.9", ""),)


def test_only_documents_of_facts_that_were_entered_are_enclosed():
    bare = cases.intake(clinical=cases.clinical(treatments=(), prior_imaging=()))
    full = cases.intake(clinical=cases.clinical(breast=Breast(lifetime_risk_percent="24.0", gene="brca1")))

    assert [each.text for each in enclosures(bare, load_rulebook(), in_language("en-US"))] == [
        "Denial notice of November 2, 2026",
        "Clinical notes with history, course and examination, October 19, 2026",
    ]
    assert [each.text for each in enclosures(full, load_rulebook(), in_language("en-US"))][2:] == [
        "Treatment records with dates and results",
        "Report: Radiograph, lumbar spine, October 1, 2026",
        "Risk calculation",
        "Genetic test report",
    ]


def test_what_proves_a_contact_is_enclosed_by_name_and_the_contacts_stand_by_day():
    fax = Contact(date=date(2026, 11, 9), way="fax", about="sent the notes", reference="F-77", proof=True)
    call = Contact(date=date(2026, 11, 4), way="call", about="asked for the criteria")
    portal = Contact(date=date(2026, 11, 10), way="portal", about="asked again", proof=True)
    case = cases.intake(contacts=(fax, call, portal))
    listed = enclosures(case, load_rulebook(), in_language("en-US"))

    assert [f"{each.number} {each.text}" for each in listed][4:] == [
        "5 Contact history",
        "6 Fax receipt of November 9, 2026, F-77",
        "7 Portal confirmation of November 10, 2026",
    ]
    assert contact_rows(case, listed) == ((call, ""), (fax, "6"), (portal, "7"))


def test_the_firmest_facts_come_first_in_a_talk():
    age = cases.condition("an adult", "patient.age_years", fact="age 54")
    nothing = cases.condition("no fever", "clinical.red_flags", fact="none documented")
    course = cases.condition("persistent", "clinical.course")
    tried = cases.condition("a trial of care", "clinical.treatments.weeks", "clinical.treatments")
    lacking = cases.condition("a candidate", "clinical.intervention_candidate", verdict="unknown")

    told = facts.telling((cases.support(conditions=(nothing, age, course, lacking, tried)),))

    assert [condition for _, condition in told] == [tried, course, age, nothing]


def test_rights_are_told_apart_by_what_they_are_about():
    assert [right.id for right in facts.rights_about(cases.assessment(), "file")] == ["claim_file_free"]
    assert [right.id for right in facts.rights_about(cases.assessment(), "review")] == ["no_deference_different_person"]


def test_one_criterion_per_source_is_cited_the_first():
    second = cases.support(id="low_back_pain_7", citation=FILE)
    other = cases.support(id="acs_1", source="ACS", rating="Recommended", citation=RULE)

    found = facts.cited_support(cases.assessment(support=(cases.support(), second, other)))

    assert [each.id for each in found] == ["low_back_pain_3", "acs_1"]


def test_an_expedited_appeal_rests_on_the_criterion_of_its_red_flag():
    flag = cases.condition("a sign of cauda equina syndrome", "clinical.red_flags", fact="numbness of the saddle area")
    emergency = cases.support(id="low_back_pain_4", variant=4, conditions=(flag,))
    both = (cases.support(), emergency)

    def rests_on(kind: str) -> list[str]:
        found = cases.assessment(support=both, pathway=Pathway.model_validate({"kind": kind, "reasons": ()}))
        return [each.id for each in facts.cited_support(found)]

    assert rests_on("standard") == ["low_back_pain_3"]
    assert rests_on("expedited") == ["low_back_pain_4"]


def test_the_level_is_named_without_its_explanation():
    level = load_rulebook().plans["erisa_insured"].level("federal_external_review")

    assert level.name.startswith("External review, ")
    assert facts.level_name(level) == "External review"
    assert facts.level_name(None) == ""
