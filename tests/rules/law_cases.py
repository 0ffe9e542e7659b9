"""Intakes and the law part of the rulebook, for the tests of the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rules.data_files import DATA
from rules.law import Plan
from rules.law_files import load_law
from rules.model import Deadline, Intake
from rules.schema.law import BaseRatesFile, RightsFile
from rules.schema.places import CountryFile
from rules.schema.vocabulary import Vocabulary, load_vocabulary

ON = date(2026, 11, 23)


@dataclass(frozen=True)
class Book:
    plans: Mapping[str, Plan]
    rights: tuple[RightsFile, ...]
    base_rates: tuple[BaseRatesFile, ...]
    countries: Mapping[str, CountryFile]
    vocabulary: Vocabulary


def plans_of(country: str) -> list[str]:
    return sorted(key for key, plan in book().plans.items() if plan.law.country == country)


@lru_cache
def book() -> Book:
    law = load_law(DATA / "law")
    return Book(law.plans, law.rights, law.base_rates, law.countries, load_vocabulary(DATA))


def intake(
    plan: str = "erisa_self_funded",
    *,
    notice: date | str = "2026-11-02",
    received: date | str | None = None,
    denied: str = "initial",
    timing: str = "pre_service",
    state: str | None = None,
    country: str = "US",
    flags: tuple[str, ...] = (),
    course: str | None = None,
    region: str = "lumbar_spine",
    amount: str | None = None,
    **dates: date | str,
) -> Intake:
    return Intake.model_validate(
        {
            "reference": "CASE-1",
            "coverage": {"country": country, "plan": plan, "state": state},
            "denial": {
                "notice_date": notice,
                "received_date": received,
                "denied_level": denied,
                "service_timing": timing,
                "reasons": ["not_medically_necessary"],
                "amount": {"value": amount, "currency": "USD"} if amount else None,
                **dates,
            },
            "exam": {"cpt": "72148", "region": region, "contrast": "without"},
            "patient": {"age_years": 54, "sex": "female"},
            "clinical": {"topic": "low_back_pain", "red_flags": flags, "course": course},
        }
    )


def by_id(found: tuple[Deadline, ...]) -> dict[str, Deadline]:
    return {each.id: each for each in found}
