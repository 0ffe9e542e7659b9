"""The times of a peer-to-peer call as calendar files, put into the thread once a request."""

from slackbot import wording_insurer as said
from slackbot.agenda import CALL_LENGTH, entry_id
from slackbot.appeal import Appeal, PeerToPeer
from slackbot.calendar_file import Entry, calendar_file
from slackbot.jobs.case_file import CaseFile, File


async def post_appointments(case: CaseFile, call: PeerToPeer) -> None:
    """Post one file a time; a call that was asked for anew has files of its own."""
    await case.post_files(f"calendar@{call.requested_at:%Y%m%dT%H%M%S}", _files(case.appeal, call))


def _files(appeal: Appeal, call: PeerToPeer) -> list[File]:
    stem = f"peer-to-peer-{appeal.number}-{call.requested_at:%m%d%H%M%S}"
    entries = [
        Entry(
            uid=entry_id(appeal, "call", str(place)),
            summary=said.appointment_title(appeal),
            description=said.appointment_text(call.phone),
            at=at,
            length=CALL_LENGTH,
            revision=appeal.revision,
        )
        for place, at in enumerate(call.slots, start=1)
    ]
    return [
        (f"{stem}-time-{place}.ics", calendar_file([entry], call.requested_at))
        for place, entry in enumerate(entries, start=1)
    ]
