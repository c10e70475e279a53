"""A page from the browser into the collection: whole and readable again, or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import time
from base64 import b32encode
from pathlib import Path

import pytest

from archiver.browser import Browser, BrowserSettings, Limits
from archiver.capture import CaptureProgress, CaptureSettings, capture_page
from archiver.errors import BrowserGoneError, StorageError
from archiver.models import PageOrigin, ScreenshotKind, Target
from archiver.store import Collection
from archiver.testing import media
from archiver.testing.http_server import Response

from .conftest import Pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_TARGET = Target(slug="page", url="http://a.test/", origin=PageOrigin.PLAIN_URL)


def _html(body: str) -> Response:
    page = f"<!doctype html><meta charset=utf-8><title>标题</title>{body}"
    return Response(body=page.encode())


def _spool(collection: Collection) -> list[Path]:
    return list((collection.root / "spool").glob("*/*"))


async def test_every_line_of_the_ledger_leads_to_the_same_bytes(
    pages: Pages, browser: Browser, collection: Collection
) -> None:
    noise, jpeg = os.urandom(700_000), media.read("bay.jpg")
    pages["/"] = _html("<img src=/bay.jpg><img src=/moved><script>fetch('/big')</script>")
    pages["/bay.jpg"] = Response(body=jpeg, media_type="image/jpeg")
    pages["/moved"] = Response(status=302, headers=(("Location", "/bay.jpg?again"),))
    pages["/big"] = Response(body=noise, media_type="application/octet-stream", chunked=True)
    sent = {f"http://a.test{path}": page.body for path, page in pages.items()}
    draft = collection.draft(_TARGET)
    capture = await capture_page(_TARGET, browser=browser, draft=draft)

    assert collection.capture(capture.capture_id) == capture
    assert (capture.status, capture.error) == (200, "")
    assert {entry.url for entry in capture.ledger} >= set(sent)
    for entry in capture.ledger:
        assert entry.record is not None, entry.url
        kept = collection.answer_at(entry.record)
        assert (kept.url, kept.status) == (entry.url, entry.status)
        digest = "sha1:" + b32encode(hashlib.sha1(kept.body).digest()).decode()
        assert entry.sha1 == (digest if kept.body else "")
        assert len(kept.body) == entry.size_bytes
    for url in ("http://a.test/", "http://a.test/bay.jpg", "http://a.test/big"):
        assert collection.payload(url, capture_id=capture.capture_id) == sent[url]
    (picture,) = [e for e in capture.ledger if e.url.endswith("/bay.jpg")]
    assert picture.probe is not None
    assert (picture.probe.sniffed, picture.probe.complete) == ("image/jpeg", True)
    assert _spool(collection) == []


async def test_text_and_pictures_of_the_page_are_kept(
    pages: Pages, browser: Browser, collection: Collection
) -> None:
    pages["/"] = _html("<p>正文</p>")
    capture = await capture_page(_TARGET, browser=browser, draft=collection.draft(_TARGET))
    assert collection.text(capture.capture_id) == "正文"
    for kind in (ScreenshotKind.VIEW, ScreenshotKind.FULL_PAGE, ScreenshotKind.THUMBNAIL):
        assert collection.screenshot(capture.capture_id, kind) is not None, kind


async def test_progress_is_told_phase_by_phase(
    pages: Pages, browser: Browser, collection: Collection
) -> None:
    told: list[CaptureProgress] = []
    pages["/"] = _html("<img src=/bay.jpg><img src=/gone>")
    pages["/bay.jpg"] = Response(body=media.read("bay.jpg"), media_type="image/jpeg")
    draft = collection.draft(_TARGET)
    await capture_page(_TARGET, browser=browser, draft=draft, on_progress=told.append)
    phases = [progress.phase for progress in told]
    assert phases[0] == "load"
    assert phases[-1] == "commit"
    assert {"settle", "picture", "read", "media"} <= set(phases)
    media_phase = told[phases.index("media")]
    found = (media_phase.media_found, media_phase.media_kept, media_phase.media_lost)
    assert found == (2, 1, 1)
    assert told[-1].size_bytes > len(media.read("bay.jpg"))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Response(status=204), "it answered 204"),
        (Response(body=b"PK\3\4", media_type="application/zip"), "it is a download"),
        (Response(delay_s=60), "did not answer within"),
        (Response(status=302, headers=(("Location", "/"),)), "ERR_TOO_MANY_REDIRECTS"),
    ],
)
async def test_a_failed_page_is_committed_with_the_reason_and_what_came(
    pages: Pages, browser: Browser, collection: Collection, page: Response, words: str
) -> None:
    pages["/"] = page
    draft = collection.draft(_TARGET)
    settings = CaptureSettings(limits=Limits(load_s=0.5))
    capture = await capture_page(_TARGET, browser=browser, draft=draft, settings=settings)
    assert words in capture.error
    assert capture.snapshot is None
    assert {entry.url for entry in capture.ledger} == {"http://a.test/"}
    assert [summary.capture_id for summary in collection.captures()] == [capture.capture_id]
    assert not collection.is_done(_TARGET)


async def test_half_characters_of_a_page_do_not_keep_it_out(
    pages: Pages, browser: Browser, collection: Collection
) -> None:
    halves = "document.title = '\\ud800'; document.body.append('\\udc00 shown')"
    pages["/"] = _html(f"<p>x</p><script>{halves}</script>")
    capture = await capture_page(_TARGET, browser=browser, draft=collection.draft(_TARGET))
    assert "shown" in collection.text(capture.capture_id)


async def test_a_spool_that_vanishes_ends_the_capture_and_nothing_is_committed(
    pages: Pages, browser: Browser, collection: Collection
) -> None:
    pages["/"] = _html("<img src=/hangs><script>fetch('/big')</script>")
    pages["/big"] = Response(body=os.urandom(900_000), delay_s=0.3)
    pages["/hangs"] = Response(delay_s=60)
    draft = collection.draft(_TARGET)
    began = time.monotonic()

    def vanish(_progress: CaptureProgress) -> None:
        shutil.rmtree(draft.directory, ignore_errors=True)

    with pytest.raises(StorageError):
        await capture_page(_TARGET, browser=browser, draft=draft, on_progress=vanish)
    assert time.monotonic() - began < 10
    assert collection.captures() == []
    assert _spool(collection) == []
    pages["/"] = _html("next")
    await capture_page(_TARGET, browser=browser, draft=collection.draft(_TARGET))
    assert len(collection.captures()) == 1


async def test_a_cancelled_capture_leaves_nothing_behind(
    pages: Pages, browser: Browser, collection: Collection
) -> None:
    pages["/"] = _html("<img src=/hangs>")
    pages["/hangs"] = Response(delay_s=60)
    settling = asyncio.Event()
    capturing = asyncio.create_task(
        capture_page(
            _TARGET,
            browser=browser,
            draft=collection.draft(_TARGET),
            on_progress=lambda progress: settling.set() if progress.phase == "settle" else None,
        )
    )
    await asyncio.wait_for(settling.wait(), 20)
    capturing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await capturing
    assert collection.captures() == []
    assert _spool(collection) == []
    assert browser._browser.contexts == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_dead_browser_leaves_nothing_behind(collection: Collection) -> None:
    async with Browser.start(BrowserSettings()) as mortal:
        await mortal._browser.close()
        with pytest.raises(BrowserGoneError):
            await capture_page(_TARGET, browser=mortal, draft=collection.draft(_TARGET))
    assert collection.captures() == []
    assert _spool(collection) == []
