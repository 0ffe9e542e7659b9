"""The shape of `rules/data/law/calendars`: the days on which offices are closed."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from rules.schema.common import Data, Key, Source, Sourced
from rules.schema.law import Dated, Words

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Holiday(Dated):
    """A public holiday: a fixed `day` of the month, or the `nth` `weekday` of it (-1 is the last)."""

    name: Words
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    weekday: Weekday | None = None
    nth: Literal[1, 2, 3, 4, -1] | None = None

    @model_validator(mode="after")
    def _one_way_to_find_it(self) -> Self:
        if (self.day is None) == (self.weekday is None) or (self.weekday is None) != (self.nth is None):
            raise ValueError("give either day, or weekday with nth")
        return self


class Library(Sourced):
    """The holidays of a country as the `holidays` package lists them, substitute days included.

    `subdivisions` are the states or provinces, by their codes in that package, that have holidays of their own;
    `subdivision` is the one that counts.
    """

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    subdivisions: tuple[Key, ...] = ()
    subdivision: Key | None = None


class Calendar(Data):
    """Weekends and public holidays, listed one by one or taken from the `holidays` package.

    `observed` says whether a listed holiday on a weekend is also kept on the nearest weekday; such a day never extends
    a period, and never counts as a working day either.
    """

    name: Words
    weekend: tuple[Weekday, ...]
    observed: Literal["nearest_weekday", "never"]
    sources: dict[Key, Source]
    holidays: tuple[Holiday, ...] = ()
    library: Library | None = None

    def at(self, state: str | None) -> "Calendar":
        """The calendar with the holidays of a state of its country, where that state has some of its own."""
        if self.library is None or state not in self.library.subdivisions:
            return self
        return self.model_copy(update={"library": self.library.model_copy(update={"subdivision": state})})
