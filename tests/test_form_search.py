"""What a field with type-ahead offers for what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import load_rulebook
from slackbot.blocks.intake import offers
from slackbot.form_search import LONGEST, MOST, Found, diagnoses, insurers, procedures
from slackbot.wording import AS_TYPED

RULEBOOK = load_rulebook()
LUMBAR = "lumbar_spine"


def codes(found: Found) -> list[str]:
    return [choice.value for choice in (*found.known, *([found.as_typed] if found.as_typed else []))]


def test_the_codes_of_the_region_come_first_before_anything_is_typed():
    assert codes(procedures(RULEBOOK, LUMBAR, ""))[:3] == ["72148", "72149", "72158"]
    assert codes(procedures(RULEBOOK, "knee", ""))[0] == "73721"
    assert codes(diagnoses(RULEBOOK, LUMBAR, ""))[0] == "M54.16"
    assert "right knee" in diagnoses(RULEBOOK, "knee", "").known[0].text


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("72148", "72148"),
        ("7214", "72148"),
        ("lumbar without and", "72158"),
        ("CERVICAL spine", "72141"),
    ],
)
def test_a_procedure_is_found_by_code_or_words(typed: str, first: str):
    assert codes(procedures(RULEBOOK, LUMBAR, typed))[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("M54.16", "M54.16"),
        ("m5416", "M54.16"),
        ("radiculopathy", "M54.16"),
        ("lumbar radic", "M54.16"),
        ("cauda equina", "G83.4"),
        ("M54.1", "M54.16"),
    ],
)
def test_a_diagnosis_is_found_by_code_with_or_without_its_point_or_by_words(typed: str, first: str):
    assert codes(diagnoses(RULEBOOK, LUMBAR, typed))[0] == first


def test_a_code_that_nobody_knows_can_be_taken_as_typed():
    assert codes(diagnoses(RULEBOOK, LUMBAR, "q87420")) == ["Q87.420"]
    assert codes(diagnoses(RULEBOOK, LUMBAR, "M54.5"))[-1] == "M54.5"
    assert codes(procedures(RULEBOOK, LUMBAR, "0042t")) == ["0042T"]


def test_what_is_no_code_is_not_offered_as_one():
    assert codes(procedures(RULEBOOK, LUMBAR, "72O")) == []
    assert codes(diagnoses(RULEBOOK, LUMBAR, "sciatica of my own")) == []


def test_a_known_code_is_offered_once():
    assert codes(diagnoses(RULEBOOK, LUMBAR, "m54.16")) == ["M54.16"]


def test_insurers_keep_their_order_and_stand_once_however_they_were_spelled():
    known = ["Example Health", "Other Plan", "EXAMPLE  health"]

    assert codes(insurers(known, "")) == ["Example Health", "Other Plan"]
    assert codes(insurers(known, "health")) == ["Example Health", "health"]
    assert codes(insurers(known, "example health")) == ["Example Health"]
    assert codes(insurers([], "New Insurer")) == ["New Insurer"]


def test_what_is_taken_as_typed_says_so():
    assert [option["description"]["text"] for option in offers(insurers([], "New Insurer"))] == [AS_TYPED]
    assert "description" not in offers(insurers(["Old Insurer"], "old insurer"))[0]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_whatever_is_typed_slack_takes_what_is_offered(typed: str):
    known = [f"Insurer {number} {'x' * 140}"[:LONGEST] for number in range(200)]
    for found in (
        insurers(known, typed),
        procedures(RULEBOOK, LUMBAR, typed),
        diagnoses(RULEBOOK, LUMBAR, typed),
        insurers(known, ""),
        diagnoses(RULEBOOK, LUMBAR, ""),
    ):
        options = offers(found)
        assert len(options) <= MOST
        assert all(0 < len(option["text"]["text"]) <= 75 for option in options)
        assert all(0 < len(option["value"]) <= 150 for option in options)
        assert all(0 < len(option["description"]["text"]) <= 75 for option in options if "description" in option)
