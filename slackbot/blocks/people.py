"""The forms of teamwork: hand an appeal over; who does a checklist item, until when, or why it is not needed. Pure."""

from slackbot import wording
from slackbot.appeal import Appeal, Item
from slackbot.blocks import inputs
from slackbot.blocks.ids import Action, Callback
from slackbot.blocks.kit import Block, Message, View, actions, button, modal, note, words

OWNER, BACKUP, NOTE = "owner", "backup", "note"
ASSIGNEE, DUE, NOT_NEEDED = "assignee", "item_due", "not_needed"
WHAT, WHO_ASKS = "what", "who_asks"


def hand_over_view(appeal: Appeal) -> View:
    """Asks for the new owner, who stands in, and what they should know."""
    blocks = [
        note(wording.HAND_OVER_INTRO),
        inputs.person(OWNER, "Owner", appeal.owner, wording.OWNER_HINT),
        inputs.person(BACKUP, "Backup", appeal.backup, wording.BACKUP_HINT),
        inputs.line(NOTE, "Note", wording.NOTE_HINT),
    ]
    return _modal(f"Hand over appeal #{appeal.number}", blocks, Callback.HAND_OVER, appeal.id)


def item_view(appeal: Appeal, item: Item) -> View:
    """Asks who does the item until when, and whether it is needed in this case at all."""
    reason = item.not_applicable.reason if item.not_applicable else ""
    blocks = [
        *words(item.text),
        note(item.why),
        inputs.person(ASSIGNEE, "Who does it", item.assignee),
        inputs.day(DUE, "Until", item.due, optional=True),
        inputs.line(NOT_NEEDED, "Not needed here, because", wording.NOT_NEEDED_HINT, initial=reason),
    ]
    return _modal(f"Checklist of #{appeal.number}", blocks, Callback.ITEM, f"{appeal.id} {item.id}")


def new_item_view(appeal: Appeal) -> View:
    """Asks what is to be added to the checklist, who wants it until when, and who does it."""
    blocks = [
        inputs.line(WHAT, "What is to be done", wording.NEW_ITEM_HINT, optional=False),
        inputs.choice(WHO_ASKS, "Who asks for it", wording.WHO_ASKS),
        inputs.day(DUE, "Until", None, wording.NEW_ITEM_DUE_HINT, optional=True),
        inputs.person(ASSIGNEE, "Who does it", None),
    ]
    return _modal(f"Add to checklist of #{appeal.number}", blocks, Callback.NEW_ITEM, appeal.id)


def sign_off_question(appeal: Appeal) -> Message:
    """Asks a clinician whether what they wrote was the sign-off."""
    text = wording.sign_off_question(appeal.number)
    return Message(
        text, [*words(text), actions([button(wording.SIGN_OFF_YES, Action.SIGN_OFF, appeal.id)], "sign_off")]
    )


def _modal(title: str, blocks: list[Block], callback: Callback, about: str) -> View:
    return modal(title, blocks, callback_id=callback, close="Cancel", submit="Save", private_metadata=about)
