"""Doctor: looks at what must be right before a clinic relies on the bot, and says what to do where it is not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from rules import RulebookError, load_rulebook
from slackbot import manifest
from slackbot.app import letterhead
from slackbot.crypto import load_keyring
from slackbot.errors import BotError
from slackbot.letters.own_templates import faults
from slackbot.letters.render import Page, RenderingFailed, to_docx, to_pdf
from slackbot.redis_server import RedisServer
from slackbot.settings import Settings
from slackbot.store import Store

TOLERATED_CLOCK = timedelta(seconds=60)  # Slack refuses signatures five minutes off


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is right, and the state or what to do."""

    what: str
    ok: bool
    message: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; never raises for what it finds. Starts (or adopts) the embedded Redis where none is named."""
    return asyncio.run(_examine(settings))


async def _examine(settings: Settings) -> list[Finding]:
    looks: list[tuple[str, Callable[[Settings], Awaitable[str]]]] = [
        ("settings", _settings),
        ("rulebook", _rulebook),
        ("manifest", _manifest),
        ("encryption key", _key),
        ("Redis", _redis),
        ("letters", _letters),
        ("calendars", _calendars),
        ("Slack", _slack),
    ]
    return [await _look(what, look, settings) for what, look in looks]


async def _look(what: str, look: Callable[[Settings], Awaitable[str]], settings: Settings) -> Finding:
    try:
        return Finding(what, ok=True, message=await look(settings))
    except (BotError, RulebookError, RenderingFailed, Unwell) as error:
        return Finding(what, ok=False, message=str(error))


class Unwell(Exception):  # noqa: N818 -- an answer
    """Something is not right; the message says what to do."""


async def _settings(settings: Settings) -> str:
    if settings.uses_sandbox:
        return (
            f"no Slack tokens, so the local Slack opens on port {settings.sandbox_port}; time zone {settings.time_zone}"
        )
    if not settings.clinic_name:
        raise Unwell(
            "CLINIC_NAME is empty: letters would have no letterhead. Set CLINIC_NAME, _ADDRESS, _PHONE, _FAX, _NPI."
        )
    return f"{' and '.join(settings.ways)}; time zone {settings.time_zone}"


async def _rulebook(_settings: Settings) -> str:
    return f"version {load_rulebook().version}"


async def _manifest(_settings: Settings) -> str:
    differences = manifest.differences(manifest.read())
    if differences:
        raise Unwell("; ".join(differences))
    return "names exactly what the code registers"


async def _key(settings: Settings) -> str:
    keys = settings.encryption_keys
    load_keyring(keys.get_secret_value() if keys else None, settings.var_dir)
    return "from ENCRYPTION_KEYS" if keys else f"in {settings.var_dir}/encryption.keys; keep a copy in a safe place"


async def _redis(settings: Settings) -> str:
    if settings.redis_url:
        return await _ping(settings, settings.redis_url)
    with RedisServer(settings.var_dir / "redis") as url:
        return await _ping(settings, url)


async def _ping(settings: Settings, url: str) -> str:
    keys = settings.encryption_keys
    store = Store.open(url, load_keyring(keys.get_secret_value() if keys else None, settings.var_dir))
    try:
        await store.ping()
    finally:
        await store.close()
    return "answers" if settings.redis_url else f"embedded server answers; data in {settings.var_dir / 'redis'}"


async def _letters(settings: Settings) -> str:
    page = Page(html="<h1>Test</h1><p>José, Łukasz</p>", title="Test")
    to_docx(page)
    to_pdf(page)
    head = letterhead(settings)
    today = datetime.now(ZoneInfo(settings.time_zone)).date()
    broken = faults(head.templates, head, today) if head.templates else []
    if broken:
        raise Unwell(f"own templates that are left aside for ours: {'; '.join(broken)}")
    own = f", with templates from {settings.templates_dir}" if head.templates else ""
    return f"pandoc and typst make a page{own}"


async def _calendars(settings: Settings) -> str:
    if settings.public_url:
        return f"their private addresses begin with {settings.public_url}/"
    return "as files only; HTTP_PORT and PUBLIC_URL would offer private addresses too"


async def _slack(settings: Settings) -> str:
    if settings.slack_bot_token is None:
        return "not connected: no tokens"
    client = AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, timeout=10
    )
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        raise Unwell(
            f"the bot token is refused ({error.response['error']}): copy it again, OAuth & Permissions"
        ) from None
    except (OSError, TimeoutError) as error:
        raise Unwell(f"{settings.slack_api_url} cannot be reached ({type(error).__name__})") from None
    headers = {name.lower(): value for name, value in answer.headers.items()}
    _check_scopes(headers)
    _check_clock(headers)
    return f"token accepted, workspace {answer['team_id']}, scopes and clock right"


def _check_scopes(headers: dict[str, str]) -> None:
    if "x-oauth-scopes" not in headers:
        return
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
    lacking = sorted(set(manifest.SCOPES) - granted)
    if lacking:
        raise Unwell(f"scopes are missing: {', '.join(lacking)}. Apply manifest.yml to the app and install it again.")


def _check_clock(headers: dict[str, str]) -> None:
    if "date" not in headers:
        return
    off = abs(datetime.now(UTC) - parsedate_to_datetime(headers["date"]))
    if off > TOLERATED_CLOCK:
        raise Unwell(
            f"this machine's clock is {off.total_seconds():.0f} s off Slack's: set it by NTP, deadlines depend on it"
        )
