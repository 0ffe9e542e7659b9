"""The letters of an appeal: new versions, what keeps one from being ready, other kinds asked for."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules.rulebook import load_rulebook
from slackbot import appeal as state
from slackbot import letter_work, teamwork
from slackbot.appeal import Appeal, Change, Contact, Event, LetterState, PeerToPeer, Submission, Tick, TransitionRefused
from slackbot.gallery import example_at
from slackbot.letter import Letter, Letterhead, compose
from tests.letters.cases import HEAD, TODAY

EXAMPLE = Path(__file__).parents[1] / "examples" / "lumbar_strong.yaml"
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def opened() -> Appeal:
    return example_at(EXAMPLE, load_rulebook())


def done(change: Change, appeal: Appeal) -> tuple[Appeal, list[Event]]:
    return change(appeal, NOW)


def rewritten(appeal: Appeal, version: int = 1, **texts: str) -> tuple[Appeal, list[Event]]:
    clinical = appeal.intake.clinical
    kept = {name: getattr(clinical, name) or "" for name in letter_work.PARAGRAPHS}
    return done(letter_work.rewrite("U1", version, kept | texts, lambda _: appeal.assessment), appeal)


def written(head: Letterhead = HEAD) -> Callable[[Appeal], Letter]:
    return lambda appeal: compose(appeal.intake, appeal.assessment, head, today=TODAY)


def compared(appeal: Appeal) -> Appeal:
    """The cited page was opened and compared, where the case asks for it."""
    ids = {item.id for item in appeal.items}
    if letter_work.COMPARED not in ids:
        return appeal
    return state.tick(appeal, letter_work.COMPARED, by="U1", at=NOW)


def test_an_edit_makes_a_new_version_with_the_new_words_and_a_line_of_history():
    after, (event,) = rewritten(opened(), why_mri="Only MRI shows the root.")

    assert after.intake.clinical.why_mri == "Only MRI shows the root."
    assert after.letter == LetterState(version=2)
    assert (event.what, event.by, event.detail) == ("amended", "U1", "Why MRI")
    assert after.posted_key("letter") == f"letter@{after.assessment.level}.v2"
    assert after.posted_key("files") == f"files@{after.assessment.level}.v2"
    assert after.posted_key("checklist") == opened().posted_key("checklist")


def test_an_edit_that_changes_nothing_is_none():
    assert rewritten(opened()) == (opened(), [])


def test_an_edit_delivered_twice_is_one():
    once, _ = rewritten(opened(), why_mri="Only MRI shows the root.")

    assert rewritten(once, 1, why_mri="Only MRI shows the root.") == (once, [])


def test_an_emptied_paragraph_is_gone():
    after, _ = rewritten(opened(), management_change="")

    assert after.intake.clinical.management_change is None


def test_an_edit_keeps_what_was_ticked_but_for_the_sign_off():
    signed, _ = done(teamwork.sign_off("U2", ("U2",)), opened())
    first = next(item.id for item in signed.items if item.id != teamwork.SIGN_OFF_ITEM)
    ticked = state.tick(signed, first, by="U1", at=NOW)

    after, _ = rewritten(ticked, why_mri="Only MRI shows the root.")

    ticks = {item.id: item.tick for item in after.items}
    assert ticks[first] == Tick(by="U1", at=NOW)
    assert ticks[teamwork.SIGN_OFF_ITEM] is None
    assert after.sign_off is None


def test_an_edit_of_an_older_version_is_refused():
    after, _ = rewritten(opened(), why_mri="Only MRI shows the root.")

    with pytest.raises(TransitionRefused, match="version 2"):
        rewritten(after, 1, why_mri="Something else.")


def test_what_was_sent_is_not_edited():
    sent = state.submit(opened(), Submission(at=NOW, by="U1"))

    with pytest.raises(TransitionRefused):
        rewritten(sent, why_mri="Only MRI shows the root.")


def test_a_complete_letter_is_marked_ready_once():
    appeal = compared(opened())

    after, (event,) = done(letter_work.mark_ready("U1", 1, written()), appeal)

    assert after.letter.ready == Tick(by="U1", at=NOW)
    assert (event.what, event.detail) == ("letter_ready", "1")
    assert done(letter_work.mark_ready("U2", 1, written()), after) == (after, [])


def test_a_letter_with_a_required_fact_open_is_not_ready_and_the_facts_are_named():
    after, _ = rewritten(compared(opened()), management_change="")

    with pytest.raises(TransitionRefused, match="what will be done differently when the result is known"):
        done(letter_work.mark_ready("U1", 2, written()), after)


def test_a_letter_without_a_clinic_is_not_ready():
    with pytest.raises(TransitionRefused, match="clinic name"):
        done(letter_work.mark_ready("U1", 1, written(Letterhead())), compared(opened()))


def test_a_source_that_nobody_compared_keeps_the_letter_from_being_ready():
    assert letter_work.COMPARED in {item.id for item in opened().items}
    with pytest.raises(TransitionRefused, match="compared"):
        done(letter_work.mark_ready("U1", 1, written()), opened())


def test_a_new_version_is_not_ready_though_the_old_one_was():
    ready, _ = done(letter_work.mark_ready("U1", 1, written()), compared(opened()))

    after, _ = rewritten(ready, why_mri="Only MRI shows the root.")

    assert after.letter.ready is None


def test_another_letter_is_asked_for_once():
    after, (event,) = done(letter_work.ask("U1", "criteria_request"), opened())

    assert after.letter.asked == ("criteria_request",)
    assert event.detail == "criteria_request"
    assert done(letter_work.ask("U2", "criteria_request"), after) == (after, [])
    assert done(letter_work.ask("U2", "nonsense"), after) == (after, [])


def test_the_logged_contacts_stand_in_the_contact_history():
    contact = Contact(kind="call", at=NOW, by="U1", with_whom="Appeals unit", reference="R-7", said="They look again.")
    appeal = opened().model_copy(update={"contacts": (contact,)})

    letter = letter_work.letter_of(appeal, HEAD, TODAY, "contact_history")

    cells = [line.text for line in letter.trace if line.tag == "td"]
    assert cells[-5:] == ["November 23, 2026", "Call", "Appeals unit", "They look again.", "R-7"]


def test_the_times_offered_for_a_call_stand_in_its_request():
    call = PeerToPeer(requested_by="U1", requested_at=NOW, slots=(NOW,), phone="+1 800 555 0100")
    appeal = opened().model_copy(update={"peer_to_peer": call})

    letter = letter_work.letter_of(appeal, HEAD, TODAY, "peer_to_peer_request")

    assert "Times: Mon 23 Nov 2026, 10:00 EST." in [line.text for line in letter.trace]
    assert "call_times" not in {gap.id for gap in letter.gaps}


def test_the_next_letter_lists_the_logged_contacts_and_encloses_their_proofs():
    fax = Contact(kind="fax", at=NOW, by="U1", reference="F-77", said="Sent the notes.", proof="F01RECEIPT")
    call = Contact(kind="call", at=NOW, by="U1", with_whom="Appeals unit", said="They look again.")
    appeal = opened().model_copy(update={"contacts": (fax, call)})

    letter = letter_work.letter_of(appeal, HEAD, TODAY)

    said = "\n".join(line.text for line in letter.trace)
    assert letter.kind == "appeal"
    assert "Fax receipt of November 23, 2026, F-77" in said
    assert "F01RECEIPT" not in said
    assert "Call\nAppeals unit\nThey look again.\n[reference number]" in said


@pytest.mark.parametrize(
    ("version", "name"), [(1, "appeal-12-internal-appeal-1"), (2, "appeal-12-internal-appeal-1-v2")]
)
def test_a_file_is_named_after_appeal_level_and_version(version: int, name: str):
    appeal = opened().model_copy(update={"letter": LetterState(version=version)})

    assert letter_work.file_name(appeal, appeal.assessment.level) == name
