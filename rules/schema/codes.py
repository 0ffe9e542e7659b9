"""The shape of `rules/data/codes`: MR procedure codes by family, retired codes, diagnosis codes, known mistakes.

CPT descriptors belong to the AMA: labels here are our own. ICD-10-CM titles are in the public domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from rules.data_files import load_file
from rules.model import Contrast, Id, Side
from rules.schema.common import Data, Key, Source, Sourced

CptCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5}$")]
IcdCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9A-Z]{2}(\.[0-9A-Z]{1,4})?$")]
ContrastForm = Literal["without", "with", "without_and_with", "any"]

CONTRAST_WORDS = {
    Contrast.WITHOUT: "without contrast",
    Contrast.WITH: "with contrast",
    Contrast.WITHOUT_AND_WITH: "without and with contrast",
}


class Family(Sourced):
    """The codes of one kind of study of one part of the body; they differ in contrast only.

    `regions` are the regions that the study images; a code under "any" covers every contrast form. `laterality` says
    whether each side is ordered on its own (`per_side`) or the code itself says it (`one_side`, `both_sides`).
    `usual` is False for a family that is ordered only for a special question (intraoperative, functional).
    """

    id: Key
    label: str
    modality: Literal["mri", "mra", "ct", "spectroscopy", "elastography", "guidance"]
    regions: tuple[Id, ...] = ()
    laterality: Literal["none", "per_side", "one_side", "both_sides"] = "none"
    usual: bool = True
    codes: Annotated[dict[ContrastForm, CptCode], Field(min_length=1)]


class RetiredCode(Sourced):
    """A code that was valid once, or is valid only elsewhere, with what a request uses instead."""

    codes: Annotated[tuple[CptCode, ...], Field(min_length=1)]
    what: str
    use: Annotated[tuple[CptCode, ...], Field(min_length=1)]


class CptFile(Data):
    """`codes/cpt.yaml`."""

    sources: dict[Key, Source]
    regions_beyond: tuple[Id, ...]
    families: tuple[Family, ...]
    retired: tuple[RetiredCode, ...]


class Diagnosis(Data):
    """One ICD-10-CM code. No region: it fits any; `side` None: the code names none."""

    code: IcdCode
    title: str
    regions: tuple[Id, ...] = ()
    side: Literal["left", "right", "bilateral", "unspecified"] | None = None
    kind: Literal["diagnosis", "symptom", "screening", "risk", "manifestation"] = "diagnosis"


class IcdRelease(Sourced):
    """The release that the table was taken from and the days of encounter for which it is valid."""

    name: str
    valid_from: date
    valid_until: date


class IcdFile(Data):
    """`codes/icd10cm.yaml`: billable codes, and headers that must be replaced by one of their children."""

    sources: dict[Key, Source]
    release: IcdRelease
    codes: tuple[Diagnosis, ...]
    headers: dict[IcdCode, Annotated[tuple[IcdCode, ...], Field(min_length=1)]]


class MistakeSigns(Data):
    """How a mistake shows: every list that is given must hold at least one thing that the request has.

    `red_flags` may name a group of the vocabulary as "group:suspected_cancer". One of `unless_symptoms` explains the
    request, so that it is no mistake.
    """

    families: tuple[Key, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    regions: tuple[Id, ...] = ()
    topics: tuple[Id, ...] = ()
    symptoms: tuple[Id, ...] = ()
    unless_symptoms: tuple[Id, ...] = ()
    red_flags: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    only_diagnoses: tuple[IcdCode, ...] = ()


class Mistake(Sourced):
    """A mistake that is often made: how it shows, what to say, and the family and contrast of the right code.

    `message` may use {code}, {right} and {region}.
    """

    id: Key
    severity: Literal["error", "warning"]
    signs: Annotated[tuple[MistakeSigns, ...], Field(min_length=1)]
    message: str
    right_family: Key | None = None
    right_contrast: Contrast | None = None
    right_diagnoses: tuple[IcdCode, ...] = ()


class MistakeFile(Data):
    """`codes/mistakes.yaml`."""

    sources: dict[Key, Source]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class Procedure:
    """One procedure code: its family and contrast (None: the code covers every contrast form)."""

    code: str
    family: Family
    contrast: Contrast | None

    @property
    def label(self) -> str:
        """Our own short words for the study, such as "MRI of the lumbar spine without contrast"."""
        return f"{self.family.label} {CONTRAST_WORDS[self.contrast]}" if self.contrast else self.family.label


@dataclass(frozen=True)
class CodeTable:
    """Every code that we know, ready for look-up."""

    families: Mapping[str, Family]
    procedures: Mapping[str, Procedure]
    retired: Mapping[str, RetiredCode]
    mistakes: tuple[Mistake, ...]
    diagnoses: Mapping[str, Diagnosis]
    headers: Mapping[str, tuple[str, ...]]
    release: IcdRelease
    regions_beyond: tuple[str, ...]
    sources: Mapping[str, Source]

    def family_for(self, region: str, side: Side) -> Family | None:
        """The usual family of MRI, or of MR angiography; where its codes say one side or both, `side` chooses."""
        fitting = [
            family
            for family in self.families.values()
            if family.modality in {"mri", "mra"} and family.usual and region in family.regions
        ]
        unwanted = "both_sides" if side in {Side.LEFT, Side.RIGHT} else "one_side"
        return next((family for family in fitting if family.laterality != unwanted), None)

    def rated_as(self, code: str, region: str) -> str:
        """What a criterion rates a request under: its region, or the family of a study that is one of its own.

        A stress study of the heart or a functional study of the brain images the same region as the usual study, but
        is rated by itself; so is spectroscopy, which has no region.
        """
        procedure = self.procedures.get(code)
        if procedure is None or (procedure.family.usual and procedure.family.regions):
            return region
        return procedure.family.id

    def paired(self, region: str) -> bool:
        """Whether a scan of this region is ordered for a side (knee: yes; the breast codes say the side themselves)."""
        return any(region in family.regions and family.laterality == "per_side" for family in self.families.values())


def load_codes(folder: Path) -> CodeTable:
    """Read `folder`/cpt.yaml, icd10cm.yaml and mistakes.yaml.

    Raises:
        RulebookError: a file is faulty.
    """
    cpt = load_file(folder / "cpt.yaml", CptFile)
    icd = load_file(folder / "icd10cm.yaml", IcdFile)
    mistakes = load_file(folder / "mistakes.yaml", MistakeFile)
    return CodeTable(
        families={family.id: family for family in cpt.families},
        procedures={
            code: Procedure(code, family, None if form == "any" else Contrast(form))
            for family in cpt.families
            for form, code in family.codes.items()
        },
        retired={code: retired for retired in cpt.retired for code in retired.codes},
        mistakes=mistakes.mistakes,
        diagnoses={diagnosis.code: diagnosis for diagnosis in icd.codes},
        headers=icd.headers,
        release=icd.release,
        regions_beyond=cpt.regions_beyond,
        sources={**cpt.sources, **icd.sources, **mistakes.sources},
    )
