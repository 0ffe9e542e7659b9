"""Pydantic's faults in plain words: which field, what is wrong, what to write instead. Never what was typed."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from rules.model import Intake, Problem

DATE_HINT = "write the date as YYYY-MM-DD, for example 2026-11-02"
QUOTE_HINT = 'is a number: write the code in quotes, for example "72148"'
PATTERN_HINTS = {
    "reference": "use letters, digits, blanks and . _ / # - only, at most 40 characters",
    "country": "use the two capital letters of the country, for example US",
    "state": "use the postal letters of the state, for example NY",
    "currency": "use the three capital letters of the currency, for example USD",
    "cpt": "a CPT code has five characters, for example 72148",
    "icd10": "write an ICD-10-CM code with its point, for example M54.16",
    "npi": "an NPI has ten digits",
}
HINTS = {
    "missing": "is missing: add it",
    "string_type": "must be text",
    "int_type": "must be a whole number, without quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "tuple_type": "must be a list, for example [first, second]",
    "too_short": "must hold at least one entry",
    "model_type": "must be a mapping of fields",
    "model_attributes_type": "must be a mapping of fields",
    "finite_number": "must be a finite number",
}


def fault_problems(faults: Sequence[ErrorDetails]) -> Iterator[Problem]:
    """Each pydantic fault as a problem with its dotted field; an empty list that only lost bad entries is left out."""
    fields = {_field(fault) for fault in faults}
    for fault in faults:
        field = _field(fault)
        lost_entries = fault["type"] == "too_short" and any(other.startswith(f"{field}.") for other in fields)
        if not lost_entries:
            yield Problem(
                field="denial.received_date" if fault["type"] == "value_error" and field == "denial" else field,
                message=_message(fault),
            )


def closest(value: str, allowed: Iterable[str]) -> str:
    """What to write instead: the closest ids, or all of them where none is close."""
    known = list(allowed)
    near = difflib.get_close_matches(re.sub(r"[\s-]+", "_", value.strip().lower()), known, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(near)}?" if near else f"use one of {', '.join(known)}"


def _field(fault: ErrorDetails) -> str:
    return ".".join(str(part) for part in fault["loc"])


def _message(fault: ErrorDetails) -> str:
    kind, typed = fault["type"], fault["input"]
    name = next((part for part in reversed(fault["loc"]) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        return f"is not a field of an intake: {closest(name, _siblings(fault['loc']))} Remove or rename it."
    if kind == "string_pattern_mismatch":
        return PATTERN_HINTS.get(name, "use an id of small letters, digits and _, on one line")
    if kind == "string_type" and name in {"cpt", "icd10"} and isinstance(typed, (int, float)):
        return QUOTE_HINT
    if name.endswith("date") and kind != "missing":
        return DATE_HINT
    return _bounded(fault) or HINTS.get(kind) or _plain(fault["msg"])


def _bounded(fault: ErrorDetails) -> str | None:
    """The words for a value outside its list or length."""
    kind, context, typed = fault["type"], fault.get("ctx", {}), fault["input"]
    if kind in {"enum", "literal_error"}:
        allowed = re.findall(r"'([^']+)'", str(context.get("expected", "")))
        return f"is not one of the allowed values: {closest(str(typed), allowed)}"
    if kind == "string_too_long":
        length = len(typed) if isinstance(typed, str) else 0
        return f"has {length:,} characters, at most {context['max_length']:,} are allowed: shorten it"
    return None


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should", "must")


def _siblings(location: Sequence[int | str]) -> list[str]:
    """The fields of the model that holds the last part of a location."""
    model: type[BaseModel] = Intake
    for part in location[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside an annotation such as `Breast | None` or `tuple[Finding, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
