"""The shape of `denial_reasons.yaml`, `evidence.yaml` and `checklist.yaml`: words that hold under named flags.

A flag is a plain yes-or-no about the case (`rules.case`), "not FLAG" its opposite. A text may use {placeholders}, which
are filled from the intake and from cited criteria only.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from rules.data_files import load_file
from rules.model import DenialReason
from rules.schema.common import Data, Key, Source, Sourced

Flag = Annotated[str, StringConstraints(pattern=r"^(not )?[a-z][a-z0-9_]*(:[a-z0-9_]+)?$")]
Flags = tuple[Flag, ...]


class Piece(Data):
    """A sentence of an argument: said when all flags hold and all its placeholders have a value.

    `fields` are the intake fields it rests on; `cite` names "support" (the criteria that carry the case) or rights.
    """

    when: Flags = ()
    text: str
    fields: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()


class Evidence(Data):
    """A document or statement that is lacking while the flags hold."""

    id: Key
    when: Flags
    what: str
    document: str
    why: str
    required: bool = False


class RemittanceCode(Sourced):
    """A CARC or RARC, in our own words, that points to a reason on a remittance."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,2}[0-9]{1,4}$")]
    active: bool
    meaning: str
    use: str = ""


class Reason(Data):
    """One denial reason: what wins it, when our answer holds, the answer, the better route, the evidence."""

    reason: DenialReason
    title: str
    wins: str
    holds_when: tuple[Flags, ...]
    argument: Annotated[tuple[Piece, ...], Field(min_length=1)]
    cannot: Annotated[tuple[Piece, ...], Field(min_length=1)]
    better_route: tuple[Piece, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    carc: tuple[RemittanceCode, ...] = ()
    rarc: tuple[RemittanceCode, ...] = ()


class ReasonFile(Data):
    """`denial_reasons.yaml`."""

    sources: dict[Key, Source]
    reasons: tuple[Reason, ...]


class EvidenceFile(Data):
    """`evidence.yaml`: what every appeal needs, and which document proves which field of the intake."""

    evidence: tuple[Evidence, ...]
    documents: dict[str, str]


class Task(Data):
    """One thing to do before or with the appeal."""

    id: Key
    when: Flags = ()
    text: str
    why: str
    required: bool = True


class TaskFile(Data):
    """`checklist.yaml`."""

    tasks: tuple[Task, ...]


def load_reasons(folder: Path) -> Mapping[DenialReason, Reason]:
    """Read `folder`/denial_reasons.yaml by reason.

    Raises:
        RulebookError: the file is faulty.
    """
    content = load_file(folder / "denial_reasons.yaml", ReasonFile)
    return {reason.reason: reason for reason in content.reasons}


def load_evidence(folder: Path) -> EvidenceFile:
    """Read `folder`/evidence.yaml.

    Raises:
        RulebookError: the file is faulty.
    """
    return load_file(folder / "evidence.yaml", EvidenceFile)


def load_tasks(folder: Path) -> tuple[Task, ...]:
    """Read `folder`/checklist.yaml.

    Raises:
        RulebookError: the file is faulty.
    """
    return load_file(folder / "checklist.yaml", TaskFile).tasks
