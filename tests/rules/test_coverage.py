"""What the rulebook says of its own coverage."""

from datetime import date

from rules.coverage import coverage, facts_of, report
from rules.rulebook import load_rulebook
from rules.schema.acr import Topic

RULEBOOK = load_rulebook()
COVERED = coverage(RULEBOOK)


def test_every_plan_type_that_can_be_counted_is_listed_under_its_country():
    home = {each.id for each in COVERED["US plan types"]}
    plans = {plan.id for plan in RULEBOOK.plans.values() if plan.law.country == "US" and not plan.law.unknown}
    assert home == plans
    abroad = {plan.law.country for plan in RULEBOOK.plans.values() if not plan.law.unknown} - {"US"}
    assert {each.id for each in COVERED["Countries"]} == abroad


def test_every_topic_is_listed_with_its_edition_and_scenarios():
    listed = {each.id: each for each in COVERED["ACR topics"]}
    assert listed.keys() == RULEBOOK.topics.keys()
    assert listed["low_back_pain"].title == "Low Back Pain (2021)"
    assert listed["low_back_pain"].detail == "7 scenarios"
    assert listed["fibroids"].detail == "3 scenarios, 3 picked by the clinician"


def test_all_71_mr_codes_are_listed_and_no_ct():
    codes = {each.id for each in COVERED["MR procedure codes"]}
    assert len(codes) == len(COVERED["MR procedure codes"]) == 71
    assert "72131" not in codes


def test_a_plan_type_says_since_when_it_holds_and_when_it_was_checked():
    plan = next(each for each in COVERED["US plan types"] if each.id == "erisa_self_funded")
    assert plan.since is not None
    assert plan.since <= date(2026, 1, 1)
    assert plan.checked == date(2026, 11, 23)
    assert plan.facts > plan.steering > 0


def test_the_facts_of_a_topic_are_found_with_their_paths():
    found = dict(facts_of(RULEBOOK.topics["low_back_pain"]))
    assert {"edition", "journal", "variants.3", "definitions.acute"} <= found.keys()


def test_a_fact_from_memory_is_named_at_the_end_of_the_report():
    text = report(RULEBOOK)
    assert "\n  chronic_knee_pain.journal: memory\n" in f"{text}\n"
    assert text.startswith(f"rulebook {RULEBOOK.version}\n")


def test_the_report_names_every_kind_with_its_number():
    lines = report(RULEBOOK).splitlines()
    for kind, covered in COVERED.items():
        assert f"{kind}: {len(covered)}" in lines


def test_a_value_without_facts_has_none():
    assert list(facts_of("text")) == []
    assert isinstance(RULEBOOK.topics["headache"], Topic)
