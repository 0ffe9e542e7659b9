"""A letter in the appeal's thread: the short preview beside the files, and the form that edits its paragraphs. Pure."""

from collections.abc import Sequence

import blockkit as kit

from rules.rulebook import load_rulebook
from slackbot import wording
from slackbot import wording_letter as said
from slackbot.appeal import Appeal, Status
from slackbot.blocks import inputs
from slackbot.blocks.ids import Action, Callback
from slackbot.blocks.kit import Block, Message, View, bold, button, divider, header, modal, note, plain, within, words
from slackbot.letter import NAMES, Kind, Letter, kinds_for
from slackbot.letter_work import PARAGRAPHS, intake_of


def letter_preview(appeal: Appeal, letter: Letter) -> Message:
    """What the letter says at its beginning, what it still lacks, and what can be done with it."""
    gaps = [f"• {gap.what} — {gap.document}" for gap in letter.gaps]
    version = appeal.letter.version
    blocks = [
        header(letter.title),
        note(wording.LETTER_INTRO, *([f"Version {version}"] if version > 1 else [])),
        *words(letter.preview),
        *([divider(), bold(wording.BEFORE_SENDING), *words(*gaps)] if gaps else []),
    ]
    shown = within(blocks, note(wording.CUT_SHORT))
    return Message(wording.letter_text(appeal), [*shown, *_buttons(appeal, letter)])


def edit_view(appeal: Appeal) -> View:
    """Asks for the clinic's own paragraphs, as they are now."""
    clinical = appeal.intake.clinical
    fields = [
        inputs.text(name, label, said.HINTS[name], initial=getattr(clinical, name) or "")
        for name, label in PARAGRAPHS.items()
    ]
    blocks = [note(said.EDIT_INTRO), *fields]
    title, about = f"Letter of #{appeal.number}", mark(appeal)
    return modal(title, blocks, callback_id=Callback.LETTER, close="Cancel", submit="Save", private_metadata=about)


def mark(appeal: Appeal) -> str:
    """What a button under a letter carries: the appeal and the letter's version."""
    return f"{appeal.id}.{appeal.letter.version}"


def marked(value: str) -> tuple[str, int]:
    """The appeal's id and the version that `mark` put there."""
    appeal_id, _, version = value.partition(".")
    return appeal_id, int(version)


def _buttons(appeal: Appeal, letter: Letter) -> list[Block]:
    if appeal.status is not Status.PREPARING:
        return []
    others: list[Kind] = [
        kind for kind in kinds_for(intake_of(appeal), appeal.assessment, load_rulebook()) if kind != letter.kind
    ]
    row: list[kit.Button | kit.StaticSelect] = [
        button(said.EDIT, Action.EDIT_LETTER, mark(appeal)),
        button(said.READY, Action.LETTER_READY, mark(appeal), style="primary"),
        *([_menu(appeal, others)] if others else []),
    ]
    return [kit.Actions().elements(*row).block_id(f"letter.{mark(appeal)}").build()]


def _menu(appeal: Appeal, kinds: Sequence[Kind]) -> kit.StaticSelect:
    options = [kit.Option(plain(NAMES[kind]), f"{appeal.id}.{kind}") for kind in kinds]
    return kit.StaticSelect(options=options, placeholder=plain(said.ANOTHER), action_id=Action.ANOTHER_LETTER)
