"""What goes with a letter: the documents that prove its facts, by number, and which of them proves which fact. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.case_words import lower_first, modality_words
from rules.model import Breast, Clinical, Condition, Contact, Intake, PriorImaging
from rules.rulebook import Rulebook
from slackbot.letters.facts import upper_first
from slackbot.letters.words import Words

Document = tuple[str, tuple[str, ...], tuple[date, ...]]  # its name, the fields that it proves, the days it is of


@dataclass(frozen=True)
class Enclosure:
    """A document that goes with the letter; `proves` are the intake fields that it documents."""

    number: int
    text: str
    proves: tuple[str, ...]
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class Proof:
    """Where a fact is documented: numbers of enclosures, and the days that they are of."""

    enclosures: tuple[int, ...] = ()
    days: tuple[date, ...] = ()


def enclosures(intake: Intake, rulebook: Rulebook, language: Words) -> tuple[Enclosure, ...]:
    """The denial notice, then one document for each kind of fact that the letter states; `language` names them."""
    words = language.table("documents")
    notice = words["notice"].format(day=language.day(intake.denial.notice_date))
    found = [
        (notice, ("denial",), (intake.denial.notice_date,)),
        *_records(intake.clinical, rulebook, language),
        *_risks(intake.clinical.breast, words),
        *_exchanges(intake.contacts, language),
        *([(words["authority"], (), ())] if intake.coverage.country != "US" else []),
    ]
    return tuple(Enclosure(number, *each) for number, each in enumerate(found, start=1))


def contact_rows(intake: Intake, listed: Iterable[Enclosure]) -> tuple[tuple[Contact, str], ...]:
    """The contacts with the insurer by day, each with the number of the document that proves it (empty: none)."""
    numbers = {path: str(each.number) for each in listed for path in each.proves}
    rows = ((contact, numbers.get(f"contacts.{place}", "")) for place, contact in enumerate(intake.contacts))
    return tuple(sorted(rows, key=lambda row: row[0].date))


def _records(clinical: Clinical, rulebook: Rulebook, language: Words) -> Iterator[Document]:
    """Notes, treatment records and reports of earlier studies."""
    words, examined = language.table("documents"), dates(each.date for each in clinical.findings)
    on = "; ".join(map(language.day, examined))
    yield ", ".join((words["notes"], *([on] if on else []))), ("clinical", "patient", "exam"), examined
    if clinical.treatments:
        started = dates(each.start_date for each in clinical.treatments)
        yield words["treatments"], ("clinical.treatments",), started
    for each in clinical.prior_imaging:
        report = words["report"].format(study=_named(each, rulebook, language))
        yield report, ("clinical.prior_imaging",), dates([each.date])


def _risks(breast: Breast | None, words: Mapping[str, str]) -> Iterator[Document]:
    if breast and breast.lifetime_risk_percent is not None:
        yield words["risk"], ("clinical.breast.lifetime_risk_percent", "clinical.breast.risk_model"), ()
    if breast and breast.gene:
        yield words["gene"], ("clinical.breast.gene",), ()


def _exchanges(contacts: Sequence[Contact], language: Words) -> Iterator[Document]:
    """The contact history, and what proves a contact."""
    if contacts:
        yield language.table("documents")["contacts"], ("contacts",), ()
    for place, each in enumerate(contacts):
        if each.proof:
            proof = language.table("proofs")[each.way].format(day=language.day(each.date))
            named = ", ".join((proof, *([each.reference] if each.reference else [])))
            yield named, (f"contacts.{place}",), (each.date,)


def _named(imaging: PriorImaging, rulebook: Rulebook, language: Words) -> str:
    """A study in the language of the letter."""
    modality = language.table("modality").get(imaging.modality) or upper_first(modality_words(imaging))
    region = language.term("regions", imaging.region) or rulebook.vocabulary.label("regions", imaging.region)
    where = region if "modality" in language else lower_first(region)
    return ", ".join((modality, where, *([language.day(imaging.date)] if imaging.date else [])))


def dates(days: Iterable[date | None]) -> tuple[date, ...]:
    """The days that are known, each once, in the order in which the facts are named."""
    return tuple(dict.fromkeys(each for each in days if each))


def proof_of(condition: Condition, listed: Iterable[Enclosure]) -> Proof:
    """Where the fact of a met condition is documented: the enclosures that the longest path of its fields leads to.

    Dates are those of what is documented there: the examination, the start of a treatment, the study.
    """
    documents = [(path, each) for each in listed for path in each.proves]
    for field in condition.fields:
        fitting = [(path, each) for path, each in documents if f"{field}.".startswith(f"{path}.")]
        if fitting:
            longest = max(len(path) for path, _ in fitting)
            proving = [each for path, each in fitting if len(path) == longest]
            return Proof(tuple(each.number for each in proving), _dated(field, proving))
    return Proof()


def _dated(field: str, proving: Sequence[Enclosure]) -> tuple[date, ...]:
    """The notes hold dates of the examination only: they date no other fact."""
    general = not field.startswith(("clinical.findings", "clinical.treatments", "clinical.prior_imaging", "denial"))
    return () if general else dates(day for each in proving for day in each.days)
