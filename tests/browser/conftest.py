"""One Chromium for all browser tests, a fresh page for each; what a page keeps, the sandbox keeps for it."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import fontpkg_noto_sans
import pytest
import pytest_asyncio
from colleague import Clinic, new_window, watched_page
from everything_app import MANIFEST, Everything, running
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect
from visitor import Explorer

from sandbox.basics import Timings
from sandbox.server import create_app, listen
from tests.scenarios.program import CLINIC, program

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The page's font also where the machine has none, so that pictures look alike everywhere.
FONTS = "<fontconfig><include>/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>"
expect.set_options(timeout=20_000)  # generous: a busy machine is no fault of the page


@pytest.fixture(scope="session")
def chromium() -> str:
    """The machine's Chromium. CI installs it (.ci/run), so there its absence is a failure."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None and "CI" in os.environ:
        pytest.fail("CI runs the browser tests and there is no Chromium: see .ci/run")
    if found is None:
        pytest.skip("no Chromium here; Debian and Ubuntu: apt-get install chromium")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    fonts = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    fonts.write_text(FONTS.format(Path(str(fontpkg_noto_sans.__file__)).parent))
    async with async_playwright() as playwright:
        settings = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS, env=settings)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def window(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A window in which one page after the other is opened: half the work of a window each.

    People who are at work at the same time need one each: a page that is not in front is slowed down.
    """
    async with await new_window(browser) as window:
        await window.new_page()  # stays open, so that the window does
        yield window


@pytest_asyncio.fixture(loop_scope="session")
async def page(window: BrowserContext) -> AsyncIterator[Page]:
    async with watched_page(window) as page:
        yield page


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Where a local Slack with the bot in it is, as `make run` starts them; one for all walks."""
    async with program(tmp_path_factory.mktemp("clinic") / "var", "run", **CLINIC, SANDBOX_SETTLE="0.02") as bot:
        yield await bot.start_in_browser()


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(address: str, browser: Browser) -> AsyncIterator[Clinic]:
    async with AsyncExitStack() as stack:
        clinic = Clinic(address, browser, stack)
        yield clinic
        await clinic.check()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def everything() -> AsyncIterator[tuple[str, Everything]]:
    """A sandbox that waits one second for an answer, and the app that is connected to it."""
    runner, url = await listen(create_app(manifest=MANIFEST, timings=Timings(ack=1.0)))
    async with running(url) as app:
        yield url, app
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def alice(everything: tuple[str, Everything], page: Page) -> Explorer:
    """Alice in #prior-auth of a workspace where nothing happened yet."""
    url, app = everything
    await page.request.post(f"{url}/sandbox/reset")
    app.forget()
    visitor = Explorer(page, url, app)
    await visitor.go()
    return visitor
