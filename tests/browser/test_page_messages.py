"""Messages in the sandbox's page: what they show and what can be pressed in them."""

from base64 import b64decode
from pathlib import Path

import pytest
import pytest_asyncio
from everything_app import CARD, PIXEL, SHOWN
from playwright.async_api import Locator, expect
from visitor import ALICE, PRIOR_AUTH, Explorer, pick

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class TestMessages:
    async def test_a_message_appears_by_itself_in_every_open_page(self, alice: Explorer) -> None:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="It *works*")

        message = alice.page.get_by_role("log").get_by_role("article").filter(has_text="It works")
        await expect(message.locator("strong", has_text="works")).to_be_visible()
        await expect(message).to_contain_text("APP")

    async def test_text_that_looks_like_markup_stays_text(self, alice: Explorer) -> None:
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

    async def test_a_link_with_a_script_in_its_address_is_no_link(self, alice: Explorer) -> None:
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
        self, alice: Explorer, text: str, selector: str, shown: str
    ) -> None:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text=text)

        await expect(alice.page.locator(f".message-text {selector}")).to_have_text(shown)

    @pytest.mark.parametrize("text", ["2*3*4", "snake_case_name", "a * b * c", ":no_such_emoji:", "1 &lt; 2"])
    async def test_signs_inside_words_are_no_markup(self, alice: Explorer, text: str) -> None:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text=text)

        await expect(alice.page.locator(".message-text")).to_have_text(text.replace("&lt;", "<"))
        assert await alice.page.locator(".message-text :is(strong, em, s, a)").count() == 0

    async def test_every_block_that_only_shows_something_is_drawn(self, alice: Explorer) -> None:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="Blocks", blocks=SHOWN)

        message = alice.page.get_by_role("article")
        await expect(message.get_by_role("listitem")).to_have_text(["six weeks of therapy", "no improvement"])
        await expect(message.get_by_role("row").nth(1)).to_have_text("Internal appealMay 1, 2027")
        await expect(message.get_by_role("columnheader")).to_have_text(["Level", "Safe"])
        await expect(message.get_by_role("img", name="A spine")).to_be_visible()
        await expect(message.get_by_text("safe until May 1")).to_be_visible()
        await expect(message.get_by_text("Status")).to_be_visible()
        await expect(message.get_by_text("does not draw")).to_have_count(0)

    async def test_plain_text_keeps_every_sign_and_shortcodes_where_emoji_are_off(self, alice: Explorer) -> None:
        text = "*not bold* &amp; <@U01BOB> :tada:"
        block = {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}

        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="plain", blocks=[block])

        await expect(alice.page.locator(".section-text")).to_have_text(text)

    async def test_reactions_and_the_mark_of_an_edit_are_shown(self, alice: Explorer) -> None:
        client = alice.app.client
        sent = await client.chat_postMessage(channel=PRIOR_AUTH, text="First")
        await client.chat_update(channel=PRIOR_AUTH, ts=sent["ts"], text="Second")
        await client.reactions_add(channel=PRIOR_AUTH, timestamp=sent["ts"], name="eyes")

        message = alice.page.get_by_test_id(f"message-{sent['ts']}")
        await expect(message).to_contain_text("Second (edited)")
        await expect(message.get_by_title("Everything reacted with :eyes:")).to_have_text("👀 1")

    async def test_a_reply_that_was_also_sent_to_the_channel_leads_to_its_thread(self, alice: Explorer) -> None:
        client = alice.app.client
        root = await client.chat_postMessage(channel=PRIOR_AUTH, text="Case 42")
        await client.chat_postMessage(
            channel=PRIOR_AUTH, text="Due in 3 days", thread_ts=root["ts"], reply_broadcast=True
        )

        await alice.page.get_by_role("button", name="replied to a thread").click()

        await expect(alice.page.get_by_test_id("thread")).to_contain_text("Also sent to the channel")

    async def test_a_person_can_attach_a_file(self, alice: Explorer, tmp_path: Path) -> None:
        notice = tmp_path / "notice.txt"
        notice.write_text("denied")

        await alice.page.get_by_label("Attach files").last.set_input_files(notice)
        await alice.page.get_by_test_id("send").click()

        await expect(alice.page.get_by_role("link", name="Download notice.txt")).to_be_visible()

    async def test_a_file_can_be_downloaded(self, alice: Explorer) -> None:
        await alice.app.client.files_upload_v2(
            channel=PRIOR_AUTH, filename="letter.txt", title="The letter", content="Dear"
        )

        async with alice.page.expect_download() as download:
            await alice.page.get_by_role("link", name="Download The letter").click()

        saved = await (await download.value).path()
        assert saved.read_text() == "Dear"

    async def test_a_picture_is_seen_and_described(self, alice: Explorer) -> None:
        pixel = b64decode(PIXEL.partition(",")[2])
        await alice.app.client.files_upload_v2(
            channel=PRIOR_AUTH, filename="spine.gif", title="A spine", content=pixel, alt_txt="A spine from the side"
        )

        picture = alice.page.get_by_role("img", name="A spine from the side")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1

    async def test_a_thread_opens_on_the_right_and_takes_a_reply(self, alice: Explorer) -> None:
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


class TestMessageElements:
    @pytest_asyncio.fixture(loop_scope="session")
    async def card(self, alice: Explorer) -> Locator:
        await alice.app.client.chat_postMessage(channel=PRIOR_AUTH, text="Case 42", blocks=CARD)
        return alice.page.get_by_role("article").filter(has_text="Case 42")

    async def test_a_button_reaches_the_app_with_its_value(self, card: Locator, alice: Explorer) -> None:
        await card.get_by_role("button", name="Mark sent").click()

        user, action = await alice.app.next_press()
        assert (user, action["action_id"], action["value"]) == (ALICE, "sent", "42")

    async def test_a_confirm_dialog_comes_first_and_can_be_refused(self, card: Locator, alice: Explorer) -> None:
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

    async def test_an_overflow_menu_a_select_and_a_box_report_the_option(self, card: Locator, alice: Explorer) -> None:
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
        self, card: Locator, alice: Explorer
    ) -> None:
        button = card.get_by_role("button", name="Never answered")

        await button.click()
        await expect(button).to_have_attribute("aria-busy", "true")

        await expect(alice.page.get_by_role("alert")).to_contain_text("trouble connecting")
        await expect(button).not_to_have_attribute("aria-busy", "true")

    async def test_an_update_of_the_message_is_drawn_at_once(self, card: Locator, alice: Explorer) -> None:
        shown = alice.page.get_by_role("article")
        ts = await card.get_attribute("data-ts")

        blocks = [{"type": "section", "text": {"type": "plain_text", "text": "Approved"}}]
        await alice.app.client.chat_update(channel=PRIOR_AUTH, ts=ts, text="Approved", blocks=blocks)

        await expect(shown).to_contain_text("Approved")
        await expect(shown.get_by_role("button", name="Mark sent")).to_have_count(0)
