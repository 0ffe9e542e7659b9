"""What a screen reader says of the page and of the bot's surfaces in it."""

import re

import pytest
from colleague import Clinic
from playwright.async_api import Locator, expect
from visitor import ALICE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CONTROLS = "alertdialog|button|checkbox|combobox|dialog|group|img|link|listbox|log|menu|radio|radiogroup|textbox"
NAMELESS = re.compile(rf"^\s*- (?:{CONTROLS})(?: \[\w+\])?:?$", re.MULTILINE)


async def test_everything_that_can_be_operated_has_a_name(clinic: Clinic) -> None:
    [alice] = await clinic.at_work("rehabilitation", ALICE)
    await alice.opens()
    await alice.open_thread()
    await all_named(alice.page.locator("body"))
    await alice.command()
    await all_named(await alice.form("MRI appeal 1 of 4"))
    await alice.page.get_by_test_id("modal-close").click()
    await alice.command("settings")
    await all_named(await alice.form("Settings of this channel"))
    await alice.page.get_by_test_id("modal-close").click()
    await alice.page.get_by_test_id("home-link").click()
    await expect(alice.page.get_by_test_id("home")).to_contain_text("Your work list")
    await all_named(alice.page.locator("body"))


async def all_named(part: Locator) -> None:
    """Nothing in this part of the page is announced by its kind alone."""
    read = await part.aria_snapshot()
    assert not NAMELESS.findall(read), read


async def test_the_card_and_its_forms_are_worked_with_the_keyboard_alone(clinic: Clinic) -> None:
    [alice] = await clinic.at_work("physiotherapy", ALICE)
    await alice.opens()

    await alice.card.get_by_role("button", name="Log a contact").press("Enter")
    form = await alice.form("Contact for")
    await form.get_by_label("Fax").press("Space")
    await form.get_by_label("Reference number").press_sequentially("R-7")
    await form.get_by_role("button", name="Save").press("Enter")
    await expect(form).to_be_hidden()
    await alice.card.get_by_role("button", name="replies").press("Enter")
    await expect(alice.thread).to_contain_text("reference R-7")
