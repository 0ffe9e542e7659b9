"""The morning's work list, and how the appeals ended."""

from sandbox.basics import Json
from sandbox.reading import read_view
from tests.jobs.bot import CHANNEL
from tests.scenarios.conftest import Whole


async def decided(whole: Whole, decision: str, example: str = "lumbar_strong") -> None:
    card = await whole.send(await whole.open(example))
    modal = await whole.press(whole.alice, card, "Record decision", "Decision on")
    await modal.fill({"Decision": decision})
    await modal.submit()
    if whole.alice.modal:
        await modal.fill({"Amount recovered (USD)": "1450"})
        assert (await modal.submit()).closed
        await whole.channel.wait_for_update(card, "USD 1,450.00")


def home(whole: Whole) -> Json:
    return read_view(whole.slack.workspace, whole.slack.workspace.homes["U01ALICE"])


async def test_the_home_tab_is_the_mornings_work_list(whole: Whole):
    await decided(whole, "Approved: the denial was overturned")
    for _ in range(2):
        await whole.open()
    card = whole.cards[2]
    modal = await whole.press(whole.alice, card, "Hand over", "Hand over appeal #2")
    await modal.fill({"Owner": "U01BOB"})
    assert (await modal.submit()).closed
    await whole.channel.wait_for_update(card, "Owner: @Bob Osei, MD")

    text = (await whole.alice.home())["text"]
    assert "1 open appeal yours, 2 in your channels · 0 overdue" in text
    assert "This month: 1 decision: 1 overturned, 0 partly, 0 upheld." in text
    assert text.index("#3 · ") < text.index("#2 · "), "mine first"

    await whole.alice.click("home", "Owner", "U01BOB")
    assert "#3 · " not in home(whole)["text"]
    await whole.alice.click("home", "Due", "Overdue")
    assert "No open appeal fits these filters" in home(whole)["text"]
    await whole.alice.click("home", "Show all")
    assert "#3 · " in home(whole)["text"]

    assert "There are no open appeals for you to see" in (await whole.slack.user("U01DAVE").home())["text"]


async def test_statistics_are_told_drawn_and_exported_in_the_channel(whole: Whole):
    await decided(whole, "Approved: the denial was overturned", "cauda_equina")

    answer = await whole.bob.answer("/mri-appeal", "stats", channel=CHANNEL)
    for part in (
        "1 overturned (100 %)",
        "By insurer",
        "By region",
        "By reason",
        "By level",
        "USD 1,450.00",
        "published",
    ):
        assert part in answer.shown
    await whole.bob.click(answer, "Post the chart here")
    await whole.bob.click(answer, "Post the table here (CSV)")

    chart = await whole.channel.wait_for_message(where=lambda m: any(f.name == "appeals.png" for f in m.files))
    table = await whole.channel.wait_for_message(where=lambda m: any(f.name == "appeals.csv" for f in m.files))
    assert chart.files[0].data.startswith(b"\x89PNG")
    assert b"reconsideration:overturned:2026-11-23" in table.files[0].data


async def test_the_table_of_ones_channels_comes_to_oneself_alone_and_holds_nothing_of_others(whole: Whole):
    await decided(whole, "Approved: the denial was overturned")
    for user, cases in (("U01BOB", 1), ("U01DAVE", 0)):
        person = whole.slack.user(user)
        await person.home()
        await person.click("home", "Statistics")
        modal = await person.wait_for_modal("Statistics")
        await modal.click("Send me the table (CSV)")

        mine = whole.slack.direct_messages(user)
        sent = await mine.wait_for_message(where=lambda m: any(file.name == "appeals.csv" for file in m.files))
        assert sent.files[0].data.count(b"CASE-0042") == cases
    assert not [message for message in whole.channel.messages if message.files and not message.thread_ts]
