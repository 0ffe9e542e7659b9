"""What Slack sends: thin listeners that parse, call the desk and answer."""

from slack_bolt.async_app import AsyncApp

from slackbot.desk import Desk
from slackbot.handlers import (
    approval,
    card,
    checklist,
    command,
    contact,
    errors,
    home,
    intake,
    listing,
    people,
    settings,
    shortcuts,
    sign_off,
    statistics,
)
from slackbot.handlers.access import Access


def register_all(app: AsyncApp, desk: Desk) -> None:
    """Register every listener. Their names must be those of manifest.yml, which a test compares."""
    access = Access(desk)
    errors.register(app)
    command.register(app, desk, access)
    intake.register(app, desk, access)
    shortcuts.register(app, desk)
    card.register(app, desk, access)
    approval.register(app, desk, access)
    contact.register(app, desk, access)
    checklist.register(app, desk, access)
    people.register(app, desk, access)
    sign_off.register(app, desk, access)
    settings.register(app, desk, access)
    listing.register(app, desk, access)
    statistics.register(app, desk, access)
    home.register(app, desk, access)
