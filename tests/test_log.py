"""Logs hold ids and places, never what somebody typed."""

import json
import logging

import pytest
import structlog
from pydantic import TypeAdapter

from slackbot import log

SENTINEL = "Mrs Sentinel, born 1 Jan 1970"


@pytest.fixture(autouse=True)
def _as_it_was():
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, root.level = before
    structlog.reset_defaults()


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    structlog.get_logger("t").info("appeal.opened", appeal="AABC")
    found = json.loads(capsys.readouterr().err)
    assert (found["event"], found["appeal"], found["level"]) == ("appeal.opened", "AABC", "info")


def test_an_exception_is_its_class_and_places_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    try:
        TypeAdapter(int).validate_python(SENTINEL)
    except ValueError:
        structlog.get_logger("ours").exception("failed")
        logging.getLogger("theirs").exception("failed too")
    said = capsys.readouterr().err
    assert "Sentinel" not in said
    assert [json.loads(line)["exception"] for line in said.splitlines()] == ["ValidationError"] * 2
    assert "test_log.py" in said


def test_bolts_warning_with_the_whole_request_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    logging.getLogger("slack_bolt.AsyncApp").warning("Unhandled request ({'text': '%s'})", SENTINEL)
    said = capsys.readouterr().err
    assert "Sentinel" not in said
    assert "matched no listener" in said
