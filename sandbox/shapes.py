"""A small vocabulary for saying what JSON may look like; faults are worded and placed as Slack does it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from sandbox.basics import Json


@dataclass
class Problems:
    """The faults found so far, each like `[ERROR] missing required field: text [json-pointer:/blocks/0]`."""

    found: list[str] = field(default_factory=list[str])

    def add(self, message: str, pointer: str) -> None:
        """Note a fault at a place."""
        self.found.append(f"[ERROR] {message} [json-pointer:{pointer or '/'}]")


Check: TypeAlias = Callable[[Problems, object, str], None]


def string(maximum: int, minimum: int = 0) -> Check:
    """A string of so many characters."""

    def check(problems: Problems, value: object, at: str) -> None:
        if not isinstance(value, str):
            problems.add("must provide a string", at)
        elif len(value) > maximum:
            problems.add(f"must be less than {maximum + 1} characters", at)
        elif len(value) < minimum:
            problems.add(f"must be more than {minimum - 1} characters", at)

    return check


def integer(minimum: int, maximum: int) -> Check:
    """A whole number in a range; booleans are none."""

    def check(problems: Problems, value: object, at: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.add("must provide an integer", at)
        elif not minimum <= value <= maximum:
            problems.add(f"must be between {minimum} and {maximum}", at)

    return check


def number(problems: Problems, value: object, at: str) -> None:
    """Any number; booleans are none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        problems.add("must provide a number", at)


def boolean(problems: Problems, value: object, at: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problems.add("must provide a boolean", at)


def one_of(*allowed: str) -> Check:
    """One of a few strings."""

    def check(problems: Problems, value: object, at: str) -> None:
        if value not in allowed:
            problems.add(f"must be a valid enum value: {', '.join(allowed)}", at)

    return check


def matching(pattern: str, meaning: str) -> Check:
    """A string of a certain form."""

    def check(problems: Problems, value: object, at: str) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            problems.add(f"must be {meaning}", at)

    return check


def listing(item: Check, maximum: int, minimum: int = 1) -> Check:
    """A list of so many items of one kind."""

    def check(problems: Problems, value: object, at: str) -> None:
        if not isinstance(value, list):
            problems.add("must provide an array", at)
            return
        items = cast("list[object]", value)
        if len(items) > maximum:
            problems.add(f"no more than {maximum} items allowed", at)
        if len(items) < minimum:
            problems.add(f"no fewer than {minimum} items allowed", at)
        for number, each in enumerate(items):
            item(problems, each, f"{at}/{number}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these keys and no others; `type` is always allowed."""
    allowed = {**required, **(optional or {})}

    def check(problems: Problems, value: object, at: str) -> None:
        if not isinstance(value, dict):
            problems.add("must be an object", at)
            return
        found = cast("Json", value)
        for key in required:
            if key not in found:
                problems.add(f"missing required field: {key}", at)
        for key, inner in found.items():
            if key in allowed:
                allowed[key](problems, inner, f"{at}/{key}")
            elif key != "type":
                problems.add(f"invalid additional property: {key}", at)

    return check


def typed(kinds: Mapping[str, Check], *also: Check) -> Check:
    """An object whose `type` decides its shape; `also` are rules that look at the whole once its shape is right."""

    def check(problems: Problems, value: object, at: str) -> None:
        kind = cast("Json", value).get("type") if isinstance(value, dict) else None
        if kind is None:
            problems.add("missing required field: type", at)
        elif not isinstance(kind, str) or kind not in kinds:
            problems.add(f"unsupported type: {kind}", f"{at}/type")
        else:
            before = len(problems.found)
            kinds[kind](problems, value, at)
            if len(problems.found) == before:
                for rule in also:
                    rule(problems, value, at)

    return check
