"""The shape of `denial_reasons.yaml`, `evidence.yaml` and `checklist.yaml`: words that hold under named flags.

A flag is a plain yes-or-no about the case (`rules.case`), "not FLAG" its opposite. A text may use {placeholders}, which
are filled from the intake and from cited criteria only.
"""

from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from rules.data_files import load_file
from rules.model import DenialReason
from rules.schema.common import Data, Key, Source, Sourced

FLAGS = frozenset(
    {
        # what the criteria say
        *("supported", "arguable", "may_be_appropriate", "not_appropriate", "nothing_applies", "attested"),
        *("asks_trial", "needs_comparison", "missing_facts", "better_rated"),
        # the condition
        *("red_flag", "emergency", "trial_of_care", "treatments_dated", "duration", "course", "findings"),
        *("guided_care", "re_examined", "trial_running"),
        *("intervention_candidate", "why_mri", "management_change", "risk_model", "gene", "chest_radiation"),
        # earlier imaging
        *("prior_imaging", "other_imaging_only", "change_documented", "insufficient_documented"),
        *("radiograph", "radiograph_result", "annual_screening", "breast_screening", "nothing_new", "repeat_answered"),
        *("radiograph_blind", "radiograph_first"),
        # the request
        *("code_error", "code_warning", "right_code", "diagnoses", "joint", "brain", "breast"),
        *(
            "pre_service",
            "post_service",
            "expedited",
            "criteria_named",
            "medicare_advantage",
            "file_right",
            "abroad",
            "local_guidance",
            "plan_unknown",
        ),
    }
)
WORDS = frozenset(
    {
        *("cpt", "procedure", "region", "right_code", "diagnoses", "code_errors", "criteria"),
        *("criteria_sentences", "sources", "rating", "missing", "better_rated", "comparison_links"),
        *("red_flags", "treatments", "duration", "course", "prior_imaging", "insufficient", "changed"),
        *("local_guidance", "local_words"),
        *("file_right", "earlier_mri", "repeat_insufficient", "repeat_changed"),
        *("guided", "re_examined_on", "trial_complete", "radiograph_blind"),
    }
)
PREFIXES = ("right:", "reason:", "plan:")  # flags that name an id of the rulebook: "right:claim_file_free"


@lru_cache(maxsize=1024)
def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _known_flag(flag: str) -> str:
    name = flag.removeprefix("not ")
    if name not in FLAGS and not name.startswith(PREFIXES):
        raise ValueError(f"unknown flag {name!r}; the flags stand in rules/schema/reasons.py")
    return flag


def _known_words(text: str) -> str:
    unknown = sorted(set(placeholders(text)) - WORDS)
    if unknown:
        raise ValueError(f"unknown placeholder {', '.join(unknown)}; the words stand in rules/schema/reasons.py")
    return text


Flag = Annotated[str, StringConstraints(min_length=1), AfterValidator(_known_flag)]
Flags = tuple[Flag, ...]
Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(_known_words)]


class Piece(Data):
    """A sentence of an argument: said when all flags hold and all its placeholders have a value.

    `fields` are the intake fields it rests on; `cite` names "support" (the criteria that carry the case) or rights.
    """

    when: Flags = ()
    text: Text
    fields: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()


class Evidence(Data):
    """A document or statement that is lacking while the flags hold."""

    id: Key
    when: Flags
    what: Text
    document: str
    why: Text
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
    radiograph_cannot_show: tuple[Key, ...]  # symptoms and red flags of what a radiograph cannot show


class Task(Data):
    """One thing to do before or with the appeal."""

    id: Key
    when: Flags = ()
    text: Text
    why: Text
    required: bool = True


class TaskFile(Data):
    """`checklist.yaml`."""

    tasks: tuple[Task, ...]


def load_reasons(folder: Path) -> ReasonFile:
    """Read `folder`/denial_reasons.yaml.

    Raises:
        RulebookError: the file is faulty.
    """
    return load_file(folder / "denial_reasons.yaml", ReasonFile)


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
