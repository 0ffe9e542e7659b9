import pytest

from rules.pathway import pathway
from tests.rules.law_cases import book, intake, plans_of

PLANS = plans_of("US")
WITHOUT_A_FAST_TRACK = {"original_medicare", "unknown", "va_community_care"}
FAST = sorted({*PLANS} - WITHOUT_A_FAST_TRACK)
FROM_MEMORY = {"medicare_advantage_integrated"}


def words(**case: object) -> str:
    return " ".join(pathway(intake(**case), book()).reasons)  # type: ignore[arg-type] -- names and values of a case, checked by pydantic


@pytest.mark.parametrize("plan", FAST)
def test_an_emergency_flag_before_the_scan_makes_the_appeal_expedited_under_every_plan(plan: str):
    found = pathway(intake(plan, flags=("saddle_anesthesia", "urinary_retention")), book())

    assert found.kind == "expedited"
    assert found.reasons[0].startswith("Emergency (Numbness of the saddle area; Urinary retention")
    if plan in FROM_MEMORY:
        assert found.citation is None
    else:
        assert found.citation is not None
        assert found.citation.citable


@pytest.mark.parametrize("plan", sorted(WITHOUT_A_FAST_TRACK))
def test_a_plan_without_a_fast_track_says_so_and_what_can_be_done_and_keeps_the_emergency_notice(plan: str):
    found = pathway(intake(plan, flags=("saddle_anesthesia",)), book())

    assert found.kind == "standard"
    assert found.reasons[0].startswith("Emergency")
    assert "knows no expedited track" in found.reasons[1]
    assert len(found.reasons) == 3


@pytest.mark.parametrize("plan", FAST)
def test_no_flag_is_standard_and_says_how_a_clinician_could_ask(plan: str):
    found = pathway(intake(plan), book())

    assert found.kind == "standard"
    assert "If a clinician who knows the patient judges otherwise" in found.reasons[1]


@pytest.mark.parametrize("plan", PLANS)
def test_a_scan_that_was_done_is_never_expedited_and_the_reason_is_said(plan: str):
    found = pathway(intake(plan, flags=("saddle_anesthesia",), timing="post_service"), book())

    assert found.kind == "standard"
    assert found.reasons == ("The scan has been done: an expedited appeal exists only before or during the service.",)


def test_concurrent_care_can_be_expedited():
    assert pathway(intake(flags=("saddle_anesthesia",), timing="concurrent"), book()).kind == "expedited"


@pytest.mark.parametrize("flag", ["progressive_motor_deficit", "severe_motor_deficit", "gait_disturbance", "fever"])
def test_deficits_cord_signs_and_infection_are_urgent_alone(flag: str):
    found = pathway(intake(flags=(flag,)), book())

    assert found.kind == "expedited"
    assert not found.reasons[0].startswith("Emergency")


@pytest.mark.parametrize(
    ("flags", "course", "kind"),
    [
        (("osteoporosis",), None, "standard"),
        (("osteoporosis",), "persistent", "standard"),
        (("osteoporosis",), "progressive", "expedited"),
        (("osteoporosis", "chronic_steroid_use"), None, "expedited"),
        (("night_or_rest_pain",), "progressive", "standard"),
        (("night_or_rest_pain", "osteoporosis"), None, "standard"),
    ],
)
def test_a_risk_factor_counts_together_with_another_or_with_worsening(
    flags: tuple[str, ...], course: str | None, kind: str
):
    assert pathway(intake(flags=flags, course=course), book()).kind == kind


def test_a_single_risk_factor_is_named_in_the_reason():
    assert "Documented risk (Osteoporosis), but alone it does not show" in words(flags=("osteoporosis",))


def test_the_reasons_say_who_may_ask_that_the_plan_must_defer_and_the_clock():
    said = words(plan="medicare_advantage", flags=("saddle_anesthesia",))

    assert "Who may ask: the enrollee, or any physician acting for the enrollee" in said
    assert "The plan must defer to the physician: when a physician makes or supports the request" in said
    assert "Decision within 72 hours of the plan's receipt of the request." in said
    assert "A refused expedite moves the appeal to the 30-day track." in said


def test_what_is_known_from_memory_only_is_marked_and_not_cited():
    found = pathway(intake("aca_individual_marketplace", flags=("saddle_anesthesia",)), book())

    assert "not confirmed" in found.reasons[3]
    assert found.citation is not None
    assert found.citation.section == "45 CFR 147.136(b)(2)(ii)(B), (b)(3)(i) with 29 CFR 2560.503-1(i)(2)(i)"


def test_external_review_may_run_beside_an_expedited_internal_appeal():
    assert "external review may be asked for beside the expedited internal appeal" in words(
        flags=("saddle_anesthesia",)
    )


def test_a_level_without_an_expedited_track_is_standard_and_keeps_the_emergency_notice():
    found = pathway(intake("medicare_advantage", denied="ire", flags=("saddle_anesthesia",)), book())

    assert found.kind == "standard"
    assert found.reasons[0].startswith("Emergency")
    assert "no expedited track" in found.reasons[1]


def test_after_the_last_level_nothing_is_left():
    assert words(denied="court") == "No level of appeal is left after this denial."


def test_an_emergency_is_said_also_for_a_notice_older_than_the_rules():
    found = pathway(intake(notice="2023-12-31", flags=("saddle_anesthesia",)), book())

    assert found.kind == "expedited"
    assert not any(reason.startswith("Decision within") for reason in found.reasons)
