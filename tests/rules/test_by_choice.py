"""Scenarios that no fact of the form decides: the clinician picks one and attests it."""

from pathlib import Path
from shutil import copytree

import pytest

from rules.data_files import DATA, RulebookError, load_file, read_yaml
from rules.model import Strength
from rules.rulebook import load_rulebook
from rules.schema.acr import Topic, load_topics
from rules.schema.common import Data
from rules.schema.vocabulary import load_vocabulary
from tests.rules.clinical_cases import case, held, judged

RULEBOOK = load_rulebook()


def test_a_picked_scenario_applies_and_rests_on_the_clinicians_word():
    (first, *_) = held(case("fibroids", contrast="without_and_with", scenario="fibroids_2"))
    assert first.applies
    assert first.attested
    assert first.rating == "Usually Appropriate"
    assert any("rests on the clinician's word" in warning for warning in first.warnings)


def test_a_picked_scenario_never_makes_a_strong_case():
    verdict, reasons = judged(case("fibroids", contrast="without_and_with", scenario="fibroids_2"))
    assert verdict is Strength.ARGUABLE
    assert "clinician's word alone" in reasons


def test_nothing_applies_until_a_scenario_is_picked_and_the_choice_is_named():
    shown = held(case("fibroids", contrast="without_and_with"))
    assert not any(item.applies for item in shown)
    assert all("enter clinical.scenario" in item.unknown[-1] for item in shown)
    verdict, reasons = judged(case("fibroids", contrast="without_and_with"))
    assert verdict is Strength.UNSUPPORTED
    assert "pick one" in reasons


def test_a_picked_scenario_of_another_age_is_shown_as_contradicted_and_does_not_apply():
    intake = case("scoliosis_child", age=10, scenario="scoliosis_child_2")
    (picked,) = [item for item in held(intake) if item.attested]
    assert not picked.applies
    assert any("contradict" in warning for warning in picked.warnings)
    assert judged(intake)[0] is Strength.UNSUPPORTED


@pytest.mark.parametrize(("age", "said"), [(17, True), (18, False)])
def test_where_acr_names_no_age_a_child_gets_a_warning(age: int, said: bool):  # noqa: FBT001 -- a column of the table of cases
    _, reasons = judged(case("hernia", age=age, scenario="hernia_1"))
    assert ("names no age" in reasons) is said


def test_every_region_of_a_topic_can_be_ordered_by_a_code():
    for topic in RULEBOOK.topics.values():
        for region in topic.regions:
            codes = [code for code, each in RULEBOOK.codes.procedures.items() if region in each.family.regions]
            assert codes, (topic.id, region)


def test_a_scenario_without_conditions_must_say_that_it_is_picked(tmp_path: Path):
    folder = copytree(DATA / "acr", tmp_path / "acr")
    path = folder / "fibroids.yaml"
    path.write_text(path.read_text().replace("by_choice: true", "by_choice: false"))
    with pytest.raises(RulebookError, match=r"fibroids.yaml: variants.1: it would apply to everybody"):
        load_topics(folder, load_vocabulary(DATA))


def test_a_topic_without_a_variant_is_refused(tmp_path: Path):
    folder = copytree(DATA / "acr", tmp_path / "acr")
    path = folder / "fibroids.yaml"
    path.write_text(path.read_text().split("variants:")[0] + "variants: []\n")
    with pytest.raises(RulebookError, match=r"fibroids.yaml: variants: a topic without a variant"):
        load_topics(folder, load_vocabulary(DATA))


# ---- what keeps the files short -------------------------------------------------------------------------------------


class Shared(Data):
    one: dict[str, int]


def test_a_mapping_may_take_over_another_and_its_own_key_stands(tmp_path: Path):
    path = tmp_path / "shared.yaml"
    path.write_text("x-base: &base {a: 1, b: 2}\none: {<<: *base, b: 3}\n")
    assert load_file(path, Shared).one == {"a": 1, "b": 3}


def test_a_mapping_that_is_taken_over_twice_is_no_double_key(tmp_path: Path):
    path = tmp_path / "shared.yaml"
    path.write_text("x-one: &one {a: 1}\nx-two: &two {<<: *one, a: 2}\nx-three: {<<: *two, a: 3}\none: {<<: *two}\n")
    assert load_file(path, Shared).one == {"a": 2}


@pytest.mark.parametrize("twice", ["{a: 1, a: 2}", "{<<: *base, b: 1, b: 2}", "{<<: *base, <<: *base}"])
def test_a_key_of_ones_own_may_not_stand_twice(tmp_path: Path, twice: str):
    path = tmp_path / "shared.yaml"
    path.write_text(f"x-base: &base {{c: 1}}\none: {twice}\n")
    with pytest.raises(RulebookError, match="stands twice"):
        read_yaml(path)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("one: &one [*one]", "an alias stands inside of what it stands for"),
        ("? [a, b]\n: 1", "a key must be one text or number"),
        ("one: {<<: [1]}", "only a mapping can be taken over"),
        ("one: !!python/object:os.system {}", "only plain values are read"),
    ],
)
def test_what_no_data_file_needs_is_refused_with_its_place(tmp_path: Path, text: str, fault: str):
    path = tmp_path / "odd.yaml"
    path.write_text(text)
    with pytest.raises(RulebookError, match=f"odd.yaml: line 1: {fault}"):
        read_yaml(path)


def test_of_several_mappings_that_are_taken_over_the_first_has_the_last_word(tmp_path: Path):
    path = tmp_path / "shared.yaml"
    path.write_text("x-one: &one {a: 1}\nx-two: &two {a: 2, b: 2}\none: {<<: [*one, *two]}\n")
    assert load_file(path, Shared).one == {"a": 1, "b": 2}


def test_an_empty_file_is_empty(tmp_path: Path):
    path = tmp_path / "empty.yaml"
    path.write_text("# nothing\n")
    assert read_yaml(path) is None


def test_ratings_of_a_group_hold_for_each_of_its_regions_and_a_regions_own_stand_before():
    topic = RULEBOOK.topics["osteomyelitis_or_septic_arthritis_child_excluding_axial_skeleton"]
    assert isinstance(topic, Topic)
    ratings = topic.variants[1].ratings
    assert ratings["knee"].without == "May Be Appropriate"
    assert ratings["knee"] == ratings["wrist"] == ratings["thigh"]
    assert ratings["lower_extremity"].without == "Usually Appropriate"
