"""Settings: read once from the environment (and a `.env` file), checked and passed on; nothing else reads variables."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    DirectoryPath,
    Field,
    FilePath,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK_API_URL = "https://slack.com/api/"
MAX_LOGO = 200_000  # bytes


class SettingsInvalid(Exception):  # noqa: N818 -- what the user reads is a list of faults
    """Some settings cannot be used; the message has a line for each: name, what is wrong, what to write."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no IANA time zone; write for example America/New_York") from error
    return name


def _picture(path: Path) -> Path:
    with path.open("rb") as file:
        beginning = file.read(4)
    if not beginning.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        raise ValueError(f"{path} is no PNG or JPEG picture; save the logo as one")
    if path.stat().st_size > MAX_LOGO:
        raise ValueError(
            f"{path} is larger than {MAX_LOGO // 1000} kB; it would be in every letter, so make it smaller"
        )
    return path


def _public(url: str) -> str:
    """An address that calendar programs may be sent to: what they ask for is a secret, so it is encrypted."""
    parts = urlsplit(url)
    local = parts.hostname in {"localhost", "127.0.0.1"}
    if url and not (parts.hostname and parts.scheme in {"https", "http" if local else "https"}):
        raise ValueError("write the https:// address at which HTTP_PORT is reached from outside")
    return url.rstrip("/")


def _with_slash(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


class Settings(BaseSettings):
    """All settings of one process. Names in the environment are these in capitals; see `.env.example`."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: Annotated[str, AfterValidator(_with_slash)] = SLACK_API_URL
    http_port: Annotated[int, Field(ge=0, le=65_535)] | None = None
    http_host: str = "0.0.0.0"  # noqa: S104 -- the port stands behind a load balancer
    public_url: Annotated[str, AfterValidator(_public)] = ""
    redis_url: str | None = None  # its scheme is checked where the store opens it
    encryption_keys: SecretStr | None = None
    var_dir: Path = Path("var")
    sandbox_port: Annotated[int, Field(ge=0, le=65_535)] = 8765
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "America/New_York"
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"

    clinic_name: str = ""
    clinic_address: str = ""  # lines separated by |
    clinic_phone: str = ""
    clinic_fax: str = ""
    clinic_npi: str = ""
    clinic_logo: Annotated[FilePath, AfterValidator(_picture)] | None = None
    templates_dir: DirectoryPath | None = None  # templates of the clinic's own, see docs/letters.md

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name, value, prefix in (
            ("SLACK_BOT_TOKEN", self.slack_bot_token, "xoxb-"),
            ("SLACK_APP_TOKEN", self.slack_app_token, "xapp-"),
        ):
            if value and not value.get_secret_value().startswith(prefix):
                raise ValueError(f"{name} must begin with {prefix}; take it from your app's page, see README.md")
        if self.slack_app_token and not self.slack_bot_token:
            raise ValueError("SLACK_APP_TOKEN is set and SLACK_BOT_TOKEN is not; Socket Mode needs both")
        if self.slack_bot_token and not self.ways:
            raise ValueError(
                "SLACK_BOT_TOKEN alone is not enough: set SLACK_APP_TOKEN (Socket Mode), "
                "or SLACK_SIGNING_SECRET and HTTP_PORT"
            )
        if self.public_url and self.http_port is None:
            raise ValueError("PUBLIC_URL is set and HTTP_PORT is not; nobody would answer there")
        return self

    @property
    def uses_sandbox(self) -> bool:
        """True where no Slack is named, so the local stand-in opens."""
        return self.slack_bot_token is None

    @property
    def ways(self) -> list[str]:
        """How Slack's requests come, in words."""
        over_http = self.slack_signing_secret is not None and self.http_port is not None
        ways = ["Slack by Socket Mode"] if self.slack_app_token else []
        return [*ways, f"Slack over HTTP, port {self.http_port}"] if over_http else ways


def load(**overrides: object) -> Settings:
    """Read the settings; keyword arguments stand above the environment.

    Raises:
        SettingsInvalid: every fault with the variable's name and what to do.
    """
    try:
        return Settings(**overrides)  # pyright: ignore[reportArgumentType] -- pydantic checks them
    except ValidationError as error:
        lines = []
        for fault in error.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in fault["loc"]).upper()
            message = fault["msg"].removeprefix("Value error, ")
            lines.append(f"{name}: {message}" if name else message)
        raise SettingsInvalid("\n".join(lines)) from None
