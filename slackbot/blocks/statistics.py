"""The statistics as text, for the one who asks; the picture and the table are posted on demand. Pure."""

from collections.abc import Iterator

from slackbot import wording_statistics as said
from slackbot.blocks.ids import Action, Callback
from slackbot.blocks.kit import Block, Message, View, actions, bold, button, modal, note, within, words
from slackbot.statistics import Statistics

LINES = 10  # a group; the largest


def statistics_message(found: Statistics) -> Message:
    """The answer to `/mri-appeal stats`."""
    buttons = [
        button("Post the chart here", f"{Action.STATISTICS}.chart"),
        button("Post the table here (CSV)", f"{Action.STATISTICS}.table"),
    ]
    blocks = [*_blocks(found, said.HERE), actions(buttons, "statistics")]
    return Message(said.text(found, said.HERE), blocks)


def statistics_view(found: Statistics) -> View:
    """The same of all the user's channels, as a modal over the Home tab; chart and table go to the user alone."""
    buttons = [
        button("Send me the chart", f"{Action.STATISTICS}.chart"),
        button("Send me the table (CSV)", f"{Action.STATISTICS}.table"),
    ]
    blocks = [*_blocks(found, said.EVERYWHERE), actions(buttons, "statistics")]
    return modal("Statistics", blocks, callback_id=Callback.NOTICE, close="Close")


def _blocks(found: Statistics, where: str) -> list[Block]:
    if not found.whole.decided:
        return words(said.NOTHING, said.rest(found))
    blocks = [bold(f"{said.TITLE} {where}"), *words(said.whole(found.whole), said.rest(found)), *_groups(found)]
    sources = {citation.id: (rate, citation) for rate, citation in found.whole.published}.values()
    lines = [f"{rate.percent:g} %: {rate.text} {rate.caveat} ({citation.document})" for rate, citation in sources]
    return [*within([*blocks, *words(*lines)], note(said.CAVEAT), count=44), note(said.CAVEAT)]


def _groups(found: Statistics) -> Iterator[Block]:
    for title, tallies in found.groups.items():
        if tallies:
            yield bold(f"By {title.lower()}")
            yield from words(*(said.line(title, tally) for tally in tallies[:LINES]))
