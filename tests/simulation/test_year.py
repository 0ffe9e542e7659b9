"""A simulated year: nothing missed, nothing twice, nothing after the end, whoever dies. Prints its counts."""

from datetime import date
from pathlib import Path

import pytest

from tests.simulation.year import living


@pytest.mark.timeout(900)
async def test_a_year_of_a_thousand_appeals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with living(tmp_path, start=date(2027, 1, 4), days=365, appeals=1000) as year:
        await year.run()

    with capsys.disabled():
        counts = ", ".join(f"{count} {what}" for what, count in sorted(year.counts.items()))
        print(f"\nThe simulated year: {counts}")  # noqa: T201 -- what it lived through is worth seeing
    assert year.problems == []
    assert year.slack.refused == []
    assert year.counts["appeals"] == 1000
