"""Sentences of lists, the Home tab and the statistics; the rest stands in wording.py. Pure."""

from collections.abc import Iterable
from typing import Final, Literal

from slackbot.appeal import Appeal, Decision, Status
from slackbot.wording import COMMAND, SOON, count

List = Literal["list", "due", "mine"]

HOME_TITLE: Final = "Your work list"
NOTHING_HERE: Final = "There are no open appeals for you to see. Start one with the button above."
NOTHING_FILTERED: Final = "No open appeal fits these filters. Press “Show all”."
NONE: Final[dict[List, str]] = {
    "list": f"There are no open appeals in this channel. Type {COMMAND} to start one.",
    "due": f"Nothing in this channel is due within {SOON} days or overdue.",
    "mine": "No open appeal of this channel is yours. The Home tab of this app shows yours of all channels.",
}
TITLES: Final[dict[List, str]] = {
    "list": "in this channel, the most urgent first",
    "due": f"in this channel due within {SOON} days or overdue",
    "mine": "in this channel that you own or stand in for",
}


def list_title(kind: List, total: int) -> str:
    """The heading of a list."""
    return f"{count(total, 'open appeal')} {TITLES[kind]}"


def list_text(kind: List, appeals: list[Appeal], total: int, first: str) -> str:
    """A list, said in one line; `first` is the most urgent one, said in one line."""
    numbers = ", ".join(f"#{appeal.number}" for appeal in appeals)
    return f"{list_title(kind, total)}: {numbers}. The first: {first}"


def page(number: int, pages: int) -> str:
    """Which page this is."""
    return f"Page {number} of {pages}"


def home_counts(mine: int, total: int, overdue: int, soon: int) -> str:
    """What there is to do."""
    yours = f"{count(mine, 'open appeal')} yours, {total} in your channels"
    return f"{yours} · {overdue} overdue · {soon} due within {SOON} days"


def month(decisions: Iterable[Decision]) -> str:
    """What the insurers decided this month."""
    found = [decision.outcome for decision in decisions]
    if not found:
        return "This month: no decision recorded yet."
    won, partly, lost = (found.count(each) for each in (Status.OVERTURNED, Status.PARTLY, Status.UPHELD))
    return f"This month: {count(len(found), 'decision')}: {won} overturned, {partly} partly, {lost} upheld."
