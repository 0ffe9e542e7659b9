"""Finds patient identifiers in free text, so that they are refused before anything is stored. Pure.

The kinds follow the identifiers of the HIPAA Safe Harbor method, 45 CFR 164.514(b)(2)(i), as far as they have a shape
that text shows: names that are introduced as such, dates of birth, telephone, social security, record and plan numbers,
e-mail addresses. Dates of examinations, codes and measurements are what a case is made of and pass.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

_VALUE = r"(?!\d{4}-\d{2}-\d{2}\b)(?=[\w-]*\d)\w[\w-]{3,}"  # four characters with a digit; no calendar date
_IS = r"(?:\s+(?:is|was|of))?[\s:#=.-]*"
_NUMBER = r"\s*(?:id(?:entifier)?\b|no\b\.?|num(?:ber)?\b|nr\b\.?|#)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = rf"(?:\d{{1,4}}[/. -]\d{{1,2}}[/. -]\d{{1,4}}|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\.?\s+\d|(?:19|20)\d\d)"
_L = "[AC-HJKMNP-RT-Y]"  # the letters of a Medicare beneficiary identifier: no S, L, O, I, B, Z
_MBI = f"[1-9]{_L}(?:{_L}|[0-9])[0-9]-?{_L}(?:{_L}|[0-9])[0-9]-?{_L}{{2}}[0-9]{{2}}"

NAME: Final = "a patient's name"
_PATTERNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("an e-mail address", re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")),
    ("a social security number", re.compile(r"(?<![\w-])\d{3}[- ]\d{2}[- ]\d{4}(?![\w-])")),
    (
        "a social security number",
        re.compile(rf"(?i)\b(?:ssn|social\s+security){_IS}(?:number|no\.?|#)?{_IS}[\dx*][\dx* -]{{3,}}\d"),
    ),
    (
        "a phone number",
        re.compile(r"(?<![\w.-])(?:\+?1[-. ]?)?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[-. ])[2-9]\d\d[-. ]\d{4}(?![\w-])"),
    ),
    ("a phone number", re.compile(r"(?<!\w)\+\d{1,3}[ .()-]{0,2}\d(?:[ .()-]{0,2}\d){6,12}(?!\w)")),
    (
        "a phone number",
        re.compile(r"(?i)\b(?:phone|tel(?:ephone)?|cell|mobile|call)\b[^\d\n]{0,15}\d(?:[ .()-]{0,2}\d){6,}"),
    ),
    (
        "a date of birth",
        re.compile(rf"(?i)\b(?:d\.?o\.?b\b\.?|date\s+of\s+birth|birth\s?-?date|birthday)[^\d\n]{{0,15}}{_DATE}"),
    ),
    ("a date of birth", re.compile(rf"(?i)\bborn\s*(?:on|in|:)?\s*(?:the\s+)?{_DATE}")),
    (
        "a medical record number",
        re.compile(
            rf"(?i)\b(?:mrn|(?:medical\s+record|chart|patient|pt|hospital|account|encounter){_NUMBER}){_IS}{_VALUE}"
        ),
    ),
    ("a medical record number", re.compile(rf"(?i)\bmedical\s+record{_IS}{_VALUE}")),
    (
        "a member number",
        re.compile(
            rf"(?i)\b(?:mbi|hicn|(?:member(?:ship)?|subscriber|policy(?:\s?holder)?|insurance|beneficiary|medicaid|medicare"
            rf"|group|claim|insured){_NUMBER}){_IS}{_VALUE}"
        ),
    ),
    ("a member number", re.compile(rf"\b{_MBI}\b")),
    (NAME, re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|mrs)\b\.?\s+(?P<name>[^\W\d_][\w'’-]*)")),
    (NAME, re.compile(r"\b(?:mr|ms)\.\s+[^\W\d_][\w'’-]+")),
    (
        NAME,
        re.compile(
            r"(?i)\b(?:(?:patient|pt|member)(?:['’]?s)?\s+)name(?:\s+is|\s*[:=-])?\s*(?P<name>[^\W\d_][\w'’-]*)"
        ),
    ),
    (NAME, re.compile(r"(?i)\bname\s*[:=]\s*(?P<name>[^\W\d_][\w'’-]*)")),
    (NAME, re.compile(r"(?i)\bpatient\s+(?:is\s+)?(?:named|called)\s+(?P<name>[^\W\d_][\w'’-]*)")),
)
_LONG_NUMBER: Final = re.compile(r"(?i)(?<![\w.])[A-Z]{0,4}\d{9,}(?!\w)")
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_NO_NAMES: Final = frozenset(
    {"is", "was", "not", "and", "or", "redacted", "withheld", "removed", "omitted", "on", "in"}
)


class Identifier(NamedTuple):
    """What was found: the kind in words ("a phone number") and the part of the text. Never log the part."""

    kind: str
    part: str


def find(text: str, *, long_numbers: bool = True) -> Identifier | None:
    """The first thing in `text` that looks like a patient identifier, or None.

    `long_numbers=False` lets unexplained runs of nine and more digits pass: a clinic's own case number may be one.
    """
    return next(_found(_plain(text), long_numbers=long_numbers), None)


def _found(text: str, *, long_numbers: bool) -> Iterator[Identifier]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _is_name(match.groupdict().get("name")):
                yield Identifier(kind, match.group().strip())
    if long_numbers and (match := _LONG_NUMBER.search(text)):
        yield Identifier("a long number, as members and records have,", match.group())


def _is_name(word: str | None) -> bool:
    """Names begin with a capital, or come from a script without capitals; "name: not given" is none."""
    return word is None or (not word[0].islower() and word.lower() not in _NO_NAMES)


def _plain(text: str) -> str:
    """Full-width digits, odd dashes and invisible characters are what hides an identifier from a pattern."""
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
