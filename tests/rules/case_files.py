"""Case files: the rules held by examples that a clinician or a lawyer can read and write.

A file `tests/rules/cases/<law|acr|criteria|codes|…>/<name>.yaml`, for ACR named after its topic:

    base:                                  # dotted fields of an intake, set on MINIMAL below
      clinical.topic: low_back_pain        # exam.cpt, exam.region, exam.contrast and clinical.topic must be set here
      exam: {cpt: "72148", region: lumbar_spine, contrast: without}
    on: 2026-11-23                         # the day of the assessment; a case may have its own. 2026-11-23 if left out
    cases:
      - name: six weeks of care carry variant 3        # a sentence, unique in the file
        intake: {clinical.duration_weeks: 6, clinical.course: persistent}     # dotted fields, set on the base
        expected: {applies: [low_back_pain_3], strength: strong}
        why: the trial of care is exactly as long as the scenario asks

`Expected` lists what can be expected; what is left out is not checked. YAML anchors keep repeated facts short: put them
under a key that starts with "x-" at the top of the file.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rules.data_files import read_yaml

FOLDER = Path(__file__).parent / "cases"
ON = date(2026, 11, 23)
MINIMAL: dict[str, Any] = {
    "reference": "CASE-1",
    "coverage": {"country": "US", "plan": "erisa_self_funded"},
    "denial": {"notice_date": "2026-11-02", "reasons": ["not_medically_necessary"]},
    "patient": {"age_years": 54, "sex": "female"},
}

Rating = Literal["UA", "MBA", "MBA-D", "UNA", "-"]


class Strict(BaseModel):
    """A misspelled key in a case file is a fault, not a case that checks nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(Strict):
    """What the assessment must say. Texts in lists must each be found, whatever the case of their letters."""

    strength: Literal["strong", "arguable", "weak", "unsupported"] | None = None
    pathway: Literal["standard", "expedited"] | None = None
    applies: tuple[str, ...] | None = None  # the ids of exactly the criteria that apply, in any order
    includes: tuple[str, ...] = ()  # ids that must be among those that apply
    excludes: tuple[str, ...] = ()  # ids that must not apply
    ratings: dict[str, Rating] = {}  # rating of the requested procedure under a criterion that is shown
    unmet: dict[str, str] = {}  # id of a criterion that is shown: words of a condition that is not met
    unknown: dict[str, str] = {}  # id of a criterion that is shown: words of a condition that waits for a fact
    better: tuple[str, ...] = ()  # studies that a criterion which applies rates higher
    attested: str | None = None  # the id of the scenario that the clinician picked
    compare: bool | None = None  # whether a criterion that applies must be compared with the ACR's page
    numbered: bool | None = None  # whether every citation of ACR among what applies names its variant
    says: tuple[str, ...] = ()  # anywhere in the assessment
    never_says: tuple[str, ...] = ()  # nowhere in it
    reasons: tuple[str, ...] = ()  # in the reasons of the strength
    problems: tuple[str, ...] | None = None  # exactly these fields have a limit of the answer
    invalid: tuple[str, ...] | None = None  # the intake is refused for exactly these fields
    code_ok: bool | None = None
    codes: tuple[str, ...] = ()  # suggested by the code check
    holds: dict[str, bool] = {}  # denial reason: whether our answer holds
    gaps: tuple[str, ...] = ()  # ids
    no_gaps: tuple[str, ...] = ()  # ids that must not be among them
    tasks: tuple[str, ...] = ()  # ids of the checklist
    rights: tuple[str, ...] = ()  # ids
    level: str | None = None  # the level that is open
    deadlines: dict[str, dict[str, Any]] = {}  # id: latest, safe, hours, passed, kind, counted (words), basis (words)


class WrittenCase(Strict):
    """One case as written."""

    name: str = Field(min_length=10)
    intake: dict[str, Any] = {}
    on: date | None = None
    expected: Expected
    why: str = Field(min_length=5)


class CaseFile(Strict):
    """One file."""

    base: dict[str, Any]
    on: date = ON
    cases: tuple[WrittenCase, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Case:
    """One case, ready to be assessed: where it stands, the raw intake, the day, what is expected."""

    file: str
    name: str
    content: Mapping[str, Any]
    on: date
    expected: Expected
    why: str

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


def with_fields(document: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a document with dotted fields set: {"exam.cpt": "72158"}."""
    changed = deepcopy(dict(document))
    for field, value in fields.items():
        *path, last = field.split(".")
        target = changed
        for part in path:
            target = target.setdefault(part, {})
        target[last] = deepcopy(value)
    return changed


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of one file.

    Raises:
        RulebookError: the file is no YAML.
        ValueError: it has not the form above, or two cases have one name.
    """
    content = read_yaml(path)
    if not isinstance(content, Mapping):
        raise TypeError(f"{path.name}: a case file is a mapping with base and cases")
    written = {**_on_said(content), "cases": [_on_said(case) for case in content.get("cases", ())]}
    file = CaseFile.model_validate({key: value for key, value in written.items() if not str(key).startswith("x-")})
    names = [case.name for case in file.cases]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{path.name}: two cases are named {twice}")
    base = with_fields(MINIMAL, file.base)
    where = path.relative_to(FOLDER).with_suffix("").as_posix() if path.is_relative_to(FOLDER) else path.stem
    for case in file.cases:
        yield Case(where, case.name, with_fields(base, case.intake), case.on or file.on, case.expected, case.why)


def _on_said(content: Mapping[Any, Any]) -> dict[Any, Any]:
    """The same with the key "on", which YAML 1.1 reads as true."""
    return {"on" if key is True else key: value for key, value in content.items()}


def all_cases(folder: Path = FOLDER) -> list[Case]:
    """Every case of every file, in the order of the files' names."""
    return [case for path in sorted(folder.rglob("*.yaml")) for case in read_cases(path)]
