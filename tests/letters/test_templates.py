"""A clinic's own templates: they stand before ours, and a broken one never keeps a letter from being made."""

from pathlib import Path

import pytest
from jinja2 import TemplateError

from slackbot.letter import KINDS, Letter, compose
from slackbot.letters.own_templates import faults
from slackbot.letters.render import LETTERS
from slackbot.letters.templates import attempt
from tests.letters import cases
from tests.letters.cases import HEAD, TODAY

OWN = """{% extends "_letter.html" %}
{% import "_parts.html" as parts with context %}
{% block heading %}Our words: {{ scan }}{% endblock %}
{% block main %}<p>Our own sentence.</p>{% endblock %}
"""
BROKEN = {
    "syntax": "{% block %}",
    "undefined name": "<h1>Title</h1><p>{{ nobody }}</p>",
    "no heading": "<p>Text</p>",
    "reaches into Python": "<h1>{{ ''.__class__.__mro__ }}</h1>",
    "divides by zero": "<h1>{{ 1 // 0 }}</h1>",
    "unknown word": '<h1>{{ w["nobody"] }}</h1>',
}


def letter(folder: Path | None) -> Letter:
    head = HEAD.model_copy(update={"templates": folder})
    return compose(cases.intake(), cases.assessment(), head, kind="appeal", today=TODAY)


def test_a_template_of_the_clinic_stands_before_ours_and_may_use_our_parts(tmp_path: Path):
    (tmp_path / "appeal.html").write_text(OWN)

    made = letter(tmp_path)

    assert made.title == "Our words: MRI of the lumbar spine without contrast"
    assert "Our own sentence." in made.html
    assert "Riverside Spine Clinic" in made.html


def test_a_shared_part_can_be_the_clinics_own(tmp_path: Path):
    ours = (LETTERS / "_parts.html").read_text()
    (tmp_path / "_parts.html").write_text(ours.replace('{{ w["closing"] }}', "With kind regards,"))

    assert "With kind regards," in letter(tmp_path).html


@pytest.mark.parametrize("template", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_template_is_left_aside_for_ours(template: str, tmp_path: Path):
    (tmp_path / "appeal.html").write_text(template)

    assert letter(tmp_path) == letter(None)


@pytest.mark.parametrize("template", BROKEN.values(), ids=list(BROKEN))
def test_the_doctor_names_the_letter_whose_template_is_broken(template: str, tmp_path: Path):
    (tmp_path / "appeal.html").write_text(template)

    (fault,) = faults(tmp_path, HEAD, TODAY)
    assert fault.startswith("appeal: ")


def test_the_doctor_names_a_file_that_no_letter_uses(tmp_path: Path):
    (tmp_path / "apeal.html").write_text(OWN)

    assert faults(tmp_path, HEAD, TODAY) == ["apeal.html: no letter uses a file of this name"]


def test_sound_templates_have_no_fault(tmp_path: Path):
    (tmp_path / "appeal.html").write_text(OWN)

    assert faults(tmp_path, HEAD, TODAY) == []


def test_an_unknown_letter_is_an_error():
    assert "nobody" not in KINDS
    with pytest.raises(TemplateError):
        attempt("nobody", {}, None)
