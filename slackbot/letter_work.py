"""The letters of an appeal: written from its record, edited into a new version, marked ready, asked for. Pure.

Each change is one for the desk to write (see teamwork.py): delivered twice it is done once; one that does not fit
raises TransitionRefused where the desk applies it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from rules.model import Assessment, Clinical, Contact, Intake
from slackbot import teamwork
from slackbot import wording_letter as said
from slackbot.appeal import Appeal, Change, Event, Status, Tick, TransitionRefused
from slackbot.channel_settings import ChannelSettings
from slackbot.letter import KINDS, Kind, Letter, Letterhead, compose
from slackbot.wording import moment

PARAGRAPHS: Final = {  # what the clinic writes itself, by the field of the intake
    "why_mri": "Why MRI",
    "management_change": "What the result changes in management",
    "new_facts": "What is new since the decision",
    "additional_facts": "Further facts",
}
COMPARED: Final = "compare_source"  # the checklist item: the cited page was opened and compared


def headed(installed: Letterhead, settings: ChannelSettings) -> Letterhead:
    """The installation's letterhead, with what the channel has set in its place."""
    own = {
        "name": settings.clinic_name,
        "address": settings.address,
        "phone": settings.phone,
        "fax": settings.fax,
        "npi": settings.npi,
    }
    return installed.model_copy(update={name: text for name, text in own.items() if text})


def intake_of(appeal: Appeal) -> Intake:
    """The intake with what was noted since: the contacts, which every next letter lists, and the times for a call."""
    zone = ZoneInfo(appeal.time_zone)
    logged = [
        Contact(
            date=each.at.astimezone(zone).date(),
            way=each.kind,
            about=each.said,
            with_whom=each.with_whom,
            reference=each.reference,
            proof=each.proof is not None,
        )
        for each in appeal.contacts
    ]
    update: dict[str, object] = {"contacts": (*appeal.intake.contacts, *logged)}
    if appeal.peer_to_peer:
        times = tuple(moment(slot, appeal.time_zone) for slot in appeal.peer_to_peer.slots)
        update["clinician"] = appeal.intake.clinician.model_copy(update={"call_times": times})
    return appeal.intake.model_copy(update=update)


def letter_of(appeal: Appeal, letterhead: Letterhead, today: date, kind: Kind | None = None) -> Letter:
    """A letter of the appeal as it stands; the one that asks for the next level where `kind` is left out."""
    return compose(intake_of(appeal), appeal.assessment, letterhead, kind=kind, today=today)


def file_name(appeal: Appeal, what: str) -> str:
    """The name of a file, without its ending: appeal-12-internal-appeal-1-v2."""
    version = f"-v{appeal.letter.version}" if appeal.letter.version > 1 else ""
    return f"appeal-{appeal.number}-{what}{version}".replace("_", "-")


def rewrite(user: str, version: int, texts: Mapping[str, str], assess: Callable[[Intake], Assessment]) -> Change:
    """`user` changes the clinic's own paragraphs (`PARAGRAPHS`; empty: none) of this version: the letter is made anew.

    The case is assessed again, since what was missing may be there now.
    """

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        clinical = appeal.intake.clinical
        wanted = Clinical.model_validate(clinical.model_dump() | {name: texts.get(name) or None for name in PARAGRAPHS})
        changed = [label for name, label in PARAGRAPHS.items() if getattr(wanted, name) != getattr(clinical, name)]
        if not changed:
            return appeal, []
        _require(appeal, version)
        intake = appeal.intake.model_copy(update={"clinical": wanted})
        return teamwork.amend(user, intake, assess(intake), changed)(appeal, now)

    return change


def mark_ready(user: str, version: int, letter: Callable[[Appeal], Letter]) -> Change:
    """`user` says that this version can go out; refused while a required fact is open. `letter` writes it."""

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        _require(appeal, version)
        if appeal.letter.ready:
            return appeal, []
        open_ = blockers(appeal, letter(appeal))
        if open_:
            raise TransitionRefused(said.not_ready(open_))
        ready = appeal.letter.model_copy(update={"ready": Tick(by=user, at=now)})
        event = Event(what="letter_ready", by=user, at=now, detail=str(version))
        return appeal.model_copy(update={"letter": ready}), [event]

    return change


def ask(user: str, kind: str) -> Change:
    """`user` wants another letter of the case in the thread."""

    def change(appeal: Appeal, now: datetime) -> tuple[Appeal, list[Event]]:
        if kind not in KINDS or kind in appeal.letter.asked:
            return appeal, []
        asked = appeal.letter.model_copy(update={"asked": (*appeal.letter.asked, kind)})
        return appeal.model_copy(update={"letter": asked}), [Event(what="letter_asked", by=user, at=now, detail=kind)]

    return change


def blockers(appeal: Appeal, letter: Letter) -> tuple[str, ...]:
    """What has to be closed before the letter goes out: its required gaps, and the sources nobody has compared."""
    uncompared = [item.text for item in appeal.to_do if item.id == COMPARED and not item.tick]
    return (*(gap.what for gap in letter.gaps if gap.required), *uncompared)


def _require(appeal: Appeal, version: int) -> None:
    if appeal.status is not Status.PREPARING:
        raise TransitionRefused(said.ONLY_WHILE_PREPARING)
    if appeal.letter.version != version:
        raise TransitionRefused(said.newer(appeal.letter.version))
