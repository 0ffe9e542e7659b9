"""What the bot can do, in one screen. Pure."""

from slackbot import wording
from slackbot.blocks.kit import Message, bold, note, words


def help_message() -> Message:
    """The answer to `/mri-appeal help`."""
    blocks = [bold(wording.HELP_TITLE), *words(wording.HELP_LINES), note(wording.PRIVACY), note(wording.HELP_LIMITS)]
    return Message(wording.HELP_TITLE, blocks)
