"""Somebody at the sandbox's page, in the words of a person."""

from dataclasses import dataclass

from everything_app import Everything
from playwright.async_api import Locator, Page, expect

ALICE, BOB, DAVE = "U01ALICE", "U01BOB", "U01DAVE"
PRIOR_AUTH, ORTHO = "C01PRIORAUTH", "C01ORTHO"


@dataclass
class Visitor:
    """Somebody at the page in a browser, and the app that they use."""

    page: Page
    url: str
    app: Everything

    async def go(self, user: str = ALICE, channel: str = PRIOR_AUTH) -> None:
        await self.page.goto(f"{self.url}/#user={user}&channel={channel}")
        await expect(self.page.get_by_test_id("act-as")).to_have_value(user)

    async def type(self, text: str) -> None:
        """Write into the channel and send it, past any suggestions."""
        composer = self.page.get_by_test_id("composer")
        await composer.fill(text)
        await composer.press("Escape")
        await composer.press("Enter")

    async def open_form(self) -> Locator:
        await self.type("/everything")
        modal = self.page.get_by_role("dialog", name="Every element")
        await expect(modal).to_be_visible()
        return modal


async def pick(modal: Locator, label: str, option: str, typed: str = "") -> None:
    field = modal.get_by_role("combobox", name=label, exact=False)
    await field.click()
    if typed:
        await field.fill(typed)
    await modal.get_by_role("option", name=option).first.click()
