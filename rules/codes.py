"""Holds the codes of a request against each other: procedure, region, contrast, side, diagnoses."""

from collections.abc import Iterator

from rules.local import abroad
from rules.model import CodeCheck, CodeFinding, Contrast, Exam, Intake, Side
from rules.regions import may_be_scanned_for
from rules.rulebook import Rulebook
from rules.schema.codes import CONTRAST_WORDS, CodeTable, Diagnosis, Family, Mistake, MistakeSigns, Procedure

SEVENTH_CHARACTERS = "A (initial encounter), D (subsequent) or S (sequela)"


def code_check(intake: Intake, rulebook: Rulebook) -> CodeCheck:
    """Every fault of the request's codes, each naming the right code where there is one; warnings leave it `ok`.

    Outside the United States the CPT code only tells us the study, and diagnosis codes are not checked.
    """
    elsewhere = abroad(intake, rulebook)
    findings = (
        *_procedure_findings(intake, rulebook),
        *_side_findings(intake.exam, rulebook.codes),
        *(_codes_of_the_country(intake.exam) if elsewhere else _diagnosis_findings(intake, rulebook.codes)),
    )
    return CodeCheck(ok=all(finding.severity != "error" for finding in findings), findings=findings)


def right_code(table: CodeTable, exam: Exam) -> str | None:
    """The procedure code for the region, contrast and side that the request asks for."""
    family = table.family_for(exam.region, exam.side)
    return family and code_in_family(family, exam.contrast)


def code_in_family(family: Family, contrast: Contrast) -> str | None:
    """A family's code for one contrast; where contrast alone has no code (breast), the combined study."""
    codes = family.codes
    if contrast is Contrast.WITH and "with" not in codes:
        contrast = Contrast.WITHOUT_AND_WITH
    return codes.get(contrast.value) or codes.get("any")


# ---- procedure, region, contrast ------------------------------------------------------------------------------------


def _procedure_findings(intake: Intake, rulebook: Rulebook) -> Iterator[CodeFinding]:
    exam, table = intake.exam, rulebook.codes
    procedure = table.procedures.get(exam.cpt)
    if procedure is None:
        yield unknown_code(table, exam)
        return
    mistakes = [(mistake, _mistake_finding(mistake, intake, procedure, rulebook)) for mistake in table.mistakes]
    made = [(mistake, finding) for mistake, finding in mistakes if finding]
    yield from (finding for _, finding in made)
    if not any(mistake.severity == "error" and mistake.right_family for mistake, _ in made):
        yield from _misfit(exam, procedure, table)


def unknown_code(table: CodeTable, exam: Exam) -> CodeFinding:
    """What to say about a procedure code that no request can carry, with the code to use where that is clear."""
    retired = table.retired.get(exam.cpt)
    if retired:
        message = f"{exam.cpt} is {retired.what}; use {' or '.join(retired.use)}."
        return CodeFinding(code=exam.cpt, severity="error", message=message, suggestion=", ".join(retired.use))
    right = right_code(table, exam)
    hint = f" For the scan described here the code is {right}." if right else ""
    message = f"Unknown CPT code {exam.cpt}: it is not among the MR procedure codes that we know.{hint}"
    return CodeFinding(code=exam.cpt, severity="error", message=message, suggestion=right)


def _misfit(exam: Exam, procedure: Procedure, table: CodeTable) -> Iterator[CodeFinding]:
    if not procedure.family.regions:
        return  # spectroscopy, elastography and guidance are ordered for any region
    right = right_code(table, exam)
    if exam.region not in procedure.family.regions:
        named = f"; the code for the scan described here is {right}" if right else ""
        message = f"{procedure.code} is {procedure.label}, the request is for the {_words(exam.region)}{named}."
        yield CodeFinding(code=exam.cpt, severity="error", message=message, suggestion=right)
    elif not _contrast_fits(procedure, exam.contrast):
        right = code_in_family(procedure.family, exam.contrast)
        asked = CONTRAST_WORDS[exam.contrast]
        message = (
            f"{procedure.code} is {procedure.label}; the request says {asked}, which is {right}. "
            "Order, authorization and claim must agree; have the authorization changed before the claim."
        )
        yield CodeFinding(code=exam.cpt, severity="error", message=message, suggestion=right)


def _contrast_fits(procedure: Procedure, contrast: Contrast) -> bool:
    return procedure.contrast is None or code_in_family(procedure.family, contrast) == procedure.code


# ---- known mistakes -------------------------------------------------------------------------------------------------


def _mistake_finding(mistake: Mistake, intake: Intake, procedure: Procedure, rulebook: Rulebook) -> CodeFinding | None:
    if not any(_shows(signs, intake, procedure, rulebook) for signs in mistake.signs):
        return None
    families = rulebook.codes.families
    contrast = mistake.right_contrast or intake.exam.contrast
    right = code_in_family(families[mistake.right_family], contrast) if mistake.right_family else None
    diagnoses = ", ".join(mistake.right_diagnoses)
    if right == procedure.code:
        return None
    message = mistake.message.format(
        code=procedure.code, label=procedure.label, right=right or diagnoses, region=_words(intake.exam.region)
    )
    concerned = ", ".join(intake.exam.icd10) if diagnoses else procedure.code
    return CodeFinding(
        code=concerned, severity=mistake.severity, message=message, suggestion=right or diagnoses or None
    )


def _shows(signs: MistakeSigns, intake: Intake, procedure: Procedure, rulebook: Rulebook) -> bool:
    exam, clinical = intake.exam, intake.clinical
    present: tuple[tuple[tuple[str, ...], set[str]], ...] = (
        (signs.families, {procedure.family.id}),
        (signs.contrasts, {procedure.contrast} if procedure.contrast else set()),
        (signs.regions, {exam.region}),
        (signs.sides, {exam.side}),
        (signs.topics, {clinical.topic}),
        (signs.symptoms, set(clinical.symptoms)),
        (rulebook.vocabulary.expand(signs.red_flags), set(clinical.red_flags)),
    )
    only = set(signs.only_diagnoses)
    if not set(signs.unless_symptoms).isdisjoint(clinical.symptoms):
        return False
    return all(not wanted or has & set(wanted) for wanted, has in present) and (
        not only or (bool(exam.icd10) and set(exam.icd10) <= only)
    )


# ---- side -----------------------------------------------------------------------------------------------------------


def _side_findings(exam: Exam, table: CodeTable) -> Iterator[CodeFinding]:
    procedure = table.procedures.get(exam.cpt)
    if procedure is None or exam.region not in procedure.family.regions:
        return
    laterality = procedure.family.laterality
    one_sided = exam.side in {Side.LEFT, Side.RIGHT}
    if laterality == "one_side" and not one_sided:
        right = right_code(table, exam)
        message = f"{exam.cpt} is for one breast: name the side (left or right), or order both breasts with {right}."
        yield CodeFinding(code=exam.cpt, severity="error", message=message, suggestion=right)
    elif laterality == "both_sides" and one_sided:
        right = right_code(table, exam)
        message = f"{exam.cpt} is for both breasts, the request names one side: that is {right}."
        yield CodeFinding(code=exam.cpt, severity="error", message=message, suggestion=right)
    elif laterality == "none" and exam.side is not Side.NONE:
        message = f"{exam.cpt} knows no side: leave the side and the modifiers -LT, -RT and -50 off."
        yield CodeFinding(code=exam.cpt, severity="warning", message=message)


# ---- other countries -----------------------------------------------------------------------------------------------


def _codes_of_the_country(exam: Exam) -> Iterator[CodeFinding]:
    """That our codes are those of the United States, and what follows."""
    yield CodeFinding(
        code=exam.cpt,
        severity="warning",
        message=f"{exam.cpt} is a code of the United States (CPT): here it only says which study is meant. "
        "The request and the letter need the country's own code for it, where there is one.",
    )
    if exam.icd10:
        yield CodeFinding(
            code=", ".join(exam.icd10),
            severity="warning",
            message="The diagnosis codes were not checked: our table is the ICD-10-CM of the United States, and other "
            "countries have editions of their own. Look each code up in the edition that the insurer uses.",
        )


# ---- diagnoses ------------------------------------------------------------------------------------------------------


def _diagnosis_findings(intake: Intake, table: CodeTable) -> Iterator[CodeFinding]:
    exam = intake.exam
    if not exam.icd10:
        yield CodeFinding(
            code=exam.cpt,
            severity="warning",
            message="No ICD-10-CM code is given: the request and the appeal need the diagnosis that the scan is for.",
        )
        return
    for position, code in enumerate(exam.icd10):
        yield from _one_diagnosis(code, first=position == 0, exam=exam, table=table)
    if intake.denial.notice_date > table.release.valid_until:
        yield CodeFinding(
            code=", ".join(exam.icd10),
            severity="warning",
            message=(
                f"Checked against the {table.release.name}, valid until {table.release.valid_until}. "
                "A newer code set is in force that we have not read: look each code up in it."
            ),
        )


def _one_diagnosis(code: str, *, first: bool, exam: Exam, table: CodeTable) -> Iterator[CodeFinding]:
    if code in table.headers:
        children = table.headers[code]
        yield CodeFinding(
            code=code,
            severity="error",
            message=f"{code} is a header and not billable: use one of {', '.join(children)}.",
            suggestion=", ".join(children),
        )
    elif _lacks_encounter(code):
        yield CodeFinding(
            code=code,
            severity="error",
            message=f"{code} lacks its 7th character and is not valid: add {SEVENTH_CHARACTERS}.",
            suggestion=", ".join(f"{code}{letter}" for letter in "ADS"),
        )
    elif (diagnosis := _look_up(code, table)) is None:
        message = f"{code} is not in our table ({table.release.name}): check that it is valid and billable."
        yield CodeFinding(code=code, severity="warning", message=message)
    else:
        yield from _known_diagnosis(code, diagnosis, first=first, exam=exam)


def _known_diagnosis(code: str, diagnosis: Diagnosis, *, first: bool, exam: Exam) -> Iterator[CodeFinding]:
    if diagnosis.regions and not may_be_scanned_for(exam.region, diagnosis.regions):
        where = " or ".join(_words(region) for region in diagnosis.regions)
        message = f"{code} names the {where}, the request is for the {_words(exam.region)}: list a code of that region."
        yield CodeFinding(code=code, severity="warning", message=message)
    elif diagnosis.side == "unspecified":
        message = f"{code} leaves the side open: use the code that names it."
        yield CodeFinding(code=code, severity="warning", message=message)
    elif {diagnosis.side, exam.side.value} == {"left", "right"}:
        message = (
            f"{code} names the {diagnosis.side} side, the request the {exam.side} side: "
            "the diagnosis code and the modifier -LT or -RT must name the same side."
        )
        yield CodeFinding(code=code, severity="error", message=message)
    if first and diagnosis.kind == "manifestation":
        message = f"{code} is a manifestation and may not stand first: list the underlying disease before it."
        yield CodeFinding(code=code, severity="error", message=message)


def _lacks_encounter(code: str) -> bool:
    """Whether a code of chapter S, where every code ends in a 7th character for the encounter, has six or fewer."""
    return code.startswith("S") and len(code.replace(".", "")) < 7


def _look_up(code: str, table: CodeTable) -> Diagnosis | None:
    """The table holds the initial encounter (…A); D and S are the same injury later."""
    if code in table.diagnoses:
        return table.diagnoses[code]
    injury = code[0] in "ST" and len(code) == 8 and code[-1] in "DS"
    return table.diagnoses.get(f"{code[:-1]}A") if injury else None


def _words(identifier: str) -> str:
    return identifier.replace("_", " ")
