"""What a form takes along from the message that it is begun from: its text, and its files. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rules.model import MAX_TEXT
from slackbot import identifiers, wording
from slackbot.blocks.inputs import is_document
from slackbot.draft import Source

MOST: Final = 10  # files
LARGEST: Final = 10_000_000  # bytes, as Slack allows in a form
_LINK: Final = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def taken_along(message: Mapping[str, Any]) -> tuple[Source, tuple[str, ...]]:
    """What is kept of a message, and what to say about that which is not."""
    text, notices = _plain(message.get("text") or "")[:MAX_TEXT].strip(), []
    if found := identifiers.find(text):
        text = ""
        notices.append(wording.message_not_taken(*found))
    files: Sequence[Mapping[str, Any]] = message.get("files") or ()
    kept = [file["id"] for file in files if _can_be_kept(file)][:MOST]
    if len(kept) < len(files):
        notices.append(wording.FILE_NOT_TAKEN)
    return Source(ts=message["ts"], text=text, files=tuple(kept)), tuple(notices)


def _can_be_kept(file: Mapping[str, Any]) -> bool:
    """A document or a picture that lies in Slack itself, and is not deleted."""
    here = file.get("mode") in {"hosted", "snippet"} and not file.get("is_external")
    return here and is_document(file.get("name") or "") and file.get("size", 0) <= LARGEST


def _plain(text: str) -> str:
    """Slack's message text as a person reads it; people and channels, which are links without a label, are left out."""
    text = _LINK.sub(lambda link: link[2] or ("" if link[1].startswith(("@", "#", "!")) else link[1]), text)
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text
