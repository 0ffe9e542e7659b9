"""The store on a real server: whole writes or none, nothing in the clear that a clinic typed, two seconds to answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import redis

from rules.model import Clinician
from slackbot.appeal import (
    Appeal,
    Approval,
    Contact,
    Event,
    Item,
    NotApplicable,
    PeerToPeer,
    Status,
    Submission,
    tick,
)
from slackbot.crypto import Keyring
from slackbot.draft import Draft
from slackbot.errors import AppealNotFound, RecordUnreadable, RedisServerFailed, StoreUnavailable
from slackbot.store import Store, connect
from tests.build import LEVEL, OPENED, appeal, filing, intake

TEAM, CHANNEL, ALICE = "T01CLINIC", "C01PRIORAUTH", "U01ALICE"
WAKE = OPENED + timedelta(days=7)
NO = NotApplicable(reason="SENTINEL-REASON", by=ALICE, at=OPENED)


def draft(name: str = "D1", **values: str) -> Draft:
    return Draft(id=name, team=TEAM, user=ALICE, channel=CHANNEL, values=dict(values), updated_at=OPENED)


def event(what: str = "opened", detail: str = "") -> Event:
    return Event(what=what, by=ALICE, at=OPENED, detail=detail)


async def opened(store: Store, record: Appeal | None = None, name: str = "D1") -> Appeal:
    record = record or appeal()
    return await store.load(record.team, await store.create(record, draft(name), event(), WAKE))


async def changed(store: Store, before: Appeal, **changes: object) -> Appeal:
    after = before.model_copy(update={"revision": before.revision + 1, **changes})
    assert await store.update(before, after, [event("changed")], WAKE)
    return await store.load(before.team, before.id)


@pytest.fixture
def raw(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


# ---- drafts


async def test_a_draft_is_kept_for_a_day_and_is_the_one_that_its_user_resumes(store: Store, raw: redis.Redis) -> None:
    await store.save_draft(draft("D1"))
    await store.save_draft(draft("D2", plan="erisa_self_funded"))

    assert await store.latest_draft_id(TEAM, ALICE, CHANNEL) == "D2"
    assert await store.load_draft(TEAM, "D2") == draft("D2", plan="erisa_self_funded")
    assert 86_390 <= raw.ttl("mra:{T01CLINIC}:draft:D2") <= 86_400


async def test_a_draft_is_nobody_elses(store: Store) -> None:
    await store.save_draft(draft())

    assert await store.load_draft("T02OTHER", "D1") is None
    assert await store.latest_draft_id(TEAM, "U01BOB", CHANNEL) is None
    assert await store.latest_draft_id(TEAM, ALICE, "C01ORTHO") is None


async def test_a_discarded_draft_is_gone(store: Store) -> None:
    await store.save_draft(draft())
    await store.discard_draft(draft())

    assert await store.load_draft(TEAM, "D1") is None
    assert await store.latest_draft_id(TEAM, ALICE, CHANNEL) is None


# ---- opening


async def test_an_opened_appeal_reads_back_as_it_was_written(store: Store) -> None:
    record = appeal(submission=Submission(at=OPENED, by=ALICE, confirmation="FAX-77", due=OPENED))

    assert await opened(store, record) == record


async def test_opening_writes_number_history_indexes_and_outbox_entry(store: Store) -> None:
    await store.save_draft(draft())
    record = await opened(store)

    assert await store.id_of(TEAM, record.number) == record.id
    assert [(each.what, each.by, each.at) for each in await store.history(TEAM, record.id)] == [
        ("opened", ALICE, OPENED)
    ]
    assert await store.open_ids(TEAM) == await store.open_ids(TEAM, CHANNEL) == [record.id]
    assert await store.outbox(TEAM) == {record.id: 0}
    assert await store.rounds.due(TEAM, CHANNEL, WAKE) == [record.id]
    assert await store.rounds.channels(TEAM) == [CHANNEL]
    assert await store.teams() == {TEAM}
    assert await store.latest_draft_id(TEAM, ALICE, CHANNEL) is None


async def test_an_opened_draft_is_kept_for_ten_minutes_so_that_the_same_form_can_be_sent_again(
    store: Store, raw: redis.Redis
) -> None:
    await store.save_draft(draft())
    await opened(store)

    assert await store.load_draft(TEAM, "D1") == draft()
    assert 590 <= raw.ttl("mra:{T01CLINIC}:draft:D1") <= 600


async def test_the_same_draft_opens_one_appeal_however_often_and_by_how_many(store: Store) -> None:
    attempts = [appeal(id=f"A{n}") for n in range(8)]

    ids = await asyncio.gather(*(store.create(each, draft(), event(), WAKE) for each in attempts))

    assert len(set(ids)) == 1
    assert len(await store.open_ids(TEAM)) == 1
    assert len(await store.history(TEAM, ids[0])) == 1


async def test_a_newer_draft_of_the_same_user_outlives_the_opening_of_an_older_one(store: Store) -> None:
    await store.save_draft(draft("D1"))
    await store.save_draft(draft("D2"))
    await opened(store, name="D1")

    assert await store.latest_draft_id(TEAM, ALICE, CHANNEL) == "D2"


async def test_numbers_count_up_in_each_workspace(store: Store) -> None:
    here = [await opened(store, appeal(id=f"A{n}"), f"D{n}") for n in range(3)]
    other = draft("D9").model_copy(update={"team": "T02OTHER"})
    there = await store.create(appeal(id="B", team="T02OTHER"), other, event(), None)

    assert [each.number for each in here] == [1, 2, 3]
    assert (await store.load("T02OTHER", there)).number == 1


async def test_an_appeal_is_found_in_its_own_workspace_only(store: Store) -> None:
    record = await opened(store)

    for search in (store.load("T02OTHER", record.id), store.id_of("T02OTHER", 1), store.load(TEAM, "NONE")):
        with pytest.raises(AppealNotFound):
            await search


# ---- changing


async def test_a_change_is_written_with_its_history(store: Store) -> None:
    before = await opened(store)
    after = tick(before, "notes", by=ALICE, at=OPENED).model_copy(update={"revision": 1})

    assert await store.update(before, after, [event("ticked", "notes")], None)
    assert await store.load(TEAM, before.id) == after
    assert [(each.what, each.detail) for each in await store.history(TEAM, before.id)][1:] == [("ticked", "notes")]
    assert await store.outbox(TEAM) == {before.id: 1}
    assert await store.rounds.due(TEAM, CHANNEL, WAKE) == []


async def test_of_two_changes_of_the_same_record_one_is_refused_whole(store: Store) -> None:
    before = await opened(store)
    one = before.model_copy(update={"owner": "U01BOB", "revision": 1})
    other = before.model_copy(update={"owner": "U01CAROL", "revision": 1})

    assert sorted(
        await asyncio.gather(*(store.update(before, each, [event("moved")], None) for each in (one, other)))
    ) == [False, True]
    assert len(await store.history(TEAM, before.id)) == 2


async def test_a_write_that_is_sent_again_because_its_answer_was_lost_counts_once(store: Store) -> None:
    before = await opened(store)
    effects = [["HSET", "1", "revision", "1", "write", "token"], ["XADD", "2", "*", "what", "x"]]
    keys = [f"mra:{{{TEAM}}}:appeal:{before.id}", f"mra:{{{TEAM}}}:appeal:{before.id}:history"]

    answers = [await store._write_if(keys, "revision", "0", effects, "token") for _ in range(2)]
    stranger = await store._write_if(keys, "revision", "0", effects, "another")

    assert (answers, stranger) == ([True, True], False)
    assert await store._redis.xlen(keys[1]) == 2


async def test_open_appeals_are_listed_by_the_day_they_are_worked_towards(store: Store) -> None:
    days = {"AA": date(2027, 3, 1), "AB": None, "AC": date(2026, 12, 1)}
    for name, day in days.items():
        await opened(store, appeal(filing(day), id=name), f"D{name}")
    elsewhere = appeal(filing(date(2026, 11, 30)), id="AD", channel="C01ORTHO")
    await opened(store, elsewhere, "DAD")

    assert await store.open_ids(TEAM, CHANNEL) == ["AC", "AA", "AB"]
    assert [each.id for each in await store.load_all(TEAM, await store.open_ids(TEAM))] == ["AD", "AC", "AA", "AB"]


async def test_a_closed_appeal_leaves_the_lists_and_stays_readable(store: Store) -> None:
    record = await changed(store, await opened(store), status=Status.WITHDRAWN)

    assert await store.open_ids(TEAM) == await store.open_ids(TEAM, CHANNEL) == []
    assert (await store.load(TEAM, record.id)).status is Status.WITHDRAWN


async def test_more_appeals_than_one_round_trip_reads_are_all_read(store: Store) -> None:
    names = [f"A{n:03}" for n in range(205)]
    for name in names:
        await store.create(appeal(id=name), draft(f"D{name}"), event(), WAKE)

    assert len(await store.load_all(TEAM, [*names, "GONE"])) == 205


# ---- what Slack shows


async def test_the_first_to_post_is_told_so_and_a_later_one_when_that_was(store: Store) -> None:
    record, before = await opened(store), time.time()

    assert await store.claim(record, "card") is None
    first = await store.claim(record, "card")
    assert first is not None
    assert before - 0.001 <= first <= time.time()
    assert await store.claim(record, f"checklist@{LEVEL}") is None


async def test_where_a_message_stands_is_remembered_beside_changes(store: Store) -> None:
    record = await opened(store)
    await store.mark_posted(record, "card", "1.1")
    await changed(store, record, owner="U01BOB")
    await store.mark_posted(record, f"checklist@{LEVEL}", "1.2")

    found = await store.load(TEAM, record.id)
    assert (found.owner, found.posted_ts("card"), found.posted_ts("checklist")) == ("U01BOB", "1.1", "1.2")


async def test_what_is_shown_leaves_the_outbox_unless_it_was_changed_again(store: Store) -> None:
    record = await opened(store)
    later = await changed(store, record, owner="U01BOB")

    await store.mark_shown(record, "0@2026-11-23")
    assert await store.outbox(TEAM) == {record.id: 1}
    await store.mark_shown(later, "1@2026-11-23")
    assert await store.outbox(TEAM) == {}
    assert await store.shown(TEAM, [record.id, "GONE"]) == {record.id: "1@2026-11-23", "GONE": None}


# ---- what may not be seen


async def test_nothing_that_a_clinic_typed_stands_in_the_clear(store: Store, raw: redis.Redis) -> None:
    typed = intake(reference="SENTINEL-REF", clinician=Clinician(name="SENTINEL-NAME"))
    parts = {
        "items": (Item(id="notes", text="", why="", required=True, not_applicable=NO),),
        "contacts": (Contact(kind="call", at=OPENED, by=ALICE, with_whom="SENTINEL-WHO", said="SENTINEL-SAID"),),
        "peer_to_peer": PeerToPeer(requested_by=ALICE, requested_at=OPENED, slots=(OPENED,), phone="SENTINEL-PHONE"),
        "approval": Approval(number="SENTINEL-APPROVAL"),
        "submission": Submission(at=OPENED, by=ALICE, confirmation="SENTINEL-FAX"),
    }
    record = await opened(store, appeal(intake=typed, **parts))
    assert record.model_dump(include=set(parts)) == appeal(**parts).model_dump(include=set(parts))
    after = record.model_copy(update={"revision": 1, "owner": "U01BOB"})
    await store.update(record, after, [event("submitted", "SENTINEL-FAX")], WAKE)
    await store.save_draft(draft("D2", why_mri="SENTINEL-WHY"))

    everything = "".join(key + str(dump(raw, key)) for key in raw.scan_iter())

    assert "T01CLINIC" in everything
    assert "SENTINEL" not in everything
    assert "72148" not in everything


async def test_a_field_moved_to_another_appeal_does_not_open(store: Store, raw: redis.Redis) -> None:
    await opened(store, appeal(id="AA"), "D1")
    await opened(store, appeal(id="AB"), "D2")
    moved = raw.hget("mra:{T01CLINIC}:appeal:AA", "intake")
    raw.hset("mra:{T01CLINIC}:appeal:AB", "intake", str(moved))

    with pytest.raises(RecordUnreadable):
        await store.load(TEAM, "AB")


async def test_a_record_that_does_not_read_says_which_field_and_not_what_is_in_it(
    store: Store, raw: redis.Redis
) -> None:
    await opened(store)
    raw.hset("mra:{T01CLINIC}:appeal:AAAAAAAAAAA", "owner", "[12345]")

    with pytest.raises(RecordUnreadable, match=r"AAAAAAAAAAA.*owner") as caught:
        await store.load(TEAM, "AAAAAAAAAAA")
    assert "12345" not in str(caught.value)


def dump(client: redis.Redis, key: str) -> object:
    match client.type(key):
        case "hash":
            return client.hgetall(key)
        case "stream":
            return client.xrange(key)
        case "zset":
            return client.zrange(key, 0, -1)
        case "set":
            return client.smembers(key)
        case _:
            return client.get(key)


# ---- when Redis is not there


@pytest.fixture
async def lonely(redis_down: str, keyring: Keyring) -> AsyncIterator[Store]:
    store = Store.open(redis_down, keyring)
    yield store
    await store.close()


async def test_without_redis_every_call_says_that_it_could_not_be_saved(lonely: Store) -> None:
    calls = (
        lonely.ping(),
        lonely.save_draft(draft()),
        lonely.create(appeal(), draft(), event(), None),
        lonely.load(TEAM, "A"),
        lonely.load_all(TEAM, ["A"]),
        lonely.teams(),
    )
    for call in calls:
        with pytest.raises(StoreUnavailable, match="Nothing is lost"):
            await call


@dataclass
class Mute:
    """A server that takes connections and says nothing."""

    path: Path

    async def __aenter__(self) -> str:
        self.writers: list[asyncio.StreamWriter] = []
        self.server = await asyncio.start_unix_server(lambda _, writer: self.writers.append(writer), self.path)
        return f"unix://{self.path}"

    async def __aexit__(self, *_: object) -> None:
        for writer in self.writers:
            writer.close()
            await writer.wait_closed()
        self.server.close()
        await self.server.wait_closed()


async def test_a_server_that_hangs_is_given_up_in_two_seconds(tmp_path: Path, keyring: Keyring) -> None:
    async with Mute(tmp_path / "mute.sock") as url:
        store, began = Store.open(url, keyring), time.monotonic()
        with pytest.raises(StoreUnavailable):
            await store.ping()
        assert time.monotonic() - began < 2.5
        await store.close()


async def test_a_connection_that_died_while_idle_is_made_again_unseen(store: Store, raw: redis.Redis) -> None:
    await store.ping()
    raw.client_kill_filter(_type="normal", skipme=True)

    await store.ping()


@pytest.mark.parametrize(
    "url", ["http://localhost", "valkey+unix:///x.sock", "localhost:6379", "redis://", "memory://x"]
)
def test_an_address_of_another_kind_is_refused_with_those_that_are_known(url: str) -> None:
    with pytest.raises(RedisServerFailed, match=r"redis://, rediss://.*unix://"):
        connect(url)


async def test_lists_follow_what_another_process_writes(store: Store, redis_url: str, keyring: Keyring):
    other = Store.open(redis_url, keyring)
    before = await opened(store)
    seen = await other.open_rows(TEAM, CHANNEL)
    seen.clear()  # what a caller does with its list is its own matter
    assert [row.owner for row in await other.open_rows(TEAM, CHANNEL)] == [ALICE]

    await changed(store, before, owner="U01BOB")
    assert [row.owner for row in await other.open_rows(TEAM, CHANNEL)] == ["U01BOB"]

    await opened(store, appeal(id="ABBBBBBBBBB"), "D2")
    assert len(await other.open_rows(TEAM, CHANNEL)) == 2
    await other.close()


async def test_a_feed_is_found_by_the_hash_of_its_secret_until_another_takes_its_place(store: Store):
    await store.set_feed(TEAM, ALICE, "hash-1")
    await store.set_feed(TEAM, "U01BOB", "hash-2")
    assert [await store.feed_user(TEAM, each) for each in ("hash-1", "hash-2", "hash-3")] == [ALICE, "U01BOB", None]
    assert await store.feed_user("T02OTHER", "hash-1") is None

    await store.set_feed(TEAM, ALICE, "hash-3")

    assert [await store.feed_user(TEAM, each) for each in ("hash-1", "hash-2", "hash-3")] == [None, "U01BOB", ALICE]


async def test_a_feed_that_was_ended_leaves_nothing(store: Store, raw: redis.Redis):
    await store.set_feed(TEAM, ALICE, "hash-1")
    assert await store.has_feed(TEAM, ALICE)

    await store.set_feed(TEAM, ALICE, "")
    await store.set_feed(TEAM, ALICE, "")

    assert not await store.has_feed(TEAM, ALICE)
    assert not raw.exists("mra:{T01CLINIC}:feeds")
