"""A small Slack app that uses every element of Block Kit, so that the sandbox's page has something to draw."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]

PATIENCE = 20  # seconds; a busy machine is no fault of the page

MANIFEST: Json = {
    "display_information": {"name": "Everything"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "everything"},
        "slash_commands": [
            {"command": "/everything", "description": "A form with every element", "usage_hint": "[anything]"},
            {"command": "/hello", "description": "Says hello to you alone"},
            {"command": "/silent", "description": "Never answers"},
        ],
        "shortcuts": [
            {"name": "Open the form", "type": "global", "callback_id": "open_form", "description": "The form"},
            {"name": "Read this message", "type": "message", "callback_id": "read_message", "description": "Reads"},
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["commands", "chat:write", "files:write", "files:read", "users:read", "reactions:write"]}
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower().replace(" ", "_")}


COLOURS = [option("Red"), option("Green"), option("Blue")]


def field_of(label: str, kind: str, *, optional: bool = True, **element: object) -> Json:
    """An input block; block_id and action_id are the kind of its element."""
    return {
        "type": "input",
        "block_id": kind,
        "label": plain(label),
        "optional": optional,
        "element": {"type": kind, "action_id": kind, **element},
    }


FIELDS = [
    {"type": "alert", "block_id": "alert", "level": "warning", "text": plain("Only examples here")},
    field_of("Reference", "plain_text_input", optional=False, max_length=40),
    field_of("Weeks", "number_input", is_decimal_allowed=False, min_value="1", max_value="52"),
    field_of("Mail", "email_text_input"),
    field_of("Web page", "url_text_input"),
    field_of("Notes", "rich_text_input"),
    field_of("Colour", "static_select", options=COLOURS),
    field_of("Colours", "multi_static_select", options=COLOURS),
    field_of("Diagnosis", "external_select", min_query_length=2),
    field_of("Clinician", "users_select"),
    field_of("Where to post", "conversations_select"),
    field_of("Public channel", "channels_select"),
    field_of("Notice date", "datepicker"),
    field_of("Call time", "timepicker"),
    field_of("Call at", "datetimepicker"),
    field_of("Flags", "checkboxes", options=[option("Fever"), option("Weakness")]),
    field_of("Course", "radio_buttons", options=[option("Improving"), option("Persistent")]),
    field_of("Letter", "file_input", filetypes=["txt"]),
    {
        "type": "section",
        "block_id": "more",
        "text": {"type": "mrkdwn", "text": "*There is more*"},
        "accessory": {"type": "button", "action_id": "show_more", "text": plain("Show more")},
    },
]

FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Every element"),
    "submit": plain("Send"),
    "close": plain("Cancel"),
    "blocks": FIELDS,
}

SECOND: Json = {
    "type": "modal",
    "callback_id": "second",
    "title": plain("More"),
    "submit": plain("Never answered"),
    "blocks": [{"type": "section", "block_id": "there", "text": plain("You are on the second page")}],
}

CARD: list[Json] = [
    {"type": "header", "block_id": "head", "text": plain("Case 42")},
    {
        "type": "section",
        "block_id": "about",
        "text": {"type": "mrkdwn", "text": "*Denied* on _Monday_"},
        "accessory": {"type": "overflow", "action_id": "more", "options": [option("Close case"), option("Export")]},
    },
    {
        "type": "actions",
        "block_id": "steps",
        "elements": [
            {"type": "button", "action_id": "sent", "text": plain("Mark sent"), "value": "42", "style": "primary"},
            {
                "type": "button",
                "action_id": "withdraw",
                "text": plain("Withdraw"),
                "style": "danger",
                "confirm": {
                    "title": plain("Withdraw it?"),
                    "text": plain("Reminders stop."),
                    "confirm": plain("Yes, withdraw"),
                    "deny": plain("Keep it"),
                },
            },
            {"type": "button", "action_id": "unanswered", "text": plain("Never answered")},
            {"type": "static_select", "action_id": "assign", "placeholder": plain("Assign"), "options": COLOURS},
        ],
    },
    {
        "type": "actions",
        "block_id": "todo",
        "elements": [{"type": "checkboxes", "action_id": "tick", "options": [option("Notes"), option("Report")]}],
    },
    {"type": "divider", "block_id": "line"},
    {"type": "context", "block_id": "small", "elements": [{"type": "mrkdwn", "text": "by <@U01ALICE>"}]},
]

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def rich(*texts: str) -> list[Json]:
    return [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]} for text in texts]


SHOWN: list[Json] = [
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_list", "style": "ordered", "elements": rich("six weeks of therapy")},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": rich("no improvement")},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "not medically necessary"}]},
        ],
    },
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Status*"}, plain("Draft")]},
    {"type": "card", "title": plain("Internal appeal"), "body": plain("safe until May 1")},
    {"type": "image", "image_url": PIXEL, "alt_text": "A spine"},
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Level"}, {"type": "raw_text", "text": "Safe"}],
            [{"type": "raw_text", "text": "Internal appeal"}, {"type": "raw_text", "text": "May 1, 2027"}],
        ],
    },
]

HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "block_id": "head", "text": plain("Your cases")},
        {
            "type": "actions",
            "block_id": "steps",
            "elements": [{"type": "button", "action_id": "refresh", "text": plain("Refresh")}],
        },
    ],
}


@dataclass
class Everything:
    """The running app and what reached it."""

    client: AsyncWebClient
    form_id: str = ""
    submitted: list[Json] = field(default_factory=list[Json])
    presses: "asyncio.Queue[tuple[str, Json]]" = field(default_factory=asyncio.Queue[tuple[str, Json]])
    shortcuts: "asyncio.Queue[Json]" = field(default_factory=asyncio.Queue[Json])

    def forget(self) -> None:
        """Start over: nothing reached the app yet."""
        self.submitted, self.presses, self.shortcuts = [], asyncio.Queue(), asyncio.Queue()

    async def next_press(self) -> tuple[str, Json]:
        """Who operated an element, and the action that arrived."""
        return await asyncio.wait_for(self.presses.get(), PATIENCE)

    async def next_shortcut(self) -> Json:
        """The payload of the message shortcut that was used."""
        return await asyncio.wait_for(self.shortcuts.get(), PATIENCE)

    def register(self, app: AsyncApp) -> None:
        app.command("/everything")(self.open_form)
        app.shortcut("open_form")(self.open_form)
        app.shortcut("read_message")(self.read_message)
        app.command("/hello")(self.say_hello)
        app.command("/silent")(self.stay_silent)
        app.view("form")(self.take_form)
        app.view("second")(self.stay_silent)
        app.options("external_select")(self.suggest)
        app.event("app_home_opened")(self.publish_home)
        app.action("unanswered")(self.stay_silent)
        app.action("show_more")(self.show_more)
        for name in ("sent", "withdraw", "more", "assign", "tick", "refresh"):
            app.action(name)(self.note_press)

    async def open_form(self, ack: AsyncAck, body: Json) -> None:
        await ack()
        opened = await self.client.views_open(trigger_id=body["trigger_id"], view=FORM)
        self.form_id = opened["view"]["id"]

    async def change_form(self) -> None:
        """Update the form that was opened last, with one more line at its top."""
        line = {"type": "section", "block_id": "changed", "text": plain("Changed meanwhile")}
        await self.client.views_update(view_id=self.form_id, view={**FORM, "blocks": [line, *FIELDS]})

    async def add_long_text(self) -> None:
        """Add a text to the form that was opened last, of which every letter is told."""
        config = {"trigger_actions_on": ["on_character_entered"]}
        text = field_of("Long text", "plain_text_input", multiline=True, dispatch_action_config=config)
        text |= {"block_id": "long_text", "dispatch_action": True}
        text["element"]["action_id"] = "sent"
        await self.client.views_update(view_id=self.form_id, view={**FORM, "blocks": [*FIELDS, text]})

    async def read_message(self, ack: AsyncAck, body: Json) -> None:
        await ack()
        await self.shortcuts.put(body)

    async def say_hello(self, ack: AsyncAck) -> None:
        await ack("Hello, you alone")

    async def stay_silent(self, body: Json) -> None:
        """Takes the payload and never acknowledges it."""

    async def take_form(self, ack: AsyncAck, view: Json) -> None:
        values = view["state"]["values"]
        if values["plain_text_input"]["plain_text_input"]["value"] == "CASE-0":
            await ack(response_action="errors", errors={"plain_text_input": "There is no such case"})
            return
        self.submitted.append(values)
        await ack()

    async def show_more(self, ack: AsyncAck, body: Json) -> None:
        await ack()
        await self.client.views_push(trigger_id=body["trigger_id"], view=SECOND)

    async def suggest(self, ack: AsyncAck, body: Json) -> None:
        found = [code for code in ("M54.16 Radiculopathy", "M54.50 Low back pain") if body["value"] in code]
        await ack(options=[option(code) for code in found])

    async def publish_home(self, event: Json) -> None:
        await self.client.views_publish(user_id=event["user"], view=HOME)

    async def note_press(self, ack: AsyncAck, action: Json, body: Json) -> None:
        await ack()
        await self.presses.put((body["user"]["id"], action))


@asynccontextmanager
async def running(url: str) -> AsyncIterator[Everything]:
    """The app, connected by Socket Mode to the sandbox at `url`."""
    base = f"{url}/api/"
    client = AsyncWebClient("xoxb-sandbox-T01CLINIC", base_url=base)
    everything = Everything(client)
    app = AsyncApp(client=client, process_before_response=True)
    everything.register(app)
    handler = AsyncSocketModeHandler(app, "xapp-sandbox-T01CLINIC", web_client=AsyncWebClient(base_url=base))
    await handler.connect_async()
    try:
        yield everything
    finally:
        await handler.close_async()
