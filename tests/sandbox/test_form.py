"""What Slack's client does with a form before anything is sent."""

import pytest

from sandbox.basics import NotPossibleError
from sandbox.elements import VALUE_KEY, give_ids, initial_values, widgets
from sandbox.form import REQUIRED, entered, faults, find, labels
from sandbox.people import default_workspace
from sandbox.state import View
from tests.sandbox.kit import Block, actions, button, field, modal, option, options, plain, section, select

CLINIC = default_workspace("T01CLINIC", None)


def fault(block: Block, value: object) -> str | None:
    """What is wrong with this value in this input block."""
    kind = block["element"]["type"]
    values = {"field": {"value": {"type": kind, VALUE_KEY[kind]: value}}}
    view = View("V1", "U01ALICE", modal(block), "h", "V1", values=values)
    return faults(view).get("field")


@pytest.mark.parametrize(
    ("block", "good", "bad"),
    [
        (field(min_length=3), "abc", "ab"),
        (field(max_length=3), "abc", "abcd"),
        (field(), "x" * 3000, "x" * 3001),
        (field("number_input", is_decimal_allowed=False, min_value="0"), "0", "-1"),
        (field("number_input", is_decimal_allowed=False, max_value="10"), "10", "11"),
        (field("number_input", is_decimal_allowed=False), "7", "7.5"),
        (field("number_input", is_decimal_allowed=True, max_value="19.9"), "19.9", "19.91"),
        (field("number_input", is_decimal_allowed=True), "-1.5", "NaN"),
        (field("number_input", is_decimal_allowed=True), "3", "three"),
        (field("email_text_input"), "a@clinic.org", "a at clinic"),
        (field("url_text_input"), "https://clinic.org/x", "clinic.org"),
        (field("datepicker"), "2028-02-29", "2027-02-29"),
        (field("datepicker"), "2026-11-02", "11/02/2026"),
        (field("timepicker"), "23:59", "24:00"),
        (field("multi_users_select", max_selected_items=1), ["U01BOB"], ["U01BOB", "U01ALICE"]),
        (field("file_input", max_files=1), [{}], [{}, {}]),
        (field("checkboxes", options=options(2)), options(1), []),
        (select(block_id="field"), option(), None),
    ],
)
def test_a_value_on_the_limit_passes_and_one_beyond_is_stopped(block: Block, good: object, bad: object) -> None:
    assert fault(block, good) is None
    assert fault(block, bad)


def test_an_empty_field_is_stopped_unless_it_is_optional() -> None:
    assert fault(field(), None) == REQUIRED
    assert fault(field(block={"optional": True}), None) is None


def test_every_element_starts_with_its_initial_value_or_empty() -> None:
    blocks = [
        field(block_id="a"),
        field(block_id="b", initial_value="typed"),
        select(block_id="c", initial_option=option("Option 1")),
        field("checkboxes", block_id="d", options=options(2)),
        field("conversations_select", block_id="e", default_to_current_conversation=True),
        section(block_id="f", accessory={"type": "datepicker", "action_id": "value", "initial_date": "2026-11-02"}),
        field("rich_text_input", block_id="g", initial_value={"type": "rich_text", "elements": []}),
        actions(button()),
    ]
    values = initial_values(blocks, channel="C01ORTHO")
    found = {block_id: dict(state["value"]) for block_id, state in values.items()}
    for state in found.values():
        del state["type"]
    assert found == {
        "a": {"value": None},
        "b": {"value": "typed"},
        "c": {"selected_option": option("Option 1")},
        "d": {"selected_options": []},
        "e": {"selected_conversation": "C01ORTHO"},
        "f": {"selected_date": "2026-11-02"},
        "g": {"rich_text_value": {"type": "rich_text", "elements": []}},
    }


def test_what_has_no_id_gets_one() -> None:
    named = give_ids([{"type": "actions", "elements": [{"type": "button", "text": plain()}]}, section()], "x")
    assert [block["block_id"] for block in named] == ["x0", "x1"]
    assert named[0]["elements"][0]["action_id"] == "x0a0"


def test_elements_in_cards_and_containers_are_found() -> None:
    card = {"type": "card", "block_id": "c", "title": plain(), "actions": [button("In the card")]}
    container = {"type": "container", "block_id": "k", "child_blocks": [actions(button("Inside"))]}
    carousel = {"type": "carousel", "block_id": "r", "elements": [card]}
    assert [labels(w)[0] for w in widgets([card, container, carousel])] == ["In the card", "Inside", "In the card"]


def test_a_label_is_found_exactly_then_without_case_then_in_part() -> None:
    blocks = [field(label="Case number", block_id="a"), field(label="Case", block_id="b"), select("Plan *type*")]
    assert find(blocks, "Case").block_id == "b"
    assert find(blocks, "case NUMBER").block_id == "a"
    assert find(blocks, "number").block_id == "a"
    assert find(blocks, "Plan type (optional)").block_id == "choice"


@pytest.mark.parametrize("value", [None, "", []])
def test_nothing_empties_a_field(value: object) -> None:
    (widget,) = widgets([select()])
    assert entered(widget, value, CLINIC, options(2), dict)["selected_option"] is None


def test_an_option_that_is_not_there_names_those_that_are() -> None:
    (widget,) = widgets([select()])
    with pytest.raises(NotPossibleError, match="There is: 'Option 0', 'Option 1'"):
        entered(widget, "Option 9", CLINIC, options(2), dict)


def test_people_and_channels_that_are_not_there_are_named() -> None:
    (person,) = widgets([field("users_select")])
    (place,) = widgets([field("channels_select")])
    with pytest.raises(NotPossibleError, match="nobody called 'Zoe'"):
        entered(person, "Zoe", CLINIC, [], dict)
    with pytest.raises(NotPossibleError, match="no channel '#zoo'"):
        entered(place, "#zoo", CLINIC, [], dict)


def test_typed_text_becomes_rich_text() -> None:
    (widget,) = widgets([field("rich_text_input")])
    state = entered(widget, "words", CLINIC, [], dict)
    assert state["rich_text_value"]["elements"][0]["elements"] == [{"type": "text", "text": "words"}]
