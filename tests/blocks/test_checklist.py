"""The checklist: ten boxes an element, who ticked what, nothing to tick once it is closed."""

from datetime import UTC, datetime

import pytest

from slackbot.appeal import Item, Status, Tick
from slackbot.blocks.checklist import appeal_of, checklist
from tests.blocks.read import boxes, shown
from tests.build import appeal

TICK = Tick(by="U01BOB", at=datetime(2026, 11, 24, 14, 12, tzinfo=UTC))


def items(count: int, *, required: bool = True) -> tuple[Item, ...]:
    return tuple(Item(id=f"i{n}", text=f"Thing {n}", why=f"Reason {n}", required=required) for n in range(count))


def test_needed_and_helpful_things_stand_apart_and_each_has_its_reason():
    text = shown(checklist(appeal()).blocks)

    assert text.index("Needed") < text.index("1. Attach the notes") < text.index("Helpful") < text.index("2. Keep")
    assert "1. They show the trial of care" in text


@pytest.mark.parametrize(("count", "elements"), [(1, 1), (10, 1), (11, 2), (21, 3)])
def test_ten_boxes_stand_together(count: int, elements: int):
    blocks = checklist(appeal(items=items(count))).blocks

    assert sum(block.get("block_id", "").startswith("check.") for block in blocks) == elements
    assert len(boxes(blocks)) == count


def test_a_ticked_box_says_who_and_when():
    first, second = items(2)
    message = checklist(appeal(items=(first.model_copy(update={"tick": TICK}), second)))

    assert boxes(message.blocks) == {"1. Thing 0": True, "2. Thing 1": False}
    assert "1 done by <@U01BOB>, Tue 24 Nov 2026, 09:12 EST" in shown(message.blocks)
    assert message.text == "Checklist of appeal #1: 1 of 2 done."


def test_a_new_revision_has_new_block_ids_so_that_slack_shows_the_stored_state():
    def ids(revision: int) -> set[str]:
        return {block["block_id"] for block in checklist(appeal(revision=revision)).blocks if "block_id" in block}

    assert not ids(1) & ids(2)
    assert {appeal_of(block_id) for block_id in ids(1)} == {"AAAAAAAAAAA"}


def test_a_closed_appeal_shows_what_was_done_and_has_no_boxes():
    first, second = items(2)
    closed = appeal(items=(first.model_copy(update={"tick": TICK}), second), status=Status.WITHDRAWN)

    message = checklist(closed)

    assert boxes(message.blocks) == {}
    assert "Done: 1. Thing 0\nNot done: 2. Thing 1" in shown(message.blocks)


def test_what_was_said_about_items_is_never_cut_within_a_mention():
    many = tuple(each.model_copy(update={"assignee": "U01BOB"}) for each in items(90))

    blocks = checklist(appeal(items=many)).blocks

    notes = [part["text"] for block in blocks for part in block.get("elements", []) if part["type"] == "mrkdwn"]
    assert sum(note.count("is done by <@U01BOB>") for note in notes) == 90
    assert all(len(note) <= 2_000 for note in notes)
