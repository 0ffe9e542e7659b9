"""The Home tab."""

import re

from sandbox.reading import read_view
from slackbot.appeal import Status
from tests.handlers.conftest import Clinic

TEAM = "T01CLINIC"


async def test_home_shows_ones_own_first_and_then_the_teams(clinic: Clinic):
    await clinic.opened(user="U01BOB")
    await clinic.opened(user="U01ALICE", channel="C01ORTHO")

    text = (await clinic.alice.home())["text"]

    assert "1 open appeal yours, 2 in your channels" in text
    assert text.index("#2 · ") < text.index("#1 · ")


async def test_home_shows_nothing_of_channels_that_one_is_not_in(clinic: Clinic):
    await clinic.opened(channel="C01PRIORAUTH")  # Dave is not there
    await clinic.opened(channel="C01ORTHO")

    text = (await clinic.slack.user("U01DAVE").home())["text"]

    assert "#2 · " in text
    assert "#1 · " not in text
    assert "1 in your channels" in text


async def test_home_filters_and_shows_all_again(clinic: Clinic):
    await clinic.opened(channel="C01PRIORAUTH", user="U01BOB")
    await clinic.opened(channel="C01ORTHO")
    await clinic.alice.home()

    await clinic.alice.click("home", "Level", "Internal appeal 1")
    await clinic.alice.click("home", "Due", "Overdue")
    text = (await read_home(clinic))["text"]
    assert "No open appeal fits these filters" in text

    await clinic.alice.click("home", "Show all")
    assert "#1 · " in (await read_home(clinic))["text"]


async def test_home_pages_keep_the_filter(clinic: Clinic):
    for _ in range(7):
        await clinic.opened()
    await clinic.alice.home()

    await clinic.alice.click("home", "Insurer", "Example Health")
    await clinic.alice.click("home", "Next page")

    text = (await read_home(clinic))["text"]
    assert "Page 2 of 2" in text
    assert text.count("Lumbar spine MRI") == 2


async def test_every_appeal_stands_on_one_page_of_the_list_and_of_the_home_tab(clinic: Clinic):
    for _ in range(23):
        await clinic.opened()
    await clinic.desk.settled()

    await clinic.alice.home()
    shown = [(await read_home(clinic))["text"]]
    for page in range(2, 6):
        await clinic.alice.click("home", "Next page")
        shown.append((await read_home(clinic))["text"])
        assert f"Page {page} of 5" in shown[-1]
    answer = await clinic.alice.answer("/mri-appeal", "list", channel="C01PRIORAUTH")
    listed = [answer.shown]
    for _ in range(4):
        await clinic.alice.click(answer, "Next page")
        answer = clinic.alice.sees("C01PRIORAUTH")[-1]
        listed.append(answer.shown)

    for pages in (shown, listed):
        assert sorted(int(number) for number in re.findall(r"#(\d+) · ", "".join(pages))) == list(range(1, 24))


async def test_home_tells_what_the_insurers_decided_this_month(clinic: Clinic):
    appeal = await clinic.opened()
    await clinic.desk.submit(TEAM, appeal.id, "U01ALICE", clinic.desk.now())
    await clinic.desk.decide(TEAM, appeal.id, "U01ALICE", Status.OVERTURNED, clinic.desk.today())

    assert "This month: 1 decision: 1 overturned, 0 partly, 0 upheld." in (await clinic.alice.home())["text"]
    assert "no decision recorded" in (await clinic.slack.user("U01DAVE").home())["text"]


async def test_home_says_so_where_there_is_nothing(clinic: Clinic):
    assert "There are no open appeals for you to see" in (await clinic.alice.home())["text"]


async def read_home(clinic: Clinic):
    return read_view(clinic.slack.workspace, clinic.slack.workspace.homes["U01ALICE"])
