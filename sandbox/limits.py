"""Slack's limits, each once, with where it was read: the section of the project's collection of Slack facts.

The sections are those of `slack-platform.md`; its own sources are docs.slack.dev and the published SDK types.
"""

from typing import Final, NamedTuple


class Limit(NamedTuple):
    """A number that Slack enforces. The unit is in the name: characters where nothing else is said."""

    value: int
    source: str


LIMITS: Final[dict[str, Limit]] = {
    "view.title": Limit(24, "2"),
    "view.submit": Limit(24, "2"),
    "view.close": Limit(24, "2"),
    "view.blocks": Limit(100, "2"),
    "view.private_metadata": Limit(3000, "2"),
    "view.callback_id": Limit(255, "2"),
    "view.external_id": Limit(255, "2, as callback_id"),
    "view.bytes": Limit(250_000, "2"),
    "view.stack": Limit(3, "2"),
    "message.blocks": Limit(50, "3"),
    "message.block_characters": Limit(13_200, "3, reported size of all blocks"),
    "message.text": Limit(40_000, "4"),
    "message.update_text": Limit(4000, "0.4, 4"),
    "message.metadata": Limit(8000, "4; the figure is not documented, this one is ours"),
    "message.markdown_text": Limit(12_000, "3"),
    "message.tables": Limit(1, "0.11, 3"),
    "id": Limit(255, "3"),
    "text": Limit(3000, "3"),
    "section.text": Limit(3000, "3"),
    "section.fields": Limit(10, "3"),
    "section.field": Limit(2000, "3"),
    "header.text": Limit(150, "3"),
    "context.elements": Limit(10, "3"),
    "actions.elements": Limit(25, "3"),
    "input.label": Limit(2000, "3"),
    "input.hint": Limit(2000, "3"),
    "button.text": Limit(75, "3"),
    "button.value": Limit(2000, "3"),
    "button.url": Limit(3000, "3"),
    "button.accessibility_label": Limit(75, "3"),
    "option.text": Limit(75, "3"),
    "option.value": Limit(150, "3"),
    "option.description": Limit(75, "3"),
    "option_group.label": Limit(75, "3"),
    "option_group.options": Limit(100, "3"),
    "select.options": Limit(100, "3"),
    "select.option_groups": Limit(100, "3"),
    "external_select.query": Limit(3, "3, what is typed before the app is asked, where the element does not say"),
    "checkboxes.options": Limit(10, "3"),
    "radio_buttons.options": Limit(10, "3"),
    "overflow.options": Limit(5, "3"),
    "placeholder": Limit(150, "3"),
    "plain_text_input.length": Limit(3000, "3"),
    "file_input.files": Limit(10, "3"),
    "file_input.bytes": Limit(10_000_000, "3"),
    "rich_text_input.lines": Limit(100, "3"),
    "confirm.title": Limit(100, "3"),
    "confirm.text": Limit(300, "3"),
    "confirm.confirm": Limit(30, "3"),
    "confirm.deny": Limit(30, "3"),
    "image.url": Limit(3000, "3"),
    "image.alt": Limit(2000, "3"),
    "image.title": Limit(2000, "3, as alt"),
    "markdown.characters": Limit(12_000, "0.10, 3"),
    "table.rows": Limit(100, "3"),
    "table.cells": Limit(20, "3"),
    "table.settings": Limit(20, "3"),
    "alert.text": Limit(200, "3"),
    "card.title": Limit(150, "3"),
    "card.body": Limit(200, "3"),
    "card.actions": Limit(3, "3"),
    "carousel.cards": Limit(10, "3"),
    "container.title": Limit(150, "3"),
    "container.blocks": Limit(10, "3"),
    "context_actions.elements": Limit(5, "3"),
    "data_table.rows": Limit(201, "3"),
    "data_table.cells": Limit(20, "3"),
    "data_table.page_size": Limit(100, "3"),
    "response_url.uses": Limit(5, "1"),
    "connections": Limit(10, "9"),
    "files.channels": Limit(100, "7"),
    "history.page": Limit(1000, "6"),
}


def at(name: str) -> int:
    """The value of one limit."""
    return LIMITS[name].value
