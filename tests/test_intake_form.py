"""The form read back: what survives, what is dropped, where an error goes."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rules import load_rulebook, read_intake, read_yaml
from slackbot.blocks.intake import step_view
from slackbot.draft import Draft
from slackbot.form import Choice, Field, Form, Kind
from slackbot.form_fields import BY_KEY, FIELDS, ROWS, STEPS, block_id, choices_of, is_asked, of_step
from slackbot.intake_form import errors_by_block, identifiers_in, merged, read, storable, values_of
from tests.build import OPENED

TODAY = date(2026, 11, 23)
EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))
RULEBOOK = load_rulebook()


def form(values: dict[str, Any], **more: Any) -> Form:
    return Form(RULEBOOK, values, **more)


def example(name: str = "lumbar_strong") -> dict[str, Any]:
    path = next(path for path in EXAMPLES if path.stem == name)
    return values_of(read_intake(read_yaml(path), RULEBOOK, TODAY))


def state(form: Form, keys: set[str] | None = None) -> dict[str, dict[str, Any]]:
    """The form's values as Slack's client would send them back."""
    found: dict[str, dict[str, Any]] = {}
    for field in FIELDS:
        if is_asked(field, form) and (keys is None or field.key in keys):
            found[block_id(field, form)] = {f"field.{field.key}": _element(field, form.values.get(field.key))}
    return found


def _element(field: Field, value: Any) -> dict[str, Any]:
    if field.kind in {Kind.CHOICE, Kind.YES_NO, Kind.SEARCH}:
        return {"type": "static_select", "selected_option": {"value": value} if value else None}
    if field.kind in {Kind.CHOICES, Kind.BOXES, Kind.SEARCHES}:
        return {"type": "checkboxes", "selected_options": [{"value": item} for item in value or ()]}
    name = {Kind.DATE: "selected_date", Kind.CHANNEL: "selected_conversation"}.get(field.kind, "value")
    return {"type": field.kind, name: value}


# ---- laws -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_can_be_said_in_the_form(path: Path):
    intake = read_intake(read_yaml(path), RULEBOOK, TODAY)

    again = read(form(values_of(intake)), TODAY).intake

    assert again is not None
    ordered = sorted(again.clinical.findings, key=lambda finding: finding.test)
    assert ordered == sorted(intake.clinical.findings, key=lambda finding: finding.test)
    same = {"clinical": again.clinical.model_copy(update={"findings": intake.clinical.findings})}
    assert again.model_copy(update=same) == intake


def _answers(field: Field, choices: tuple[Choice, ...]) -> st.SearchStrategy[Any]:
    ids = [choice.value for choice in choices]
    if field.kind in {Kind.CHOICE, Kind.YES_NO}:
        return st.sampled_from(ids)
    if field.kind in {Kind.CHOICES, Kind.BOXES}:
        return st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True)
    low, high = field.bounds or (0, 100)
    typed = {
        Kind.DATE: st.integers(0, 400).map(lambda days: (TODAY - timedelta(days=days)).isoformat()),
        Kind.WHOLE: st.integers(low, high).map(str),
        Kind.DECIMAL: st.decimals(low, min(high, 5_000), places=1).map(str),
        Kind.SEARCHES: st.lists(st.sampled_from(["M54.16", "M51.26", "M54.5"]), min_size=1, unique=True),
        Kind.TEXT: st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=50),
    }
    line = {"cpt": st.sampled_from(sorted(RULEBOOK.codes.procedures)), "clinician_npi": st.just("1234567890")}
    if field.kind in typed:
        return typed[field.kind]
    return line[field.key] if field.key in line else st.from_regex(r"\A[A-Za-z][A-Za-z ]{0,18}[a-z]\Z")


@st.composite
def filled(draw: st.DrawFn) -> dict[str, Any]:
    """A form filled in any way that its questions allow, in the order in which they are asked."""
    values: dict[str, Any] = {f"{group}_rows": draw(st.integers(1, most)) for group, most in ROWS.items()}
    used = {(group, row): draw(st.booleans()) for group, most in ROWS.items() for row in range(1, most + 1)}
    for field in FIELDS:
        asked = form(values)
        needed = field.required or field.path.endswith((".kind", ".outcome", ".modality"))
        if (
            is_asked(field, asked)
            and used.get((field.group or "", field.row), True)
            and (needed or draw(st.booleans()))
        ):
            values[field.key] = draw(_answers(field, choices_of(field, asked)))
    if "received_date" in values:
        values["received_date"] = max(values["received_date"], values["notice_date"])
    return values


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(filled())
def test_a_valid_form_is_the_same_intake_after_going_through_slack_and_back(values: dict[str, Any]):
    first = read(form(values), TODAY)
    assume(first.intake is not None)

    through_slack = merged({key: values[key] for key in values if key.endswith("_rows")}, state(form(values)))
    again = read(form(through_slack), TODAY)
    assert first.intake is not None
    rebuilt = read(form(values_of(first.intake)), TODAY)

    assert again.intake == first.intake
    assert rebuilt.intake == first.intake


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(filled(), st.integers(1, STEPS - 1))
def test_every_error_stands_at_a_field_that_slack_shows_on_its_step(values: dict[str, Any], step: int):
    values.pop("reference", None)
    current = form(values)

    reading = read(current, TODAY)

    assert reading.errors
    view = step_view(
        Draft(id="D", team="T", user="U", channel="C", step=step, values=values, updated_at=OPENED), RULEBOOK
    )
    shown = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    assert set(errors_by_block(current, reading.errors, step)) <= shown


# ---- errors ---------------------------------------------------------------------------------------------------------


def test_an_empty_form_asks_for_what_each_step_needs():
    reading = read(form({}), TODAY)

    assert set(reading.errors_until(1)) == {"reference", "plan", "notice_date", "reasons"}
    assert reading.first_step == 1
    assert reading.errors["reference"] == "Case number is missing: add it."


def test_the_steps_that_the_user_has_not_reached_are_not_complained_about():
    values = {key: value for key, value in example().items() if BY_KEY.get(key) in of_step(1)}

    reading = read(form(values), TODAY)

    assert reading.errors_until(1) == {}
    assert set(reading.errors_until(2)) == {"region"}


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"notice_date": "2026-11-24", "received_date": ""}, "notice_date", "2026-11-24 lies after today"),
        ({"received_date": "2026-11-01"}, "received_date", "before"),
        ({"plan": "my_plan"}, "plan", "plan"),
        ({"cpt": "99999"}, "cpt", "99999"),
        ({"age": "200"}, "age", "120"),
        ({"age": "54.5"}, "age", "whole number"),
        ({"symptoms": ["headache_of_my_own"]}, "symptoms", "nknown"),
        ({"treatment_1_kind": "magic"}, "treatment_1_kind", "nknown"),
        ({"imaging_1_date": "2027-01-01"}, "imaging_1_date", "after today"),
        ({"positive_tests": ["magic"]}, "positive_tests", "nknown"),
        ({"why_mri": "x" * 3_001}, "why_mri", "at most 3,000"),
        ({"clinician_name": "x" * 151}, "clinician_name", "at most 150"),
    ],
)
def test_a_fault_is_said_at_its_field(changes: dict[str, Any], key: str, said: str):
    reading = read(form(example() | changes), TODAY)

    assert set(reading.errors) == {key}
    assert said in reading.errors[key]


def test_the_notice_of_today_is_no_future_notice():
    assert read(form(example() | {"notice_date": "2026-11-23", "received_date": "2026-11-23"}), TODAY).errors == {}


def test_rows_may_be_skipped_and_errors_find_the_row_that_the_user_sees():
    values = example() | {"treatment_rows": 3, "treatment_3_kind": "injection", "treatment_3_outcome": "magic"}
    values = {key: value for key, value in values.items() if not key.startswith("treatment_2")}

    reading = read(form(values), TODAY)

    assert set(reading.errors) == {"treatment_3_outcome"}


def test_the_channel_is_an_error_only_where_it_is_asked_for():
    assert "channel" in read(form(example(), ask_channel=True), TODAY).errors
    assert read(form(example() | {"channel": "C1"}, ask_channel=True), TODAY).intake is not None


# ---- what is kept ---------------------------------------------------------------------------------------------------


def test_an_emptied_field_is_gone():
    values = example()

    assert "insurer" not in merged(values, state(form(values | {"insurer": None}), {"insurer"}))


def test_another_region_drops_what_belonged_to_the_old_one_and_keeps_the_rest():
    values = example()
    old = form(values)
    entered = state(old) | state(form(values | {"region": "knee"}), {"region"})

    after = merged(values, entered)

    assert after["region"] == "knee"
    assert not after.keys() & {"topic", "cpt", "symptoms", "positive_tests", "treatment_1_kind"}
    assert (after["age"], after["why_mri"]) == (values["age"], values["why_mri"])


def test_a_view_drawn_for_another_region_does_not_speak_for_this_one():
    values = example() | {"region": "knee", "topic": "chronic_knee_pain"}
    stale = {"topic@lumbar_spine": {"field.topic": {"selected_option": {"value": "low_back_pain"}}}}

    assert merged(values, stale)["topic"] == "chronic_knee_pain"


def test_what_slack_sends_and_we_did_not_ask_is_ignored():
    assert merged({}, {"stranger": {"x": {"value": "1"}}}) == {}


def test_identifiers_are_found_in_every_text_that_is_kept_and_not_in_the_clinicians_own_number():
    values = example() | {
        "why_mri": "SSN 123-45-6789",
        "imaging_1_result": "MRN 445566",
        "clinician_phone": "212-555-0143",
        "reference": "2026110200042",
    }

    assert set(identifiers_in(values)) == {"why_mri", "imaging_1_result"}
    assert not storable(values).keys() & {"why_mri", "imaging_1_result"}
    assert "123-45-6789" in read(form(values), TODAY).errors["why_mri"]


def test_a_risk_of_19_9_percent_stays_19_9_percent():
    intake = read(form(example("breast_19_9")), TODAY).intake

    assert intake
    assert intake.clinical.breast
    assert intake.clinical.breast.lifetime_risk_percent == Decimal("19.9")


def test_what_is_not_asked_of_a_region_is_not_said_of_it():
    """Values of a question that is no longer asked stay in the draft and out of the intake."""
    intake = read(form(example("breast_24") | {"duration_weeks": "9", "course": "persistent"}), TODAY).intake

    assert intake
    assert intake.clinical.duration_weeks is None
