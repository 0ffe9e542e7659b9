"""The use cases on a real store: what a person does is kept with its history, once, and wakes the queue."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules import load_rulebook
from slackbot.appeal import Approval, Status, TransitionRefused
from slackbot.crypto import Keyring
from slackbot.desk import Desk
from slackbot.draft import Draft
from slackbot.errors import AppealNotFound, StoreUnavailable
from slackbot.queue import Queue
from slackbot.store import Store
from tests.build import NEW_YORK
from tests.clock import Clock
from tests.jobs.bot import ALICE, CHANNEL, TEAM, intake

BOB = "U01BOB"
STRONG = intake("lumbar_strong")


@pytest.fixture
async def desk(store: Store, redis_url: str, clock: Clock) -> AsyncIterator[Desk]:
    async with Queue(redis_url, clock) as queue:
        queue.register([publish, round, digest, reconcile])
        made = Desk(store=store, queue=queue, rulebook=load_rulebook(), clock=clock, time_zone=NEW_YORK)
        yield made
        await made.settled()


async def publish(team: str, appeal_id: str) -> None: ...


async def round(team: str, channel: str) -> None: ...  # noqa: A001 -- its name in the queue


async def digest(team: str, channel: str) -> None: ...


async def reconcile() -> None: ...


async def draft(desk: Desk, user: str = ALICE) -> Draft:
    return await desk.start_draft(TEAM, user, CHANNEL)


async def what_happened(desk: Desk, appeal_id: str) -> list[tuple[str, str, str]]:
    return [(event.what, event.by, event.detail) for event in await desk.history(TEAM, appeal_id)]


async def test_a_draft_is_resumed_where_it_was_left(desk: Desk, clock: Clock) -> None:
    begun = await draft(desk)
    clock.move(timedelta(minutes=5))
    await desk.save_draft(begun.model_copy(update={"step": 3, "values": {"plan": "erisa_self_funded"}}))

    resumed = await desk.latest_draft(TEAM, ALICE, CHANNEL)

    assert resumed is not None
    assert (resumed.id, resumed.step, resumed.values) == (begun.id, 3, {"plan": "erisa_self_funded"})
    assert resumed.updated_at - begun.updated_at >= timedelta(minutes=5)


async def test_an_appeal_is_assessed_numbered_and_found_by_number_and_id(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)

    assert (appeal.number, appeal.owner, appeal.channel, appeal.status) == (1, ALICE, CHANNEL, Status.PREPARING)
    assert appeal.assessment == desk.assess(STRONG)
    assert len(appeal.items) == len(appeal.assessment.checklist)
    for ref in ("1", "#1", " #1 ", appeal.id):
        assert await desk.find(TEAM, ref) == appeal


@pytest.mark.parametrize("ref", ["2", "#0", "", "#", "A" * 11, "<!channel>", "١", "9" * 400, "x:y", "1.5", "*"])
async def test_what_is_no_appeal_here_is_not_found(desk: Desk, ref: str) -> None:
    await desk.open_appeal(await draft(desk), STRONG)

    with pytest.raises(AppealNotFound, match="/mri-appeal list"):
        await desk.find(TEAM, ref)


async def test_another_workspaces_appeal_is_not_found(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)

    for ref in ("1", appeal.id):
        with pytest.raises(AppealNotFound):
            await desk.find("T02OTHER", ref)


async def test_a_form_submitted_twice_at_once_opens_one_appeal(desk: Desk) -> None:
    filled = await draft(desk)

    one, other = await asyncio.gather(*(desk.open_appeal(filled, STRONG) for _ in range(2)))

    assert one == other
    assert len(await desk.list_open(TEAM, CHANNEL)) == 1


async def test_today_is_the_day_where_the_clinic_is(desk: Desk, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))  # 22:00 the day before in New York

    assert desk.today() == date(2026, 11, 23)


async def test_lists_show_a_channels_and_an_owners_open_appeals_most_urgent_first(desk: Desk) -> None:
    later = await desk.open_appeal(await draft(desk), STRONG)
    sooner = await desk.open_appeal(await draft(desk, BOB), intake("cauda_equina"))

    assert [each.number for each in await desk.list_open(TEAM, CHANNEL)] == [sooner.number, later.number]
    rows = await desk.open_rows(TEAM)
    assert [row.owner for row in rows] == [BOB, later.owner]
    assert await desk.appeals(TEAM, rows) == [sooner, later]
    await desk.decide(TEAM, sooner.id, BOB, Status.WITHDRAWN, desk.today())
    assert [row.id for row in await desk.open_rows(TEAM, CHANNEL)] == [later.id]
    assert {row.id for row in await desk.all_rows(TEAM)} == {sooner.id, later.id}


async def test_what_was_decided_lately_is_found_by_the_day_of_the_decision(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)
    await desk.submit(TEAM, appeal.id, ALICE, desk.now())
    await desk.decide(TEAM, appeal.id, ALICE, Status.UPHELD, desk.today())

    assert [row.id for row in await desk.decided_rows(TEAM, desk.today())] == [appeal.id]
    assert await desk.decided_rows(TEAM, desk.today() + timedelta(days=1)) == []


async def test_a_tick_is_kept_with_who_and_when_and_ticking_twice_is_once(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)
    item = appeal.items[0].id

    await desk.tick(TEAM, appeal.id, item, ALICE, True)
    again = await desk.tick(TEAM, appeal.id, item, BOB, True)

    assert again.items[0].tick is not None
    assert again.items[0].tick.by == ALICE
    await desk.tick(TEAM, appeal.id, item, BOB, False)
    await desk.tick(TEAM, appeal.id, item, BOB, False)
    assert (await what_happened(desk, appeal.id))[1:] == [("ticked", ALICE, item), ("unticked", BOB, item)]


async def test_boxes_ticked_by_several_people_at_once_are_all_kept(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)

    await asyncio.gather(*(desk.tick(TEAM, appeal.id, item.id, ALICE, True) for item in appeal.items[:4]))

    assert (await desk.find(TEAM, appeal.id)).done == 4


async def test_a_submission_starts_the_insurers_clock(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)
    at = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo(NEW_YORK))

    sent = await desk.submit(TEAM, appeal.id, ALICE, at, "FAX-77", how="fax", proof="F77")

    assert sent.status is Status.SUBMITTED
    assert sent.submission is not None
    assert sent.due == date(2026, 12, 23)  # 30 days, 29 CFR 2560.503-1(i)(2)(ii)(A)
    assert "30 days" in sent.submission.due_basis
    assert not sent.submission.due_is_instant
    assert (await what_happened(desk, appeal.id))[1:] == [("submitted", ALICE, "0")]
    (contact,) = sent.contacts
    assert (contact.kind, contact.at, contact.reference, contact.proof) == ("fax", at, "FAX-77", "F77")


async def test_an_expedited_submission_has_its_decision_due_to_the_hour(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), intake("cauda_equina"))
    at = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo(NEW_YORK))

    sent = await desk.submit(TEAM, appeal.id, ALICE, at, "")

    assert sent.submission is not None
    assert (sent.submission.due_is_instant, sent.submission.due) == (True, at + timedelta(hours=72))


async def test_a_submission_delivered_twice_is_one_and_a_second_one_is_refused(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)
    at = desk.now()

    first = await desk.submit(TEAM, appeal.id, ALICE, at, "FAX-77 ")

    assert await desk.submit(TEAM, appeal.id, ALICE, at, "FAX-77 ") == first
    with pytest.raises(TransitionRefused):
        await desk.submit(TEAM, appeal.id, BOB, at, "FAX-78")


async def test_an_upheld_denial_goes_to_the_next_level_with_dates_from_the_new_notice(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), intake("cauda_equina"))
    await desk.submit(TEAM, appeal.id, ALICE, desk.now(), "")

    after = await desk.decide(TEAM, appeal.id, ALICE, Status.UPHELD, date(2026, 11, 23), notice_date=date(2026, 11, 22))

    assert (after.status, after.submission) == (Status.PREPARING, None)
    assert after.intake.denial.denied_level == appeal.assessment.level == "reconsideration"
    assert after.intake.denial.notice_date == date(2026, 11, 22)
    assert after.assessment.level == "ire"
    assert [what for what, _, _ in await what_happened(desk, appeal.id)][2:] == ["upheld", "escalated"]


async def test_at_the_next_level_what_was_new_is_known_and_the_words_of_the_new_notice_are_not(desk: Desk) -> None:
    base = intake("cauda_equina")
    told = {"additional_facts": "A fall in spring.", "new_facts": "A foot drop."}
    case = base.model_copy(
        update={
            "denial": base.denial.model_copy(update={"notice_words": "Not urgent."}),
            "clinical": base.clinical.model_copy(update=told),
        }
    )
    appeal = await desk.open_appeal(await draft(desk), case)
    await desk.submit(TEAM, appeal.id, ALICE, desk.now(), "")

    after = (await desk.decide(TEAM, appeal.id, ALICE, Status.UPHELD, date(2026, 11, 23))).intake

    assert after.denial.notice_words is None
    assert (after.clinical.additional_facts, after.clinical.new_facts) == ("A fall in spring.\nA foot drop.", None)


async def test_the_rest_of_a_partly_approved_scan_goes_to_the_next_level_and_the_approval_stays(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)
    await desk.submit(TEAM, appeal.id, ALICE, desk.now())
    day = date(2026, 11, 23)

    after = await desk.decide(TEAM, appeal.id, ALICE, Status.PARTLY, day, notice_date=day, rest=True)

    assert (after.status, after.is_won) == (Status.PREPARING, True)
    assert after.assessment.level != appeal.assessment.level
    assert after.filing and after.filing.safe
    assert {item.id for item in after.items if item.tick} == set()
    assert [what for what, _, _ in await what_happened(desk, appeal.id)][2:] == ["partly", "escalated"]
    assert await desk.decide(TEAM, appeal.id, ALICE, Status.PARTLY, day, notice_date=day, rest=True) == after
    approval = Approval(number="A-7", expires=date(2026, 12, 23))
    noted = await desk.approve(TEAM, appeal.id, ALICE, approval)
    assert (noted.status, noted.approval) == (Status.PREPARING, approval)


async def test_an_upheld_decision_delivered_twice_is_one(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)
    await desk.submit(TEAM, appeal.id, ALICE, desk.now())

    once = await desk.decide(TEAM, appeal.id, ALICE, Status.UPHELD, desk.today())

    assert await desk.decide(TEAM, appeal.id, ALICE, Status.UPHELD, desk.today()) == once


@pytest.mark.parametrize("outcome", [Status.OVERTURNED, Status.WITHDRAWN])
async def test_another_outcome_closes_the_appeal_and_delivered_twice_is_one(desk: Desk, outcome: Status) -> None:
    appeal = await desk.open_appeal(await draft(desk), STRONG)
    await desk.submit(TEAM, appeal.id, ALICE, desk.now(), "")

    closed = await desk.decide(TEAM, appeal.id, ALICE, outcome, desk.today())

    assert (closed.status, closed.due) == (outcome, None)
    assert await desk.decide(TEAM, appeal.id, ALICE, outcome, desk.today()) == closed
    with pytest.raises(TransitionRefused, match="closed"):
        await desk.tick(TEAM, appeal.id, closed.items[0].id, ALICE, True)


async def test_a_denial_upheld_at_the_last_level_is_closed(desk: Desk) -> None:
    appeal = await desk.open_appeal(await draft(desk), intake("lumbar_weak"))
    for _ in range(9):
        await desk.submit(TEAM, appeal.id, ALICE, desk.now(), "")
        appeal = await desk.decide(TEAM, appeal.id, ALICE, Status.UPHELD, desk.today())
        if not appeal.is_open:
            break

    assert appeal.status is Status.UPHELD
    assert await desk.list_open(TEAM, CHANNEL) == []


async def test_without_redis_nothing_is_opened_and_the_user_is_told(
    redis_down: str, keyring: Keyring, clock: Clock
) -> None:
    lonely, filled = (
        Store.open(redis_down, keyring),
        Draft(id="D1", team=TEAM, user=ALICE, channel=CHANNEL, updated_at=clock()),
    )
    desk = Desk(store=lonely, queue=Queue(redis_down, clock), rulebook=load_rulebook(), clock=clock, time_zone=NEW_YORK)

    with pytest.raises(StoreUnavailable, match="Nothing is lost"):
        await desk.open_appeal(filled, STRONG)
    await lonely.close()


async def test_an_appeal_is_safe_even_where_the_queue_cannot_be_reached(
    store: Store, redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Queue(redis_url, clock) as queue:

        async def lost(*_: object) -> None:
            raise ConnectionError

        monkeypatch.setattr(queue, "publish", lost)
        desk = Desk(store=store, queue=queue, rulebook=load_rulebook(), clock=clock, time_zone=NEW_YORK)
        appeal = await desk.open_appeal(await draft(desk), STRONG)

    assert await store.outbox(TEAM) == {appeal.id: 0}
