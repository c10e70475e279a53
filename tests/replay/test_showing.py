"""Captures shown again from their records alone, by a browser that could reach a network."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from typing import Any

import pytest

from archiver.browser import Browser
from archiver.errors import CaptureError, StorageError
from archiver.models import Asked, BlockKind, Outcome, ScreenshotKind
from archiver.replay import show_again
from archiver.store import Collection
from archiver.testing import media
from archiver.testing.http_server import Seen
from archiver.testing.matrix import playlists, reels

from .conftest import PAGE, Committed, answered, page_of, words

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FILM = "https://film.test/a.bin"
BYTES = bytes(range(256)) * 40
OPEN = (("Access-Control-Allow-Origin", "*"),)
SAY = "const say = (text) => document.body.append(text + '; ');"


async def test_a_page_is_shown_in_the_window_of_its_capture(
    browser: Browser, collection: Collection, committed: Committed, asked: list[Seen]
) -> None:
    capture_id = committed(page_of("<p>Once upon a river.</p>"))
    shown = await show_again(collection, capture_id, browser=browser)
    assert "Once upon a river." in words(shown)
    assert shown.leaks == ()
    assert {shot.kind for shot in shown.screenshots} == {
        ScreenshotKind.VIEW,
        ScreenshotKind.FULL_PAGE,
    }
    assert {(shot.width_px, shot.height_px) for shot in shown.screenshots} == {(800, 600)}
    capture = shown.capture
    assert (capture.capture_id, capture.slug, capture.url) == (capture_id, "story", PAGE)
    assert capture.status == 200
    assert capture.environment.viewport_width_px == 800
    assert capture.environment.browser == browser.environment.browser
    assert [facts.kind for facts in capture.pictures] == [shot.kind for shot in shown.screenshots]
    assert asked == []


async def test_its_ledger_tells_what_was_given_and_from_which_record(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    bay = "https://img.test/bay.jpg"
    jpeg = media.read("bay.jpg")
    capture_id = committed(page_of(f"<img src={bay}>"), answered(bay, jpeg, "image/jpeg"))
    shown = await show_again(collection, capture_id, browser=browser)
    kept = {entry.url: entry for entry in collection.capture(capture_id).ledger}
    given = {entry.url: entry for entry in shown.capture.ledger}
    assert given.keys() == kept.keys()
    assert (given[bay].record, given[bay].probe) == (kept[bay].record, kept[bay].probe)
    assert (given[bay].sha1, given[bay].size_bytes) == (kept[bay].sha1, len(jpeg))
    assert given[bay].referrer == "https://news.test/"
    (state,) = shown.capture.snapshot.media  # type: ignore[union-attr]
    assert (state.kind, state.outcome) == (BlockKind.IMAGE, Outcome.LOADED)


async def test_what_was_not_kept_is_refused_and_counted_once(
    browser: Browser, collection: Collection, committed: Committed, asked: list[Seen]
) -> None:
    script = """<img src=https://img.test/gone.jpg>
      <img src=data:image/gif;base64,R0lGODlhAQABAAAAACw=>
      <iframe src=https://frame.test/in></iframe><iframe src=about:blank></iframe>
      <link rel=preconnect href=https://fonts.test><script>
      for (let n = 0; n < 3; n++) fetch('/api', {method: 'POST', body: 'x'}).catch(() => 0);
      fetch(URL.createObjectURL(new Blob(['x']))); new WebSocket('wss://chat.test/');
      fetch('/favicon.ico').catch(() => 0); </script>"""
    shown = await show_again(collection, committed(page_of(script)), browser=browser)
    assert sorted(shown.leaks) == [
        "GET https://frame.test/in",
        "GET https://img.test/gone.jpg",
        "POST https://news.test/api",
    ]
    lost = [entry for entry in shown.capture.ledger if entry.url == "https://img.test/gone.jpg"]
    assert [(entry.status, entry.error) for entry in lost] == [(0, "inspector")]
    assert asked == []


async def test_no_way_out_leads_to_the_network(
    browser: Browser, collection: Collection, committed: Committed, asked: list[Seen]
) -> None:
    knocks: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def listen() -> None:
            try:
                while True:
                    listener.accept()[0].close()
                    knocks.append(1)
            except OSError:
                return

        threading.Thread(target=listen, daemon=True).start()
        here = f"127.0.0.1:{port}"
        worker = f"fetch('http://{here}/w').catch(() => 0).then(() => postMessage(1));"
        page = f"""<img src=http://{here}/i><iframe src=http://{here}/f></iframe><script>
          new WebSocket('ws://{here}/'); navigator.sendBeacon('http://{here}/b');
          new EventSource('http://{here}/e');
          fetch('http://{here}/x', {{mode: 'no-cors'}}).catch(() => 0);
          new Worker('/worker.js'); new SharedWorker('/shared.js');
          const far = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{here}'}}]}});
          far.createDataChannel('x');
          far.createOffer().then((offer) => far.setLocalDescription(offer));
          </script><p>still here"""
        script = answered("https://news.test/worker.js", worker.encode(), "text/javascript")
        shown = await show_again(collection, committed(page_of(page), script), browser=browser)
        listener.shutdown(socket.SHUT_RDWR)
    assert "still here" in words(shown)
    assert knocks == []
    assert asked == []
    for path in "ifbxw":
        assert any(leak.endswith(f"{here}/{path}") for leak in shown.leaks), path


async def test_redirects_are_followed_from_hop_to_hop(
    browser: Browser, collection: Collection, committed: Committed, asked: list[Seen]
) -> None:
    def moved(url: str, to: str, status: int) -> Any:
        return answered(url, status=status, headers=(("Location", to), *OPEN), redirect_to=to)

    capture_id = committed(
        page_of(
            f"<script>{SAY} fetch('/one').then(async (a) => say(a.url + await a.text()))</script>"
        ),
        moved("https://news.test/one", "https://other.test/two", 301),
        moved("https://other.test/two", "https://other.test/three", 307),
        answered("https://other.test/three", b" arrived", "text/plain", headers=OPEN),
    )
    shown = await show_again(collection, capture_id, browser=browser)
    assert "https://other.test/three arrived" in words(shown)
    hops = [
        (entry.status, entry.redirect_to) for entry in shown.capture.ledger if entry.redirect_to
    ]
    assert hops == [(301, "https://other.test/two"), (307, "https://other.test/three")]
    assert shown.leaks == ()
    assert asked == []


async def test_the_page_itself_may_have_moved(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    old = "https://news.test/old"
    moved = answered(old, status=302, headers=(("Location", "/story"),), redirect_to=PAGE)
    capture_id = committed(moved, page_of("<p>moved here"), url=old)
    shown = await show_again(collection, capture_id, browser=browser)
    assert "moved here" in words(shown)
    assert shown.capture.url == old
    assert shown.capture.snapshot is not None
    assert shown.capture.snapshot.url == PAGE


async def test_the_payload_of_a_revisit_is_given(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    text = b"kept once, long ago. " * 60
    first = answered("https://a.test/text", text, "text/plain", headers=OPEN)
    committed(page_of("first"), first)
    ask = "fetch('https://a.test/text').then(async (a) => say(await a.text()))"
    page = f"<script>{SAY} {ask}</script>"
    capture_id = committed(page_of(page), first)
    assert collection.capture(capture_id).ledger[1].record is not None
    shown = await show_again(collection, capture_id, browser=browser)
    assert "kept once, long ago." in words(shown)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("bytes=10-19", "206 10 bytes 10-19/10240"),
        ("bytes=10230-", "206 10 bytes 10230-10239/10240"),
        ("bytes=-5", "206 5 bytes 10235-10239/10240"),
        ("bytes=99999-", "416 0 bytes */10240"),
        ("", "200 10240"),
    ],
)
async def test_parts_are_given_out_of_a_whole_body(
    browser: Browser, collection: Collection, committed: Committed, header: str, said: str
) -> None:
    tell = (*OPEN, ("Access-Control-Expose-Headers", "Content-Range"))
    film = answered(FILM, BYTES, "application/octet-stream", headers=tell)
    headers = json.dumps({"Range": header} if header else {})
    page = f"""<script>{SAY} fetch('{FILM}', {{headers: {headers}}})
      .then(async (a) => say([a.status, (await a.arrayBuffer()).byteLength,
        a.headers.get('Content-Range')].join(' ')))</script>"""
    shown = await show_again(collection, committed(page_of(page), film), browser=browser)
    assert said in words(shown)


async def test_a_part_is_given_out_of_a_kept_part_and_no_more(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    line = (*OPEN, ("Content-Range", "bytes 100-199/10240"))
    piece = answered(FILM, BYTES[100:200], "video/mp4", status=206, headers=line)
    page = f"""<script>{SAY} const ask = (range) => fetch('{FILM}', {{headers: {{Range: range}}}})
      .then(async (a) => say(a.status + ' ' + new Uint8Array(await a.arrayBuffer())[0]))
      .catch(() => say('no'));
      (async () => {{ await ask('bytes=110-119'); await ask('bytes=0-9'); }})()</script>"""
    shown = await show_again(collection, committed(page_of(page), piece), browser=browser)
    assert f"206 {BYTES[110]}; no;" in words(shown)
    assert shown.leaks == (f"GET {FILM}",)


async def test_a_film_is_read_from_the_archive(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    film = answered("https://film.test/bay.webm", media.read("bay.webm"), "video/webm")
    capture_id = committed(page_of("<video src=https://film.test/bay.webm preload=auto>"), film)
    shown = await show_again(collection, capture_id, browser=browser)
    assert shown.capture.snapshot is not None
    (state,) = shown.capture.snapshot.media
    assert (state.kind, state.outcome) == (BlockKind.VIDEO, Outcome.LOADED)
    assert state.natural_width_px > 0
    assert shown.leaks == ()


async def test_a_manifest_names_only_the_rendition_that_was_kept(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    master = f"{playlists.master((reels.LARGE, reels.SMALL))}# {'-' * 512}\n".encode()
    limits = json.dumps({"adaptive_max_resolution": 160 * 90, "adaptive_max_bandwidth": 1})
    kind = "application/vnd.apple.mpegurl"
    capture_id = committed(
        page_of(f"<script>{SAY} fetch('/a.m3u8').then(async (a) => say(await a.text()))</script>"),
        answered("https://news.test/a.m3u8", master, kind, metadata=limits),
    )
    said = words(await show_again(collection, capture_id, browser=browser))
    assert "90/" in said
    assert "180/" not in said


async def test_bodies_that_were_encoded_on_the_wire_are_given_as_they_are_kept(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    wire = (("Content-Encoding", "br"), ("Content-Length", "7"), ("Transfer-Encoding", "chunked"))
    capture_id = committed(page_of("<p>plain now", headers=wire))
    assert "plain now" in words(await show_again(collection, capture_id, browser=browser))


async def test_policies_and_cookies_hold_as_they_did(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    rules = (
        ("Content-Security-Policy", "script-src 'nonce-x'"),
        ("Referrer-Policy", "unsafe-url"),
        ("Set-Cookie", "seen=1; Secure"),
        ("Set-Cookie", "more=2; Secure"),
    )
    page = f"""<script>document.title = 'ran'</script><img src=https://img.test/x.jpg>
      <script nonce=x>{SAY} say(document.cookie); say(isSecureContext); say(origin)</script>"""
    jpeg = answered("https://img.test/x.jpg", media.read("bay.jpg"), "image/jpeg")
    capture_id = committed(page_of(page, headers=rules), jpeg)
    shown = await show_again(collection, capture_id, browser=browser)
    assert "seen=1; more=2; true; https://news.test;" in words(shown)
    assert shown.capture.snapshot is not None
    assert shown.capture.snapshot.title == "A story"
    (picture,) = [entry for entry in shown.capture.ledger if entry.url == jpeg.url]
    assert picture.referrer == PAGE


async def test_a_preflight_is_allowed_what_the_answer_allowed(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    page = f"""<script>{SAY}
      const ask = (url) => fetch(url, {{method: 'PUT', headers: {{'X-A': '1'}}}})
        .then(async (a) => say(await a.text())).catch(() => say('refused'));
      ask('https://open.test/').then(() => ask('https://shut.test/'));</script>"""
    capture_id = committed(
        page_of(page),
        answered("https://open.test/", b"opened", "text/plain", method="PUT", headers=OPEN),
        answered("https://shut.test/", b"shut", "text/plain", method="PUT"),
    )
    assert "opened; refused;" in words(await show_again(collection, capture_id, browser=browser))


async def test_a_request_stamped_with_the_time_is_known_again(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    page = (
        f"<script>{SAY} fetch('/n?_=' + Date.now()).then(async (a) => say(await a.text()))</script>"
    )
    capture_id = committed(
        page_of(page), answered("https://news.test/n?_=1600000000000", b"counted", "text/plain")
    )
    shown = await show_again(collection, capture_id, browser=browser)
    assert "counted" in words(shown)
    assert shown.leaks == ()


async def test_what_failed_at_the_capture_fails_again_and_is_no_leak(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    url = "https://img.test/down.jpg"
    failed = answered(url, status=0, error="net::ERR_CONNECTION_REFUSED", response_headers=())
    refused = answered("https://img.test/403.jpg", b"no", "text/plain", status=403)
    better = answered(
        "https://img.test/403.jpg", media.read("bay.jpg"), "image/jpeg", asked=Asked.NO_REFERRER
    )
    page = page_of(f"<img src={url}><img src=https://img.test/403.jpg>")
    shown = await show_again(collection, committed(page, failed, refused, better), browser=browser)
    assert shown.leaks == ()
    statuses = {entry.url: entry.status for entry in shown.capture.ledger}
    assert statuses[url] == 0
    assert statuses["https://img.test/403.jpg"] == 403


async def test_a_head_that_chromium_refuses_costs_that_answer_alone(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    bad = answered(
        "https://img.test/bad", b"x", "text/plain", headers=(("X-Té(st)", "\u00e9"), ("Q;", "1"))
    )
    capture_id = committed(page_of("<img src=https://img.test/bad><p>goes on"), bad)
    assert "goes on" in words(await show_again(collection, capture_id, browser=browser))


async def test_a_damaged_record_is_told_of_and_the_page_goes_on(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    text = answered("https://a.test/t", b"some words that are kept" * 9, "text/plain", headers=OPEN)
    page = page_of(f"<script>{SAY} fetch('https://a.test/t').then(say, () => say('lost'))</script>")
    capture_id = committed(page, text)
    record = collection.capture(capture_id).ledger[1].record
    assert record is not None
    (path,) = (collection.root / "warc").iterdir()
    with path.open("r+b") as stream:
        stream.seek(record.offset + 4)
        stream.write(b"\xff" * (record.length_bytes - 8))
    shown = await show_again(collection, capture_id, browser=browser)
    assert "lost" in words(shown)
    assert shown.leaks == ("GET https://a.test/t",)
    (note,) = shown.capture.events.notes
    assert "https://a.test/t: its record cannot be read" in note


async def test_a_capture_without_a_page_says_so(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    capture_id = committed(shown=False, error="the page does not load: net::ERR_FAILED")
    with pytest.raises(
        CaptureError, match=r"no page that could be shown again \(the page does not"
    ):
        await show_again(collection, capture_id, browser=browser)
    with pytest.raises(StorageError, match="no such capture"):
        await show_again(collection, "nothing", browser=browser)


async def test_a_page_whose_document_is_not_there_is_shown_as_an_error(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    capture_id = committed(answered("https://news.test/other", b"x"))
    shown = await show_again(collection, capture_id, browser=browser)
    assert "the page does not load: net::ERR_BLOCKED_BY_CLIENT" in shown.capture.error
    assert shown.screenshots == ()
    assert shown.leaks == (f"GET {PAGE}",)


async def test_two_pages_at_once_get_each_its_own(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    ids = [committed(page_of(f"<p>This is page {name}")) for name in ("one", "two", "three")]
    pages = await asyncio.gather(*(show_again(collection, i, browser=browser) for i in ids))
    assert [words(shown).rpartition(" ")[2] for shown in pages] == ["one", "two", "three"]
