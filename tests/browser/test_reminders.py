"""What the bot says by itself: reminders, the week's digest, and putting a reminder off; the clock is moved."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from colleague import Clinic
from playwright.async_api import Browser, expect
from visitor import ALICE, fill

from slackbot.appeal import Appeal, Status
from slackbot.crypto import Keyring
from tests.build import NEW_YORK
from tests.clock import Clock
from tests.jobs.bot import TEAM, intake
from tests.jobs.test_publish import shown
from tests.jobs.test_rounds import swept
from tests.scenarios.conftest import Whole, whole_bot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FOURTEEN_DAYS_BEFORE, DECIDED, MONDAY = date(2027, 4, 22), date(2027, 4, 29), date(2027, 5, 3)
SENT = ("CASE-0060", "CASE-0061")


@pytest_asyncio.fixture(loop_scope="session")
async def whole(redis_url: str, keyring: Keyring, clock: Clock) -> AsyncIterator[Whole]:
    async with whole_bot(redis_url, keyring, clock) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(whole: Whole, browser: Browser) -> AsyncIterator[Clinic]:
    """A clinic whose clock can be moved."""
    async with AsyncExitStack() as stack:
        clinic = Clinic(whole.slack.url, browser, stack)
        yield clinic
        await clinic.check()


async def opened(whole: Whole, example: str, reference: str, notice: date, channel: str) -> Appeal:
    """An appeal of Alice's against a denial of this day, once its case file is there."""
    desk, case = whole.parts.desk, intake(example)
    denial = case.denial.model_copy(update={"notice_date": notice, "received_date": None})
    draft = await desk.start_draft(TEAM, ALICE, channel)
    appeal = await desk.open_appeal(draft, case.model_copy(update={"reference": reference, "denial": denial}))
    return await shown(whole.parts, appeal)


def at(whole: Whole, day: date, hour: int) -> None:
    """Move the clock to this full hour in the clinic."""
    whole.clock.set(datetime.combine(day, time(hour), ZoneInfo(NEW_YORK)))


async def test_a_reminder_several_as_one_the_digest_and_a_snooze_past_the_date(clinic: Clinic, whole: Whole) -> None:
    [alice] = await clinic.at_work("spine-center", ALICE)
    desk = whole.parts.desk
    await opened(whole, "lumbar_strong", "CASE-0042", date(2026, 11, 7), alice.channel)
    await opened(whole, "cervical_radiculopathy", "CASE-0047", date(2026, 11, 11), alice.channel)
    await opened(whole, "lumbar_strong", "CASE-0051", date(2026, 11, 18), alice.channel)

    at(whole, FOURTEEN_DAYS_BEFORE, 9)
    await swept(whole.parts)
    single = alice.messages.filter(has_text="Reminder: appeal #1")
    await expect(single.first).to_contain_text("send it by Thu 6 May 2027 · 14 days left")
    await expect(single.first).to_contain_text("@Alice Moreno")
    await alice.picture("reminder", single.first)
    thread = await alice.open_thread()
    await expect(thread).to_contain_text("Reminder: appeal #1")

    won, waiting = [await opened(whole, "lumbar_strong", case, date(2027, 4, 12), alice.channel) for case in SENT]
    for appeal in (won, waiting):
        await desk.submit(TEAM, appeal.id, ALICE, desk.now(), "FAX-1")
    at(whole, MONDAY, 8)
    await desk.decide(TEAM, won.id, ALICE, Status.OVERTURNED, DECIDED)
    await expect(alice.messages.filter(has_text="approved: the denial was overturned")).to_be_visible()
    at(whole, MONDAY, 9)
    await swept(whole.parts)
    grouped = alice.messages.filter(has_text="Due today or soon: 3 reminders")
    for said in ("3 days left", "7 days left", "14 days left"):
        await expect(grouped).to_contain_text(said)
    await expect(grouped.get_by_role("link", name="#2 · Cervical spine MRI")).to_be_visible()
    await alice.picture("reminders", grouped)

    digest = alice.messages.filter(has_text="This week's appeals")
    for said in (
        "Waiting for us: 3. Waiting for the insurer: 1.",
        "Due this week (1)",
        "Decided last week (1)",
        "Last month: 1 decision: 1 overturned",
    ):
        await expect(digest).to_contain_text(said)
    await alice.picture("digest", digest)

    await grouped.get_by_role("button", name="Snooze").first.click()
    form = await alice.form("Snooze for #1")
    await fill(
        form, {"How long": "Until the day below", "Until": "2027-05-07", "Why": "The surgeon's note comes on Friday."}
    )
    await alice.submit(form)
    await expect(form).to_contain_text("after the date that counts, Thu 6 May 2027")
    await alice.picture("snooze", form)
    await fill(form, {"Please confirm": ["Yes, stay silent past this date"]})
    await alice.finish(form)
    await expect(thread).to_contain_text("put a reminder off until Fri 7 May 2027: The surgeon's note comes on Friday.")
