"""Checks a whole view as views.open, push, update and publish do. Rules: slack-platform.md section 2."""

from collections.abc import Mapping
from typing import cast

from sandbox.basics import Json, SlackError
from sandbox.blocks_check import check_blocks
from sandbox.limits import at
from sandbox.objects import plain
from sandbox.shapes import Check, Problems, boolean, shape, string, typed


def _anything(_problems: Problems, _value: object, _at: str) -> None:
    """The blocks have a check of their own."""


_SHARED: Mapping[str, Check] = {
    "private_metadata": string(at("view.private_metadata")),
    "callback_id": string(at("view.callback_id")),
    "external_id": string(at("view.external_id")),
}
_VIEW = typed(
    {
        "modal": shape(
            {"title": plain(at("view.title")), "blocks": _anything},
            {
                **_SHARED,
                "submit": plain(at("view.submit")),
                "close": plain(at("view.close")),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
            },
        ),
        "home": shape({"blocks": _anything}, _SHARED),
    }
)


def check_view(raw: object) -> None:
    """Raise SlackError `invalid_arguments` with every fault and its place, if the view breaks a rule."""
    problems = Problems()
    _VIEW(problems, raw, "/view")
    view = cast("Json", raw if isinstance(raw, dict) else {})
    if "blocks" in view and view.get("type") in ("modal", "home"):
        check_blocks(problems, view["blocks"], str(view["type"]), "/view/blocks")
    if not problems.found and _lacks_submit(view):
        problems.add("missing required field: submit", "/view")
    if problems.found:
        raise SlackError("invalid_arguments", *problems.found)


def _lacks_submit(view: Json) -> bool:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    return view["type"] == "modal" and has_input and "submit" not in view
