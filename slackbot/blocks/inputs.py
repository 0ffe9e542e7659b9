"""The fields of the small forms behind the buttons. Pure. A field's block id is its action id."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import blockkit as kit

from rules.model import MAX_TEXT, Money
from slackbot.blocks import limits
from slackbot.blocks.kit import Block, plain
from slackbot.form import Choice

LINE = 150  # characters, as the models hold them

Element = (
    kit.DatePicker
    | kit.TimePicker
    | kit.PlainTextInput
    | kit.RadioButtons
    | kit.NumberInput
    | kit.UsersSelect
    | kit.MultiUsersSelect
    | kit.StaticSelect
    | kit.FileInput
)

DOCUMENTS: Final = ("pdf", "png", "jpg", "jpeg", "gif", "heic", "tif", "tiff", "txt", "eml", "msg", "doc", "docx")


def day(block_id: str, label: str, initial: date | None, hint: str = "", *, optional: bool = False) -> Block:
    """A calendar date."""
    return _input(block_id, label, kit.DatePicker(initial_date=initial, action_id=block_id), hint, optional=optional)


def clock(block_id: str, label: str, initial: str | None, hint: str = "", *, optional: bool = False) -> Block:
    """A time of day, "14:05"."""
    return _input(block_id, label, kit.TimePicker(initial_time=initial, action_id=block_id), hint, optional=optional)


def line(block_id: str, label: str, hint: str = "", *, initial: str = "", optional: bool = True) -> Block:
    """A line of text."""
    box = kit.PlainTextInput(initial_value=initial or None, max_length=LINE, action_id=block_id)
    return _input(block_id, label, box, hint, optional=optional)


def text(block_id: str, label: str, hint: str = "", *, initial: str = "") -> Block:
    """A text of several lines, which may be left out."""
    box = kit.PlainTextInput(multiline=True, initial_value=initial or None, max_length=MAX_TEXT, action_id=block_id)
    return _input(block_id, label, box, hint, optional=True)


def choice(block_id: str, label: str, offered: Mapping[str, str], *, initial: str = "") -> Block:
    """One of a few, the texts by their ids; chosen already where there is only one."""
    options = {value: kit.Option(plain(words), value) for value, words in offered.items()}
    first = next(iter(options.values())) if len(options) == 1 else options.get(initial)
    buttons = kit.RadioButtons(options=list(options.values()), initial_option=first, action_id=block_id)
    return _input(block_id, label, buttons, "")


def person(block_id: str, label: str, initial: str | None, hint: str = "") -> Block:
    """A colleague, who may be left out."""
    picker = kit.UsersSelect(initial_user=initial, placeholder=plain("Nobody"), action_id=block_id)
    return _input(block_id, label, picker, hint, optional=True)


def people(block_id: str, label: str, initial: Sequence[str], hint: str = "") -> Block:
    """Several colleagues, who may be left out."""
    picker = kit.MultiUsersSelect(initial_users=list(initial) or None, placeholder=plain("Nobody"), action_id=block_id)
    return _input(block_id, label, picker, hint, optional=True)


def pick(block_id: str, label: str, offered: Sequence[Choice], initial: str | None, hint: str = "") -> Block:
    """One of many, which may be left out."""
    options = {value: kit.Option(plain(limits.shorten(words, limits.OPTION)), value) for value, words in offered}
    menu = kit.StaticSelect(
        options=list(options.values()),
        initial_option=options.get(initial or ""),
        placeholder=plain("Not set"),
        action_id=block_id,
    )
    return _input(block_id, label, menu, hint, optional=True)


def document(block_id: str, label: str, hint: str) -> Block:
    """A document or a picture, which may be left out."""
    return _input(block_id, label, kit.FileInput(action_id=block_id, max_files=1), hint, optional=True)


def is_document(name: str) -> bool:
    """Whether a file is of a kind that `document` asks for; Slack itself takes any."""
    return name.lower().rpartition(".")[2] in DOCUMENTS


def amount(block_id: str, label: str, initial: Money | None, hint: str = "") -> Block:
    """An amount of money, which may be left out; the label names its currency."""
    box = kit.NumberInput(is_decimal_allowed=True, min_value=0, action_id=block_id)
    block = _input(block_id, label, box, hint, optional=True)
    if initial:
        block["element"]["initial_value"] = str(initial.value)  # the builder takes no exact decimal
    return block


def _input(block_id: str, label: str, element: Element, hint: str, *, optional: bool = False) -> Block:
    made = kit.Input(plain(label)).element(element).block_id(block_id).optional(optional)
    return (made.hint(plain(hint)) if hint else made).build()
