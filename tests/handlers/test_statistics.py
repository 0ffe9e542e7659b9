"""`/mri-appeal stats`, its chart and its table, and the Home tab's button."""

from slackbot.appeal import Status
from tests.handlers.conftest import Clinic

TEAM, CHANNEL = "T01CLINIC", "C01PRIORAUTH"


async def decided(clinic: Clinic, outcome: Status, channel: str = CHANNEL) -> None:
    appeal = await clinic.opened(channel=channel)
    await clinic.desk.submit(TEAM, appeal.id, "U01ALICE", clinic.desk.now())
    await clinic.desk.decide(TEAM, appeal.id, "U01ALICE", outcome, clinic.desk.today())


async def test_stats_tell_how_the_appeals_of_the_channel_ended(clinic: Clinic):
    await decided(clinic, Status.OVERTURNED)
    await decided(clinic, Status.UPHELD)
    await decided(clinic, Status.UPHELD, channel="C01ORTHO")

    answer = await clinic.bob.answer("/mri-appeal", "stats", channel=CHANNEL)

    assert "2 decisions: 1 overturned (50 %), median 0 days" in answer.shown
    assert "By insurer" in answer.shown
    assert "Example Health: 1 of 2 (50 %)" in answer.shown
    assert answer.text.startswith("How our appeals ended in this channel. 2 decisions")


async def test_stats_say_so_where_nothing_was_decided(clinic: Clinic):
    await clinic.opened()

    shown = (await clinic.alice.answer("/mri-appeal", "stats", channel=CHANNEL)).shown

    assert "No decision is recorded yet" in shown
    assert "1 open" in shown


async def test_chart_and_table_are_posted_on_demand(clinic: Clinic):
    await decided(clinic, Status.OVERTURNED)
    answer = await clinic.alice.answer("/mri-appeal", "stats", channel=CHANNEL)

    await clinic.alice.click(answer, "Post the chart here")
    await clinic.alice.click(answer, "Post the table here (CSV)")

    chart = await clinic.channel.wait_for_message(where=lambda m: any(f.name == "appeals.png" for f in m.files))
    table = await clinic.channel.wait_for_message(where=lambda m: any(f.name == "appeals.csv" for f in m.files))
    assert chart.files[0].data.startswith(b"\x89PNG")
    assert b"CASE-0042" in table.files[0].data


async def test_home_shows_the_statistics_of_ones_channels(clinic: Clinic):
    await decided(clinic, Status.OVERTURNED)
    await decided(clinic, Status.UPHELD, channel="C01ORTHO")
    dave = clinic.slack.user("U01DAVE")
    await dave.home()

    await dave.click("home", "Statistics")

    assert "1 decision: 0 overturned" in (await dave.wait_for_modal("Statistics")).text
