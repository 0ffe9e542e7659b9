"""Publish: bring Slack up to an appeal's revision. What is missing is posted, what has changed is drawn anew.

The card stands in the channel. In its thread stand, for each level, the assessment, the letter (a preview and the
files) and the checklist, and between them a line for each change. The letter is written while the first messages are on
their way.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import wording
from slackbot.appeal import CARD, Appeal
from slackbot.blocks.assessment import assessment
from slackbot.blocks.card import card
from slackbot.blocks.change import TOLD, change, contact_of
from slackbot.blocks.checklist import checklist
from slackbot.blocks.kit import Message, note
from slackbot.blocks.letter import letter_preview
from slackbot.blocks.peer_to_peer import call_card
from slackbot.jobs.appointments import post_appointments
from slackbot.jobs.case_file import CaseFile, File
from slackbot.jobs.posting import DoorClosed
from slackbot.jobs.proofs import post_copy
from slackbot.letter import KINDS, Kind, Letter, Letterhead, docx, pdf
from slackbot.letter_work import file_name, headed, letter_of
from slackbot.upkeep import Upkeep

ASSESSMENT, LETTER, FILES, CHECKLIST, INVITE = "assessment", "letter", "files", "checklist", "invite"
CALL = "peer_to_peer"

Made = TypeVar("Made")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Publisher:
    """What publishing needs; `clock` gives aware UTC."""

    upkeep: Upkeep
    client: AsyncWebClient
    letterhead: Letterhead
    clock: Callable[[], datetime]

    async def publish(self, team: str, appeal_id: str) -> CaseFile:
        """Bring Slack up to date; gives the case file as it then is.

        Where the bot may not post, the owner is told once how to invite it, and the outbox keeps the work.
        """
        appeal = await self.upkeep.appeal(team, appeal_id)
        case = CaseFile(appeal, self.upkeep, self.client)
        if await self.upkeep.is_shown(appeal):
            return case
        try:
            await self._bring_up(case)
            await self.upkeep.mark_shown(appeal)
        except DoorClosed as closed:
            log.warning("channel.closed", team=team, appeal=appeal_id, reason=str(closed))
            text = wording.cannot_post(appeal.number, direct=appeal.channel.startswith("D"))
            await case.tell_owner(INVITE, Message(text, [note(text)]))
        return case

    async def _bring_up(self, case: CaseFile) -> None:
        appeal = case.appeal
        today = self.clock().astimezone(ZoneInfo(appeal.time_zone)).date()
        await self._post_what_is_missing(case, today)
        await case.redraw(CARD, card(appeal, today))
        await case.redraw(CHECKLIST, checklist(appeal))
        if appeal.letter.version > 1:
            await case.redraw(ASSESSMENT, assessment(appeal))
        if appeal.peer_to_peer:
            await case.redraw(CALL, call_card(appeal, appeal.peer_to_peer))

    async def _post_what_is_missing(self, case: CaseFile, today: date) -> None:
        appeal = case.appeal
        written = appeal.posted_ts(LETTER) and appeal.posted_ts(FILES)
        async with _beside(None if written else self._write(appeal, today)) as writing:
            await case.post(CARD, card(appeal, today))
            for place, file_id in enumerate(appeal.brought, start=1):
                await post_copy(case, f"brought:{place}", f"message-{appeal.number}-{place}", file_id)
            await self._tell_changes(case)
            await case.post(appeal.posted_key(ASSESSMENT), assessment(appeal))
            if writing:
                letter, files = await writing
                await case.post(appeal.posted_key(LETTER), letter_preview(appeal, letter))
                await case.post_files(appeal.posted_key(FILES), files)
            await self._post_asked(case, today)
            await case.post(appeal.posted_key(CHECKLIST), checklist(appeal))
            if appeal.peer_to_peer:
                await case.post(appeal.posted_key(CALL), call_card(appeal, appeal.peer_to_peer))
                await post_appointments(case, appeal.peer_to_peer)

    async def _post_asked(self, case: CaseFile, today: date) -> None:
        """The other letters that somebody asked for, each once a version."""
        for kind in KINDS:
            key = case.appeal.posted_key(f"{FILES}:{kind}")
            if kind in case.appeal.letter.asked and key not in case.appeal.posted:
                _, files = await self._write(case.appeal, today, kind)
                await case.post_files(key, files)

    async def _write(self, appeal: Appeal, today: date, kind: Kind | None = None) -> tuple[Letter, list[File]]:
        """A letter (that of this level where no kind is named) as Word and as PDF, both made beside the event loop."""
        letterhead = headed(self.letterhead, await self.upkeep.settings(appeal))
        letter = letter_of(appeal, letterhead, today, kind)
        name = file_name(appeal, kind or appeal.assessment.level)
        made = await asyncio.gather(asyncio.to_thread(docx, letter), asyncio.to_thread(pdf, letter))
        return letter, [(f"{name}.docx", made[0]), (f"{name}.pdf", made[1])]

    async def _tell_changes(self, case: CaseFile) -> None:
        """A line for each change that the thread was not told of, with the proof of a contact."""
        appeal = case.appeal
        for event in await self.upkeep.history(appeal.team, appeal.id):
            key = f"change:{event.id}"
            if event.what in TOLD and key not in appeal.posted:
                await case.post_quietly(key, *change(appeal, event))
            contact = contact_of(appeal, event)
            if contact and contact.proof:
                await post_copy(case, f"proof:{event.id}", f"proof-{appeal.number}-{event.id}", contact.proof)


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, Made] | None) -> AsyncGenerator[asyncio.Task[Made] | None]:
    """Let something be made while the block runs; it is given up where the block fails."""
    task = asyncio.create_task(work) if work else None
    try:
        yield task
    finally:
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
