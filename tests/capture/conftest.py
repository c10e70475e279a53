"""A real browser, a real collection, and a site of which each test writes the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from archiver.browser import Browser, BrowserSettings
from archiver.capture import CaptureSettings, Experience, capture_page
from archiver.models import Asked, Capture, LedgerEntry, PageOrigin, Post, Target
from archiver.source import read_post
from archiver.store import Collection
from archiver.testing.http_server import HttpServer, Request, Response, Seen

Page = Response | Callable[[Request], Response]
Pages = dict[str, Page]
"""By path, or by host and path where the host matters."""


@dataclass
class Site:
    """Every host name is this one server."""

    pages: Pages = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        page = self.pages.get(request.host + request.path) or self.pages.get(request.path)
        if page is None:
            return Response(status=404, body=b"not here")
        return page(request) if callable(page) else page

    def add(self, pages: Mapping[str, Page]) -> None:
        self.pages.update(pages)

    def requests(self, path: str) -> list[Seen]:
        """What was asked of an address, `host/path`, in order."""
        return [each for each in self.seen if each.host + each.path == path]

    def referers(self, path: str) -> list[str]:
        """The Referers with which an address was asked for; `` for none."""
        return [each.headers.get("referer", "") for each in self.requests(path)]


@dataclass
class Captured:
    """A committed capture, and the collection that it lies in."""

    capture: Capture
    collection: Collection

    def entries(self, url: str, asked: Asked | None = None) -> list[LedgerEntry]:
        """The lines of an address, all or those that were asked for in one way."""
        found = [entry for entry in self.capture.ledger if entry.url == url]
        return [entry for entry in found if asked is None or entry.asked is asked]

    def body(self, entry: LedgerEntry) -> bytes:
        """The bytes of a line, read back from its record."""
        assert entry.record is not None, entry
        return self.collection.answer_at(entry.record).body

    def whole(self, url: str) -> list[bytes]:
        """The bodies that came for an address and were not cut; a range may be all of it."""
        found = [e for e in self.entries(url) if e.status in {200, 206} and e.truncated is None]
        return [self.body(entry) for entry in found]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served() -> AsyncIterator[tuple[Site, Browser]]:
    site = Site()
    async with HttpServer(site.answer, log=site.seen) as server:

        def resolve(host: str, _port: int) -> tuple[str, int] | None:
            return server.address if host.endswith(".test") else None

        async with Browser.start(BrowserSettings(host_table=resolve)) as browser:
            yield site, browser


@pytest.fixture
def site(served: tuple[Site, Browser]) -> Site:
    served[0].pages.clear()
    served[0].seen.clear()
    return served[0]


@pytest.fixture
def pages(site: Site) -> Pages:
    return site.pages


@pytest.fixture
def browser(served: tuple[Site, Browser]) -> Browser:
    return served[1]


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "archive") as collection:
        yield collection


@pytest.fixture
def write_post(tmp_path: Path) -> Callable[..., Post]:
    """Write a post of some HTML, and read it."""

    def write(html: str, *, url: str = "http://a.test/", **front: str) -> Post:
        head = "".join(f"{key}: '{value}'\n" for key, value in {**front, "url": url}.items())
        path = tmp_path / "post.txt"
        path.write_text(f"---\ntitle: 月亮湾\n{head}---\n\n{html}\n", encoding="utf-8")
        return read_post(path)

    return write


@pytest.fixture
def captured(browser: Browser, collection: Collection) -> Callable[..., object]:
    """Capture a page into the collection, with all that is done for its media."""

    async def run(
        url: str,
        *,
        post: Post | None = None,
        settings: CaptureSettings | None = None,
        experience: Experience | None = None,
    ) -> Captured:
        origin = PageOrigin.FRONT_MATTER if post else PageOrigin.PLAIN_URL
        target = Target(slug="page", url=url, origin=origin, post=post)
        capture = await capture_page(
            target,
            browser=browser,
            draft=collection.draft(target),
            settings=settings,
            experience=experience,
        )
        return Captured(capture, collection)

    return run
