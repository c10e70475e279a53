"""One real browser, and collections whose captures are written by hand, exchange by exchange."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from archiver.browser import Browser, BrowserSettings
from archiver.formats import sha1_digest
from archiver.images import probe
from archiver.models import (
    Body,
    Capture,
    Environment,
    Exchange,
    FrameSnapshot,
    PageOrigin,
    PageSnapshot,
    PlayerState,
    Target,
)
from archiver.replay import Shown
from archiver.store import Collection
from archiver.testing.http_server import HttpServer, Response, Seen

PAGE = "https://news.test/story"
MOMENT = datetime(2026, 3, 4, tzinfo=UTC)
Committed = Callable[..., str]


def answered(url: str, data: bytes = b"", mime: str = "text/html", **changes: Any) -> Exchange:
    """Return an exchange that came well; `headers` are added to its answer's."""
    more = changes.pop("headers", ())
    values: dict[str, Any] = {
        "url": url,
        "method": "GET",
        "request_headers": (),
        "started_at": MOMENT,
        "status": 200,
        "response_headers": (("Content-Type", mime), *more),
        "body": Body(size_bytes=len(data), sha1=sha1_digest(data), data=data) if data else None,
        "mime": mime.partition(";")[0],
    }
    return Exchange(**{**values, **changes})


def page_of(html: str, **changes: Any) -> Exchange:
    """Return the exchange of the page's own document."""
    document = f"<!doctype html><meta charset=utf-8><title>A story</title>{html}".encode()
    return answered(PAGE, document, "text/html; charset=utf-8", resource_type="document", **changes)


def commit(
    collection: Collection,
    *exchanges: Exchange,
    url: str = PAGE,
    slug: str = "story",
    shown: bool = True,
    error: str = "",
    players: tuple[PlayerState, ...] = (),
) -> str:
    """Commit a capture of some exchanges; return its id."""
    draft = collection.draft(Target(slug=slug, url=url, origin=PageOrigin.PLAIN_URL))
    ledger = tuple(
        draft.add(
            exchange,
            probe(exchange.body.data or b"", exchange.mime)
            if exchange.body and exchange.mime.startswith("image/")
            else None,
        )
        for exchange in exchanges
    )
    frame = FrameSnapshot(url=url, parent=None, tree=["html", {}, None, []])
    capture = Capture(
        capture_id=draft.capture_id,
        slug=slug,
        url=url,
        origin=PageOrigin.PLAIN_URL,
        started_at=MOMENT,
        duration_s=1.0,
        status=200,
        snapshot=PageSnapshot(url=url, title="", width_px=800, height_px=600, frames=(frame,))
        if shown
        else None,
        ledger=ledger,
        environment=Environment(
            archiver="0",
            browser="Chromium 1",
            user_agent="u",
            viewport_width_px=800,
            viewport_height_px=600,
            platform="linux",
        ),
        error=error,
        players=players,
    )
    return draft.commit(capture, screenshots=(), text="").capture_id


def words(shown: Shown) -> str:
    """Return all text of the page's own document."""
    assert shown.capture.error == ""
    assert shown.capture.snapshot is not None
    pending: list[Any] = [shown.capture.snapshot.frames[0].tree]
    found = []
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, (list, tuple)) and len(node) == 4:
            pending.extend(reversed(node[3]))
    return " ".join(" ".join(found).split())


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def committed(collection: Collection) -> Committed:
    """Commit a capture of some exchanges into the collection; return its id."""
    return lambda *exchanges, **changes: commit(collection, *exchanges, **changes)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def wide() -> AsyncIterator[tuple[Browser, list[Seen]]]:
    """A browser to which every host is one server, which must never be asked, and its log."""
    seen: list[Seen] = []
    async with HttpServer(lambda _request: Response(body=b"the network"), log=seen) as server:
        settings = BrowserSettings(host_table=lambda _host, _port: server.address)
        async with Browser.start(settings) as browser:
            yield browser, seen


@pytest.fixture
def browser(wide: tuple[Browser, list[Seen]]) -> Browser:
    return wide[0]


@pytest.fixture
def asked(wide: tuple[Browser, list[Seen]]) -> list[Seen]:
    """What left for the network: nothing may."""
    wide[1].clear()
    return wide[1]
