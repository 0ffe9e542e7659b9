"""The list, the Home tab and help."""

from datetime import date

from slackbot.appeal import Appeal
from slackbot.blocks.appeal_list import appeal_list
from slackbot.blocks.help import help_message
from slackbot.blocks.home import Worklist, home
from slackbot.blocks.kit import Message
from slackbot.rows import PAGE, Filters, page_of, row_of
from tests.blocks.read import buttons, shown
from tests.build import appeal

TODAY = date(2026, 11, 23)


def listed(count: int, number: int = 1) -> Message:
    appeals = [appeal(number=n) for n in range(1, count + 1)]
    page = page_of([row_of(each) for each in appeals], number)
    first = (page.number - 1) * PAGE
    return appeal_list("list", page, appeals[first : first + PAGE], TODAY)


def worklist(*appeals: Appeal, filters: Filters | None = None, user: str = "U01ALICE") -> str:
    rows = [row_of(each) for each in appeals]
    page = page_of(rows, 1)
    work = Worklist(user, rows, filters or Filters(), page, appeals[:PAGE], [])
    return shown(home(work, TODAY)["blocks"])


def test_a_list_says_number_scan_date_and_what_is_done():
    text = shown(listed(1).blocks)

    assert "1 open appeal in this channel" in text
    assert "*#1 · Lumbar spine MRI (72148)*\nExample Health · First appeal · case CASE-0042" in text
    assert "strength: strong · 🟢 file by Fri 30 Apr 2027 (safe) · 158 days left · checklist 0 of 2" in text


def test_a_long_list_has_pages():
    assert buttons(listed(PAGE).blocks) == []
    assert buttons(listed(PAGE + 1).blocks) == ["Next page"]
    assert buttons(listed(PAGE + 1, 2).blocks) == ["Earlier page"]
    assert buttons(listed(3 * PAGE, 2).blocks) == ["Earlier page", "Next page"]
    assert f"#{PAGE + 1} · " in shown(listed(PAGE + 1, 2).blocks)
    assert "Page 2 of 2" in shown(listed(PAGE + 1, 2).blocks)


def test_home_counts_and_shows_what_is_open():
    text = worklist(appeal(number=7), appeal(number=8, owner="U01BOB", backup="U01CAROL"))

    assert "1 open appeal yours, 2 in your channels · 0 overdue · 0 due within 7 days" in text
    assert "#7 · " in text
    assert "Owner: <@U01BOB> · Backup: <@U01CAROL> · <#C01PRIORAUTH>" in text
    assert "no decision recorded yet" in text


def test_home_says_so_where_there_is_nothing():
    assert "There are no open appeals for you to see" in worklist()
    work = Worklist("U01ALICE", [row_of(appeal())], Filters(due="soon"), page_of([], 1), [], [])
    assert "Press “Show all”" in shown(home(work, TODAY)["blocks"])


def test_help_names_every_word_of_the_command():
    text = shown(help_message().blocks)

    for word in ("list", "due", "mine", "show 12", "help"):
        assert f"/mri-appeal {word}" in text
