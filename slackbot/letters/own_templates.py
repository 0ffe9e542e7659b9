"""What is wrong with a clinic's own templates: each is tried on a case that fills every field."""

from datetime import date
from pathlib import Path

from rules.assess import assess
from rules.data_files import read_yaml
from rules.intake_check import read_intake
from rules.rulebook import load_rulebook
from slackbot.letters.context import context_of
from slackbot.letters.kinds import KINDS
from slackbot.letters.render import LETTERS
from slackbot.letters.templates import FAULTS, attempt
from slackbot.letters.trace import trace

SAMPLE = LETTERS / "sample.yaml"


def faults(own: Path, letterhead: object, today: date) -> list[str]:
    """A line for each kind of letter that cannot be made with the templates in `own`, and for each file nobody uses."""
    rulebook = load_rulebook()
    intake = read_intake(read_yaml(SAMPLE), rulebook, today)
    found = assess(intake, rulebook, today)
    names = {path.name for path in own.glob("*.html")}
    lines = [f"{name}: no letter uses a file of this name" for name in sorted(names - _ours())]
    for kind in KINDS if names else ():
        context = context_of(kind, intake, found, rulebook)
        try:
            html, _ = attempt(kind, {"letterhead": letterhead, "today": today, **context}, own)
            if not any(line.tag == "h1" for line in trace(html)):
                lines.append(f"{kind}: its heading (h1) is empty")
        except FAULTS as error:
            where = getattr(error, "lineno", None)
            lines.append(f"{kind}: {error}" + (f" (line {where})" if where else ""))
    return lines


def _ours() -> set[str]:
    return {path.name for path in LETTERS.glob("*.html")}
