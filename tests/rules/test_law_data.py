import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rules.data_files import DATA, RulebookError
from rules.law import NoRuleInForce, in_force
from rules.law_files import facts_of, load_law
from rules.model import Status
from tests.rules.law_cases import book


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
    assert len(load_law(DATA / "law").plans) == 5


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
    general, florida = book().plans["aca_individual_marketplace"].level("external_review").filing

    assert in_force((general, florida), date(2026, 1, 1), "FL", "x") is florida
    assert in_force((general, florida), date(2026, 1, 1), "GA", "x") is general
    assert in_force((general, florida), date(2026, 1, 1), None, "x") is general


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


def test_conflict_c10_an_erisa_health_plan_gives_180_days():
    assert book().plans["erisa_self_funded"].level("internal_appeal_1").filing[0].n == 180
