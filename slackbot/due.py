"""Due: a reminder with its appeal, who is called by it, and which reminders come as one message. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from slackbot.appeal import Appeal
from slackbot.schedule import Reminder


@dataclass(frozen=True)
class Due:
    """A reminder of an appeal, with the address of its thread (empty where it stands in it, or there is none yet)."""

    appeal: Appeal
    reminder: Reminder
    link: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        """Who is called: who does it, from the backup's stage on the backup too. Empty: nobody owns it."""
        appeal = self.appeal
        first = self.reminder.watch.person or appeal.owner
        backup = appeal.backup if first is None or self.reminder.stage != "owner" else None
        return tuple(dict.fromkeys(person for person in (first, backup) if person))

    @property
    def calls_everybody(self) -> bool:
        """Whether whoever is in the channel just now is called."""
        return self.reminder.stage == "channel"


def grouped(dues: Iterable[Due]) -> list[list[Due]]:
    """What comes as one message: each thing that runs by the hour alone, first; the rest by the people who are called.

    Nobody is called by two of them: groups that share a person are one.
    """
    alone: list[list[Due]] = []
    shared: list[tuple[set[str], list[Due]]] = []
    for due in sorted(dues, key=lambda due: str(due.reminder.watch.due)):
        if due.reminder.watch.urgent:
            alone.append([due])
            continue
        people, group = set(due.people), [due]
        for each in [each for each in shared if each[0] & people or not (each[0] or people)]:
            shared.remove(each)
            people, group = people | each[0], [*each[1], *group]
        shared.append((people, group))
    return alone + [sorted(group, key=lambda due: str(due.reminder.watch.due)) for _, group in shared]
