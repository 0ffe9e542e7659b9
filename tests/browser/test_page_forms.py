"""Modals in the sandbox's page: filled, refused, changed, left."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Route, expect
from visitor import ALICE, BOB, ORTHO, Explorer, pick

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class TestForms:
    async def test_every_field_can_be_filled_by_its_label_and_reaches_the_app(
        self, alice: Explorer, tmp_path: Path
    ) -> None:
        letter = tmp_path / "notice.txt"
        letter.write_text("denied")
        modal = await alice.open_form()

        await modal.get_by_label("Reference").fill("CASE-42")
        await modal.get_by_label("Weeks").fill("6")
        await modal.get_by_label("Mail").fill("a@example.com")
        await modal.get_by_label("Web page").fill("https://example.com")
        await modal.get_by_label("Notes").fill("Some notes")
        await pick(modal, "Colour (optional)", "Green")
        await pick(modal, "Colours", "Red")
        await pick(modal, "Colours", "Blue")
        await pick(modal, "Diagnosis", "M54.16 Radiculopathy", typed="M54.1")
        await pick(modal, "Clinician", "Bob Osei, MD")
        await pick(modal, "Where to post", "#ortho")
        await pick(modal, "Public channel", "#general", typed="gen")
        await modal.get_by_label("Notice date").fill("2026-11-02")
        await modal.get_by_label("Call time").fill("14:30")
        await modal.get_by_label("Call at").fill("2026-11-03T09:00")
        await modal.get_by_role("group", name="Flags").get_by_label("Fever").check()
        await modal.get_by_role("radiogroup", name="Course").get_by_label("Persistent").check()
        await modal.get_by_label("Letter").set_input_files(letter)
        await expect(modal.get_by_text("notice.txt")).to_be_visible()
        await modal.get_by_test_id("modal-submit").click()
        await expect(modal).to_be_hidden()

        [values] = alice.app.submitted
        state = {kind: inner[kind] for kind, inner in values.items() if kind in inner}
        text = {"type": "text", "text": "Some notes"}
        assert {kind: state[kind]["value"] for kind in state if "value" in state[kind]} == {
            "plain_text_input": "CASE-42",
            "number_input": "6",
            "email_text_input": "a@example.com",
            "url_text_input": "https://example.com",
        }
        assert state["rich_text_input"]["rich_text_value"]["elements"][0]["elements"] == [text]
        assert state["static_select"]["selected_option"]["value"] == "green"
        assert [one["value"] for one in state["multi_static_select"]["selected_options"]] == ["red", "blue"]
        assert state["external_select"]["selected_option"]["value"] == "m54.16_radiculopathy"
        assert state["users_select"]["selected_user"] == BOB
        assert state["conversations_select"]["selected_conversation"] == ORTHO
        assert state["channels_select"]["selected_channel"] == "C01GENERAL"
        assert state["datepicker"]["selected_date"] == "2026-11-02"
        assert state["timepicker"]["selected_time"] == "14:30"
        assert state["datetimepicker"]["selected_date_time"] == 1793714400
        assert [one["value"] for one in state["checkboxes"]["selected_options"]] == ["fever"]
        assert state["radio_buttons"]["selected_option"]["value"] == "persistent"
        assert state["file_input"]["files"][0]["name"] == "notice.txt"

    async def test_no_letter_is_lost_of_a_text_that_is_told_while_it_is_typed(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        await alice.app.add_long_text()
        words = "Six weeks of therapy were not shown. " * 3
        await modal.get_by_label("Long text").press_sequentially(words, delay=10)

        heard = ""
        while heard != words:
            _, action = await alice.app.next_press()
            heard = action["value"]
        await expect(modal.get_by_label("Long text")).to_have_value(words)

    async def test_a_required_field_left_empty_is_told_under_it_and_nothing_is_sent(self, alice: Explorer) -> None:
        modal = await alice.open_form()

        await modal.get_by_test_id("modal-submit").click()

        field = modal.locator("[data-block-id=plain_text_input]")
        await expect(field.get_by_role("alert")).to_have_text("Please complete this required field.")
        await expect(field.get_by_role("textbox")).to_be_focused()
        assert alice.app.submitted == []

    async def test_an_error_of_the_app_stands_under_its_field_and_the_rest_stays_filled(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        await modal.get_by_label("Weeks").fill("9")
        await pick(modal, "Colour (optional)", "Blue")

        await modal.get_by_label("Reference").fill("CASE-0")
        await modal.get_by_label("Reference").press("Enter")

        error = modal.locator("[data-block-id=plain_text_input]").get_by_role("alert")
        await expect(error).to_have_text("There is no such case")
        await expect(modal.get_by_label("Weeks")).to_have_value("9")
        await expect(modal.get_by_role("combobox", name="Colour (optional)")).to_have_value("Blue")
        await expect(modal.get_by_label("Reference")).to_have_value("CASE-0")

    async def test_what_a_script_fills_in_appears_while_what_was_typed_here_stays(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        await modal.get_by_label("Reference").fill("CASE-7")

        async with alice.page.expect_response("**/sandbox/state**"):
            await alice.page.request.post(f"{alice.url}/sandbox/fill", data={"user": ALICE, "values": {"Weeks": "12"}})

        await expect(modal.get_by_label("Weeks")).to_have_value("12")
        await expect(modal.get_by_label("Reference")).to_have_value("CASE-7")

    async def test_an_answer_that_comes_late_takes_nothing_back(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        answers: asyncio.Queue[asyncio.Event] = asyncio.Queue()

        async def comes_late(route: Route) -> None:
            answer, allowed = await route.fetch(), asyncio.Event()
            await answers.put(allowed)
            await allowed.wait()
            await route.fulfill(response=answer)

        await alice.page.route("**/sandbox/rawview/*", comes_late, times=2)
        said = {"user": BOB, "channel": ORTHO, "text": "Good morning"}
        await alice.page.request.post(f"{alice.url}/sandbox/message", data=said)
        from_before = await answers.get()
        await modal.get_by_label("Reference").fill("CASE-7")
        async with alice.page.expect_response("**/sandbox/action"):
            await modal.get_by_role("button", name="Show more").click()

        from_before.set()
        from_after = await answers.get()  # asked for when the one before was drawn
        assert await modal.get_by_label("Reference").input_value() == "CASE-7"
        from_after.set()
        await expect(alice.page.get_by_role("dialog", name="More")).to_be_visible()

    async def test_a_changed_view_keeps_what_was_typed_and_where_the_caret_is(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        reference = modal.get_by_label("Reference")
        await reference.fill("CASE-7")

        await alice.app.change_form()
        await expect(modal.get_by_text("Changed meanwhile")).to_be_visible()
        await reference.press("8")

        await expect(reference).to_have_value("CASE-78")

    async def test_a_changed_view_leaves_an_open_list_open(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        colour = modal.get_by_role("combobox", name="Colour (optional)")
        await colour.click()
        await colour.fill("e")
        await expect(modal.get_by_role("option")).to_have_text(["Red", "Green", "Blue"])

        await alice.app.change_form()
        await expect(modal.get_by_text("Changed meanwhile")).to_be_visible()
        await colour.press_sequentially("e")

        await expect(modal.get_by_role("option")).to_have_text(["Green"])

    async def test_long_text_shows_how_much_room_is_left(self, alice: Explorer) -> None:
        modal = await alice.open_form()

        await modal.get_by_label("Reference").fill("x" * 31)
        await expect(modal.get_by_text("31 of 40")).to_be_hidden()
        await modal.get_by_label("Reference").fill("x" * 32)

        await expect(modal.get_by_text("32 of 40")).to_be_visible()

    async def test_a_choice_of_an_optional_field_can_be_taken_back(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        await pick(modal, "Colour (optional)", "Green")
        await pick(modal, "Colours", "Red")

        await modal.locator("[data-block-id=static_select]").get_by_label("Clear selection").click()
        await modal.get_by_role("button", name="Remove Red").click()
        await modal.get_by_label("Reference").fill("CASE-42")
        await modal.get_by_test_id("modal-submit").click()
        await expect(modal).to_be_hidden()

        [values] = alice.app.submitted
        assert values["static_select"]["static_select"]["selected_option"] is None
        assert values["multi_static_select"]["multi_static_select"]["selected_options"] == []

    async def test_back_returns_to_the_page_before_with_all_that_was_typed(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        await modal.get_by_label("Reference").fill("CASE-7")

        await modal.get_by_role("button", name="Show more").click()
        second = alice.page.get_by_role("dialog", name="More")
        await expect(second.get_by_text("You are on the second page")).to_be_visible()
        await second.get_by_test_id("modal-back").click()

        await expect(modal.get_by_label("Reference")).to_have_value("CASE-7")

    async def test_the_x_closes_the_whole_stack(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        await modal.get_by_role("button", name="Show more").click()
        await expect(alice.page.get_by_role("dialog", name="More")).to_be_visible()

        await alice.page.get_by_test_id("modal-close").click()

        await expect(alice.page.get_by_test_id("modal")).to_be_hidden()

    async def test_a_submit_without_an_answer_shows_slacks_excuse_and_keeps_the_form(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        await modal.get_by_role("button", name="Show more").click()
        second = alice.page.get_by_role("dialog", name="More")

        await second.get_by_test_id("modal-submit").click()
        await expect(second.get_by_test_id("modal-submit")).to_be_disabled()

        await expect(second.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
        await expect(second.get_by_test_id("modal-submit")).to_be_enabled()

    async def test_the_keyboard_alone_fills_a_select_and_escape_leaves_first_the_list_then_the_form(
        self, alice: Explorer
    ) -> None:
        modal = await alice.open_form()
        colour = modal.get_by_role("combobox", name="Colour (optional)")

        await colour.focus()
        for key in ("ArrowDown", "ArrowDown", "Enter"):
            await colour.press(key)
        await expect(colour).to_have_value("Green")
        await colour.press("ArrowDown")
        await colour.press("Escape")
        await expect(modal).to_be_visible()
        await colour.press("Escape")

        await expect(modal).to_be_hidden()

    async def test_the_focus_does_not_leave_an_open_form(self, alice: Explorer) -> None:
        modal = await alice.open_form()
        await modal.get_by_test_id("modal-submit").focus()

        for _ in range(3):
            await alice.page.keyboard.press("Tab")

        outside = "document.activeElement !== document.body && !document.activeElement.closest('dialog')"
        assert not await alice.page.evaluate(outside)
