"""Uploads in three steps, sharing in a thread, downloads with a token or the page's cookie."""

from collections.abc import Awaitable

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from sandbox.driver import Sandbox

CHANNEL = "C01PRIORAUTH"


async def error(call: Awaitable[AsyncSlackResponse]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_two_files_share_one_message_in_a_thread(slack: Sandbox, client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel=CHANNEL, text="card")
    done = await client.files_upload_v2(
        channel=CHANNEL,
        thread_ts=root["ts"],
        initial_comment="Draft *letter*",
        file_uploads=[
            {"filename": "letter.docx", "content": b"PK\x03\x04", "title": "Letter"},
            {"filename": "letter.pdf", "content": b"%PDF-1.7", "title": "Letter as PDF"},
        ],
    )
    card = slack.channel(CHANNEL).message(root["ts"])
    (shared,) = await slack.channel(CHANNEL).thread(card)
    assert shared.shown == "Draft letter"
    assert [(file.name, file.title, file.data) for file in shared.files] == [
        ("letter.docx", "Letter", b"PK\x03\x04"),
        ("letter.pdf", "Letter as PDF", b"%PDF-1.7"),
    ]
    info = await client.files_info(file=done["files"][1]["id"])
    assert info["file"]["shares"]["public"][CHANNEL][0]["ts"] == shared.ts
    assert info["file"]["mimetype"] == "application/pdf"


async def test_an_upload_is_completed_once_and_shared_only_where_the_app_is(client: AsyncWebClient) -> None:
    done = await client.files_upload_v2(filename="a.txt", content="text")
    files = [{"id": done["files"][0]["id"], "title": "a"}]
    assert await error(client.files_completeUploadExternal(files=files)) == "invalid_arguments"
    assert await error(client.files_completeUploadExternal(files=[{"id": "F0", "title": "a"}])) == "file_not_found"
    assert await error(client.files_upload_v2(channel="C01GENERAL", filename="a.txt", content="t")) == "not_in_channel"


async def test_an_upload_that_never_was_completed_does_not_exist(client: AsyncWebClient) -> None:
    ticket = await client.files_getUploadURLExternal(filename="a.txt", length=4)
    assert await error(client.files_info(file=ticket["file_id"])) == "file_not_found"
    files = [{"id": ticket["file_id"], "title": "a"}]
    assert await error(client.files_completeUploadExternal(files=files)) == "invalid_arguments"
    async with aiohttp.ClientSession() as session:
        assert (await session.post(ticket["upload_url"], data=b"12345")).status == 400
        assert (await session.post(ticket["upload_url"], data=b"1234")).status == 200
        await client.files_completeUploadExternal(files=files)
        assert (await session.post(ticket["upload_url"], data=b"1234")).status == 404


async def test_a_download_needs_the_token_or_the_page(slack: Sandbox, client: AsyncWebClient) -> None:
    done = await client.files_upload_v2(channel=CHANNEL, filename="letter.txt", content="Dear reviewer")
    file = done["files"][0]
    async with aiohttp.ClientSession() as session:
        bare = await session.get(file["url_private"])
        assert bare.content_type == "text/html"
        token = {"Authorization": f"Bearer {slack.bot_token}"}
        assert await (await session.get(file["url_private_download"], headers=token)).text() == "Dear reviewer"
        cookie = {"sandbox_page": "1"}
        assert await (await session.get(file["url_private"], cookies=cookie)).text() == "Dear reviewer"
        seen = await session.get(slack.channel(CHANNEL).messages[0].files[0].url)
        assert 'filename="letter.txt"' in seen.headers["Content-Disposition"]
        assert await seen.text() == "Dear reviewer"


async def test_a_thread_goes_with_one_channel(client: AsyncWebClient) -> None:
    root = await client.chat_postMessage(channel=CHANNEL, text="card")
    call = client.files_upload_v2(channels=[CHANNEL, "C01ORTHO"], thread_ts=root["ts"], filename="a.txt", content="t")
    assert await error(call) == "invalid_arguments"
