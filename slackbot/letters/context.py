"""Everything that a template may speak of, but the draft. See docs/letters.md for a clinic's own."""

from functools import partial

from rules.case_words import CRITERIA_NAMES, OUTCOMES, lower_first, phrase, sentence
from rules.law import INITIAL
from rules.local import abroad
from rules.model import Assessment, Deadline, Intake
from rules.rulebook import Rulebook
from rules.schema.law import Level
from slackbot.letters import enclosures, facts
from slackbot.letters.kinds import LANGUAGES, NAMES, Case, Kind, main_kind
from slackbot.letters.render import LETTERS
from slackbot.letters.words import Words, content

FINAL = ("final", "deadlock")  # how an insurer's last answer is called in most countries


def language_of(kind: Kind, intake: Intake) -> str:
    """The language of a letter as a tag: that of its kind, or the English of the country."""
    return LANGUAGES.get(kind, "en-US" if intake.coverage.country == "US" else "en-GB")


def context_of(kind: Kind, intake: Intake, assessment: Assessment, rulebook: Rulebook) -> dict[str, object]:
    """The names of a template and what they stand for."""
    level = Case(intake, assessment, rulebook).level
    words = Words(content(LETTERS, language_of(kind, intake)), intake.coverage.country, rulebook)
    return {
        "intake": intake,
        "assessment": assessment,
        **_words(words, intake, rulebook),
        **_case(kind, intake, assessment, rulebook, words),
        **_law(assessment, level),
    }


def _words(words: Words, intake: Intake, rulebook: Rulebook) -> dict[str, object]:
    """How things are said."""
    outside = abroad(intake, rulebook)
    return {
        "w": words,
        "day": words.day,
        "term": words.term,
        "label": rulebook.vocabulary.label,
        "labels": partial(facts.labels, rulebook=rulebook),
        "study": partial(facts.study, rulebook=rulebook, country=intake.coverage.country),
        "reference": facts.reference,
        "outcomes": OUTCOMES,
        "sources": facts.SOURCES,
        "criteria_names": CRITERIA_NAMES,
        "weeks": facts.weeks,
        "lower_first": lower_first,
        "paragraphs": facts.paragraphs,
        "phrase": phrase,
        "sentence": sentence,
        "upper_first": facts.upper_first,
        "authorized": "authorised" if outside else "authorized",
    }


def _case(kind: Kind, intake: Intake, assessment: Assessment, rulebook: Rulebook, words: Words) -> dict[str, object]:
    """What the case gives: the scan, the criteria, the answers, the enclosures."""
    support = facts.cited_support(assessment)
    enclosed = enclosures.enclosures(intake, rulebook, words)
    return {
        "kind": kind,
        "first": intake.denial.denied_level == INITIAL,
        "abroad": abroad(intake, rulebook),
        "insurer": intake.coverage.insurer or (assessment.local.insurer if assessment.local else "the plan"),
        "scan": facts.scan(intake, rulebook),
        "procedures": rulebook.codes.procedures,
        "diagnoses": facts.diagnoses(intake, rulebook),
        "support": support,
        "telling": facts.telling(support),
        "answered": tuple(rebuttal for rebuttal in assessment.rebuttals if rebuttal.holds),
        "signs": facts.signs(assessment, "finding"),
        "radiograph_limits": facts.signs(assessment, "radiograph"),
        "case_gaps": facts.case_gaps(assessment),
        "enclosures": enclosed,
        "contacts": enclosures.contact_rows(intake, enclosed),
        "main_letter": NAMES[main_kind(intake, assessment, rulebook)],
        "proof_of": partial(enclosures.proof_of, listed=enclosed),
    }


def _law(assessment: Assessment, level: Level | None) -> dict[str, object]:
    """What the law of the plan gives: the level, its clocks, the rights."""
    steps = {step.kind: step for step in assessment.deadlines if step.level == assessment.level}
    local = assessment.local
    return {
        "level": facts.level_name(level),
        "level_id": level.id if level else "",
        "letter_name": (level.letter if level else None) or (local.letter if local else "Appeal"),
        "expedited": assessment.pathway.kind == "expedited",
        "expedited_test": facts.expedited_test(level),
        "filing": steps.get("filing"),
        "decision": _citable(steps.get("decision")),
        "talk": next((step for step in assessment.deadlines if step.level in {"peer_to_peer", "discussion"}), None),
        "final_answer": next((each for each in local.use if each.startswith(FINAL)), "") if local else "",
        "review_rights": facts.rights_about(assessment, "review"),
        "file_rights": facts.rights_about(assessment, "file"),
    }


def _citable(step: Deadline | None) -> Deadline | None:
    return step if step and step.basis and step.basis.citable else None
