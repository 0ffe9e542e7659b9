"""Somebody of the clinic at work with the bot, in the words of a person: what they type, press, fill in and read."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from cases import LUMBAR, SHORT, Case
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect
from visitor import ALICE, BOB, CAROL, Answers, Visitor, fill

COMMAND = "/mri-appeal"
MEMBERS = [ALICE, BOB, CAROL, "U01MRIBOT"]
SAYING = ("chat.postMessage", "chat.update", "chat.postEphemeral")
SENTENCE = re.compile(r"[A-Z0-9](?:[^<>*_]|<@\w+>)*[.?]")


@dataclass
class Colleague(Visitor):
    """Somebody at their own page, in the channel in which a walk takes place."""

    user: str
    channel: str

    @property
    def card(self) -> Locator:
        """The channel's first card."""
        return self.messages.filter(has_text="Strength:").first

    @property
    def messages(self) -> Locator:
        """What the channel shows."""
        return self.page.get_by_role("log", name="Messages in").get_by_role("article")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_test_id("thread")

    async def command(self, text: str = "") -> None:
        await self.type(f"{COMMAND} {text}".strip())

    async def asks(self, text: str) -> Locator:
        """Type the command with these words; gives the answer, which nobody else sees."""
        answers = self.messages.filter(has_text="Only visible to you")
        before = await answers.count()
        await self.command(text)
        answer = answers.nth(before)
        await expect(answer).to_be_visible()
        return answer

    async def press(self, name: str, where: Locator | None = None) -> None:
        """Press a button of the card, or of another message."""
        await (where or self.card).get_by_role("button", name=name, exact=True).click()

    async def form(self, title: str) -> Locator:
        """The form of this title, once it is there."""
        form = self.page.get_by_role("dialog", name=title)
        await expect(form).to_be_visible()
        return form

    async def submit(self, form: Locator) -> None:
        await form.get_by_test_id("modal-submit").click()

    async def finish(self, form: Locator) -> None:
        """Submit the form; nothing in it was wrong."""
        await self.submit(form)
        await expect(form).to_be_hidden()

    async def send(self, title: str, answers: Answers) -> None:
        """Fill in the form of this title and finish it."""
        form = await self.form(title)
        await fill(form, answers)
        await self.finish(form)

    async def reply(self, text: str) -> None:
        """Write in the thread."""
        await self.thread.get_by_label("Reply…").fill(text)
        await self.thread.get_by_test_id("thread-send").click()

    async def number(self, reference: str) -> str:
        """The number of the appeal with the clinic's own case number."""
        found = re.search(r"#(\d+) ·", await self.messages.filter(has_text=reference).first.inner_text())
        assert found
        return found[1]

    async def open_thread(self) -> Locator:
        """The case file: the card's thread, with everything that a new appeal has in it."""
        await self.card.get_by_role("button", name="replies").click()
        await expect(self.thread.get_by_text("Checklist of appeal")).to_be_visible()
        return self.thread

    async def fills_in(self, case: Case = LUMBAR) -> Locator:
        """The form by hand, from the command on; gives its last step, which shows the check."""
        await self.command()
        for step, answers in enumerate(case, start=1):
            form = await self.form(f"MRI appeal {step} of 4")
            await fill(form, answers)
            await self.submit(form)
        return await self.form("MRI appeal 4 of 4")

    async def opens(self, case: Case = SHORT) -> None:
        """A case opened without the slow hand: the form filled by the sandbox's control API."""
        await self.control("slash", channel=self.channel, command=COMMAND)
        for answers in case:
            await self.control("fill", values=answers)
            await self.control("submit")
        assert (await self.control("submit")).get("closed")

    async def sets(self, settings: Answers) -> None:
        """The settings of the channel, as quickly."""
        await self.control("slash", channel=self.channel, command=COMMAND, text="settings")
        await self.control("fill", values=settings)
        assert (await self.control("submit")).get("closed")

    async def control(self, call: str, **asked: object) -> dict[str, Any]:
        """A call of the sandbox's control API, as this person."""
        answer = await self.page.request.post(f"{self.url}/sandbox/{call}", data={"user": self.user, **asked})
        found: dict[str, Any] = await answer.json()
        assert answer.ok and not found.get("errors") and not found.get("error"), found
        return found


@dataclass
class Clinic:
    """A clinic where the bot works. Each walk takes place in a channel of its own."""

    url: str
    browser: Browser
    stack: AsyncExitStack
    people: list[Colleague] = field(default_factory=list[Colleague])

    async def at_work(self, channel: str, *users: str) -> list[Colleague]:
        """These people, each at a page of their own with no form open, in a new channel of this name."""
        there = {"id": f"C01{channel.upper().replace('-', '')}", "name": channel, "members": MEMBERS}
        for user in users:
            window = await self.stack.enter_async_context(await new_window(self.browser))
            page = await self.stack.enter_async_context(watched_page(window))
            self.people.append(Colleague(page, self.url, user, there["id"]))
        await self.people[0].control("channel", **there)
        for colleague in self.people:
            await colleague.page.request.post(f"{self.url}/sandbox/close", data={"user": colleague.user, "all": True})
            await colleague.go(colleague.user, colleague.channel)
        return self.people

    async def check(self) -> None:
        """Slack took all that the bot sent here, and the text of each message alone makes sense."""
        if not self.people:
            return
        answer = await self.people[0].page.request.get(f"{self.url}/sandbox/requests")
        calls = [call for call in await answer.json() if call["arguments"].get("channel") == self.people[0].channel]
        texts = [call["arguments"]["text"] for call in calls if call["method"] in SAYING]
        refused = [call for call in calls if not call["answer"]["ok"]]
        assert not refused, refused
        unclear = [text for text in texts if not SENTENCE.fullmatch(text)]
        assert not unclear, unclear


async def new_window(browser: Browser) -> BrowserContext:
    """A window of 1280 × 860 in New York; a context manager that closes it."""
    return await browser.new_context(viewport={"width": 1280, "height": 860}, timezone_id="America/New_York")


@asynccontextmanager
async def watched_page(window: BrowserContext) -> AsyncIterator[Page]:
    """A page whose test fails if the page logs an error."""
    page = await window.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.set_default_timeout(20_000)  # generous: a busy machine is no fault of the page
    yield page
    await page.close()
    assert not errors, errors
