"""Intake and Assessment: what the clinic told us, and what the rules say about it.

Both are immutable. An Assessment is reproducible from (intake, rulebook version, date); nothing here reads a clock.
Vocabulary that grows with the rulebook (topics, symptoms, red flags, tests, plans, regions, codes) is plain ids in the
model and is checked against the rulebook by `rules.intake_check`, so that a new id needs data, not code.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

MAX_TEXT = 3_000  # characters; Slack's plain_text_input holds no more


class Frozen(BaseModel):
    """An immutable model that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _iso_date(value: object) -> object:
    """Refuse numbers and date-times where a calendar date is meant; pydantic would guess an epoch from them."""
    if isinstance(value, datetime) or not isinstance(value, (date, str)):
        raise ValueError("write the date as YYYY-MM-DD, for example 2026-11-02")  # noqa: TRY004 -- pydantic collects ValueError, not TypeError
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=100)]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Line = Annotated[str, StringConstraints(max_length=150, pattern=r"^[^\r\n]*$")]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/#-]*$")]
Whole = Annotated[int, Field(strict=True)]
Weeks = Annotated[float, Field(ge=0, le=5_200, allow_inf_nan=False)]


class DenialReason(StrEnum):
    """Why the insurer says no; a notice can give several."""

    NOT_MEDICALLY_NECESSARY = "not_medically_necessary"
    CONSERVATIVE_CARE_FIRST = "conservative_care_first"
    WRONG_CODE = "wrong_code"
    NO_PRIOR_AUTHORIZATION = "no_prior_authorization"
    DUPLICATE_IMAGING = "duplicate_imaging"
    FREQUENCY_LIMIT = "frequency_limit"
    EXPERIMENTAL = "experimental"
    OTHER = "other"


class ServiceTiming(StrEnum):
    """When the scan stands against the decision; it chooses the insurer's clock."""

    PRE_SERVICE = "pre_service"
    POST_SERVICE = "post_service"
    CONCURRENT = "concurrent"


class Side(StrEnum):
    """Body side of the requested scan or of a finding."""

    NONE = "none"
    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"


class Contrast(StrEnum):
    """Intravenous contrast of an MR procedure."""

    WITHOUT = "without"
    WITH = "with"
    WITHOUT_AND_WITH = "without_and_with"


class Coverage(Frozen):
    """Who pays, under which law."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "US"
    plan: Id
    state: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}$")] | None = None
    insurer: Line = ""


class Money(Frozen):
    """An amount in an ISO 4217 currency."""

    value: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"


class Denial(Frozen):
    """The insurer's adverse determination, as printed on the notice."""

    notice_date: IsoDate
    received_date: IsoDate | None = None
    denied_level: Id = "initial"
    service_timing: ServiceTiming = ServiceTiming.PRE_SERVICE
    reasons: Annotated[tuple[DenialReason, ...], Field(min_length=1)]
    criteria: Literal["interqual", "mcg", "evicore", "carelon", "evolent", "plan_policy", "not_stated"] = "not_stated"
    amount: Money | None = None
    # Days that some rules count from instead of this notice; `deadlines` says which one it needs.
    first_denial_date: IsoDate | None = None  # the first denial, where this notice denies an appeal
    asked_date: IsoDate | None = None  # when the denied level was asked for
    service_date: IsoDate | None = None  # when the scan was done
    notice_words: Text | None = None  # the reason as the notice puts it

    @model_validator(mode="after")
    def _received_after_notice(self) -> "Denial":
        if self.received_date and self.received_date < self.notice_date:
            raise ValueError(
                f"received_date {self.received_date} is before notice_date {self.notice_date}: "
                "a notice cannot arrive before it was written; check both dates on the notice"
            )
        return self


class Exam(Frozen):
    """The scan that was asked for, in codes (strings, never numbers: 0042T and 70551 are both codes)."""

    cpt: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5}$")]
    region: Id
    side: Side = Side.NONE
    contrast: Contrast
    icd10: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9A-Z]{2}(\.[0-9A-Z]{1,4})?$")], ...] = ()


class Patient(Frozen):
    """De-identified facts only; who the patient is never enters the model."""

    age_years: Annotated[Whole, Field(ge=0, le=120)]
    sex: Literal["female", "male", "other"]
    pregnant: bool | None = None


class Finding(Frozen):
    """A named examination test and its result."""

    test: Id
    side: Side = Side.NONE
    result: Literal["positive", "negative", "inconclusive"]
    date: IsoDate | None = None


class Treatment(Frozen):
    """A trial of care that was made before the scan was asked for; `provider_guided`: a clinician led it."""

    kind: Id
    provider_guided: bool | None = None
    weeks: Weeks | None = None
    start_date: IsoDate | None = None
    outcome: Literal["no_improvement", "partial_improvement", "improved", "worse", "not_tolerated", "ongoing"]


class PriorImaging(Frozen):
    """An earlier study of the same problem."""

    modality: Literal["radiograph", "ct", "mri", "ultrasound", "bone_scan", "mammogram", "other"]
    region: Id
    date: IsoDate | None = None
    result: Text = ""
    shows: tuple[Id, ...] | None = None  # structured result, from the rulebook's vocabulary; None = not stated
    insufficient_because: Text | None = None
    changed_since: Text | None = None


class Breast(Frozen):
    """Facts that decide breast cancer screening by risk."""

    lifetime_risk_percent: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    risk_model: Id | None = None
    gene: Id | None = None
    chest_radiation_at_age: Annotated[Whole, Field(ge=0, le=120)] | None = None


class Clinical(Frozen):
    """The patient's condition, as far as the criteria ask for it."""

    topic: Id
    scenario: Id | None = None
    duration_weeks: Weeks | None = None
    course: Literal["improving", "persistent", "progressive"] | None = None
    severity: Annotated[Whole, Field(ge=0, le=10)] | None = None
    symptoms: tuple[Id, ...] = ()
    red_flags: tuple[Id, ...] = ()
    findings: tuple[Finding, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    prior_imaging: tuple[PriorImaging, ...] = ()
    intervention_candidate: bool | None = None
    why_mri: Text | None = None
    management_change: Text | None = None
    additional_facts: Text | None = None  # what the clinician adds
    new_facts: Text | None = None  # at a later level: what is new since the decision of this notice
    breast: Breast | None = None


class Contact(Frozen):
    """One contact with the insurer about this denial; `reference` is the number of the call, fax or message.

    `proof` says that a document shows it (a receipt, a confirmation), which goes with the letter.
    """

    date: IsoDate
    way: Literal["call", "peer_to_peer", "fax", "portal", "letter", "email"]
    about: Text
    with_whom: Line = ""
    reference: Line = ""
    proof: bool = False


class Clinician(Frozen):
    """The ordering clinician, who signs the letter."""

    name: Line = ""
    credentials: Line = ""
    specialty: Line = ""
    npi: Annotated[str, StringConstraints(pattern=r"^\d{10}$")] | None = None
    phone: Line | None = None
    call_times: tuple[Line, ...] = ()  # when a reviewer can call, as a letter says it


class Intake(Frozen):
    """Everything the clinic told us about one denial."""

    reference: Reference
    coverage: Coverage
    denial: Denial
    exam: Exam
    patient: Patient
    clinical: Clinical
    clinician: Clinician = Clinician()
    contacts: tuple[Contact, ...] = ()


# ---- what the rules answer ------------------------------------------------------------------------------------------


class Status(StrEnum):
    """How well a fact of the rulebook is supported (design.md, Facts)."""

    SEEN = "seen"
    INFERRED = "inferred"
    MEMORY = "memory"
    CONFLICT = "conflict"


class Citation(Frozen):
    """One pinpoint reference. Only a citable one may stand in a letter."""

    id: str
    document: str
    section: str | None = None
    year: str | None = None
    url: str | None = None
    status: Status
    citable: bool
    checked: date


class Problem(Frozen):
    """A fault of the intake, or a limit of the answer, with the dotted field it concerns (empty: the whole)."""

    field: str
    message: str


class Pathway(Frozen):
    """Which clock the appeal may ask for."""

    kind: Literal["standard", "expedited"]
    reasons: tuple[str, ...]
    citation: Citation | None = None


class Strength(StrEnum):
    """How far the checked criteria carry the case."""

    STRONG = "strong"
    ARGUABLE = "arguable"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"


class Condition(Frozen):
    """One requirement of a criterion, judged: the words, the verdict, the fact it was judged on, the intake fields."""

    text: str
    verdict: Literal["met", "unmet", "unknown"]
    fact: str = ""
    fields: tuple[str, ...] = ()


class Support(Frozen):
    """One criterion held against the case: the rating of the requested procedure and what is met, unmet, not known.

    `better_rated` names studies that the same criterion rates higher; `better_contrast` is the contrast form of the
    same MRI among them. `attested`: the clinician picked this scenario. `warnings` are limits and emergencies to say.
    """

    id: str
    source: str
    topic: str
    topic_id: str
    variant: int | None
    scenario: str
    procedure: str
    rating: str
    applies: bool
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    conditions: tuple[Condition, ...]
    better_rated: tuple[str, ...] = ()
    better_contrast: Contrast | None = None
    warnings: tuple[str, ...] = ()
    attested: bool = False
    needs_comparison: bool
    citation: Citation


class Rebuttal(Frozen):
    """Our answer to one denial reason; `holds` is False where the case cannot answer it."""

    reason: DenialReason
    title: str
    argument: str
    holds: bool
    better_route: str | None = None
    fields: tuple[str, ...] = ()
    citations: tuple[Citation, ...]


class Gap(Frozen):
    """Evidence that is lacking, the document that would close it, and why it matters."""

    id: str
    what: str
    document: str
    why: str
    required: bool = False


class CodeFinding(Frozen):
    """One thing that is wrong, or worth a look, in the codes."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    suggestion: str | None = None


class CodeCheck(Frozen):
    """The codes of the request held against each other."""

    ok: bool
    findings: tuple[CodeFinding, ...]


class Deadline(Frozen):
    """One step of the legal route and when it must be done.

    `latest` is what the rule allows, `safe` what no reading of the rule can defeat; both are None while the event that
    starts the clock has not happened. `hours` is set for hour clocks, which run from an instant and not from a date.
    """

    id: str
    level: str
    name: str
    kind: Literal["filing", "decision"]
    action: str
    latest: date | None
    safe: date | None
    hours: int | None = None
    passed: bool = False
    optional: bool = False
    basis: Citation | None
    counted: str
    warnings: tuple[str, ...] = ()


class Right(Frozen):
    """What a letter may assert for this plan; `warning` is for the person who signs, never for the letter.

    `about`: whether it opens the file and the criteria, or governs how the decision is reviewed.
    """

    id: str
    text: str
    about: Literal["file", "review"] | None = None
    citation: Citation
    warning: str | None = None


class Estimate(Frozen):
    """A published base rate; background, never this patient's chance."""

    text: str
    caveat: str
    citation: Citation


class LocalGuidance(Frozen):
    """A guideline on imaging of the country, and whether it speaks for the scan, against it, or depends on the case."""

    title: str
    edition: str | None = None
    text: str | None = None
    bearing: Literal["supports", "against", "depends"]
    citation: Citation | None = None


class Local(Frozen):
    """What is particular to a country other than the United States.

    `letter` is what a letter to the open level is called there, `insurer` who pays; `use` and `avoid` are the words of
    the trade; `notes` say in words what to know of the law.
    """

    country: str
    currency: str
    letter: str
    insurer: str
    use: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    guidance: tuple[LocalGuidance, ...] = ()
    bodies: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class ChecklistEntry(Frozen):
    """One thing to do at this level, made by the rules."""

    id: str
    text: str
    why: str
    required: bool


class Sign(Frozen):
    """What a finding suggests, or a radiograph cannot show; for a letter only where the citation is citable."""

    about: Literal["finding", "radiograph"]
    text: str
    fields: tuple[str, ...]
    citation: Citation | None


class Assessment(Frozen):
    """What the rules say about one intake on one day."""

    reference: str
    assessed_on: date
    rulebook_version: str
    problems: tuple[Problem, ...]
    pathway: Pathway
    strength: Strength
    strength_reasons: tuple[str, ...]
    support: tuple[Support, ...]
    rebuttals: tuple[Rebuttal, ...]
    gaps: tuple[Gap, ...]
    code_check: CodeCheck
    level: str
    deadlines: tuple[Deadline, ...]
    rights: tuple[Right, ...]
    estimate: Estimate | None
    checklist: tuple[ChecklistEntry, ...]
    examination: tuple[Sign, ...] = ()
    local: Local | None = None
