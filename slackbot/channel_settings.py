"""ChannelSettings: what a channel has set for its appeals. Pure; what is not set comes from the installation."""

from datetime import datetime, time, timedelta
from functools import cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, JsonValue, StringConstraints, model_validator

from rules.model import Frozen, Id, Line
from slackbot.office import Office, ReminderPolicy

DAY: Final = timedelta(days=1)


@cache
def _zones() -> frozenset[str]:
    """All IANA names, asked for once: the library walks through a folder of files for them."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("no IANA time zone")
    return name


class ChannelSettings(Frozen):
    """The settings of one channel.

    `opens` and `closes` are the working hours, on the channel's clock; `claim_within` is in working
    hours. `country` (ISO 3166) is the clinic's: its public holidays are no working days. `plan`, `state` and `insurer`
    are what a new form begins with; `clinicians`, and who is in the Slack user group `clinician_group`, may sign off;
    `backup` stands in for the owner of a new appeal. `reminders` says how people are reminded.
    """

    clinic_name: Line = ""
    address: Annotated[tuple[Line, ...], Field(max_length=8)] = ()
    phone: Line = ""
    fax: Line = ""
    npi: Annotated[str, StringConstraints(pattern=r"^(\d{10})?$")] = ""
    time_zone: Annotated[str, AfterValidator(_known_zone)] | None = None
    opens: time = time(9)
    closes: time = time(17)
    claim_within: Annotated[int, Field(ge=1, le=40)] = 4
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "US"
    plan: Id | None = None
    state: str | None = None
    insurer: Line = ""
    clinicians: tuple[str, ...] = ()
    clinician_group: str | None = None
    backup: str | None = None
    reminders: ReminderPolicy = ReminderPolicy()

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> "ChannelSettings":
        if self.closes <= self.opens:
            raise ValueError("closes before it opens")
        return self

    def office(self, zone: str) -> Office:
        """The clinic's working time; `zone` is the installation's, which counts where the channel has none."""
        return Office(ZoneInfo(self.time_zone or zone), self.opens, self.country, self.reminders)

    @property
    def defaults(self) -> dict[str, JsonValue]:
        """What a new form begins with, by field key."""
        known: dict[str, JsonValue] = {"plan": self.plan, "state": self.state, "insurer": self.insurer}
        return {key: value for key, value in known.items() if value}

    def claim_by(self, now: datetime, zone: str) -> datetime:
        """When somebody should have claimed what nobody owns since `now` (aware): `claim_within` working hours later.

        Working hours are counted on the clock of `zone`, on the days on which the clinic works.
        """
        office = self.office(zone)
        left, at = timedelta(hours=self.claim_within), now
        local = ZoneInfo(zone)
        day = now.astimezone(local).date()
        while True:
            opens, closes = (
                datetime.combine(day, hour, local).astimezone(now.tzinfo) for hour in (self.opens, self.closes)
            )
            begins = max(at, opens)
            if office.works_on(day) and closes - begins >= left:
                return begins + left
            if office.works_on(day) and closes > begins:
                left -= closes - begins
            day += DAY
