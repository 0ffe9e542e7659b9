"""Warm pandoc: one answer for each request, and a new process where one ended."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from slackbot.letters.pandoc import Pandoc, PandocFailed
from slackbot.letters.render import LETTERS


@pytest.fixture
def pandoc() -> Iterator[Pandoc]:
    made = Pandoc(LETTERS / "pandoc.lua")
    yield made
    made.close()


def test_each_request_gets_its_own_answer_also_at_once(pandoc: Pandoc):
    pages = [f"<p>page{number} &amp; é</p>" for number in range(20)]

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda page: pandoc.convert(page, "typst").decode(), pages))

    assert [f'"page{number}"' in text for number, text in enumerate(made)] == [True] * 20
    assert all('"é"' in text for text in made)


def test_a_process_stays_for_the_next_page(pandoc: Pandoc):
    pandoc.convert("<p>one</p>", "typst")
    (first,) = pandoc._idle
    pandoc.convert("<p>two</p>", "typst")

    assert pandoc._idle == [first]


def test_a_process_that_died_while_it_waited_is_replaced(pandoc: Pandoc):
    pandoc.convert("<p>one</p>", "typst")
    pandoc._idle[0]._process.kill()
    pandoc._idle[0]._process.wait()

    assert b'"two"' in pandoc.convert("<p>two</p>", "typst")


def test_a_program_that_ends_at_once_is_told_as_that(tmp_path: Path):
    script = tmp_path / "ends.lua"
    script.write_text("os.exit(0)")

    with pytest.raises(PandocFailed, match="try again"):
        Pandoc(script).convert("<p>one</p>", "typst")


def test_a_page_that_cannot_be_made_is_refused_without_its_text(pandoc: Pandoc, tmp_path: Path):
    with pytest.raises(PandocFailed) as refused:
        pandoc.convert("<p>sentinel</p>", "docx", reference=str(tmp_path / "none.docx"))

    assert "sentinel" not in str(refused.value)


def test_pictures_are_never_fetched(pandoc: Pandoc):
    made = pandoc.convert('<p>a<img src="file:///etc/hostname"><img src="https://example.org/x.png">b</p>', "typst")

    assert b"hostname" not in made
    assert b"example.org" not in made
    assert b"logo" not in made
