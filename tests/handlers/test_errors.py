"""When something fails the user still gets an answer."""

import io
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from slack_bolt.async_app import AsyncApp

from rules import load_rulebook
from sandbox.basics import Timings
from sandbox.driver import Sandbox
from slackbot import log
from slackbot.blocks.card import card
from slackbot.crypto import Keyring
from slackbot.redis_server import RedisServer
from tests.clock import Clock
from tests.handlers.conftest import MANIFEST, Clinic, bot, desk_on
from tests.handlers.test_type_ahead import offers


class Fragile(Clinic):
    """A clinic whose Redis can be taken away and given back, and whose app takes more listeners."""

    server: RedisServer
    app: AsyncApp


@pytest.fixture
async def fragile(tmp_path: Path, keyring: Keyring, clock: Clock) -> AsyncIterator[Fragile]:
    server = RedisServer(tmp_path / "redis")
    async with (
        Sandbox.started(manifest=MANIFEST, timings=Timings(settle=0.02)) as slack,
        desk_on(server.start(), keyring, clock) as desk,
        bot(slack, desk) as app,
    ):
        clinic = Fragile(slack, desk, load_rulebook(), clock)
        clinic.server, clinic.app = server, app
        yield clinic
        server.start()
    server.stop()


async def test_redis_down_at_the_last_submit_keeps_the_form_open_and_loses_nothing(fragile: Fragile):
    modal = await fragile.fill_until(4)
    fragile.server.stop()

    await modal.submit()

    assert modal.title == "MRI appeal 4 of 4"
    assert "It could not be saved just now. Nothing is lost" in modal.text
    assert "This case is strong" in modal.text

    fragile.server.start()
    assert (await modal.submit()).closed
    assert len(await fragile.desk.open_rows("T01CLINIC")) == 1


async def test_redis_down_at_an_earlier_step_keeps_what_was_typed(fragile: Fragile):
    modal = await fragile.fill_until(3)
    await modal.fill({"Why this MRI": "To see the root"})
    fragile.server.stop()

    done = await modal.submit()

    assert any("could not be saved" in text for text in done.errors.values())
    assert modal.values["Why this MRI"] == "To see the root"
    fragile.server.start()
    assert (await modal.submit()).modal
    assert modal.title == "MRI appeal 4 of 4"


async def test_redis_down_while_typing_still_offers_codes_and_takes_what_is_typed(fragile: Fragile):
    modal = await fragile.fill_until(2)
    await modal.fill({"Body region": "Lumbar spine"})
    fragile.server.stop()

    assert "72148" in await offers(modal, "cpt", "lumbar")
    assert await offers(modal, "icd10", "cauda equina") == ["G83.4"]
    fragile.server.start()
    await modal.click("Back")
    await modal.wait_for("MRI appeal 1 of 4")
    fragile.server.stop()
    assert await offers(modal, "insurer", "New Health") == ["New Health"]


async def test_redis_down_at_the_command_says_so(fragile: Fragile):
    fragile.server.stop()

    answer = await fragile.alice.answer("/mri-appeal", channel="C01PRIORAUTH")

    assert "try again in a minute" in answer.shown


async def test_redis_down_at_a_button_says_so_beside_it(fragile: Fragile):
    message = await fragile.post(card(await fragile.opened(), fragile.desk.today()))
    fragile.server.stop()

    await fragile.alice.click(message, "Mark submitted")

    answer = await fragile.alice.wait_for_ephemeral("C01PRIORAUTH")
    assert "try again in a minute" in answer.shown


async def test_redis_down_in_the_form_says_so_in_the_form(fragile: Fragile):
    modal = await fragile.fill_until(3)
    fragile.server.stop()

    await modal.click("Back")

    await modal.wait_for("try again in a minute")
    assert modal.title == "MRI appeal 3 of 4"


async def test_a_form_that_slack_would_not_open_any_more_is_explained(fragile: Fragile):
    fragile.slack.fault("views.open", "error:expired_trigger_id")

    answer = await fragile.alice.answer("/mri-appeal", channel="C01PRIORAUTH")

    assert "could not be opened in time" in answer.shown


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the bot's own log writes."""
    root = logging.getLogger()
    level = root.level
    log.configure("INFO")
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    text = io.StringIO()
    handler.setStream(text)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


async def test_a_failure_of_ours_gets_a_reference_that_the_log_has_and_no_typed_text(
    fragile: Fragile, written: io.StringIO
):
    """A listener that fails on a word that only this test knows."""
    fragile.app._async_listeners.clear()

    @fragile.app.command("/mri-appeal")
    async def fails(command: dict[str, str]) -> None:
        raise RuntimeError(command["text"])

    answer = await fragile.alice.answer("/mri-appeal", "SENTINEL", channel="C01PRIORAUTH")

    reference = answer.shown.rpartition("reference ")[2].strip(".")
    assert len(reference) == 6
    assert reference in written.getvalue()
    assert "RuntimeError" in written.getvalue()
    assert "SENTINEL" not in written.getvalue() + answer.shown
