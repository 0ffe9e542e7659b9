"""The whole job as a new user does it: the program of `make run`, a browser, a lumbar case, a kill -9 in between."""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from colleague import Colleague
from playwright.async_api import Page, expect
from visitor import ALICE, PRIOR_AUTH

from tests.scenarios.program import CLINIC, Program, program

AFTER_A_KILL = 60_000  # ms; a job that the kill cut short keeps its appeal for REDELIVER_AFTER, half a minute

pytestmark = [pytest.mark.browser, pytest.mark.office, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def bot(tmp_path: Path) -> AsyncIterator[Program]:
    async with program(tmp_path / "var", "run", **CLINIC) as running:
        yield running


async def test_a_newcomer_makes_an_appeal_and_a_kill_loses_nothing(bot: Program, page: Page, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("no LibreOffice here; Debian and Ubuntu: apt-get install libreoffice-writer-nogui")
    alice = Colleague(page, await bot.start_in_browser(), ALICE, PRIOR_AUTH)
    await alice.go()
    check = await alice.fills_in()
    await expect(check).to_contain_text("variant 3")
    await alice.finish(check)

    thread = await alice.open_thread()
    await expect(thread).to_contain_text("#1 · Lumbar spine MRI (72148)")
    await expect(thread).to_contain_text("Assessment of appeal #1")
    await expect(thread).to_contain_text("A draft for the ordering clinician to check")
    for suffix in ("docx", "pdf"):
        link = thread.get_by_role("link", name=re.compile(rf"Download .*\.{suffix}"))
        async with page.expect_download() as download:
            await link.click()
        await (await download.value).save_as(tmp_path / f"letter.{suffix}")
    await opens_in_libreoffice(tmp_path / "letter.docx")
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF-")
    await thread.get_by_role("checkbox").first.check()
    await expect(thread).to_contain_text("1 of 11 done")

    await bot.kill()
    assert await bot.start_in_browser() == alice.url, "the local Slack outlives the bot and is adopted"
    await alice.go()
    thread = await alice.open_thread()
    await expect(thread.get_by_role("checkbox").first).to_be_checked()
    await expect(thread.get_by_role("link", name=re.compile(r"Download .*\.docx"))).to_be_visible()
    await thread.get_by_role("checkbox").nth(1).check()
    await expect(thread).to_contain_text("2 of 11 done", timeout=AFTER_A_KILL)
    await page.get_by_test_id("thread-close").click()
    await expect(page.get_by_text("#1 · Lumbar spine MRI (72148)")).to_have_count(1)


async def opens_in_libreoffice(letter: Path) -> None:
    """LibreOffice reads the .docx and prints it as PDF."""
    process = await asyncio.create_subprocess_exec(
        *("soffice", "--headless", "--convert-to", "pdf", "--outdir", str(letter.parent / "office"), str(letter)),
        env={**os.environ, "HOME": str(letter.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert await asyncio.wait_for(process.wait(), 90) == 0
    assert (letter.parent / "office" / "letter.pdf").stat().st_size > 10_000
