"""Pages that ask otherwise than at the capture, each in a real Chromium."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from archiver.browser import Browser
from archiver.replay import show_again
from archiver.store import Collection
from archiver.testing import media
from archiver.testing.http_server import Seen

from .conftest import MOMENT, Committed, answered, page_of, words

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SAY = "const say = (text) => document.body.append(text + '; ');"
OPEN = (("Access-Control-Allow-Origin", "*"),)
FORM = "application/x-www-form-urlencoded"


async def test_a_script_that_calls_back_by_another_name_each_time(
    browser: Browser, collection: Collection, committed: Committed, asked: list[Seen]
) -> None:
    page = f"""<script>{SAY} const name = 'jp_' + Date.now();
      window[name] = (data) => say('heard ' + data.words);
      document.head.append(Object.assign(document.createElement('script'),
        {{src: `https://api.test/list?callback=${{name}}&_=${{Date.now()}}`}}));</script>"""
    kept = "https://api.test/list?callback=jp_1600000000000&_=1600000000001"
    body = b'/**/ jp_1600000000000({"words": "the ferry"});'
    capture_id = committed(page_of(page), answered(kept, body, "text/javascript"))
    shown = await show_again(collection, capture_id, browser=browser)
    assert "heard the ferry" in words(shown)
    assert shown.leaks == ()
    assert asked == []


async def test_pictures_of_hosts_that_share_a_load(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    page = """<script>document.write(`<img src=https://img${1 + Date.now() % 2}.a.test/bay.jpg>
      <img src=https://img${4 + Date.now() % 2}.a.test/bay.jpg>`)</script>"""
    bay = answered("https://img3.a.test/bay.jpg", media.read("bay.jpg"), "image/jpeg")
    shown = await show_again(collection, committed(page_of(page), bay), browser=browser)
    assert shown.capture.snapshot is not None
    assert [state.outcome.value for state in shown.capture.snapshot.media] == ["loaded", "loaded"]
    assert shown.leaks == ()


async def test_a_file_whose_address_is_signed_anew(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    page = """<script>document.write(
      `<video preload=auto src="https://film.test/bay.webm?sign=${Date.now()}x">`)</script>"""
    film = answered("https://film.test/bay.webm?sign=old", media.read("bay.webm"), "video/webm")
    shown = await show_again(collection, committed(page_of(page), film), browser=browser)
    assert shown.capture.snapshot is not None
    assert [state.outcome.value for state in shown.capture.snapshot.media] == ["loaded"]
    assert shown.leaks == ()


async def test_posts_to_one_address_get_each_the_answer_to_its_body(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    page = f"""<p>It says: <script>{SAY}
      const ask = async (body, type) => (await fetch('/api', {{method: 'POST', body,
        headers: {{'Content-Type': type}}}})).text();
      (async () => {{
        say(await ask('id=2&at=' + Date.now(), '{FORM}'));
        say(await ask('id=1', '{FORM}'));
        say(await ask(JSON.stringify({{query: 'quay'}}), 'application/json'));
      }})();</script>"""

    def post(body: bytes, kind: str, text: bytes) -> object:
        headers = (("Content-Type", kind),)
        return answered(
            "https://news.test/api",
            text,
            "text/plain",
            method="POST",
            request_headers=headers,
            request_body=body,
        )

    capture_id = committed(
        page_of(page),
        post(b"id=1", FORM, b"the first"),
        post(b"id=2&at=1600000000000", FORM, b"the second"),
        post(b'{"query": "ferry"}', "application/json", b"a ferry"),
        post(b'{"query": "quay"}', "application/json", b"a quay"),
    )
    shown = await show_again(collection, capture_id, browser=browser)
    assert "the second; the first; a quay;" in words(shown)
    assert shown.leaks == ()


async def test_a_page_that_asks_by_the_hour_is_told_the_time_of_its_capture(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    page = f"""<p>It says: <script>{SAY}
      const hour = () => new Date().toISOString().slice(0, 13);
      say(hour()); say(Date().slice(11, 15)); say(new Date(2020, 1).getFullYear());
      say(new Date() instanceof Date); say(new Date().constructor === Date);
      fetch('/hour?at=' + hour()).then(async (a) => say(await a.text()), () => say('gone'));
      </script><iframe src=https://other.test/in></iframe>"""
    at = f"{MOMENT:%Y-%m-%dT%H}"
    inner = answered(
        "https://other.test/in",
        b"<!doctype html><title>x</title>"
        b"<script>document.title = new Date().getFullYear()</script>",
        resource_type="document",
    )
    capture_id = committed(
        page_of(page), inner, answered(f"https://news.test/hour?at={at}", b"noon", "text/plain")
    )
    plain = await show_again(collection, capture_id, browser=browser)
    assert plain.leaks != ()
    assert "gone" in words(plain)
    shown = await show_again(collection, capture_id, browser=browser, clocked=True)
    assert f"{at}; 2026; 2020; true; true; noon;" in words(shown)
    assert shown.leaks == ()
    assert shown.capture.snapshot is not None
    assert shown.capture.snapshot.frames[1].title == "2026"
    assert shown.capture.started_at > datetime(2026, 3, 5, tzinfo=UTC)


async def test_the_dice_of_a_page_fall_the_same_each_time_where_that_is_wanted(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    page = f"<p><script>{SAY} for (let n = 0; n < 4; n++) say(Math.random());</script>"
    capture_id = committed(page_of(page))
    said = [
        words(await show_again(collection, capture_id, browser=browser, clocked=clocked))
        for clocked in (True, True, False)
    ]
    assert said[0] == said[1]
    assert said[2] != said[0]
    assert len(set(re.findall(r"0\.\d+", said[0]))) == 4


async def test_what_chance_names_is_given_once_it_is_known_what_the_page_asks_for_anyway(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    page = (
        f"<p><script>{SAY} const name = Math.random().toString(36).slice(2, 12) + '1a';"
        " for (const each of [name, 'kept0001']) fetch(`/p/${each}.txt`)"
        ".then((a) => a.text()).then((t) => say(t), () => say('gone'));</script>"
    )
    own = answered("https://news.test/p/kept0001.txt", b"its own", "text/plain")
    drawn = answered("https://news.test/p/x7k2m9q4.txt", b"drawn by lot", "text/plain")
    capture_id = committed(page_of(page), own, drawn)
    plain = await show_again(collection, capture_id, browser=browser)
    assert "gone;" in words(plain)
    assert "its own;" in words(plain)
    assert len(plain.leaks) == 1
    asked = [entry.url for entry in plain.capture.ledger]
    again = await show_again(
        collection, capture_id, browser=browser, clocked=True, asked_before=asked
    )
    assert "drawn by lot;" in words(again)
    assert "its own;" in words(again)
    assert again.leaks == ()


async def test_a_stream_of_events_which_no_archive_holds_is_told_to_be_missing(
    browser: Browser, collection: Collection, committed: Committed
) -> None:
    page = (
        f"<p><script>{SAY} const live = new EventSource('/events');"
        " live.onerror = () => { live.close(); say('no events'); };</script>"
    )
    shown = await show_again(collection, committed(page_of(page)), browser=browser)
    assert "no events;" in words(shown)
    assert shown.leaks == ("GET https://news.test/events",)
