"""The embedded server: durable through kill -9, adopted by the next process, shut down by the last."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis

from slackbot import redis_server
from slackbot.errors import RedisServerFailed
from slackbot.redis_server import RedisServer

HOLD = """
    import sys
    from pathlib import Path
    from slackbot.redis_server import RedisServer
    server = RedisServer(Path(sys.argv[1]))
    print(server.start(), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    made = RedisServer(tmp_path)
    yield made
    made.stop()


def client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, decode_responses=True)


def write(url: str, value: str) -> int:
    """Write a value; gives the server's pid."""
    with client(url) as connection:
        connection.set("kept", value)
        return int(connection.info("server")["process_id"])


def read(url: str) -> tuple[str | None, int]:
    with client(url) as connection:
        return connection.get("kept"), int(connection.info("server")["process_id"])


def holder(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Another process that has started, or adopted, the server of this folder."""
    command = [sys.executable, "-c", textwrap.dedent(HOLD), str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, process.stdout.readline().strip()


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_listens_on_a_socket_in_a_folder_of_its_own_and_on_no_port(server: RedisServer, tmp_path: Path) -> None:
    url = server.start()

    assert url == f"unix://{tmp_path}/redis.sock"
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    with client(url) as connection:
        assert connection.config_get("port") == {"port": "0"}
        assert connection.config_get("append*fsync") == {"appendfsync": "always"}


def test_a_killed_server_comes_back_with_everything_that_was_acknowledged(server: RedisServer) -> None:
    pid = write(server.start(), "before the kill")
    os.kill(pid, signal.SIGKILL)

    value, another = read(server.start())

    assert (value, another != pid) == ("before the kill", True)


def test_a_server_that_a_killed_bot_left_behind_is_adopted_and_shut_down_in_the_end(tmp_path: Path) -> None:
    bot, url = holder(tmp_path)
    pid = write(url, "from the killed bot")
    kill(bot)
    next_bot = RedisServer(tmp_path)

    assert read(next_bot.start()) == ("from the killed bot", pid)
    next_bot.stop()
    assert not redis_server._answers(tmp_path / "redis.sock")


def test_bot_and_server_killed_together_lose_nothing(tmp_path: Path, server: RedisServer) -> None:
    bot, url = holder(tmp_path)
    pid = write(url, "acknowledged")
    os.kill(pid, signal.SIGKILL)
    kill(bot)

    assert read(server.start())[0] == "acknowledged"


def test_it_stays_while_another_process_uses_it(tmp_path: Path) -> None:
    first = RedisServer(tmp_path)
    pid = write(first.start(), "shared")
    worker, url = holder(tmp_path)
    first.stop()

    assert read(url) == ("shared", pid)
    kill(worker)
    with RedisServer(tmp_path) as again:
        assert read(again) == ("shared", pid)
    assert not redis_server._answers(tmp_path / "redis.sock")


def test_processes_that_start_at_once_share_one_server(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        holders = list(pool.map(lambda _: holder(tmp_path), range(4)))
    pids = {read(url)[1] for _, url in holders}
    for process, _ in holders:
        kill(process)
    with RedisServer(tmp_path):
        pass

    assert len(pids) == 1


def test_a_server_that_lost_its_socket_gets_no_second_one_beside_it(
    server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = write(server.start(), "x")
    (tmp_path / "redis.sock").unlink()
    monkeypatch.setattr(redis_server, "READY_WITHIN", 0.2)

    with pytest.raises(RedisServerFailed, match="does not answer"):
        RedisServer(tmp_path).start()
    os.kill(pid, signal.SIGTERM)


def test_a_deep_folder_gets_a_short_socket_that_the_next_start_finds(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    bot, url = holder(deep)
    pid = write(url, "deep")
    kill(bot)

    with RedisServer(deep) as again:
        assert (again, len(again.removeprefix("unix://")) <= 100) == (url, True)
        assert read(again) == ("deep", pid)
    (deep / "socket-folder").resolve().rmdir()


def test_a_server_that_cannot_start_says_where_to_look(server: RedisServer, tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").write_text("a file where a folder must be")

    with pytest.raises(RedisServerFailed, match=r"server\.log says why.*REDIS_URL"):
        server.start()
