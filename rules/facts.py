"""The named facts that a condition may ask of an intake, each with the words and the fields it rests on.

Two kinds of silence are told apart. What the form lists for ticking (symptoms, red flags, treatments, prior imaging,
genes) and was left unticked counts as absent. What the form asks for (duration, course, weeks of a trial, what a
radiograph shows, lifetime risk) and was left empty is unknown, and stays unknown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rules.model import Intake, PriorImaging, Treatment
from rules.regions import shown_together
from rules.schema.vocabulary import Part
from rules.words import long_day

WEEKS_PER_YEAR = Decimal("52.1775")  # 365.2425 days
INFINITE = Decimal("Infinity")
ADULT = 18  # years; growth plates are taken as closed


@dataclass(frozen=True)
class Span:
    """A number known to lie between two bounds; an exact number has equal bounds."""

    low: Decimal
    high: Decimal


NOTHING_ENTERED = "none documented"
NO_NUMBER = Span(INFINITE, -INFINITE)  # the empty span: there is no such number, so it meets no bound


@dataclass(frozen=True)
class Listing:
    """Ids that were entered; `complete` is False where more may be true than was entered."""

    ids: frozenset[str]
    complete: bool = True


Value = Span | Listing | str | bool | None


@dataclass(frozen=True)
class Reading:
    """What the intake says about one fact: a value (None: it does not say), and the same in words.

    In the words an id of the vocabulary stands in braces; `rules.conditions` puts its label there.
    """

    value: Value
    words: str


Kind = Literal["number", "ids", "choice", "flag"]


@dataclass(frozen=True)
class Fact:
    """One fact: its name and kind, the intake fields it rests on, the part of the vocabulary its ids come from."""

    name: str
    kind: Kind
    fields: tuple[str, ...]
    read: Callable[[Intake, frozenset[str]], Reading]
    vocabulary: Part | None = None


FACTS: dict[str, Fact] = {}

Reader = Callable[[Intake, frozenset[str]], Reading]


def _fact(kind: Kind, *fields: str, vocabulary: Part | None = None) -> Callable[[Reader], Reader]:
    def register(read: Reader) -> Reader:
        FACTS[read.__name__] = Fact(read.__name__, kind, fields, read, vocabulary)
        return read

    return register


def in_words(ids: Iterable[str]) -> str:
    """Ids in a stable order, each in braces."""
    return "; ".join(f"{{{item}}}" for item in sorted(ids)) or NOTHING_ENTERED


def _exactly(number: float | Decimal | None, words: str) -> Reading:
    if number is None:
        return Reading(None, "not stated")
    value = Decimal(str(number))
    return Reading(Span(value, value), words.format(f"{value.normalize():f}"))


def _weeks(number: float) -> str:
    return f"{number:g} week" + ("" if number == 1 else "s")


def _choice(value: str | None) -> Reading:
    return Reading(value, value.replace("_", " ") if value else "not stated")


def _term(value: str | None) -> Reading:
    return Reading(value, f"{{{value}}}" if value else "not stated")


def _listed(ids: Iterable[str]) -> Reading:
    values = frozenset(ids)
    return Reading(Listing(values), in_words(values))


def _yes_no(*, value: bool | None) -> Reading:
    return Reading(value, {True: "yes", False: "no", None: "not stated"}[value])


# ---- the person -----------------------------------------------------------------------------------------------------


@_fact("number", "patient.age_years")
def age_years(intake: Intake, _: frozenset[str]) -> Reading:
    """The patient's age in completed years."""
    return _exactly(intake.patient.age_years, "age {}")


@_fact("choice", "patient.sex")
def sex(intake: Intake, _: frozenset[str]) -> Reading:
    """The patient's sex."""
    return _choice(intake.patient.sex)


@_fact("flag", "patient.pregnant")
def pregnant(intake: Intake, _: frozenset[str]) -> Reading:
    """Only a stated pregnancy counts."""
    return Reading(bool(intake.patient.pregnant), "pregnant" if intake.patient.pregnant else "no pregnancy entered")


@_fact("number", "clinical.duration_weeks", "clinical.red_flags")
def onset_age_years(intake: Intake, _: frozenset[str]) -> Reading:
    """Completed years at onset: known to a year, because the birthday is not, and not at all without a duration."""
    age, weeks = Decimal(intake.patient.age_years), intake.clinical.duration_weeks
    if weeks is None:
        return Reading(Span(Decimal(0), age), f"age {age} now, duration not stated")
    years_ago = Decimal(str(weeks)) / WEEKS_PER_YEAR
    latest = age + 1 - years_ago
    low, high = max(Decimal(0), (age - years_ago) // 1), max(Decimal(0), min(age, latest // 1))
    return Reading(Span(low, high), f"age {age} now, for {_weeks(weeks)}")


@_fact("flag", "clinical.findings", "clinical.scenario")
def skeletally_mature(intake: Intake, _: frozenset[str]) -> Reading:
    """An adult is; in a child only an examination or a radiograph that says so decides."""
    if intake.patient.age_years >= ADULT:
        return Reading(value=True, words=f"age {intake.patient.age_years}")
    results = {finding.result for finding in intake.clinical.findings if finding.test == "open_growth_plates"}
    open_on_film = any("open_growth_plates" in (study.shows or ()) for study in _radiographs(intake))
    if open_on_film or results == {"positive"}:
        return Reading(value=False, words="growth plates open")
    if results == {"negative"}:
        return Reading(value=True, words="growth plates closed")
    return Reading(None, f"age {intake.patient.age_years}, growth plates not stated")


# ---- the complaint --------------------------------------------------------------------------------------------------


@_fact("number", "clinical.duration_weeks")
def duration_weeks(intake: Intake, _: frozenset[str]) -> Reading:
    """How long the symptoms have lasted, in weeks."""
    weeks = intake.clinical.duration_weeks
    return _exactly(weeks, "not stated" if weeks is None else _weeks(weeks))


@_fact("choice", "clinical.course")
def course(intake: Intake, _: frozenset[str]) -> Reading:
    """Whether the symptoms are improving, persistent or progressive."""
    return _choice(intake.clinical.course)


@_fact("ids", "clinical.symptoms", vocabulary="symptoms")
def symptoms(intake: Intake, _: frozenset[str]) -> Reading:
    """The symptoms and the history that were ticked."""
    return _listed(intake.clinical.symptoms)


@_fact("ids", "clinical.red_flags", vocabulary="red_flags")
def red_flags(intake: Intake, _: frozenset[str]) -> Reading:
    """The red flags that were ticked."""
    return _listed(intake.clinical.red_flags)


@_fact("ids", "clinical.findings", vocabulary="tests")
def positive_tests(intake: Intake, _: frozenset[str]) -> Reading:
    """The examination tests with a positive result."""
    return _listed(finding.test for finding in intake.clinical.findings if finding.result == "positive")


@_fact("choice", "clinical.scenario")
def scenario(intake: Intake, _: frozenset[str]) -> Reading:
    """The scenario that the clinician picked."""
    return _choice(intake.clinical.scenario)


@_fact("ids", "clinical.findings", vocabulary="tests")
def negative_tests(intake: Intake, _: frozenset[str]) -> Reading:
    """The examination tests with a negative result; a test that was not made is not among them."""
    return _listed(finding.test for finding in intake.clinical.findings if finding.result == "negative")


@_fact("flag", "clinical.intervention_candidate")
def intervention_candidate(intake: Intake, _: frozenset[str]) -> Reading:
    """Whether the patient is a candidate for surgery or an intervention."""
    return _yes_no(value=intake.clinical.intervention_candidate)


# ---- the trial of care ----------------------------------------------------------------------------------------------


@_fact("ids", "clinical.treatments", vocabulary="treatments")
def treatments(intake: Intake, _: frozenset[str]) -> Reading:
    """The kinds of treatment that were tried."""
    return _listed(treatment.kind for treatment in intake.clinical.treatments)


@_fact(
    "number",
    "clinical.treatments.weeks",
    "clinical.treatments",
    vocabulary="treatments",
)
def care_weeks(intake: Intake, counted: frozenset[str]) -> Reading:
    """The longest single trial of the counted kinds that did not end in recovery.

    Trials are not added up: they may have run at the same time. One without weeks may have lasted any time.
    """
    trials = [trial for trial in intake.clinical.treatments if trial.kind in counted and trial.outcome != "improved"]
    weeks = [Decimal(str(trial.weeks)) for trial in trials if trial.weeks is not None]
    low = max(weeks, default=Decimal(0))
    high = low if len(weeks) == len(trials) else INFINITE
    return Reading(Span(low, high), "; ".join(map(_trial_words, trials)) or "no trial of care without recovery entered")


def _trial_words(trial: Treatment) -> str:
    length = "weeks not stated" if trial.weeks is None else _weeks(trial.weeks)
    return f"{{{trial.kind}}}, {length}, {trial.outcome.replace('_', ' ')}"


# ---- earlier imaging of the same region -----------------------------------------------------------------------------


def _studies(intake: Intake, modality: str) -> list[PriorImaging]:
    shown = shown_together(intake.exam.region)
    return [study for study in intake.clinical.prior_imaging if study.modality == modality and study.region in shown]


@_fact("choice", "exam.region", vocabulary="regions")
def region(intake: Intake, _: frozenset[str]) -> Reading:
    """The region of the requested scan."""
    return _term(intake.exam.region)


def _radiographs(intake: Intake) -> list[PriorImaging]:
    return _studies(intake, "radiograph")


def _done(intake: Intake, modality: str, study: str) -> Reading:
    studies = _studies(intake, modality)
    dates = " and ".join(long_day(item.date, intake.coverage.country) for item in studies if item.date)
    done = f"{study} done" + (f" on {dates}" if dates else "")
    return Reading(bool(studies), done if studies else f"no {study} of this region entered")


@_fact("flag", "clinical.prior_imaging")
def radiograph_done(intake: Intake, _: frozenset[str]) -> Reading:
    """Whether a radiograph of the region was done."""
    return _done(intake, "radiograph", "radiograph")


@_fact("flag", "clinical.prior_imaging")
def ct_done(intake: Intake, _: frozenset[str]) -> Reading:
    """Whether a CT of the region was done."""
    return _done(intake, "ct", "CT")


def _shown(studies: list[PriorImaging], study: str) -> Reading:
    """Everything the studies show; one without a structured result may show anything."""
    if not studies:
        return Reading(Listing(frozenset()), f"no {study} entered")
    shown = frozenset(item for each in studies for item in each.shows or ())
    complete = all(each.shows for each in studies)
    return Reading(Listing(shown, complete), in_words(shown) if shown else f"{study} done, result not picked")


def _shows() -> Callable[[Reader], Reader]:
    return _fact("ids", "clinical.prior_imaging.shows", "clinical.prior_imaging", vocabulary="imaging_findings")


@_shows()
def radiograph_shows(intake: Intake, _: frozenset[str]) -> Reading:
    """What the radiographs of the region show."""
    return _shown(_radiographs(intake), "radiograph of this region")


@_shows()
def ct_shows(intake: Intake, _: frozenset[str]) -> Reading:
    """What the CTs of the region show."""
    return _shown(_studies(intake, "ct"), "CT of this region")


@_fact("flag", "clinical.prior_imaging")
def ultrasound_done(intake: Intake, _: frozenset[str]) -> Reading:
    """Whether an ultrasound of the region was done."""
    return _done(intake, "ultrasound", "ultrasound")


@_shows()
def ultrasound_shows(intake: Intake, _: frozenset[str]) -> Reading:
    """What the ultrasounds of the region show."""
    return _shown(_studies(intake, "ultrasound"), "ultrasound of this region")


@_shows()
def mammogram_shows(intake: Intake, _: frozenset[str]) -> Reading:
    """What mammography or tomosynthesis of the region shows."""
    return _shown(_studies(intake, "mammogram"), "mammogram of this region")


@_shows()
def ct_or_mri_shows(intake: Intake, _: frozenset[str]) -> Reading:
    """What the CTs and the earlier MRIs of the region show."""
    return _shown([*_studies(intake, "ct"), *_studies(intake, "mri")], "CT or MRI of this region")


@_shows()
def imaging_shows(intake: Intake, _: frozenset[str]) -> Reading:
    """What earlier studies of the problem show, whatever they are and whichever region they are of.

    A scan of the vessels of the head may rest on a CT of the brain.
    """
    return _shown(list(intake.clinical.prior_imaging), "earlier study")


def _sacroiliac(intake: Intake, modality: str) -> list[PriorImaging]:
    """Earlier studies that image the sacroiliac joints; a scan of the spine may rest on them."""
    images = {"pelvis", "sacroiliac_joints", "sacroiliac_joints_and_lumbar_spine"}
    return [each for each in intake.clinical.prior_imaging if each.modality == modality and each.region in images]


@_fact("flag", "clinical.prior_imaging")
def sacroiliac_radiograph_done(intake: Intake, _: frozenset[str]) -> Reading:
    """Whether a radiograph of the sacroiliac joints was done."""
    studies = _sacroiliac(intake, "radiograph")
    return Reading(bool(studies), f"radiograph of the sacroiliac joints {'done' if studies else 'not entered'}")


@_shows()
def sacroiliac_radiograph_shows(intake: Intake, _: frozenset[str]) -> Reading:
    """What the radiographs of the sacroiliac joints show."""
    return _shown(_sacroiliac(intake, "radiograph"), "radiograph of the sacroiliac joints")


@_fact("flag", "clinical.prior_imaging")
def sacroiliac_mri_done(intake: Intake, _: frozenset[str]) -> Reading:
    """Whether an MRI of the sacroiliac joints was done."""
    studies = _sacroiliac(intake, "mri")
    return Reading(bool(studies), f"MRI of the sacroiliac joints {'done' if studies else 'not entered'}")


@_shows()
def sacroiliac_mri_shows(intake: Intake, _: frozenset[str]) -> Reading:
    """What the MRIs of the sacroiliac joints show."""
    return _shown(_sacroiliac(intake, "mri"), "MRI of the sacroiliac joints")


# ---- breast ---------------------------------------------------------------------------------------------------------


@_fact("number", "clinical.breast.lifetime_risk_percent")
def lifetime_risk_percent(intake: Intake, _: frozenset[str]) -> Reading:
    """The estimated lifetime risk of breast cancer, in percent."""
    breast = intake.clinical.breast
    return _exactly(breast and breast.lifetime_risk_percent, "{} % lifetime risk")


@_fact("choice", "clinical.breast.risk_model", vocabulary="risk_models")
def risk_model(intake: Intake, _: frozenset[str]) -> Reading:
    """The model that the risk was computed with."""
    breast = intake.clinical.breast
    return _term(breast and breast.risk_model)


@_fact("ids", "clinical.breast.gene", vocabulary="genes")
def genes(intake: Intake, _: frozenset[str]) -> Reading:
    """The genes with a pathogenic variant."""
    breast = intake.clinical.breast
    return _listed([breast.gene] if breast and breast.gene else [])


@_fact("number", "clinical.breast.chest_radiation_at_age")
def chest_radiation_at_age(intake: Intake, _: frozenset[str]) -> Reading:
    """The age at which the chest was irradiated; no radiation meets no bound."""
    breast = intake.clinical.breast
    if breast is None or breast.chest_radiation_at_age is None:
        return Reading(NO_NUMBER, "no radiation to the chest entered")
    return _exactly(breast.chest_radiation_at_age, "radiation to the chest at age {}")
