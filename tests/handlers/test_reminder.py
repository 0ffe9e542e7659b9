"""What can be done from a reminder itself: finish, record, put off, with a question where that would be too long."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.driver import Modal
from slackbot import teamwork
from slackbot.appeal import Appeal, Status
from slackbot.blocks.reminder import reminder
from slackbot.due import Due
from slackbot.office import Office
from slackbot.schedule import reminders
from tests.build import NEW_YORK
from tests.handlers.conftest import Clinic

TEAM = "T01CLINIC"
OFFICE = Office(ZoneInfo(NEW_YORK))
CHOSEN_DAY = "Until the day below"


async def reminded(clinic: Clinic, appeal: Appeal, kind: str = "filing") -> str:
    """Post the first reminder of this kind; gives its message's ts."""
    due = next(each for each in reminders(appeal, OFFICE) if each.watch.kind == kind)
    return (await clinic.post(reminder(Due(appeal, due), clinic.desk.now()))).ts


async def snoozing(clinic: Clinic, appeal: Appeal, kind: str = "filing") -> Modal:
    message = clinic.channel.message(await reminded(clinic, appeal, kind))
    await clinic.alice.click(message, "Snooze")
    return await clinic.alice.wait_for_modal("Snooze for #1")


async def test_a_checklist_item_is_done_from_its_reminder(clinic: Clinic):
    appeal = await clinic.opened()
    item = appeal.items[0]
    due = clinic.desk.today() + timedelta(days=3)
    appeal = await clinic.desk.change(TEAM, appeal.id, teamwork.arrange("U01ALICE", item.id, "U01BOB", due, ""))
    message = clinic.channel.message(await reminded(clinic, appeal, "item"))

    await clinic.bob.click(message, "Done")

    tick = (await clinic.desk.find(TEAM, appeal.id)).items[0].tick
    assert tick
    assert tick.by == "U01BOB"


async def test_the_appeal_is_marked_as_sent_from_its_reminder(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.alice.click(clinic.channel.message(await reminded(clinic, appeal)), "Mark submitted")

    assert await clinic.alice.wait_for_modal("Appeal #1 sent")


async def test_a_reminder_is_put_off_with_a_reason(clinic: Clinic):
    appeal = await clinic.opened()
    modal = await snoozing(clinic, appeal)
    await modal.fill({"How long": "For 3 days", "Why": "Waiting for the records"})

    assert (await modal.submit()).closed

    [snooze] = (await clinic.desk.find(TEAM, appeal.id)).snoozes
    assert (snooze.until, snooze.reason, snooze.by) == (date(2026, 11, 27), "Waiting for the records", "U01ALICE")
    assert (await clinic.desk.history(TEAM, appeal.id))[-1].what == "snoozed"


async def test_a_day_off_that_was_chosen_moves_to_the_working_day_before(clinic: Clinic):
    appeal = await clinic.opened()
    modal = await snoozing(clinic, appeal)
    await modal.fill({"How long": CHOSEN_DAY, "Until": "2026-12-25", "Why": "Holidays"})
    await modal.submit()

    [snooze] = (await clinic.desk.find(TEAM, appeal.id)).snoozes
    assert snooze.until == date(2026, 12, 24)


@pytest.mark.parametrize(("days", "asked"), [(0, False), (4, True)])
async def test_a_snooze_past_the_safe_date_is_confirmed_first(clinic: Clinic, *, days: int, asked: bool):
    appeal = await clinic.opened()
    assert appeal.filing
    assert appeal.filing.safe
    until = appeal.filing.safe + timedelta(days=days)
    modal = await snoozing(clinic, appeal)
    await modal.fill({"How long": CHOSEN_DAY, "Until": until.isoformat(), "Why": "The doctor is away"})

    done = await modal.submit()

    assert done.closed is not asked
    if asked:
        assert "after the date that counts" in modal.text
        assert (await clinic.desk.find(TEAM, appeal.id)).snoozes == ()
        await modal.fill({"Please confirm": ["Yes, stay silent past this date"]})
        assert (await modal.submit()).closed
    assert (await clinic.desk.find(TEAM, appeal.id)).snoozes[0].until == OFFICE.last_working(until)


@pytest.mark.parametrize(
    ("entered", "label", "said"),
    [
        ({"How long": CHOSEN_DAY, "Why": "Waiting"}, "Until", "Choose the day"),
        ({"How long": CHOSEN_DAY, "Until": "2026-11-23", "Why": "Waiting"}, "Until", "past"),
        ({"How long": CHOSEN_DAY, "Until": "2028-11-23", "Why": "Waiting"}, "Until", "nearer"),
        ({"Why": "call Mrs. Smith"}, "Why", "looks like"),
    ],
)
async def test_a_faulty_snooze_is_explained(clinic: Clinic, entered: dict[str, object], label: str, said: str):
    appeal = await clinic.opened()
    modal = await snoozing(clinic, appeal)
    await modal.fill(entered)

    done = await modal.submit()

    assert said in done.errors[label]
    assert (await clinic.desk.find(TEAM, appeal.id)).snoozes == ()


async def test_what_is_done_already_is_not_put_off(clinic: Clinic):
    appeal = await clinic.opened()
    message = clinic.channel.message(await reminded(clinic, appeal))
    await clinic.desk.decide(TEAM, appeal.id, "U01ALICE", Status.WITHDRAWN, clinic.desk.today())

    await clinic.alice.click(message, "Snooze")

    assert await clinic.alice.wait_for_ephemeral("C01PRIORAUTH", "watched no more")


async def test_a_stranger_puts_nothing_off(clinic: Clinic):
    appeal = await clinic.opened()
    message = clinic.channel.message(await reminded(clinic, appeal))

    await clinic.slack.user("U01DAVE").click(message, "Snooze")

    assert (await clinic.desk.find(TEAM, appeal.id)).snoozes == ()
