"""Somebody at the sandbox's page, in the words of a person."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from everything_app import Everything
from playwright.async_api import Locator, Page, expect

ALICE, BOB, CAROL, DAVE = "U01ALICE", "U01BOB", "U01CAROL", "U01DAVE"
PRIOR_AUTH, ORTHO = "C01PRIORAUTH", "C01ORTHO"
PICTURES = os.environ.get("PICTURES")  # a folder; `make pictures` names docs/pictures

BEGINNING = """node => {
    document.activeElement?.blur()
    node.scrollIntoView()
    node.querySelector(".dialog-body")?.scrollTo(0, 0)
    const { x, y, width, height } = node.getBoundingClientRect()
    return { x, y, width: Math.min(width, 724), height: Math.min(height, 1000) }
}"""

Answers = Mapping[str, str | Sequence[str]]
"""What a person enters, by the label of the field: a text, an option, or several of them."""


@dataclass
class Visitor:
    """Somebody at the page in a browser."""

    page: Page
    url: str

    async def go(self, user: str = ALICE, channel: str = PRIOR_AUTH) -> None:
        await self.page.goto(f"{self.url}/#user={user}&channel={channel}")
        await expect(self.page.get_by_test_id("act-as")).to_have_value(user)
        await expect(self.page.get_by_test_id(f"channel-{channel}")).to_have_attribute("aria-current", "page")

    async def type(self, text: str) -> None:
        """Write into the channel and send it, past any suggestions, once no form is over it."""
        await expect(self.page.get_by_test_id("modal")).to_be_hidden()
        composer = self.page.get_by_test_id("composer")
        await composer.fill(text)
        await composer.press("Escape")
        await composer.press("Enter")

    async def picture(self, name: str, shown: Locator) -> None:
        """Keep the beginning of what is seen there as a picture, where pictures are wanted."""
        if PICTURES:
            await self.page.set_viewport_size({"width": 1280, "height": 1400})
            area = await shown.evaluate(BEGINNING)
            await self._keep(name, area)

    async def picture_of_the_page(self, name: str, seen: Locator) -> None:
        """Keep channel and thread as a picture, with this in sight, where pictures are wanted."""
        if PICTURES:
            await self.page.set_viewport_size({"width": 1240, "height": 780})
            await self.page.locator("main .timeline").evaluate("node => node.scrollTo(0, node.scrollHeight)")
            await seen.scroll_into_view_if_needed()
            await self._keep(name, {"x": 254, "y": 38, "width": 980, "height": 736})

    async def _keep(self, name: str, area: Any) -> None:
        await self.page.mouse.move(0, 0)
        path = Path(str(PICTURES)) / f"{name}.png"
        await self.page.screenshot(path=path, clip=area, animations="disabled", caret="hide")
        await self.page.set_viewport_size({"width": 1280, "height": 860})


@dataclass
class Explorer(Visitor):
    """Somebody who tries the app that has every element."""

    app: Everything

    async def open_form(self) -> Locator:
        await self.type("/everything")
        modal = self.page.get_by_role("dialog", name="Every element")
        await expect(modal).to_be_visible()
        return modal


async def fill(form: Locator, answers: Answers) -> None:
    """Answer the questions one after the other, each as its field wants it."""
    for label, given in answers.items():
        field = form.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))
        role = await field.get_attribute("role")
        if role is None:
            assert isinstance(given, str)
            await field.fill(given)
            continue
        for option in [given] if isinstance(given, str) else given:
            if role == "combobox":
                await choose(field, option)
            else:
                await field.get_by_label(option, exact=True).check()


async def choose(field: Locator, option: str) -> None:
    """Type into a menu and pick what it offers."""
    await field.click()
    await field.fill(option)
    await field.page.get_by_role("listbox").get_by_role("option", name=option).first.click()


async def pick(modal: Locator, label: str, option: str, typed: str = "") -> None:
    field = modal.get_by_role("combobox", name=label, exact=False)
    await field.click()
    if typed:
        await field.fill(typed)
    await modal.get_by_role("option", name=option).first.click()
