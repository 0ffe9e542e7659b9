"""Nothing got in: over all example and case intakes every sentence, word, number and citation has its source."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from rules.assess import assess
from rules.data_files import read_yaml
from rules.intake_check import IntakeInvalid, read_intake
from rules.model import Assessment, Citation, Intake
from rules.rulebook import load_rulebook
from rules.schema.vocabulary import PARTS
from rules.words import MONTHS
from slackbot.letter import KINDS, Kind, Letter, compose, kinds_for
from slackbot.letters.render import LETTERS
from slackbot.letters.trace import sentences
from tests.letters import cases
from tests.letters.cases import HEAD, TODAY
from tests.rules.case_files import FOLDER, read_cases

BOOK = load_rulebook()
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
FILES = sorted(FOLDER.rglob("*.yaml"))
WORD = re.compile(r"[^\W\d_]{3,}")
NUMBER = re.compile(r"\d+")
CODE = ("kinds.py", "facts.py", "context.py")  # that hold wording
BESIDE = {"letterhead", "today", "assessment"}  # what a sentence may stand on besides the fields of the intake
COUNTED = {str(number) for number in range(1, 31)}  # references, enclosures, ICD-10, "of 10"


def words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


@cache
def shipped_words() -> frozenset[str]:
    """Every word of the templates and of the rulebook's labels."""
    wording = " ".join(path.read_text() for path in (*LETTERS.glob("*.html"), *(LETTERS / "words").glob("*.yaml")))
    labels = " ".join(term.label for part in PARTS for term in BOOK.vocabulary.terms(part).values())
    codes = " ".join(each.label for each in BOOK.codes.procedures.values())
    titles = " ".join(each.title for each in BOOK.codes.diagnoses.values())
    levels = " ".join(
        f"{level.name} {level.letter} {level.expedited.test.text if level.expedited else ''}"
        for plan in BOOK.plans.values()
        for one in (plan, *plan.by_state.values())
        for level in one.levels
    )
    code = "".join((LETTERS.parents[1] / "slackbot/letters" / name).read_text() for name in CODE)
    said = "".join((LETTERS.parents[1] / "rules" / name).read_text() for name in ("case_words.py", "words.py"))
    return frozenset(words(" ".join([wording, labels, codes, titles, levels, code, said, *MONTHS])))


def faults(letter: Letter, intake: Intake, found: Assessment) -> Iterator[str]:
    """Everything in a letter that has no source."""
    given = " ".join([intake.model_dump_json(), found.model_dump_json(), HEAD.model_dump_json(), str(TODAY)])
    own = words(given.replace("\\n", " ").replace("_", " ")) | shipped_words()
    numbers = {number.lstrip("0") for number in NUMBER.findall(given)} | COUNTED
    labelled = {number.lstrip("0") for number in NUMBER.findall(" ".join(line.text for line in letter.trace))}
    for line in letter.trace:
        unknown = words(line.text) - own
        if unknown:
            yield f"words from nowhere: {sorted(unknown)} in {line.text!r}"
        for sentence in sentences(line):
            roots = {field.partition(".")[0] for field in sentence.fields}
            if roots - BESIDE - set(Intake.model_fields):
                yield f"no field of the intake: {sorted(roots)}"
    titles = {number.lstrip("0") for code, title in _titles(intake) for number in NUMBER.findall(title)}
    if strange := labelled - numbers - titles - _shipped_numbers():
        yield f"numbers from nowhere: {sorted(strange)}"
    known = set(re.findall(r'"(?:id|level|reason)":"([^"]+)"', found.model_dump_json()))
    known |= {step.level for step in found.deadlines}
    used = {rule for line in letter.trace for rule in line.rules}
    if used - known:
        yield f"no such rule: {sorted(used - known)}"
    for citation in letter.citations:
        if not citation.citable or citation.id not in known:
            yield f"not citable: {citation.id}"


def _titles(intake: Intake) -> list[tuple[str, str]]:
    return [(code, BOOK.codes.diagnoses[code].title) for code in intake.exam.icd10 if code in BOOK.codes.diagnoses]


@cache
def _shipped_numbers() -> frozenset[str]:
    labels = " ".join(term.label for part in PARTS for term in BOOK.vocabulary.terms(part).values())
    return frozenset(NUMBER.findall(labels))


class Life(NamedTuple):
    """A place in a document and the days on which it holds."""

    section: str | None
    since: date = date.min
    until: date | None = None

    def holds(self, citation: Citation, day: date) -> bool:
        return self.section == citation.section and self.since <= day <= (self.until or date.max)


@cache
def lives() -> Mapping[str, Sequence[Life]]:
    """What the rulebook itself holds under each id of a citation: where it stands and since when."""
    found: dict[str, list[Life]] = defaultdict(list)
    for identifier, life in (*_medicine(), *_rights(), *_levels()):
        found[identifier].append(life)
    return found


def _medicine() -> Iterator[tuple[str, Life]]:
    variants = (topic.cite(variant) for topic in BOOK.topics.values() for variant in topic.variants)
    statements = (each.cite(statement) for each in BOOK.criteria.values() for statement in each.statements)
    facts = (*BOOK.examination.tests.values(), *BOOK.examination.limits)
    studies = filter(None, map(BOOK.examination.cite, facts))
    for citation in (*variants, *statements, *studies):
        yield citation.id, Life(citation.section, date(int((citation.year or "1900")[:4]), 1, 1))


def _rights() -> Iterator[tuple[str, Life]]:
    for file in BOOK.rights:
        for key, right in file.rights.items():
            yield key, Life(right.section, right.since, right.until)


def _levels() -> Iterator[tuple[str, Life]]:
    plans = [each for whole in BOOK.plans.values() for each in (whole, *whole.by_state.values())]
    for plan, level in ((each, level) for each in plans for level in each.levels):
        at = f"{plan.id}.{level.id}"
        yield from ((f"{at}.filing", Life(each.section, each.since, each.until)) for each in level.filing)
        for clock in level.decisions:
            life = Life(clock.section, clock.since, clock.until)
            yield from ((f"{at}.decision.{clock.pathway}", life), (f"{at}.expedited", life))
        if fast := level.expedited:
            yield from ((f"{at}.expedited", Life(rule.section)) for rule in (fast.who, fast.test, fast.deference))


def outdated(letter: Letter, day: date) -> Iterator[str]:
    """The citations that the rulebook does not hold, or that were not in force on that day."""
    for citation in letter.citations:
        if not any(life.holds(citation, day) for life in lives().get(citation.id, ())):
            yield f"not in force on {day}: {citation.id}, {citation.section}"


def all_faults(intake: Intake, found: Assessment, kinds: tuple[Kind, ...]) -> list[str]:
    """Of each kind; what is cited must have been in force on the day of the notice."""
    letters = [compose(intake, found, HEAD, kind=kind, today=TODAY, rulebook=BOOK) for kind in kinds]
    return [
        f"{letter.kind}: {fault}"
        for letter in letters
        for fault in (*faults(letter, intake, found), *outdated(letter, intake.denial.notice_date))
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_word_of_an_example_has_its_source(path: Path):
    intake = read_intake(read_yaml(path), BOOK, TODAY)
    found = assess(intake, BOOK, TODAY)

    assert all_faults(intake, found, kinds_for(intake, found, BOOK)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_word_of_a_case_file_has_its_source(path: Path):
    lacking: list[str] = []
    for case in read_cases(path):
        try:
            intake = read_intake(case.content, BOOK, case.on)
        except IntakeInvalid:
            continue
        found = assess(intake, BOOK, case.on)
        lacking += [f"{case.name}: {each}" for each in all_faults(intake, found, kinds_for(intake, found, BOOK)[:1])]
    assert lacking == []


def sentinel_intake(tag: str, number: int) -> Intake:
    """Every free value carries the tag or the number; the ids stay those of the rulebook."""
    base = cases.intake().model_dump()
    base["reference"] = f"{tag}-{number}"
    base["coverage"]["insurer"] = f"Insurer {tag}"
    base["denial"] |= {"notice_words": f"words {tag}", "service_date": f"2026-02-{number % 28 + 1:02}"}
    base["patient"]["age_years"] = number
    base["clinical"] |= {"duration_weeks": number, "why_mri": f"why {tag}", "management_change": f"change {tag}"}
    base["clinical"] |= {"additional_facts": f"further {tag}"}
    base["clinical"]["treatments"][0]["weeks"] = number
    base["clinical"]["prior_imaging"][0].update(result=f"result {tag}", insufficient_because=f"because {tag}")
    base["clinician"] = {"name": f"Name {tag}", "credentials": f"Cred {tag}", "specialty": f"Spec {tag}"}
    said = {"about": f"about {tag}", "with_whom": f"whom {tag}", "reference": f"ref {tag}"}
    base["contacts"] = [{"date": "2026-11-03", "way": "call", **said}]
    return Intake.model_validate(base)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_the_sentinels_and_nothing_else_that_is_no_wording_or_rule(kind: Kind):
    intake, found = sentinel_intake("Xylo", 41), cases.assessment()
    letter = compose(intake, found, HEAD, kind=kind, today=TODAY, rulebook=BOOK)

    assert list(faults(letter, intake, found)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_text_without_a_named_source_is_the_same_in_every_case(kind: Kind):
    fixed: list[list[str]] = []
    for tag, number in (("Xylo", 41), ("Quax", 67)):
        letter = compose(sentinel_intake(tag, number), cases.assessment(), HEAD, kind=kind, today=TODAY)
        fixed.append([line.text for line in letter.trace if not line.fields and not line.rules])
        assert not any(tag in text or str(number) in text for text in fixed[-1])

    assert fixed[0] == fixed[1]
