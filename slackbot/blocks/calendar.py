"""The answer to `/mri-appeal calendar`: one's dates as a file, and the private address of a feed. Pure."""

from typing import Literal

from slackbot import wording_calendar as said
from slackbot.blocks.ids import Action
from slackbot.blocks.kit import Block, Message, actions, bold, button, note, section, words

Feed = Literal["not offered", "off", "on"]


def calendar_message(dates: int, feed: Feed, address: str = "") -> Message:
    """How many dates there are and how to get them; `address` is that of a new feed."""
    counted = said.counted(dates)
    blocks = [bold(said.TITLE), *words(counted, said.FILE_STAYS if dates else ""), *_address(feed, address)]
    buttons = [button(said.SEND_FILE, f"{Action.CALENDAR}.file", style="primary")] if dates else []
    if feed == "off":
        buttons.append(button(said.GET_ADDRESS, f"{Action.CALENDAR}.new"))
    if feed == "on":
        buttons.append(button(said.NEW_ADDRESS, f"{Action.CALENDAR}.new"))
        buttons.append(button(said.TURN_OFF, f"{Action.CALENDAR}.off"))
    blocks += [actions(buttons, "calendar")] if buttons else []
    text = f"{said.new_address(address)} {counted}" if address else f"{counted} {said.ADDRESS[feed]}".strip()
    return Message(text, [*blocks, note(said.PRIVACY)])


def _address(feed: Feed, address: str) -> list[Block]:
    if address:
        return [*words(said.ADDRESS_ONCE), section(f"`{address}`"), note(said.HOW_TO_SUBSCRIBE)]
    return words(said.ADDRESS[feed])
