"""`python -m sandbox --port 8765 [--manifest manifest.yml]` serves the sandbox alone."""

import argparse
import asyncio
import contextlib
import os
from pathlib import Path

from sandbox.server import serve


def main() -> None:
    """Read the arguments and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="sandbox", description="A local stand-in for Slack, on 127.0.0.1 only.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("SANDBOX_PORT", "8765")))
    parser.add_argument("--manifest", type=Path, help="the app's manifest; without it every command is allowed")
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(port=arguments.port, manifest=arguments.manifest))


if __name__ == "__main__":
    main()
