"""The intake form as modal views: three steps of questions and the check. Pure.

Drawing a question costs more than filling it in, so what never changes about one is drawn once and kept.
"""

from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

import blockkit as kit

from rules import Rulebook
from rules.model import Assessment
from slackbot import form_rows as rows
from slackbot import wording
from slackbot.blocks import assessment, ids, limits
from slackbot.blocks.kit import Block, View, actions, bold, button, modal, note, plain, typed, words
from slackbot.draft import Draft
from slackbot.form import Choice, Field, Form, Kind
from slackbot.form_fields import (
    BY_ROW,
    CHECK,
    ROWS,
    STEPS,
    answer_of,
    block_id,
    choices_of,
    is_asked,
    is_drawn,
    of_step,
)
from slackbot.form_search import Found

_SINGLE: Final = frozenset({Kind.CHOICE, Kind.YES_NO})
_SEARCHED: Final = frozenset({Kind.SEARCH, Kind.SEARCHES})
_PICKED: Final = _SINGLE | _SEARCHED | {Kind.CHOICES, Kind.BOXES, Kind.DATE, Kind.CHANNEL}
_KEPT_AT_ONCE: Final = _PICKED | {Kind.TEXT}  # sent while it is entered: a form closed by mistake has lost none of it
_NUMBERS: Final = frozenset({Kind.WHOLE, Kind.DECIMAL})
SHOWN: Final = 200  # characters of each text of a folded row


def step_view(draft: Draft, rulebook: Rulebook, *, notices: tuple[str, ...] = (), resumed: bool = False) -> View:
    """One of the first three steps, filled in as the draft stands.

    `notices` are said at the top; `resumed` offers to start over.
    """
    form = Form(rulebook, draft.values, ask_channel=not draft.channel)
    blocks = _top(notices, resumed=resumed)
    if draft.step == 1:
        blocks += [note(wording.PRIVACY), *_message(draft)]
    blocks += _questions(form, draft.step)
    if draft.step > 1:
        blocks.append(actions([button("Back", ids.Action.BACK)], "back"))
    return _step_modal(draft, blocks, submit="Check" if draft.step == CHECK - 1 else "Next")


def check_view(draft: Draft, found: Assessment, *, notices: tuple[str, ...] = (), resumed: bool = False) -> View:
    """The last step: what the rules say, before the appeal is created or changed."""
    back = actions([button("Back", ids.Action.BACK)], "back")
    intro, submit = (wording.CHECK_INTRO, "Create appeal") if not draft.appeal else (wording.EDIT_INTRO, "Save changes")
    blocks = [*_top(notices, resumed=resumed), note(intro), *assessment.sections(found)]
    return _step_modal(draft, [*blocks[:98], back], submit=submit)


def _top(notices: tuple[str, ...], *, resumed: bool) -> list[Block]:
    said = [note(text) for text in notices]
    if not resumed:
        return said
    return [*said, note(wording.RESUMED), actions([button("Start over", ids.Action.START_OVER)], "resumed")]


def _message(draft: Draft) -> list[Block]:
    """What the form takes along from the message that it was begun from, until its text was used."""
    source, blocks = draft.source, list[Block]()
    if source is None:
        return blocks
    if source.text and not draft.values.get("message_used"):
        use = button(wording.TAKE_OVER, ids.Action.TAKE_OVER)
        blocks += [bold(wording.MESSAGE), *words(source.text), note(wording.MESSAGE_HINT), actions([use], "take_over")]
    return [*blocks, note(wording.files_come_along(len(source.files)))] if source.files else blocks


def gone_view() -> View:
    """What replaces a form whose entries are gone."""
    return modal("MRI appeal", words(wording.FORM_GONE), callback_id=ids.Callback.NOTICE, close="Close")


def between_view() -> View:
    """What stands for a moment between two forms."""
    return modal("MRI appeal", words(wording.STARTING_OVER), callback_id=ids.Callback.NOTICE, close="Close")


def _step_modal(draft: Draft, blocks: list[Block], *, submit: str) -> View:
    return modal(
        wording.step_title(draft.step, STEPS),
        blocks,
        callback_id=ids.intake_callback(draft.step),
        close="Close",
        submit=submit,
        private_metadata=draft.id,
        notify_on_close=True,
    )


# ---- the questions --------------------------------------------------------------------------------------------------


def _questions(form: Form, step: int) -> list[Block]:
    blocks: list[Block] = []
    heading = ""
    asked = [field for field in of_step(step) if is_asked(field, form)]
    for group, fields in groupby(asked, key=lambda field: field.group):
        for row, questions in groupby(fields, key=lambda field: field.row):
            for field in questions:
                if field.heading and field.heading != heading:
                    blocks.append(bold(field.heading))
                heading = field.heading or heading
                if is_drawn(field, form):
                    blocks.append(_question(field, form))
            if group and row != form.open_row(group):
                blocks.append(_folded(group, row, form))
        if group:
            blocks += _row_buttons(group, form)
    return blocks


def _folded(group: str, row: int, form: Form) -> Block:
    """A row in a line, with what can be done with it."""
    name = BY_ROW[group, row][0].label.partition(":")[0]
    said = " · ".join(_said(field, form) for field in BY_ROW[group, row] if form.values.get(field.key))
    verbs = {"Change": rows.Verb.OPEN, "Remove": rows.Verb.REMOVE}
    menu = {
        "type": "overflow",
        "action_id": f"{ids.Action.ROW}.{group}",
        "options": [
            kit.Option(plain(words), rows.press(form, group, verb, row)).build() for words, verb in verbs.items()
        ],
    }
    text = limits.shorten(f"{name}: {said or wording.NOTHING_ENTERED}", limits.TEXT)
    return {"type": "section", "block_id": f"row.{group}.{row}", "text": typed(text), "accessory": menu}


def _said(field: Field, form: Form) -> str:
    """An answer of a folded row: what was chosen in its own words, anything else after what was asked."""
    value = form.values[field.key]
    texts = {choice.value: choice.text for choice in choices_of(field, form)}
    if field.kind is not Kind.YES_NO and texts:
        return ", ".join(texts.get(str(each), "") for each in (value if isinstance(value, list) else [value]))
    said = texts.get(str(value)) or (wording.day(date.fromisoformat(str(value))) if field.kind is Kind.DATE else value)
    return f"{field.label.partition(': ')[2]}: {limits.shorten(str(said), SHOWN)}"


def _row_buttons(group: str, form: Form) -> list[Block]:
    number, row = form.rows(group), form.open_row(group)
    prefix, found = f"{ids.Action.ROW}.{group}", []
    if number < ROWS[group]:
        found.append(button(wording.ADD_ROW[group], f"{prefix}.add", rows.press(form, group, rows.Verb.ADD)))
    if row and (number > 1 or not rows.is_blank(form, group, row)):
        value = rows.press(form, group, rows.Verb.REMOVE, row)
        found.append(button(wording.REMOVE_ROW[group], f"{prefix}.remove", value))
    return [actions(found, f"rows.{group}")] if found else []


def _question(field: Field, form: Form) -> Block:
    choices = choices_of(field, form)
    blank = _blank(field, choices, block_id(field, form))
    answer = answer_of(field, form)
    initial = _initial(field, form, answer, blank["element"]) if answer is not None else {}
    return {**blank, "element": {**blank["element"], **initial}} if initial else blank


def _initial(field: Field, form: Form, answer: object, element: dict[str, Any]) -> dict[str, Any]:
    """The element's keys that show an answer; a choice that is no longer offered is not shown."""
    if field.kind in _SEARCHED:
        values = answer if isinstance(answer, list) else [answer]
        named = [_offered(field.named(form, str(value))) for value in values]
        return {"initial_options": named} if field.kind is Kind.SEARCHES else {"initial_option": named[0]}
    if field.kind in _SINGLE:
        found = next((option for option in element["options"] if option["value"] == answer), None)
        return {"initial_option": found} if found else {}
    if field.kind in {Kind.CHOICES, Kind.BOXES}:
        chosen = answer if isinstance(answer, list) else []
        several = [option for option in element["options"] if option["value"] in chosen]
        return {"initial_options": several} if several else {}
    name = {Kind.DATE: "initial_date", Kind.CHANNEL: "initial_conversation"}.get(field.kind, "initial_value")
    return {name: answer}


@lru_cache(maxsize=1024)
def _blank(field: Field, choices: tuple[Choice, ...], block: str) -> Block:
    """The question without an answer. Callers must not change it."""
    made = kit.Input(plain(field.label)).element(_element(field, choices)).block_id(block)
    made.optional(not field.required)
    if field.hint:
        made.hint(plain(field.hint))
    if field.kind in _KEPT_AT_ONCE:
        made.dispatch_action(True)
    drawn = made.build()
    if field.kind in _SEARCHED:
        drawn["element"]["min_query_length"] = 0  # something is offered before anything is typed; the builder wants 1
    return drawn


def _element(field: Field, choices: tuple[Choice, ...]) -> Any:  # noqa: ANN401 -- blockkit's elements share no type
    if field.kind in _SEARCHED:
        several = field.kind is Kind.SEARCHES
        element = (kit.MultiExternalSelect if several else kit.ExternalSelect)(placeholder=plain("Type to search"))
    else:
        element = _picker(field, choices) if field.kind in _PICKED else _typed(field)
    return element.action_id(f"{ids.FIELD_PREFIX}{field.key}")


def _picker(field: Field, choices: tuple[Choice, ...]) -> Any:  # noqa: ANN401 -- blockkit's elements share no type
    options = [_option(choice) for choice in choices]
    if field.kind is Kind.CHOICES:
        return kit.MultiStaticSelect(options=options, placeholder=plain("Choose all that apply"))
    if field.kind is Kind.BOXES:
        return kit.Checkboxes(options=options)
    if field.kind is Kind.DATE:
        return kit.DatePicker(placeholder=plain("Pick a date"))
    if field.kind is Kind.CHANNEL:
        channels = kit.ConversationFilter(include=["public", "private"], exclude_bot_users=True)
        return kit.ConversationsSelect(filter=channels, placeholder=plain("Choose a channel"))
    return kit.StaticSelect(options=options, placeholder=plain("Choose"))


def _typed(field: Field) -> Any:  # noqa: ANN401 -- blockkit's elements share no type
    if field.kind in _NUMBERS:
        low, high = field.bounds or (None, None)
        return kit.NumberInput(is_decimal_allowed=field.kind is Kind.DECIMAL, min_value=low, max_value=high)
    if field.kind is Kind.TEXT:
        each_letter = kit.DispatchActionConfig(trigger_actions_on=["on_character_entered"])
        return kit.PlainTextInput(multiline=True, max_length=field.limit, dispatch_action_config=each_letter)
    return kit.PlainTextInput(max_length=field.limit or None)


def offers(found: Found) -> list[Block]:
    """The options of a field with type-ahead for what was typed."""
    new = [_offered(found.as_typed, wording.AS_TYPED)] if found.as_typed else []
    return [*map(_offered, found.known), *new]


def _offered(choice: Choice, note_: str = "") -> Block:
    """An option with any words; what is noted of it stands where its own words leave room."""
    text, rest = limits.in_two(choice.text)
    rest = rest or note_
    return {"text": typed(text), "value": choice.value, **({"description": typed(rest)} if rest else {})}


def _option(choice: Choice) -> kit.Option:
    text, rest = limits.in_two(choice.text)
    option = kit.Option(plain(text), choice.value)
    return option.description(plain(rest)) if rest else option
