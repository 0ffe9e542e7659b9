"""What can be wrong between data files: an id in one that another does not have, a thing that stands twice."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from rules.model import DenialReason
from rules.schema.acr import Topic
from rules.schema.codes import CodeTable, Mistake
from rules.schema.criteria import Guideline
from rules.schema.places import CountryFile
from rules.schema.reasons import EvidenceFile, Reason, Task
from rules.schema.vocabulary import PARTS, Vocabulary


def code_faults(table: CodeTable, regions: frozenset[str], groups: frozenset[str]) -> Iterator[str]:
    """Codes that stand twice; regions, families, groups and codes that do not exist."""
    known = regions | set(table.regions_beyond)
    for region in sorted(regions & set(table.regions_beyond)):
        yield f"cpt.yaml: regions_beyond: {region} is in the vocabulary now; take it out here"
    listed = [code for family in table.families.values() for code in family.codes.values()]
    yield from _twice("cpt.yaml", (*listed, *table.retired))
    for name, thing in (*table.families.items(), *table.diagnoses.items()):
        yield from (f"codes: {name}: unknown region {region}" for region in sorted(set(thing.regions) - known))
    for code, retired in table.retired.items():
        for use in sorted(set(retired.use) - table.procedures.keys()):
            yield f"cpt.yaml: retired {code}: it is replaced by {use}, which is not in the table"
    for code in sorted(table.diagnoses.keys() & table.headers.keys()):
        yield f"icd10cm.yaml: {code} is a header and a billable code; one of them is wrong"
    for mistake in table.mistakes:
        yield from (f"mistakes.yaml: {mistake.id}: {fault}" for fault in _mistake_faults(mistake, table, groups))


def topic_faults(topics: Iterable[Topic], table: CodeTable, regions: frozenset[str]) -> Iterator[str]:
    """Ratings of something that no request can be rated under: neither a region nor a study of its own."""
    known = regions | {table.rated_as(code, "") for code in table.procedures}
    for topic in topics:
        for variant in topic.variants:
            for name in sorted(variant.ratings.keys() - known):
                where = f"{topic.id}.yaml: variants.{variant.number}: ratings"
                yield f"{where}: {name} is no region and no study of its own"


def guideline_faults(
    guidelines: Iterable[Guideline], table: CodeTable, topics: Container[str], regions: frozenset[str]
) -> Iterator[str]:
    """Guidelines on topics that do not exist, statements on studies that no request can be."""
    known = regions | {table.rated_as(code, "") for code in table.procedures}
    for guideline in guidelines:
        file = f"{guideline.id}.yaml"
        yield from (f"{file}: topics: there is no topic {name}" for name in guideline.topics if name not in topics)
        for statement in guideline.statements:
            where = f"{file}: statements.{statement.id}: studies"
            unknown = sorted(set(statement.studies) - known)
            yield from (f"{where}: {name} is no region and no study of its own" for name in unknown)


def term_faults(vocabulary: Vocabulary, topics: Container[str]) -> Iterator[str]:
    """Terms of topics that do not exist."""
    for part in PARTS:
        for term in vocabulary.terms(part).values():
            for name in (name for name in term.topics if name not in topics):
                yield f"vocabulary: {part}.{term.id}: there is no topic {name}"


def guidance_faults(countries: Iterable[CountryFile], topics: Container[str], regions: frozenset[str]) -> Iterator[str]:
    """Local guidance on topics or regions that do not exist."""
    for file in countries:
        for number, each in enumerate(file.country.guidance):
            where = f"countries: {file.country.code}.guidance.{number}"
            yield from (f"{where}: there is no topic {topic}" for topic in each.topics if topic not in topics)
            yield from (f"{where}: there is no region {name}" for name in sorted(set(each.regions) - regions))


def _mistake_faults(mistake: Mistake, table: CodeTable, groups: frozenset[str]) -> Iterator[str]:
    families = {family for signs in mistake.signs for family in signs.families}
    families |= {mistake.right_family} if mistake.right_family else set()
    yield from (f"unknown family {name}" for name in sorted(families - table.families.keys()))
    flags = {flag.removeprefix("group:") for signs in mistake.signs for flag in signs.red_flags if ":" in flag}
    yield from (f"unknown group {name}" for name in sorted(flags - groups))
    diagnoses = set(mistake.right_diagnoses) - table.diagnoses.keys()
    yield from (f"{code} is not in icd10cm.yaml" for code in sorted(diagnoses))


def reason_faults(reasons: Iterable[Reason], right_ids: frozenset[str]) -> Iterator[str]:
    """Reasons without an answer, or with two; rights that do not exist."""
    answered = [reason.reason for reason in reasons]
    yield from (f"denial_reasons.yaml: {each} is missing" for each in sorted(set(DenialReason) - set(answered)))
    yield from _twice("denial_reasons.yaml", answered)
    for reason in reasons:
        pieces = (*reason.argument, *reason.cannot, *reason.better_route)
        for cited in sorted({name for piece in pieces for name in piece.cite} - right_ids - {"support"}):
            yield f"denial_reasons.yaml: {reason.reason}: it cites the right {cited}, which is not in law/rights"


def evidence_faults(evidence: EvidenceFile, reasons: Iterable[Reason], signs: frozenset[str]) -> Iterator[str]:
    """Evidence for one reason that stands twice there; the same evidence may serve several reasons and every appeal."""
    yield from _twice("evidence.yaml", (each.id for each in evidence.evidence))
    for sign in sorted(set(evidence.radiograph_cannot_show) - signs):
        yield f"evidence.yaml: radiograph_cannot_show: {sign} is neither a symptom nor a red flag of the vocabulary"
    for reason in reasons:
        yield from _twice(f"denial_reasons.yaml: {reason.reason}", (each.id for each in reason.evidence))


def task_faults(tasks: Iterable[Task], right_ids: frozenset[str], plans: frozenset[str]) -> Iterator[str]:
    """Tasks that stand twice, the one that lacking evidence is listed before, flags on ids that do not exist."""
    ids = [task.id for task in tasks]
    yield from _twice("checklist.yaml", ids)
    if "records" not in ids:
        yield "checklist.yaml: tasks: records is missing; lacking evidence is listed before it"
    known = {f"right:{each}" for each in right_ids} | {f"reason:{each}" for each in DenialReason}
    known |= {f"plan:{each}" for each in plans}
    for task in tasks:
        for flag in sorted({flag.removeprefix("not ") for flag in task.when if ":" in flag} - known):
            yield f"checklist.yaml: {task.id}: {flag} names nothing in the rulebook"


def _twice(where: str, ids: Iterable[str]) -> Iterator[str]:
    yield from (f"{where}: {each} stands twice" for each, times in Counter(ids).items() if times > 1)
