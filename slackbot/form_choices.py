"""What can be chosen in the intake form, and when a question is asked: both follow the rulebook and the form. Pure."""

from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

from rules import Rulebook
from rules.law import INITIAL, level_ids
from rules.schema.vocabulary import Part
from slackbot.form import Choice, Choices, Form
from slackbot.places import US_STATES
from slackbot.wording import capital

COUNTRY: Final = "US"  # what a new form is about; the case of another country comes as an intake file

Found = TypeVar("Found")


def once(*keys: str) -> Callable[[Callable[[Form], Found]], Callable[[Form], Found]]:
    """Let a function of the form work once for each rulebook and each answer (by key) that it looks at."""

    def remember(work: Callable[[Form], Found]) -> Callable[[Form], Found]:
        known: dict[tuple[int | str, ...], tuple[Rulebook, Found]] = {}

        @wraps(work)
        def remembered(form: Form) -> Found:
            key = (id(form.rulebook), *map(form.text, keys))
            if key not in known:
                known[key] = form.rulebook, work(form)  # holding the rulebook keeps its id from being given again
            return known[key][1]

        return remembered

    return remember


def fixed(**texts: str) -> Choices:
    """Choices that never change, by value; a trailing underscore keeps a value off Python's own words."""
    choices = tuple(Choice(value.rstrip("_"), text) for value, text in texts.items())
    return lambda _: choices


def terms(part: Part) -> Choices:
    """Terms of the rulebook's vocabulary that can be said of the chosen region and topic."""

    @once("region", "topic")
    def choices(form: Form) -> tuple[Choice, ...]:
        found = form.rulebook.vocabulary.for_region(part, form.text("region"), form.text("topic"))
        return tuple(Choice(term.id, capital(term.label)) for term in found)

    return choices


def country(form: Form) -> str:
    """The country of the chosen plan type."""
    plan = form.rulebook.plans.get(form.text("plan"))
    return plan.law.country if plan else COUNTRY


@once()
def countries(form: Form) -> tuple[Choice, ...]:
    """The countries whose law the rulebook holds."""
    known = (Choice(code, file.country.name) for code, file in form.rulebook.countries.items())
    return tuple(sorted(known, key=lambda choice: choice.text))


@once()
def all_plans(form: Form) -> tuple[Choice, ...]:
    """The plan types of all countries, those of the United States first."""
    known = sorted(form.rulebook.plans.items(), key=lambda each: each[1].law.country != COUNTRY)
    return tuple(Choice(key, plan.law.name) for key, plan in known)


@once("plan")
def plans(form: Form) -> tuple[Choice, ...]:
    """The plan types of the form's country."""
    here, known = country(form), form.rulebook.plans.items()
    return tuple(Choice(key, plan.law.name) for key, plan in known if plan.law.country == here)


@once("plan")
def levels(form: Form) -> tuple[Choice, ...]:
    """What a notice of the chosen plan type can deny; a court's judgment is beyond this form."""
    plan = form.rulebook.plans.get(form.text("plan"))
    first = Choice("initial", "The first request: no appeal was made yet")
    if plan is None:
        return (first,)
    later = (plan.level(level) for level in level_ids(plan) if level != "initial")
    return (first, *(Choice(level.id, capital(level.name)) for level in later if level.kind != "court"))


_STATES: Final = tuple(Choice(code, f"{name} ({code})") for code, name in US_STATES.items())


@once("plan")
def states(form: Form) -> tuple[Choice, ...]:
    """The states of the United States; elsewhere the codes of those that change something."""
    plan = form.rulebook.plans.get(form.text("plan"))
    if plan is None or plan.law.country == COUNTRY:
        return _STATES
    holidays = plan.calendar.library.subdivisions if plan.calendar.library else ()
    return tuple(Choice(code, code) for code in sorted({*holidays, *plan.by_state}))


@once()
def regions(form: Form) -> tuple[Choice, ...]:
    """The regions that a topic of the rulebook is about."""
    covered = {region for topic in form.rulebook.topics.values() for region in topic.regions}
    return tuple(choice for choice in _known_regions(form) if choice.value in covered)


@once()
def all_regions(form: Form) -> tuple[Choice, ...]:
    """Every region that an earlier study may be of."""
    beyond = (Choice(region, capital(region.replace("_", " "))) for region in form.rulebook.codes.regions_beyond)
    return (*_known_regions(form), *beyond)


@once("region")
def topics(form: Form) -> tuple[Choice, ...]:
    """The guideline topics about the chosen region."""
    region = form.text("region")
    return tuple(Choice(key, topic.title) for key, topic in form.rulebook.topics.items() if region in topic.regions)


@once("topic")
def scenarios(form: Form) -> tuple[Choice, ...]:
    """The scenarios of the chosen topic, in our words."""
    topic = form.rulebook.topics.get(form.text("topic"))
    return tuple(Choice(key, text) for key, text in topic.scenarios().items()) if topic else ()


def _known_regions(form: Form) -> tuple[Choice, ...]:
    return tuple(Choice(region.id, capital(region.label)) for region in form.rulebook.vocabulary.regions.values())


# ---- when it is asked -----------------------------------------------------------------------------------------------


def scan_done(form: Form) -> bool:
    """Where the scan was done before the denial."""
    return form.text("service_timing") == "post_service"


def region_known(form: Form) -> bool:
    """Once a region is chosen."""
    return bool(form.text("region"))


def breast(form: Form) -> bool:
    """For the breast: screening by risk."""
    return form.text("region") == "breast"


def may_be_pregnant(form: Form) -> bool:
    """For every region, but not for a man."""
    return region_known(form) and form.text("sex") != "male"


def not_breast(form: Form) -> bool:
    """For every region that is scanned because of a complaint."""
    return region_known(form) and not breast(form)


@once("region")
def sided(form: Form) -> bool:
    """For regions that have two sides, by the codes of their studies."""
    region, families = form.text("region"), form.rulebook.codes.families.values()
    return any(region in family.regions and family.laterality != "none" for family in families)


# ---- what answers a question where nobody did ------------------------------------------------------------------------


def later_level(form: Form) -> bool:
    """Whether the notice denies an appeal, not the first request."""
    return form.text("denied_level") not in {"", INITIAL}


def always(value: str) -> Callable[[Form], str]:
    """The same for every form."""
    return lambda _: value


def contrast_of_code(form: Form) -> str:
    """The contrast that the procedure code says itself."""
    procedure = form.rulebook.codes.procedures.get(form.text("cpt"))
    return procedure.contrast.value if procedure and procedure.contrast else ""


SIDES: Final = fixed(left="Left", right="Right", bilateral="Both sides")
OUTCOMES: Final = fixed(
    no_improvement="No improvement",
    partial_improvement="Partial improvement",
    improved="Improved",
    worse="Worse",
    not_tolerated="Not tolerated",
    ongoing="Still going on",
)
MODALITIES: Final = fixed(
    radiograph="X-ray (radiograph)",
    ct="CT",
    mri="MRI",
    ultrasound="Ultrasound",
    bone_scan="Bone scan",
    mammogram="Mammogram",
    other="Another study",
)

YES_NO: Final = (Choice("yes", "Yes"), Choice("no", "No"))
