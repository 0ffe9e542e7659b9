"""The settings of a channel as a form. Pure. Block ids are the names of the settings."""

import calendar
from dataclasses import dataclass
from typing import Final

from slackbot import wording
from slackbot.blocks import inputs
from slackbot.blocks.ids import Callback
from slackbot.blocks.kit import Block, View, bold, modal, note
from slackbot.channel_settings import ChannelSettings
from slackbot.form import Choice
from slackbot.office import ReminderPolicy

CLINIC: Final = ("clinic_name", "address", "phone", "fax", "npi")
HOURS: Final = ("time_zone", "opens", "closes", "claim_within")
DEFAULTS: Final = ("country", "plan", "state", "insurer")
PEOPLE: Final = ("clinicians", "clinician_group", "backup")
REMINDERS: Final = (
    *("days_before", "hours_before", "overdue_at_most", "backup_from", "channel_from", "quiet_from", "digest_day"),
)
WEEK: Final = tuple(Choice(str(number), calendar.day_name[number - 1]) for number in range(1, 8))


@dataclass(frozen=True)
class Offered:
    """What can be chosen; `groups` are the workspace's user groups."""

    countries: tuple[Choice, ...]
    plans: tuple[Choice, ...]
    states: tuple[Choice, ...]
    groups: tuple[Choice, ...] = ()


def settings_view(channel: str, known: ChannelSettings, offered: Offered, zone: str) -> View:
    """The form with what is set; `zone` is the installation's time zone, which counts where none is set."""
    blocks = [
        note(wording.SETTINGS_INTRO),
        bold("Letterhead"),
        inputs.line("clinic_name", "Clinic", initial=known.clinic_name),
        inputs.text("address", "Address", initial="\n".join(known.address)),
        inputs.line("phone", "Phone", initial=known.phone),
        inputs.line("fax", "Fax", initial=known.fax),
        inputs.line("npi", "NPI of the clinic", "Ten digits.", initial=known.npi),
        bold("Working hours"),
        inputs.line("time_zone", "Time zone", wording.ZONE_HINT, initial=known.time_zone or zone),
        inputs.clock("opens", "Open from", f"{known.opens:%H:%M}"),
        inputs.clock("closes", "Open until", f"{known.closes:%H:%M}", wording.HOURS_HINT),
        inputs.line(
            "claim_within", "Tell when nobody owns it for", wording.CLAIM_HINT, initial=str(known.claim_within)
        ),
        bold("A new form begins with"),
        inputs.pick("country", "Country", offered.countries, known.country),
        inputs.pick("plan", "Type of health plan", offered.plans, known.plan),
        inputs.pick("state", "State", offered.states, known.state),
        inputs.line("insurer", "Insurer", initial=known.insurer),
        bold("Reminders"),
        *_reminders(known.reminders),
        bold("People"),
        inputs.people("clinicians", "Clinicians who sign off", known.clinicians, wording.CLINICIANS_HINT),
        *_group(known, offered.groups),
        inputs.person("backup", "Backup of new appeals", known.backup, wording.BACKUP_HINT),
    ]
    return modal(
        "Settings of this channel",
        blocks,
        callback_id=Callback.SETTINGS,
        close="Cancel",
        submit="Save",
        private_metadata=channel,
    )


def _reminders(policy: ReminderPolicy) -> list[Block]:
    days, hours = (", ".join(map(str, each)) for each in (policy.days_before, policy.hours_before))
    return [
        inputs.line("days_before", "Days before a date", wording.DAYS_BEFORE_HINT, initial=days),
        inputs.line("hours_before", "Hours before a time", wording.HOURS_BEFORE_HINT, initial=hours),
        inputs.line("overdue_at_most", "After the date", wording.OVERDUE_HINT, initial=str(policy.overdue_at_most)),
        inputs.line("backup_from", "Call the backup too", wording.BACKUP_FROM_HINT, initial=str(policy.backup_from)),
        inputs.line("channel_from", "Call everybody here", wording.CHANNEL_FROM_HINT, initial=str(policy.channel_from)),
        inputs.clock("quiet_from", "Quiet from", f"{policy.quiet_from:%H:%M}", wording.QUIET_HINT),
        inputs.pick("digest_day", "Digest on", WEEK, str(policy.digest_day or ""), wording.DIGEST_HINT),
    ]


def _group(known: ChannelSettings, groups: tuple[Choice, ...]) -> list[Block]:
    """The user groups, where the workspace has some; the one that is set stays even where Slack does not list it."""
    chosen = known.clinician_group
    if chosen and chosen not in {group.value for group in groups}:
        groups = (Choice(chosen, wording.GROUP_SET_BEFORE), *groups)
    label, hint = "Group of clinicians who sign off", wording.GROUP_HINT
    return [inputs.pick("clinician_group", label, groups, chosen, hint)] if groups else []
