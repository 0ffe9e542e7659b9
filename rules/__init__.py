"""The rules: a pure library that turns an intake into an assessment. No Slack, no Redis, no clock."""
