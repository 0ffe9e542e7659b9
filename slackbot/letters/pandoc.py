"""Warm pandoc processes: HTML in, Word or typst source out; nothing touches the disk or the network.

Starting pandoc and its writer costs more than a page. So a few processes stay, each answers one request at a time, and
they end with this program (templates/letters/pandoc.lua has the protocol).
"""

import atexit
import os
import subprocess
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Literal

import pypandoc

Target = Literal["docx", "typst"]
LIMIT = 30  # seconds; a letter takes a thirtieth of one


class PandocFailed(Exception):  # noqa: N818 -- names what happened, not an internal fault
    """Pandoc gave no page; the message holds no text of the letter."""


class _Process:
    """One pandoc that waits for requests."""

    def __init__(self, script: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603 -- a fixed program and a script of ours
            [_program(), "lua", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def ask(self, head: str, html: bytes) -> bytes:
        """Raises PandocFailed where it refuses, OSError where it died."""
        giving_up = threading.Timer(LIMIT, self._process.kill)
        giving_up.start()
        try:
            requests, answers = self._pipes()
            requests.write(head.encode() + html)
            requests.flush()
            state, _, length = answers.readline().decode().partition(" ")
            made = answers.read(int(length or 0))
        finally:
            giving_up.cancel()
        if state == "ok":
            return made
        raise PandocFailed("pandoc refused the page") if state else OSError("pandoc ended")

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("pandoc has no pipes")
        return self._process.stdin, self._process.stdout

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):  # what it did not read any more
                    pipe.close()


class Pandoc:
    """As many processes as there are requests at once, at most one for each processor."""

    def __init__(self, script: Path) -> None:
        """Nothing starts before the first page."""
        self._script = script
        self._turn = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._idle: list[_Process] = []

    def convert(self, html: str, target: Target, *, language: str = "en-US", reference: str = "") -> bytes:
        """One page; blocks.

        Raises:
            PandocFailed: it cannot be started, refuses the page, or does not finish in time.
        """
        page = html.encode()
        head = f"{target} {language} {len(page)} {reference}\n"
        with self._turn:
            return self._ask(head, page)

    def _ask(self, head: str, page: bytes) -> bytes:
        process = self._waiting()
        try:
            made = process.ask(head, page)
        except (OSError, ValueError) as error:
            process.end()
            raise PandocFailed(f"pandoc ended, or took over {LIMIT} seconds; try again") from error
        except PandocFailed:
            process.end()
            raise
        self._idle.append(process)
        return made

    def _waiting(self) -> _Process:
        """One that waits, or a new one; one that died meanwhile is put away."""
        while self._idle:
            process = self._idle.pop()
            if process.lives:
                return process
            process.end()
        try:
            return _Process(self._script)
        except OSError as error:
            raise PandocFailed("pandoc cannot be started; run `mri-appeal doctor`") from error

    def close(self) -> None:
        """End the processes that wait."""
        while self._idle:
            self._idle.pop().end()


@cache
def shared(script: Path) -> Pandoc:
    """The pandoc of this program for a script; it ends with the program."""
    pandoc = Pandoc(script)
    atexit.register(pandoc.close)
    return pandoc


@cache
def _program() -> str:
    return pypandoc.get_pandoc_path()
