"""Whether the request repeats an MRI of the same region, and whether anything is said to be new since.

A repeat is carried by what has changed: an interval change, a new question, a decision about treatment, or a study that
failed or settled nothing. Time alone carries none. Where the scenario itself is a follow-up, an earlier scan is part of
it.
"""

import re
from collections.abc import Sequence
from datetime import date

from rules.model import Intake, PriorImaging, Support

# The words by which the scenarios of the rulebook name a follow-up, or something new since the earlier scan.
FOLLOW_UP = re.compile(
    r"follow-up|surveillance|monitor|screening|response|recurrence|restaging|progression|next (study|imaging)"
    r"|treated|after (\w+ )?(treatment|therapy|surgery|resection|repair)|postoperative|operated"
    r"|new or (worse|progress)",
    re.IGNORECASE,
)


def earlier_mri(intake: Intake) -> PriorImaging | None:
    """The latest earlier MRI of the requested region; an undated one counts as the latest."""
    here = [each for each in intake.clinical.prior_imaging if each.modality == "mri"]
    same = [each for each in here if each.region == intake.exam.region]
    return max(same, key=lambda each: each.date or date.max, default=None)


def nothing_new(intake: Intake) -> PriorImaging | None:
    """The earlier MRI that the request repeats, where nothing says what is new since or what it could not show."""
    study = earlier_mri(intake)
    if study is None or study.changed_since or study.insufficient_because:
        return None
    return study


def follow_up(carrying: Sequence[Support]) -> bool:
    """Whether a criterion that calls for the scan is about a follow-up."""
    return any(FOLLOW_UP.search(each.scenario) for each in carrying)
