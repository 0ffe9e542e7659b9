"""The form that puts a reminder off. Pure."""

from datetime import date
from typing import Final, NamedTuple

import blockkit as kit

from slackbot import wording_reminders as said
from slackbot.appeal import Appeal
from slackbot.blocks import inputs
from slackbot.blocks.ids import Callback
from slackbot.blocks.kit import View, bold, modal, note, plain

HOW_LONG, UNTIL, REASON, CONFIRMED = "how_long", "until", "reason", "confirmed"


class Entered(NamedTuple):
    """What stands in the form."""

    how_long: str = next(iter(said.SNOOZES))
    until: date | None = None
    reason: str = ""


NOTHING: Final = Entered()


def snooze_view(appeal: Appeal, watch: str, entered: Entered = NOTHING, warning: str = "") -> View:
    """Asks until when and why, of what is watched under a key. With a `warning` also for a tick that it was read."""
    blocks = [
        *([bold(warning)] if warning else []),
        note(said.SNOOZE_INTRO),
        inputs.choice(HOW_LONG, "How long", said.SNOOZES, initial=entered.how_long),
        inputs.day(UNTIL, "Until", entered.until, said.UNTIL_HINT, optional=True),
        inputs.line(REASON, "Why", said.REASON_HINT, initial=entered.reason, optional=False),
    ]
    if warning:
        box = kit.Checkboxes(options=[kit.Option(plain(said.CONFIRM), CONFIRMED)], action_id=CONFIRMED)
        blocks.append(kit.Input(plain(said.CONFIRM_LABEL)).element(box).block_id(CONFIRMED).build())
    return modal(
        f"Snooze for #{appeal.number}",
        blocks,
        callback_id=Callback.SNOOZE,
        close="Cancel",
        submit="Snooze",
        private_metadata=f"{appeal.id} {watch}",
    )
