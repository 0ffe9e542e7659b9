"""Which letters fit a case, and that every one of them renders for every plan type, state, level and country."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from rules.assess import assess
from rules.data_files import read_yaml
from rules.intake_check import read_intake
from rules.law import level_ids
from rules.model import (
    Assessment,
    CodeCheck,
    CodeFinding,
    Contact,
    Denial,
    DenialReason,
    Finding,
    Intake,
    ServiceTiming,
)
from rules.rulebook import load_rulebook
from slackbot.letter import KINDS, NAMES, Kind, Letter, compose, kinds_for, main_kind
from tests.letters import cases
from tests.letters.cases import HEAD, TODAY

ROOT = Path(__file__).parents[2]
BOOK = load_rulebook()
PLANS = sorted(BOOK.plans)


@cache
def example() -> dict[str, Any]:
    return dict(read_yaml(ROOT / "examples" / "lumbar_strong.yaml"))  # pyright: ignore[reportArgumentType] -- the file is a mapping


CALL = {"date": "2026-11-04", "way": "call", "about": "asked for the criteria", "reference": "C-1", "proof": True}


def intake(
    plan: str,
    state: str | None,
    level: str,
    timing: str,
    flags: list[str],
    *,
    reasons: Sequence[str] = ("not_medically_necessary", "conservative_care_first"),
    contacts: Sequence[object] = (),
) -> Intake:
    content = example()
    denial = {"denied_level": level, "service_timing": timing, "first_denial_date": "2026-06-01", "reasons": reasons}
    return read_intake(
        content
        | {
            "coverage": {"country": BOOK.plans[plan].law.country, "plan": plan, "state": state},
            "denial": content["denial"] | denial,
            "clinical": content["clinical"] | {"red_flags": flags, "new_facts": "A new weakness was found."},
            "contacts": contacts,
        },
        BOOK,
        TODAY,
    )


def situations(plan: str) -> Iterator[tuple[Intake, Assessment]]:
    """Every state, every level that a notice can deny, before and after the service, as a plain case and as one with a
    red flag, every denial reason and a contact.
    """
    for state in (None, *BOOK.plans[plan].by_state):
        levels = level_ids(BOOK.plans[plan].in_state(state))
        for level, timing in product(levels, ("pre_service", "post_service")):
            for case in (intake(plan, state, level, timing, []), everything(plan, state, level, timing)):
                yield case, assess(case, BOOK, TODAY)


def everything(plan: str, state: str | None, level: str, timing: str) -> Intake:
    return intake(plan, state, level, timing, ["saddle_anesthesia"], reasons=tuple(DenialReason), contacts=[CALL])


def body(letter: Letter) -> str:
    """What goes to the insurer: without the notes before sending and the list of references."""
    return re.split(r"\n(?:References|Quellen|Sources|Before sending)\n", "\n".join(x.text for x in letter.trace))[0]


ASK = ("appeal", "expedited_appeal", "second_appeal", "external_review", "complaint")  # for a level, in English


def unanswered(letter: Letter, found: Assessment, case: Intake) -> set[str]:
    """The denial reasons that are neither answered in the letter nor listed as not answered."""
    answered = {reason for line in letter.trace if line.tag == "h3" for reason in line.rules}
    listed = {gap.id.removeprefix("unanswered_") for gap in letter.gaps}
    held = {rebuttal.reason.value for rebuttal in found.rebuttals if rebuttal.holds}
    assert answered == held
    return {reason.value for reason in case.denial.reasons} - answered - listed


# ---- the matrix -----------------------------------------------------------------------------------------------------


def test_every_kind_is_met_in_the_matrix():
    met = {kind for plan in PLANS for case, found in situations(plan) for kind in kinds_for(case, found, BOOK)}

    assert met == set(KINDS)


@pytest.mark.parametrize("plan", PLANS)
def test_every_letter_that_fits_renders_at_every_level(plan: str):
    for case, found in situations(plan):
        for kind in kinds_for(case, found, BOOK):
            letter = compose(case, found, HEAD, kind=kind, today=TODAY, rulebook=BOOK)

            assert letter.title
            assert all(citation.citable for citation in letter.citations)
            assert "judgement" not in body(letter) or case.coverage.country != "US"
            assert kind not in ASK or not unanswered(letter, found, case)


@pytest.mark.parametrize("plan", [plan for plan in PLANS if BOOK.plans[plan].law.country != "US"])
def test_no_letter_abroad_uses_a_word_that_is_to_be_avoided_there_or_a_code_of_the_united_states(plan: str):
    for case, found in situations(plan):
        avoided = found.local.avoid if found.local else ()
        for kind in kinds_for(case, found, BOOK):
            said = body(compose(case, found, HEAD, kind=kind, today=TODAY, rulebook=BOOK))

            assert "72148" not in said
            assert not [word for word in avoided if word.lower() in said.lower()]


# ---- which fits -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "state", "level", "kind"),
    [
        ("erisa_self_funded", None, "initial", "appeal"),
        ("erisa_self_funded", None, "internal_appeal_1", "external_review"),
        ("erisa_insured", "NY", "internal_appeal_1", "external_review"),
        ("erisa_self_funded", None, "federal_external_review", "medical_necessity"),
        ("medicare_advantage", None, "reconsideration", "external_review"),
        ("medicaid_managed_care", None, "plan_appeal", "external_review"),
        ("va_community_care", None, "clinical_appeal", "second_appeal"),
        ("gb_private_medical_insurance", None, "initial", "complaint"),
        ("de_statutory", None, "initial", "complaint_german"),
        ("fr_complementary", None, "complaint", "complaint_french"),
    ],
)
def test_the_main_letter_is_the_one_that_asks_for_the_next_level(plan: str, state: str | None, level: str, kind: Kind):
    case = intake(plan, state, level, "pre_service", [])

    assert main_kind(case, assess(case, BOOK, TODAY), BOOK) == kind


@pytest.mark.parametrize(
    ("plan", "state", "title"),
    [
        ("erisa_self_funded", None, "Request for external review"),
        ("erisa_insured", "NY", "Request for an external appeal"),
        ("erisa_insured", "CA", "Request for an Independent Medical Review"),
        ("erisa_insured", "TX", "Request for an independent review"),
        ("erisa_insured", "FL", "Request for external review"),
        ("erisa_insured", "IL", "Request for external review"),
        ("erisa_insured", "PA", "Request for external review"),
    ],
)
def test_the_request_for_outside_review_is_called_as_its_regime_calls_it(plan: str, state: str | None, title: str):
    case = intake(plan, state, "internal_appeal_1", "pre_service", [])

    letter = compose(case, assess(case, BOOK, TODAY), HEAD, today=TODAY)

    assert letter.title == f"{title}: MRI of the lumbar spine without contrast"
    assert BOOK.plans[plan].in_state(state).level("federal_external_review").name.partition(",")[0] in body(letter)


def test_an_emergency_makes_the_first_appeal_an_expedited_one():
    case = intake("erisa_self_funded", None, "initial", "pre_service", ["saddle_anesthesia"])

    assert main_kind(case, assess(case, BOOK, TODAY), BOOK) == "expedited_appeal"


def test_letters_that_depend_on_the_case_come_only_with_it():
    plain = cases.intake()
    fitting = kinds_for(plain, cases.assessment(), BOOK)
    assert fitting == (
        *("appeal", "medical_necessity", "criteria_request"),
        *("peer_to_peer_request", "peer_to_peer_brief", "fax_cover"),
    )

    finding = CodeFinding(code="73718", severity="error", message="That is the leg.", suggestion="73721")
    wrong = cases.assessment(code_check=CodeCheck(ok=False, findings=(finding,)))
    assert "corrected_request" in kinds_for(plain, wrong, BOOK)
    done = Denial(
        notice_date=TODAY,
        reasons=(DenialReason.NO_PRIOR_AUTHORIZATION,),
        service_timing=ServiceTiming.POST_SERVICE,
    )
    assert "retrospective_request" in kinds_for(cases.intake(denial=done), cases.assessment(), BOOK)
    assert "peer_to_peer_request" not in kinds_for(cases.intake(denial=done), cases.assessment(), BOOK)
    called = Contact(date=TODAY, way="call", about="asked for the criteria", reference="C-1")
    assert "contact_history" in kinds_for(cases.intake(contacts=(called,)), cases.assessment(), BOOK)


def test_every_kind_has_a_name():
    assert set(NAMES) == set(KINDS)


# ---- what they say --------------------------------------------------------------------------------------------------


def text(kind: Kind, case: Intake | None = None, **changes: object) -> str:
    found = cases.assessment(**changes)
    return "\n".join(x.text for x in compose(case or cases.intake(), found, HEAD, kind=kind, today=TODAY).trace)


def test_a_second_appeal_must_say_what_is_new():
    silent = compose(cases.intake(), cases.assessment(), HEAD, kind="second_appeal", today=TODAY)
    clinical = cases.clinical(new_facts="A foot drop was found on November 9.")

    assert [gap.id for gap in silent.gaps if gap.required] == ["new_facts"]
    said = text("second_appeal", cases.intake(clinical=clinical))
    assert "What is new since that decision\nA foot drop was found on November 9.\n" in said


def test_a_first_denial_that_goes_outside_at_once_was_not_upheld():
    case = intake("medicaid_ffs", None, "initial", "pre_service", [])
    said = body(compose(case, assess(case, BOOK, TODAY), HEAD, today=TODAY))

    assert "Request for a State fair hearing" in said
    assert "the plan denied the MRI" in said
    assert "was upheld" not in said


def test_the_denial_is_quoted_in_its_own_words():
    base = cases.intake().denial
    denial = base.model_copy(update={"notice_words": "Six weeks of therapy were not shown."})

    assert "The reason given: “Six weeks of therapy were not shown”." in text("appeal", cases.intake(denial=denial))


def test_the_brief_has_three_facts_the_criterion_the_question_and_what_a_refusal_means():
    case = intake("erisa_self_funded", None, "initial", "pre_service", [])
    letter = compose(case, assess(case, BOOK, TODAY), HEAD, kind="peer_to_peer_brief", today=TODAY)
    said = body(letter)

    facts = said.partition("Three facts\n")[2].partition("\nThe criterion")[0].splitlines()
    assert [fact.partition(":")[0] for fact in facts] == [
        "A trial of medical management of at least 6 weeks",
        "Candidate for surgery or an intervention",
        "At least 6 weeks of symptoms, as long as the trial of care",
    ]
    assert "Which criterion of InterQual is held not to be met" in said
    assert "The call never stops or extends the time to appeal.\nNext: file the internal appeal" in said
    assert "PATIENT_NAME" not in letter.html


def test_a_corrected_request_names_the_right_code_or_leaves_a_required_gap():
    finding = CodeFinding(code="73718", severity="error", message="That is the leg.", suggestion="73721")
    unknown = finding.model_copy(update={"suggestion": None})
    right, open_ = (CodeCheck(ok=False, findings=(each,)) for each in (finding, unknown))

    assert "CPT 73721. Please correct the request" in text("corrected_request", code_check=right)
    assert "[the right code]" in text("corrected_request", code_check=open_)


def test_a_contact_without_a_number_is_a_marked_gap():
    contacts = (
        Contact(date=TODAY, way="fax", about="sent the notes", with_whom="Appeals unit", reference="F-77"),
        Contact(date=TODAY, way="call", about="asked for the criteria"),
    )
    said = text("contact_history", cases.intake(contacts=contacts))

    assert "Fax\nAppeals unit\nsent the notes.\nF-77" in said
    assert "[reference number]" in said


@pytest.mark.parametrize("kind", ["appeal", "expedited_appeal", "second_appeal", "external_review", "complaint"])
def test_the_contacts_are_an_appendix_of_every_letter_that_asks_for_a_level(kind: Kind):
    fax = Contact(date=TODAY, way="fax", about="sent the notes", with_whom="Appeals unit", reference="F-77", proof=True)

    said = text(kind, cases.intake(contacts=(fax,)))
    enclosed, _, appendix = said.partition("Appendix to the letter of November 23, 2026 · Our case number CASE-0042\n")

    assert "Fax receipt of November 23, 2026, F-77" in enclosed.partition("Enclosures\n")[2]
    assert "November 23, 2026\nFax\nAppeals unit\nsent the notes.\nF-77\n6" in appendix


@pytest.mark.parametrize(
    ("kind", "title", "proof"),
    [
        ("complaint_german", "Verlauf der Kontakte", "Sendebericht des Fax vom 23. November 2026"),
        ("complaint_french", "Historique des échanges", "Rapport d'émission de la télécopie du 23 novembre 2026"),
    ],
)
def test_the_appendix_speaks_the_language_of_the_letter(kind: Kind, title: str, proof: str):
    fax = Contact(date=TODAY, way="fax", about="sent the notes", reference="F-77", proof=True)

    said = text(kind, cases.intake(contacts=(fax,)))

    assert f"\n{title}\n" in said
    assert proof in said


def test_what_was_asked_before_the_scan_stands_in_the_retrospective_request_and_the_rest_in_its_appendix():
    day = date(2026, 10, 28)
    denial = cases.intake().denial.model_copy(update={"service_date": day})
    before = Contact(date=day - timedelta(days=8), way="portal", about="asked for the authorization", reference="P-1")
    after = Contact(date=day + timedelta(days=8), way="call", about="asked again", reference="C-2")

    letter = compose(
        cases.intake(denial=denial, contacts=(after, before)), cases.assessment(), HEAD,
        kind="retrospective_request", today=TODAY,
    )  # fmt: skip
    said = "\n".join(line.text for line in letter.trace)
    reasons, _, appendix = said.partition("Appendix to the letter")

    assert ("P-1" in reasons, "C-2" in reasons) == (True, False)
    assert ("P-1" in appendix, "C-2" in appendix) == (True, True)
    assert letter.gaps == ()


def test_french_has_its_blanks_before_colons_and_its_first_of_the_month():
    first = cases.clinical(findings=(Finding(test="straight_leg_raise", result="positive", date=date(2026, 10, 1)),))

    said = text("complaint_french", cases.intake(clinical=first))

    assert "Examen : signe de Lasègue : positif (1er octobre 2026)." in said


def test_a_term_without_german_words_is_marked_for_somebody_to_write():
    clinical = cases.clinical(symptoms=("radicular_pain", "morning_stiffness"))
    german = cases.intake(
        coverage=cases.intake().coverage.model_copy(update={"country": "DE", "plan": "de_statutory", "state": None}),
        clinical=clinical,
    )
    letter = compose(german, assess(german, BOOK, TODAY), HEAD, kind="complaint_german", today=TODAY)

    assert "ausstrahlender Schmerz im Gebiet einer Nervenwurzel; [Morning stiffness" in body(letter)
    assert "words_symptoms_morning_stiffness" in [gap.id for gap in letter.gaps]
    assert letter.language == "de-DE"
