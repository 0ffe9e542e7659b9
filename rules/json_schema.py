"""The JSON Schema of an intake file, with the rulebook's ids as the allowed values."""

from collections.abc import Iterable
from typing import Any

from rules.law import level_ids
from rules.model import Intake
from rules.rulebook import Rulebook


def intake_schema(rulebook: Rulebook) -> dict[str, Any]:
    """The schema as a JSON-ready mapping: the model's shape, and for every id the values that this rulebook knows."""
    schema = Intake.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "MRI appeal intake"
    schema["description"] = f"One denied MRI scan, de-identified. Rulebook {rulebook.version}."
    words, shapes = rulebook.vocabulary, schema["$defs"]
    plans = [each for plan in rulebook.plans.values() for each in (plan, *plan.by_state.values())]
    imaged = {*words.regions, *rulebook.codes.regions_beyond}
    for shape, field, allowed in (
        ("Coverage", "plan", rulebook.plans),
        ("Denial", "denied_level", {level for plan in plans for level in level_ids(plan)}),
        ("Exam", "cpt", rulebook.codes.procedures),
        ("Exam", "region", words.regions),
        ("Clinical", "topic", rulebook.topics),
        ("Clinical", "scenario", rulebook.scenarios),
        ("Clinical", "symptoms", words.symptoms),
        ("Clinical", "red_flags", words.red_flags),
        ("Finding", "test", words.tests),
        ("Treatment", "kind", words.treatments),
        ("PriorImaging", "region", imaged),
        ("PriorImaging", "shows", words.imaging_findings),
        ("Breast", "risk_model", words.risk_models),
        ("Breast", "gene", words.genes),
    ):
        _allow(shapes[shape]["properties"][field], allowed)
    return schema


def _allow(field: dict[str, Any], values: Iterable[str]) -> None:
    """Put the allowed values where the field's string stands: itself, the item of its list, or beside null."""
    for option in field.get("anyOf", [field]):
        target = option.get("items", option)
        if target.get("type") == "string":
            target.pop("pattern", None)
            target["enum"] = sorted(values)
