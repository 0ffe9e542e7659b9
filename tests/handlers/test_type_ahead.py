"""Type-ahead in the form: codes of the region, insurers that the viewer may know of, and what is new."""

from sandbox.driver import Modal
from sandbox.elements import options_of, widgets
from sandbox.interactions import Where
from slackbot.draft import Draft
from tests.build import OPENED
from tests.handlers.conftest import Clinic, example

TEAM, CHANNEL = "T01CLINIC", "C01PRIORAUTH"


async def offers(modal: Modal, key: str, typed: str = "") -> list[str]:
    """The values that a field offers for what is typed."""
    user = modal.user
    where: Where = user.slack.parts.modals.top(user.workspace, user.id)
    widget = next(widget for widget in widgets(where.blocks) if widget.action_id == f"field.{key}")
    answer = await user.slack.parts.people.suggest(where, widget, typed)
    return [option["value"] for option in options_of(answer)]


async def shows(modal: Modal, label: str, value: str) -> None:
    """Wait until a field has this value."""
    await modal.user.slack.until(lambda: modal.values[label] == value, f"{label}: {value}", lambda: str(modal.values))


async def opened(clinic: Clinic, insurer: str, *, channel: str = CHANNEL, user: str = "U01ALICE") -> None:
    """An appeal against this insurer."""
    clinic.count += 1
    draft = Draft(id=f"DINS{clinic.count}", team=TEAM, user=user, channel=channel, updated_at=OPENED)
    intake = example()
    coverage = intake.coverage.model_copy(update={"insurer": insurer})
    await clinic.desk.open_appeal(draft, intake.model_copy(update={"coverage": coverage}))


async def test_codes_are_those_of_the_region_and_the_code_answers_the_contrast(clinic: Clinic):
    modal = await clinic.fill_until(2)
    await modal.fill({"Body region": "Knee"})
    await modal.wait_for("CPT code")
    assert (await offers(modal, "cpt"))[0] == "73721"
    assert "73721" in await offers(modal, "cpt", "knee without")

    await modal.fill({"CPT code": "73721"})

    await shows(modal, "Contrast", "Without contrast")


async def test_another_code_answers_the_contrast_anew_and_one_can_differ(clinic: Clinic):
    modal = await clinic.fill_until(2)
    await modal.fill({"Body region": "Lumbar spine", "CPT code": "72148", "Contrast": "With contrast"})
    await shows(modal, "Contrast", "With contrast")

    await modal.fill({"CPT code": "72158"})

    await shows(modal, "Contrast", "Without and with contrast")


async def test_a_diagnosis_that_the_rulebook_does_not_know_can_be_entered(clinic: Clinic):
    modal = await clinic.fill_until(2)
    await modal.fill({"Body region": "Lumbar spine", "Diagnosis codes (ICD-10-CM)": ["M54.16", "Q87.420"]})

    assert [text.partition(" · ")[0] for text in modal.values["Diagnosis codes (ICD-10-CM)"]] == ["M54.16", "Q87.420"]
    await modal.close()
    again = await clinic.open_form()
    assert "Radiculopathy, lumbar region" in str(again.values["Diagnosis codes (ICD-10-CM)"])


async def test_insurers_that_were_used_before_are_offered_and_a_new_one_is_taken(clinic: Clinic):
    await opened(clinic, "Alpha Health")
    await opened(clinic, "Beta Plan")
    modal = await clinic.open_form()

    assert sorted(await offers(modal, "insurer")) == ["Alpha Health", "Beta Plan"]
    assert await offers(modal, "insurer", "alp") == ["Alpha Health", "alp"]
    await modal.fill({"Insurer": "Gamma Mutual"})
    assert modal.values["Insurer"] == "Gamma Mutual"


async def test_the_insurers_of_a_channel_that_one_is_not_in_are_not_offered(clinic: Clinic):
    clinic.slack.create_channel("C01SECRET", "U01BOB", "U01MRIBOT", private=True)
    await opened(clinic, "Secret Insurance", channel="C01SECRET", user="U01BOB")
    await opened(clinic, "Message Insurance", channel="D01BOB", user="U01BOB")

    alices = await clinic.open_form()
    assert await offers(alices, "insurer") == []
    bobs = await clinic.bob.slash("/mri-appeal", channel=CHANNEL)
    assert sorted(await offers(bobs, "insurer")) == ["Message Insurance", "Secret Insurance"]


async def test_a_new_form_begins_with_today_and_the_insurer_of_the_last_appeal_in_the_channel(clinic: Clinic):
    await opened(clinic, "Alpha Health")
    await opened(clinic, "Other Health", channel="C01ORTHO")

    modal = await clinic.open_form()

    assert modal.values["Insurer"] == "Alpha Health"
    assert modal.values["Day the notice arrived"] == clinic.desk.today().isoformat()


async def test_what_the_channel_has_set_goes_before_what_it_used_last(clinic: Clinic):
    await opened(clinic, "Alpha Health")
    settings = await clinic.desk.settings(TEAM, CHANNEL)
    await clinic.desk.save_settings(TEAM, CHANNEL, settings.model_copy(update={"insurer": "Set Health"}))

    assert (await clinic.open_form()).values["Insurer"] == "Set Health"


async def test_a_form_that_asks_for_the_channel_takes_its_defaults_over_when_it_is_chosen(clinic: Clinic):
    await opened(clinic, "Alpha Health")
    settings = await clinic.desk.settings(TEAM, CHANNEL)
    await clinic.desk.save_settings(TEAM, CHANNEL, settings.model_copy(update={"state": "NY"}))
    await clinic.alice.shortcut("Start MRI appeal")
    modal = await clinic.alice.wait_for_modal("MRI appeal 1 of 4")
    assert not modal.values["Insurer"]

    await modal.fill({"Case number": "CASE-9", "Channel": CHANNEL})

    await shows(modal, "Insurer", "Alpha Health")
    assert modal.values["State"] == "New York (NY)"
    assert modal.values["Case number"] == "CASE-9"
