"""The Slack bot: everything between Slack and the rules."""
