"""Settings are read once, checked together, and a fault says which variable and what to write."""

import pytest

from slackbot.settings import Settings, SettingsInvalid, load

BOT, APP = "xoxb-1", "xapp-1"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_any_setting_the_local_slack_opens() -> None:
    assert load().uses_sandbox


def test_tokens_from_the_environment_or_from_the_file_name_a_real_slack(monkeypatch, tmp_path) -> None:
    (tmp_path / ".env").write_text(f"SLACK_BOT_TOKEN={BOT}\nSLACK_APP_TOKEN={APP}\n")
    assert not load().uses_sandbox
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api")
    assert load().slack_api_url == "http://127.0.0.1:1/api/"


def test_an_empty_variable_counts_as_not_set(monkeypatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    monkeypatch.setenv("HTTP_PORT", "")
    assert load().uses_sandbox


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SLACK_BOT_TOKEN": APP, "SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN must begin with xoxb-"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": BOT}, "SLACK_APP_TOKEN must begin with xapp-"),
        ({"SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN is not"),
        ({"SLACK_BOT_TOKEN": BOT}, "SLACK_BOT_TOKEN alone is not enough"),
        ({"SLACK_BOT_TOKEN": BOT, "HTTP_PORT": "3000"}, "SLACK_SIGNING_SECRET and HTTP_PORT"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": "s"}, "SLACK_SIGNING_SECRET and HTTP_PORT"),
        ({"PUBLIC_URL": "https://appeals.clinic.example"}, "HTTP_PORT is not"),
        ({"PUBLIC_URL": "http://appeals.clinic.example", "HTTP_PORT": "3000"}, "PUBLIC_URL: write the https://"),
        ({"PUBLIC_URL": "appeals.clinic.example", "HTTP_PORT": "3000"}, "PUBLIC_URL: write the https://"),
        ({"TIME_ZONE": "New York"}, "TIME_ZONE"),
        ({"HTTP_PORT": "70000"}, "HTTP_PORT"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
    ],
)
def test_what_does_not_fit_is_named(monkeypatch, given: dict[str, str], named: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid, match=named):
        load()


@pytest.mark.parametrize(
    ("given", "ways"),
    [
        ({"slack_app_token": APP}, ["Slack by Socket Mode"]),
        ({"slack_app_token": APP, "http_port": 3000}, ["Slack by Socket Mode"]),
        ({"slack_signing_secret": "s", "http_port": 3000}, ["Slack over HTTP, port 3000"]),
        (
            {"slack_app_token": APP, "slack_signing_secret": "s", "http_port": 3000},
            ["Slack by Socket Mode", "Slack over HTTP, port 3000"],
        ),
    ],
)
def test_slack_is_answered_by_every_way_that_is_set_up(given: dict[str, object], ways: list[str]) -> None:
    assert load(slack_bot_token=BOT, **given).ways == ways


@pytest.mark.parametrize(
    "url", ["https://appeals.clinic.example/bot/", "http://localhost:3000", "http://127.0.0.1:3000"]
)
def test_the_public_address_is_encrypted_or_this_machine_and_ends_without_a_slash(url: str) -> None:
    assert load(public_url=url, http_port=3000).public_url == url.rstrip("/")


def test_a_secret_is_never_printed(monkeypatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", f"{BOT}-hush")
    monkeypatch.setenv("SLACK_APP_TOKEN", f"{APP}-hush")
    assert "hush" not in repr(load())
