"""The program and the world around it: which Slack, which Redis, how it starts, how it ends."""

import json
import os
import signal
import socket
from pathlib import Path

import aiohttp
import redis

from sandbox.driver import Sandbox
from tests.clock import eventually
from tests.scenarios.program import ROOT, program

MANIFEST = ROOT / "manifest.yml"
CHANNEL = "C01PRIORAUTH"


def tokens(slack: Sandbox) -> dict[str, str]:
    return {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.api_url}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_with_tokens_it_connects_to_the_slack_named_and_starts_no_sandbox(tmp_path: Path) -> None:
    async with Sandbox.started(manifest=MANIFEST) as slack, program(tmp_path / "var", "run", **tokens(slack)) as bot:
        said = await bot.start()
        assert "Slack by Socket Mode" in said
        await slack.connected()
        modal = await slack.user("U01ALICE").slash("/mri-appeal", channel=CHANNEL)
        assert modal.title == "MRI appeal 1 of 4"
        assert not (bot.var / "sandbox.json").exists()
        assert await bot.stop() == 0


async def test_bot_and_worker_share_the_work_as_processes_of_their_own(tmp_path: Path, redis_url: str) -> None:
    shared = {"REDIS_URL": redis_url, "ENCRYPTION_KEYS": "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="}
    async with (
        Sandbox.started(manifest=MANIFEST) as slack,
        program(tmp_path / "bot", "bot", **tokens(slack), **shared) as bot,
        program(tmp_path / "worker", "worker", **tokens(slack), **shared) as worker,
    ):
        assert "answering Slack" in await bot.start()
        assert "working at the queue" in await worker.start()
        await slack.user("U01ALICE").slash("/mri-appeal", channel=CHANNEL)
        assert await worker.stop() == 0
        assert await bot.stop() == 0
        assert not (bot.var / "redis").exists(), "an outside Redis is named, so none is embedded"


async def test_over_http_only_signed_requests_are_served(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    async with Sandbox.started(manifest=MANIFEST, request_url=url) as slack:
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_API_URL": slack.api_url,
            "SLACK_SIGNING_SECRET": slack.workspace.signing_secret,
            "HTTP_PORT": str(port),
            "HTTP_HOST": "127.0.0.1",
        }
        async with program(tmp_path / "var", "run", **settings) as bot:
            assert "Slack over HTTP" in await bot.start()
            modal = await slack.user("U01ALICE").slash("/mri-appeal", channel=CHANNEL)
            assert modal.title == "MRI appeal 1 of 4"
            async with aiohttp.ClientSession() as session, session.post(url, data="payload={}") as unsigned:
                assert unsigned.status == 401


async def test_slack_is_answered_by_both_ways_where_both_are_set_up(tmp_path: Path) -> None:
    port = free_port()
    async with Sandbox.started(manifest=MANIFEST) as slack:
        both = {
            "SLACK_SIGNING_SECRET": slack.workspace.signing_secret,
            "HTTP_PORT": str(port),
            "HTTP_HOST": "127.0.0.1",
        }
        async with program(tmp_path / "var", "run", **tokens(slack), **both) as bot:
            assert f"Slack by Socket Mode and Slack over HTTP, port {port}" in await bot.start()
            await slack.connected()
            alice = slack.user("U01ALICE")
            assert "list" in (await alice.answer("/mri-appeal", "help", channel=CHANNEL)).shown
            slack.workspace.request_url = f"http://127.0.0.1:{port}/slack/events"
            assert "list" in (await alice.answer("/mri-appeal", "help", channel=CHANNEL)).shown


async def test_a_token_that_slack_refuses_is_said_with_what_to_do(tmp_path: Path) -> None:
    async with Sandbox.started(manifest=MANIFEST) as slack:
        wrong = tokens(slack) | {"SLACK_BOT_TOKEN": "xoxb-wrong"}
        async with program(tmp_path / "var", "run", **wrong) as bot:
            await bot.start()
            assert await bot.ended() == 1
            said = bot.errors.read_text()
            assert "SLACK_BOT_TOKEN" in said
            assert "OAuth & Permissions" in said
            assert "Traceback" not in said
            assert "xoxb-wrong" not in said


async def test_a_redis_that_is_not_there_is_said_with_what_to_do(tmp_path: Path, redis_down: str) -> None:
    async with Sandbox.started(manifest=MANIFEST) as slack:
        settings = tokens(slack) | {"REDIS_URL": redis_down}
        async with program(tmp_path / "var", "run", **settings) as bot:
            await bot.start()
            assert await bot.ended() == 1
            said = bot.errors.read_text()
            assert "Redis" in said
            assert "REDIS_URL" in said
            assert "Traceback" not in said


async def test_settings_that_cannot_work_are_listed_before_anything_starts(tmp_path: Path) -> None:
    settings = {"SLACK_BOT_TOKEN": "xapp-mixed-up", "TIME_ZONE": "Mars/Olympus", "HTTP_PORT": "eighty"}
    async with program(tmp_path / "var", "run", **settings) as bot:
        await bot.start()
        assert await bot.ended() == 2
        said = bot.errors.read_text()
        assert "TIME_ZONE" in said
        assert "HTTP_PORT" in said
        assert "Traceback" not in said


async def test_a_port_taken_by_another_program_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        async with program(tmp_path / "var", "run", SANDBOX_PORT=str(other.getsockname()[1])) as bot:
            await bot.start()
            assert await bot.ended() == 1
            said = bot.errors.read_text()
            assert "SANDBOX_PORT" in said
            assert "Traceback" not in said


async def test_an_embedded_redis_that_dies_comes_back_with_what_it_held(tmp_path: Path) -> None:
    async with Sandbox.started(manifest=MANIFEST) as slack, program(tmp_path / "var", "run", **tokens(slack)) as bot:
        await bot.start()
        alice = slack.user("U01ALICE")
        modal = await alice.slash("/mri-appeal", channel=CHANNEL)
        await modal.fill({"Type of health plan": "Medicare Advantage (Part C)"})
        await modal.close(everything=True)
        with redis.Redis.from_url(f"unix://{bot.var}/redis/redis.sock") as client:
            os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)

        async def form_is_back() -> bool:
            await alice.command("/mri-appeal", channel=CHANNEL)
            return alice.modal is not None

        await eventually(form_is_back, "the form")
        assert alice.modal is not None
        assert alice.modal.values["Type of health plan"] == "Medicare Advantage (Part C)"


async def test_ctrl_c_leaves_no_process_behind(tmp_path: Path) -> None:
    async with program(tmp_path / "var", "run") as bot:
        await bot.start()
        sandbox = json.loads((bot.var / "sandbox.json").read_text())["pid"]
        assert alive(sandbox)
        assert await bot.stop() == 0
        assert not alive(sandbox)
        assert not (bot.var / "sandbox.json").exists()


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
