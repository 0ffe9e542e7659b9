"""The open appeals of a channel, most urgent first: the answer to `/mri-appeal list`. Pure."""

from collections.abc import Sequence
from datetime import date

from slackbot import wording
from slackbot.appeal import Appeal, Status
from slackbot.blocks.kit import Block, Message, bold, note, within, words


def appeal_list(appeals: Sequence[Appeal], today: date) -> Message:
    """Two lines an appeal; says so where there is none."""
    if not appeals:
        return Message(wording.NO_OPEN_APPEALS, words(wording.NO_OPEN_APPEALS))
    blocks = [bold(wording.open_appeals(len(appeals)))]
    for appeal in appeals:
        blocks += lines(appeal, today)
    return Message(wording.list_text(appeals, today), within(blocks, note(wording.LIST_CUT)))


def lines(appeal: Appeal, today: date) -> list[Block]:
    """One appeal in short: what it is, where it stands, what is next."""
    due = wording.decision_due(appeal) if appeal.status is Status.SUBMITTED else wording.file_by(appeal.filing, today)
    facts = (wording.STATUS[appeal.status], f"strength: {wording.STRENGTH[appeal.assessment.strength]}", due)
    head = f"{wording.title(appeal)} · {wording.who_and_where(appeal)}"
    return words(head, f"{' · '.join(facts)} · {wording.checklist_count(appeal)}")
