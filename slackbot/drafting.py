"""Letters without Slack: intakes in, files in a folder out, several at once. The command line calls it."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from rules.model import Assessment, Intake
from rules.rulebook import Rulebook
from slackbot import letter, report
from slackbot.letter import Kind, Letter, Letterhead

Drafted = list[tuple[Path, Letter | None]]  # the files of one case, each with the letter it holds
Result = TypeVar("Result")


@dataclass(frozen=True)
class Drafting:
    """What every draft of a run shares; `kinds` empty: all that fit the case."""

    out: Path
    day: date
    letterhead: Letterhead
    rulebook: Rulebook
    kinds: tuple[Kind, ...] = ()

    def write(self, stem: str, intake: Intake, assessment: Assessment) -> Drafted:
        """Write the assessment and the letters of one case as STEM-….txt, .docx and .pdf; gives each with its letter.

        Raises:
            OSError: the folder cannot be written.
            RenderingFailed: pandoc or typst could not make a file.
        """
        self.out.mkdir(parents=True, exist_ok=True)
        written: Drafted = [(self._file(f"{stem}-assessment.txt", report.assessment(assessment).encode()), None)]
        for kind in self.kinds or letter.kinds_for(intake, assessment, self.rulebook):
            made = letter.compose(
                intake, assessment, self.letterhead, kind=kind, today=self.day, rulebook=self.rulebook
            )
            name = f"{stem}-{kind.replace('_', '-')}"
            written.append((self._file(f"{name}.docx", letter.docx(made)), made))
            written.append((self._file(f"{name}.pdf", letter.pdf(made)), made))
        return written

    def _file(self, name: str, content: bytes) -> Path:
        path = self.out / name
        path.write_bytes(content)
        return path


def intake_files(paths: Sequence[Path]) -> list[Path]:
    """The files meant: a folder stands for every .yaml file in it, by name."""
    return [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]


def at_once(paths: Sequence[Path], work: Callable[[Path], Result]) -> Iterator[tuple[Path, Result]]:
    """Do the work for every path, as many at once as there are processors; gives each result as it is ready."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(work, path): path for path in paths}
        for done in as_completed(running):
            yield running[done], done.result()
