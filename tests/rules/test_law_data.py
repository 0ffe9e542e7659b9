import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rules.data_files import DATA, RulebookError
from rules.law import NoRuleInForce, in_force, law_limits
from rules.law_files import facts_of, load_law
from rules.model import Status
from tests.rules.law_cases import book, intake


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "law", tmp_path / "law")
    return tmp_path / "law"


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text, "the test must change the file"
    path.write_text(changed, encoding="utf-8")


def faults(folder: Path) -> list[str]:
    with pytest.raises(RulebookError) as raised:
        load_law(folder)
    return raised.value.faults


def test_the_data_as_shipped_has_no_fault():
    law = load_law(DATA / "law")

    assert {plan.law.country for plan in law.plans.values()} == law.countries.keys()


def test_a_fact_that_was_seen_names_a_source_and_what_is_cited_names_a_section():
    law = book()
    files = [plan.law for plan in law.plans.values()] + list(law.rights) + list(law.base_rates)
    for file in files:
        for path, fact in facts_of(file):
            if fact.status is Status.SEEN:
                assert fact.sources, path


def test_law_is_seen_remembered_or_in_conflict_but_never_inferred():
    for plan in book().plans.values():
        assert all(fact.status is not Status.INFERRED for _, fact in facts_of(plan.law))


def test_every_fault_of_every_file_is_listed_at_once(folder: Path):
    edit(folder / "plans" / "aca.yaml", lambda text: text.replace("sources: [A1, A3]", "sources: [A1, NOWHERE]", 1))
    edit(
        folder / "plans" / "medicare_advantage.yaml",
        lambda text: text.replace("calendar: us_federal", "calendar: moon"),
    )
    edit(folder / "rights" / "us.yaml", lambda text: text.replace("plans: [medicare_advantage]", "plans: [medigap]", 1))
    found = faults(folder)

    assert any(
        fault.startswith("aca.yaml: plans.aca_individual_marketplace.levels.0.filing.0.sources") for fault in found
    )
    assert "medicare_advantage.yaml: plans.medicare_advantage.calendar: there is no calendars/moon.yaml" in found
    assert any("there is no plan type 'medigap'" in fault for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "until: 2024-12-31, section: 42 CFR 422.582(b)",
            "section: 42 CFR 422.582(b)",
            "two values hold from 2025-01-01",
        ),
        ("until: 2024-12-31", "until: 2023-12-31", "is before since"),
        ("order: 2\n", "order: 9\n", "order must not fall"),
        ("id: alj\n", "id: ire\n", "a level id stands twice"),
        (
            "n: 60, unit: calendar_days, starts: notice",
            "unit: calendar_days, starts: notice",
            "mode period needs n and unit",
        ),
        ("mode: automatic", "mode: magic", "Input should be 'period', 'automatic', 'see_notice'"),
        ("n: 60,", 'n: "60",', "valid integer"),
        ("  M13:", "  M99:", "M13' is not among the sources"),
    ],
)
def test_a_fault_in_a_plan_file_names_file_and_field(folder: Path, old: str, new: str, fault: str):
    edit(folder / "plans" / "medicare_advantage.yaml", lambda text: text.replace(old, new, 1))

    assert any(each.startswith("medicare_advantage.yaml: ") and fault in each for each in faults(folder))


def test_a_source_that_nothing_names_is_a_fault(folder: Path):
    spare = "sources:\n  SPARE: {document: a page, kind: secondary}\n"
    edit(folder / "plans" / "aca.yaml", lambda text: text.replace("sources:\n", spare, 1))

    assert faults(folder) == ["aca.yaml: sources.SPARE: no fact names it; remove it"]


def test_a_plan_in_two_files_is_a_fault(folder: Path):
    shutil.copy(folder / "plans" / "aca.yaml", folder / "plans" / "copy.yaml")

    assert faults(folder) == [
        "copy.yaml: plans.aca_individual_marketplace: stands in another file too; keep one of them"
    ]


def test_the_value_in_force_includes_both_ends_of_its_life():
    before, since = book().plans["medicare_advantage"].level("reconsideration").filing

    assert in_force((before, since), date(2024, 1, 1), None, "x") is before
    assert in_force((before, since), date(2024, 12, 31), None, "x") is before
    assert in_force((before, since), date(2025, 1, 1), None, "x") is since


def test_a_day_outside_every_life_names_what_the_rulebook_covers():
    only_2024 = book().plans["medicare_advantage"].level("reconsideration").filing[:1]

    with pytest.raises(NoRuleInForce, match=r"no rule in force on 2025-01-01 .* covers 2024-01-01 to 2024-12-31"):
        in_force(only_2024, date(2025, 1, 1), None, "reconsideration")


def test_a_state_s_own_value_stands_before_the_general_one():
    florida, general = book().plans["aca_individual_marketplace"].in_state("FL").level("external_review").filing

    assert in_force((general, florida), date(2026, 1, 1), "FL", "x") is florida
    assert in_force((general, florida), date(2026, 1, 1), "GA", "x") is general
    assert in_force((general, florida), date(2026, 1, 1), None, "x") is general


def test_faults_of_a_state_s_file_are_listed(folder: Path):
    path = folder / "states" / "florida.yaml"
    edit(path, lambda text: text.replace("reaches: [erisa_insured,", "reaches: [medigap, medicare_advantage,"))
    edit(path, lambda text: text.replace("  external_review: *external", "  externe: *external"))
    edit(path, lambda text: text.replace("kind: quoted, year:", "kind: primary, year:", 1))
    found = faults(folder)

    assert "florida.yaml: reaches: there is no plan type 'medigap'" in found
    assert "florida.yaml: changes: no plan type has a level 'externe'" in found
    assert any(fault.startswith("florida.yaml: sources.A1: aca_individual_marketplace has another") for fault in found)


def test_a_state_reaches_plan_types_of_its_own_country_only(folder: Path):
    edit(folder / "states" / "florida.yaml", lambda text: text.replace("country: US", "country: GB"))

    assert "florida.yaml: reaches: erisa_insured is no plan type of GB" in faults(folder)


def test_two_values_of_one_state_may_not_hold_on_one_day(folder: Path):
    twice = "      - {pathway: standard, timing: [pre_service], n: 9, unit: calendar_days, starts: x, "
    twice += "since: 2024-01-01, status: memory, checked: 2026-11-23}\n"
    edit(
        folder / "states" / "florida.yaml", lambda text: text.replace("    decisions:\n", f"    decisions:\n{twice}", 1)
    )

    assert any("florida.yaml: erisa_insured" in fault and "two values hold" in fault for fault in faults(folder))


def test_every_country_of_a_plan_type_has_a_file_and_one_only(folder: Path):
    path = folder / "countries" / "us.yaml"
    shutil.copy(path, folder / "countries" / "copy.yaml")
    assert "countries: US stands in two files" in faults(folder)

    (folder / "countries" / "copy.yaml").unlink()
    path.unlink()
    assert "plans.fehb.country: there is no file of US in law/countries" in faults(folder)


def test_a_routing_leads_to_a_plan_type_that_exists(folder: Path):
    edit(folder / "countries" / "us.yaml", lambda text: text.replace("use: erisa_self_funded", "use: elsewhere", 1))

    assert "us.yaml: country.routings: there is no plan type 'elsewhere'" in faults(folder)


# The conflicts of the facts, as they were resolved: the value we use and where the other reading is recorded.


def test_conflict_c1_the_latest_is_65_days_and_the_safe_60():
    filing = book().plans["medicare_advantage"].level("reconsideration").filing[-1]

    assert (filing.n, filing.presumption_days) == (60, 5)
    assert filing.note is not None
    assert "C1" in filing.note


@pytest.mark.parametrize("plan", ["erisa_self_funded", "erisa_insured", "aca_individual_marketplace"])
def test_conflict_c2_the_45_days_are_cited_at_their_own_paragraph(plan: str):
    level = next(each for each in book().plans[plan].levels if "external_review" in each.id)
    standard = next(each for each in level.decisions if each.pathway == "standard")

    assert (standard.n, standard.section) == (45, "45 CFR 147.136(d)(2)(iii)(B)(6)")


def test_conflict_c4_medicaid_clocks_are_cited_at_b_2_and_b_3():
    clocks = book().plans["medicaid_managed_care"].level("plan_appeal").decisions

    assert {each.pathway: each.section for each in clocks} == {
        "expedited": "42 CFR 438.408(b)(3)",
        "standard": "42 CFR 438.408(b)(2)",
    }


def test_conflict_c5_the_hearing_window_is_the_states_and_at_least_90_days():
    filing = book().plans["medicaid_managed_care"].level("state_fair_hearing").filing[0]

    assert filing.n == 90
    assert "ask for its number" in filing.warnings[0]


def test_conflict_c6_a_refused_expedite_at_the_plan_has_seven_days_and_is_not_citable():
    expedited = book().plans["medicare_advantage"].law.initial.expedited

    assert expedited is not None
    assert expedited.refused is not None
    assert "7 days" in expedited.refused.text
    assert not expedited.refused.citable


def test_conflict_c3_florida_has_four_months_at_the_latest_and_sixty_days_to_be_safe():
    for plan, level in (
        ("erisa_insured", "federal_external_review"),
        ("aca_individual_marketplace", "external_review"),
    ):
        filing = book().plans[plan].in_state("FL").level(level).filing[0]

        assert (filing.n, filing.unit, filing.safe_n, filing.safe_unit) == (4, "months", 60, "calendar_days")
        assert "consumer guides 60 days" in filing.warnings[0]


def test_conflict_c7_a_denial_before_the_procedure_may_be_expedited_under_tricare_within_three_days():
    filing = book().plans["tricare"].level("expedited_reconsideration").filing[0]

    assert (filing.n, filing.presumption_days) == (3, 5)
    assert any("stays in hospital" in warning for warning in filing.warnings)


def test_conflict_c8_california_plans_on_seven_days_and_cites_neither_number():
    level = book().plans["aca_individual_marketplace"].in_state("CA").level("external_review")
    fast = next(each for each in level.decisions if each.pathway == "expedited")

    assert (fast.n, fast.unit) == (7, "calendar_days")
    assert not fast.citable


@pytest.mark.parametrize(
    ("plan", "level"), [("erisa_insured", "internal_appeal_1"), ("aca_individual_marketplace", "internal_appeal")]
)
def test_conflict_c9_new_york_is_safe_within_45_days_and_has_180_at_the_latest(plan: str, level: str):
    filing = book().plans[plan].in_state("NY").level(level).filing[0]

    assert (filing.n, filing.safe_n, filing.safe_unit) == (180, 45, "calendar_days")


def test_conflict_c10_an_erisa_health_plan_gives_180_days():
    assert book().plans["erisa_self_funded"].level("internal_appeal_1").filing[0].n == 180


def test_for_an_unknown_plan_the_questions_and_every_routing_are_said_and_nothing_is_counted():
    said = [problem.message for problem in law_limits(intake("unknown"), book())]

    assert said[0].startswith("The type of plan is not known, so no deadline and no right is named")
    assert sum(message.startswith("Ask first: ") for message in said) == 5
    assert "private employer, self-funded: erisa_self_funded" in said[6]
    assert any(
        message.startswith("Not in that list - grandfathered employer plan") and "(use erisa_self_funded)" in message
        for message in said
    )
    assert law_limits(intake("fehb"), book()) == ()


def test_twelve_plan_types_can_be_chosen_where_the_plan_is_not_known():
    choices = [plan.id for plan in book().plans.values() if plan.law.country == "US" and plan.law.chosen_when]

    assert len(choices) == 12
    assert "unknown" not in choices
