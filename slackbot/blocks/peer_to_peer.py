"""The peer-to-peer call: the form that asks for one, and the card with the brief for the clinician who calls. Pure."""

from collections.abc import Iterable
from typing import cast

import blockkit as kit

from slackbot import wording
from slackbot import wording_insurer as said
from slackbot.appeal import Appeal, PeerToPeer
from slackbot.blocks import inputs
from slackbot.blocks.ids import Action, Callback
from slackbot.blocks.kit import (
    Block,
    Message,
    View,
    actions,
    bold,
    button,
    header,
    marked_note,
    modal,
    note,
    plain,
    within,
    words,
)

SLOTS = (("day_1", "time_1"), ("day_2", "time_2"))
PHONE = "phone"


def call_view(appeal: Appeal) -> View:
    """Asks for two times and the number on the notice; says what Medicare's rule is where it holds."""
    blocks = [
        note(said.CALL_INTRO, said.CLOCK_RUNS),
        *_medicare(appeal),
        *_slot(appeal, 1),
        *_slot(appeal, 2),
        inputs.line(PHONE, "Phone number on the notice", said.PHONE_HINT, initial=_phone(appeal), optional=False),
    ]
    title = f"Peer-to-peer for #{appeal.number}"
    return modal(title, blocks, callback_id=Callback.CALL, close="Cancel", submit="Ask", private_metadata=appeal.id)


def call_card(appeal: Appeal, call: PeerToPeer) -> Message:
    """The brief, the times, the number, and a button for each result until one is known."""
    zone = appeal.time_zone
    times = [said.slot(place, at, zone) for place, at in enumerate(call.slots, start=1)]
    blocks = [
        header(f"Peer-to-peer call for #{appeal.number}"),
        *words(*times, f"Phone: {call.phone}"),
        *_result(appeal, call),
        *_medicare(appeal),
        note(said.CLOCK_RUNS),
        *_brief(appeal),
    ]
    return Message(said.call_text(appeal), within(blocks, note(wording.CUT_SHORT)))


def pressed(action_id: str, value: str) -> tuple[str, str, said.Result]:
    """The appeal's id, the level and the result that a result's button stands for."""
    appeal_id, _, level = value.partition(".")
    return appeal_id, level, cast("said.Result", action_id.rpartition(".")[2])


def result_buttons(appeal: Appeal) -> list[kit.Button]:
    """A button for each way in which a call can end."""
    return [_button(appeal, result) for result in said.RESULTS]


def _slot(appeal: Appeal, place: int) -> list[Block]:
    day, clock = SLOTS[place - 1]
    optional = place > 1
    hint = wording.clock_note(appeal.time_zone)
    return [
        inputs.day(day, f"Day {place}", None, optional=optional),
        inputs.clock(clock, f"Time {place}", None, hint, optional=optional),
    ]


def _phone(appeal: Appeal) -> str:
    return appeal.peer_to_peer.phone if appeal.peer_to_peer else ""


def _medicare(appeal: Appeal) -> list[Block]:
    return [bold(said.MEDICARE_RULE)] if appeal.intake.coverage.plan in said.MEDICARE_PLANS else []


def _result(appeal: Appeal, call: PeerToPeer) -> list[Block]:
    if call.result and call.result_at:
        when = wording.moment(call.result_at, appeal.time_zone)
        return [bold(said.RESULT_MEANS[call.result]), marked_note(f"Recorded by <@{call.result_by}>, {when}")]
    if not appeal.is_open:
        return []
    return [actions(result_buttons(appeal), f"call.{appeal.revision}")]


def _button(appeal: Appeal, result: said.Result) -> kit.Button:
    """A result in two taps: the button, and its confirmation, which says what follows."""
    value = f"{appeal.id}.{appeal.assessment.level}"
    made = button(said.RESULTS[result], f"{Action.CALL_RESULT}.{result}", value)
    sure = kit.Confirm(plain(said.RESULTS[result]), plain(said.RESULT_MEANS[result]), plain("Record"), plain("Cancel"))
    return made.confirm(sure)


def _brief(appeal: Appeal) -> list[Block]:
    found, exam = appeal.assessment, appeal.intake.exam
    request = f"{wording.exam(appeal)}, {wording.spoken(exam.contrast).lower()} contrast, {', '.join(exam.icd10)}"
    support = [
        f"{each.source}, {each.topic}: {each.procedure} is rated “{each.rating}”. Met: {'; '.join(each.met)}."
        for each in found.support
        if each.applies
    ]
    answers = [f"{each.title}: {each.argument}" for each in found.rebuttals if each.holds]
    gaps = [f"{gap.what} ({gap.document})" for gap in found.gaps]
    return [
        bold(said.BRIEF_TITLE),
        *words(request, wording.who_and_where(appeal)),
        *_list(said.SUPPORT_TITLE, support),
        *_list(said.ANSWER_TITLE, answers),
        *_list(said.WEAK_TITLE, gaps),
        *_list(said.ASK_TITLE, said.ASKS),
    ]


def _list(title: str, lines: Iterable[str]) -> list[Block]:
    found = [f"• {line}" for line in lines]
    return [bold(title), *words(*found)] if found else []
