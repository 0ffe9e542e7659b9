"""How long the rulebook takes to load, what it needs in memory, and how long an assessment takes over all case files.

Each is also given as the ratio to parsing the same YAML files with nothing done to them. Times are processor time: the
work waits for nothing, and what else the machine does is no property of the rules.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import process_time

from rules.assess import assess
from rules.intake_check import IntakeInvalid, read_intake
from rules.rulebook import load_rulebook

ROOT = Path(__file__).parent.parent
ROUNDS = 5

# Each measured in a process of its own: what is loaded already would cost nothing the second time.
_IMPORTS = "import json, resource, time, yaml; from pathlib import Path; import rules.rulebook, rules.data_files"
_MEASURE = """
{imports}
files = [path.read_text(encoding="utf-8") for path in sorted(rules.data_files.DATA.rglob("*.yaml"))]
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
kept = {work}
spent, after = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([spent * 1000, after - before]))
"""
_LOAD = "rules.rulebook.load_rulebook()"
_PARSE = "[yaml.load(text, Loader=yaml.CSafeLoader) for text in files]"


def figures() -> list[tuple[str, str, str]]:
    """What was measured: its name, its value with the ratio to plain YAML, its goal."""
    load_ms, load_mb = _in_a_process(_LOAD)
    parse_ms, parse_mb = _in_a_process(_PARSE)
    spent = _assessments()
    return [
        ("the same YAML parsed, nothing done to it", f"{parse_ms:.0f} ms, {parse_mb:.0f} MB", ""),
        ("rulebook loaded", f"{load_ms:.0f} ms ({load_ms / parse_ms:.1f} x plain)", "under 500 ms"),
        ("memory of the rulebook", f"{load_mb:.0f} MB ({load_mb / max(parse_mb, 1):.1f} x plain)", "under 60 MB"),
        (f"assess() median, {len(spent)} cases", _share(median(spent), parse_ms), "under 2 ms"),
        (f"assess() p99, {len(spent)} cases", _share(quantiles(spent, n=100)[98], parse_ms), "under 8 ms"),
    ]


def _share(spent: float, parse_ms: float) -> str:
    return f"{spent:.2f} ms ({spent / parse_ms:.3f} x plain)"


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
    start = process_time()
    work()
    return (process_time() - start) * 1000
