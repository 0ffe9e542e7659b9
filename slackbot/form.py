"""What a form is made of: questions, what can be chosen, and the form as it stands. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pydantic import JsonValue

from rules import Rulebook

Values = Mapping[str, JsonValue]


class Kind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    WHOLE = "whole"
    DECIMAL = "decimal"
    SEARCH = "search"
    SEARCHES = "searches"
    CHOICE = "choice"
    YES_NO = "yes_no"
    CHOICES = "choices"
    BOXES = "boxes"
    CHANNEL = "channel"


class Choice(NamedTuple):
    """One thing to choose: what is stored, and what a person reads."""

    value: str
    text: str


@dataclass(frozen=True)
class Form:
    """The form as it stands: the rulebook, what was filled in, and whether the channel has to be asked for."""

    rulebook: Rulebook
    values: Values
    ask_channel: bool = False

    def text(self, key: str) -> str:
        """A single answer; empty where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> list[str]:
        """The answers of a field with several."""
        value = self.values.get(key)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def rows(self, group: str) -> int:
        """How many rows of a group there are."""
        value = self.values.get(rows_key(group))
        return value if isinstance(value, int) else 1

    def open_row(self, group: str) -> int:
        """The row of a group that can be filled in, 0 where none is; a single row is open from the start."""
        value = self.values.get(open_key(group))
        return value if isinstance(value, int) else int(self.rows(group) == 1)


Choices = Callable[[Form], tuple[Choice, ...]]
Naming = Callable[[Form, str], Choice]
"""What an answer of a field with type-ahead is called, by its value."""


@dataclass(frozen=True, eq=False)
class Field:
    """One question of the form; there is one of each, so they are told apart by identity.

    `path` is the dotted field of the intake; `depends` the key of the field that decides what can be chosen, and whose
    change empties this one (a `loose` answer that was given before it stays); `reshapes` says that other fields of its
    step depend on it; `heading` begins a part of a long step; `group` and `row` belong to rows that can be added;
    `limit` is in characters; `screened` text must hold no patient identifier; `default` answers it where nobody did;
    `named` says what was found by type-ahead.
    """

    key: str
    path: str
    step: int
    label: str
    kind: Kind
    hint: str = ""
    required: bool = False
    default: Callable[[Form], str] = lambda _: ""
    choices: Choices | None = None
    named: Naming = lambda _, value: Choice(value, value)
    depends: str | None = None
    loose: bool = False
    reshapes: bool = False
    heading: str = ""
    group: str | None = None
    row: int = 0
    limit: int = 0
    bounds: tuple[int, int] | None = None
    screened: bool = False
    shown: Callable[[Form], bool] = lambda _: True


def rows_key(group: str) -> str:
    """Under which key the values hold how many rows of a group there are."""
    return f"{group}_rows"


def open_key(group: str) -> str:
    """Under which key the values hold which row of a group is open."""
    return f"{group}_open"
