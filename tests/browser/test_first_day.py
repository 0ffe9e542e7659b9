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
from playwright.async_api import Locator, Page, expect
from visitor import pick

from tests.scenarios.program import ROOT, Program, program

pytestmark = [pytest.mark.browser, pytest.mark.office, pytest.mark.asyncio(loop_scope="session")]

PICTURES = ROOT / "out" / "pictures"
CHANNEL = "C01PRIORAUTH"


CLINIC = {
    "CLINIC_NAME": "Riverside Spine and Joint",
    "CLINIC_ADDRESS": "100 Example Street|Albany, NY 12207",
    "CLINIC_PHONE": "(518) 555-0100",
    "CLINIC_FAX": "(518) 555-0101",
}


@pytest_asyncio.fixture(loop_scope="session")
async def bot(tmp_path: Path) -> AsyncIterator[Program]:
    async with program(tmp_path / "var", "run", **CLINIC) as running:
        yield running


async def address_of(bot: Program) -> str:
    """Start the bot; gives the local Slack's address as it prints it."""
    said = await bot.start()
    found = re.findall(r"http://127\.0\.0\.1:\d+", said)
    assert found, (said, bot.errors.read_text())
    return found[-1]


async def fill(modal: Locator, texts: dict[str, str], choices: dict[str, str | list[str]]) -> None:
    for label, text in texts.items():
        await modal.get_by_label(label, exact=False).first.fill(text)
    for label, options in choices.items():
        for option in [options] if isinstance(options, str) else options:
            await pick(modal, label, option)


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png")


async def fill_the_form(page: Page) -> None:
    """The four steps for a lumbar case with nine weeks of symptoms and six of physical therapy."""
    composer = page.get_by_test_id("composer")
    await composer.fill("/mri-appeal")
    await composer.press("Escape")
    await composer.press("Enter")

    modal = page.get_by_role("dialog", name="MRI appeal 1 of 4")
    await fill(
        modal,
        {
            "Case number": "CASE-0042",
            "Date on the denial notice": "2026-11-02",
            "Day the notice arrived": "2026-11-05",
        },
        {"Type of health plan": "Private-employer plan, self-funded", "State": "New York (NY)"},
    )
    await pick(modal, "Insurer", "Example Health", typed="Example Health")
    for reason in ("Not medically necessary", "Conservative care has to come first"):
        await modal.get_by_label(reason).check()
    await picture(page, "1-denial")
    await modal.get_by_test_id("modal-submit").click()

    modal = page.get_by_role("dialog", name="MRI appeal 2 of 4")
    await pick(modal, "Body region", "Lumbar spine")
    await expect(modal.get_by_label("CPT code")).to_be_visible()
    await pick(modal, "CPT code", "72148", typed="72148")
    await pick(modal, "Diagnosis codes", "M54.16", typed="lumbar radic")
    await expect(modal.get_by_label("Contrast")).to_have_value("Without contrast")
    await fill(
        modal,
        {
            "Age in years": "54",
            "Weeks since the symptoms began": "9",
            "Severity": "7",
        },
        {
            "Clinical question": "Low Back Pain",
            "Sex": "Female",
            "Course": "Persistent",
            "Symptoms and history": "Pain radiating along a nerve root",
        },
    )
    await picture(page, "2-scan")
    await modal.get_by_test_id("modal-submit").click()

    modal = page.get_by_role("dialog", name="MRI appeal 3 of 4")
    await fill(
        modal,
        {
            "Examination: date": "2026-10-28",
            "Treatment 1: begun on": "2026-09-01",
            "Treatment 1: for how many weeks": "6",
            "Earlier imaging 1: date": "2026-10-01",
            "Earlier imaging 1: result": "no fracture",
            "Earlier imaging 1: why it does not answer": "it does not show the disc or the nerve root",
            "Why this MRI": "The level and the cause of the nerve root compression must be seen.",
            "What the result will change": "With compression at L5 an injection or surgery is planned, else not.",
            "Ordering clinician": "Robin Example",
            "Credentials": "MD",
        },
        {
            "Examination: positive": "Straight leg raise",
            "Examination: side": "Left",
            "Treatment 1: what was tried": "Physical therapy",
            "Treatment 1: how it went": "No improvement",
            "Earlier imaging 1: kind of study": "X-ray (radiograph)",
            "Earlier imaging 1: what it shows": "No fracture",
            "Candidate for surgery": "Yes",
        },
    )
    await picture(page, "3-evidence")
    await modal.get_by_test_id("modal-submit").click()

    modal = page.get_by_role("dialog", name="MRI appeal 4 of 4")
    await expect(modal).to_contain_text("strong")
    await expect(modal).to_contain_text("variant 3")
    await picture(page, "4-check")
    await modal.get_by_test_id("modal-submit").click()
    await expect(modal).to_be_hidden()


async def open_thread(page: Page, address: str) -> Locator:
    """The card's thread, with the checklist in it."""
    await page.goto(f"{address}/#user=U01ALICE&channel={CHANNEL}")
    await page.locator("[data-testid^=replies-]").first.click()
    thread = page.get_by_test_id("thread")
    await expect(thread).to_contain_text("Checklist of appeal #1")
    return thread


async def test_a_newcomer_makes_an_appeal_and_a_kill_loses_nothing(bot: Program, page: Page, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("no LibreOffice here; Debian and Ubuntu: apt-get install libreoffice-writer-nogui")
    address = await address_of(bot)
    await page.goto(f"{address}/#user=U01ALICE&channel={CHANNEL}")
    await fill_the_form(page)

    thread = await open_thread(page, address)
    await expect(thread).to_contain_text("#1 · Lumbar spine MRI (72148)")
    await expect(thread).to_contain_text("file by Fri 30 Apr 2027 (safe), latest Tue 4 May 2027")
    await expect(thread).to_contain_text("Assessment of appeal #1")
    await expect(thread).to_contain_text("A draft for the ordering clinician to check")
    for suffix in ("docx", "pdf"):
        link = thread.get_by_role("link", name=re.compile(rf"Download .*\.{suffix}"))
        async with page.expect_download() as download:
            await link.click()
        await (await download.value).save_as(tmp_path / f"letter.{suffix}")
    await opens_in_libreoffice(tmp_path / "letter.docx")
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF-")

    first = thread.get_by_role("checkbox").first
    await first.scroll_into_view_if_needed()
    await first.check()
    await expect(thread).to_contain_text("1 of 11 done")
    await picture(page, "5-case-file")

    await bot.kill()
    assert await address_of(bot) == address, "the local Slack outlives the bot and is adopted"
    thread = await open_thread(page, address)
    await expect(thread.get_by_role("checkbox").first).to_be_checked()
    await expect(thread.get_by_role("link", name=re.compile(r"Download .*\.docx"))).to_be_visible()
    second = thread.get_by_role("checkbox").nth(1)
    await second.scroll_into_view_if_needed()
    await second.check()
    await expect(thread).to_contain_text("2 of 11 done")
    await picture(page, "6-after-the-kill")
    cards = page.get_by_text("#1 · Lumbar spine MRI (72148)")
    await page.get_by_test_id("thread-close").click()
    await expect(cards).to_have_count(1)


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
