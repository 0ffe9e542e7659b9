"""Slack's limits are kept without losing words, or by saying that something was left out."""

from hypothesis import given
from hypothesis import strategies as st

from slackbot.blocks import limits
from slackbot.blocks.kit import note, within, words

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=400)
SENTENCES = st.lists(st.text("abcdefgh,;:", min_size=1, max_size=12), max_size=25).map(" ".join)


@given(TEXTS, st.integers(2, 200))
def test_a_shortened_text_fits_and_says_that_it_was_longer(text: str, limit: int):
    short = limits.shorten(text, limit)

    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(SENTENCES, st.integers(5, 100))
def test_pieces_fit_and_lose_nothing_but_blanks(text: str, limit: int):
    found = limits.pieces(text, limit)

    assert all(0 < len(piece) <= limit for piece in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


@given(SENTENCES)
def test_an_option_says_its_text_in_two_lines_that_fit(text: str):
    first, second = limits.in_two(text)

    assert len(first) <= limits.OPTION
    assert len(second) <= limits.OPTION
    assert len(text) > 130 or f"{first}{second}".replace(" ", "") == text.replace(" ", "")


def test_an_option_is_cut_where_the_sentence_pauses():
    text = "4. Opened the cited topic and compared: https://acsearch.acr.org/docs/69483/Narrative/"

    assert limits.in_two(text) == (
        "4. Opened the cited topic and compared:",
        "https://acsearch.acr.org/docs/69483/Narrative/",
    )


def test_an_option_without_a_pause_is_cut_before_a_joining_word():
    text = "3. Ask the insurer for the criterion that was applied and for the claim file"

    assert limits.in_two(text) == ("3. Ask the insurer for the criterion that was applied", "and for the claim file")


def test_seventy_five_characters_are_one_line_and_seventy_six_are_two():
    assert limits.in_two("x" * 75) == ("x" * 75, "")
    assert limits.in_two("x" * 76) == ("x" * 75, "x")


def test_a_message_that_is_too_long_says_so_at_its_end():
    blocks = [block for _ in range(10) for block in words("x" * 2_000)]

    kept = within(blocks, note("There is more."))

    assert len(kept) == 6
    assert kept[-1] == note("There is more.")
    assert within(blocks[:5], note("There is more.")) == blocks[:5]
