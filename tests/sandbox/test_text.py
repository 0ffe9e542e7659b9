"""Escapes, live mentions and what a person reads."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.people import default_workspace
from sandbox.text import address_people, auto_link, escape, live_blocks, mentions, shown
from tests.sandbox.kit import mrkdwn, plain, section

CLINIC = default_workspace("T01CLINIC", None)


def test_only_the_three_characters_are_escaped() -> None:
    assert escape('a < b & "c" > d') == 'a &lt; b &amp; "c" &gt; d'


def test_mentions_links_and_escapes_are_left_alone() -> None:
    text = "<@U01ALICE> <!here> <https://example.com|site> &lt;b&gt; &amp;"
    assert escape(text) == text


@given(st.text(alphabet="ab <>&;@#!|ltgm/:hps.U01", max_size=60))
def test_escaping_twice_changes_nothing(text: str) -> None:
    assert escape(escape(text)) == escape(text)


@given(st.text(max_size=60))
def test_a_person_reads_what_was_escaped_by_the_app(text: str) -> None:
    by_the_app = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert escape(by_the_app) == by_the_app
    assert not mentions(by_the_app, [section(by_the_app, block_id="b")])


def test_a_typed_here_in_mrkdwn_becomes_a_mention_unless_verbatim() -> None:
    live = live_blocks([section("call @here")], CLINIC)
    kept = live_blocks([{"type": "section", "text": mrkdwn("call @here", verbatim=True)}], CLINIC)
    in_plain = live_blocks([{"type": "section", "text": plain("call @here")}], CLINIC)
    assert mentions("", live) == ["@here"]
    assert mentions("", kept) == mentions("", in_plain) == []


def test_a_mention_written_out_notifies_even_when_verbatim() -> None:
    assert mentions("", [{"type": "section", "text": mrkdwn("<!channel> <@U01BOB>", verbatim=True)}]) == [
        "@channel",
        "U01BOB",
    ]


def test_mentions_in_rich_text_and_groups_count() -> None:
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}
    rich["elements"][0]["elements"] = [
        {"type": "broadcast", "range": "everyone"},
        {"type": "user", "user_id": "U01BOB"},
    ]
    assert mentions("<!subteam^S01REVIEWERS>", [rich]) == ["S01REVIEWERS", "@everyone", "U01BOB"]


def test_known_channels_and_addresses_become_links() -> None:
    assert auto_link("see #ortho and #nowhere", CLINIC) == "see <#C01ORTHO|ortho> and #nowhere"
    assert auto_link("https://example.com/a?b", CLINIC) == "<https://example.com/a?b>"
    assert auto_link("mail me@here.org", CLINIC) == "mail me@here.org"


def test_a_person_reads_names_and_no_markup() -> None:
    text = "*Due* <@U01BOB> in <#C01ORTHO> _soon_ <https://x.y|the law> &lt;3 `code`"
    assert shown(text, CLINIC) == "Due @Bob Osei, MD in #ortho soon the law <3 code"


def test_stars_inside_words_are_no_markup() -> None:
    assert shown("2*3*4 a_b_c", CLINIC) == "2*3*4 a_b_c"


def test_a_date_shows_in_the_zone_of_the_reader() -> None:
    text = "<!date^1793577600^{date_num} {time}|fallback>"
    assert shown(text, CLINIC, "UTC") == "2026-11-02 12:00 AM"
    assert shown(text, CLINIC) == "2026-11-01 7:00 PM"
    assert shown("<!date^soon^{date}|by Friday>", CLINIC) == "by Friday"


def test_a_person_who_types_a_name_mentions_somebody() -> None:
    assert address_people("ask @bob, not @nobody or a@bob", CLINIC) == "ask <@U01BOB>, not @nobody or a@bob"
