"""The list, the Home tab and help."""

from datetime import date

from slackbot.blocks.appeal_list import appeal_list
from slackbot.blocks.help import help_message
from slackbot.blocks.home import home
from tests.blocks.read import buttons, shown
from tests.build import appeal

TODAY = date(2026, 11, 23)


def test_a_list_says_number_scan_date_and_what_is_done():
    text = shown(appeal_list([appeal()], TODAY).blocks)

    assert "1 open appeal" in text
    assert "#1 · Lumbar spine MRI (72148) · Example Health · First appeal · case CASE-0042" in text
    assert "strength: strong · file by Fri 30 Apr 2027 (safe) · 158 days left · checklist 0 of 2" in text


def test_a_long_list_says_that_there_are_more():
    text = shown(appeal_list([appeal(number=n) for n in range(1, 90)], TODAY).blocks)

    assert "#1 · " in text
    assert "The most urgent ones are shown" in text


def test_home_has_a_way_to_start_and_shows_what_is_open():
    assert buttons(home([], TODAY)["blocks"]) == ["Start an appeal"]
    assert "You have no open appeals" in shown(home([], TODAY)["blocks"])
    assert "#7 · " in shown(home([appeal(number=7)], TODAY)["blocks"])


def test_help_names_every_word_of_the_command():
    text = shown(help_message().blocks)

    for word in ("list", "show 12", "help"):
        assert f"/mri-appeal {word}" in text
