"""A review page's server over a small site made by hand, and a client of raw bytes."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from archiver.browser import find_browser
from archiver.models import Decision
from archiver.review import Answer, IndexPage, Reply, ReviewServer, Stream

sys.path.insert(0, str(Path(__file__).parent))

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 20
FILM = bytes(range(256)) * 4_000


@dataclass
class HandMadeSite:
    """What a site answers, and what it is asked by the desk."""

    contents: dict[str, Answer]
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    known: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    present: dict[str, str] = field(default_factory=dict)
    told: list[tuple[Decision, ...]] = field(default_factory=list)
    looked_again: list[str] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        self.asked.append((path, query))
        if path == "pictures/slow":
            self.held.wait(30)
        if path == "data/broken.json":
            raise RuntimeError("a bug of ours")
        return self.contents.get(path)

    def addresses(self, *, films: bool) -> Iterator[str]:
        return (each for each in self.contents if films or not each.startswith("film/"))

    def subject_of(self, slug: str, fingerprint: str) -> tuple[str, str] | None:
        return self.known.get((slug, fingerprint))

    def present_capture(self, slug: str) -> str | None:
        return self.present.get(slug)

    def decided(self, decisions: Sequence[Decision]) -> tuple[int, list[dict[str, object]]]:
        self.told.append(tuple(decisions))
        return len(self.told), []

    def accepted(self, slug: str) -> tuple[int, list[dict[str, object]]]:
        self.looked_again.append(slug)
        return len(self.looked_again), [{"id": f"{slug}/0000000000000000", "state": {}}]


@dataclass
class RecordingDesk:
    """Takes down what it is asked for."""

    asked: list[tuple[str, object]] = field(default_factory=list)

    def decide(self, wanted: object) -> Reply:
        self.asked.append(("decide", wanted))
        return Reply(status=200, body={"revision": 1, "states": []})

    def accept(self, wanted: object) -> Reply:
        self.asked.append(("accept", wanted))
        return Reply(status=409, body={"message": "no", "conflicts": []})


ANSWER_S = 60.0
"""The longest that an answer may take: only what is broken takes so long."""


@dataclass
class Heard:
    """An answer as its bytes came."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Served:
    """A running server, and what is behind it."""

    server: ReviewServer
    site: HandMadeSite
    desk: RecordingDesk
    bugs: list[BaseException]

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def token(self) -> str:
        return self.server.address.split("/")[3]

    async def raw(self, sent: bytes) -> bytes:
        """Send bytes as they are, return all that comes until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        try:
            return await asyncio.wait_for(reader.read(), ANSWER_S)
        finally:
            writer.close()

    async def ask(
        self, target: str, *lines: str, method: str = "GET", host: str = "", body: bytes = b""
    ) -> Heard:
        """Ask for a target; `@` stands for the secret path."""
        target = target.replace("@", f"/{self.token}/")
        head = [f"{method} {target} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}"]
        head += [*lines, "Connection: close", "", ""]
        return heard(await self.raw("\r\n".join(head).encode("latin-1") + body))

    async def post(self, target: str, value: object, *lines: str, **other: str) -> Heard:
        """Post as the page does; a header that is given takes the place of the usual one."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        usual = {
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-Archiver": "1",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
        given = {line.split(":")[0] for line in lines}
        kept = [f"{name}: {text}" for name, text in usual.items() if name not in given]
        sent = [line for line in lines if line.split(":", 1)[1].strip()]
        return await self.ask(target, *kept, *sent, method="POST", body=body, **other)


def heard(answer: bytes) -> Heard:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.split(": ", 1) for line in lines]
    return Heard(int(first.split()[1]), {name.lower(): text for name, text in pairs}, body)


def film_chunks(start: int, stop: int) -> Iterator[bytes]:
    for at in range(start, stop, 65_536):
        yield FILM[at : min(at + 65_536, stop)]


@pytest.fixture
def site() -> HandMadeSite:
    return HandMadeSite(
        {
            "data/summary.json": Answer(media_type="application/json", body=b'{"archive":"a"}'),
            "pictures/mill/c1/0.png": Answer(media_type="image/png", body=PNG, lasting=True),
            "pictures/mill/c1/svg.png": Answer(
                media_type="image/png", body=b"<svg xmlns='http://www.w3.org/2000/svg'><script/>"
            ),
            "pictures/mill/c1/page": Answer(media_type="text/html", body=b"<script>1</script>"),
            "film/mill/0": Answer(
                media_type="video/mp4", stream=Stream(size_bytes=len(FILM), chunks=film_chunks)
            ),
            "film/mill/1": Answer(
                media_type="text/html", stream=Stream(size_bytes=9, chunks=film_chunks)
            ),
        }
    )


@pytest.fixture
async def served(site: HandMadeSite) -> AsyncIterator[Served]:
    desk, bugs = RecordingDesk(), []
    index = IndexPage(archive="archive", reviewer="Ann").html()
    async with ReviewServer(site, desk, index=index, on_bug=bugs.append) as server:
        yield Served(server, site, desk, bugs)
    site.held.set()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=find_browser(None, driver), args=["--no-sandbox"]
        )
        yield browser
        await browser.close()
