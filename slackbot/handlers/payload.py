"""What every kind of Slack payload says about who did it, and where. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Body = Mapping[str, Any]


class Actor(NamedTuple):
    """The workspace and the user behind a request."""

    team: str
    user: str


def actor(body: Body) -> Actor:
    """Who sent an interaction or a slash command. An app installed for a whole organisation has no `team`."""
    if "user_id" in body:
        return Actor(body["team_id"], body["user_id"])
    user = body["user"]
    return Actor((body.get("team") or {}).get("id") or user["team_id"], user["id"])


def answers(view: Mapping[str, Any]) -> dict[str, str]:
    """The single answers of a small form by block id; empty where there is none."""
    state = view["state"]["values"]
    return {block: _answer(next(iter(elements.values()))) for block, elements in state.items()}


def chosen_users(view: Mapping[str, Any], block: str) -> tuple[str, ...]:
    """The users in a field that takes several."""
    element = next(iter(view["state"]["values"][block].values()))
    return tuple(element.get("selected_users") or ())


class Upload(NamedTuple):
    """A file that was put into a form: its Slack id and its name."""

    id: str
    name: str


def upload_in(view: Mapping[str, Any], block: str) -> Upload | None:
    """The file in a field that takes one; None where there is none."""
    element = next(iter(view["state"]["values"][block].values()))
    return next((Upload(file["id"], file.get("name") or "") for file in element.get("files") or ()), None)


def date_in(text: str) -> date | None:
    """The date of a date picker's answer; None where none was picked."""
    return date.fromisoformat(text) if text else None


def instant_in(day: str, clock: str, zone: str) -> datetime | None:
    """The instant (aware) of a date picker's and a time picker's answers, on the clock of an IANA time zone; None
    where one of them was not picked.
    """
    if not day or not clock:
        return None
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(zone))


def _answer(element: Mapping[str, Any]) -> str:
    chosen = (element.get("selected_option") or {}).get("value")
    chosen = chosen or element.get("selected_user")
    found = chosen or element.get("selected_date") or element.get("selected_time") or element.get("value")
    return (found or "").strip()
