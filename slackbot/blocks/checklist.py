"""The checklist with its boxes, in the appeal's thread. Pure.

A box holds 75 characters and as many below it, so a longer thing to do goes on there. Slack keeps a box as a user left
it as long as its block keeps its id: the id carries the appeal's revision.
"""

from collections.abc import Sequence

import blockkit as kit

from slackbot import wording
from slackbot.appeal import Appeal, Item
from slackbot.blocks import limits
from slackbot.blocks.ids import Action
from slackbot.blocks.kit import (
    Block,
    Message,
    actions,
    bold,
    button,
    escape,
    header,
    marked_note,
    note,
    plain,
    within,
    words,
)

Numbered = tuple[int, Item]
PREFIX, MENU = "check", "arrange"


def checklist(appeal: Appeal) -> Message:
    """The checklist of the present level; boxes can be ticked while the appeal is open."""
    items = list(enumerate(appeal.items, start=1))
    blocks = [
        header(f"Checklist of appeal #{appeal.number}"),
        note(f"{wording.level_name(appeal)} · {appeal.done} of {len(appeal.to_do)} done"),
        *_part(appeal, wording.NEEDED, [each for each in items if each[1].required]),
        *_part(appeal, wording.HELPFUL, [each for each in items if not each[1].required]),
        *_said(appeal, items),
        *_arrange(appeal, items),
        bold(wording.WHY),
        *words(*(f"{number}. {item.why}" for number, item in items)),
    ]
    return Message(wording.checklist_text(appeal), within(blocks, note(wording.CUT_SHORT)))


def appeal_of(block_id: str) -> str:
    """The appeal's id in the id of a block with boxes."""
    return block_id.split(".")[1]


def _part(appeal: Appeal, title: str, items: Sequence[Numbered]) -> list[Block]:
    if not items:
        return []
    if not appeal.is_open:
        return [bold(title), *words(*(f"{_state(item)}: {number}. {item.text}" for number, item in items))]
    items = [each for each in items if each[1].not_applicable is None]
    tens = [items[at : at + limits.BOXES] for at in range(0, len(items), limits.BOXES)]
    return [bold(title), *(_boxes(appeal, ten) for ten in tens)] if tens else []


def _boxes(appeal: Appeal, items: Sequence[Numbered]) -> Block:
    options = {item.id: _option(number, item) for number, item in items}
    ticked = [options[item.id] for _, item in items if item.tick]
    boxes = kit.Checkboxes(options=list(options.values()), initial_options=ticked or None, action_id=Action.TICK)
    return kit.Actions([boxes]).block_id(f"{PREFIX}.{appeal.id}.{appeal.revision}.{items[0][0]}").build()


def _option(number: int, item: Item) -> kit.Option:
    text, rest = limits.in_two(f"{number}. {item.text}")
    option = kit.Option(plain(text), item.id)
    return option.description(plain(rest)) if rest else option


def _state(item: Item) -> str:
    return "Not needed" if item.not_applicable else "Done" if item.tick else "Not done"


def _said(appeal: Appeal, items: Sequence[Numbered]) -> list[Block]:
    """Who did what and when, who is to do it until when, and what is not needed and why."""
    lines = [f"{number} {line}" for number, item in items if (line := _line(item, appeal.time_zone))]
    return [marked_note("\n".join(some)) for some in _fitting(lines)]


def _line(item: Item, zone: str) -> str:
    if item.not_applicable:
        said = item.not_applicable
        return f"not needed: {escape(said.reason)} — <@{said.by}>, {wording.moment(said.at, zone)}"
    if item.tick:
        return f"done by <@{item.tick.by}>, {wording.moment(item.tick.at, zone)}"
    who = f"is done by <@{item.assignee}>" if item.assignee else "is to be done" if item.due else ""
    return f"{who} until {wording.day(item.due)}" if item.due else who


def _fitting(lines: Sequence[str]) -> list[list[str]]:
    """The lines in as many notes as they need; a mention cut in two would be no mention."""
    notes: list[list[str]] = []
    for line in lines:
        if notes and len("\n".join([*notes[-1], line])) <= limits.FIELD:
            notes[-1].append(line)
        else:
            notes.append([line])
    return notes


def _arrange(appeal: Appeal, items: Sequence[Numbered]) -> list[Block]:
    """A menu to pick an item from, for what a box cannot say, and a button to add one."""
    if not appeal.is_open:
        return []
    add = button(wording.ADD_ITEM, Action.ADD_ITEM, appeal.id)
    if not items:
        return [actions([add], f"{MENU}.{appeal.id}.{appeal.revision}")]
    options = [
        kit.Option(plain(limits.shorten(f"{number}. {item.text}", limits.OPTION)), item.id) for number, item in items
    ]
    menu = kit.StaticSelect(options=options, placeholder=plain(wording.ARRANGE), action_id=Action.ARRANGE)
    return [kit.Actions().elements(menu, add).block_id(f"{MENU}.{appeal.id}.{appeal.revision}").build()]
