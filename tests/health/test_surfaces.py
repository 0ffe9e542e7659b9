"""Every surface of the gallery, in every state, is one that Slack takes, and can notify nobody but by intent."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import pytest

from rules import load_rulebook
from sandbox.blocks_check import check_message_blocks
from sandbox.view_check import check_view
from slackbot import gallery

SURFACES = gallery.surfaces()
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


@pytest.mark.parametrize("name", SURFACES)
def test_slack_takes_the_surface(name: str):
    surface = SURFACES[name]

    if "blocks" in surface and "text" in surface:
        check_message_blocks(json.loads(json.dumps(surface["blocks"])))
        assert len(surface["text"]) <= 4_000  # chat.update refuses more
    else:
        check_view(json.loads(json.dumps(surface)))


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_can_mention_nobody_but_a_colleague_by_id(name: str):
    for text in _texts(SURFACES[name]):
        if text["type"] == "mrkdwn":
            assert text.get("verbatim") is True, text
            assert "<!" not in text["text"].replace("<!here>", "" if "reminder" in name else "<!here>")
            assert all(ALLOWED_MENTION.match(user) for user in re.findall(r"<@([^>|]*)", text["text"]))
        else:
            assert text.get("emoji") is False or not EMOJI_CODE.search(text["text"]), text


@pytest.mark.parametrize("name", [name for name, surface in SURFACES.items() if "text" in surface])
def test_a_messages_text_says_something_and_nothing_about_the_patient(name: str):
    """Screen readers and notifications read only this."""
    text = SURFACES[name]["text"]
    example = gallery.EXAMPLES / f"{name.partition('-')[0]}.yaml"
    appeal = gallery.example_at(example, load_rulebook()) if example.exists() else None

    assert text.strip()
    if appeal:
        private = (appeal.intake.reference, appeal.intake.coverage.insurer, *appeal.intake.exam.icd10)
        assert not [word for word in private if word and word in text]
        assert appeal.intake.exam.region.replace("_", " ") not in text.lower()


def test_there_is_a_surface_for_every_state():
    states = ("form-1", "form-2", "form-3", "form-4", "card-preparing", "card-submitted", "card-overturned",
              "card-upheld", "card-withdrawn", "checklist", "assessment", "letter-appeal", "submit", "decide",
              "reminder-filing", "reminder-item", "reminder-call_result", "reminders", "reminders-many", "snooze",
              "snooze-confirm", "digest")  # fmt: skip

    assert {f"lumbar_strong-{state}" for state in states} <= SURFACES.keys()
    assert {"help", "list", "list-empty", "home", "home-empty", "form-gone", "told"} <= SURFACES.keys()
    assert "cauda_equina-reminder-unsent" in SURFACES
    assert "cauda_equina-reminder-urgent-decision" in SURFACES
