"""The overview: lists, the Home tab, statistics, settings, and what somebody sees who does not belong here."""

import pytest
from cases import LUMBAR, WEAK
from colleague import Clinic
from playwright.async_api import expect
from visitor import ALICE, CAROL, DAVE, choose, fill

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_app_home_shows_mine_first_and_what_a_filter_leaves(clinic: Clinic) -> None:
    alice, carol = await clinic.at_work("radiology", ALICE, CAROL)
    await carol.opens(WEAK)
    await alice.opens()
    number = await alice.number("CASE-0042")

    await alice.page.get_by_test_id("home-link").click()
    home = alice.page.get_by_test_id("home")
    await choose(home.get_by_role("combobox", name="Channel"), "#radiology")
    await expect(home.get_by_role("button", name="Show all")).to_be_visible()
    cases = home.get_by_text("Lumbar spine MRI (72148)")
    await expect(cases).to_have_count(2)
    await expect(cases.first).to_contain_text(f"#{number} · Lumbar spine MRI (72148)")
    await alice.picture("home", home.locator(".home-blocks"))
    await choose(home.get_by_role("combobox", name="Owner"), "Carol Lindqvist")
    await expect(cases).to_have_count(1)

    await home.get_by_role("button", name="Start an appeal").click()
    form = await alice.form("MRI appeal 1 of 4")
    await expect(form.get_by_label("Channel")).to_be_visible()


async def test_lists_answer_the_one_who_asks(clinic: Clinic) -> None:
    [alice] = await clinic.at_work("pediatrics", ALICE)
    await alice.opens()
    number = await alice.number("CASE-0042")

    listed = await alice.asks("list")
    await expect(listed).to_contain_text("1 open appeal in this channel, the most urgent first")
    await expect(await alice.asks("mine")).to_contain_text("1 open appeal in this channel that you own or stand in for")
    await expect(await alice.asks("due")).to_contain_text("Nothing in this channel is due within 7 days or overdue")
    await expect(await alice.asks(f"show {number}")).to_contain_text(f"#{number} · Lumbar spine MRI (72148)")
    await expect(await alice.asks("help")).to_contain_text("MRI appeals: from the denial to the decision")
    await expect(await alice.asks("hlep")).to_contain_text("I do not know that")
    await alice.picture("list", listed)


async def test_stats_as_text_picture_and_table(clinic: Clinic) -> None:
    [carol] = await clinic.at_work("imaging-desk", CAROL)
    await carol.opens()
    await carol.press("Mark submitted")
    await carol.send("sent", {"How it was sent": "Portal message"})
    await expect(carol.card).to_contain_text("sent, waiting for the decision")
    await carol.press("Record decision")
    await carol.send("Decision on", {"Decision": "Approved: the denial was overturned"})
    await carol.send("Approval of", {"Amount recovered (USD)": "1450"})

    stats = await carol.asks("stats")
    await expect(stats).to_contain_text("1 decision: 1 overturned (100 %)")
    await expect(stats).to_contain_text("Money recovered: USD 1,450.00")
    await carol.picture("stats", stats)
    await carol.press("Post the chart here", stats)
    chart = carol.messages.filter(has=carol.page.get_by_role("img", name="Bars of the overturn rates"))
    await expect(chart).to_be_visible()
    await carol.picture("stats-chart", chart)
    await carol.press("Post the table here (CSV)", stats)
    await expect(carol.page.get_by_role("link", name="How our appeals ended")).to_have_count(2)


async def test_settings_are_checked_kept_and_used(clinic: Clinic) -> None:
    carol, alice = await clinic.at_work("cardiology", CAROL, ALICE)

    await carol.command("settings")
    form = await carol.form("Settings of this channel")
    await fill(
        form,
        {
            "Clinic": "Riverside Heart Imaging",
            "Address": "100 Example Street\nAlbany, NY 12207",
            "Phone": "(518) 555-0100",
            "Time zone": "America/Chicago",
            "Type of health plan": "Medicare Advantage (Part C)",
            "Insurer": "Example Health",
            "Clinicians who sign off": ["Bob Osei, MD"],
        },
    )
    await carol.picture("settings", form)
    await fill(form, {"Time zone": "Mars/Olympus"})
    await carol.submit(form)
    await expect(form.get_by_role("alert")).to_contain_text("This is no IANA time zone")
    await fill(form, {"Time zone": "America/Chicago"})
    await carol.finish(form)

    await carol.command("settings")
    await expect((await carol.form("Settings of this channel")).get_by_label("Time zone")).to_have_value(
        "America/Chicago"
    )
    await alice.command()
    form = await alice.form("MRI appeal 1 of 4")
    await expect(form.get_by_label("Insurer (optional)")).to_have_value("Example Health")
    await expect(form.get_by_label("Type of health plan")).to_have_value("Medicare Advantage (Part C)")


async def test_a_stranger_is_refused_politely_and_sees_nothing(clinic: Clinic) -> None:
    alice, dave = await clinic.at_work("oncology", ALICE, DAVE)
    await alice.opens()
    number = await alice.number("CASE-0042")

    await expect(dave.page.get_by_text("You are not a member of")).to_be_visible()
    await dave.press("Hand over")
    await expect(dave.page.get_by_text("this one belongs to another channel")).to_be_visible()
    await dave.go(DAVE, "C01ORTHO")
    refusal = await dave.asks(f"show {number}")
    await expect(refusal).to_contain_text("Ask somebody there to invite you")
    for word in ("Lumbar", "Example Health", LUMBAR[0]["Case number"]):
        await expect(refusal).not_to_contain_text(str(word))
    await dave.page.get_by_test_id("home-link").click()
    await expect(dave.page.get_by_test_id("home")).to_contain_text("There are no open appeals for you to see")
