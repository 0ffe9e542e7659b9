"""What Slack documents as a limit is refused, with the reason and its place; what lies on the limit passes."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.basics import SlackError
from sandbox.blocks_check import check_message_blocks
from sandbox.limits import LIMITS, at
from sandbox.view_check import check_view
from tests.sandbox.kit import (
    Block,
    actions,
    button,
    everything,
    field,
    home,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
    select,
)


def faults_of_view(view: object) -> list[str]:
    try:
        check_view(view)
    except SlackError as refusal:
        return refusal.messages if refusal.error == "invalid_arguments" else [refusal.error]
    return []


def faults_of_message(blocks: object) -> list[str]:
    try:
        check_message_blocks(blocks)
    except SlackError as refusal:
        return [refusal.error, *refusal.messages]
    return []


def sized(name: str, size: int) -> Block:
    """A modal in which the thing called `name` in the table of limits has this size."""
    many = ["x" * 1] * size
    long = "x" * size
    confirm = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
    image = {"type": "image", "image_url": "https://example.com/i.png", "alt_text": "A picture"}
    checkboxes = field("checkboxes", options=options(2))
    made: dict[str, Any] = {
        "view.title": lambda: modal(title=plain(long)),
        "view.submit": lambda: modal(submit=plain(long)),
        "view.close": lambda: modal(close=plain(long)),
        "view.blocks": lambda: modal(*[{"type": "divider"} for _ in many]),
        "view.private_metadata": lambda: modal(private_metadata=long),
        "view.callback_id": lambda: modal(callback_id=long),
        "id": lambda: modal(section(block_id=long)),
        "section.text": lambda: modal(section(long)),
        "section.fields": lambda: modal({"type": "section", "fields": [mrkdwn() for _ in many]}),
        "section.field": lambda: modal({"type": "section", "fields": [mrkdwn(long)]}),
        "header.text": lambda: modal({"type": "header", "text": plain(long)}),
        "context.elements": lambda: modal({"type": "context", "elements": [mrkdwn() for _ in many]}),
        "actions.elements": lambda: modal(actions(*[button(action_id=f"b{n}") for n in range(size)])),
        "input.label": lambda: modal(field(label=long)),
        "input.hint": lambda: modal(field(block={"hint": plain(long)})),
        "button.text": lambda: modal(actions(button(long))),
        "button.value": lambda: modal(actions(button(value=long))),
        "button.accessibility_label": lambda: modal(actions(button(accessibility_label=long))),
        "button.url": lambda: modal(actions(button(url="https://e.x/" + long[12:]))),
        "option.text": lambda: modal(select(options=[option(long, "v")])),
        "option.value": lambda: modal(select(options=[option("Text", long)])),
        "option.description": lambda: modal(select(options=[option(description=plain(long))])),
        "option_group.label": lambda: modal(grouped(plain(long), options(1))),
        "option_group.options": lambda: modal(grouped(plain(), options(size))),
        "select.options": lambda: modal(select(count=size)),
        "select.option_groups": lambda: modal(grouped(plain(), options(1), size)),
        "checkboxes.options": lambda: modal(field("checkboxes", options=options(size))),
        "radio_buttons.options": lambda: modal(field("radio_buttons", options=options(size))),
        "overflow.options": lambda: modal(actions({"type": "overflow", "action_id": "o", "options": options(size)})),
        "placeholder": lambda: modal(field(placeholder=plain(long))),
        "plain_text_input.length": lambda: modal(field(max_length=size)),
        "file_input.files": lambda: modal(field("file_input", max_files=size)),
        "rich_text_input.lines": lambda: modal(field("rich_text_input", max_lines=size)),
        "image.alt": lambda: modal({**image, "alt_text": long}),
        "image.url": lambda: modal({**image, "image_url": "https://e.x/" + long[12:]}),
        "image.title": lambda: modal({**image, "title": plain(long)}),
        "alert.text": lambda: modal({"type": "alert", "text": plain(long)}),
        "card.title": lambda: modal({"type": "card", "title": plain(long)}),
        "card.body": lambda: modal({"type": "card", "body": plain(long)}),
        "card.actions": lambda: modal({"type": "card", "actions": [button(action_id=f"b{n}") for n in range(size)]}),
    }
    for part in ("title", "text", "confirm", "deny"):
        made[f"confirm.{part}"] = lambda part=part: modal(
            {**checkboxes, "element": {**checkboxes["element"], "confirm": {**confirm, part: plain(long)}}}
        )
    return made[name]()


def grouped(label: Block, inside: list[Block], count: int = 1) -> Block:
    block = select()
    del block["element"]["options"]
    block["element"]["option_groups"] = [{"label": label, "options": inside} for _ in range(count)]
    return block


SIZED_IN_VIEWS = [
    name
    for name in LIMITS
    if name.split(".")[0]
    not in ("message", "markdown", "table", "data_table", "carousel", "container", "context_actions", "text")
    and name
    not in (
        *("view.bytes", "view.stack", "view.external_id", "response_url.uses", "connections", "files.channels"),
        *("history.page", "file_input.bytes", "external_select.query"),
    )
]


@pytest.mark.parametrize("name", SIZED_IN_VIEWS)
def test_a_view_at_the_limit_passes_and_one_above_it_is_refused(name: str) -> None:
    assert faults_of_view(sized(name, at(name))) == []
    beyond = faults_of_view(sized(name, at(name) + 1))
    assert beyond
    assert all(message.startswith("[ERROR] ") and "[json-pointer:/view" in message for message in beyond)


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ({"type": "marquee"}, "unsupported type: marquee"),
        ({"text": "no type"}, "missing required field: type"),
        (section(colour="red"), "invalid additional property: colour"),
        ({"type": "section"}, "missing required field: text"),
        ({"type": "section", "text": mrkdwn("")}, "must be more than 0 characters"),
        ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn"),
        (section(accessory={"type": "plain_text_input"}), "unsupported type: plain_text_input"),
        (actions(field()["element"]), "unsupported type: plain_text_input"),
        (field("button", text=plain()), "unsupported type: button"),
        (actions({"type": "warp_drive"}), "unsupported type: warp_drive"),
        (actions(button("One"), button("Two")), "action_id `press` already exists"),
        (field("number_input"), "missing required field: is_decimal_allowed"),
        (field("number_input", is_decimal_allowed=False, min_value="5", max_value="4"), "above the maximum"),
        (field("number_input", is_decimal_allowed=False, initial_value="1.5"), "must be a whole number"),
        (field("number_input", is_decimal_allowed=True, max_value=4), "a number given as a string"),
        (field("number_input", is_decimal_allowed=True, max_value="4", initial_value="4.1"), "between minimum and max"),
        (field(min_length=10, max_length=9), "the minimum 10 is above the maximum 9"),
        (field(max_length=3, initial_value="long"), "must lie between minimum and maximum"),
        (field(min_length=True), "must provide an integer"),
        (select(initial_option=option("Elsewhere")), "initial_option must be among the options"),
        (
            field("checkboxes", options=options(2), initial_options=[option("Other")]),
            "initial_options must be among the options",
        ),
        (
            field("multi_static_select", options=options(3), initial_options=options(2), max_selected_items=1),
            "no more than 1 items may be selected at first",
        ),
        (field("static_select"), "must define either `options` or `option_groups`"),
        (select(options=[{"text": mrkdwn(), "value": "v"}]), "unsupported type: mrkdwn"),
        (field("datepicker", initial_date="11/02/2026"), "YYYY-MM-DD"),
        (field("datepicker", initial_date="2026-13-01"), "YYYY-MM-DD"),
        (field("timepicker", initial_time="24:00"), "HH:mm"),
        (field("datetimepicker", initial_date_time=17), "must be between"),
        ({"type": "image", "alt_text": "Nothing"}, "must define either `image_url` or `slack_file`"),
        ({"type": "markdown", "text": "# Hello"}, "unsupported type: markdown in a modal"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}, "unsupported type: table in a modal"),
        (actions(button(style="loud")), "must be a valid enum value: primary, danger"),
    ],
)
def test_a_broken_block_is_refused_with_the_reason(block: Block, reason: str) -> None:
    assert any(reason in message for message in faults_of_view(modal(block))), faults_of_view(modal(block))


def test_the_reason_names_the_place() -> None:
    assert faults_of_view(modal(section(), section("x" * 3001))) == [
        "[ERROR] must be less than 3001 characters [json-pointer:/view/blocks/1/text/text]"
    ]


def test_an_input_block_needs_a_submit_button() -> None:
    view = modal(field())
    del view["submit"]
    assert faults_of_view(view) == ["[ERROR] missing required field: submit [json-pointer:/view]"]
    del view["blocks"][0]
    assert faults_of_view({**view, "blocks": [section()]}) == []


def test_block_ids_are_unique_and_action_ids_only_within_their_block() -> None:
    assert "block_id `b` already exists" in faults_of_view(modal(section(block_id="b"), section(block_id="b")))[0]
    assert faults_of_view(modal(field(block_id="one"), field(block_id="two"))) == []


def test_only_one_element_takes_the_focus() -> None:
    one, other = field(block_id="one", focus_on_load=True), field(block_id="two", focus_on_load=True)
    assert faults_of_view(modal(one)) == []
    assert "focus_on_load" in faults_of_view(modal(one, other))[0]


def test_a_view_from_a_payload_cannot_be_sent_back_as_it_is() -> None:
    assert "invalid additional property: state" in faults_of_view(modal(state={}))[0]


def test_a_home_tab_has_no_title_and_takes_no_files() -> None:
    assert faults_of_view(home(section(), field())) == []
    assert "title" in faults_of_view({**home(), "title": plain()})[0]
    assert "only allowed in modals" in faults_of_view(home(field("file_input")))[0]


def test_an_alert_stands_in_modals_only() -> None:
    alert = {"type": "alert", "text": plain(), "level": "warning"}
    assert faults_of_view(modal(alert)) == []
    assert "in a home" in faults_of_view(home(alert))[0]
    assert "in a message" in faults_of_message([alert])[1]


def test_a_message_has_fifty_blocks() -> None:
    assert faults_of_message([{"type": "divider"} for _ in range(50)]) == []
    assert "no more than 50 items allowed" in faults_of_message([{"type": "divider"} for _ in range(51)])[1]


def test_markdown_blocks_share_their_limit() -> None:
    half = {"type": "markdown", "text": "x" * 6000}
    assert faults_of_message([half, half]) == []
    assert faults_of_message([half, half, {"type": "markdown", "text": "x"}])[0] == "invalid_blocks"


def test_a_message_has_one_table() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    assert faults_of_message([table]) == []
    assert faults_of_message([table, table])[0] == "invalid_attachments"
    cells = [{"type": "raw_text", "text": "a"}]
    assert faults_of_message([{"type": "table", "rows": [cells] * 100}]) == []
    assert faults_of_message([{"type": "table", "rows": [cells] * 101}])
    assert faults_of_message([{"type": "table", "rows": [cells * 21]}])


def test_all_texts_of_a_message_together_have_a_ceiling() -> None:
    blocks = [section("x" * 2640) for _ in range(5)]
    assert faults_of_message(blocks) == []
    assert faults_of_message([*blocks, section("x")]) == ["msg_blocks_too_long"]


def test_containers_and_rich_text_are_checked_inside() -> None:
    container = {"type": "container", "title": plain(), "child_blocks": [section()]}
    assert faults_of_message([container]) == []
    assert faults_of_message([{**container, "child_blocks": [{"type": "section"}]}])
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}],
    }
    assert faults_of_message([rich]) == []
    assert faults_of_message([{"type": "rich_text", "elements": [{"type": "text", "text": "a"}]}])


@pytest.mark.parametrize("nonsense", [None, 7, "blocks", {"type": "section"}, [7], [None], [[section()]]])
def test_what_is_no_list_of_blocks_is_refused_without_a_crash(nonsense: object) -> None:
    assert faults_of_message(nonsense)[0] == "invalid_blocks"


def test_one_of_everything_is_taken() -> None:
    assert faults_of_view(modal(*everything())) == []
    assert faults_of_message([block for block in everything() if block.get("block_id") != "file_input"]) == []


def places(node: object) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON structure."""
    keys: list[Any] = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [found for key in keys for found in [(node, key), *places(node[key])]]  # type: ignore[index] -- keys and nodes as JSON has them


JUNK = st.sampled_from([None, True, -1, 7.5, "", "x" * 4000, [], {}, [None], {"type": "button"}, [[]], {"text": []}])


@given(st.integers(0, 10_000), JUNK)
def test_whatever_is_sent_is_taken_or_refused_and_never_a_crash(where: int, junk: object) -> None:
    view = modal(*everything())
    candidates = places(view)
    container, key = candidates[where % len(candidates)]
    container[key] = deepcopy(junk)
    faults_of_view(view)
    faults_of_message(view["blocks"])


def test_every_limit_names_its_source() -> None:
    assert all(limit.source and limit.value > 0 for limit in LIMITS.values())
