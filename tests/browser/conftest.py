"""One Chromium for all browser tests, a fresh page (own storage, own address) for each."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from everything_app import MANIFEST, Everything, running
from playwright.async_api import Browser, Page, async_playwright
from visitor import Visitor

from sandbox.basics import Timings
from sandbox.server import create_app, listen

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page of 1280 × 860 whose test fails if the page logs an error."""
    page = await browser.new_page(viewport={"width": 1280, "height": 860}, timezone_id="America/New_York")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.set_default_timeout(20_000)  # generous: a busy machine is no fault of the page
    yield page
    await page.close()
    assert errors == []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def everything() -> AsyncIterator[tuple[str, Everything]]:
    """A sandbox that waits one second for an answer, and the app that is connected to it."""
    runner, url = await listen(create_app(manifest=MANIFEST, timings=Timings(ack=1.0)))
    async with running(url) as app:
        yield url, app
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def alice(everything: tuple[str, Everything], page: Page) -> Visitor:
    """Alice in #prior-auth of a workspace where nothing happened yet."""
    url, app = everything
    await page.request.post(f"{url}/sandbox/reset")
    app.forget()
    visitor = Visitor(page, url, app)
    await visitor.go()
    return visitor
