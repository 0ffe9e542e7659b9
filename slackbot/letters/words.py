"""The words of a language that letters share: labels, months, and the terms of the rulebook where it is not English."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from rules.data_files import read_yaml
from rules.rulebook import Rulebook
from rules.schema.vocabulary import Part
from rules.words import long_day


class Words:
    """One language (`templates/letters/words`); `country` decides how English writes a date."""

    def __init__(self, content: Mapping[str, object], country: str, rulebook: Rulebook) -> None:
        """Hold the file's content and the rulebook that English terms come from."""
        self._content, self._country, self._vocabulary = content, country, rulebook.vocabulary

    def __getitem__(self, name: str) -> object:
        """A label, or a table of them; an unknown name is a KeyError, so a template cannot print nothing."""
        return self._content[name]

    def __contains__(self, name: str) -> bool:
        """Whether the language has a label or table of its own."""
        return name in self._content

    def day(self, value: date) -> str:
        """A calendar date, its month in words."""
        months = cast("list[str]", self._content.get("months", ()))
        if not months:
            return long_day(value, self._country)
        number = self._content.get("first", 1) if value.day == 1 else value.day
        return str(self._content["day"]).format(day=number, month=months[value.month - 1], year=value.year)

    def term(self, part: Part, identifier: str) -> str:
        """The words for an id of the vocabulary; empty where this language has none."""
        if part not in self._content:
            return "" if "months" in self._content else self._vocabulary.label(part, identifier)
        return self.table(part).get(identifier, "")

    def table(self, name: str) -> Mapping[str, str]:
        """A table of words; empty where the language has none of that name."""
        return cast("Mapping[str, str]", self._content.get(name, {}))


@cache
def content(folder: Path, language: str) -> Mapping[str, object]:
    """The file of a language ("de" of "de-DE")."""
    return cast("Mapping[str, object]", read_yaml(folder / "words" / f"{language.partition('-')[0]}.yaml"))
