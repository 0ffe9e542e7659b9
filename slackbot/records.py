"""Records: how an appeal, an event and a draft look in Redis. Pure; the store moves what is made here.

An appeal is one hash. Each field of the model stands in a field of its own as JSON; those with clinical content or
typed text are sealed. Marks of what was posted and sent stand beside them, so that they can be set without rewriting
the record.
"""

import json
from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from slackbot.appeal import Appeal, Event
from slackbot.channel_settings import ChannelSettings
from slackbot.crypto import Keyring
from slackbot.draft import Draft
from slackbot.errors import RecordUnreadable
from slackbot.rows import Row

SEALED = frozenset({"intake", "assessment", "items", "submission", "contacts", "peer_to_peer", "approval", "snoozes"})
MARKS = frozenset({"posted", "reminded"})

POSTED = "posted:"  # + message key = Slack ts
CLAIMED = "claimed:"  # + message key = Unix seconds of the first attempt to post it
SENT = "sent:"  # + reminder id = Slack ts
SHOWN = "shown"  # what the messages in Slack show: revision and day

Fields = dict[str, str]


def appeal_fields(appeal: Appeal, keyring: Keyring, before: Appeal | None = None) -> Fields:
    """The hash fields of an appeal; with `before`, only those in which it differs."""
    changed = {
        name
        for name in Appeal.model_fields
        if name not in MARKS and (before is None or getattr(appeal, name) is not getattr(before, name))
    }
    content = appeal.model_dump(mode="json", include=changed)
    return {
        name: _sealed_if(name, json.dumps(value, ensure_ascii=False), keyring, appeal.team, appeal.id)
        for name, value in content.items()
    }


def read_appeal(fields: Mapping[str, str], keyring: Keyring, team: str, appeal_id: str) -> Appeal:
    """The appeal that `fields` hold.

    Raises:
        RecordUnreadable: a field does not open, or does not hold what this version of the bot writes.
    """
    parts = [
        f'"{name}":{_opened_if(name, fields[name], keyring, team, appeal_id)}'
        for name in Appeal.model_fields
        if name in fields
    ]
    parts.append(f'"posted":{json.dumps(_marks(fields, POSTED))}')
    parts.append(f'"reminded":{json.dumps(list(_marks(fields, SENT)))}')
    try:
        return Appeal.model_validate_json("{" + ",".join(parts) + "}")
    except ValidationError as error:
        places = sorted({".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)})
        # The error itself quotes the content, so it is not chained.
        raise RecordUnreadable(
            f"Appeal {appeal_id} does not read as this version of the bot writes it ({', '.join(places)}): "
            "was it written by a newer version?"
        ) from None


def event_fields(event: Event, keyring: Keyring, team: str, appeal_id: str) -> Fields:
    """The stream entry of an event; the detail may be typed text and is sealed."""
    detail = keyring.seal(event.detail, team, appeal_id, "event") if event.detail else ""
    return {"what": event.what, "by": event.by, "at": event.at.isoformat(), "detail": detail}


def read_event(entry_id: str, fields: Mapping[str, str], keyring: Keyring, team: str, appeal_id: str) -> Event:
    """The event of a stream entry.

    Raises:
        RecordUnreadable: the detail does not open.
    """
    sealed = fields["detail"]
    detail = keyring.open(sealed, team, appeal_id, "event") if sealed else ""
    return Event.model_validate({**fields, "detail": detail, "id": entry_id})


def sealed_row(row: Row, keyring: Keyring, team: str) -> str:
    """A row as sealed text."""
    return keyring.seal(row.model_dump_json(), team, row.id, "row")


def read_row(sealed: str, keyring: Keyring, team: str, appeal_id: str) -> Row:
    """The row in a sealed text.

    Raises:
        RecordUnreadable: it does not open.
    """
    return Row.model_validate_json(keyring.open(sealed, team, appeal_id, "row"))


def sealed_draft(draft: Draft, keyring: Keyring) -> str:
    """A draft as sealed text."""
    return keyring.seal(draft.model_dump_json(), draft.team, draft.id, "draft")


def read_draft(sealed: str, keyring: Keyring, team: str, draft_id: str) -> Draft:
    """The draft in a sealed text.

    Raises:
        RecordUnreadable: it does not open.
    """
    return Draft.model_validate_json(keyring.open(sealed, team, draft_id, "draft"))


def sealed_settings(settings: ChannelSettings, keyring: Keyring, team: str, channel: str) -> str:
    """A channel's settings as sealed text."""
    return keyring.seal(settings.model_dump_json(), team, channel, "settings")


def read_settings(sealed: str, keyring: Keyring, team: str, channel: str) -> ChannelSettings:
    """The settings in a sealed text.

    Raises:
        RecordUnreadable: it does not open.
    """
    return ChannelSettings.model_validate_json(keyring.open(sealed, team, channel, "settings"))


def _marks(fields: Mapping[str, str], prefix: str) -> Fields:
    marks: Iterable[tuple[str, str]] = fields.items()
    return {name.removeprefix(prefix): value for name, value in marks if name.startswith(prefix)}


def _sealed_if(name: str, text: str, keyring: Keyring, team: str, appeal_id: str) -> str:
    return keyring.seal(text, team, appeal_id, name) if name in SEALED else text


def _opened_if(name: str, text: str, keyring: Keyring, team: str, appeal_id: str) -> str:
    return keyring.open(text, team, appeal_id, name) if name in SEALED else text
