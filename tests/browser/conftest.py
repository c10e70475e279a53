"""A browser for all tests of the room, and a site whose pages each test names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from archiver.browser import Aftercare, Browser, BrowserSettings, Limits, Visit, Visitor
from archiver.models import Exchange, PageOrigin, Target
from archiver.testing.http_server import HttpServer, Request, Response, Seen

Page = Response | Callable[[Request], Response]


@dataclass
class Site:
    """Pages by `host/path`; every host name is this one server."""

    pages: dict[str, Page] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    port: int = 0

    def answer(self, request: Request) -> Response:
        page = self.pages.get(request.host + request.path)
        if page is None:
            return Response(status=404, body=b"not here")
        return page(request) if callable(page) else page

    def add(self, pages: Mapping[str, Page]) -> None:
        self.pages.update(pages)

    def requests(self, path: str) -> list[Seen]:
        """What was asked of an address, `host/path`, in order."""
        return [each for each in self.seen if each.host + each.path == path]

    def resolve(self, host: str, port: int) -> tuple[str, int] | None:
        return ("127.0.0.1", self.port) if host.endswith(".test") and port == 80 else None


@dataclass
class Visited:
    """A visit with the exchanges that it recorded."""

    visit: Visit
    exchanges: list[Exchange]

    def all(self, path: str) -> list[Exchange]:
        return [e for e in self.exchanges if e.url.endswith(path)]

    def one(self, path: str) -> Exchange:
        found = self.all(path)
        assert len(found) == 1, [(e.status, e.url) for e in self.exchanges]
        return found[0]


def body_of(exchange: Exchange) -> bytes:
    assert exchange.body is not None
    if exchange.body.path is not None:
        return exchange.body.path.read_bytes()
    assert exchange.body.data is not None
    return exchange.body.data


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served() -> AsyncIterator[tuple[Site, Browser]]:
    site = Site()
    async with HttpServer(site.answer, log=site.seen) as server:
        site.port = server.address[1]
        async with Browser.start(BrowserSettings(host_table=site.resolve)) as browser:
            yield site, browser


@pytest.fixture
def site(served: tuple[Site, Browser]) -> Site:
    served[0].pages.clear()
    served[0].seen.clear()
    return served[0]


@pytest.fixture
def browser(served: tuple[Site, Browser]) -> Browser:
    return served[1]


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Callable[..., Awaitable[Visited]]:
    async def run(
        url: str,
        *,
        html: str | None = None,
        limits: Limits | None = None,
        aftercare: Aftercare | None = None,
    ) -> Visited:
        exchanges: list[Exchange] = []
        target = Target(slug="page", url=url, origin=PageOrigin.PLAIN_URL, html=html)
        visitor = Visitor(
            browser,
            target,
            spool=tmp_path,
            sink=exchanges.append,
            limits=limits or Limits(),
            on_phase=lambda *_: None,
            aftercare=aftercare,
        )
        return Visited(await visitor.run(), exchanges)

    return run
