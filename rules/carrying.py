"""Which of the criteria carry the case, and which would with a fact more."""

from collections.abc import Sequence

from rules.model import Support
from rules.schema.acr import Rating
from rules.schema.criteria import Stance

CALLS_FOR = frozenset({Rating.USUALLY_APPROPRIATE, *(stance for stance in Stance if stance.favourable)})
PERMITS = frozenset({Rating.MAY_BE_APPROPRIATE, Rating.DISAGREEMENT})


def carrying(support: Sequence[Support]) -> tuple[Support, ...]:
    """The criteria that apply and call for the request.

    Where the ACR's own scenario is against the scan and none is for it, another guideline carries nothing: the letter
    would be answered with the ACR's rating (the same ladder as `rules.strength`).
    """
    applying = [each for each in support if each.applies]
    ratings = {each.rating for each in applying}
    if Rating.USUALLY_NOT_APPROPRIATE in ratings and Rating.USUALLY_APPROPRIATE not in ratings:
        return ()
    return tuple(each for each in applying if each.rating in CALLS_FOR)


def nearest_miss(support: Sequence[Support]) -> Support | None:
    """The criterion that would carry the case with the fewest facts more, where none carries it yet.

    Open facts count less than contradicted ones; a criterion for patients of another age or sex is none.
    """
    if carrying(support):
        return None
    misses = [each for each in support if not each.applies and each.rating in CALLS_FOR and not _other_patient(each)]
    return min(misses, key=lambda each: (len(each.unmet), len(each.unknown)), default=None)


def _other_patient(support: Support) -> bool:
    unmet = (condition for condition in support.conditions if condition.verdict == "unmet")
    return any(field.startswith("patient.") for condition in unmet for field in condition.fields)
