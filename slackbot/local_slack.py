"""The sandbox as a child process: started, adopted after a kill, and stopped. Knows its address, not its code.

The sandbox runs in a session of its own. Slack outlives a bot that is killed, and so does its stand-in: what was posted
is still there when the bot comes back, which finds the sandbox by the note it left in VAR_DIR and goes on with it.
"""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from slackbot.errors import BotError

BOT_TOKEN: Final = "xoxb-sandbox-T01CLINIC"  # noqa: S105 -- the sandbox's published tokens, worthless elsewhere
APP_TOKEN: Final = "xapp-sandbox-T01CLINIC"  # noqa: S105 -- no secret: the local Slack knows no other
START_WITHIN: Final = 20.0  # seconds
ANSWER_WITHIN: Final = 2.0  # seconds


class SandboxFailed(BotError):  # noqa: N818 -- as the other errors of this tree
    """The local Slack did not come up; the message says what to try."""


@contextmanager
def local_slack(var_dir: Path, port: int, manifest: Path) -> Generator[str]:
    """Give the address of a running sandbox ("http://127.0.0.1:8765") and stop it at the end. Blocks while it starts.

    Raises:
        SandboxFailed: the port is taken by another program, or the sandbox did not come up.
    """
    var_dir.mkdir(parents=True, exist_ok=True)
    note = var_dir / "sandbox.json"
    pid, address = _adopt(note) or _start(note, port, manifest)
    try:
        yield address
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        note.unlink(missing_ok=True)


def _adopt(note: Path) -> tuple[int, str] | None:
    """The sandbox that an earlier bot left running; None where there is none."""
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
        pid, address = int(found["pid"]), str(found["address"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    try:
        with urllib.request.urlopen(f"{address}/sandbox/requests", timeout=ANSWER_WITHIN):  # noqa: S310 -- 127.0.0.1
            return pid, address
    except OSError:
        return None


def _start(note: Path, port: int, manifest: Path) -> tuple[int, str]:
    log = note.parent / "sandbox.log"
    with log.open("ab") as errors:
        process = subprocess.Popen(  # noqa: S603 -- our own package, our own arguments
            [sys.executable, "-m", "sandbox", "--port", str(port), "--manifest", str(manifest)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    address = _address_of(process)
    if address is None:
        process.kill()
        process.wait()
        raise SandboxFailed(
            f"The local Slack did not come up on port {port}. If another program uses that port, choose another one "
            f"(SANDBOX_PORT=8766 make run); else look into {log}."
        )
    note.write_text(json.dumps({"pid": process.pid, "address": address}), encoding="utf-8")
    return process.pid, address


def _address_of(process: subprocess.Popen[bytes]) -> str | None:
    """The address that the sandbox prints once it listens; None where it ends or stays silent."""
    assert process.stdout is not None  # noqa: S101 -- it was started with a pipe
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(START_WITHIN):
            return None
    words = process.stdout.readline().decode().split()
    return next((word.rstrip("/") for word in words if word.startswith("http://127.0.0.1:")), None)
