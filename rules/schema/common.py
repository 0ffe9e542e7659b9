"""What every kind of data file shares: strict frozen models, sources, and when a fact may be cited."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from rules.model import Citation, Status

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=80)]


class Data(BaseModel):
    """Base of the data models: immutable, no unknown key, no silent conversion (70551 is not "70551")."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Source(Data):
    """A document that somebody read (or one known from memory), named once per data file and referred to by its key."""

    document: str
    url: str | None = None
    kind: Literal["primary", "mirror", "quoted", "official", "secondary"]
    year: str | None = None
    note: str | None = None


class Sourced(Data):
    """A value that says where it comes from.

    `section` is the pinpoint ("29 CFR 2560.503-1(h)(3)(i)"), `sources` are keys of the same file's `sources`,
    `checked` the day on which somebody last held the value against them.
    """

    section: str | None = None
    sources: tuple[Key, ...] = ()
    status: Status
    confidence: Literal["high", "low"] = "high"
    checked: date
    note: str | None = None

    @property
    def citable(self) -> bool:
        """True where a letter may cite the value: it was read in a source, or inferred with high confidence.

        Memory, conflicts and low confidence may steer and warn, never be cited (design.md, Facts).
        """
        return self.confidence == "high" and self.status in {Status.SEEN, Status.INFERRED}


def citation(
    fact: Sourced, identifier: str, document: str, *, year: str | None = None, url: str | None = None
) -> Citation:
    """The reference to a fact as assessments and letters carry it; `document` is the name a reader knows it by."""
    return Citation(
        id=identifier,
        document=document,
        section=fact.section,
        year=year,
        url=url,
        status=fact.status,
        citable=fact.citable,
        checked=fact.checked,
    )
