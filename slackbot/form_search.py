"""What the fields with type-ahead offer: procedure codes, diagnosis codes, insurers. Pure.

What the rulebook or the clinic knows comes first, of this the codes of the chosen region; what nobody knows can be
taken as it was typed, so that it is for the rules to say what is wrong with it.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from rules import Rulebook
from slackbot.form import Choice

MOST: Final = 100  # options that Slack takes at once
LONGEST: Final = 150  # characters of an option's value, and of an insurer's name
_PROCEDURE: Final = re.compile(r"[0-9A-Z]{5}")
_DIAGNOSIS: Final = re.compile(r"([A-Z][0-9][0-9A-Z])\.?([0-9A-Z]{0,4})")


class Found(NamedTuple):
    """What is offered: the known, the likeliest first, and what was typed itself where it is none of them."""

    known: list[Choice]
    as_typed: Choice | None


def procedures(rulebook: Rulebook, region: str, typed: str) -> Found:
    """Procedure codes by code or words; without any, the usual ones of the region come first."""
    table = rulebook.codes.procedures.values()
    here = {each.code: region in each.family.regions and each.family.usual for each in table}
    known = {Choice(each.code, _named(each.code, each.label)): " ".join(each.family.regions) for each in table}
    return _offered(known, here, typed, _PROCEDURE.fullmatch(typed.upper()) and typed.upper())


def diagnoses(rulebook: Rulebook, region: str, typed: str) -> Found:
    """Diagnosis codes by code (with its point or without) or words; without any, those of the region come first."""
    table = rulebook.codes.diagnoses.values()
    here = {each.code: region in each.regions for each in table}
    known = {Choice(each.code, _named(each.code, each.title)): "" for each in table}
    return _offered(known, here, typed, _with_point(typed))


def insurers(names: Iterable[str], typed: str) -> Found:
    """Names that hold what was typed, in their order, each once; a new name is offered as it is."""
    known: dict[str, Choice] = {}
    for name in names:
        known.setdefault(" ".join(name.split()).casefold(), Choice(name, name))
    return _offered(dict.fromkeys(known.values(), ""), {}, typed, typed[:LONGEST])


def procedure(rulebook: Rulebook, code: str) -> Choice:
    """A procedure code with its words, where the rulebook knows it."""
    known = rulebook.codes.procedures.get(code)
    return Choice(code, _named(code, known.label) if known else code)


def diagnosis(rulebook: Rulebook, code: str) -> Choice:
    """A diagnosis code with its title, where the rulebook knows it."""
    known = rulebook.codes.diagnoses.get(code)
    return Choice(code, _named(code, known.title) if known else code)


def _named(code: str, words: str) -> str:
    return f"{code} · {words}"


def _offered(known: dict[Choice, str], here: dict[str, bool], typed: str, as_typed: str | None) -> Found:
    """The known that hold every word that was typed, in their text or the words beside it."""
    start, wanted = _bare(typed), [_bare(word) for word in typed.split()]

    def holds(text: str) -> bool:
        return all(word in _bare(text) for word in wanted)

    def likely(choice: Choice) -> tuple[bool, bool, bool]:
        return _bare(choice.value).startswith(start), holds(choice.text), here.get(choice.value, False)

    found = [choice for choice, more in known.items() if holds(f"{choice.text} {more}")]
    found.sort(key=likely, reverse=True)
    if not as_typed or any(_bare(choice.value) == _bare(as_typed) for choice in found):
        return Found(found[:MOST], None)
    return Found(found[: MOST - 1], Choice(as_typed, as_typed))


def _with_point(typed: str) -> str | None:
    """A diagnosis code as it is written: "m5416" is M54.16; None for anything else."""
    code = _DIAGNOSIS.fullmatch(typed.upper())
    return code and code.expand(r"\1.\2").rstrip(".")


def _bare(text: str) -> str:
    return text.casefold().replace(".", "")
