"""The proofs of contacts with the insurer, put into the thread: what is uploaded in a form, nobody else can see.

A file's own name may say who the patient is; it gets one of ours.
"""

import structlog

from slackbot.jobs.case_file import CaseFile

LOST = "-"

log = structlog.get_logger(__name__)


async def post_proof(case: CaseFile, event_id: str, file_id: str) -> None:
    """Post the file of an event once."""
    key = f"proof:{event_id}"
    if key in case.appeal.posted:
        return
    found = await case.fetch(file_id)
    if found is None:
        log.warning("proof.gone", appeal=case.appeal.id, file=file_id)
        await case.mark(key, LOST)
        return
    name, content = found
    ending = name.rpartition(".")[2].lower()
    await case.post_files(key, [(f"proof-{case.appeal.number}-{event_id}.{ending}", content)])
