"""Blocks and views for the tests, as short as Slack allows."""

from typing import Any

Block = dict[str, Any]


def plain(text: str = "Words") -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Words", **more: object) -> Block:
    return {"type": "mrkdwn", "text": text, **more}


def option(text: str = "One", value: str | None = None, **more: object) -> Block:
    return {"text": plain(text), "value": value or text.lower(), **more}


def options(count: int) -> list[Block]:
    return [option(f"Option {number}") for number in range(count)]


def section(text: str = "Words", **more: object) -> Block:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "Press", action_id: str = "press", **more: object) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def actions(*elements: Block, block_id: str = "actions") -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field(kind: str = "plain_text_input", label: str = "Field", block_id: str = "field", **more: object) -> Block:
    """An input block; keys of the block itself go in `block`."""
    block: Any = more.pop("block", {})
    element = {"type": kind, "action_id": "value", **more}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **block}


def select(label: str = "Choice", block_id: str = "choice", count: int = 3, **more: object) -> Block:
    return field("static_select", label, block_id, **{"options": options(count), **more})


def modal(*blocks: Block, **more: object) -> Block:
    view: Block = {"type": "modal", "callback_id": "form", "title": plain("Title"), "submit": plain("Send")}
    return {**view, "blocks": list(blocks) or [section()], **more}


def home(*blocks: Block) -> Block:
    return {"type": "home", "blocks": list(blocks) or [section()]}


def everything() -> list[Block]:
    """Every element, with as many keys as it takes, in blocks that stand in modals and messages."""
    sure = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain(), "style": "danger"}
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": "a", "style": {"bold": True}}]}
    rich = {
        "type": "rich_text",
        "elements": [words, {"type": "rich_text_list", "style": "bullet", "elements": [words]}],
    }
    typed: Block = {"placeholder": plain(), "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}
    menus: Block = {"placeholder": plain(), "confirm": sure}
    inputs: dict[str, Block] = {
        "plain_text_input": {**typed, "multiline": True, "min_length": 1, "max_length": 3000, "initial_value": "a"},
        "email_text_input": {**typed, "initial_value": "a@b.org"},
        "url_text_input": {**typed, "initial_value": "https://b.org"},
        "number_input": {
            **typed,
            "is_decimal_allowed": True,
            "min_value": "0",
            "max_value": "9",
            "initial_value": "1.5",
        },
        "rich_text_input": {**typed, "initial_value": rich, "min_lines": 2, "max_lines": 8},
        "file_input": {"filetypes": ["pdf"], "max_files": 2},
        "datepicker": {**menus, "initial_date": "2026-11-02"},
        "timepicker": {**menus, "initial_time": "09:30", "timezone": "America/New_York"},
        "datetimepicker": {"confirm": sure, "initial_date_time": 1_793_577_600},
        "checkboxes": {"confirm": sure, "options": options(2), "initial_options": options(1)},
        "radio_buttons": {"confirm": sure, "options": options(2), "initial_option": option("Option 1")},
        "static_select": {**menus, "options": options(2), "initial_option": option("Option 1")},
        "multi_static_select": {
            **menus,
            "option_groups": [{"label": plain(), "options": options(2)}],
            "initial_options": options(2),
            "max_selected_items": 2,
        },
        "external_select": {**menus, "min_query_length": 2, "initial_option": option()},
        "multi_external_select": {**menus, "min_query_length": 2, "initial_options": [option()]},
        "users_select": {**menus, "initial_user": "U01BOB"},
        "multi_users_select": {**menus, "initial_users": ["U01BOB"]},
        "conversations_select": {**menus, "filter": {"include": ["public"]}, "initial_conversation": "C01ORTHO"},
        "multi_conversations_select": {**menus, "initial_conversations": ["C01ORTHO"]},
        "channels_select": {**menus, "initial_channel": "C01ORTHO"},
        "multi_channels_select": {**menus, "initial_channels": ["C01ORTHO"]},
    }
    image = {"type": "image", "image_url": "https://b.org/i.png", "alt_text": "A picture"}
    overflow = {"type": "overflow", "action_id": "o", "options": [option(url="https://b.org")], "confirm": sure}
    return [
        {"type": "header", "text": plain()},
        {"type": "divider"},
        section(fields=[mrkdwn(), plain()], accessory=image, expand=True),
        section(accessory=overflow),
        {"type": "context", "elements": [mrkdwn(), plain(), image]},
        {**image, "title": plain()},
        rich,
        actions(button(style="primary", value="v", url="https://b.org", confirm=sure, accessibility_label="Press it")),
        {"type": "card", "title": plain(), "body": mrkdwn(), "icon": image, "actions": [button()]},
        *(field(kind, kind, kind, block={"hint": plain(), "optional": True}, **more) for kind, more in inputs.items()),
    ]
