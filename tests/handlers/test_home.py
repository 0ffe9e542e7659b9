"""The Home tab."""

from tests.handlers.conftest import Clinic


async def test_home_shows_ones_own_open_appeals(clinic: Clinic):
    await clinic.opened(user="U01ALICE")
    await clinic.opened(user="U01BOB", channel="C01ORTHO")

    seen = await clinic.alice.home()

    assert "#1 · Lumbar spine MRI (72148)" in seen["text"]
    assert "#2" not in seen["text"]


async def test_home_says_so_where_there_is_nothing(clinic: Clinic):
    assert "You have no open appeals" in (await clinic.alice.home())["text"]
