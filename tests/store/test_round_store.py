"""The rounds on a real server: a message is begun once, its reminders are marked once, with their history."""

import asyncio
from datetime import timedelta

from slackbot.appeal import Appeal
from slackbot.channel_settings import ChannelSettings
from slackbot.round_store import Sending, new_sending
from slackbot.store import Store
from tests.build import OPENED, appeal
from tests.store.test_store import CHANNEL, TEAM, WAKE, changed, opened

HOUR = timedelta(hours=1)


def about(*records: Appeal, reminder: str = "r1") -> Sending:
    return new_sending(TEAM, CHANNEL, reminds=[(record.id, reminder) for record in records])


async def test_a_sent_message_marks_all_its_reminders_with_a_line_of_history_each_and_sets_the_next_instants(
    store: Store,
) -> None:
    first, other = await opened(store), await opened(store, appeal(id="A2"), "D2")
    sending = about(first, other)

    assert await store.rounds.begin(sending, [first, other])
    assert await store.rounds.finish(sending, "1.1", OPENED, [(first, WAKE + HOUR), (other, None)])

    assert [each.reminded for each in await store.load_all(TEAM, [first.id, other.id])] == [{"r1"}, {"r1"}]
    assert [(each.what, each.detail) for each in await store.history(TEAM, other.id)][1:] == [("reminded", "r1")]
    assert await store.rounds.due(TEAM, CHANNEL, WAKE) == []
    assert await store.rounds.planned(TEAM, CHANNEL) == [first.id]
    assert await store.rounds.earliest(TEAM, [CHANNEL, "C01ORTHO"]) == {
        CHANNEL: (WAKE + HOUR).timestamp(),
        "C01ORTHO": None,
    }
    assert await store.rounds.sending(TEAM, CHANNEL) is None


async def test_of_many_that_begin_at_once_one_may_post(store: Store) -> None:
    record = await opened(store)

    begun = await asyncio.gather(*(store.rounds.begin(about(record), [record]) for _ in range(6)))

    assert sorted(begun) == [False] * 5 + [True]


async def test_the_same_message_begun_again_because_its_answer_was_lost_may_be_posted(store: Store) -> None:
    record = await opened(store)
    sending = about(record)

    assert await store.rounds.begin(sending, [record])
    assert await store.rounds.begin(sending, [record])
    assert await store.rounds.sending(TEAM, CHANNEL) == sending


async def test_an_appeal_that_was_changed_since_it_was_read_is_not_reminded_of(store: Store) -> None:
    record = await opened(store)
    await changed(store, record, owner="U01BOB")

    assert not await store.rounds.begin(about(record), [record])
    assert await store.rounds.sending(TEAM, CHANNEL) is None


async def test_a_reminder_that_was_sent_is_never_begun_again(store: Store) -> None:
    record = await opened(store)
    first = about(record)
    await store.rounds.begin(first, [record])
    await store.rounds.finish(first, "1.1", OPENED, [])

    assert not await store.rounds.begin(about(record), [record])
    assert await store.rounds.begin(about(record, reminder="r2"), [record])


async def test_what_was_finished_is_not_finished_again(store: Store) -> None:
    record = await opened(store)
    sending = about(record)
    await store.rounds.begin(sending, [record])

    assert await store.rounds.finish(sending, "1.1", OPENED, [])
    assert not await store.rounds.finish(sending, "2.2", OPENED, [])
    assert len(await store.history(TEAM, record.id)) == 2


async def test_what_was_not_posted_can_be_begun_anew(store: Store) -> None:
    record = await opened(store)
    lost = about(record)
    await store.rounds.begin(lost, [record])
    await store.rounds.drop(lost)

    assert (await store.load(TEAM, record.id)).reminded == frozenset()
    assert await store.rounds.begin(about(record), [record])


async def test_the_next_instant_is_set_only_on_the_record_that_it_was_reckoned_from(store: Store) -> None:
    record = await opened(store)
    sending = about(record)
    await store.rounds.begin(sending, [record])
    after = await changed(store, record, owner="U01BOB")
    await store.rounds.finish(sending, "1.1", OPENED, [(record, None)])
    await store.rounds.set_wakes(TEAM, CHANNEL, [(record, None)])
    assert await store.rounds.planned(TEAM, CHANNEL) == [record.id]

    await store.rounds.set_wakes(TEAM, CHANNEL, [(after, OPENED)])
    assert await store.rounds.due(TEAM, CHANNEL, OPENED) == [record.id]
    assert await store.rounds.due(TEAM, CHANNEL, OPENED - timedelta(seconds=1)) == []


async def test_a_digest_is_remembered_by_its_week(store: Store) -> None:
    sending = new_sending(TEAM, CHANNEL, digest="2026-W48")

    assert await store.rounds.last_digest(TEAM, CHANNEL) is None
    assert await store.rounds.begin(sending, [])
    await store.rounds.finish(sending, "1.1", OPENED, [])
    assert await store.rounds.last_digest(TEAM, CHANNEL) == "2026-W48"
    await store.rounds.skip_digest(TEAM, CHANNEL, "2026-W49")
    assert await store.rounds.last_digest(TEAM, CHANNEL) == "2026-W49"


async def test_new_settings_ask_for_new_plans_until_they_were_made(store: Store) -> None:
    assert await store.rounds.to_replan(TEAM, CHANNEL) is None
    await store.save_settings(TEAM, CHANNEL, ChannelSettings(time_zone="America/Chicago"))

    change = await store.rounds.to_replan(TEAM, CHANNEL)
    assert change
    assert await store.rounds.channels(TEAM) == [CHANNEL]
    await store.rounds.replanned(TEAM, CHANNEL, change)
    assert await store.rounds.to_replan(TEAM, CHANNEL) is None


async def test_settings_that_change_while_plans_are_made_ask_once_more(store: Store) -> None:
    await store.save_settings(TEAM, CHANNEL, ChannelSettings(time_zone="America/Chicago"))
    change = await store.rounds.to_replan(TEAM, CHANNEL)
    assert change

    await store.save_settings(TEAM, CHANNEL, ChannelSettings(time_zone="America/Denver"))
    await store.rounds.replanned(TEAM, CHANNEL, change)

    assert await store.rounds.to_replan(TEAM, CHANNEL) not in {None, change}
