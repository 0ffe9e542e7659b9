"""A simulated year: nothing missed, nothing twice, nothing after the end, whoever dies. Prints its counts.

The suite lives through six weeks; the year with a thousand appeals takes minutes: make test ARGS="-m year".
"""

from datetime import date
from pathlib import Path

import pytest

from tests.simulation.year import living


@pytest.mark.timeout(600)
async def test_six_weeks_of_a_hundred_appeals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await _lived(tmp_path, capsys, start=date(2027, 2, 22), days=45, appeals=100)  # over the change of the clocks


@pytest.mark.year
@pytest.mark.timeout(3600)
async def test_a_year_of_a_thousand_appeals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await _lived(tmp_path, capsys, start=date(2027, 1, 4), days=365, appeals=1000)


async def _lived(folder: Path, capsys: pytest.CaptureFixture[str], *, start: date, days: int, appeals: int) -> None:
    async with living(folder, start=start, days=days, appeals=appeals) as year:
        await year.run()

    with capsys.disabled():
        counts = ", ".join(f"{count} {what}" for what, count in sorted(year.counts.items()))
        print(f"\n{days} simulated days: {counts}")  # noqa: T201 -- what it lived through is worth seeing
    assert not year.problems, "\n".join(year.problems)
    assert year.slack.refused == []
    assert year.counts["appeals"] >= appeals
