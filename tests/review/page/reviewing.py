"""An archive under review: its server in this process, and a reader before the page in Chromium."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from archiver.decisions import FILE_NAME, read_decisions
from archiver.models import Decision, DifferenceSettings
from archiver.review import Desk, IndexPage, ReviewServer, ReviewSite
from archiver.review.page_comparing import PageComparing
from archiver.review.shelf import ReviewShelf
from archiver.review.shows import Shows
from archiver.store import Collection

sys.path.insert(0, str(Path(__file__).parents[1]))

import reviewed

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ANSWER_S = 40.0
"""The longest that anything may take; only what is broken takes so long."""

expect.set_options(timeout=ANSWER_S * 1000)


def unseen() -> reviewed.Page:
    """An article whose page leaves out a picture that the archive has, and says a thing twice."""
    url = "https://cdn.test/moon.png"
    return reviewed.Page(
        slug="moon",
        title="The moon over the mill",
        body=[f"<p>{reviewed.words(71)}</p>", f'<p><img src="{url}"></p>', "<p>The end.</p>"],
        blocks=[
            reviewed.Shown(tag="p", words=reviewed.words(71), top=100),
            reviewed.Shown(tag="p", words="The end.", top=300),
            reviewed.Shown(tag="p", words=reviewed.words(71), top=500),
        ],
        answers=[reviewed.exchange(url, reviewed.picture(), "image/png")],
    )


def build(root: Path) -> None:
    """Build the archive: eight articles, one of them whole, one failed, one that means harm."""
    reviewed.build(root)
    with Collection.open(root) as collection:
        reviewed.commit(collection, unseen())


async def until(ask: Callable[[], Awaitable[Any]], timeout_s: float = ANSWER_S) -> Any:
    """Return the first answer that is true; fail when none is in time."""
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout_s
    while not (answer := await ask()):
        assert loop.time() < end, "it did not come true"
        await asyncio.sleep(0.02)
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A running review of an archive by one person."""

    root: Path
    site: ReviewSite
    server: ReviewServer

    @property
    def snapshots(self) -> Path:
        """The folder of what is accepted, beside the archive."""
        return self.root.parent / "snapshots"

    @property
    def file(self) -> Path:
        """Where decisions are written."""
        return self.snapshots / FILE_NAME

    def decisions(self) -> dict[str, Decision]:
        """Return what stands in the file, by the ids of the items."""
        return {f"{each.slug}/{each.fingerprint}": each for each in read_decisions(self.file)}

    async def decided(self, number: int) -> dict[str, Decision]:
        """Return the decisions once there are so many."""

        async def ask() -> bool:
            return len(self.decisions()) == number

        await until(ask)
        return self.decisions()


def _comparing(shelf: ReviewShelf, settings: DifferenceSettings) -> PageComparing:
    return PageComparing(shelf, settings, shows=Shows(shelf.collection, None))


@asynccontextmanager
async def reviewing(root: Path, by: str = "Ann", port: int = 0) -> AsyncIterator[Review]:
    """Serve an archive as `archiver review` does."""
    folder, bugs = root.parent / "snapshots", []

    def opened() -> ReviewSite:
        site = ReviewSite(
            root, folder, reviewer=by, comparing=_comparing, today=lambda: reviewed.TODAY
        )
        site.load()
        site.wait(ANSWER_S)
        return site

    site = await asyncio.to_thread(opened)
    with site:
        desk = Desk(site, archive=root, folder=folder, reviewer=by, today=lambda: reviewed.TODAY)
        index = IndexPage(archive=root.name, reviewer=by).html()
        server = ReviewServer(site, desk, index=index, port=port, on_bug=bugs.append)
        async with server:
            yield Review(root=root, site=site, server=server)
    assert bugs == []


@dataclass(slots=True, kw_only=True)
class Reader:
    """A person at the page."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    async def open(self, place: str = "") -> None:
        """Open the page, at an item; return when the queue is there and the article is shown."""
        await self.page.goto("about:blank")
        await self.page.goto(self.address + place)
        await self.there()

    async def there(self) -> None:
        """Return when the queue has rows, and what is asked for has come."""
        await expect(self.page.locator(".row").first).to_be_visible()
        await self.idle()

    async def idle(self) -> None:
        """Return when no article is being looked up."""
        await expect(self.page.locator(".waiting")).to_have_count(0)

    async def reload(self) -> None:
        """Load the page again."""
        await self.page.reload()
        await self.there()

    async def do(self, code: str, *values: Any) -> Any:
        """Run a function of the page; return its value."""
        return await self.page.evaluate(code, *values)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    def find(self, selector: str, **more: Any) -> Locator:
        """Return what is on the page."""
        return self.page.locator(selector, **more)

    def button(self, name: str) -> Locator:
        """Return a button by what it says."""
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, text: str) -> Locator:
        """Return the row of the queue that has these words."""
        return self.page.locator(".row:is(.item, .group)", has_text=text).first

    async def rows(self) -> list[str]:
        """Return the rows of the queue: check or section, as they stand there."""
        return await self.do(
            "() => archiver.rows.list.map((row) => row.kind === 'section' ? `# ${row.section}` "
            ": row.kind === 'group' ? `${row.members[0].check} x${row.members.length}` "
            ": `${row.item.check} ${row.item.slug}`)"
        )

    async def chosen(self) -> str:
        """Return the id of the item that is shown."""
        return str(await self.do("() => archiver.selection.item?.id ?? ''"))

    async def choose(self, check: str, slug: str = "") -> str:
        """Choose the first item of a check; return its id."""
        name = await self.do(
            "([check, slug]) => { const item = archiver.items.all.find((each) => "
            "each.check === check && each.slug.startsWith(slug)); "
            "archiver.selection.choose(item); return item.id; }",
            [check, slug],
        )
        await self.idle()
        return str(name)

    async def verdict(self, name: str) -> str:
        """Return what the page says is decided about an item."""
        return str(await self.do("(name) => archiver.items.byId.get(name).state.verdict", name))

    async def becomes(self, name: str, verdict: str) -> None:
        """Return when the page says that this is decided about an item."""

        async def ask() -> bool:
            return await self.verdict(name) == verdict

        await until(ask)

    async def heard(self) -> str:
        """Return what was read aloud last."""
        return str(await self.find("#voice").inner_text()).replace("\u00a0", "")

    async def sideways(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(await self.do("() => document.documentElement.scrollWidth - innerWidth"))

    async def colour(self, selector: str, name: str = "backgroundColor") -> tuple[int, ...]:
        """Return a colour of an element: red, green, blue."""
        code = "([node, name]) => getComputedStyle(document.querySelector(node))[name]"
        text = str(await self.do(code, [selector, name]))
        return tuple(int(float(each)) for each in text[text.index("(") + 1 : -1].split(",")[:3])


@asynccontextmanager
async def sitting(
    browser: Browser,
    address: str,
    *,
    context: BrowserContext | None = None,
    forgiven: str = "nothing at all",
    **options: Any,
) -> AsyncIterator[Reader]:
    """Let somebody sit before the page; at the end nothing may have gone wrong there.

    A context that is given makes it another tab of the same browser.
    """
    settings: dict[str, Any] = {"viewport": WIDE, "color_scheme": "light", "locale": "en-GB"}
    own = None if context else await browser.new_context(**settings | options)
    page = await (context or own).new_page()
    reader = Reader(page=page, address=address)
    complaints = reader.complaints
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: _foreign(asked.url, address, complaints))
    try:
        yield reader
    finally:
        await (own.close() if own else page.close(run_before_unload=False))
    assert [each for each in complaints if forgiven not in each] == []


def _foreign(url: str, address: str, complaints: list[str]) -> None:
    """Nothing is asked for but what is below the page's own address."""
    known = (address.partition("#")[0].removesuffix("index.html"), "blob:", "data:", "about:blank")
    if not url.startswith(known):
        complaints.append(f"asked for {url}")


def copied(built: Path, folder: Path) -> Path:
    """Return an archive of its own, to be written to."""
    return Path(shutil.copytree(built, folder / "archive"))
