"""Both fakes in a real Chromium, driven by plain Playwright: what they claim, they show."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright

from archiver.testing import Newsroom, StandInWeb

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path"),
]
LOOPBACK_FROM_PAGES = (
    "LocalNetworkAccessChecks",
    "LocalNetworkAccessChecksWebRTC",
    "PrivateNetworkAccessForNavigations",
)
NEWS = "http://news.newsroom.test"
POSTER = "http://media.video.test/bay.jpg"
WHOLE = "i => i.complete && i.naturalWidth > 1"


def arguments(hosts: Mapping[str, tuple[str, int]], web: StandInWeb) -> list[str]:
    named = [f"MAP {host}:80 {ip}:{port}" for host, (ip, port) in hosts.items()]
    rest = [f"MAP *:{n} {a[0]}:{a[1]}" for n, a in ((80, web.hosts.http), (443, web.hosts.https))]
    return [
        "--no-sandbox",
        f"--host-resolver-rules={','.join([*named, *rest])}",
        f"--ignore-certificate-errors-spki-list={web.spki_pin}",
        f"--disable-features={','.join(LOOPBACK_FROM_PAGES)}",
    ]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    async with Newsroom.start() as room, StandInWeb.start() as web, async_playwright() as driver:
        started = await driver.chromium.launch(
            executable_path=CHROMIUM, args=arguments(room.hosts, web)
        )
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser):
    opened = await browser.new_page(viewport={"width": 1280, "height": 800})
    yield opened
    await opened.close()


async def tall(page: Page) -> None:
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": 1280, "height": height})


async def scroll(page: Page) -> None:
    height = await page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 400):
        await page.evaluate("top => scrollTo(0, top)", top)
        await page.wait_for_timeout(15)


async def plays(page: Page, url: str) -> None:
    """Wait until the film in the frame of that address moves."""
    frame = next(frame for frame in page.frames if frame.url == url)
    await frame.wait_for_function("document.querySelector('video').currentTime > 0.3")


def pictures(test: str) -> str:
    return f"[...document.querySelectorAll('.story-body img')].map({test})"


async def test_a_clean_article_shows_all_it_promises(page):
    await page.goto(f"{NEWS}/2023/04/stone-bridge/")
    await tall(page)
    await page.wait_for_function(f"[...document.images].every({WHOLE})")
    await plays(page, "http://player.video.test/embed/bay?autoplay=0")
    assert await page.locator("h1").inner_text() == "青石桥：一座小城和它的七百年"
    assert await page.locator(".caption").count() == 3
    nested = [frame.url for frame in page.frames]
    assert "http://badge.account.test/face" in nested
    await page.wait_for_function("document.querySelector('.views').textContent.includes('浏览')")


async def test_a_tall_viewport_wakes_observers_and_scrolling_wakes_listeners(page):
    await page.goto(f"{NEWS}/2023/12/night-library/")
    first = await page.evaluate(pictures(WHOLE))
    assert first.count(False) >= 2
    await tall(page)
    await page.wait_for_function(f"{pictures(WHOLE)}.filter(x => !x).length === 1")
    waiting = await page.evaluate(
        "[...document.querySelectorAll('img[data-original]')].map(i => i.dataset.original)"
    )
    assert len(waiting) == 1
    await page.set_viewport_size({"width": 1280, "height": 800})
    await scroll(page)
    await page.wait_for_function(f"{pictures(WHOLE)}.every(x => x)")


async def test_the_markdown_article_plays_segments_and_sound(page):
    await page.goto(f"{NEWS}/2024/01/snow-train/")
    await plays(page, "http://player.video.test/embed/bay-segments")
    await page.wait_for_function("document.querySelector('audio').readyState > 0")
    await page.wait_for_function(f"{pictures(WHOLE)}.every(x => x)")
    player = next(frame for frame in page.frames if "segments" in frame.url)
    film = await player.evaluate(
        "(v => [v.src.slice(0, 5), v.duration])(document.querySelector('video'))"
    )
    assert film[0] == "blob:"
    assert film[1] == pytest.approx(5.9, abs=0.3)


async def test_the_faults_show_in_the_browser(page):
    statuses = {}
    page.on("response", lambda r: statuses.setdefault(r.url.partition("?")[0], r.status))
    await page.goto(f"{NEWS}/2024/03/spring-tea/")
    await tall(page)
    await page.wait_for_load_state("networkidle")
    assert statuses["http://img.cdn-wall.test/2024/03/30/first-bowl.jpg"] == 403
    assert "http://img.cdn-wall.test/2024/03/30/hillside-moon.jpg" not in statuses
    text = await page.locator(".story-body").inner_text()
    assert "索道" not in text
    assert "▲云岭村" not in text
    await page.goto(f"{NEWS}/2023/10/last-ferry/")
    await tall(page)
    await page.wait_for_load_state("networkidle")
    assert statuses["http://player.video.test/embed/pier"] == 404
    assert "http://img.cdn-wall.test/2023/10/26/west-bank.jpg" not in statuses
    harbour = page.locator("img[src$='old-harbour.jpg']")
    assert await harbour.evaluate(WHOLE), "a cut picture looks whole to the browser"
    under = await harbour.evaluate("i => i.closest('p').nextElementSibling.textContent")
    assert under.startswith("▲两岸的人把灯放进江里")


async def test_the_english_article_lost_its_author_its_film_and_its_order(page):
    await page.goto(f"{NEWS}/2024/05/lamp-keeper/")
    await tall(page)
    player = next(f for f in page.frames if "embed/lens" in f.url)
    await player.wait_for_function("document.querySelector('video') === null")
    assert await player.evaluate("document.querySelector('img').src") == POSTER
    text = await page.locator("article").inner_text()
    assert "Margaret" not in text
    assert text.index("clear nights") < text.index("Most visitors")
    night = page.locator("img[src$='gull-point-night.jpg']")
    assert await night.evaluate("i => i.complete && i.naturalWidth") == 0


async def test_the_deleted_head_picture_leaves_a_gap_and_the_rest_is_whole(page):
    await page.goto(f"{NEWS}/2024/02/lantern-market/")
    await tall(page)
    await page.wait_for_function(f"{pictures(WHOLE)}.every(x => x)")
    assert await page.locator(".hero").evaluate("i => i.naturalWidth") == 0


async def test_the_placeholder_looks_loaded_to_the_browser(page):
    await page.goto(f"{NEWS}/lab/everything")
    shown = page.locator("#swapped")
    await shown.evaluate("i => i.decode()")
    assert await shown.evaluate("i => [i.naturalWidth, i.naturalHeight]") == [470, 349]


async def test_the_lab_holds_every_oddity(page):
    failed = {}
    page.on("requestfailed", lambda request: failed.setdefault(request.url, request.failure))
    await page.goto(f"{NEWS}/lab/everything")
    await page.wait_for_function("document.getElementById('empty').textContent === '204'")
    await page.wait_for_function("document.getElementById('worker').textContent")
    await page.wait_for_function("document.getElementById('post').textContent.endsWith('views')")
    assert await page.locator("#cookies").inner_text() == "first=1; second=2"
    assert failed[f"{NEWS}/lab/broken.js"] == "net::ERR_CONTENT_LENGTH_MISMATCH"
    whole = await page.evaluate(f"[...document.images].filter({WHOLE}).map(i => i.id)")
    assert {"plain", "redirected", "open"} <= set(whole)
    assert not {"gone", "walled"} & set(whole)


async def test_the_tall_page_is_taller_than_a_webp(page):
    await page.goto(f"{NEWS}/lab/tall")
    assert await page.evaluate("document.documentElement.scrollHeight") > 16_383


async def test_the_stand_in_is_trusted_by_its_pin_alone_and_plays(page):
    await page.goto("https://v.qq.example/txp/iframe/player.html?vid=f3308ee4l8c")
    await page.wait_for_function("document.querySelector('video').currentTime > 0.3")


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.gif", "a.webp", "a.svg", "x/640?wx_fmt=png"])
async def test_the_stand_in_draws_what_chromium_decodes(page, name):
    await page.goto("https://blank.example/")
    size = await page.evaluate(
        "async url => { const i = new Image(); i.src = url; await i.decode();"
        " return [i.naturalWidth, i.naturalHeight]; }",
        f"https://img.example/{name}",
    )
    assert size == [800, 500]


async def test_the_stand_in_font_and_sound_load(page):
    await page.goto("https://blank.example/")
    loaded = await page.evaluate(
        "async () => (await new FontFace('x', 'url(https://f.example/a.woff2)').load()).status"
    )
    assert loaded == "loaded"
    length = await page.evaluate(
        "() => new Promise((done, fail) => { const a = new Audio('https://a.example/a.mp3');"
        " a.onloadedmetadata = () => done(a.duration); a.onerror = () => fail(a.error.message); })"
    )
    assert length == pytest.approx(6, abs=0.5)
