"""Remind: send what an appeal is owed now, each reminder once, and set when to look again."""

from zoneinfo import ZoneInfo

from slackbot.blocks.reminder import reminder
from slackbot.jobs.publish import Publisher


async def remind(publisher: Publisher, team: str, appeal_id: str) -> None:
    """Send the reminders that are owed at this moment, as the appeal stands at this moment.

    The thread is brought up to date first: a reminder needs the card's thread, and the card then counts from today.
    """
    upkeep = publisher.upkeep
    case = await publisher.publish(team, appeal_id)
    today = publisher.clock().astimezone(ZoneInfo(case.appeal.time_zone)).date()
    for due in upkeep.owed(case.appeal):
        ts = await case.announce(f"reminder:{due.id}", reminder(case.appeal, due, today))
        await upkeep.mark_reminded(case.appeal, due.id, ts)
    await upkeep.plan_reminders(team, appeal_id)
