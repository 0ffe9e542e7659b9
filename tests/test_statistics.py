"""The statistics: what counts, beside which published rate, and the table."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules import load_rulebook
from rules.model import Coverage, Money
from slackbot.appeal import Appeal, Approval, Decision, Status
from slackbot.chart import png
from slackbot.rows import Row, row_of
from slackbot.statistics import statistics, table
from slackbot.wording_statistics import line
from tests.build import appeal, intake

BOOK = load_rulebook()
ON = date(2026, 11, 23)
LEVEL = "internal_appeal"
MARKET = Coverage(plan="aca_individual_marketplace", state="NY", insurer="Example Health")


def decided(outcome: Status, *, days: int | None = None, **changes: object) -> Appeal:
    sent = ON - timedelta(days=days) if days is not None else None
    decision = Decision(level=LEVEL, outcome=outcome, on=ON, sent=sent)
    return appeal(**{"status": outcome, "decisions": (decision,), "intake": intake(coverage=MARKET), **changes})


def rows(*appeals: Appeal) -> list[Row]:
    return [row_of(each) for each in appeals]


def test_partly_overturned_counts_as_overturned_and_withdrawn_is_not_decided():
    found = statistics(
        rows(
            decided(Status.OVERTURNED), decided(Status.PARTLY), decided(Status.UPHELD), appeal(status=Status.WITHDRAWN)
        ),
        BOOK,
    )

    assert (found.whole.decided, found.whole.overturned, found.whole.percent) == (3, 2, 67)
    assert (found.open, found.withdrawn) == (0, 1)


def test_each_level_of_an_appeal_counts_once():
    first = Decision(level="internal_appeal", outcome=Status.UPHELD, on=ON)
    second = Decision(level="external_review", outcome=Status.OVERTURNED, on=ON)

    found = statistics(rows(decided(Status.OVERTURNED, decisions=(first, second))), BOOK)

    assert [(each.name, each.overturned, each.decided) for each in found.groups["Level"]] == [
        ("external_review", 1, 1),
        ("internal_appeal", 0, 1),
    ]


def test_days_are_the_median_of_what_was_sent():
    found = statistics(rows(*(decided(Status.UPHELD, days=days) for days in (3, 30, 10, None))), BOOK)

    assert found.whole.days == 10
    assert statistics(rows(decided(Status.UPHELD)), BOOK).whole.days is None


def test_the_newest_citable_published_rate_of_the_same_setting_stands_beside():
    (level,) = statistics(rows(decided(Status.OVERTURNED)), BOOK).groups["Level"]

    ((rate, citation),) = level.published
    assert rate.measure == "overturned"
    assert LEVEL in rate.levels
    assert citation.citable
    assert line("Level", level) == f"Internal appeal: 1 of 1 (100 %) · published: {rate.percent:g} % · few"


def test_money_is_added_up_by_currency():
    amounts = [Money(value=Decimal("10.10")), Money(value=Decimal(5), currency="EUR"), Money(value=Decimal("0.20"))]
    found = statistics(rows(*(decided(Status.OVERTURNED, approval=Approval(recovered=each)) for each in amounts)), BOOK)

    assert found.recovered == (Money(value=Decimal(5), currency="EUR"), Money(value=Decimal("10.30")))


def test_the_table_has_a_line_for_each_appeal_and_no_formula():
    coverage = MARKET.model_copy(update={"insurer": '=HYPERLINK("x")'})
    content = table(
        [decided(Status.UPHELD, number=1), decided(Status.OVERTURNED, number=2, intake=intake(coverage=coverage))]
    )

    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [each["number"] for each in lines] == ["2", "1"]
    assert lines[0]["insurer"] == '\'=HYPERLINK("x")'
    assert lines[1]["decisions"] == "internal_appeal:upheld:2026-11-23"


@pytest.mark.parametrize("insurer", ["Example Health", '#import "x" $y$ *z*', "健康保険 صحة"])
def test_the_chart_is_a_picture_whatever_an_insurer_is_called(insurer: str):
    coverage = MARKET.model_copy(update={"insurer": insurer})
    found = statistics(rows(decided(Status.OVERTURNED, intake=intake(coverage=coverage)), decided(Status.UPHELD)), BOOK)

    assert png(found).startswith(b"\x89PNG")
