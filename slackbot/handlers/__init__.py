"""What Slack sends: thin listeners that parse, call the desk and answer."""

from slack_bolt.async_app import AsyncApp

from slackbot.desk import Desk
from slackbot.handlers import approval, card, checklist, command, errors, home, intake, shortcuts


def register_all(app: AsyncApp, desk: Desk) -> None:
    """Register every listener. Their names must be those of manifest.yml, which a test compares."""
    errors.register(app)
    command.register(app, desk)
    intake.register(app, desk)
    shortcuts.register(app, desk)
    card.register(app, desk)
    approval.register(app, desk)
    checklist.register(app, desk)
    home.register(app, desk)
