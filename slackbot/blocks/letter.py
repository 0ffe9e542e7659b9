"""The short preview of a letter, in the appeal's thread beside the files. Pure."""

from slackbot import wording
from slackbot.appeal import Appeal
from slackbot.blocks.kit import Message, bold, divider, header, note, within, words
from slackbot.letter import Letter


def letter_preview(appeal: Appeal, letter: Letter) -> Message:
    """What the letter says at its beginning, and what it still lacks."""
    gaps = [f"• {gap.what} — {gap.document}" for gap in letter.gaps]
    blocks = [
        header(letter.title),
        note(wording.LETTER_INTRO),
        *words(letter.preview),
        *([divider(), bold(wording.BEFORE_SENDING), *words(*gaps)] if gaps else []),
    ]
    return Message(wording.letter_text(appeal), within(blocks, note(wording.CUT_SHORT)))
