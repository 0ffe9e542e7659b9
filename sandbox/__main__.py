"""`python -m sandbox --port 8765 [--manifest manifest.yml] [--team T01CLINIC]` serves the sandbox alone."""

import argparse
import asyncio
import contextlib
import os
from pathlib import Path

from sandbox.basics import Timings
from sandbox.server import DEFAULT_TEAMS, create_app, serve


def main() -> None:
    """Read the arguments and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="sandbox", description="A local stand-in for Slack, on 127.0.0.1 only.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("SANDBOX_PORT", "8765")))
    parser.add_argument("--manifest", type=Path, help="the app's manifest; without it every command is allowed")
    parser.add_argument("--team", action="append", help="a workspace id such as T02OTHER; may be given several times")
    parser.add_argument("--request-url", help="deliver over signed HTTP to this address instead of Socket Mode")
    parser.add_argument(
        "--settle", type=float, default=float(os.environ.get("SANDBOX_SETTLE", Timings.settle)),
        help="seconds in which an app that has acknowledged shows something; a script that acts as a person waits them",
    )  # fmt: skip
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        app = create_app(
            manifest=arguments.manifest,
            teams=tuple(arguments.team or DEFAULT_TEAMS),
            request_url=arguments.request_url,
            timings=Timings(settle=arguments.settle),
        )
        asyncio.run(serve(app, port=arguments.port))


if __name__ == "__main__":
    main()
