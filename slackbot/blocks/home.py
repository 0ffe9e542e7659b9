"""App Home: the user's own open appeals. Pure."""

from collections.abc import Sequence
from datetime import date

from slackbot import wording
from slackbot.appeal import Appeal
from slackbot.blocks.appeal_list import lines
from slackbot.blocks.ids import Action
from slackbot.blocks.kit import Block, View, actions, button, divider, header, note, words

SHOWN = 40


def home(appeals: Sequence[Appeal], today: date) -> View:
    """The Home tab: a way to start, and the appeals most urgent first."""
    start = actions([button("Start an appeal", Action.START, style="primary")], "start")
    blocks: list[Block] = [header(wording.HOME_TITLE), note(wording.PRIVACY), start, divider()]
    blocks += [block for appeal in appeals[:SHOWN] for block in lines(appeal, today)] or words(wording.NO_OWN_APPEALS)
    if len(appeals) > SHOWN:
        blocks.append(note(wording.LIST_CUT))
    return {"type": "home", "blocks": blocks[:100]}
