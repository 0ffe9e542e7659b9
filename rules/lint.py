"""What `mri-appeal rules lint` checks: every fact has source, status, pinpoint and day of check, every source its use.

The schemas and the cross-checks of `load_rulebook` see what is wrong inside and between models; this looks at the files
as they are written, so that it holds for any kind of data file, also one added later.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from rules.data_files import DATA, RulebookError, read_yaml
from rules.rulebook import load_rulebook

CITABLE = {"seen", "inferred"}


def lint(folder: Path = DATA, on: date | None = None) -> tuple[str, ...]:
    """Every fault of the rulebook as "file: field: what is wrong"; empty where there is none.

    With `on`, a check dated after that day is a fault.
    """
    faults: list[str] = []
    try:
        load_rulebook(folder)
    except RulebookError as error:
        faults = list(error.faults)
    for path in sorted(folder.rglob("*.yaml")):
        try:
            content = read_yaml(path)
        except RulebookError:
            continue  # the loader has said so
        faults += [f"{path.relative_to(folder)}: {fault}" for fault in file_faults(content, on)]
    return tuple(dict.fromkeys(faults))


def file_faults(content: object, on: date | None = None) -> Iterator[str]:
    """The faults of one parsed file, without its name."""
    if not isinstance(content, Mapping):
        yield "the file must be a mapping"
        return
    sources = content.get("sources")
    listed: Mapping[object, object] = sources if isinstance(sources, Mapping) else {}
    facts = list(_facts(content, ""))
    for path, fact in facts:
        yield from (f"{path}: {fault}" for fault in _fact_faults(fact, set(listed), on))
    named = {key for _, fact in facts for key in _named(fact)}
    for key, source in listed.items():
        if key not in named and not _is_the_document(source, content):
            yield f"sources.{key}: no fact of the file rests on it; name it where it belongs, or take it out"


def _named(fact: Mapping[object, object]) -> list[object]:
    named = fact.get("sources")
    return list(named) if isinstance(named, list) else []


def _is_the_document(source: object, content: Mapping[object, object]) -> bool:
    """The document that the whole file is about, which a person opens to compare."""
    return isinstance(source, Mapping) and source.get("url") is not None and source.get("url") == content.get("url")


def _facts(value: object, path: str) -> Iterator[tuple[str, Mapping[object, object]]]:
    """Every mapping with a status, and the path to it; the path uses ids where a list's entries have them."""
    if isinstance(value, Mapping):
        if "status" in value:
            yield path, value
        for key, part in value.items():
            if key != "sources":
                yield from _facts(part, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _facts(part, f"{path}.{_name(part, number)}")


def _name(part: object, number: int) -> object:
    if isinstance(part, Mapping):
        return next((part[key] for key in ("id", "code", "number", "reason", "codes") if key in part), number)
    return number


def _fact_faults(fact: Mapping[object, object], known: set[object], on: date | None) -> Iterator[str]:
    status, named, checked = fact.get("status"), _named(fact), fact.get("checked")
    citable = status in CITABLE and fact.get("confidence", "high") == "high"
    if citable and not named:
        yield f"status {status} without a source; name one, or set the status to memory"
    if status == "memory" and named and not fact.get("note"):
        yield "known from memory, yet a source is named: say in a note what was read there, or take the source out"
    yield from (f"sources: {key!r} is not among the sources of the file" for key in named if key not in known)
    if ("plans" in fact or {"since", "n"} <= fact.keys()) and citable and not fact.get("section"):
        yield "a period, a right or a rate needs its section, or it can never be cited"
    if not isinstance(checked, date):
        yield "checked is missing: the day on which the value was held against its source"
    elif on and checked > on:
        yield f"checked lies after {on}"
