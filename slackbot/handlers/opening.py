"""Opening the intake form: where the command, the shortcuts and the Home tab meet."""

from slack_sdk.web.async_client import AsyncWebClient

from rules import Intake
from slackbot.blocks import intake as form
from slackbot.blocks.kit import View
from slackbot.desk import Desk
from slackbot.draft import Draft, Source
from slackbot.form import Form
from slackbot.form_fields import CHECK
from slackbot.handlers.payload import Actor
from slackbot.intake_form import read


async def open_form(
    desk: Desk,
    client: AsyncWebClient,
    who: Actor,
    *,
    channel: str,
    trigger_id: str,
    source: Source | None = None,
    notices: tuple[str, ...] = (),
) -> None:
    """Open the form where this user left it in this channel, or on this message, or a new one.

    `channel` empty: the form asks for it. `notices` are said at the top.

    Raises:
        StoreUnavailable: the draft can neither be read nor begun.
        SlackApiError: the trigger has expired.
    """
    draft = await desk.latest_draft(*who, channel, source)
    resumed = draft is not None and bool(draft.values)
    draft = draft or await desk.start_draft(*who, channel, source)
    await client.views_open(trigger_id=trigger_id, view=view_of(desk, draft, notices=notices, resumed=resumed))


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
