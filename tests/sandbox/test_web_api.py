"""Web API calls by the unmodified client: answers in Slack's shapes, refusals with Slack's names."""

from collections.abc import Awaitable

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from sandbox.driver import Sandbox
from tests.sandbox.kit import Block, actions, button, mrkdwn, plain, section

CHANNEL = "C01PRIORAUTH"


async def refusal(call: Awaitable[AsyncSlackResponse]) -> tuple[str, list[str]]:
    """Slack's error name and its reasons."""
    with pytest.raises(SlackApiError) as caught:
        await call
    data = caught.value.response.data
    assert isinstance(data, dict)
    return data["error"], data.get("response_metadata", {}).get("messages", [])


async def error(call: Awaitable[AsyncSlackResponse]) -> str:
    return (await refusal(call))[0]


async def test_the_token_says_who_is_there(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T01CLINIC", "U01MRIBOT", "B01MRIBOT")


async def test_tokens_are_checked(slack: Sandbox) -> None:
    async def with_token(token: str | None, method: str = "auth.test") -> str:
        return await error(AsyncWebClient(token=token, base_url=slack.api_url).api_call(method))

    assert await with_token(None) == "not_authed"
    assert await with_token("xoxb-wrong") == "invalid_auth"
    assert await with_token(slack.app_token) == "not_allowed_token_type"
    assert await with_token(slack.bot_token, "apps.connections.open") == "not_allowed_token_type"
    assert await with_token(slack.bot_token, "chat.teleport") == "unknown_method"


async def test_each_workspace_has_its_own_token_people_and_messages() -> None:
    async with Sandbox.started(teams=("T01CLINIC", "T02OTHER")) as slack:
        other = AsyncWebClient(token="xoxb-sandbox-T02OTHER", base_url=slack.api_url)
        assert (await other.auth_test())["team_id"] == "T02OTHER"
        assert await error(other.chat_postMessage(channel=CHANNEL, text="hello")) == "channel_not_found"
        await other.chat_postMessage(channel="C02PRIORAUTH", text="hello")
        assert slack.channel(CHANNEL).messages == []
        assert [message.shown for message in slack.channel("C02PRIORAUTH").messages] == ["hello"]
        assert slack.user("U02ALICE").workspace.id == "T02OTHER"


async def test_a_scope_that_the_manifest_lacks_is_missing() -> None:
    manifest = {"display_information": {"name": "App"}, "oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    async with Sandbox.started(manifest=manifest) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        posted = await client.chat_postMessage(channel=CHANNEL, text="hello")
        assert posted.headers["X-OAuth-Scopes"] == "chat:write"
        with pytest.raises(SlackApiError) as caught:
            await client.users_info(user="U01ALICE")
        assert caught.value.response["error"] == "missing_scope"
        assert caught.value.response["needed"] == "users:read"
        assert await error(client.conversations_history(channel=CHANNEL)) == "missing_scope"


async def test_a_message_comes_back_as_slack_keeps_it(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=CHANNEL, text="a < b & c", blocks=[section("x > y")])
    message = answer["message"]
    assert message["text"] == "a &lt; b &amp; c"
    assert message["blocks"][0]["text"] == {"type": "mrkdwn", "text": "x &gt; y", "verbatim": False}
    assert message["blocks"][0]["block_id"]
    assert (message["user"], message["bot_id"], message["ts"]) == ("U01MRIBOT", "B01MRIBOT", answer["ts"])


async def test_blocks_in_a_form_are_json_and_must_be(slack: Sandbox) -> None:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {slack.bot_token}"}) as session:
        url = f"{slack.api_url}chat.postMessage"
        good = await session.post(url, data={"channel": CHANNEL, "blocks": '[{"type": "divider"}]'})
        bad = await session.post(url, data={"channel": CHANNEL, "blocks": "[{"})
        assert (await good.json())["ok"]
        assert (await bad.json())["error"] == "invalid_blocks_format"


async def test_where_the_app_may_post(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.create_channel("C01SECRET", "U01ALICE", private=True)
    slack.create_channel("C01OLD", "U01ALICE", "U01MRIBOT").state.is_archived = True
    assert await error(client.chat_postMessage(channel="C01GENERAL", text="hi")) == "not_in_channel"
    assert await error(client.chat_postMessage(channel="C01SECRET", text="hi")) == "channel_not_found"
    assert await error(client.chat_postMessage(channel="prior-auth", text="hi")) == "channel_not_found"
    assert await error(client.chat_postMessage(channel="C01OLD", text="hi")) == "is_archived"
    direct = await client.chat_postMessage(channel="U01ALICE", text="hi")
    assert direct["channel"] == "D01ALICE"
    assert slack.direct_messages("U01ALICE").messages[0].shown == "hi"


async def test_a_message_says_something(client: AsyncWebClient) -> None:
    assert await error(client.api_call("chat.postMessage", json={"channel": CHANNEL})) == "no_text"
    assert await error(client.api_call("chat.postMessage", json={"channel": CHANNEL, "blocks": []})) == "no_text"
    assert (await refusal(client.api_call("chat.postMessage", json={"text": "hi"})))[1] == [
        "[ERROR] missing required field: channel"
    ]


async def test_broken_blocks_name_their_place(client: AsyncWebClient) -> None:
    name, reasons = await refusal(client.chat_postMessage(channel=CHANNEL, text="x", blocks=[section("x" * 3001)]))
    assert name == "invalid_blocks"
    assert reasons == ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]


async def test_markdown_text_stands_alone_and_has_a_limit(client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=CHANNEL, markdown_text="x" * 12_000)
    long = client.chat_postMessage(channel=CHANNEL, markdown_text="x" * 12_001)
    both = client.chat_postMessage(channel=CHANNEL, markdown_text="x", text="y")
    assert await error(long) == "msg_too_long"
    assert await error(both) == "markdown_text_conflict"


async def test_a_long_text_is_cut_when_posted_and_refused_when_updated(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=CHANNEL, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    await client.chat_update(channel=CHANNEL, ts=posted["ts"], text="x" * 4000)
    assert await error(client.chat_update(channel=CHANNEL, ts=posted["ts"], text="x" * 4001)) == "msg_too_long"


async def test_an_update_without_blocks_deletes_the_blocks(slack: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=CHANNEL, text="card", blocks=[actions(button("Close"))])
    card = slack.channel(CHANNEL).message(posted["ts"])
    assert card.buttons == ("Close",)
    await client.chat_update(channel=CHANNEL, ts=card.ts, text="closed")
    assert slack.channel(CHANNEL).message(card.ts).buttons == ()
    assert slack.channel(CHANNEL).message(card.ts).shown == "closed"


async def test_only_own_messages_that_exist_can_be_changed(slack: Sandbox, client: AsyncWebClient) -> None:
    written = slack.user("U01ALICE").write(CHANNEL, "mine")
    private = await client.chat_postEphemeral(channel=CHANNEL, user="U01ALICE", text="psst")
    assert await error(client.chat_update(channel=CHANNEL, ts=written.ts, text="x")) == "cant_update_message"
    assert await error(client.chat_delete(channel=CHANNEL, ts=written.ts)) == "cant_delete_message"
    assert await error(client.chat_update(channel=CHANNEL, ts="1.2", text="x")) == "message_not_found"
    assert await error(client.chat_update(channel=CHANNEL, ts=private["message_ts"], text="x")) == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_member_and_stored_nowhere(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(channel=CHANNEL, user="U01ALICE", text="for you")
    assert [message.shown for message in slack.user("U01ALICE").sees(CHANNEL)] == ["for you"]
    assert slack.user("U01BOB").sees(CHANNEL) == []
    assert (await client.conversations_history(channel=CHANNEL))["messages"] == []
    call = client.chat_postEphemeral(channel=CHANNEL, user="U01DAVE", text="x")
    assert await error(call) == "user_not_in_channel"


async def test_threads_hang_on_their_first_message(client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel=CHANNEL, text="root")
    reply = await client.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=root["ts"])
    loud = await client.chat_postMessage(channel=CHANNEL, text="loud", thread_ts=root["ts"], reply_broadcast=True)
    to_reply = client.chat_postMessage(channel=CHANNEL, text="x", thread_ts=reply["ts"])
    assert await error(to_reply) == "thread_not_found"
    assert await error(client.conversations_replies(channel=CHANNEL, ts="1.2")) == "thread_not_found"

    replies = (await client.conversations_replies(channel=CHANNEL, ts=root["ts"]))["messages"]
    assert [message["text"] for message in replies] == ["root", "reply", "loud"]
    assert replies[0]["reply_count"] == 2
    history = (await client.conversations_history(channel=CHANNEL))["messages"]
    assert [message["ts"] for message in history] == [loud["ts"], root["ts"]]


async def test_history_comes_in_pages_and_between_two_moments(client: AsyncWebClient) -> None:
    times = [(await client.chat_postMessage(channel=CHANNEL, text=str(n)))["ts"] for n in range(5)]
    first = await client.conversations_history(channel=CHANNEL, limit=3)
    rest = await client.conversations_history(
        channel=CHANNEL, limit=3, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [m["text"] for m in [*first["messages"], *rest["messages"]]] == ["4", "3", "2", "1", "0"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    between = await client.conversations_history(channel=CHANNEL, oldest=times[1], latest=times[3])
    ends = await client.conversations_history(channel=CHANNEL, oldest=times[1], latest=times[3], inclusive=True)
    assert [m["text"] for m in between["messages"]] == ["2"]
    assert [m["text"] for m in ends["messages"]] == ["3", "2", "1"]


async def test_metadata_is_kept_and_shown_to_those_who_ask(client: AsyncWebClient) -> None:
    metadata = {"event_type": "reminder", "event_payload": {"appeal_id": "a1"}}
    await client.chat_postMessage(channel=CHANNEL, text="due", metadata=metadata)
    brief = await client.conversations_history(channel=CHANNEL)
    full = await client.conversations_history(channel=CHANNEL, include_all_metadata=True)
    assert brief["messages"][0]["metadata"] == {"event_type": "reminder"}
    assert full["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": 3, "event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"deep": {"deeper": {"deepest": 1}}}}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"long": "x" * 8000}}, "metadata_too_large"),
    ],
)
async def test_metadata_out_of_shape_is_refused(client: AsyncWebClient, metadata: Block, name: str) -> None:
    assert await error(client.chat_postMessage(channel=CHANNEL, text="x", metadata=metadata)) == name


async def test_mentions_are_recorded_so_that_a_test_can_prove_there_are_none(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    loud = await client.chat_postMessage(channel=CHANNEL, text="x", blocks=[section("they wrote @here")])
    safe = {"type": "section", "text": mrkdwn("they wrote @here", verbatim=True)}
    calm = await client.chat_postMessage(channel=CHANNEL, text="they wrote @here", blocks=[safe])
    linked = await client.chat_postMessage(channel=CHANNEL, text="@channel", link_names=True)
    channel = slack.channel(CHANNEL)
    assert channel.message(loud["ts"]).mentions == ("@here",)
    assert channel.message(calm["ts"]).mentions == ()
    assert channel.message(linked["ts"]).mentions == ("@channel",)


async def test_people_and_channels_can_be_looked_up(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.create_channel("C01SECRET", "U01ALICE", private=True)
    assert (await client.users_info(user="U01BOB"))["user"]["real_name"] == "Bob Osei, MD"
    assert (await client.conversations_info(channel=CHANNEL))["channel"]["is_member"]
    assert not (await client.conversations_info(channel="C01GENERAL"))["channel"]["is_member"]
    assert "U01DAVE" not in (await client.conversations_members(channel=CHANNEL))["members"]
    assert (await client.conversations_open(users="U01BOB"))["channel"]["id"] == "D01BOB"
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert {channel["name"] for channel in listed["channels"]} == {"prior-auth", "ortho", "general"}
    assert (await client.usergroups_users_list(usergroup="S01REVIEWERS"))["users"] == ["U01BOB", "U01CAROL"]
    assert await error(client.users_info(user="U01NOBODY")) == "user_not_found"
    assert await error(client.conversations_info(channel="C01SECRET")) == "channel_not_found"
    assert await error(client.usergroups_users_list(usergroup="S0")) == "no_such_subteam"


async def test_reactions_are_counted_once(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=CHANNEL, text="x")
    place = {"channel": CHANNEL, "timestamp": posted["ts"]}
    await client.reactions_add(name="eyes", **place)
    assert await error(client.reactions_add(name="eyes", **place)) == "already_reacted"
    found = await client.reactions_get(**place)
    assert found["message"]["reactions"] == [{"name": "eyes", "users": ["U01MRIBOT"], "count": 1}]
    await client.reactions_remove(name="eyes", **place)
    assert await error(client.reactions_remove(name="eyes", **place)) == "no_reaction"


async def test_a_permalink_leads_to_the_message(slack: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=CHANNEL, text="x")
    link = (await client.chat_getPermalink(channel=CHANNEL, message_ts=posted["ts"]))["permalink"]
    assert link.startswith(slack.url)
    assert posted["ts"] in link
    assert await error(client.chat_getPermalink(channel=CHANNEL, message_ts="1.2")) == "message_not_found"


async def test_every_call_is_on_record_without_its_token(slack: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=CHANNEL, text="x")
    call = slack.calls("chat.postMessage")[0]
    assert call["arguments"] == {"channel": CHANNEL, "text": "x"}
    assert call["answer"]["ok"]
    assert slack.bot_token not in str(slack.requests)


async def test_a_header_keeps_its_plain_text(slack: Sandbox, client: AsyncWebClient) -> None:
    header = {"type": "header", "text": plain("@here & <b>")}
    posted = await client.chat_postMessage(channel=CHANNEL, text="x", blocks=[header])
    message = slack.channel(CHANNEL).message(posted["ts"])
    assert (message.shown, message.mentions) == ("@here & <b>", ())


async def test_arguments_that_are_no_numbers_are_refused(client: AsyncWebClient) -> None:
    for arguments in ({"limit": "many"}, {"oldest": "yesterday"}, {"cursor": "x"}):
        call = client.api_call("conversations.history", params={"channel": CHANNEL, **arguments})
        assert await error(call) == "invalid_arguments"


async def test_a_deleted_reply_leaves_its_thread(slack: Sandbox, client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel=CHANNEL, text="root")
    reply = await client.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=root["ts"])
    await client.chat_delete(channel=CHANNEL, ts=reply["ts"])
    assert slack.channel(CHANNEL).replies(slack.channel(CHANNEL).message(root["ts"])) == []


async def test_addresses_in_the_text_become_links_unless_told_otherwise(client: AsyncWebClient) -> None:
    linked = await client.chat_postMessage(channel=CHANNEL, text="see https://acr.org/x")
    plain_text = await client.chat_postMessage(channel=CHANNEL, text="see https://acr.org/x", parse="none")
    assert linked["message"]["text"] == "see <https://acr.org/x>"
    assert plain_text["message"]["text"] == "see https://acr.org/x"
