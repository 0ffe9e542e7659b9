"""Rows: filters, whose they are, and pages."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Coverage
from slackbot.rows import PAGE, SOON, Due, Filters, Row, filtered, insurer_key, is_due, mine_first, page_of, row_of
from tests.build import appeal, filing, intake

TODAY = date(2026, 11, 23)


def row(**changes: object) -> Row:
    return row_of(appeal(**changes))


def due_in(days: int) -> Row:
    return row_of(appeal(filing(TODAY + timedelta(days=days))))


@pytest.mark.parametrize(("days", "due"), [(-1, ["overdue", "soon"]), (0, ["soon"]), (SOON, ["soon"]), (SOON + 1, [])])
def test_a_row_is_overdue_from_the_day_after_and_soon_from_a_week_before(days: int, due: list[str]):
    assert [each for each in get_args(Due) if is_due(due_in(days), each, TODAY)] == due


def test_a_row_without_a_date_is_never_due():
    assert not is_due(row_of(appeal(filing(None))), "soon", TODAY)


def test_filters_narrow_together():
    other = row(channel="C01ORTHO", owner="U01BOB")
    rows = [row(), other]

    assert filtered(rows, Filters(), TODAY) == rows
    assert filtered(rows, Filters(channel="C01ORTHO", owner="U01BOB"), TODAY) == [other]
    assert filtered(rows, Filters(channel="C01ORTHO", owner="U01ALICE"), TODAY) == []
    assert filtered(rows, Filters(level="another"), TODAY) == []


def test_an_insurer_is_the_same_however_it_is_written_and_its_key_does_not_name_it():
    written = row(intake=intake(coverage=Coverage(plan="erisa_self_funded", state="NY", insurer="example  HEALTH")))
    key = insurer_key("Example Health")

    assert filtered([written], Filters(insurer=key), TODAY) == [written]
    assert "example" not in key


def test_mine_come_first_also_where_i_stand_in():
    bobs, mine, backed = row(owner="U01BOB"), row(), row(owner="U01BOB", backup="U01ALICE")

    assert mine_first([bobs, mine, backed], "U01ALICE") == [mine, backed, bobs]


@given(st.integers(0, 5 * PAGE))
def test_pages_hold_every_row_once(count: int):
    rows = [row().model_copy(update={"id": f"A{number}"}) for number in range(count)]
    pages = page_of(rows, 1).pages

    shown = [each for number in range(1, pages + 1) for each in page_of(rows, number).rows]

    assert shown == rows
    assert page_of(rows, 99).number == pages
    assert page_of(rows, -1).number == 1


def test_a_row_of_an_earlier_version_waits_for_no_approval():
    earlier = row().model_dump(mode="json", exclude={"approval_waits_until"})

    assert Row.model_validate(earlier).approval_waits_until is None
