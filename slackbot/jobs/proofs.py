"""Files that people brought, put into the thread: the proof of a contact with the insurer, which nobody else can see
as long as it is only in a form, and what the message had that the appeal was started from.

A file's own name may say who the patient is; it gets one of ours.
"""

import structlog

from slackbot.jobs.case_file import CaseFile

LOST = "-"

log = structlog.get_logger(__name__)


async def post_copy(case: CaseFile, key: str, name: str, file_id: str) -> None:
    """Post a file once, under this name with its own ending."""
    if key in case.appeal.posted:
        return
    found = await case.fetch(file_id)
    if found is None:
        log.warning("file.gone", appeal=case.appeal.id, file=file_id)
        await case.mark(key, LOST)
        return
    own_name, content = found
    ending = own_name.rpartition(".")[2].lower()
    await case.post_files(key, [(f"{name}.{ending}", content)])
