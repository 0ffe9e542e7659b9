"""How long the rulebook takes to load, what it needs in memory, and how long an assessment takes over all case files.

Both are also given as the ratio to parsing the same YAML files with nothing done to them. A line that starts with "!"
is over its limit.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from rules.assess import assess
from rules.intake_check import IntakeInvalid, read_intake
from rules.rulebook import load_rulebook

ROOT = Path(__file__).parent.parent
LIMITS = {"load_ms": 500.0, "load_mb": 60.0, "median_ms": 2.0, "p99_ms": 8.0}
ROUNDS = 5

# Each measured in a process of its own: what is loaded already would cost nothing the second time.
_IMPORTS = "import json, resource, time, yaml; from pathlib import Path; import rules.rulebook, rules.data_files"
_MEASURE = """
{imports}
files = [path.read_text(encoding="utf-8") for path in sorted(rules.data_files.DATA.rglob("*.yaml"))]
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
kept = {work}
spent, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([spent * 1000, after - before]))
"""
_LOAD = "rules.rulebook.load_rulebook()"
_PARSE = "[yaml.load(text, Loader=yaml.CSafeLoader) for text in files]"


def figures() -> list[tuple[str, str]]:
    """What was measured, each with its value, limit and ratio as text."""
    load_ms, load_mb = _in_a_process(_LOAD)
    parse_ms, parse_mb = _in_a_process(_PARSE)
    spent = _assessments()
    middle, slow = median(spent), quantiles(spent, n=100)[98]
    return [
        ("rulebook loaded", _line(load_ms, "load_ms", "ms", parse_ms)),
        ("memory it takes", _line(load_mb, "load_mb", "MB", parse_mb)),
        ("the same YAML parsed, nothing done to it", f"{parse_ms:.0f} ms, {parse_mb:.0f} MB"),
        (f"assess() median over {len(spent)} cases", _line(middle, "median_ms", "ms", parse_ms)),
        ("assess() p99", _line(slow, "p99_ms", "ms", parse_ms)),
    ]


def _line(value: float, limit: str, unit: str, plain: float) -> str:
    """The value, its limit, and the ratio to the plain parsing; "!" where it is over the limit."""
    over = "! " if value > LIMITS[limit] else ""
    ratio = f"{value / plain:.2g}" if plain else "-"
    return f"{over}{value:.2f} {unit} (limit {LIMITS[limit]:g} {unit}; ratio to plain YAML {ratio})"


def _in_a_process(work: str) -> tuple[float, float]:
    """Milliseconds and megabytes of a piece of work, the least of some rounds, each in a fresh process."""
    program = _MEASURE.format(imports=_IMPORTS, work=work)
    rounds = [
        json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT).stdout)
        for _ in range(ROUNDS)
    ]
    unit = 1024.0 * 1024.0 if sys.platform == "darwin" else 1024.0  # ru_maxrss is in bytes on macOS, in KiB on Linux
    return min(spent for spent, _ in rounds), min(memory for _, memory in rounds) / unit


def _assessments() -> list[float]:
    """The milliseconds of assess() on every case file that can be assessed, each the least of three."""
    sys.path.insert(0, str(ROOT))
    from tests.rules.case_files import all_cases  # noqa: PLC0415 -- the tests are no part of the installed package

    rulebook = load_rulebook()
    spent: list[float] = []
    for case in all_cases():
        try:
            intake = read_intake(case.content, rulebook, case.on)
        except IntakeInvalid:
            continue
        spent.append(min(_timed(lambda: assess(intake, rulebook, case.on)) for _ in range(3)))  # noqa: B023 -- called at once
    return spent


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000
