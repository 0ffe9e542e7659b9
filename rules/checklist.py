"""What has to be done for this level, as boxes to tick."""

from collections.abc import Iterator, Sequence

from rules.case import Case
from rules.model import ChecklistEntry, Gap
from rules.rulebook import Rulebook


def checklist(case: Case, gaps: Sequence[Gap], rulebook: Rulebook) -> tuple[ChecklistEntry, ...]:
    """The tasks that this case needs, the lacking evidence among them, in the order in which they are done."""
    tasks = tuple(_tasks(case, rulebook))
    evidence = tuple(
        ChecklistEntry(id=f"obtain_{gap.id}", text=f"Obtain: {gap.document}", why=gap.what, required=gap.required)
        for gap in gaps
        if gap.required
    )
    before = next(number for number, task in enumerate(tasks) if task.id == "records")
    return (*tasks[:before], *evidence, *tasks[before:])


def _tasks(case: Case, rulebook: Rulebook) -> Iterator[ChecklistEntry]:
    for task in rulebook.tasks:
        text, why = case.fill(task.text), case.fill(task.why)
        if case.holds(task.when) and text and why:
            yield ChecklistEntry(id=task.id, text=text, why=why, required=task.required)
