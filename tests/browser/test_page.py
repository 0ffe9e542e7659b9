"""The sandbox's page around the messages: workspace, commands, shortcuts, the Home tab."""

import pytest
from playwright.async_api import expect
from visitor import ALICE, BOB, DAVE, ORTHO, PRIOR_AUTH, Explorer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class TestTheWorkspace:
    async def test_a_newcomer_finds_the_workspace_its_channels_the_app_and_a_box_to_write_in(
        self, alice: Explorer
    ) -> None:
        await alice.page.goto(alice.url)

        await expect(alice.page.get_by_role("heading", name="Riverside Imaging Clinic")).to_be_visible()
        await expect(alice.page.get_by_test_id(f"channel-{PRIOR_AUTH}")).to_have_text("prior-auth")
        await expect(alice.page.get_by_test_id("home-link")).to_contain_text("Everything")
        await expect(alice.page.get_by_label("Message #prior-auth")).to_be_visible()
        await expect(alice.page.get_by_text("Everything is connected")).to_be_visible()

    async def test_acting_as_another_user_shows_what_that_user_sees(self, alice: Explorer) -> None:
        await alice.type("/hello")
        note = alice.page.get_by_role("article").filter(has_text="Hello, you alone")
        await expect(note).to_contain_text("Only visible to you")

        await alice.page.get_by_test_id("act-as").select_option(BOB)

        await expect(alice.page.get_by_role("link", name="prior-auth")).to_be_visible()
        await expect(note).to_have_count(0)

    async def test_who_is_not_in_a_channel_has_no_box_to_write_in(self, alice: Explorer) -> None:
        await alice.go(user=DAVE)

        await expect(alice.page.get_by_text("You are not a member of #prior-auth")).to_be_visible()
        await expect(alice.page.get_by_test_id("composer")).to_have_count(0)

    async def test_a_channel_with_news_is_marked_until_it_is_opened(self, alice: Explorer) -> None:
        link = alice.page.get_by_test_id(f"channel-{ORTHO}")

        await alice.app.client.chat_postMessage(channel=ORTHO, text="News")
        await expect(link.get_by_label("1 unread")).to_be_visible()
        await link.click()

        await expect(alice.page.get_by_role("article").filter(has_text="News")).to_be_visible()
        await expect(link.get_by_label("1 unread")).to_have_count(0)

    async def test_an_empty_channel_tells_a_newcomer_how_to_begin(self, alice: Explorer) -> None:
        await expect(alice.page.get_by_role("log")).to_contain_text("Type “/” below")
        await expect(alice.page.get_by_role("log")).to_contain_text("/everything")

    async def test_back_in_the_browser_returns_to_the_channel_before(self, alice: Explorer) -> None:
        await alice.page.get_by_test_id(f"channel-{ORTHO}").click()
        await expect(alice.page.get_by_label("Message #ortho")).to_be_visible()

        await alice.page.go_back()

        await expect(alice.page.get_by_label("Message #prior-auth")).to_be_visible()

    async def test_a_private_channel_is_there_for_its_members_only(self, alice: Explorer) -> None:
        room = {"user": ALICE, "id": "C01SECRET", "name": "secret", "is_private": True, "members": [BOB]}
        await alice.page.request.post(f"{alice.url}/sandbox/channel", data=room)
        link = alice.page.get_by_test_id("channel-C01SECRET")

        await alice.page.get_by_test_id("act-as").select_option(BOB)
        await expect(link).to_be_visible()
        await alice.page.get_by_test_id("act-as").select_option(ALICE)

        await expect(link).to_have_count(0)


class TestCommands:
    async def test_a_slash_offers_the_commands_and_enter_completes_the_chosen_one(self, alice: Explorer) -> None:
        composer = alice.page.get_by_test_id("composer")

        await composer.press_sequentially("/")
        offered = alice.page.get_by_role("listbox", name="Slash commands").get_by_role("option")
        await expect(offered).to_have_count(3)
        await expect(offered.first).to_contain_text("A form with every element")
        await composer.press_sequentially("he")
        await composer.press("Enter")

        await expect(composer).to_have_value("/hello ")

    async def test_a_command_that_nobody_offers_is_not_sent(self, alice: Explorer) -> None:
        await alice.type("/nonsense")

        await expect(alice.page.get_by_role("dialog")).to_contain_text("/nonsense")
        assert await alice.page.get_by_role("article").count() == 0

    async def test_a_command_without_an_answer_says_so_to_its_user(self, alice: Explorer) -> None:
        await alice.type("/silent")

        note = alice.page.get_by_role("article").filter(has_text="operation_timeout")
        await expect(note).to_contain_text("/silent failed")
        await expect(note).to_contain_text("Slackbot")

    async def test_the_lightning_button_offers_the_global_shortcuts(self, alice: Explorer) -> None:
        await alice.page.get_by_test_id("shortcuts").click()
        await alice.page.get_by_role("menuitem", name="Open the form").click()

        await expect(alice.page.get_by_role("dialog", name="Every element")).to_be_visible()

    async def test_the_menu_of_a_message_offers_the_message_shortcuts(self, alice: Explorer) -> None:
        await alice.type("Read me")
        message = alice.page.get_by_role("article").filter(has_text="Read me")

        await message.hover()
        await message.get_by_label("More actions").click()
        await alice.page.get_by_role("menuitem", name="Read this message").click()

        payload = await alice.app.next_shortcut()
        assert payload["message"]["text"] == "Read me"


class TestHome:
    async def test_opening_the_home_tab_shows_what_the_app_publishes_and_its_buttons_work(
        self, alice: Explorer
    ) -> None:
        await alice.page.get_by_test_id("home-link").click()
        home = alice.page.get_by_test_id("home")
        await expect(home.get_by_role("heading", name="Your cases")).to_be_visible()
        await home.get_by_role("button", name="Refresh").click()

        _, action = await alice.app.next_press()
        assert action["action_id"] == "refresh"

    async def test_an_app_that_published_nothing_has_an_empty_home(self, alice: Explorer) -> None:
        await alice.page.request.post(
            f"{alice.url}/sandbox/faults", data={"method": "views.publish", "kind": "error:internal_error", "times": 1}
        )

        await alice.page.get_by_test_id("home-link").click()

        await expect(alice.page.get_by_test_id("home")).to_contain_text("has not published")
