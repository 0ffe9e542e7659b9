"""Slack's limits that our surfaces run into (docs.slack.dev, Block Kit reference), and the one way to keep them."""

from typing import Final

TITLE: Final = 24  # characters of a modal's title and buttons
HEADER: Final = 150
TEXT: Final = 3_000  # characters of one text object in a section
FIELD: Final = 2_000
OPTION: Final = 75  # characters of an option's text, and of its description
BOXES: Final = 10  # options of one checkboxes element
PLACEHOLDER: Final = 150
ERROR: Final = 400  # ours: an error under a field that is longer is not read
MESSAGE: Final = 11_000  # characters over all blocks of a message; Slack refuses somewhere above 13,000


def shorten(text: str, limit: int) -> str:
    """`text` within `limit` characters, cut between words and marked with an ellipsis where it was longer."""
    if len(text) <= limit:
        return text
    head, space, _ = text[: limit - 1].rpartition(" ")
    return f"{head if space and len(head) > limit // 2 else text[: limit - 1]}…"


def pieces(text: str, limit: int = TEXT) -> list[str]:
    """`text` in pieces within `limit`, cut at line ends or between words; nothing is lost but the blank at a cut."""
    found: list[str] = []
    while len(text) > limit:
        at = max(text.rfind("\n", 0, limit), 0) or max(text.rfind(" ", 0, limit), 0) or limit
        found.append(text[:at])
        text = text[at:].lstrip()
    return [*found, text] if text else found


_CUTS: Final = (  # where a sentence is best cut, the best first
    (": ", "; ", " - ", " – ", ", ", " ("),
    (" and ", " or "),
    (" with ", " for ", " by ", " so "),
    (" ",),
)


def in_two(text: str) -> tuple[str, str]:
    """An option's text and description that together say `text`; the second is empty where one line will do.

    Cut at a pause of the sentence where both halves then fit, else before a joining word, else between words.
    """
    if len(text) <= OPTION:
        return text, ""
    for marks in _CUTS:
        cuts = [at for mark in marks for at in _cuts(text, mark) if len(text) - at <= OPTION or marks == (" ",)]
        if cuts:
            break
    else:
        cuts = [OPTION]
    return text[: max(cuts)].rstrip(" -–"), shorten(text[max(cuts) :].lstrip(" -–"), OPTION)


def _cuts(text: str, mark: str) -> list[int]:
    """Where `text` can be cut at `mark` with the first half within an option; punctuation stays with the first half."""
    kept = len(mark.rstrip()) if mark[0] in ":;," else 0
    return [at + kept for at in range(1, OPTION - kept + 1) if text.startswith(mark, at)]
