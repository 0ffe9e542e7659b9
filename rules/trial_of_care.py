"""The trial of care as radiology benefit managers count it: provider-guided, recent, followed by an examination.

Their usual rule is six weeks of provider-guided care within the last three months and a re-examination after it. It
steers what evidence is asked for; no letter cites it, as each manager has its own text.
"""

from datetime import date, timedelta

from rules.counting import months_after
from rules.model import Intake, Treatment

WEEKS = 6
MONTHS = 3
GUIDED_BY_NATURE = frozenset({"physical_therapy", "injection"})  # given by a professional, so guided unless said not


def guided_weeks(intake: Intake) -> float:
    """The longest dated, provider-guided treatment, in weeks within the three months before the notice."""
    notice = intake.denial.notice_date
    since = months_after(notice, -MONTHS, "last_day")
    return max((_weeks_within(each, since, notice) for each in intake.clinical.treatments if guided(each)), default=0)


def guided(treatment: Treatment) -> bool:
    """Whether a clinician led it: as entered, or by its nature."""
    if treatment.provider_guided is None:
        return treatment.kind in GUIDED_BY_NATURE
    return treatment.provider_guided


def end_of(treatment: Treatment) -> date | None:
    """The last day of a treatment with a start and a length."""
    if treatment.start_date is None or treatment.weeks is None:
        return None
    return treatment.start_date + timedelta(days=round(treatment.weeks * 7))


def re_examined(intake: Intake) -> date | None:
    """The day of the first examination after the end of every dated treatment; None where there was none."""
    ends = [end for each in intake.clinical.treatments if (end := end_of(each)) is not None]
    if not ends:
        return None
    return min((each.date for each in intake.clinical.findings if each.date and each.date >= max(ends)), default=None)


def complete_on(intake: Intake) -> date | None:
    """The day on which the longest running treatment reaches six weeks, where that is after the notice."""
    starts = [each.start_date for each in intake.clinical.treatments if each.start_date and guided(each)]
    day = min(starts) + timedelta(weeks=WEEKS) if starts else None
    return day if day and day > intake.denial.notice_date else None


def _weeks_within(treatment: Treatment, since: date, until: date) -> float:
    end = end_of(treatment)
    if end is None or treatment.start_date is None:
        return 0
    return max((min(end, until) - max(treatment.start_date, since)).days, 0) / 7
