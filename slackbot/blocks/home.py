"""App Home: the morning's work list. The user's own appeals first, then the team's, by the day they are due. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import blockkit as kit

from slackbot import wording
from slackbot import wording_overview as said
from slackbot.appeal import Appeal, Decision
from slackbot.blocks import limits
from slackbot.blocks.appeal_list import lines, turning
from slackbot.blocks.ids import Action
from slackbot.blocks.kit import Block, View, actions, bold, button, divider, header, marked_note, note, plain, words
from slackbot.rows import Filters, Page, Row, insurer_key, is_due

MOST: Final = 100  # options of a menu
_DUE: Final = {"overdue": "Overdue", "soon": "Due within a week, or overdue"}
_ANSWERS: Final = ("selected_conversation", "selected_user")


@dataclass(frozen=True)
class Worklist:
    """What the Home tab shows: all rows that the user may see (the page is of the filtered ones), and the month."""

    user: str
    seen: Sequence[Row]
    filters: Filters
    page: Page
    appeals: Sequence[Appeal]
    month: Sequence[Decision]


def home(work: Worklist, today: date) -> View:
    """The Home tab."""
    blocks: list[Block] = [
        header(said.HOME_TITLE),
        note(_counts(work, today)),
        note(said.month(work.month)),
        actions(_buttons(), "start"),
        *_filters(work),
        divider(),
    ]
    for row, appeal in zip(work.page.rows, work.appeals, strict=True):
        blocks += [*lines(appeal, today), marked_note(_whose(row))]
    if not work.appeals:
        blocks += words(said.NOTHING_FILTERED if work.seen else said.NOTHING_HERE)
    blocks += [*turning(work.page, Action.HOME), note(wording.PRIVACY)]
    return {"type": "home", "blocks": blocks[:100]}


def filters_in(view: Mapping[str, Any]) -> Filters:
    """What the menus of a Home tab stand at."""
    chosen: dict[str, str] = {}
    for elements in view.get("state", {}).get("values", {}).values():
        for action_id, element in elements.items():
            answer = (element.get("selected_option") or {}).get("value")
            answer = answer or next((element[key] for key in _ANSWERS if element.get(key)), None)
            if answer:
                chosen[action_id.rpartition(".")[2]] = answer
    return Filters.model_validate(chosen)


def _counts(work: Worklist, today: date) -> str:
    mine = sum(row.is_of(work.user) for row in work.seen)
    overdue, soon = (sum(is_due(row, due, today) for row in work.seen) for due in ("overdue", "soon"))
    return said.home_counts(mine, len(work.seen), overdue, soon - overdue)


def _buttons() -> list[kit.Button]:
    return [
        button("Start an appeal", Action.START, style="primary"),
        button("Statistics", f"{Action.STATISTICS}.show"),
    ]


def _filters(work: Worklist) -> list[Block]:
    """The menus; what there is nothing to choose from is left out. A set of menus that was reset has another id."""
    if not work.seen:
        return []
    on = work.filters
    levels = {row.level: wording.spoken(row.level) for row in work.seen}
    insurers = {insurer_key(name): name for name in dict.fromkeys(row.insurer for row in work.seen) if name}
    elements: list[Any] = [
        kit.ConversationsSelect(
            placeholder=plain("Channel"), initial_conversation=on.channel, action_id=f"{Action.HOME}.channel"
        ),
        kit.UsersSelect(placeholder=plain("Owner"), initial_user=on.owner, action_id=f"{Action.HOME}.owner"),
        _menu("level", "Level", levels, on.level),
        _menu("due", "Due", _DUE, on.due),
    ]
    if insurers:
        elements.append(_menu("insurer", "Insurer", insurers, on.insurer))
    filtering = on != Filters()
    if filtering:
        elements.append(button("Show all", f"{Action.HOME}.all"))
    return [bold("Show"), kit.Actions(elements).block_id("filters.on" if filtering else "filters.off").build()]


def _menu(name: str, label: str, offered: Mapping[str, str], chosen: str | None) -> kit.StaticSelect:
    """A menu of values by their texts; one that was chosen and is offered no more is not shown as chosen."""
    texts = sorted(offered.items(), key=lambda each: each[1].casefold())[:MOST]
    options = {value: kit.Option(plain(limits.shorten(text, limits.OPTION)), value) for value, text in texts}
    initial = options.get(chosen) if chosen else None
    return kit.StaticSelect(
        placeholder=plain(label),
        options=list(options.values()),
        initial_option=initial,
        action_id=f"{Action.HOME}.{name}",
    )


def _whose(row: Row) -> str:
    owner = f"Owner: <@{row.owner}>" if row.owner else f"*{wording.NOBODY_OWNS}*"
    backup = f" · Backup: <@{row.backup}>" if row.backup else ""
    return f"{owner}{backup} · <#{row.channel}>"
