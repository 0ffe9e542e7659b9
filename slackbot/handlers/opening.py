"""Opening the intake form: where the command, the shortcuts and the Home tab meet."""

from slack_sdk.web.async_client import AsyncWebClient

from rules import Intake
from slackbot.blocks import intake as form
from slackbot.blocks.kit import View
from slackbot.desk import Desk
from slackbot.draft import Draft
from slackbot.form import Form
from slackbot.form_fields import CHECK
from slackbot.intake_form import read


async def open_form(desk: Desk, client: AsyncWebClient, *, team: str, user: str, channel: str, trigger_id: str) -> None:
    """Open the form where this user left it in this channel, or a new one. `channel` empty: the form asks for it.

    Raises:
        StoreUnavailable: the draft can neither be read nor begun.
        SlackApiError: the trigger has expired.
    """
    draft = await desk.latest_draft(team, user, channel)
    resumed = draft is not None and bool(draft.values)
    draft = draft or await desk.start_draft(team, user, channel)
    await client.views_open(trigger_id=trigger_id, view=view_of(desk, draft, resumed=resumed))


def view_of(
    desk: Desk, draft: Draft, *, intake: Intake | None = None, notices: tuple[str, ...] = (), resumed: bool = False
) -> View:
    """The draft's step as a modal; the check only where the form can be read, else its first step with a fault.

    `intake` is what the draft says, where that is known already.
    """
    if draft.step < CHECK:
        return form.step_view(draft, desk.rulebook, notices=notices, resumed=resumed)
    if intake is None:
        reading = read(form_of(desk, draft), desk.today())
        if reading.intake is None:
            faulty = draft.model_copy(update={"step": min(reading.first_step, CHECK - 1)})
            said = (*notices, *reading.errors.values())
            return form.step_view(faulty, desk.rulebook, notices=said, resumed=resumed)
        intake = reading.intake
    return form.check_view(draft, desk.assess(intake), notices=notices, resumed=resumed)


def form_of(desk: Desk, draft: Draft) -> Form:
    """The form that a draft holds."""
    return Form(desk.rulebook, draft.values, ask_channel=not draft.channel)
