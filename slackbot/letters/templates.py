"""The templates of the letters: sandboxed, escaping everything, an undefined name is an error.

A clinic can put templates of its own beside the shipped ones (setting TEMPLATES_DIR): a file of the same name stands
before ours. One that cannot be rendered is left aside for ours, and `mri-appeal doctor` says what is wrong with it.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import structlog
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from slackbot.letters.draft import Draft
from slackbot.letters.render import LETTERS

FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, OSError)
HEADING = "<h1"

log = structlog.get_logger(__name__)


class NoHeading(ValueError):  # noqa: N818 -- names what is wrong with the template
    """A template gave a page without a title."""


@cache
def environment(own: Path | None = None) -> Environment:
    """Where templates come from: the clinic's own folder first, then ours."""
    folders = [own, LETTERS] if own else [LETTERS]
    loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    # The clinic's own files may change while the bot runs; ours do not.
    return ImmutableSandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, auto_reload=own is not None
    )


def render(name: str, context: Mapping[str, object], own: Path | None) -> tuple[str, Draft]:
    """One page, and the references and gaps counted in it; ours where the clinic's own template is broken."""
    if own is not None:
        try:
            return attempt(name, context, own)
        except FAULTS as error:
            log.warning("template.broken", template=name, fault=type(error).__name__, remedy="mri-appeal doctor")
    return attempt(name, context, None)


def attempt(name: str, context: Mapping[str, object], own: Path | None) -> tuple[str, Draft]:
    """One page, from the clinic's own templates or from ours.

    Raises:
        TemplateError: or another of `FAULTS`: the template is broken.
    """
    draft = Draft()
    html = environment(own).get_template(f"{name}.html").render(draft=draft, **context)
    if HEADING not in html:
        raise NoHeading("the page has no heading (h1), which is its title")
    return html, draft


def own_files(own: Path) -> Iterator[str]:
    """The names in a clinic's folder that stand before one of ours, and those that do not (which nothing uses)."""
    yield from sorted(path.name for path in own.glob("*.html"))
