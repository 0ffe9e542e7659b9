"""What is in the air: a message whose post was begun and not finished. It is begun, posted and finished by one worker.

Slack has no key against a second post. So a worker posts soon after it began, or not at all; and who finds a message in
the air that is not in Slack waits until its post can't arrive any more, before it is planned anew.
"""

import time
from collections.abc import Sequence
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from slackbot.appeal import Appeal
from slackbot.jobs import posting
from slackbot.jobs.posting import DoorClosed, Place
from slackbot.round_store import Sending
from slackbot.upkeep import Upkeep

POST_WITHIN: Final = 2.0  # seconds; a worker that was held up longer between begin and post posts nothing


class StillInTheAir(Exception):  # noqa: N818 -- not a failure: it is too early to tell
    """Whether a message got through is known `wait` seconds from now."""

    def __init__(self, wait: float) -> None:
        """Take the seconds."""
        super().__init__(f"known in {wait:.1f} seconds")
        self.wait = wait


async def begin(upkeep: Upkeep, sending: Sending, appeals: Sequence[Appeal] = ()) -> bool:
    """Say what is posted now; False, and it must not be posted, where the appeals must be read again first."""
    if not await upkeep.begin(sending, appeals):
        return False
    if time.time() - sending.begun <= POST_WITHIN:
        return True
    await upkeep.drop(sending)
    return False


async def settle(upkeep: Upkeep, client: AsyncWebClient, team: str, channel: str) -> None:
    """Finish or drop what was in the air in a channel when a worker stopped: if it is in Slack it was sent.

    Raises:
        StillInTheAir: it is not in Slack, and may yet come: `client` waits `client.timeout` seconds for an answer.
    """
    sending = await upkeep.in_the_air(team, channel)
    if sending is None:
        return
    try:
        place = Place(sending.channel, sending.thread)
        ts = await posting.find(client, place, posting.carries(payload(sending)), sending.begun)
    except DoorClosed:
        ts = None
    if ts:
        await upkeep.finish(sending, ts, await upkeep.office(team, channel))
        return
    wait = sending.begun + POST_WITHIN + client.timeout - time.time()
    if wait > 0:
        raise StillInTheAir(wait)
    await upkeep.drop(sending)


def payload(sending: Sending) -> dict[str, str]:
    """What a message carries to be found again."""
    return {"kind": "digest" if sending.digest else "reminder", "sending": sending.id}
