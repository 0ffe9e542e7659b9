"""Every surface of the bot in every state, as Block Kit JSON made from the examples: for designers and for checks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from rules import Rulebook, assess, load_rulebook, read_intake, read_yaml
from rules.model import DenialReason, Intake, Money
from slackbot import appeal as states
from slackbot import form_choices as choose
from slackbot import schedule, talks, teamwork, wording
from slackbot import wording_overview as overview
from slackbot import wording_reminders as said
from slackbot.appeal import Appeal, Approval, Contact, Decision, Event, Status, Submission
from slackbot.blocks import (
    appeal_list,
    assessment,
    calendar,
    card,
    change,
    checklist,
    contact,
    home,
    intake,
    letter,
    outcome,
    peer_to_peer,
    people,
    reminder,
    settings,
    snooze,
)
from slackbot.blocks import help as help_page
from slackbot.blocks.digest import digest_message
from slackbot.blocks.kit import Message, View
from slackbot.blocks.statistics import statistics_message, statistics_view
from slackbot.channel_settings import ChannelSettings
from slackbot.digest import digest
from slackbot.draft import Draft, Source
from slackbot.due import Due
from slackbot.form import Choice, Form
from slackbot.form_fields import CHECK, ROWS
from slackbot.intake_form import read, values_of
from slackbot.letter import Letterhead, compose, kinds_for
from slackbot.office import Office
from slackbot.rows import Filters, page_of, row_of
from slackbot.statistics import statistics

EXAMPLES: Final = Path(__file__).parent.parent / "examples"
NOW: Final = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TODAY: Final = NOW.date()
ZONE: Final = "America/New_York"
OFFICE: Final = Office(ZoneInfo(ZONE))
ALICE: Final = "U01ALICE"
BOB: Final = "U01BOB"
_CONTACT: Final = Contact(
    kind="call", at=NOW, by=ALICE, with_whom="Ms Rivera", reference="R-55", said="They look again."
)

Surface = dict[str, Any]
Named = Iterator[tuple[str, Surface]]


def surfaces() -> dict[str, Surface]:
    """Every surface by name: messages as `{text, blocks}`, modals and the Home tab as views."""
    rulebook = load_rulebook()
    found: dict[str, Surface] = {}
    cases = {path.stem: example_at(path, rulebook) for path in sorted(EXAMPLES.glob("*.yaml"))}
    for name, appeal in {**cases, "longest": longest(rulebook)}.items():
        for part in (
            _form(appeal, rulebook),
            _case_file(appeal, rulebook),
            _later(appeal),
            _insurer(appeal),
            _reminders(appeal),
        ):
            found |= {f"{name}-{state}": surface for state, surface in part}
    return {**found, **dict(_common(rulebook))}


def example_at(path: Path, rulebook: Rulebook) -> Appeal:
    """The appeal that an example opens."""
    return _opened(read_intake(read_yaml(path), rulebook, TODAY), rulebook)


def longest(rulebook: Rulebook) -> Appeal:
    """As much of everything as the form takes."""
    content = example_at(EXAMPLES / "lumbar_strong.yaml", rulebook).intake.model_dump(mode="json")
    line, text, region, topic = "x" * 150, ("Long words. " * 250)[:3_000], "lumbar_spine", "low_back_pain"
    said = {"result": text, "insufficient_because": text, "changed_since": text}
    terms = {
        part: [term.id for term in rulebook.vocabulary.for_region(part, region, topic)]
        for part in ("symptoms", "red_flags", "tests", "treatments", "imaging_findings")
    }
    treatment = {"kind": terms["treatments"][0], "weeks": 6, "start_date": TODAY, "outcome": "partial_improvement"}
    imaging = {"modality": "radiograph", "region": region, "date": TODAY, "shows": terms["imaging_findings"], **said}
    content["reference"] = "C" * 40
    content["coverage"]["insurer"] = line
    content["denial"] |= {"reasons": list(DenialReason), "notice_words": text}
    content["exam"]["icd10"] = list(rulebook.codes.diagnoses)[:40]
    content["clinical"] |= {
        **{part: terms[part] for part in ("symptoms", "red_flags")},
        **dict.fromkeys(("why_mri", "management_change", "additional_facts"), text),
        "findings": [{"test": test, "side": "left", "result": "positive"} for test in terms["tests"]],
        "treatments": [treatment] * ROWS["treatment"],
        "prior_imaging": [imaging] * ROWS["imaging"],
    }
    content["clinician"] = {"name": line, "credentials": line, "specialty": line, "npi": "1234567893", "phone": line}
    return _opened(read_intake(content, rulebook, TODAY), rulebook)


def _opened(intake_: Intake, rulebook: Rulebook) -> Appeal:
    found = assess(intake_, rulebook, TODAY)
    return Appeal(
        id="AGALLERY234",
        number=12,
        team="T01CLINIC",
        channel="C01PRIORAUTH",
        created_by=ALICE,
        created_at=NOW,
        owner=ALICE,
        time_zone=ZONE,
        intake=intake_,
        assessment=found,
        items=states.items_of(found),
    )


def _draft(values: dict[str, Any], step: int, channel: str = "C01PRIORAUTH") -> Draft:
    draft = Draft(id="DGALLERY234", team="T01CLINIC", user=ALICE, channel=channel, updated_at=NOW)
    return draft.model_copy(update={"values": values, "step": step})


def _message(message: Message) -> Surface:
    return {"text": message.text, "blocks": message.blocks}


def _form(appeal: Appeal, rulebook: Rulebook) -> Named:
    """The form filled in, resumed and with every row open, and the check; other countries come as intake files."""
    if appeal.intake.coverage.country != "US":
        return
    values = values_of(appeal.intake)
    full = {**values, **{f"{group}_rows": most for group, most in ROWS.items()}}
    for step in range(1, CHECK):
        yield f"form-{step}", intake.step_view(_draft(values, step), rulebook)
        yield f"form-{step}-resumed", intake.step_view(_draft(full, step), rulebook, resumed=True)
    reading = read(Form(rulebook, values), TODAY)
    assert reading.intake is not None, reading.errors  # noqa: S101 -- the form can say every example
    yield f"form-{CHECK}", intake.check_view(_draft(values, CHECK), assess(reading.intake, rulebook, TODAY))


def _case_file(appeal: Appeal, rulebook: Rulebook) -> Named:
    """What is posted when the appeal is opened."""
    yield "card-preparing", _message(card.card(appeal, TODAY))
    yield "assessment", _message(assessment.assessment(appeal))
    yield "checklist", _message(checklist.checklist(appeal))
    yield "letter-edit", letter.edit_view(appeal)
    for kind in kinds_for(appeal.intake, appeal.assessment, rulebook):
        made = compose(appeal.intake, appeal.assessment, Letterhead(), kind=kind, today=TODAY, rulebook=rulebook)
        yield f"letter-{kind}", _message(letter.letter_preview(appeal, made))


def _later(appeal: Appeal) -> Named:
    """Ticked, sent, decided, overdue."""
    ticked = states.tick(appeal, appeal.items[0].id, by=ALICE, at=NOW)
    sent = states.submit(ticked, Submission(at=NOW, by=ALICE, confirmation="FAX 4711", due=NOW + timedelta(days=30)))
    yield "checklist-ticked", _message(checklist.checklist(ticked))
    yield "card-submitted", _message(card.card(sent, TODAY))
    undated = sent.model_copy(update={"submission": Submission(at=NOW, by=ALICE)})
    yield "card-submitted-no-clock", _message(card.card(undated, TODAY))
    for status in (Status.OVERTURNED, Status.PARTLY, Status.UPHELD, Status.WITHDRAWN):
        closed = states.decide(sent, status, TODAY)
        yield f"card-{status}", _message(card.card(closed, TODAY))
        yield f"checklist-{status}", _message(checklist.checklist(closed))
    told = appeal.model_copy(update={"contacts": (_CONTACT,)})
    for what in sorted(change.TOLD):
        for name, line in zip(("", "-named"), change.change(told, _event(appeal, what)), strict=True):
            yield f"change-{what}{name}", _message(line)
    yield "card-overdue", _message(card.card(appeal, _late(appeal)))
    yield from _arranged(appeal)
    yield "submit", outcome.submit_view(appeal, NOW)
    yield "decide", outcome.decide_view(sent, TODAY, goes_on=True)
    yield "decide-last-level", outcome.decide_view(sent, TODAY, goes_on=False)
    yield "decide-unsent", outcome.decide_view(appeal, TODAY, goes_on=True)
    won = states.decide(sent, Status.OVERTURNED, TODAY)
    money = Money(value=Decimal(1450))
    noted = won.model_copy(
        update={"approval": Approval(number="A-77", expires=TODAY + timedelta(days=60), recovered=money)}
    )
    used = noted.model_copy(update={"approval": Approval(used_on=TODAY)})
    yield "approval", outcome.approval_view(won)
    yield "approval-noted", outcome.approval_view(noted)
    yield "card-approved", _message(card.card(noted, TODAY))
    yield "card-scanned", _message(card.card(used, TODAY))
    for each in schedule.reminders(noted, OFFICE):
        yield f"reminder-approval{each.at:%m%d}", _message(reminder.reminder(Due(noted, each), each.at))


def _insurer(appeal: Appeal) -> Named:
    """What passes between the clinic and the insurer."""
    yield "contact", contact.contact_view(appeal, NOW)
    yield "call", peer_to_peer.call_view(appeal)
    times = (NOW + timedelta(days=2), NOW + timedelta(days=3))
    asked, _ = talks.asked(ALICE, times, "+1 800 555 0100")(appeal, NOW)
    assert asked.peer_to_peer  # noqa: S101 -- it was just asked for
    yield "call-card", _message(peer_to_peer.call_card(asked, asked.peer_to_peer))
    for result in talks.RESULTS:
        known, _ = talks.ended(ALICE, result, appeal.assessment.level)(asked, NOW)
        assert known.peer_to_peer  # noqa: S101 -- it is known now
        yield f"call-card-{result}", _message(peer_to_peer.call_card(known, known.peer_to_peer))


def _arranged(appeal: Appeal) -> Named:
    """Owned by nobody, handed over; items assigned and not needed."""
    first, second, *_ = appeal.items
    team = appeal.model_copy(update={"owner": None, "backup": BOB})
    for move in (
        teamwork.arrange(ALICE, first.id, BOB, TODAY, ""),
        teamwork.arrange(ALICE, second.id, None, None, "<!channel> *not* asked for"),
        teamwork.add(ALICE, "<!channel> *the films* of 2024", wording.WHO_ASKS["insurer"], BOB, TODAY),
    ):
        team, _ = move(team, NOW)
    yield "card-unowned", _message(card.card(team, TODAY))
    given_up, _ = teamwork.hand_over(ALICE, None, BOB, "", ChannelSettings())(appeal, NOW)
    for each in schedule.reminders(given_up, OFFICE):
        if each.watch.kind == "unowned":
            yield f"reminder-unowned{each.at:%m%d}", _message(reminder.reminder(Due(given_up, each), each.at))
    signed, _ = teamwork.sign_off(BOB, (BOB,))(appeal, NOW)
    editing = _draft({}, CHECK).model_copy(update={"appeal": appeal.id})
    yield "form-4-edit", intake.check_view(editing, appeal.assessment)
    yield "card-signed", _message(card.card(signed, TODAY))
    yield "checklist-arranged", _message(checklist.checklist(team))
    yield "checklist-arranged-closed", _message(checklist.checklist(states.decide(team, Status.WITHDRAWN, TODAY)))
    yield "hand-over", people.hand_over_view(appeal)
    yield "hand-over-backup", people.hand_over_view(team)
    yield "new-item", people.new_item_view(appeal)
    yield "item", people.item_view(appeal, first)
    yield "item-not-needed", people.item_view(team, team.items[1])


def _event(appeal: Appeal, what: str) -> Event:
    item = appeal.items[0].id
    details = {
        "handed_over": f"{BOB} Out until Monday. Dr <Osei> & *team* know.",
        "backup": BOB,
        "assigned": f"{item} {BOB} {TODAY}",
        "added": f"{item} - {TODAY}",
        "amended": "Notice date, Red flags",
        "not_needed": f"{item} The plan did it already",
        "contacted": "0",
        "submitted": "0",
        "snoozed": f"{TODAY} The surgeon's note <comes> & then we send it",
    }
    return Event(what=what, by=ALICE, at=NOW, detail=details.get(what, item))


def _late(appeal: Appeal) -> date:
    safe = appeal.filing.safe if appeal.filing else None
    return (safe or TODAY) + timedelta(days=2)


def _reminders(appeal: Appeal) -> Named:
    """Each kind of reminder that this appeal can be owed, before and after it was sent; several as one; a digest."""
    sent = states.submit(appeal, Submission(at=NOW, by=ALICE, due=NOW + timedelta(days=30), if_missed="See the rule"))
    urgent = states.submit(appeal, Submission(at=NOW, by=ALICE, due=NOW + timedelta(hours=72), due_is_instant=True))
    working, _ = teamwork.arrange(ALICE, appeal.items[0].id, BOB, TODAY + timedelta(days=3), "")(appeal, NOW)
    working, _ = talks.asked(ALICE, (NOW + timedelta(days=2),), "+1 800 555 0100")(working, NOW)
    dues: list[Due] = []
    for name, case in (("", working), ("sent-", sent), ("urgent-", urgent)):
        kinds = {each.watch.kind: each for each in schedule.reminders(case, OFFICE)}
        for kind, each in kinds.items():
            dues.append(Due(case, each, "https://example.slack.com/archives/C01PRIORAUTH/p1"))
            yield f"reminder-{name}{kind}", _message(reminder.reminder(dues[-1], each.at))
    yield "reminders", _message(reminder.several(dues, NOW))
    yield "reminders-many", _message(reminder.several(dues * reminder.MOST, NOW))
    watch = next(each.reminder.watch.key for each in dues)
    entered = snooze.Entered("date", TODAY, "Waiting for the records")
    yield "snooze", snooze.snooze_view(appeal, watch)
    yield "snooze-confirm", snooze.snooze_view(appeal, watch, entered, said.beyond(TODAY, TODAY))
    linked = {appeal.id: (appeal, "https://example.slack.com/archives/C01PRIORAUTH/p1")}
    for name, rows in (("", [row_of(appeal)]), ("-many", [row_of(appeal)] * 40)):
        found = digest(rows, appeal.due or TODAY)
        yield f"digest{name}", _message(digest_message(found, linked, TODAY))


def _channel(rulebook: Rulebook) -> Named:
    """The settings of a channel, none and all."""
    empty = Form(rulebook, {})
    countries, plans, states_ = choose.countries(empty), choose.all_plans(empty), choose.states(empty)
    groups = (Choice("S01REVIEWERS", "Reviewers (@reviewers)"),)
    full = ChannelSettings(
        clinic_name="Hudson Imaging",
        address=("1 Main St", "Albany, NY 12207"),
        npi="1234567893",
        time_zone="America/Chicago",
        plan=plans[0].value,
        state="NY",
        insurer="Example Health",
        clinicians=(BOB,),
        clinician_group="S01REVIEWERS",
        backup=BOB,
    )
    for name, known in (("settings", ChannelSettings()), ("settings-full", full)):
        offered = settings.Offered(countries, plans, states_, groups if known is full else ())
        yield name, settings.settings_view("C01PRIORAUTH", known, offered, ZONE)


def _common(rulebook: Rulebook) -> Named:
    """What does not depend on a case."""
    appeals = [example_at(path, rulebook) for path in sorted(EXAMPLES.glob("*.yaml"))]
    yield "form-1-empty", intake.step_view(_draft({}, 1), rulebook)
    yield "form-1-asks-channel", intake.step_view(_draft({}, 1, channel=""), rulebook)
    yield "form-2-empty", intake.step_view(_draft({}, 2), rulebook)
    yield "form-gone", intake.gone_view()
    yield "form-between", intake.between_view()
    source = Source(ts="1.000001", text="Words <&> of a message. " * 125, files=("F01", "F02"))
    begun = _draft({}, 1).model_copy(update={"source": source})
    yield "form-1-from-message", intake.step_view(begun, rulebook, notices=(wording.FILE_NOT_TAKEN,))
    yield from _channel(rulebook)
    yield "sign-off-question", _message(people.sign_off_question(appeals[0]))
    yield "told", outcome.told_view(wording.failed("A1B2C3"))
    yield "help", _message(help_page.help_message())
    yield from _calendar()
    yield from _lists(appeals, rulebook)
    for region in rulebook.vocabulary.regions:
        view: View = intake.step_view(_draft({"region": region}, 2), rulebook)
        yield f"form-2-{region}", view


def _calendar() -> Named:
    """What is said about one's own dates, without and with a private address."""
    address = f"https://appeals.clinic.example/calendar/{'x' * 43}.ics"
    yield "calendar-empty", _message(calendar.calendar_message(0, "not offered"))
    yield "calendar-file", _message(calendar.calendar_message(7, "not offered"))
    yield "calendar-off", _message(calendar.calendar_message(7, "off"))
    yield "calendar-on", _message(calendar.calendar_message(7, "on"))
    yield "calendar-new", _message(calendar.calendar_message(7, "on", address))


def _lists(appeals: list[Appeal], rulebook: Rulebook) -> Named:
    """Lists and the Home tab: empty, short, long, filtered."""
    found = [row_of(appeal) for appeal in appeals]
    long = page_of(found * 8, 2)
    behind = [appeals[found.index(row)] for row in long.rows]
    for kind in overview.TITLES:
        shown = page_of(found[:3], 1)
        yield kind, _message(appeal_list.appeal_list(kind, shown, appeals[:3], TODAY))
        yield f"{kind}-empty", _message(appeal_list.appeal_list(kind, page_of([], 1), [], TODAY))
    yield "list-long", _message(appeal_list.appeal_list("list", long, behind, TODAY))
    won = Decision(level=found[0].level, outcome=Status.OVERTURNED, on=TODAY, sent=TODAY)
    yield "home", home.home(home.Worklist(ALICE, found, Filters(), page_of(found[:5], 1), appeals[:5], [won]), TODAY)
    yield "home-empty", home.home(home.Worklist(ALICE, [], Filters(), page_of([], 1), [], []), TODAY)
    yield "home-long", home.home(home.Worklist(ALICE, found * 8, Filters(), long, behind, []), TODAY)
    decided = found[0].model_copy(update={"decisions": (won,), "recovered": Money(value=Decimal(1450))})
    yield "stats", _message(statistics_message(statistics([decided, *found], rulebook)))
    yield "stats-empty", _message(statistics_message(statistics([], rulebook)))
    yield "stats-home", statistics_view(statistics([decided], rulebook))
    chosen = Filters(channel="C01PRIORAUTH", owner=ALICE, level=found[0].level, due="soon")
    yield "home-filtered", home.home(home.Worklist(ALICE, found, chosen, page_of([], 1), [], []), TODAY)
