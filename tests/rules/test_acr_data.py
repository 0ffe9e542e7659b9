"""The data of the criteria: complete, sourced, readable, and faults named with their place."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from rules.conditions import AllOf, AnyOf, Leaf, Not, Rule
from rules.data_files import DATA, RulebookError, read_yaml
from rules.model import Contrast, Status
from rules.rulebook import load_rulebook
from rules.schema.acr import Form, Rating, Ratings, Topic, load_topics
from rules.schema.criteria import load_criteria
from rules.schema.vocabulary import load_vocabulary

RULEBOOK = load_rulebook()
TOPICS, VOCABULARY = RULEBOOK.topics, RULEBOOK.vocabulary
UA, MBA, DISAGREEMENT, UNA, NOT_RATED = Rating
SHORT = {"UA": UA, "MBA": MBA, "MBA-D": DISAGREEMENT, "UNA": UNA, "-": NOT_RATED}

FORMS: tuple[Form, ...] = ("without", "with", "without_and_with", "arthrography")


def collected() -> dict[str, dict[str, str]]:
    """The ratings of the facts that were collected for the project: ratings/*.yaml, topic by topic.

    Under a region, or a group of them, the variants in order, each with the ratings of MRI without, with, without and
    with contrast, and of MR arthrography: "UA UNA MBA - / UNA UNA UNA -". A lone "-": the region is not rated.
    """
    tables: dict[str, dict[str, str]] = {}
    for path in sorted((Path(__file__).parent / "ratings").glob("*.yaml")):
        found = read_yaml(path)
        assert isinstance(found, dict)
        assert not tables.keys() & found.keys()
        tables |= found
    return tables


RATINGS = collected()


def texts(rule: Rule) -> Iterator[str]:
    """Every requirement of a rule that a person may read."""
    if isinstance(rule, Leaf):
        yield rule.text
    elif isinstance(rule, Not):
        yield rule.text
        yield from texts(rule.inner)
    elif isinstance(rule, AnyOf):
        yield rule.text
        yield from (text for part in rule.any for text in texts(part))
    else:
        yield from (text for part in AllOf.model_validate(rule).all for text in texts(part))


def ratings_of(topic: Topic) -> dict[str, list[list[Rating]]]:
    regions = dict.fromkeys(region for variant in topic.variants for region in variant.ratings)
    rated = {region: [variant.ratings.get(region, Ratings()) for variant in topic.variants] for region in regions}
    return {region: [[each.rating(form) for form in FORMS] for each in rows] for region, rows in rated.items()}


def collected_of(topic: Topic) -> dict[str, list[list[Rating]]]:
    tables: dict[str, list[list[Rating]]] = {}
    for name, table in RATINGS[topic.id].items():
        rows = [row.split() if row != "-" else ["-"] * len(FORMS) for row in table.split(" / ")]
        tables |= {region: [[SHORT[word] for word in row] for row in rows] for region in VOCABULARY.expand([name])}
    return tables


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
def test_every_rating_of_mri_is_the_one_that_was_collected(topic: Topic):
    assert ratings_of(topic) == collected_of(topic)


def test_every_topic_that_was_collected_is_in_the_rulebook():
    assert RATINGS.keys() == TOPICS.keys()


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
def test_every_value_names_its_source_and_the_day_it_was_checked(topic: Topic):
    for fact in (topic.edition, *topic.variants, *topic.definitions):
        assert fact.sources or fact.status is Status.MEMORY
        assert fact.checked.year >= 2026
    assert topic.url.startswith("https://acsearch.acr.org/docs/")


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
def test_every_variant_is_cited_by_a_confirmed_number_or_in_our_words(topic: Topic):
    for variant in topic.variants:
        citation = topic.cite(variant)
        words = f"Variant {variant.number}" if variant.number_confirmed else f"scenario: {variant.scenario}"
        assert citation.section == words
        assert citation.citable
        assert citation.year == topic.edition.year
        assert topic.title in citation.document


def test_an_article_from_memory_is_not_cited():
    assert TOPICS["chronic_knee_pain"].document.endswith("(2018), ACR portal document")


def test_the_breast_ratings_are_never_cited_by_the_article_of_the_earlier_edition():
    document = TOPICS["breast_cancer_screening"].document
    assert document == "ACR Appropriateness Criteria: Female Breast Cancer Screening (2025), ACR portal document"


def test_an_article_that_was_read_is_cited_with_its_doi():
    assert "J Am Coll Radiol 2021;18(11S):S361-S379, doi 10.1016/j.jacr.2021.08.002" in TOPICS["low_back_pain"].document


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
def test_every_requirement_reads_as_a_phrase(topic: Topic):
    rules = [*topic.population, *(hint.when for hint in topic.hints)]
    rules += [rule for variant in topic.variants for rule in (*variant.presents, *variant.requires)]
    for text in (text for rule in rules for text in texts(rule)):
        assert "_" not in text
        assert not text.endswith((".", ",", ":"))
        assert len(text.split()) >= 2
    for sentence in (*(hint.text for hint in topic.hints), *filter(None, [topic.edition.doubt])):
        assert sentence.endswith(".")


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
def test_every_scenario_fits_an_option_or_is_cut_by_the_form(topic: Topic):
    for identifier, words in topic.scenarios().items():
        assert identifier.startswith(f"{topic.id}_")
        assert len(words) <= 150
        assert not words.endswith(".")


def test_every_finding_of_a_knee_radiograph_is_decided_in_the_chronic_topic():
    variant = TOPICS["chronic_knee_pain"].variants[1]
    (leaf,) = [rule for rule in variant.presents if isinstance(rule, Leaf) and rule.fact == "radiograph_shows"]
    offered = {term.id for term in RULEBOOK.vocabulary.for_region("imaging_findings", "knee")}
    harmless = {"normal", "no_fracture", "joint_effusion", "open_growth_plates", "soft_tissue_swelling"}
    assert offered - set(leaf.includes_none or ()) == harmless


def test_contrast_in_the_joint_is_read_as_an_arthrogram_of_the_knee_only():
    knee = TOPICS["chronic_knee_pain"].variants[1].ratings["knee"]
    spine = TOPICS["low_back_pain"].variants[2].ratings["lumbar_spine"]
    assert knee.rating(knee.form(Contrast.WITH)) is MBA
    assert spine.rating(spine.form(Contrast.WITH)) is UNA


def test_headache_rates_the_thoracic_spine_where_the_pressure_is_low():
    low_pressure = TOPICS["headache"].variants[4]
    assert low_pressure.ratings["thoracic_spine"].rating("with") is DISAGREEMENT


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("id: low_back_pain\n", "id: back_pain\n", "id: back_pain must be the name of the file, low_back_pain"),
        (
            "  - number: 3",
            "  - number: 9",
            "variants: the numbers must run from 1 without a gap, not [1, 2, 9, 4, 5, 6, 7]",
        ),
        ("regions: [lumbar_spine]", "regions: [lumbar]", "regions: lumbar is not in the vocabulary"),
        (
            "group:cauda_equina",
            "group:cauda",
            "variants.4: red_flags: 'group:cauda' is not among the vocabulary's red_flags",
        ),
        ("sources: [journal]", "sources: [magazine]", "journal: unknown source magazine"),
    ],
)
def test_a_fault_of_a_topic_is_named_with_its_place(tmp_path: Path, old: str, new: str, fault: str):
    folder = copytree(DATA / "acr", tmp_path / "acr")
    path = folder / "low_back_pain.yaml"
    path.write_text(path.read_text().replace(old, new))

    with pytest.raises(RulebookError) as raised:
        load_topics(folder, load_vocabulary(DATA))

    assert f"low_back_pain.yaml: {fault}" in raised.value.faults


def test_a_rating_outside_the_four_categories_is_refused(tmp_path: Path):
    folder = copytree(DATA / "acr", tmp_path / "acr")
    path = folder / "headache.yaml"
    path.write_text(path.read_text().replace("without: UNA", "without: NO", 1))

    with pytest.raises(RulebookError, match=r"headache.yaml: variants.0.ratings.*write a rating as one of UA, MBA"):
        load_topics(folder, load_vocabulary(DATA))


def test_every_faulty_file_is_reported_at_once(tmp_path: Path):
    folder = copytree(DATA / "acr", tmp_path / "acr")
    for name in ("headache", "low_back_pain"):
        path = folder / f"{name}.yaml"
        path.write_text(path.read_text().replace(f"id: {name}\n", "id: wrong\n"))

    with pytest.raises(RulebookError) as raised:
        load_topics(folder, load_vocabulary(DATA))

    assert {fault.split(":")[0] for fault in raised.value.faults} == {"headache.yaml", "low_back_pain.yaml"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("id: acs_2007_breast_mri\n", "id: acs\n", "id: acs must be the name of the file, acs_2007_breast_mri"),
        ("regions: [breast]", "regions: [moon]", "regions: moon is not in the vocabulary"),
        ("group:brca", "group:brcas", "statements.brca: genes: 'group:brcas' is not among the vocabulary's genes"),
        ("sources: [aafp]", "sources: [nobody]", "statements.brca: unknown source nobody"),
    ],
)
def test_a_fault_of_a_guideline_is_named_with_its_place(tmp_path: Path, old: str, new: str, fault: str):
    folder = copytree(DATA / "criteria", tmp_path / "criteria")
    path = folder / "acs_2007_breast_mri.yaml"
    path.write_text(path.read_text().replace(old, new))

    with pytest.raises(RulebookError) as raised:
        load_criteria(folder, load_vocabulary(DATA))

    assert f"acs_2007_breast_mri.yaml: {fault}" in raised.value.faults


def test_what_is_known_of_a_guideline_from_memory_only_is_not_citable():
    guideline = RULEBOOK.criteria["acs_2007_breast_mri"]
    remembered = {item.id for item in guideline.statements if not guideline.cite(item).citable}
    assert remembered == {"personal_history", "atypia"}
