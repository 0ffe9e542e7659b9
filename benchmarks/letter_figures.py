"""The figures of the letters: both files of one, the same page by pandoc and typst alone, a folder of intakes."""

import asyncio
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pypandoc
import typst

from rules.assess import assess
from rules.data_files import read_yaml
from rules.intake_check import read_intake
from rules.rulebook import load_rulebook
from slackbot.drafting import Drafting, at_once
from slackbot.letter import Letter, Letterhead, compose, docx, pdf
from slackbot.letters.render import LETTERS, TEMPLATES

TODAY = date(2026, 11, 23)
EXAMPLES = Path(__file__).parents[1] / "examples"
HEAD = Letterhead(name="Riverside Spine Clinic", address=("12 Mill Street", "Albany, NY 12207"), phone="555-0101")
ROUNDS, INTAKES = 15, 100


async def figures() -> list[tuple[str, str, str]]:
    """Name, measured, goal of each figure."""
    ours = await _median(_both)
    bare = await _median(_bare)
    folder = await asyncio.to_thread(_folder)
    return [
        ("one letter, composed, as .docx and .pdf side by side", f"{ours * 1000:.0f} ms", "250 ms"),
        ("… against pandoc and typst alone on the same page", f"{ours / bare:.2f}", "1.15"),
        (f"draft of {INTAKES} intakes, all letters", f"{folder:.1f} s", "25 s on 2 cores"),
    ]


async def _median(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds; the first round, which starts the programs, is not counted."""
    await work()
    times: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        await work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _letter() -> Letter:
    rulebook = load_rulebook()
    intake = read_intake(read_yaml(EXAMPLES / "lumbar_strong.yaml"), rulebook, TODAY)
    return compose(intake, assess(intake, rulebook, TODAY), HEAD, today=TODAY, rulebook=rulebook)


async def _both() -> None:
    letter = _letter()
    await asyncio.gather(asyncio.to_thread(docx, letter), asyncio.to_thread(pdf, letter))


async def _bare() -> None:
    """The same page by the two programs as anybody would call them: no look, no filter, no attachment."""
    html = _letter().html.encode()
    await asyncio.gather(asyncio.to_thread(_by_pandoc, html), asyncio.to_thread(_by_typst, html))


def _by_pandoc(html: bytes, target: str = "docx") -> bytes:
    command = [pypandoc.get_pandoc_path(), "-f", "html", "-t", target, "-o", "-"]
    reference = ["--reference-doc", str(TEMPLATES / "reference.docx")] if target == "docx" else []
    return subprocess.run([*command, *reference], input=html, capture_output=True, check=True).stdout


def _by_typst(html: bytes) -> None:
    typst.compile(_by_pandoc(html, "typst"), root=LETTERS)  # pyright: ignore[reportArgumentType] -- the library takes it, its types say less


def _folder() -> float:
    """Seconds for a folder of intakes, every letter that fits."""
    rulebook = load_rulebook()
    sources = sorted(EXAMPLES.glob("*.yaml"))
    content = [read_yaml(path) for path in sources]
    with tempfile.TemporaryDirectory() as folder:
        task = Drafting(out=Path(folder), day=TODAY, letterhead=HEAD, rulebook=rulebook)

        def work(path: Path) -> object:
            number = int(path.stem)
            intake = read_intake(content[number % len(content)], rulebook, TODAY)
            return task.write(path.stem, intake, assess(intake, rulebook, TODAY))

        start = time.perf_counter()
        for _ in at_once([Path(f"{number}.yaml") for number in range(INTAKES)], work):
            pass
        return time.perf_counter() - start
