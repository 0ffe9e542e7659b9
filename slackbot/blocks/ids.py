"""Every id that Slack sends back to us, once. The handlers listen to exactly these."""

import re
from enum import StrEnum
from typing import Final

from slackbot.wording import COMMAND as COMMAND  # noqa: PLC0414 -- named here beside the other ids that Slack knows


class Shortcut(StrEnum):
    """Callback ids of the shortcuts in manifest.yml."""

    ANYWHERE = "start_mri_appeal"
    MESSAGE = "start_mri_appeal_here"


class Callback(StrEnum):
    """Callback ids of modals. The step of the intake form is part of its id: `intake_2`."""

    INTAKE = "intake"
    SUBMISSION = "submission"
    DECISION = "decision"
    APPROVAL = "approval"
    CONTACT = "contact"
    CALL = "peer_to_peer"
    HAND_OVER = "hand_over"
    ITEM = "item"
    NEW_ITEM = "new_item"
    LETTER = "letter"
    SETTINGS = "settings"
    SNOOZE = "snooze"
    NOTICE = "notice"


class Action(StrEnum):
    """Action ids of buttons and boxes."""

    BACK = "intake_back"
    START_OVER = "intake_start_over"
    ROW = "intake_row"
    TAKE_OVER = "intake_take_over"
    MARK_SUBMITTED = "mark_submitted"
    RECORD_DECISION = "record_decision"
    RECORD_APPROVAL = "record_approval"
    LOG_CONTACT = "log_contact"
    ASK_FOR_CALL = "ask_for_call"
    CALL_RESULT = "call_result"
    CLAIM = "claim"
    HAND_OVER = "hand_over"
    SIGN_OFF = "sign_off"
    EDIT = "edit"
    EDIT_LETTER = "edit_letter"
    LETTER_READY = "letter_ready"
    ANOTHER_LETTER = "another_letter"
    TICK = "tick"
    ARRANGE = "arrange"
    ITEM_DONE = "item_done"
    SNOOZE = "snooze"
    ADD_ITEM = "add_item"
    START = "start_appeal"
    HOME = "home"
    LIST = "list"
    STATISTICS = "statistics"
    ADD_TO_CALENDAR = "add_to_calendar"
    CALENDAR = "calendar"


FIELD_PREFIX: Final = "field."
FIELD_ACTION: Final = re.compile(r"^field\.")
INTAKE_CALLBACK: Final = re.compile(rf"^{Callback.INTAKE}_[1-4]$")
CALL_RESULT_ACTION: Final = re.compile(rf"^{Action.CALL_RESULT}\.")
HOME_ACTION: Final = re.compile(rf"^{Action.HOME}\.")
LIST_ACTION: Final = re.compile(rf"^{Action.LIST}\.")
CALENDAR_ACTION: Final = re.compile(rf"^{Action.CALENDAR}\.(file|new|off)$")
STATISTICS_ACTION: Final = re.compile(rf"^{Action.STATISTICS}\.(chart|table)$")
ROW_ACTION: Final = re.compile(rf"^{Action.ROW}\.")


def intake_callback(step: int) -> str:
    """The callback id of one step of the intake form."""
    return f"{Callback.INTAKE}_{step}"


def step_of(callback_id: str) -> int:
    """The step that `intake_callback` put into a callback id."""
    return int(callback_id.rpartition("_")[2])
