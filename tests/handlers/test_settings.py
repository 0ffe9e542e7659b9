"""`/mri-appeal settings` and the clinician's sign-off that it decides about."""

from datetime import time

import pytest

from slackbot.appeal import CARD, Appeal
from slackbot.blocks.card import card
from slackbot.channel_settings import ChannelSettings
from tests.handlers.conftest import Clinic

TEAM, CHANNEL = "T01CLINIC", "C01PRIORAUTH"


async def clinicians(clinic: Clinic, *users: str) -> None:
    await clinic.desk.save_settings(TEAM, CHANNEL, ChannelSettings(clinicians=users))


async def test_settings_are_kept_and_shown_again(clinic: Clinic):
    modal = await clinic.alice.slash("/mri-appeal", "settings", channel=CHANNEL)
    assert modal.values["Time zone"] == "America/New_York"
    await modal.fill(
        {
            "Clinic": "Hudson Imaging",
            "Address": "1 Main St\nAlbany, NY",
            "Time zone": "America/Chicago",
            "Open from": "08:00",
            "Tell when nobody owns it for": "6",
            "State": "New York (NY)",
            "Insurer": "Example Health",
            "Clinicians who sign off": ["U01BOB", "U01CAROL"],
            "Backup of new appeals": "U01CAROL",
            "Days before a date": "3, 10,1",
            "Quiet from": "20:30",
            "Digest on": "Friday",
        }
    )
    assert (await modal.submit()).closed

    kept = await clinic.desk.settings(TEAM, CHANNEL)
    assert (kept.clinic_name, kept.address, kept.state) == ("Hudson Imaging", ("1 Main St", "Albany, NY"), "NY")
    assert (kept.clinicians, kept.backup, kept.claim_within) == (("U01BOB", "U01CAROL"), "U01CAROL", 6)
    assert (kept.reminders.days_before, kept.reminders.quiet_from) == ((10, 3, 1), time(20, 30))
    assert (kept.reminders.digest_day, kept.reminders.hours_before) == (5, (24, 8, 2))
    again = await clinic.bob.slash("/mri-appeal", "settings", channel=CHANNEL)
    assert again.values["Days before a date"] == "10, 3, 1"
    assert again.values["Clinic"] == "Hudson Imaging"
    assert await clinic.desk.settings(TEAM, "C01ORTHO") == ChannelSettings()


@pytest.mark.parametrize(
    ("label", "entered", "said"),
    [
        ("NPI of the clinic", "12345", "ten digits"),
        ("Time zone", "Mars/Olympus", "America/New_York"),
        ("Open until", "08:00", "end before they begin"),
        ("Tell when nobody owns it for", "soon", "1 to 40"),
        ("Insurer", "member ID XQZ445566", "looks like"),
        ("Days before a date", "a week", "whole numbers from 1 to 90"),
        ("Days before a date", "0, 5", "whole numbers from 1 to 90"),
        ("Hours before a time", "500", "1 to 168"),
        ("After the date", "31", "1 to 30"),
        ("Call the backup too", "-1", "0 to 90"),
    ],
)
async def test_a_faulty_setting_is_explained_and_nothing_is_kept(clinic: Clinic, label: str, entered: str, said: str):
    modal = await clinic.alice.slash("/mri-appeal", "settings", channel=CHANNEL)
    await modal.fill({label: entered})

    assert said in (await modal.submit()).errors[label]
    assert await clinic.desk.settings(TEAM, CHANNEL) == ChannelSettings()


async def test_a_form_and_an_appeal_begin_with_what_the_channel_has_set(clinic: Clinic):
    settings = ChannelSettings(insurer="Example Health", state="NY", time_zone="America/Chicago", backup="U01BOB")
    await clinic.desk.save_settings(TEAM, CHANNEL, settings)

    modal = await clinic.open_form()
    appeal = await clinic.opened()

    assert (modal.values["Insurer"], modal.values["State"]) == ("Example Health", "New York (NY)")
    assert (appeal.time_zone, appeal.backup) == ("America/Chicago", "U01BOB")


async def test_a_clinician_of_the_channel_signs_off_with_one_press(clinic: Clinic):
    await clinicians(clinic, "U01BOB")
    appeal = await clinic.opened()
    await clinic.bob.click(await clinic.post(card(appeal, clinic.desk.today())), "Sign off")

    after = await clinic.desk.find(TEAM, appeal.id)
    assert after.sign_off
    assert after.sign_off.by == "U01BOB"
    assert [item.id for item in after.items if item.tick] == ["clinician_sign_off"]
    drawn = await clinic.post(card(after, clinic.desk.today()))
    assert "signed off by @Bob Osei, MD" in drawn.shown
    assert "Sign off" not in drawn.buttons


@pytest.mark.parametrize(("group", "said"), [((), "not set yet"), (("U01BOB",), "Only the clinicians")])
async def test_nobody_else_signs_off(clinic: Clinic, group: tuple[str, ...], said: str):
    await clinicians(clinic, *group)
    appeal = await clinic.opened()
    await clinic.alice.click(await clinic.post(card(appeal, clinic.desk.today())), "Sign off")

    assert said in (await clinic.alice.wait_for_ephemeral(CHANNEL, said)).shown
    assert (await clinic.desk.find(TEAM, appeal.id)).sign_off is None


async def in_thread(clinic: Clinic) -> Appeal:
    appeal = await clinic.opened()
    posted = await clinic.post(card(appeal, clinic.desk.today()))
    await clinic.desk._store.mark_posted(appeal, CARD, posted.ts)
    return await clinic.desk.find(TEAM, appeal.id)


async def test_a_clinician_who_agrees_in_the_thread_is_asked_and_one_press_records_it(clinic: Clinic):
    await clinicians(clinic, "U01BOB")
    appeal = await in_thread(clinic)
    root = clinic.channel.message(str(appeal.posted_ts(CARD)))

    clinic.bob.write(CHANNEL, "Looks good to me.", thread=root)

    question = await clinic.bob.wait_for_ephemeral(CHANNEL, "Is that your sign-off")
    await clinic.bob.click(question, "Record this as sign-off")
    assert (await clinic.desk.find(TEAM, appeal.id)).sign_off


async def test_others_doubts_and_talk_elsewhere_are_left_alone(clinic: Clinic):
    await clinicians(clinic, "U01BOB")
    appeal = await in_thread(clinic)
    root = clinic.channel.message(str(appeal.posted_ts(CARD)))

    clinic.alice.write(CHANNEL, "Looks good to me.", thread=root)
    clinic.bob.write(CHANNEL, "Not approved yet, does it look good?", thread=root)
    clinic.bob.write(CHANNEL, "Looks good")
    clinic.bob.write(CHANNEL, "approved", thread=root)  # the last one is answered, so the others were seen

    await clinic.bob.wait_for_ephemeral(CHANNEL, "Is that your sign-off")
    asked = [message for user in (clinic.alice, clinic.bob) for message in user.sees(CHANNEL) if message.ephemeral_to]
    assert len(asked) == 1
