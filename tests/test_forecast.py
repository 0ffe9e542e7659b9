"""What would be sent, when and why: the same schedule and grouping as the rounds, for people who set a policy."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from slackbot.forecast import forecast, lines
from slackbot.office import Office, ReminderPolicy
from slackbot.schedule import reminders
from tests.build import NEW_YORK, appeal, filing

ZONE = ZoneInfo(NEW_YORK)
QUIET = Office(ZONE, policy=ReminderPolicy(digest_day=None))
SAFE = date(2027, 4, 30)
CHANNEL = "C01PRIORAUTH"


def of_the_month(*appeals, office: Office = QUIET, start: date = date(2027, 4, 5), days: int = 30):
    return forecast(appeals, {CHANNEL: office}, start, days, {})


def test_each_morning_is_one_message_with_all_that_is_due():
    found = of_the_month(appeal(id="A1"), appeal(id="A2", number=2))

    assert [(each.at.date(), len(each.dues)) for each in found] == [
        (date(2027, 4, day), 2) for day in (16, 23, 27, 29, 30)
    ] + [(date(2027, 5, day), 2) for day in (3, 4)]


def test_what_was_sent_is_not_sent_again_and_what_is_late_comes_first():
    case = appeal()
    told = reminders(case, QUIET)[:1]

    late = of_the_month(case, start=date(2027, 4, 18), days=2)
    done = of_the_month(case.model_copy(update={"reminded": frozenset({told[0].id})}), start=date(2027, 4, 18), days=2)

    assert [each.at for each in late] == [datetime(2027, 4, 19, 9, tzinfo=ZONE)]
    assert done == []


def test_digests_are_told_too():
    found = of_the_month(appeal(filing(None)), office=Office(ZONE))

    assert [each.at.date() for each in found] == [date(2027, 4, day) for day in (5, 12, 19, 26)] + [date(2027, 5, 3)]
    assert lines(found[0]) == ["Mon 5 Apr 2027 09:00 EDT  C01PRIORAUTH  digest"]


def test_a_line_says_when_to_whom_what_and_why():
    text = "\n".join(lines(of_the_month(appeal())[0]))

    assert text.startswith("Fri 16 Apr 2027 09:00 EDT  C01PRIORAUTH\n")
    assert "#1: First appeal: send it by Fri 30 Apr 2027 (14 days left)." in text
    assert "calls U01ALICE; because it is 14 days before" in text


def test_another_channel_is_left_out():
    assert forecast([appeal(channel="C01ORTHO")], {CHANNEL: QUIET}, date(2027, 4, 5), 30, {}) == []
