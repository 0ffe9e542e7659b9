"""Draft: a half-filled form. Kept for a day, encrypted; Slack's own view state carries nothing but its id."""

from datetime import datetime, timedelta

from pydantic import Field, JsonValue

from rules.model import Frozen, Text

LIFE = timedelta(hours=24)


class Source(Frozen):
    """The message that a form was begun from: its Slack ts, its text, and the Slack ids of its files."""

    ts: str
    text: Text = ""
    files: tuple[str, ...] = ()


class Draft(Frozen):
    """What one user has filled in so far, for one channel.

    `values` are flat form values by field key, as `intake_form` defines them; `step` counts from 1; `updated_at` is
    aware UTC. `appeal` is the id of the appeal whose facts are being changed; None where a new one is begun. `source`
    is the message that it was begun from, if any.
    """

    id: str
    team: str
    user: str
    channel: str
    step: int = 1
    values: dict[str, JsonValue] = Field(default_factory=dict)
    updated_at: datetime
    appeal: str | None = None
    source: Source | None = None

    @property
    def place_of_work(self) -> str:
        """The channel in which the appeal shall be worked on; empty before it is known."""
        return self.channel or str(self.values.get("channel") or "")

    @property
    def place(self) -> str:
        """What it is found by again: its channel (`place_of`), or the appeal that it changes, which no new form
        resumes.
        """
        return self.appeal or place_of(self.channel, self.source)


def place_of(channel: str, source: Source | None) -> str:
    """What a new form is found by: its channel, or the message in it; the cases of two messages are not mixed up."""
    return f"{channel}:{source.ts}" if source else channel
