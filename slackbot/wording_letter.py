"""Sentences about the letters in the thread; the rest stands in wording.py. Pure."""

from collections.abc import Sequence
from typing import Final

EDIT: Final = "Edit letter"
READY: Final = "Mark ready"
ANOTHER: Final = "Another letter…"
EDIT_INTRO: Final = (
    "These are the letter's free paragraphs. The letter is made again as a new version in this thread; the earlier one "
    "stays. The Word file is yours to edit."
)
HINTS: Final = {
    "why_mri": (
        "Why MRI, and not radiographs, CT or ultrasound, answers the question. No patient name, birth date or member "
        "number."
    ),
    "management_change": "What will be done differently when the result is known. No letter goes out without it.",
    "new_facts": "After a denial that was upheld: facts, documents, or the error in it. A second appeal needs it.",
    "additional_facts": "What else the reviewer should know.",
}
ONLY_WHILE_PREPARING: Final = "The letter of this level was sent, or the appeal is closed: it can no longer be changed."


def newer(version: int) -> str:
    """The answer to a button under an older letter."""
    return f"There is a newer letter in this thread, version {version}: use the buttons under that one."


def not_ready(open_: Sequence[str]) -> str:
    """Why a letter cannot be marked ready."""
    listed = "\n".join(f"• {what}" for what in open_)
    return f"The letter cannot be marked ready yet. Open:\n{listed}"
