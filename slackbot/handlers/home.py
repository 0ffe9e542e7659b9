"""App Home: the work list with its filters and pages, and a way to start."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.appeal import Decision
from slackbot.blocks.home import Worklist, filters_in, home
from slackbot.blocks.ids import HOME_ACTION, Action
from slackbot.desk import Desk
from slackbot.handlers.access import Access
from slackbot.handlers.opening import open_form
from slackbot.handlers.payload import Actor, Body, actor
from slackbot.rows import Filters, filtered, mine_first, page_of


def register(app: AsyncApp, desk: Desk, access: Access) -> None:
    """Listen to the Home tab."""

    @app.event("app_home_opened")
    async def opened(event: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        if event.get("tab") == "home":
            await _publish(
                desk, access, client, Actor(context.team_id or "", event["user"]), filters=Filters(), number=1
            )

    @app.action(HOME_ACTION)
    async def chosen(ack: AsyncAck, body: Body, client: AsyncWebClient, action: Body) -> None:
        await ack()
        everything = action["action_id"] == f"{Action.HOME}.all"
        filters = Filters() if everything else filters_in(body["view"])
        page = int(action["value"]) if action["type"] == "button" and not everything else 1
        await _publish(desk, access, client, actor(body), filters=filters, number=page)

    @app.action(Action.START)
    async def start(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await open_form(desk, client, actor(body), channel="", trigger_id=body["trigger_id"])


async def _publish(
    desk: Desk, access: Access, client: AsyncWebClient, who: Actor, *, filters: Filters, number: int
) -> None:
    """Show the Home tab: what this user may see, filtered, their own first, a page of it."""
    today = desk.today()
    seen = await access.seen(client, who, await desk.open_rows(who.team))
    page = page_of(mine_first(filtered(seen, filters, today), who.user), number)
    appeals = await desk.appeals(who.team, page.rows)
    month = await _this_month(desk, access, client, who)
    view = home(Worklist(who.user, seen, filters, page, appeals, month), today)
    await client.views_publish(user_id=who.user, view=view)


async def _this_month(desk: Desk, access: Access, client: AsyncWebClient, who: Actor) -> list[Decision]:
    """The decisions of this month that this user may see."""
    first = desk.today().replace(day=1)
    rows = await access.seen(client, who, await desk.decided_rows(who.team, first))
    return [decision for row in rows for decision in row.decisions if decision.on >= first]
