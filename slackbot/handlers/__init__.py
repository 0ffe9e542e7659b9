"""What Slack sends: thin listeners that parse, call the desk and answer."""

from slack_bolt.async_app import AsyncApp

from slackbot.desk import Desk
from slackbot.handlers import (
    approval,
    calendar,
    card,
    checklist,
    command,
    contact,
    errors,
    home,
    intake,
    letter,
    listing,
    people,
    reminder,
    settings,
    shortcuts,
    sign_off,
    statistics,
    type_ahead,
)
from slackbot.handlers.access import Access
from slackbot.letter import Letterhead


def register_all(app: AsyncApp, desk: Desk, letterhead: Letterhead, public_url: str = "") -> None:
    """Register every listener; their names must be those of manifest.yml, which a test compares.

    `letterhead` is the installation's own; `public_url` is where its HTTP port is reached from outside, empty where it
    is not.
    """
    access = Access(desk)
    errors.register(app)
    command.register(app, desk, access, public_url)
    intake.register(app, desk, access)
    type_ahead.register(app, desk, access)
    shortcuts.register(app, desk)
    card.register(app, desk, access)
    approval.register(app, desk, access)
    contact.register(app, desk, access)
    checklist.register(app, desk, access)
    people.register(app, desk, access)
    reminder.register(app, desk, access)
    sign_off.register(app, desk, access)
    letter.register(app, desk, access, letterhead)
    settings.register(app, desk, access)
    listing.register(app, desk, access)
    statistics.register(app, desk, access)
    calendar.register(app, desk, access, public_url)
    home.register(app, desk, access)
