"""Open appeals in short, a page at a time: the answers to `/mri-appeal list`, `due` and `mine`. Pure."""

from collections.abc import Sequence
from datetime import date

import blockkit as kit

from slackbot import wording
from slackbot import wording_overview as said
from slackbot.appeal import Appeal, Status
from slackbot.blocks.ids import Action
from slackbot.blocks.kit import Block, Message, actions, bold, button, note, words
from slackbot.rows import Page

EARLIER, MORE = "Earlier page", "Next page"


def appeal_list(kind: said.List, page: Page, appeals: Sequence[Appeal], today: date) -> Message:
    """A page of a list, `appeals` being the records behind its rows; says so where there is nothing."""
    if not appeals:
        return Message(said.NONE[kind], words(said.NONE[kind]))
    blocks = [bold(said.list_title(kind, page.total))]
    for appeal in appeals:
        blocks += lines(appeal, today)
    text = said.list_text(kind, list(appeals), page.total, wording.card_text(appeals[0], today))
    return Message(text, [*blocks, *turning(page, f"{Action.LIST}.{kind}")])


def turning(page: Page, action: str) -> list[Block]:
    """Where this page stands, and buttons to the next ones; `action` is the beginning of their ids."""
    if page.pages == 1:
        return []
    buttons: list[kit.Button] = []
    if page.number > 1:
        buttons.append(button(EARLIER, f"{action}.earlier", str(page.number - 1)))
    if page.number < page.pages:
        buttons.append(button(MORE, f"{action}.more", str(page.number + 1)))
    return [note(said.page(page.number, page.pages)), actions(buttons, f"pages.{page.number}")]


def lines(appeal: Appeal, today: date) -> list[Block]:
    """One appeal in short: what it is, where it stands, what is next."""
    due = wording.decision_due(appeal) if appeal.status is Status.SUBMITTED else wording.file_by(appeal.filing, today)
    due = wording.lit(due, appeal.due, today)
    facts = (wording.STATUS[appeal.status], f"strength: {wording.STRENGTH[appeal.assessment.strength]}", due)
    state = f"{' · '.join(facts)} · {wording.checklist_count(appeal)}"
    return [bold(wording.title(appeal)), *words(wording.who_and_where(appeal), state)]
