"""The contact log: the form behind the card's button, and what the thread shows of an entry. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from slackbot import wording
from slackbot import wording_insurer as said
from slackbot.appeal import Appeal, Contact
from slackbot.blocks import inputs
from slackbot.blocks.ids import Callback
from slackbot.blocks.kit import Block, View, modal, note, words

KIND, ON, AT, WITH_WHOM, REFERENCE, SAID, PROOF = "kind", "on", "at", "with_whom", "reference", "said", "proof"


def contact_view(appeal: Appeal, now: datetime) -> View:
    """Asks for one contact with the insurer; filled in with `now` (aware)."""
    there = now.astimezone(ZoneInfo(appeal.time_zone))
    blocks = [
        note(said.CONTACT_INTRO),
        inputs.choice(KIND, "Kind of contact", said.KINDS),
        inputs.day(ON, "Day", there.date()),
        inputs.clock(AT, "Time", f"{there:%H:%M}", wording.clock_note(appeal.time_zone)),
        inputs.line(WITH_WHOM, "With whom", said.WITH_WHOM_HINT),
        inputs.line(REFERENCE, "Reference number", said.REFERENCE_HINT),
        inputs.text(SAID, "What was said", said.SAID_HINT),
        inputs.document(PROOF, said.PROOF, said.PROOF_HINT),
    ]
    title = f"Contact for #{appeal.number}"
    return modal(title, blocks, callback_id=Callback.CONTACT, close="Cancel", submit="Save", private_metadata=appeal.id)


def entry(contact: Contact, zone: str) -> list[Block]:
    """One contact in plain text."""
    return words(said.contact_head(contact, zone), contact.said)
