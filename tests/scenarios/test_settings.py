"""The settings of a channel, from the form to the letterhead."""

import io
import zipfile
from datetime import timedelta

from tests.jobs.bot import CHANNEL, TEAM
from tests.scenarios.conftest import Whole


async def test_settings_are_checked_with_the_reason_and_count_for_the_next_appeal(whole: Whole):
    modal = await whole.alice.slash("/mri-appeal", "settings", channel=CHANNEL)
    await modal.fill(
        {
            "Clinic": "Riverside Imaging",
            "Time zone": "Mars/Olympus",
            "Open until": "08:00",
            "NPI of the clinic": "12",
            "Country": "Germany",
            "Type of health plan": "Medicare Advantage (Part C)",
            "Backup of new appeals": "U01DAVE",
            "Clinicians who sign off": ["U01BOB", "U01DAVE"],
        }
    )
    faults = (await modal.submit()).errors
    assert set(faults) == {
        "Time zone",
        "NPI of the clinic",
        "Type of health plan",
        "Backup of new appeals",
        "Clinicians who sign off",
    }
    assert "of another country" in faults["Type of health plan"]
    assert "not in this channel" in faults["Clinicians who sign off"]
    modal = await modal.fill({"Time zone": "America/Chicago", "NPI of the clinic": "1234567893"})
    await modal.fill({"Country": "United States", "Backup of new appeals": "U01CAROL"})
    await modal.fill({"Clinicians who sign off": ["U01BOB"]})
    assert "end before they begin" in (await modal.submit()).errors["Open until"]
    await modal.fill({"Open until": "18:00"})
    assert (await modal.submit()).closed

    again = await whole.bob.slash("/mri-appeal", "settings", channel=CHANNEL)
    assert again.values["Country"] == "United States"
    assert again.values["Open until"] == "18:00"
    await again.close()
    card = await whole.open()
    assert "backup: @Carol Lindqvist" in card.shown
    assert "Chicago time" in card.shown
    letter = await whole.channel.wait_for_message(
        thread=card, where=lambda m: any(file.name.endswith(".docx") for file in m.files)
    )
    assert "Riverside Imaging" in document(next(file.data for file in letter.files if file.name.endswith(".docx")))
    form = await whole.alice.slash("/mri-appeal", channel=CHANNEL)
    assert form.values["Type of health plan"] == "Medicare Advantage (Part C)"


async def test_who_has_left_the_channel_changes_no_settings_of_it(whole: Whole):
    modal = await whole.bob.slash("/mri-appeal", "settings", channel=CHANNEL)
    whole.channel.state.members.remove("U01BOB")
    whole.clock.move(timedelta(seconds=61))
    await modal.fill({"Clinic": "Elsewhere"})

    assert "Ask somebody there to invite you" in " ".join((await modal.submit()).errors.values())
    assert (await whole.parts.desk.settings(TEAM, CHANNEL)).clinic_name == ""


def document(data: bytes) -> str:
    """The words of a Word file, header and footer included."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
