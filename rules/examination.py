"""What the examination says, what a radiograph cannot show, and what the record needs for either to count."""

from collections.abc import Iterator, Sequence

from rules.model import Finding, Gap, Intake, Side, Sign, Support
from rules.rulebook import Rulebook
from rules.schema.examination import RadiographLimit

VISIT_NOTE = "Visit note with the examination, its date and the examiner"
NAMED = 4  # tests that a gap names as examples; more would not be read
PRIOR_IMAGING = "clinical.prior_imaging"


def signs(intake: Intake, rulebook: Rulebook) -> tuple[Sign, ...]:
    """What every positive finding suggests, with the published accuracy of the test where a study was read."""
    return tuple(
        Sign(
            about="finding",
            text=f"{_named(finding, rulebook)} positive: suggests {test.suggests}"
            + (f" ({test.accuracy})" if test.accuracy and test.citable else "")
            + ".",
            fields=("clinical.findings",),
            citation=rulebook.examination.cite(test),
        )
        for finding, test in rulebook.examination.suggestions(intake.clinical.findings)
    )


def radiograph_limits(intake: Intake, support: Sequence[Support], rulebook: Rulebook) -> tuple[Sign, ...]:
    """Why a radiograph does not answer the question, for what is documented.

    Nothing is said where the criteria want a radiograph first and none was done: then the insurer is right.
    """
    if _wants_radiograph(support) and not _radiograph_done(intake):
        return ()
    return tuple(
        Sign(
            about="radiograph",
            text=f"{limit.text}" + (f" ({limit.accuracy})" if limit.accuracy and limit.citable else "") + ".",
            fields=tuple(_rests_on(limit, intake)),
            citation=rulebook.examination.cite(limit),
        )
        for limit in rulebook.examination.limits
        if intake.exam.region in limit.regions and any(_rests_on(limit, intake))
    )


def examination_gaps(intake: Intake, rulebook: Rulebook) -> Iterator[Gap]:
    """What the record needs for findings and red flags to count: dates, sides, tests by name, figures."""
    clinical = intake.clinical
    if not clinical.findings:
        yield from _tests_to_name(intake, rulebook)
    bare = [finding for finding in clinical.findings if finding.date is None or _side_lacks(finding, intake, rulebook)]
    if bare:
        yield Gap(
            id="finding_dates",
            what=f"Date, side and examiner of: {', '.join(_named(finding, rulebook) for finding in bare)}",
            document=VISIT_NOTE,
            why="A finding without its date and side carries little weight",
        )
    for need in rulebook.examination.red_flags.values():
        ticked = [flag for flag in rulebook.vocabulary.members(need.id) if flag in clinical.red_flags]
        if ticked:
            said = ", ".join(rulebook.vocabulary.label("red_flags", flag).lower() for flag in ticked)
            yield Gap(
                id=f"red_flag_{need.id}",
                what=f"For the red flag ({said}): {need.needs}",
                document=VISIT_NOTE,
                why="A red flag counts where the record shows it; one that is not documented does not",
            )


# ---- parts ----------------------------------------------------------------------------------------------------------


def _named(finding: Finding, rulebook: Rulebook) -> str:
    side = f" ({finding.side.value})" if finding.side is not Side.NONE else ""
    return f"{rulebook.vocabulary.label('tests', finding.test)}{side}"


def _side_lacks(finding: Finding, intake: Intake, rulebook: Rulebook) -> bool:
    return finding.side is Side.NONE and rulebook.codes.paired(intake.exam.region)


def _tests_to_name(intake: Intake, rulebook: Rulebook) -> Iterator[Gap]:
    """The tests of a spine or limb by name; those with a study that was read come first."""
    region, vocabulary = intake.exam.region, rulebook.vocabulary
    if not rulebook.codes.paired(region) and region not in vocabulary.members("spine"):
        return
    offered = vocabulary.for_region("tests", region)
    known = [rulebook.examination.tests[term.id] for term in offered if term.id in rulebook.examination.tests]
    known.sort(key=lambda test: (not test.citable, test.accuracy is None))
    named = "; ".join(f"{vocabulary.label('tests', test.id)} ({test.suggests})" for test in known[:NAMED])
    yield Gap(
        id="examination",
        what="An examination with named tests, sides, results and its date" + (f", such as {named}" if named else ""),
        document=VISIT_NOTE,
        why="It ties the suspected structure to the scan and makes the request specific",
    )


def _wants_radiograph(support: Sequence[Support]) -> bool:
    """Whether a criterion that applies, or the nearest one that does not, rests on a radiograph or rates it higher."""
    applying = [item for item in support if item.applies]
    nearest = [item for item in support if not item.applies][:1]
    return any(
        any("radiography" in study.lower() for study in item.better_rated)
        or any(PRIOR_IMAGING in condition.fields for condition in item.conditions)
        for item in (*applying, *(nearest if not applying else ()))
    )


def _radiograph_done(intake: Intake) -> bool:
    studies = intake.clinical.prior_imaging
    return any(study.modality == "radiograph" and study.region == intake.exam.region for study in studies)


def _rests_on(limit: RadiographLimit, intake: Intake) -> Iterator[str]:
    """The fields whose entries make the limit matter."""
    positive = {finding.test for finding in intake.clinical.findings if finding.result == "positive"}
    if not set(limit.symptoms).isdisjoint(intake.clinical.symptoms):
        yield "clinical.symptoms"
    if not set(limit.red_flags).isdisjoint(intake.clinical.red_flags):
        yield "clinical.red_flags"
    if not positive.isdisjoint(limit.tests):
        yield "clinical.findings"
