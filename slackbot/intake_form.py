"""The intake form read back: Slack's view state to flat values, values to `rules.Intake` or errors. Pure.

    state  --entered-->  values  --content-->  what an intake file holds  --rules.read_intake-->  Intake | errors

Values are kept as they were typed, by field key, so that a form can be closed, resumed and gone back in. Nothing is
judged here but patient identifiers; every other fault is found by the rules, once, for the form and for files alike.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pydantic import JsonValue

from rules import IntakeInvalid, read_intake
from rules.model import Intake, Problem
from slackbot import identifiers, wording
from slackbot.form import Field, Form, Kind, Values, rows_key
from slackbot.form_choices import country, sided
from slackbot.form_fields import BY_KEY, DEPENDENTS, FIELDS, STEPS, answer_of, block_id, is_asked, is_drawn, of_step

EMPTY: Final[tuple[JsonValue, ...]] = (None, "", [])
_LABELS: Final = {
    field.path.rpartition(".")[2]: field.label for field in FIELDS if not field.group and "_" in field.path
}
_NAME: Final = re.compile(rf"\b(?:{'|'.join(name for name in _LABELS if '_' in name)})\b")
_ANSWERS: Final = ("value", "selected_date", "selected_conversation")


@dataclass(frozen=True)
class Reading:
    """The form as the rules read it: an intake, or what is wrong by field key. One of the two is empty."""

    intake: Intake | None
    errors: Mapping[str, str]

    def errors_until(self, step: int) -> dict[str, str]:
        """The errors that a user who has reached `step` can do something about."""
        return {key: text for key, text in self.errors.items() if BY_KEY[key].step <= step}

    @property
    def first_step(self) -> int:
        """The earliest step with an error; the last step where there is none."""
        return min((BY_KEY[key].step for key in self.errors), default=STEPS)


# ---- what was entered -----------------------------------------------------------------------------------------------


def merged(values: Values, state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, JsonValue]:
    """`values` with what a view's `state.values` holds; an emptied field is gone.

    Where the answer that others depend on has changed, theirs are dropped, and so is an answer to a question that was
    drawn for another region or plan.
    """
    entered = dict(_entered(state))
    result = dict(values)
    for field in FIELDS:  # what others depend on stands before them
        if field.key not in entered:
            continue
        drawn_for, answer = entered[field.key]
        parent = result.get(field.depends or "") or ""
        if drawn_for == parent or (field.loose and not drawn_for):
            if answer != result.get(field.key):
                _forget(result, DEPENDENTS.get(field.key, ()))
            result[field.key] = answer
    return {key: value for key, value in result.items() if value not in EMPTY}


def _forget(values: dict[str, JsonValue], keys: Iterable[str]) -> None:
    """Drop answers, and those that depend on them."""
    for key in keys:
        if values.pop(key, None) is not None:
            _forget(values, DEPENDENTS.get(key, ()))


def _entered(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[tuple[str, tuple[str, JsonValue]]]:
    """What stands in each field, by its key, with the answer that it was drawn for; None for nothing."""
    for block, elements in state.items():
        key, _, drawn_for = block.partition("@")
        if key in BY_KEY:
            for element in elements.values():
                yield key, (drawn_for, _answer(element) or None)


def _answer(element: Mapping[str, Any]) -> JsonValue:
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or ()]
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    return next((_stripped(element[name]) for name in _ANSWERS if element.get(name)), None)


def _stripped(value: object) -> str:
    return str(value).strip()


def identifiers_in(values: Values) -> dict[str, identifiers.Identifier]:
    """What looks like a patient identifier, by field key; such text must not be stored."""
    found: dict[str, identifiers.Identifier] = {}
    for field in FIELDS:
        value = values.get(field.key)
        if field.screened and isinstance(value, str):
            hit = identifiers.find(value, long_numbers=field.key != "reference")
            if hit:
                found[field.key] = hit
    return found


def storable(values: Values) -> dict[str, JsonValue]:
    """The values without those that look like patient identifiers."""
    refused = identifiers_in(values)
    return {key: value for key, value in values.items() if key not in refused}


# ---- what it says ---------------------------------------------------------------------------------------------------


def read(form: Form, on: date) -> Reading:
    """The form as an intake, checked as of `on`; errors stand at the field that can cure them."""
    refused = {key: wording.identifier_found(*found) for key, found in identifiers_in(form.values).items()}
    content, paths = _content(form)
    try:
        intake = read_intake(content, form.rulebook, on)
    except IntakeInvalid as invalid:
        return Reading(None, {**_errors(form, paths, invalid.problems), **_channel_error(form), **refused})
    errors = {**_channel_error(form), **refused}
    return Reading(None if errors else intake, errors)


def errors_by_block(form: Form, errors: Mapping[str, str], step: int) -> dict[str, str]:
    """The errors of one step as Slack wants them, by the block ids that it shows."""
    here = {BY_KEY[key]: text for key, text in errors.items() if BY_KEY[key].step == step}
    return {block_id(field, form): text for field, text in here.items() if is_drawn(field, form)}


def folded_error(form: Form, errors: Mapping[str, str], step: int) -> Field | None:
    """The first field of a step with an error that is not shown, because its row is not open."""
    fields = (BY_KEY[key] for key in errors)
    return next((field for field in fields if field.step == step and not is_drawn(field, form)), None)


def _channel_error(form: Form) -> dict[str, str]:
    asked = is_asked(BY_KEY["channel"], form) and not form.text("channel")
    return {"channel": wording.PICK_CHANNEL} if asked else {}


def _errors(form: Form, paths: Mapping[str, str], problems: Iterable[Problem]) -> dict[str, str]:
    found = ((_field_for(form, problem.field, paths), _in_labels(problem.message)) for problem in problems)
    return {field.key: wording.field_error(field.label, message) for field, message in found}


def _in_labels(message: str) -> str:
    """The names of intake fields as the form calls them."""
    return _NAME.sub(lambda match: f"“{_LABELS[match.group()]}”", message)


def _field_for(form: Form, path: str, paths: Mapping[str, str]) -> Field:
    """The asked field that cures a fault at a dotted path: the one it came from, or the nearest on the same step."""
    exact = next((key for known, key in paths.items() if path == known or path.startswith(f"{known}.")), None)
    near = (field.key for field in FIELDS if field.path == path or field.path.startswith(f"{path}."))
    field = BY_KEY[exact or next(near, "reference")]
    asked = [other for other in of_step(field.step) if is_asked(other, form)]
    return field if field in asked else asked[0]


# ---- values to the content of an intake -----------------------------------------------------------------------------


def _content(form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """What an intake file would hold, and which field each dotted path of it came from."""
    content: dict[str, Any] = {}
    paths: dict[str, str] = {}
    for field in FIELDS:
        value = answer_of(field, form)
        if value in EMPTY or not is_asked(field, form) or field.group or field.path in {"", "clinical.findings"}:
            continue
        _put(content, field.path, _converted(field, value))
        paths[field.path] = field.key
    _put_findings(content, paths, form)
    for group, path in (("treatment", "clinical.treatments"), ("imaging", "clinical.prior_imaging")):
        _put_rows(content, paths, form, group, path)
    here = country(form)
    _put(content, "coverage.country", here)
    if "denial.amount.value" in paths:
        _put(content, "denial.amount.currency", form.rulebook.countries[here].country.currency)
    return content, paths


def _put(content: dict[str, Any], path: str, value: JsonValue) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        content = content.setdefault(parent, {})
    content[name] = value


def _put_findings(content: dict[str, Any], paths: dict[str, str], form: Form) -> None:
    side = form.text("finding_side") or (form.text("side") if sided(form) else "")
    common = {"side": side, "date": form.text("finding_date")}
    said = {name: text for name, text in common.items() if text}
    findings: list[JsonValue] = []
    for key, result in (("positive_tests", "positive"), ("negative_tests", "negative")):
        for test in form.texts(key):
            paths[f"clinical.findings.{len(findings)}"] = key
            findings.append({"test": test, "result": result, **said})
    if findings:
        _put(content, "clinical.findings", findings)


def _put_rows(content: dict[str, Any], paths: dict[str, str], form: Form, group: str, path: str) -> None:
    """The filled rows of a group, closed up; an earlier study is of the scan's region where none is named."""
    rows: dict[int, dict[str, JsonValue]] = {}
    for field in FIELDS:
        value = form.values.get(field.key)
        if field.group == group and value not in EMPTY and is_asked(field, form):
            rows.setdefault(field.row, {})[field.path.rpartition(".")[2]] = _converted(field, value)
    if group == "imaging":
        rows = {row: {"region": form.text("region"), **answers} for row, answers in rows.items()}
    if rows:
        _put(content, path, [answers for _, answers in sorted(rows.items())])
    for number, row in enumerate(sorted(rows)):
        fields = (field for field in FIELDS if field.group == group and field.row == row)
        paths |= {f"{path}.{number}.{field.path.rpartition('.')[2]}": field.key for field in fields}


def _converted(field: Field, value: JsonValue) -> JsonValue:
    """A typed answer in the type of the intake; what does not convert is left for the rules to refuse."""
    if not isinstance(value, str):
        return value
    if field.kind is Kind.YES_NO:
        return {"yes": True, "no": False}.get(value, value)
    if field.kind is Kind.WHOLE:
        return _whole(value)
    return value


def _whole(value: str) -> JsonValue:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return int(number) if number.is_finite() and number == number.to_integral_value() else value


# ---- an intake as values --------------------------------------------------------------------------------------------


def values_of(intake: Intake) -> dict[str, JsonValue]:
    """The values that say this intake, as far as the form can: for examples, and for what is read from a notice."""
    content = intake.model_dump(mode="json", exclude_none=True)
    values = {field.key: _typed(_at(content, field.path)) for field in FIELDS if not field.group and field.path}
    findings = content["clinical"].get("findings", [])
    for key, result in (("positive_tests", "positive"), ("negative_tests", "negative")):
        values[key] = [finding["test"] for finding in findings if finding["result"] == result]
    values |= {f"finding_{name}": next((f[name] for f in findings if name in f), None) for name in ("side", "date")}
    for group, name in (("treatment", "treatments"), ("imaging", "prior_imaging")):
        rows = content["clinical"].get(name, [])
        values[rows_key(group)] = max(len(rows), 1)
        for number, row in enumerate(rows, start=1):
            values |= {f"{group}_{number}_{key}": _typed(value) for key, value in row.items()}
    return {key: value for key, value in values.items() if value not in (*EMPTY, "none")}


def changed_labels(before: Intake, after: Intake) -> tuple[str, ...]:
    """The labels of the fields in which two intakes differ, in the order of the form."""
    old, new = values_of(before), values_of(after)
    changed = (field for field in FIELDS if old.get(field.key) != new.get(field.key))
    return tuple(dict.fromkeys(field.label for field in changed))


def _at(content: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 -- whatever stands there
    found: Any = content
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _typed(value: Any) -> JsonValue:  # noqa: ANN401 -- what Slack sends has no type of its own
    """As it would have been typed into its field."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).removesuffix(".0") if isinstance(value, (int, float)) else value
