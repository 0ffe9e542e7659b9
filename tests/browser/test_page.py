"""The sandbox's page as a person in a browser uses it: read, write, fill forms, press buttons."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from everything_app import CARD, MANIFEST, SHOWN, Everything, running
from playwright.async_api import Locator, Page, expect

from sandbox.basics import Timings
from sandbox.server import create_app, listen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

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


async def pick(modal: Locator, label: str, option: str, typed: str = "") -> None:
    field = modal.get_by_role("combobox", name=label, exact=False)
    await field.click()
    if typed:
        await field.fill(typed)
    await modal.get_by_role("option", name=option).click()


class TestTheWorkspace:
    async def test_a_newcomer_finds_the_workspace_its_channels_the_app_and_a_box_to_write_in(
        self, alice: Visitor
    ) -> None:
        await alice.page.goto(alice.url)

        await expect(alice.page.get_by_role("heading", name="Riverside Imaging Clinic")).to_be_visible()
        await expect(alice.page.get_by_test_id(f"channel-{PRIOR_AUTH}")).to_have_text("prior-auth")
        await expect(alice.page.get_by_test_id("home-link")).to_contain_text("Everything")
        await expect(alice.page.get_by_label("Message #prior-auth")).to_be_visible()
        await expect(alice.page.get_by_text("Everything is connected")).to_be_visible()

    async def test_acting_as_another_user_shows_what_that_user_sees(self, alice: Visitor) -> None:
        await alice.type("/hello")
        note = alice.page.get_by_role("article").filter(has_text="Hello, you alone")
        await expect(note).to_contain_text("Only visible to you")

        await alice.page.get_by_test_id("act-as").select_option(BOB)

        await expect(alice.page.get_by_role("link", name="prior-auth")).to_be_visible()
        await expect(note).to_have_count(0)

    async def test_who_is_not_in_a_channel_has_no_box_to_write_in(self, alice: Visitor) -> None:
        await alice.go(user=DAVE)

        await expect(alice.page.get_by_text("You are not a member of #prior-auth")).to_be_visible()
        await expect(alice.page.get_by_test_id("composer")).to_have_count(0)

    async def test_a_channel_with_news_is_marked_until_it_is_opened(self, alice: Visitor) -> None:
        link = alice.page.get_by_test_id(f"channel-{ORTHO}")

        await alice.app.client.chat_postMessage(channel=ORTHO, text="News")
        await expect(link.get_by_label("1 unread")).to_be_visible()
        await link.click()

        await expect(alice.page.get_by_role("article").filter(has_text="News")).to_be_visible()
        await expect(link.get_by_label("1 unread")).to_have_count(0)

    async def test_an_empty_channel_tells_a_newcomer_how_to_begin(self, alice: Visitor) -> None:
        await expect(alice.page.get_by_role("log")).to_contain_text("Type “/” below")
        await expect(alice.page.get_by_role("log")).to_contain_text("/everything")

    async def test_back_in_the_browser_returns_to_the_channel_before(self, alice: Visitor) -> None:
        await alice.page.get_by_test_id(f"channel-{ORTHO}").click()
        await expect(alice.page.get_by_label("Message #ortho")).to_be_visible()

        await alice.page.go_back()

        await expect(alice.page.get_by_label("Message #prior-auth")).to_be_visible()

    async def test_a_private_channel_is_there_for_its_members_only(self, alice: Visitor) -> None:
        room = {"user": ALICE, "id": "C01SECRET", "name": "secret", "is_private": True, "members": [BOB]}
        await alice.page.request.post(f"{alice.url}/sandbox/channel", data=room)
        link = alice.page.get_by_test_id("channel-C01SECRET")

        await alice.page.get_by_test_id("act-as").select_option(BOB)
        await expect(link).to_be_visible()
        await alice.page.get_by_test_id("act-as").select_option(ALICE)

        await expect(link).to_have_count(0)


class TestMessages:
    async def test_a_message_appears_by_itself_in_every_open_page(self, alice: Visitor) -> None:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="It *works*")

        message = alice.page.get_by_role("log").get_by_role("article").filter(has_text="It works")
        await expect(message.locator("strong", has_text="works")).to_be_visible()
        await expect(message).to_contain_text("APP")

    async def test_text_that_looks_like_markup_stays_text(self, alice: Visitor) -> None:
        evil = "<img src=x onerror=\"document.title='broken'\"> <script>document.title='broken'</script>"

        await alice.type(evil)
        await alice.app.client.chat_postMessage(
            channel=PRIOR_AUTH,
            text="evil",
            blocks=[{"type": "section", "text": {"type": kind, "text": evil}} for kind in ("plain_text", "mrkdwn")],
        )

        await expect(alice.page.get_by_text("onerror=")).to_have_count(3)
        assert await alice.page.locator(".timeline img").count() == 0
        assert "broken" not in await alice.page.title()

    async def test_a_link_with_a_script_in_its_address_is_no_link(self, alice: Visitor) -> None:
        element = {"type": "link", "url": "javascript:alert(1)", "text": "press me"}
        section = {"type": "rich_text_section", "elements": [element]}

        await alice.app.client.chat_postMessage(
            channel=PRIOR_AUTH, text="link", blocks=[{"type": "rich_text", "elements": [section]}]
        )

        await expect(alice.page.get_by_text("press me")).to_be_visible()
        assert await alice.page.get_by_role("link", name="press me").count() == 0

    @pytest.mark.parametrize(
        ("text", "selector", "shown"),
        [
            ("a *bold word* here", "strong", "bold word"),
            ("an _italic word_", "em", "italic word"),
            ("~gone~ now", "s", "gone"),
            ("run `a < b` now", "code", "a < b"),
            ("```two\nlines```", "pre", "two\nlines"),
            ("> said so", "blockquote", "said so"),
            ("<https://example.com/a?b=1&amp;c=2|the source>", "a[href='https://example.com/a?b=1&c=2']", "the source"),
            ("ask <@U01BOB> first", ".mention", "@Bob Osei, MD"),
            ("in <#C01ORTHO>", "a.mention", "#ortho"),
            ("<!date^1767225600^{date_num} {time}|fallback>", "time[title=fallback]", "2025-12-31 7:00 PM"),
            ("done :white_check_mark:", ".emoji", "✅"),
            ("*all _of_ it*", "strong em", "of"),
        ],
    )
    async def test_mrkdwn_is_drawn_as_slack_draws_it(
        self, alice: Visitor, text: str, selector: str, shown: str
    ) -> None:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text=text)

        await expect(alice.page.locator(f".message-text {selector}")).to_have_text(shown)

    @pytest.mark.parametrize("text", ["2*3*4", "snake_case_name", "a * b * c", ":no_such_emoji:", "1 &lt; 2"])
    async def test_signs_inside_words_are_no_markup(self, alice: Visitor, text: str) -> None:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text=text)

        await expect(alice.page.locator(".message-text")).to_have_text(text.replace("&lt;", "<"))
        assert await alice.page.locator(".message-text :is(strong, em, s, a)").count() == 0

    async def test_every_block_that_only_shows_something_is_drawn(self, alice: Visitor) -> None:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="Blocks", blocks=SHOWN)

        message = alice.page.get_by_role("article")
        await expect(message.get_by_role("listitem")).to_have_text(["six weeks of therapy", "no improvement"])
        await expect(message.get_by_role("row").nth(1)).to_have_text("Internal appealMay 1, 2027")
        await expect(message.get_by_role("columnheader")).to_have_text(["Level", "Safe"])
        await expect(message.get_by_role("img", name="A spine")).to_be_visible()
        await expect(message.get_by_text("safe until May 1")).to_be_visible()
        await expect(message.get_by_text("Status")).to_be_visible()
        await expect(message.get_by_text("does not draw")).to_have_count(0)

    async def test_plain_text_keeps_every_sign_and_shortcodes_where_emoji_are_off(self, alice: Visitor) -> None:
        text = "*not bold* &amp; <@U01BOB> :tada:"
        block = {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}

        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="plain", blocks=[block])

        await expect(alice.page.locator(".section-text")).to_have_text(text)

    async def test_reactions_and_the_mark_of_an_edit_are_shown(self, alice: Visitor) -> None:
        client = alice.app.client
        sent = await client.chat_postMessage(channel=PRIOR_AUTH, text="First")
        await client.chat_update(channel=PRIOR_AUTH, ts=sent["ts"], text="Second")
        await client.reactions_add(channel=PRIOR_AUTH, timestamp=sent["ts"], name="eyes")

        message = alice.page.get_by_test_id(f"message-{sent['ts']}")
        await expect(message).to_contain_text("Second (edited)")
        await expect(message.get_by_title("Everything reacted with :eyes:")).to_have_text("👀 1")

    async def test_a_reply_that_was_also_sent_to_the_channel_leads_to_its_thread(self, alice: Visitor) -> None:
        client = alice.app.client
        root = await client.chat_postMessage(channel=PRIOR_AUTH, text="Case 42")
        await client.chat_postMessage(
            channel=PRIOR_AUTH, text="Due in 3 days", thread_ts=root["ts"], reply_broadcast=True
        )

        await alice.page.get_by_role("button", name="replied to a thread").click()

        await expect(alice.page.get_by_test_id("thread")).to_contain_text("Also sent to the channel")

    async def test_a_person_can_attach_a_file(self, alice: Visitor, tmp_path: Path) -> None:
        notice = tmp_path / "notice.txt"
        notice.write_text("denied")

        await alice.page.get_by_label("Attach files").last.set_input_files(notice)
        await alice.page.get_by_test_id("send").click()

        await expect(alice.page.get_by_role("link", name="Download notice.txt")).to_be_visible()

    async def test_a_file_can_be_downloaded(self, alice: Visitor) -> None:
        await alice.app.client.files_upload_v2(
            channel=PRIOR_AUTH, filename="letter.txt", title="The letter", content="Dear"
        )

        async with alice.page.expect_download() as download:
            await alice.page.get_by_role("link", name="Download The letter").click()

        saved = await (await download.value).path()
        assert saved.read_text() == "Dear"

    async def test_a_thread_opens_on_the_right_and_takes_a_reply(self, alice: Visitor) -> None:
        root = await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="Case 42")
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="The letter", thread_ts=root["ts"])

        await alice.page.get_by_role("button", name="1 reply").click()
        thread = alice.page.get_by_test_id("thread")
        await expect(thread.get_by_text("The letter")).to_be_visible()
        await thread.get_by_label("Reply…").fill("Thank you")
        await thread.get_by_test_id("thread-send").click()

        await expect(thread.get_by_role("article").filter(has_text="Thank you")).to_be_visible()
        await expect(alice.page.get_by_role("button", name="2 replies")).to_be_visible()
        await thread.get_by_label("Close thread").click()
        await expect(thread).to_be_hidden()


class TestCommands:
    async def test_a_slash_offers_the_commands_and_enter_completes_the_chosen_one(self, alice: Visitor) -> None:
        composer = alice.page.get_by_test_id("composer")

        await composer.press_sequentially("/")
        offered = alice.page.get_by_role("listbox", name="Slash commands").get_by_role("option")
        await expect(offered).to_have_count(3)
        await expect(offered.first).to_contain_text("A form with every element")
        await composer.press_sequentially("he")
        await composer.press("Enter")

        await expect(composer).to_have_value("/hello ")

    async def test_a_command_that_nobody_offers_is_not_sent(self, alice: Visitor) -> None:
        await alice.type("/nonsense")

        await expect(alice.page.get_by_role("dialog")).to_contain_text("/nonsense")
        assert await alice.page.get_by_role("article").count() == 0

    async def test_a_command_without_an_answer_says_so_to_its_user(self, alice: Visitor) -> None:
        await alice.type("/silent")

        note = alice.page.get_by_role("article").filter(has_text="operation_timeout")
        await expect(note).to_contain_text("/silent failed")
        await expect(note).to_contain_text("Slackbot")

    async def test_the_lightning_button_offers_the_global_shortcuts(self, alice: Visitor) -> None:
        await alice.page.get_by_test_id("shortcuts").click()
        await alice.page.get_by_role("menuitem", name="Open the form").click()

        await expect(alice.page.get_by_role("dialog", name="Every element")).to_be_visible()

    async def test_the_menu_of_a_message_offers_the_message_shortcuts(self, alice: Visitor) -> None:
        await alice.type("Read me")
        message = alice.page.get_by_role("article").filter(has_text="Read me")

        await message.hover()
        await message.get_by_label("More actions").click()
        await alice.page.get_by_role("menuitem", name="Read this message").click()

        payload = await alice.app.next_shortcut()
        assert payload["message"]["text"] == "Read me"


class TestForms:
    async def test_every_field_can_be_filled_by_its_label_and_reaches_the_app(
        self, alice: Visitor, tmp_path: Path
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

    async def test_a_required_field_left_empty_is_told_under_it_and_nothing_is_sent(self, alice: Visitor) -> None:
        modal = await alice.open_form()

        await modal.get_by_test_id("modal-submit").click()

        field = modal.locator("[data-block-id=plain_text_input]")
        await expect(field.get_by_role("alert")).to_have_text("Please complete this required field.")
        await expect(field.get_by_role("textbox")).to_be_focused()
        assert alice.app.submitted == []

    async def test_an_error_of_the_app_stands_under_its_field_and_the_rest_stays_filled(self, alice: Visitor) -> None:
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

    async def test_what_a_script_fills_in_appears_while_what_was_typed_here_stays(self, alice: Visitor) -> None:
        modal = await alice.open_form()
        await modal.get_by_label("Reference").fill("CASE-7")

        async with alice.page.expect_response("**/sandbox/state**"):
            await alice.page.request.post(f"{alice.url}/sandbox/fill", data={"user": ALICE, "values": {"Weeks": "12"}})

        await expect(modal.get_by_label("Weeks")).to_have_value("12")
        await expect(modal.get_by_label("Reference")).to_have_value("CASE-7")

    async def test_a_changed_view_keeps_what_was_typed_and_where_the_caret_is(self, alice: Visitor) -> None:
        modal = await alice.open_form()
        reference = modal.get_by_label("Reference")
        await reference.fill("CASE-7")

        await alice.app.change_form()
        await expect(modal.get_by_text("Changed meanwhile")).to_be_visible()
        await reference.press("8")

        await expect(reference).to_have_value("CASE-78")

    async def test_long_text_shows_how_much_room_is_left(self, alice: Visitor) -> None:
        modal = await alice.open_form()

        await modal.get_by_label("Reference").fill("x" * 31)
        await expect(modal.get_by_text("31 of 40")).to_be_hidden()
        await modal.get_by_label("Reference").fill("x" * 32)

        await expect(modal.get_by_text("32 of 40")).to_be_visible()

    async def test_a_choice_of_an_optional_field_can_be_taken_back(self, alice: Visitor) -> None:
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

    async def test_back_returns_to_the_page_before_with_all_that_was_typed(self, alice: Visitor) -> None:
        modal = await alice.open_form()
        await modal.get_by_label("Reference").fill("CASE-7")

        await modal.get_by_role("button", name="Show more").click()
        second = alice.page.get_by_role("dialog", name="More")
        await expect(second.get_by_text("You are on the second page")).to_be_visible()
        await second.get_by_test_id("modal-back").click()

        await expect(modal.get_by_label("Reference")).to_have_value("CASE-7")

    async def test_the_x_closes_the_whole_stack(self, alice: Visitor) -> None:
        modal = await alice.open_form()
        await modal.get_by_role("button", name="Show more").click()
        await expect(alice.page.get_by_role("dialog", name="More")).to_be_visible()

        await alice.page.get_by_test_id("modal-close").click()

        await expect(alice.page.get_by_test_id("modal")).to_be_hidden()

    async def test_a_submit_without_an_answer_shows_slacks_excuse_and_keeps_the_form(self, alice: Visitor) -> None:
        modal = await alice.open_form()
        await modal.get_by_role("button", name="Show more").click()
        second = alice.page.get_by_role("dialog", name="More")

        await second.get_by_test_id("modal-submit").click()
        await expect(second.get_by_test_id("modal-submit")).to_be_disabled()

        await expect(second.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
        await expect(second.get_by_test_id("modal-submit")).to_be_enabled()

    async def test_the_keyboard_alone_fills_a_select_and_escape_leaves_first_the_list_then_the_form(
        self, alice: Visitor
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

    async def test_the_focus_does_not_leave_an_open_form(self, alice: Visitor) -> None:
        modal = await alice.open_form()
        await modal.get_by_test_id("modal-submit").focus()

        for _ in range(3):
            await alice.page.keyboard.press("Tab")

        outside = "document.activeElement !== document.body && !document.activeElement.closest('dialog')"
        assert not await alice.page.evaluate(outside)


class TestMessageElements:
    @pytest_asyncio.fixture(loop_scope="session")
    async def card(self, alice: Visitor) -> Locator:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="Case 42", blocks=CARD)
        return alice.page.get_by_role("article").filter(has_text="Case 42")

    async def test_a_button_reaches_the_app_with_its_value(self, card: Locator, alice: Visitor) -> None:
        await card.get_by_role("button", name="Mark sent").click()

        user, action = await alice.app.next_press()
        assert (user, action["action_id"], action["value"]) == (ALICE, "sent", "42")

    async def test_a_confirm_dialog_comes_first_and_can_be_refused(self, card: Locator, alice: Visitor) -> None:
        await card.get_by_role("button", name="Withdraw").click()
        question = alice.page.get_by_role("dialog", name="Withdraw it?")
        await expect(question).to_contain_text("Reminders stop.")
        await question.get_by_role("button", name="Keep it").click()
        await expect(question).to_have_count(0)
        assert alice.app.presses.empty()

        await card.get_by_role("button", name="Withdraw").click()
        await question.get_by_role("button", name="Yes, withdraw").click()

        _, action = await alice.app.next_press()
        assert action["action_id"] == "withdraw"

    async def test_an_overflow_menu_a_select_and_a_box_report_the_option(self, card: Locator, alice: Visitor) -> None:
        await card.get_by_label("More options").click()
        await alice.page.get_by_role("menuitem", name="Export").click()
        _, overflow = await alice.app.next_press()
        await pick(card, "Assign", "Blue")
        _, assign = await alice.app.next_press()
        await card.get_by_label("Report").check()
        _, tick = await alice.app.next_press()

        assert overflow["selected_option"]["value"] == "export"
        assert assign["selected_option"]["value"] == "blue"
        assert [one["value"] for one in tick["selected_options"]] == ["report"]

    async def test_a_button_without_an_answer_shows_that_it_waits_and_then_that_it_failed(
        self, card: Locator, alice: Visitor
    ) -> None:
        button = card.get_by_role("button", name="Never answered")

        await button.click()
        await expect(button).to_have_attribute("aria-busy", "true")

        await expect(alice.page.get_by_role("alert")).to_contain_text("trouble connecting")
        await expect(button).not_to_have_attribute("aria-busy", "true")

    async def test_an_update_of_the_message_is_drawn_at_once(self, card: Locator, alice: Visitor) -> None:
        shown = alice.page.get_by_role("article")
        ts = await card.get_attribute("data-ts")

        blocks = [{"type": "section", "text": {"type": "plain_text", "text": "Approved"}}]
        await alice.app.client.chat_update(channel=PRIOR_AUTH, ts=ts, text="Approved", blocks=blocks)

        await expect(shown).to_contain_text("Approved")
        await expect(shown.get_by_role("button", name="Mark sent")).to_have_count(0)


class TestHome:
    async def test_opening_the_home_tab_shows_what_the_app_publishes_and_its_buttons_work(self, alice: Visitor) -> None:
        await alice.page.get_by_test_id("home-link").click()
        home = alice.page.get_by_test_id("home")
        await expect(home.get_by_role("heading", name="Your cases")).to_be_visible()
        await home.get_by_role("button", name="Refresh").click()

        _, action = await alice.app.next_press()
        assert action["action_id"] == "refresh"

    async def test_an_app_that_published_nothing_has_an_empty_home(self, alice: Visitor) -> None:
        await alice.page.request.post(
            f"{alice.url}/sandbox/faults", data={"method": "views.publish", "kind": "error:internal_error", "times": 1}
        )

        await alice.page.get_by_test_id("home-link").click()

        await expect(alice.page.get_by_test_id("home")).to_contain_text("has not published")
