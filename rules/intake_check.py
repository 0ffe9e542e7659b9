"""Reading an intake: every fault at once, each with its dotted field and what to do about it.

Shape faults come from pydantic, faults of content (unknown ids, impossible dates) from the rulebook; both are looked
for in the raw content, so that one fault does not hide another. No message repeats what was typed, except codes.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from pydantic import ValidationError

from rules.codes import unknown_code
from rules.fault_words import closest, fault_problems
from rules.law import level_ids
from rules.model import Exam, Intake, Problem, Side
from rules.rulebook import Rulebook
from rules.schema.vocabulary import Part


class IntakeInvalid(ValueError):  # noqa: N818 -- read as a sentence: "the intake is invalid"
    """The intake cannot be assessed; `problems` lists every fault with its dotted field."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep all problems and say them one a line."""
        super().__init__("\n".join(f"{problem.field or 'intake'}: {problem.message}" for problem in problems))
        self.problems = problems


def read_intake(content: object, rulebook: Rulebook, on: date) -> Intake:
    """The intake in a parsed YAML or JSON document, checked against the rulebook as of `on`.

    Raises:
        IntakeInvalid: with every fault.
    """
    if not isinstance(content, Mapping):
        raise IntakeInvalid((Problem(field="", message="an intake is a mapping of fields, see `mri-appeal schema`"),))
    intake: Intake | None = None
    faults: list[Problem] = []
    try:
        intake = Intake.model_validate(content)
    except ValidationError as error:
        faults = list(fault_problems(error.errors(include_url=False)))
    faults += _content_problems(content, rulebook, on)
    if faults or intake is None:
        raise IntakeInvalid(tuple({fault.field: fault for fault in reversed(faults)}.values())[::-1])
    return intake


def problems(intake: Intake, rulebook: Rulebook, on: date) -> tuple[Problem, ...]:
    """What keeps a well-formed intake from being assessed as of `on`: unknown ids, impossible dates, a missing side."""
    return tuple(_content_problems(intake.model_dump(mode="json"), rulebook, on))


def _content_problems(content: Mapping[str, object], rulebook: Rulebook, on: date) -> list[Problem]:
    return [
        *_unknown_ids(content, rulebook),
        *_plan_problems(content, rulebook),
        *_currency_problems(content, rulebook),
        *_code_problems(content, rulebook),
        *_date_problems(content, on),
    ]


# ---- looking into raw content ---------------------------------------------------------------------------------------


def values_at(content: object, path: str) -> Iterator[tuple[str, object]]:
    """The values under a dotted path with their own dotted fields; "symptoms[]" stands for every item of the list."""
    head, _, rest = path.partition(".")
    name = head.removesuffix("[]")
    if not isinstance(content, Mapping) or name not in content:
        return
    value = content[name]
    items = enumerate(value) if head.endswith("[]") and isinstance(value, (list, tuple)) else [(None, value)]
    for number, item in items:
        field = name if number is None else f"{name}.{number}"
        if rest:
            yield from ((f"{field}.{inner}", found) for inner, found in values_at(item, rest))
        else:
            yield field, item


def _text(content: object, path: str) -> str | None:
    value = next((value for _, value in values_at(content, path)), None)
    return value if isinstance(value, str) else None


def _date(value: object) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


# ---- ids ------------------------------------------------------------------------------------------------------------


_VOCABULARY: tuple[tuple[str, Part], ...] = (
    ("exam.region", "regions"),
    ("clinical.symptoms[]", "symptoms"),
    ("clinical.red_flags[]", "red_flags"),
    ("clinical.findings[].test", "tests"),
    ("clinical.treatments[].kind", "treatments"),
    ("clinical.prior_imaging[].shows[]", "imaging_findings"),
    ("clinical.breast.risk_model", "risk_models"),
    ("clinical.breast.gene", "genes"),
)


def _unknown_ids(content: Mapping[str, object], rulebook: Rulebook) -> Iterator[Problem]:
    words = rulebook.vocabulary
    region, topic_id = (_text(content, field) or "" for field in ("exam.region", "clinical.topic"))
    for path, part in _VOCABULARY:
        for field, value in values_at(content, path):
            if isinstance(value, str) and value not in words.ids[part]:
                offered = [term.id for term in words.for_region(part, region, topic_id)] or sorted(words.ids[part])
                near = words.suggest(part, value)
                hint = f"did you mean {' or '.join(near)}?" if near else closest(value, offered)
                yield Problem(field=field, message=f"unknown id: {hint}")
    topic = rulebook.topics.get(topic_id)
    imaged = {*words.ids["regions"], *rulebook.codes.regions_beyond}
    others: tuple[tuple[str, Iterable[str]], ...] = (
        ("clinical.prior_imaging[].region", imaged),
        ("clinical.topic", rulebook.topics),
        ("clinical.scenario", topic.scenarios() if topic else rulebook.scenarios),
    )
    for path, known in others:
        for field, value in values_at(content, path):
            if isinstance(value, str) and value not in known:
                yield Problem(field=field, message=f"unknown id: {closest(value, sorted(known))}")


def _plan_problems(content: Mapping[str, object], rulebook: Rulebook) -> Iterator[Problem]:
    country, plan_id = _text(content, "coverage.country") or "US", _text(content, "coverage.plan")
    known = sorted(name for name, plan in rulebook.plans.items() if plan.law.country == country)
    if not known:
        countries = sorted({plan.law.country for plan in rulebook.plans.values()})
        message = f"no plan type of this country is in the rulebook; use one of {', '.join(countries)}"
        yield Problem(field="coverage.country", message=message)
    elif plan_id is not None and plan_id not in known:
        yield Problem(field="coverage.plan", message=f"unknown plan type: {closest(plan_id, known)}")
    elif plan_id is not None:
        allowed = level_ids(rulebook.plans[plan_id].in_state(_text(content, "coverage.state")))
        level = _text(content, "denial.denied_level")
        if level is not None and level not in allowed:
            message = f"this plan type has no such level that a notice denies: {closest(level, allowed)}"
            yield Problem(field="denial.denied_level", message=message)


def _currency_problems(content: Mapping[str, object], rulebook: Rulebook) -> Iterator[Problem]:
    """An amount without its currency is one in US dollars, which is no guess for another country."""
    file = rulebook.countries.get(_text(content, "coverage.country") or "US")
    given = next(values_at(content, "denial.amount.value"), None)
    if file and file.country.currency != "USD" and given and _text(content, "denial.amount.currency") is None:
        message = f"the currency is missing: write it, for example {file.country.currency}"
        yield Problem(field="denial.amount.currency", message=message)


# ---- codes and side -------------------------------------------------------------------------------------------------


def _code_problems(content: Mapping[str, object], rulebook: Rulebook) -> Iterator[Problem]:
    raw = content.get("exam")
    try:
        exam = Exam.model_validate(raw)
    except ValidationError:
        return  # the shape faults say what is wrong
    if exam.cpt not in rulebook.codes.procedures:
        yield Problem(field="exam.cpt", message=unknown_code(rulebook.codes, exam).message)
    if exam.side is Side.NONE and rulebook.codes.paired(exam.region):
        yield Problem(field="exam.side", message="the side is missing: write left, right or bilateral")


# ---- dates ----------------------------------------------------------------------------------------------------------

_PAST = (
    "denial.notice_date",
    "denial.received_date",
    "denial.first_denial_date",
    "denial.asked_date",
    "denial.service_date",
    "clinical.findings[].date",
    "clinical.treatments[].start_date",
    "clinical.prior_imaging[].date",
)


def _date_problems(content: Mapping[str, object], on: date) -> Iterator[Problem]:
    for path in _PAST:
        for field, value in values_at(content, path):
            day = _date(value)
            if day and day > on:
                yield Problem(field=field, message=f"{day} lies after today, {on}: check the date")
    notice, received = _date_at(content, "denial.notice_date"), _date_at(content, "denial.received_date")
    if notice and received and received < notice:
        message = f"received {received}, before the notice date {notice}: check both dates on the notice"
        yield Problem(field="denial.received_date", message=message)


def _date_at(content: Mapping[str, object], path: str) -> date | None:
    return next((_date(value) for _, value in values_at(content, path)), None)
