"""Draft: a half-filled form. Kept for a day, encrypted; Slack's own view state carries nothing but its id."""

from datetime import datetime, timedelta

from pydantic import Field, JsonValue

from rules.model import Frozen

LIFE = timedelta(hours=24)


class Draft(Frozen):
    """What one user has filled in so far, for one channel.

    `values` are flat form values by field key, as `intake_form` defines them; `step` counts from 1; `updated_at` is
    aware UTC. `appeal` is the id of the appeal whose facts are being changed; None where a new one is begun.
    """

    id: str
    team: str
    user: str
    channel: str
    step: int = 1
    values: dict[str, JsonValue] = Field(default_factory=dict)
    updated_at: datetime
    appeal: str | None = None

    @property
    def place(self) -> str:
        """What it is found by again: its channel, or the appeal that it changes, which no new form resumes."""
        return self.appeal or self.channel
