"""Which letters there are, and which of them fit a case."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, get_args

from rules.law import INITIAL, UnknownLevel, plan_of
from rules.local import abroad
from rules.model import Assessment, DenialReason, Intake, ServiceTiming
from rules.rulebook import Rulebook
from rules.schema.law import Level

Kind = Literal[
    "appeal",
    "expedited_appeal",
    "second_appeal",
    "external_review",
    "complaint",
    "complaint_german",
    "complaint_french",
    "medical_necessity",
    "criteria_request",
    "peer_to_peer_request",
    "peer_to_peer_brief",
    "corrected_request",
    "retrospective_request",
    "contact_history",
    "fax_cover",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
NAMES: Mapping[Kind, str] = {
    "appeal": "Appeal",
    "expedited_appeal": "Expedited appeal",
    "second_appeal": "Second-level appeal",
    "external_review": "Request for independent review",
    "complaint": "Complaint",
    "complaint_german": "Complaint, in German",
    "complaint_french": "Complaint, in French",
    "medical_necessity": "Letter of medical necessity",
    "criteria_request": "Request for the criteria and the file",
    "peer_to_peer_request": "Peer-to-peer request",
    "peer_to_peer_brief": "Peer-to-peer brief, for the clinician",
    "corrected_request": "Corrected request",
    "retrospective_request": "Retrospective authorization request",
    "contact_history": "Contact history",
    "fax_cover": "Fax cover sheet",
}
LANGUAGES: Mapping[Kind, str] = {"complaint_german": "de-DE", "complaint_french": "fr-FR"}
SPOKEN: Mapping[str, Kind] = {"DE": "complaint_german", "FR": "complaint_french"}


class Case(NamedTuple):
    """What decides which letters fit."""

    intake: Intake
    assessment: Assessment
    rulebook: Rulebook

    @property
    def level(self) -> Level | None:
        """The level that the letters ask for; None where none is left, or only a court, which is a lawyer's work."""
        try:
            level = plan_of(self.intake, self.rulebook).level(self.assessment.level)
        except UnknownLevel:
            return None
        return None if level.kind == "court" or level.id == self.intake.denial.denied_level else level

    @property
    def abroad(self) -> bool:
        """Whether the case is outside the United States."""
        return abroad(self.intake, self.rulebook)

    @property
    def billed(self) -> bool:
        """Whether the scan is done."""
        return self.intake.denial.service_timing is ServiceTiming.POST_SERVICE


def main_kind(intake: Intake, assessment: Assessment, rulebook: Rulebook) -> Kind:
    """The letter that asks for the next level; where there is none, the letter of medical necessity."""
    case = Case(intake, assessment, rulebook)
    if case.level is None:
        return "medical_necessity"
    if case.abroad:
        return SPOKEN.get(intake.coverage.country, "complaint")
    if case.level.outside:
        return "external_review"
    if intake.denial.denied_level != INITIAL:
        return "second_appeal"
    return "expedited_appeal" if assessment.pathway.kind == "expedited" else "appeal"


def kinds_for(intake: Intake, assessment: Assessment, rulebook: Rulebook) -> tuple[Kind, ...]:
    """Every kind that fits the case, the main one first."""
    main, case = main_kind(intake, assessment, rulebook), Case(intake, assessment, rulebook)
    return (main, *(kind for kind, fits in _OTHERS.items() if kind != main and (fits is None or fits(case))))


def _in_english_too(case: Case) -> bool:
    return case.abroad and case.level is not None


def _by_telephone(case: Case) -> bool:
    """A call between physicians: before the payer's own decision is final, and not once the scan is billed."""
    return not case.abroad and not case.billed and case.intake.denial.denied_level == INITIAL


def _codes_in_question(case: Case) -> bool:
    asked = not case.assessment.code_check.ok or DenialReason.WRONG_CODE in case.intake.denial.reasons
    return asked and not case.abroad


def _done_without_asking(case: Case) -> bool:
    unasked = DenialReason.NO_PRIOR_AUTHORIZATION in case.intake.denial.reasons
    return unasked and case.billed and not case.abroad


def _contacts(case: Case) -> bool:
    return bool(case.intake.contacts)


_OTHERS: Mapping[Kind, Callable[[Case], bool] | None] = {
    "complaint": _in_english_too,
    "medical_necessity": None,
    "criteria_request": None,
    "peer_to_peer_request": _by_telephone,
    "peer_to_peer_brief": _by_telephone,
    "corrected_request": _codes_in_question,
    "retrospective_request": _done_without_asking,
    "contact_history": _contacts,
    "fax_cover": None,
}
