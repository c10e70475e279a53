"""Whether a page waits to be scrolled: told by its live observers and listeners."""

from __future__ import annotations

import asyncio

import pytest

from archiver.browser import Browser, Limits
from archiver.browser.recorder import Recorder
from archiver.browser.wakefulness import waits_for_scrolling
from archiver.testing.http_server import Response

from .conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(
    ("script", "waits"),
    [
        ("", False),
        ("addEventListener('load', () => 0)", False),
        ("document.body.addEventListener('click', () => 0)", False),
        ("addEventListener('scroll', () => 0)", True),
        ("document.addEventListener('scroll', () => 0, {passive: true})", True),
        ("addEventListener('wheel', () => 0)", True),
        ("addEventListener('resize', () => 0)", True),
        ("onscroll = () => 0", True),
        ("new IntersectionObserver(() => 0).observe(document.body)", True),
        (
            "class Lazy extends IntersectionObserver {}; new Lazy(() => 0).observe(document.body)",
            True,
        ),
        ("delete globalThis.IntersectionObserver", True),
        ("globalThis.IntersectionObserver = 7", True),
    ],
)
async def test_who_observes_the_scrolling(
    site: Site, browser: Browser, tmp_path, script: str, waits: bool
) -> None:
    body = f"<!doctype html><body><script>{script}</script>".encode()
    site.add({"a.test/": Response(body=body)})
    recorder = Recorder(spool=tmp_path, limits=Limits(), sink=lambda _: None, peer_of=lambda _: "")
    async with browser.page(recorder) as (page, session):
        await page.goto("http://a.test/")
        assert await waits_for_scrolling(session, timeout_s=5) is waits
        await recorder.stop()


async def test_a_page_that_does_not_answer_may_wait(site: Site, browser: Browser, tmp_path) -> None:
    recorder = Recorder(spool=tmp_path, limits=Limits(), sink=lambda _: None, peer_of=lambda _: "")
    site.add({"a.test/": Response(body=b"<script>setTimeout(() => { while (1); }, 200)</script>")})
    async with browser.page(recorder) as (page, session):
        await page.goto("http://a.test/", wait_until="commit")
        await asyncio.sleep(0.4)
        assert await waits_for_scrolling(session, timeout_s=0.3)
        await recorder.stop()
