"""The review page in Chromium, served or as files, with all that it does written down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from archiver.review import Desk, IndexPage, ReviewServer, ReviewSite, write_static_site

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
_DEFECTS = """() => {
  const found = [];
  const unseen = /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]/;
  for (const node of document.querySelectorAll('*')) {
    for (const { name, value } of node.attributes) {
      if (name.startsWith('on') || name === 'srcdoc') found.push(`${node.tagName} ${name}`);
      if (name === 'href' && node.tagName === 'A' && !/^(https?:|#|blob:)/.test(value)) {
        found.push(`link to ${value.slice(0, 60)}`);
      }
      if (unseen.test(value)) found.push(`unseen in ${node.tagName} ${name}`);
    }
    if (['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'FORM', 'MATH'].includes(node.tagName)) {
      found.push(node.tagName);
    }
    if (node.tagName === 'SCRIPT' && !node.getAttribute('src')) found.push('a script');
  }
  if (unseen.test(document.body.innerText)) found.push('unseen in the text');
  if ('hacked' in globalThis || 'polluted' in {}) found.push('a deed');
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push(`${wide} px wide in ${innerWidth}`);
  for (const node of document.querySelectorAll('.article, .side, .queue, .dialog-body, .top')) {
    const moves = ['auto', 'scroll'].includes(getComputedStyle(node).overflowX);
    if (moves && node.clientWidth && node.scrollWidth > node.clientWidth + 1) {
      found.push(`${node.className}: ${node.scrollWidth} px wide in ${node.clientWidth}`);
    }
  }
  return found;
}"""
"""What of the page is not made by archiver, or moves sideways."""


@dataclass
class Watched:
    """A page that is open, and what it did that it ought not to."""

    page: Page
    url: str
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin to write down."""
        own = self.url.rpartition("/")[0] + "/"
        page, told = self.page, self.troubles.append
        page.context.on(
            "request",
            lambda asked: asked.url.startswith((own, "blob:")) or told(f"asked {asked.url[:200]}"),
        )
        page.on("dialog", lambda dialog: told(f"dialog {dialog.message[:80]}"))
        page.on("pageerror", lambda error: told(f"error {error}"))
        page.on("popup", lambda _: told("a window"))
        page.on("download", lambda _: told("a download"))
        page.on(
            "console",
            lambda said: (
                said.type in {"error", "warning"}
                and told(f"{said.type} {said.text[:300]} {said.location.get('url', '')[-80:]}")
            ),
        )

    async def open(self, place: str = "") -> None:
        """Go to the page, and wait until its queue is there."""
        await self.page.goto(self.url + place)
        await self.page.wait_for_selector(".queue, [role=listbox], .row", state="attached")
        # A function that is waited for would be `eval` to the page's policy.
        while not await self.page.evaluate("globalThis.archiver?.items?.isWhole"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def look(self, where: str) -> None:
        """Write down what of the page is not as it ought to be."""
        self.troubles += [f"{where}: {each}" for each in await self.page.evaluate(_DEFECTS)]

    async def choose(self, number: int) -> str:
        """Choose an item of the queue and wait for its article; return its id."""
        return str(
            await self.page.evaluate(
                """async (number) => {
                  const item = archiver.items.all[number];
                  archiver.selection.choose(item, { focus: true });
                  await archiver.pages.get(item.slug);
                  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
                  return item.id;
                }""",
                number,
            )
        )

    async def count(self) -> int:
        """How many items there are."""
        return int(await self.page.evaluate("archiver.items.all.length"))


@asynccontextmanager
async def served(site: ReviewSite, archive: Path, snapshots: Path) -> AsyncIterator[str]:
    """Serve the page of a site; yield its address."""
    desk = Desk(site, archive=archive, folder=snapshots, reviewer="Ann")
    bugs: list[BaseException] = []
    index = IndexPage(archive=archive.name, reviewer="Ann").html()
    async with ReviewServer(site, desk, index=index, on_bug=bugs.append) as server:
        yield server.address
    assert bugs == []


def written(site: ReviewSite, folder: Path, archive: str, **more: Any) -> str:
    """Write the page as files; return the address to open it at."""
    index = IndexPage(archive=archive, is_static=True).html()
    done = write_static_site(site, folder, index=index, **more)
    return (done.folder / "index.html").as_uri()


@asynccontextmanager
async def watched(browser: Browser, url: str, **settings: Any) -> AsyncIterator[Watched]:
    """Open a tab for a page; whatever it does is written down."""
    context = await browser.new_context(**{"viewport": WIDE, **settings})
    try:
        tab = Watched(await context.new_page(), url)
        tab.watch()
        yield tab
    finally:
        await context.close()
