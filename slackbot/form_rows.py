"""Rows of the form that are added, opened and removed: treatments, earlier imaging. Pure.

One row of a group is open at a time, the others are a line each, so that many fit into a modal.
"""

from enum import StrEnum

from pydantic import JsonValue

from slackbot.form import Form, open_key, rows_key
from slackbot.form_fields import BY_ROW


class Verb(StrEnum):
    """What is done with a row."""

    ADD = "add"
    OPEN = "open"
    REMOVE = "remove"


def press(form: Form, group: str, verb: Verb, row: int = 0) -> str:
    """What the button for this carries: also how many rows there were, so that a second press of it does nothing."""
    return f"{verb}.{group}.{row}.{form.rows(group)}"


def pressed(form: Form, value: str) -> dict[str, JsonValue]:
    """The values as they are after a button was pressed."""
    verb, group, row, rows = value.split(".")
    if int(rows) != form.rows(group):
        return dict(form.values)
    change = {Verb.ADD: _added, Verb.OPEN: opened, Verb.REMOVE: _removed}[Verb(verb)]
    return change(form, group, int(row))


def opened(form: Form, group: str, row: int) -> dict[str, JsonValue]:
    """With this row open."""
    return {**form.values, open_key(group): row}


def is_blank(form: Form, group: str, row: int) -> bool:
    """Whether nothing was entered in a row."""
    return not any(form.values.get(field.key) for field in BY_ROW[group, row])


def _added(form: Form, group: str, _row: int) -> dict[str, JsonValue]:
    """With a blank row open: one that is there, else one more."""
    rows = form.rows(group)
    row = next((row for row in range(1, rows + 1) if is_blank(form, group, row)), rows + 1)
    return {**opened(form, group, row), rows_key(group): max(rows, row)}


def _removed(form: Form, group: str, row: int) -> dict[str, JsonValue]:
    """Without this row; the later ones move up, and what was open stays open."""
    rows, open_row = form.rows(group), form.open_row(group)
    values = {**form.values, rows_key(group): max(rows - 1, 1)}
    for here in range(row, rows + 1):
        after = BY_ROW.get((group, here + 1)) if here < rows else None
        for place, field in enumerate(BY_ROW[group, here]):
            values.pop(field.key, None)
            if after and (moved := form.values.get(after[place].key)) is not None:
                values[field.key] = moved
    values[open_key(group)] = 0 if open_row == row else open_row - (open_row > row)
    return values
