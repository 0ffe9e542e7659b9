"""An example as a person would enter it: each step's answers by the label of the field."""

from pathlib import Path

from rules import Rulebook, read_intake, read_yaml
from slackbot.form import Form
from slackbot.form_fields import is_asked, of_step
from slackbot.gallery import TODAY
from slackbot.intake_form import values_of

EXAMPLES = Path(__file__).parents[2] / "examples"


def answers(path: Path, step: int, rulebook: Rulebook) -> dict[str, object]:
    """By label, in the order of the form; options by their id."""
    values = values_of(read_intake(read_yaml(path), rulebook, TODAY))
    form = Form(rulebook, values)
    asked = [field for field in of_step(step) if is_asked(field, form) and field.key in values and field.row <= 1]
    return {field.label: values[field.key] for field in asked}
