"""A local stand-in for Slack: Web API, Socket Mode, people who click, faults on demand. It knows nothing of any bot."""
