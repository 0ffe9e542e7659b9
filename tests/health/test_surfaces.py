"""Every surface of the gallery, in every state, is one that Slack takes, and can notify nobody but by intent."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from rules import load_rulebook
from sandbox.basics import SlackError
from sandbox.blocks_check import check_message_blocks
from sandbox.view_check import check_view
from slackbot import gallery

SURFACES = gallery.surfaces()
UPDATE_TAKES = 4_000  # characters of text in chat.update
EMOJI_CODE = re.compile(r":[a-z0-9_+-]+:")
ALLOWED_MENTION = re.compile(r"^U[A-Z0-9]+$")  # a colleague, named by us


def _texts(node: object) -> Iterator[dict[str, Any]]:
    """Every text object under a node."""
    if isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn"} and isinstance(node.get("text"), str):
            yield cast("dict[str, Any]", node)
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def test_slack_takes_every_surface():
    refused: dict[str, list[str]] = {}
    for name, surface in SURFACES.items():
        check = check_message_blocks if "text" in surface else check_view
        try:
            check(json.loads(json.dumps(surface["blocks"] if "text" in surface else surface)))
        except SlackError as error:
            refused[name] = error.messages or [error.error]

    assert not refused
    assert not [name for name, surface in SURFACES.items() if len(surface.get("text", "")) > UPDATE_TAKES]


def test_a_surface_can_mention_nobody_but_a_colleague_by_id():
    for name, surface in SURFACES.items():
        for text in _texts(surface):
            if text["type"] == "mrkdwn":
                assert text.get("verbatim") is True, (name, text)
                assert "<!" not in text["text"].replace("<!here>", "" if "reminder" in name else "<!here>"), (
                    name,
                    text,
                )
                assert all(ALLOWED_MENTION.match(user) for user in re.findall(r"<@([^>|]*)", text["text"])), (
                    name,
                    text,
                )
            else:
                assert text.get("emoji") is False or not EMOJI_CODE.search(text["text"]), (name, text)


def test_a_messages_text_says_something_and_nothing_about_the_patient():
    """Screen readers and notifications read only this."""
    said = {name: surface["text"] for name, surface in SURFACES.items() if "text" in surface}
    examples = {path.stem: gallery.example_at(path, load_rulebook()) for path in gallery.EXAMPLES.glob("*.yaml")}

    for name, text in said.items():
        assert text.strip(), name
        if appeal := examples.get(name.partition("-")[0]):
            private = (appeal.intake.reference, appeal.intake.coverage.insurer, *appeal.intake.exam.icd10)
            assert not [word for word in private if word and word in text], name
            assert appeal.intake.exam.region.replace("_", " ") not in text.lower(), name


def test_there_is_a_surface_for_every_state():
    states = ("form-1", "form-2", "form-3", "form-4", "card-preparing", "card-submitted", "card-overturned",
              "card-upheld", "card-withdrawn", "checklist", "assessment", "letter-appeal", "submit", "decide",
              "reminder-filing", "reminder-item", "reminder-call_result", "reminders", "reminders-many", "snooze",
              "snooze-confirm", "digest")  # fmt: skip

    assert {f"lumbar_strong-{state}" for state in states} <= SURFACES.keys()
    assert {"help", "list", "list-empty", "home", "home-empty", "form-gone", "told"} <= SURFACES.keys()
    assert "cauda_equina-reminder-unsent" in SURFACES
    assert "cauda_equina-reminder-urgent-decision" in SURFACES
