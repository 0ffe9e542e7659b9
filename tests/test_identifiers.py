"""What looks like a patient identifier is found; what a case is made of passes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.identifiers import find

FOUND = [
    ("SSN 123-45-6789", "social security"),
    ("his number is 123-45-6789.", "social security"),
    ("ssn: 123456789", "social security"),
    ("social security number is xxx-xx-6789", "social security"),
    ("１２３-４５-６７８９", "social security"),
    ("123–45–6789", "social security"),
    ("123\u200b-45-6789", "social security"),
    ("call (212) 555-0143", "phone"),
    ("212-555-0143", "phone"),
    ("+1 212 555 0143", "phone"),
    ("212.555.0143", "phone"),
    ("+44 20 7946 0958", "phone"),
    ("phone 2125550143", "phone"),
    ("write to jane.doe@example.com", "e-mail"),
    ("DOB 03/14/1972", "date of birth"),
    ("D.O.B.: 1972-03-14", "date of birth"),
    ("date of birth: 14 March 1972", "date of birth"),
    ("born on March 14, 1972", "date of birth"),
    ("born 1972", "date of birth"),
    ("born 14.3.1972", "date of birth"),
    ("MRN 00451277", "record number"),
    ("MRN: AB-4512", "record number"),
    ("medical record number 445566", "record number"),
    ("Patient ID #99120-A", "record number"),
    ("chart no. 55512", "record number"),
    ("member ID XQZ445566", "member number"),
    ("Member number: 4455667", "member number"),
    ("subscriber # W1234", "member number"),
    ("Medicare number 1EG4-TE5-MK73", "member number"),
    ("1EG4TE5MK73", "member number"),
    ("claim number 2026A4451", "member number"),
    ("Mr. Smith has pain", "name"),
    ("Mrs Łukasiewicz reports", "name"),
    ("mr. smith", "name"),
    ("Ms O’Neill", "name"),
    ("patient name: John Smith", "name"),
    ("Patient's name is Ana", "name"),
    ("the patient is named Ana", "name"),
    ("Name: Ana Lopez", "name"),
    ("patient name 王小明", "name"),
    ("XQZ445566778 was denied", "long number"),
    ("123456789", "long number"),
]

PASSES = [
    "",
    "L4-L5 disc, C5-6 foraminal stenosis, T2-weighted images at 3.0T",
    "6 weeks of physical therapy, 3 x 45 min, 7/10 pain",
    "2026-10-01",
    "radiograph of 2026-10-01, 10/01/2026 and 1 October 2026: no fracture",
    "medical record of 2026-10-01 shows 12 visits",
    "72148, 72149 and 72158; M54.16, S83.511A, I10",
    "straight leg raise positive at 30-40 degrees, left",
    "lifetime risk 19.9 % by Tyrer-Cuzick 8.0b",
    "ibuprofen 600 mg 3 x daily for 42 days, then 400-800 mg",
    "MR imaging of the lumbar spine; MS lesions; MRA of the head",
    "Dr. Smith asks for the scan",
    "The patient is a 54-year-old woman",
    "patient name: not given",
    "patient number 2 in the series",
    "born with a tethered cord, operated at the age of 3",
    "BI-RADS 4, Kellgren-Lawrence 2, ASA 3",
    "10.1016/j.jacr.2021.08.002",
    "fax of 20261101",
    "<!channel> @here 😀 ألم أسفل الظهر",
    "the insurance number of visits is 12",
    "Miss her therapy? No.",
]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_an_identifier_is_found_and_named(text: str, kind: str):
    found = find(text)

    assert found is not None
    assert kind in found.kind
    assert found.part


@pytest.mark.parametrize("text", PASSES)
def test_clinical_text_passes(text: str):
    assert find(text) is None


def test_a_clinics_own_case_number_may_be_long_but_no_identifier():
    assert find("2026110200042", long_numbers=False) is None
    assert find("123-45-6789", long_numbers=False) is not None


@given(before=st.text(alphabet="abc ,.\n", max_size=40), after=st.text(alphabet="abc ,.\n", max_size=40))
def test_an_identifier_is_found_wherever_it_stands(before: str, after: str):
    assert find(f"{before} 123-45-6789 {after}") is not None
    assert find(f"{before} ana@example.org {after}") is not None


@given(st.text(max_size=3_000))
def test_any_text_is_judged_without_an_error(text: str):
    find(text)


@given(st.lists(st.sampled_from(PASSES), max_size=6))
def test_clinical_texts_side_by_side_pass(parts: list[str]):
    assert find("; ".join(parts)) is None


def test_a_long_text_is_judged_quickly():
    """3,000 characters that almost match everything must not cost the three seconds of an answer."""
    started = time.perf_counter()
    for unit in ("1", "12-", "name ", "a.b@", "+1 ", "born ", "member id "):
        find((unit * 3_000)[:3_000])

    assert time.perf_counter() - started < 1
