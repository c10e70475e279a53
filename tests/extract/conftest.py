"""A site behind a real guard, and a recording of what is asked of it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from archiver.browser.guard import Guard
from archiver.extract.recording import Recording
from archiver.models import Exchange
from archiver.testing.http_server import HttpServer

sys.path.insert(0, str(Path(__file__).parent))

from loopback import Recorder, Site


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    where: list[tuple[str, int]] = []

    def table(host: str, port: int) -> tuple[str, int] | None:
        return where[0] if host.endswith(".test") and port in {80, 443} else None

    async with Guard(allow_private=False, host_table=table) as guard:
        site = Site(spool=tmp_path, guard=guard)
        async with HttpServer(site.answer, log=site.seen) as server:
            where.append(server.address)
            yield site


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    exchanges: list[Exchange] = []
    return Recorder(
        Recording(
            spool=tmp_path,
            name="x",
            body_bytes=1 << 20,
            total_bytes=4 << 20,
            deliver=exchanges.append,
        ),
        exchanges,
    )
