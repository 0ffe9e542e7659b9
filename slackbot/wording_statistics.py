"""Sentences of the statistics; the rest stands in wording.py. Pure."""

from typing import Final

from slackbot.statistics import FEW, Statistics, Tally
from slackbot.wording import COMMAND, count, money, spoken

TITLE: Final = "How our appeals ended"
NOTHING: Final = (
    "No decision is recorded yet. When the insurer answers, press “Record decision” on the card; from then on it "
    f"counts here. {COMMAND} list shows what is open."
)
LEGEND: Final = "ours, overturned wholly or partly"
MARK: Final = "published rate of the same setting"
CAVEAT: Final = (
    "Published rates are background: people appeal selected denials, and they say nothing about one patient. "
    f"Below {FEW} decisions a rate says little."
)
CHART_ALT: Final = "Bars of the overturn rates by level and insurer; the statistics in text say the same."
HERE: Final = "in this channel"
EVERYWHERE: Final = "in your channels"
SENT_TO_YOU: Final = "Here is what you asked for: the appeals of the channels that you are in."
CANNOT_POST: Final = (
    "I am not a member of this channel, so I cannot post there. Type /invite and my name, then try again."
)


def whole(tally: Tally) -> str:
    """All decisions in one line."""
    days = f", median {tally.days:g} days from sending to decision" if tally.days is not None else ""
    return f"{count(tally.decided, 'decision')}: {tally.overturned} overturned ({tally.percent} %){days}"


def share(tally: Tally) -> str:
    """A group's own share: "3 of 4 (75 %)"."""
    return f"{tally.overturned} of {tally.decided} ({tally.percent} %)"


def name(title: str, tally: Tally) -> str:
    """A group's name: an insurer's as it was typed, an id of the rulebook as a person reads it."""
    return tally.name if title == "Insurer" else spoken(tally.name)


def line(title: str, tally: Tally) -> str:
    """A group in one line, with what was published for its settings."""
    rates = sorted({rate.percent for rate, _ in tally.published})
    ends = f"{rates[0]:g}" if len(rates) == 1 else f"{rates[0]:g}–{rates[-1]:g}" if rates else ""
    beside = f" · published: {ends} %" if ends else ""
    few = " · few" if tally.decided < FEW else ""
    return f"{name(title, tally)}: {share(tally)}{beside}{few}"


def rest(found: Statistics) -> str:
    """What else there is: open, withdrawn, recovered."""
    sums = ", ".join(map(money, found.recovered)) or "nothing noted"
    return f"{found.open} open, {found.withdrawn} withdrawn. Money recovered: {sums}."


def text(found: Statistics, where: str) -> str:
    """The statistics, said in one line."""
    return f"{TITLE} {where}. {whole(found.whole)}. {rest(found)}"
