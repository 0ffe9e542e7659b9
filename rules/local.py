"""What is particular to the country of a case: its words, its bodies, its guidance on imaging, what to know of its law.

The United States have no such part: the criteria, the letters and the words of the rulebook are theirs.
"""

from collections.abc import Iterator

from rules.law import LawBook, next_level, plan_of
from rules.model import Citation, Intake, Local, LocalGuidance
from rules.pathway import confirmed
from rules.schema.common import citation
from rules.schema.law import Rule
from rules.schema.places import Country, CountryFile, Guidance


def local(intake: Intake, rulebook: LawBook) -> Local | None:
    """The part of the answer that is particular to the country, or None for the United States.

    Raises:
        UnknownLevel: the plan type or the denied level is not in the rulebook.
    """
    file = rulebook.countries[intake.coverage.country]
    country, terms = file.country, file.country.terms
    if terms is None:
        return None
    level = next_level(plan_of(intake, rulebook), intake.denial.denied_level)
    return Local(
        country=country.name,
        currency=country.currency,
        letter=(level.letter if level else None) or "Complaint",
        insurer=terms.words.get("insurer", "the insurer"),
        use=terms.use,
        avoid=terms.avoid,
        guidance=tuple(
            LocalGuidance(
                title=each.title,
                edition=each.edition,
                text=each.text,
                bearing=each.bearing,
                citation=_cited(each, number, file),
            )
            for number, each in enumerate(country.guidance, start=1)
            if concerns(each, intake)
        ),
        bodies=tuple(f"{body.name} ({body.url})" if body.url else body.name for body in country.bodies),
        notes=tuple(_notes(country)),
    )


def abroad(intake: Intake, rulebook: LawBook) -> bool:
    """Whether the case is outside the United States, so that their words, codes and habits do not fit."""
    return rulebook.countries[intake.coverage.country].country.terms is not None


def local_words(intake: Intake, rulebook: LawBook) -> dict[str, str]:
    """The placeholders that only a country with words of its own fills: its guidance for the case, its terms."""
    country = rulebook.countries[intake.coverage.country].country
    if country.terms is None:
        return {}
    titles = "; ".join(each.title for each in country.guidance if each.citable and concerns(each, intake))
    found = {"local_guidance": titles, "local_words": ", ".join(country.terms.use)}
    return {name: word for name, word in found.items() if word}


def standing(intake: Intake, rulebook: LawBook) -> tuple[str, ...]:
    """What the rating of the ACR is worth in the country, and which guidance there the insurer may hold against it."""
    country = rulebook.countries[intake.coverage.country].country
    if country.terms is None:
        return ()
    against = (each for each in country.guidance if each.bearing == "against" and each.citable)
    expected = [f"Expect the insurer to rely on {each.title}." for each in against if concerns(each, intake)]
    return (
        f"The ACR's criteria have no regulatory force in {country.name}: they support, they do not decide.",
        *expected,
    )


def concerns(guidance: Guidance, intake: Intake) -> bool:
    """Whether a guideline is about the topic and region of a case."""
    about_topic = not guidance.topics or intake.clinical.topic in guidance.topics
    return about_topic and (not guidance.regions or intake.exam.region in guidance.regions)


def _cited(guidance: Guidance, number: int, file: CountryFile) -> Citation | None:
    """The citation of a guideline under its own title, or None where nobody read it."""
    if not guidance.citable:
        return None
    source = file.sources[guidance.sources[0]]
    identifier = f"{file.country.code.lower()}_guidance_{number}"
    return citation(guidance, identifier, guidance.title, year=source.year, url=source.url)


def _notes(country: Country) -> Iterator[str]:
    """Scope, counting and other rules in words, the other covers last."""
    rules: tuple[Rule, ...] = (*((country.scope,) if country.scope else ()), *country.counting, *country.rules)
    for rule in rules:
        text = confirmed(rule)
        yield f"{text[0].upper()}{text[1:]}."
    for route in country.routings:
        yield f"{route.when[0].upper()}{route.when[1:]}: {route.text}{'' if route.citable else ' (not confirmed)'}."
