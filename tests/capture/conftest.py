"""A real browser, a real collection, and a site of which each test writes the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from archiver.browser import Browser, BrowserSettings
from archiver.store import Collection
from archiver.testing.http_server import HttpServer, Request, Response

Pages = dict[str, Response]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served() -> AsyncIterator[tuple[Pages, Browser]]:
    pages: Pages = {}

    def answer(request: Request) -> Response:
        return pages.get(request.path, Response(status=404, body=b"not here"))

    async with HttpServer(answer) as server:
        settings = BrowserSettings(host_table=lambda *_: server.address)
        async with Browser.start(settings) as browser:
            yield pages, browser


@pytest.fixture
def pages(served: tuple[Pages, Browser]) -> Pages:
    served[0].clear()
    return served[0]


@pytest.fixture
def browser(served: tuple[Pages, Browser]) -> Browser:
    return served[1]


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "archive") as collection:
        yield collection
