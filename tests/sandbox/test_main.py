"""The sandbox as a process of its own."""

import asyncio
import signal
import sys
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]


async def test_it_prints_its_address_serves_and_stops_when_told() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--port", "0", "--team", "T01CLINIC", "--team", "T02OTHER"),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
        address = line.split()[-1]
        assert address.startswith("http://127.0.0.1:")
        async with aiohttp.ClientSession() as session, session.get(f"{address}/sandbox/state?user=U02ALICE") as answer:
            assert (await answer.json())["team"]["id"] == "T02OTHER"
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
