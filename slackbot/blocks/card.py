"""The card: the one message in the channel that always shows where an appeal stands. Pure."""

from datetime import date

import blockkit as kit

from rules.model import Strength
from slackbot import wording
from slackbot import wording_insurer as said
from slackbot.agenda import has_dates
from slackbot.appeal import Appeal, Approval, Status
from slackbot.blocks.ids import Action
from slackbot.blocks.kit import Block, Message, actions, bold, button, escape, header, marked_note, note, section, words
from slackbot.teamwork import SENDING_ITEM, SIGN_OFF_ITEM, can_be_edited, can_be_signed, next_item

_HONEST_FIRST = frozenset({Strength.WEAK, Strength.UNSUPPORTED})


def card(appeal: Appeal, today: date) -> Message:
    """The card as of `today` in the appeal's time zone."""
    blocks = [
        header(wording.title(appeal)),
        note(wording.who_and_where(appeal)),
        *_warning(appeal),
        section("\n".join(f"*{name}:* {escape(text)}" for name, text in _facts(appeal, today))),
        *_counted(appeal),
        *_approval_number(appeal),
        marked_note(f"{_owner(appeal)} · {wording.CASE_FILE} {wording.zone_note(appeal.time_zone)}"),
    ]
    buttons = _buttons(appeal, today)
    if buttons:
        blocks.append(actions(buttons, f"card.{appeal.revision}"))
    return Message(wording.card_text(appeal, today), blocks)


def _facts(appeal: Appeal, today: date) -> list[tuple[str, str]]:
    facts = [("Status", wording.STATUS[appeal.status]), ("Strength", wording.STRENGTH[appeal.assessment.strength])]
    if appeal.status is Status.PREPARING:
        facts += [("Deadline", wording.lit(wording.file_by(appeal.filing, today), appeal.due, today))]
        facts += [("Next", _next(appeal))]
    elif appeal.submission and appeal.status is Status.SUBMITTED:
        facts.append(("Sent", said.sent(appeal.submission, appeal.time_zone)))
        facts.append(("Decision", wording.lit(wording.decision_due(appeal), appeal.due, today)))
    elif appeal.decided_on:
        facts.append(("Decided on", wording.day(appeal.decided_on)))
    facts += _approval(appeal, today)
    if appeal.assessment.pathway.kind == "expedited" and appeal.is_open:
        facts.append(("Pathway", wording.EXPEDITED))
    return [*facts, ("Checklist", f"{appeal.done} of {len(appeal.to_do)} done")]


def _next(appeal: Appeal) -> str:
    """What has to be done first, in words; the button in colour goes with it."""
    item = next_item(appeal)
    return wording.NEXT_SOMEBODY if appeal.owner is None else item.text if item else wording.NEXT_SEND


def _approval(appeal: Appeal, today: date) -> list[tuple[str, str]]:
    if not appeal.is_won:
        return []
    found = appeal.approval or Approval()
    recovered = [("Recovered", wording.money(found.recovered))] if found.recovered else []
    return [("Approval", said.approval(found, today)), *recovered]


def _approval_number(appeal: Appeal) -> list[Block]:
    number = appeal.approval.number if appeal.approval else ""
    return [note(f"Approval number: {number}")] if number else []


def _owner(appeal: Appeal) -> str:
    owner = f"Owner: <@{appeal.owner}>" if appeal.owner else f"*{wording.NOBODY_OWNS}*"
    backup = f", backup: <@{appeal.backup}>" if appeal.backup else ""
    signed = appeal.sign_off
    moment = wording.moment(signed.at, appeal.time_zone) if signed else ""
    return f"{owner}{backup}" + (f" · signed off by <@{signed.by}>, {moment}" if signed else "")


def _warning(appeal: Appeal) -> list[Block]:
    """For a weak case the truth comes first: what is missing and which way is better."""
    found = appeal.assessment
    if found.strength not in _HONEST_FIRST or not appeal.is_open:
        return []
    missing = "; ".join(gap.what for gap in found.gaps if gap.required) or "; ".join(gap.what for gap in found.gaps)
    routes = (answer.better_route for answer in found.rebuttals if not answer.holds and answer.better_route)
    route = next(routes, "")
    lines = (
        f"What is missing: {missing.rstrip('.')}." if missing else "",
        f"The better route first: {route}" if route else "",
    )
    return [bold(wording.STRENGTH_TITLE[found.strength]), *words(*(lines if any(lines) else found.strength_reasons))]


def _counted(appeal: Appeal) -> list[Block]:
    """The rule in words, and its warnings."""
    if appeal.status is Status.SUBMITTED and appeal.submission and appeal.submission.due_basis:
        return [note(wording.capital(appeal.submission.due_basis))]
    step = appeal.filing
    lines = (step.counted, *step.warnings) if step and appeal.status is Status.PREPARING else ()
    lines = [wording.capital(line) for line in lines if line]
    return [note("\n".join(lines))] if lines else []


def _buttons(appeal: Appeal, today: date) -> list[kit.Button]:
    """What can be done, the next thing first and in colour."""
    calendar = [("Add to calendar", Action.ADD_TO_CALENDAR)] if has_dates(appeal, today) else []
    made = [button(*step) for step in (*_steps(appeal), *((*each, appeal.id) for each in calendar))]
    done = not appeal.is_open and appeal.approval and appeal.approval.used_on
    if made and not done:
        made[0].style("primary")
    return made


def _steps(appeal: Appeal) -> list[tuple[str, Action, str]]:
    """The buttons with what they carry, the next step first."""
    contact = ("Log a contact", Action.LOG_CONTACT)
    approval = [("Approval", Action.RECORD_APPROVAL)] if appeal.is_won else []
    claim = [] if appeal.owner else [("Claim", Action.CLAIM)]
    sent = [("Mark submitted", Action.MARK_SUBMITTED)] if appeal.status is Status.PREPARING else []
    edit = [("Edit", Action.EDIT)] if can_be_edited(appeal) else []
    sign = [("Sign off", Action.SIGN_OFF)] if can_be_signed(appeal) and appeal.sign_off is None else []
    others = [contact, ("Peer-to-peer", Action.ASK_FOR_CALL), ("Hand over", Action.HAND_OVER), *edit]
    work = [*claim, *sign, *sent, ("Record decision", Action.RECORD_DECISION), *approval, *others]
    closed = [*approval, contact] if approval else []
    steps = [(text, action, appeal.id) for text, action in (work if appeal.is_open else closed)]
    first, item = _first(appeal), next_item(appeal)
    if first is Action.ITEM_DONE and item:
        return [(wording.STEP_DONE, first, f"{appeal.id} {item.id}"), *steps]
    return sorted(steps, key=lambda step: step[1] is not first)


def _first(appeal: Appeal) -> Action:
    """What is to be done next."""
    if not appeal.is_open:
        return Action.RECORD_APPROVAL
    if appeal.owner is None:
        return Action.CLAIM
    if appeal.status is Status.SUBMITTED:
        return Action.RECORD_DECISION
    item = next_item(appeal)
    if item is None or item.id == SENDING_ITEM:
        return Action.MARK_SUBMITTED
    return Action.SIGN_OFF if item.id == SIGN_OFF_ITEM and appeal.sign_off is None else Action.ITEM_DONE
