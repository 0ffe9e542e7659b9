"""The rulebook: every data file, validated, held against each other and frozen."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from rules.cross_checks import (
    code_faults,
    evidence_faults,
    guidance_faults,
    guideline_faults,
    reason_faults,
    task_faults,
    term_faults,
    topic_faults,
)
from rules.data_files import DATA, RulebookError
from rules.law import Plan
from rules.law_files import load_law
from rules.model import DenialReason
from rules.schema.acr import Topic, load_topics
from rules.schema.codes import CodeTable, load_codes
from rules.schema.common import Source
from rules.schema.criteria import Guideline, load_criteria
from rules.schema.examination import Examination, load_examination
from rules.schema.law import BaseRatesFile, RightsFile
from rules.schema.places import CountryFile
from rules.schema.reasons import EvidenceFile, Reason, Task, load_evidence, load_reasons, load_tasks
from rules.schema.vocabulary import Vocabulary, load_vocabulary

Part = TypeVar("Part")


@dataclass(frozen=True)
class Rulebook:
    """All facts under `rules/data`; `version` is the day of the last check of a fact and a digest of the files."""

    version: str
    plans: Mapping[str, Plan]
    rights: tuple[RightsFile, ...]
    base_rates: tuple[BaseRatesFile, ...]
    countries: Mapping[str, CountryFile]
    vocabulary: Vocabulary
    topics: Mapping[str, Topic]
    criteria: Mapping[str, Guideline]
    codes: CodeTable
    reasons: Mapping[DenialReason, Reason]
    reason_sources: Mapping[str, Source]
    evidence: EvidenceFile
    examination: Examination
    tasks: tuple[Task, ...]

    @cached_property
    def scenarios(self) -> Mapping[str, str]:
        """Every scenario id that a clinician may pick, with our words for it."""
        return {key: words for topic in self.topics.values() for key, words in topic.scenarios().items()}


@lru_cache(maxsize=4)
def load_rulebook(folder: Path = DATA) -> Rulebook:
    """Read, cross-check and freeze the rulebook; a process reads a folder once.

    Raises:
        RulebookError: with every fault of every file as "file: field: what is wrong".
    """
    rulebook = _read(folder)
    faults = list(_cross_faults(rulebook))
    if faults:
        raise RulebookError(faults)
    return rulebook


def _read(folder: Path) -> Rulebook:
    """Every part, or every fault of every part at once."""
    faults: list[str] = []

    def part(load: Callable[[], Part]) -> Part | None:
        try:
            return load()
        except RulebookError as error:
            faults.extend(error.faults)
        except OSError as error:
            faults.append(f"{Path(str(error.filename)).name}: cannot be read: {error.strerror}")
        return None

    vocabulary, law = part(lambda: load_vocabulary(folder)), part(lambda: load_law(folder / "law"))
    topics = part(lambda: load_topics(folder / "acr", vocabulary)) if vocabulary else None
    criteria = part(lambda: load_criteria(folder / "criteria", vocabulary)) if vocabulary else None
    examination = part(lambda: load_examination(folder, vocabulary)) if vocabulary else None
    codes, reasons = part(lambda: load_codes(folder / "codes")), part(lambda: load_reasons(folder))
    evidence, tasks = part(lambda: load_evidence(folder)), part(lambda: load_tasks(folder))
    if law is None or vocabulary is None or topics is None or criteria is None or examination is None:
        raise RulebookError(faults)
    if faults or codes is None or reasons is None or evidence is None or tasks is None:
        raise RulebookError(faults)
    return Rulebook(
        version=_version(folder),
        plans=law.plans,
        rights=law.rights,
        base_rates=law.base_rates,
        countries=law.countries,
        vocabulary=vocabulary,
        topics=topics,
        criteria=criteria,
        codes=codes,
        reasons={reason.reason: reason for reason in reasons.reasons},
        reason_sources=reasons.sources,
        evidence=evidence,
        examination=examination,
        tasks=tasks,
    )


def _version(folder: Path) -> str:
    """The day of the last check of any fact, and eight digits of the files' digest: "2026-11-23+1f0a9c3e"."""
    digest, checked = hashlib.sha256(), "0000-00-00"
    for path in sorted(folder.rglob("*.yaml")):
        content = path.read_bytes()
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + content + b"\0")
        checked = max([checked, *(day.decode() for day in re.findall(rb"checked: (\d{4}-\d\d-\d\d)", content))])
    return f"{checked}+{digest.hexdigest()[:8]}"


def _cross_faults(rulebook: Rulebook) -> Iterator[str]:
    """What is wrong between the files."""
    vocabulary = rulebook.vocabulary
    regions, groups = frozenset(vocabulary.regions), frozenset(vocabulary.groups)
    right_ids = frozenset(right for file in rulebook.rights for right in file.rights)
    yield from code_faults(rulebook.codes, regions, groups)
    yield from guidance_faults(rulebook.countries.values(), rulebook.topics, regions)
    yield from term_faults(vocabulary, rulebook.topics)
    yield from guideline_faults(rulebook.criteria.values(), rulebook.codes, rulebook.topics, regions)
    yield from topic_faults(rulebook.topics.values(), rulebook.codes, regions)
    reasons = tuple(rulebook.reasons.values())
    yield from reason_faults(reasons, right_ids)
    yield from evidence_faults(rulebook.evidence, reasons, frozenset({*vocabulary.symptoms, *vocabulary.red_flags}))
    yield from task_faults(rulebook.tasks, right_ids, frozenset(rulebook.plans))
