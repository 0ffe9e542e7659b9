"""Reading an intake: every fault, its dotted field, and what to do."""

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules.intake_check import IntakeInvalid, problems, read_intake
from rules.rulebook import load_rulebook
from tests.rules.cases import BREAST, KNEE, STRONG, content, intake

RULEBOOK = load_rulebook()
ON = date(2026, 11, 23)
SECRET = "Jane Roe 078-05-1120"


def faults(document: object, on: date = ON) -> dict[str, str]:
    try:
        read_intake(document, RULEBOOK, on)
    except IntakeInvalid as error:
        return {problem.field: problem.message for problem in error.problems}
    return {}


def test_a_good_intake_is_read() -> None:
    assert read_intake(content(), RULEBOOK, ON) == intake()
    assert problems(intake(), RULEBOOK, ON) == ()


@pytest.mark.parametrize("document", [None, [], "text", 5])
def test_what_is_no_mapping_is_refused(document: object) -> None:
    assert "mapping" in faults(document)[""]


def test_every_fault_is_listed_at_once_whatever_its_kind() -> None:
    document = content(
        denial__notice_date="2027-01-01",
        exam__cpt="99999",
        clinical__symptoms=["radicular_pane"],
        clinical__why_mri="x" * 3_001,
        patient__age_years="54",
        surprise=1,
    )

    assert set(faults(document)) == {
        "denial.notice_date",
        "denial.received_date",
        "exam.cpt",
        "clinical.symptoms.0",
        "clinical.why_mri",
        "patient.age_years",
        "surprise",
    }


# ---- shape ----------------------------------------------------------------------------------------------------------


def test_an_unknown_key_names_the_closest_field() -> None:
    assert "did you mean duration_weeks?" in faults(content(clinical__duration_week=9))["clinical.duration_week"]
    assert "did you mean insurer?" in faults(content(coverage__insurers="x"))["coverage.insurers"]


def test_an_unknown_key_inside_a_list_names_the_closest_field() -> None:
    document = content(clinical__treatments=[{"kind": "nsaids", "outcome": "worse", "week": 2}])
    assert "did you mean weeks?" in faults(document)["clinical.treatments.0.week"]


def test_a_missing_field_is_named() -> None:
    document = content()
    del document["exam"]["contrast"], document["patient"]
    assert faults(document) == {"exam.contrast": "is missing: add it", "patient": "is missing: add it"}


def test_a_code_written_as_a_number_asks_for_quotes() -> None:
    assert '"72148"' in faults(content(exam__cpt=72148))["exam.cpt"]
    assert "quotes" in faults(yaml.safe_load(yaml.safe_dump(content(exam__cpt=70551))))["exam.cpt"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("patient.age_years", "54"),
        ("patient.age_years", 54.5),
        ("patient.age_years", -1),
        ("patient.age_years", 121),
        ("patient.pregnant", "perhaps"),
        ("patient.sex", "f"),
        ("clinical.duration_weeks", "nine"),
        ("clinical.duration_weeks", -0.1),
        ("clinical.duration_weeks", float("nan")),
        ("clinical.severity", 11),
        ("clinical.course", "better"),
        ("clinical.symptoms", "radicular_pain"),
        ("denial.reasons", []),
        ("denial.criteria", "evicorp"),
        ("denial.notice_date", "02/11/2026"),
        ("denial.notice_date", 20261102),
        ("denial.notice_date", "2026-02-29"),
        ("denial.service_timing", "before"),
        ("exam.side", "both"),
        ("exam.contrast", "none"),
        ("coverage.state", "New York"),
        ("clinician.npi", 1234567890),
        ("reference", "two\nlines"),
        ("reference", ""),
    ],
)
def test_a_wrong_value_is_refused_under_its_field(field: str, value: object) -> None:
    assert set(faults(content({field: value}))) == {field}


def test_a_value_outside_a_list_names_the_closest_one() -> None:
    assert "did you mean persistent?" in faults(content(clinical__course="persistant"))["clinical.course"]
    assert "evicore" in faults(content(denial__criteria="evicorp"))["denial.criteria"]


@pytest.mark.parametrize(("length", "refused"), [(3_000, False), (3_001, True)])
def test_a_text_holds_three_thousand_characters(length: int, refused: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    found = faults(content(clinical__why_mri="x" * length))
    assert bool(found) is refused
    assert not refused or "3,001 characters" in found["clinical.why_mri"]


@pytest.mark.parametrize("text", ["🩻 emoji", "نص من اليمين", "<!channel> @here *bold*", "'; DROP", "{braces} {0}"])
def test_any_text_is_taken_as_it_is(text: str) -> None:
    assert read_intake(content(clinical__why_mri=text), RULEBOOK, ON).clinical.why_mri == text


# ---- ids ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("coverage.plan", "erisa_selffunded", "erisa_self_funded"),
        ("coverage.plan", "blue_cross", "medicare_advantage"),
        ("denial.denied_level", "internal_appeal", "internal_appeal_1"),
        ("exam.region", "lumbar", "lumbar_spine"),
        ("clinical.topic", "lower_back_pain", "low_back_pain"),
        ("clinical.scenario", "low_back_pain_33", "low_back_pain_3"),
        ("clinical.symptoms.0", "radicular", "radicular_pain"),
        ("clinical.red_flags.0", "urine_retention", "urinary_retention"),
    ],
)
def test_an_unknown_id_names_the_closest_known_one(field: str, value: str, hint: str) -> None:
    path, value_in = (field.removesuffix(".0"), [value]) if field.endswith(".0") else (field, value)
    assert hint in faults(content({path: value_in}))[field]


def test_a_scenario_of_another_topic_is_refused() -> None:
    assert faults(content(clinical__scenario="low_back_pain_3")) == {}
    assert "low_back_pain" in faults(content(clinical__scenario="headache_3"))["clinical.scenario"]


def test_a_country_without_a_plan_type_says_which_countries_there_are() -> None:
    message = faults(content(coverage__country="PT"))["coverage.country"]
    assert "US" in message
    assert "DE" in message


def test_a_plan_type_of_another_country_is_unknown_there() -> None:
    assert "gb_private_medical_insurance" in faults(content(coverage__country="GB"))["coverage.plan"]


@pytest.mark.parametrize(
    ("amount", "field"), [({"value": 400}, ["denial.amount.currency"]), ({"value": 400, "currency": "EUR"}, [])]
)
def test_outside_the_united_states_an_amount_needs_its_currency(amount: dict[str, Any], field: list[str]) -> None:
    assert sorted(faults(content(coverage__country="DE", coverage__plan="de_private", denial__amount=amount))) == field


def test_a_deleted_code_says_what_replaces_it() -> None:
    assert "77049" in faults(content(BREAST, {"exam.cpt": "77059"}))["exam.cpt"]


def test_an_unknown_code_says_which_one_fits() -> None:
    message = faults(content(exam__cpt="12345"))["exam.cpt"]
    assert "Unknown CPT" in message
    assert "72148" in message


def test_a_known_code_of_another_region_is_for_the_code_check_and_not_refused() -> None:
    assert faults(content(KNEE, {"exam.cpt": "73718"})) == {}


# ---- side and dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("side", "refused"), [("none", True), ("left", False), ("right", False), ("bilateral", False)])
def test_a_knee_needs_a_side(side: str, refused: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    assert ("exam.side" in faults(content(KNEE, {"exam.side": side}))) is refused


def test_a_breast_needs_no_side_because_the_code_says_it() -> None:
    assert faults(content(BREAST, {"exam.side": "none"})) == {}


@pytest.mark.parametrize(("day", "refused"), [("2026-11-23", False), ("2026-11-24", True)])
def test_a_notice_cannot_be_dated_after_today(day: str, refused: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    found = faults(content({"denial.notice_date": day, "denial.received_date": None}))
    assert ("denial.notice_date" in found) is refused


@pytest.mark.parametrize(("day", "refused"), [("2026-11-01", True), ("2026-11-02", False), ("2026-11-24", True)])
def test_a_notice_arrives_between_its_date_and_today(day: str, refused: bool) -> None:  # noqa: FBT001 -- a column of the table of cases
    assert set(faults(content(denial__received_date=day))) == ({"denial.received_date"} if refused else set())


def test_imaging_treatment_and_findings_lie_in_the_past() -> None:
    document = content(
        clinical__prior_imaging=[{"modality": "ct", "region": "lumbar_spine", "date": "2026-11-24"}],
        clinical__treatments=[{"kind": "nsaids", "outcome": "worse", "start_date": "2027-01-01"}],
        clinical__findings=[{"test": "slump", "result": "positive", "date": "2026-12-01"}],
    )

    assert set(faults(document)) == {
        "clinical.prior_imaging.0.date",
        "clinical.treatments.0.start_date",
        "clinical.findings.0.date",
    }


# ---- laws -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["clinical.topic", "coverage.plan", "patient.sex", "exam.icd10", "denial.reasons"])
def test_no_message_repeats_what_was_typed(field: str) -> None:
    value = [SECRET] if field in {"exam.icd10", "denial.reasons"} else SECRET
    with pytest.raises(IntakeInvalid) as caught:
        read_intake(content({field: value}), RULEBOOK, ON)
    assert "Jane" not in str(caught.value)
    assert "078" not in str(caught.value)


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_JUNK = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


@given(st.dictionaries(st.sampled_from([*STRONG, "other"]), _JUNK))
def test_any_junk_is_refused_with_problems_never_a_crash(document: dict[str, Any]) -> None:
    assert faults(document)


@given(st.sampled_from(sorted(STRONG["clinical"])), _JUNK)
def test_junk_in_one_clinical_field_is_a_problem_of_that_field_if_any(field: str, junk: object) -> None:
    assert all(named.startswith(f"clinical.{field}") for named in faults(content({f"clinical.{field}": junk})))
