"""Waiting for a change of the world."""

import asyncio

import pytest

from sandbox.basics import Changes


async def test_a_wait_ends_with_the_change_that_makes_its_condition_true() -> None:
    changes, things = Changes(), list[str]()
    waiting = asyncio.create_task(changes.until(lambda: len(things) == 2, 5))
    for thing in ("one", "two"):
        await asyncio.sleep(0)
        assert not waiting.done()
        things.append(thing)
        changes.touch()
    assert await waiting
    assert changes.version == 2


async def test_what_is_true_already_needs_no_wait() -> None:
    assert await Changes().until(lambda: True, 0)


async def test_a_wait_in_vain_ends_when_its_time_is_over() -> None:
    assert not await Changes().until(lambda: False, 0.01)


async def test_a_condition_that_fails_fails_for_the_one_who_waits() -> None:
    changes = Changes()
    broken = [False]

    def condition() -> bool:
        if broken[0]:
            raise LookupError
        return False

    waiting = asyncio.create_task(changes.until(condition, 5))
    await asyncio.sleep(0)
    broken[0] = True
    changes.touch()
    with pytest.raises(LookupError):
        await waiting
