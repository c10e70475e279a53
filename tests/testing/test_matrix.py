"""The matrix over raw sockets, and its players in a real Chromium."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter
from itertools import count, pairwise
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Frame, Page, async_playwright

from archiver.images import probe
from archiver.models import BlockKind, PlayerOutcome
from archiver.rules import read_rulebook
from archiver.source import read_post
from archiver.testing import Newsroom
from archiver.testing.http_server import Request
from archiver.testing.matrix import (
    CASES,
    Case,
    films,
    gates,
    playlists,
    reels,
    streams,
    write_posts,
)
from archiver.testing.matrix.case import NEWS, address
from archiver.testing.matrix.channel import STREAMS, Channel

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
BY_NAME = {case.name: case for case in CASES}
WALLS = [case for case in CASES if case.name.startswith("wall-")]
FOREIGN = {"Referer": "http://elsewhere.test/page"}


def name_of(case: Case) -> str:
    return case.name


@pytest_asyncio.fixture
async def room(monkeypatch):
    """A newsroom whose turnstile has seen a long pause whenever it is asked."""
    seconds = count()
    monkeypatch.setattr(gates.TURNSTILE, "clock", lambda: float(next(seconds)))
    monkeypatch.setattr(gates.TURNSTILE, "_passed_s", None)
    async with Newsroom.start() as started:
        yield started


@pytest_asyncio.fixture
async def get(room, ask):
    return ask(room.resolve)


def referers(case: Case) -> dict[str, str]:
    return {"Referer": case.opens} if case.opens else {}


# --- the cases as data ------------------------------------------------------------------------


def test_there_are_many_cases_and_each_has_a_name_and_a_page_of_its_own() -> None:
    assert len(CASES) >= 44
    for field in ("name", "url", "title", "page", "post"):
        assert len({getattr(case, field) for case in CASES}) == len(CASES), field
    assert all(re.fullmatch(r"[a-z0-9-]+", case.name) for case in CASES)


def test_every_outcome_of_a_player_is_among_them() -> None:
    assert {case.outcome for case in CASES if case.outcome} == set(PlayerOutcome)
    assert all(bool(case.outcome) == bool(case.provider) for case in CASES)


def test_no_two_cases_keep_the_same_address() -> None:
    counted = Counter(url for case in CASES for url in case.keeps)
    assert [url for url, times in counted.items() if times > 1] == []


def test_posts_are_written_and_read_by_the_product(tmp_path) -> None:
    paths = write_posts(CASES, tmp_path / "posts")
    assert [path.stem for path in paths] == [case.name for case in CASES]
    for path, case in zip(paths, CASES, strict=True):
        post = read_post(path)
        assert (post.url, post.title) == (case.url, case.title)
        kinds = Counter(block.kind for block in post.blocks)
        assert kinds[BlockKind.TEXT] == 2, case.name
        assert kinds[BlockKind.CAPTION] == 1, case.name
        assert sum(kinds[kind] for kind in BlockKind if kind in MEDIA) >= 1, case.name


MEDIA = {BlockKind.IMAGE, BlockKind.VIDEO, BlockKind.AUDIO, BlockKind.PLAYER}


def test_a_player_is_promised_at_an_address_that_the_rules_know(tmp_path) -> None:
    rules = read_rulebook().players
    for path, case in zip(write_posts(CASES, tmp_path), CASES, strict=True):
        promised = [b.url for b in read_post(path).blocks if b.kind is BlockKind.PLAYER]
        if case.provider:
            rule = rules.rule_for(promised[0])
            assert rule is not None, promised[0]
            assert rule.id == case.provider


def test_the_rule_that_a_case_brings_is_one(tmp_path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(BY_NAME["wall-site"].rules, encoding="utf-8")
    recipes = read_rulebook([path]).referrers.recipes_for(BY_NAME["wall-site"].keeps[0])
    assert recipes[0].referrer == gates.SITE_REFERRER


# --- over raw sockets -------------------------------------------------------------------------


async def test_the_demo_does_not_know_the_matrix(room):
    assert not {path.stem for path in room.posts} & {case.name for case in CASES}
    assert room.resolve("stream.matrix.test", 80)
    assert set(room.hosts) >= {"v.qq.com", "vault.player.localhost"}


async def test_every_page_answers_with_its_text(get):
    for case in CASES:
        answer = await get(case.url)
        assert (answer.status, answer.type) == (200, "text/html"), case.name
        assert answer.body.decode() == case.page
        assert f"<h1>{case.title}</h1>" in case.page
        assert "▲" in case.page


async def test_every_page_asks_for_addresses_that_answer(get):
    """But for those that are broken on purpose, nothing that a page names is missing."""
    gone = set()
    for case in CASES:
        for url in re.findall(r'(?:src|href|data)="(http://[^"]+)"', case.page):
            if url.endswith("/endless"):
                continue  # a plain client would read it to its end, which is minutes away
            answer = await get(url, **referers(case))
            if answer.status >= 400:
                gone.add((case.name, answer.status))
    assert gone == {
        ("onerror-img", 404),
        ("onerror-source", 404),
        ("video-sources", 404),
        ("wall-closed", 403),
        ("player-gone", 404),
    }


@pytest.mark.parametrize("case", [case for case in CASES if case.keeps], ids=name_of)
async def test_what_is_to_be_kept_is_there_in_full_and_always_the_same(get, case):
    for url in case.keeps:
        first, again = [await get(url, **referers(case)) for _ in range(2)]
        assert first.status == again.status == 200, url
        assert first.body == again.body, url
        seen = probe(first.body, first.type)
        assert first.body, url
        assert seen.complete, url
        if first.type.startswith(("image/", "video/")):
            # An init section or a piece alone has no signature that names it.
            assert seen.sniffed in {first.type, "", "audio/mp4", "video/mp4"}, url


async def test_media_of_different_addresses_share_no_bytes(get):
    seen: dict[str, str] = {}
    for case in CASES:
        for url in case.keeps:
            answer = await get(url, **referers(case))
            alike = answer.type.startswith(("image/", "video/"))
            if alike:
                other = seen.setdefault(hashlib.sha1(answer.body).hexdigest(), url)
                assert other == url


@pytest.mark.parametrize("case", [case for case in CASES if case.refused], ids=name_of)
async def test_what_is_refused_comes_by_no_referer(get, case):
    for referer in ("", f"{NEWS}/", case.url, "http://img.cdn-closed.test/"):
        for url in case.refused:
            assert (await get(url, Referer=referer)).status == 403


@pytest.mark.parametrize("case", [case for case in WALLS if case.name != "wall-rate"], ids=name_of)
async def test_a_wall_does_not_give_its_picture_to_a_foreign_site(get, case):
    (url,) = case.keeps or case.refused
    refusal = await get(url, **FOREIGN)
    real = await get(url, **referers(case))
    if case.keeps:
        assert refusal.body != real.body
    expected = {
        "wall-placeholder": (200, "image/png"),
        "wall-empty": (200, "image/jpeg"),
        "wall-cut": (200, "image/jpeg"),
        "wall-login": (200, "image/jpeg"),
    }
    assert (refusal.status, refusal.type) == expected.get(case.name, (403, "text/plain"))


async def test_the_walls_that_lie_say_that_all_is_well(get):
    bodies = {
        name: (await get(BY_NAME[f"wall-{name}"].keeps[0], **FOREIGN)).body
        for name in ("empty", "cut", "login")
    }
    assert bodies["empty"] == b""
    assert bodies["cut"].startswith(b"\xff\xd8")
    assert not probe(bodies["cut"]).complete
    assert "登录" in bodies["login"].decode()


async def test_walls_that_want_a_referer_want_just_that_one(get):
    for name, opening, closed in (
        ("wall-origin", [f"{NEWS}/", address("wall-origin")], ["", "http://photo.cdn-needs.test/"]),
        ("wall-address", [address("wall-address")], ["", f"{NEWS}/"]),
        ("wall-site", [gates.SITE_REFERRER], ["", f"{NEWS}/", "http://img.cdn-site.test/"]),
    ):
        (url,) = BY_NAME[name].keeps
        assert {(await get(url, Referer=referer)).status for referer in opening} == {200}
        assert {(await get(url, Referer=referer)).status for referer in closed} == {403}


def test_the_turnstile_gives_one_picture_at_a_time() -> None:
    now_s = 5.0
    turnstile = gates.Turnstile(lambda: now_s)
    request = Request(
        method="GET", target="/matrix/harbour.jpg", headers={"host": "img.cdn-rate.test"}
    )
    assert turnstile(request).status == 200
    now_s = 5.2
    assert turnstile(request).status == 429
    now_s = 5.31
    assert turnstile(request).status == 200


async def test_redirects_end_at_the_picture(get):
    url, statuses = f"{NEWS}/matrix/redirects/go/snow-village.jpg", []
    while (answer := await get(url)).status != 200:
        statuses.append(answer.status)
        url = NEWS + answer.headers["Location"]
    assert statuses == [301, 302, 307]
    assert url == BY_NAME["redirects"].keeps[0]


# --- films and streams ------------------------------------------------------------------------


async def test_films_come_in_ranges_in_chunks_or_plain(get):
    part = await get(f"{films.FILMS}/src/bay.webm", Range="bytes=0-3")
    assert (part.status, part.body) == (206, b"\x1a\x45\xdf\xa3")
    assert int(part.headers["Content-Range"].rpartition("/")[2]) > 3_000_000
    chunked = await get(f"{films.FILMS}/chunked/bay.webm", Range="bytes=0-3")
    assert chunked.status == 200
    assert chunked.headers["Content-Length"] is None
    plain = await get(f"{films.FILMS}/plain/bay.webm", Range="bytes=0-3")
    assert (plain.status, plain.headers["Accept-Ranges"]) == (200, None)
    assert (await get(f"{films.FILMS}/src/none.webm")).status == 404


async def test_the_large_film_is_larger_than_its_run_allows(get):
    case = BY_NAME["player-large"]
    frame = (await get(re.findall(r'iframe src="([^"]+)"', case.page)[0])).body.decode()
    (url,) = re.findall(r'video src="([^"]+)"', frame)
    answer = await get(url)
    assert case.film_bytes is not None
    assert len(answer.body) > 8_000_000 > case.film_bytes
    assert probe(answer.body).complete


async def test_the_moov_stands_before_or_behind_the_data(get):
    bodies = [(await get(f"{films.FILMS}/moov/{name}.mp4")).body for name in ("first", "last")]
    assert bodies[0].index(b"moov") < bodies[0].index(b"mdat")
    assert bodies[1].index(b"mdat") < bodies[1].index(b"moov")


@pytest.mark.parametrize("name", reels.TRACKS)
def test_a_track_is_cut_at_its_boxes(name):
    plan = reels.layout(name)
    parts = [plan.init, plan.index, *plan.pieces]
    assert parts[0][0] == 0
    assert all(one[1] == other[0] for one, other in pairwise(parts))
    assert len(plan.pieces) == reels.PIECES
    joined = reels.init(name, "") + b"".join(
        reels.piece(name, number, "") for number in range(1, reels.PIECES + 1)
    )
    assert probe(joined, "video/mp4").complete
    assert reels.whole(name, "a") != reels.whole(name, "b")


def test_the_clock_of_a_live_track_goes_on() -> None:
    def began(number: int) -> int:
        data = reels.piece("180", number, "")
        at = data.index(b"tfdt") + 8
        return int.from_bytes(data[at : at + 8], "big")

    step = reels.PIECE_S * reels.LARGE.timescale
    assert [began(number) // step for number in (1, 2, 6, 7, 13, 40)] == [0, 1, 5, 6, 12, 39]


def test_a_live_playlist_moves_with_the_clock() -> None:
    now_s = 100.0
    channel = Channel(lambda: now_s)

    def listed() -> list[int]:
        target = "/live/180/index.m3u8"
        answer = channel(Request(method="GET", target=target, headers={"host": "stream"}))
        assert b"ENDLIST" not in answer.body
        return [int(number) for number in re.findall(rb"(\d+)\.m4s", answer.body)]

    assert listed() == [1, 2, 3]
    now_s = 109.0
    assert listed() == [5, 6, 7]
    assert len(listed()) == playlists.LIVE_PIECES


async def test_streams_hold_what_they_list_and_nothing_more(get):
    for folder in ("hls", "group", "list"):
        assert (await get(f"{STREAMS}/{folder}/180/6.m4s")).status == 200
        assert (await get(f"{STREAMS}/{folder}/180/7.m4s")).status == 404
        assert (await get(f"{STREAMS}/{folder}/180/0.m4s")).status == 404
    assert (await get(f"{STREAMS}/timeline/180/t24576.m4s")).status == 200
    assert (await get(f"{STREAMS}/timeline/180/t24577.m4s")).status == 404
    assert (await get(f"{STREAMS}/live/180/77.m4s")).status == 200


async def test_a_protected_playlist_names_a_key_that_nobody_gets(get):
    answer = await get(f"{STREAMS}/protected/180/index.m3u8")
    assert b"SAMPLE-AES" in answer.body
    assert b"skd://" in answer.body


async def test_a_player_that_wants_a_referer_says_error_153_without(get):
    for name in ("player-referrer", "provider-youtube"):
        (url,) = re.findall(r'iframe src="([^"]+)"', BY_NAME[name].page)
        without, with_one = await get(url), await get(url, Referer=f"{NEWS}/")
        assert "Error 153" in without.body.decode()
        assert "Error 153" not in with_one.body.decode()
        assert without.status == with_one.status == 200
    refused = await get(f"{streams.PLAYER}/video/refused", Referer=f"{NEWS}/")
    assert "Error 153" in refused.body.decode()


async def test_what_a_frame_says_is_known_to_the_rules(get, tmp_path):
    rules = read_rulebook().players
    spoken = {PlayerOutcome.LOGIN, PlayerOutcome.GEO, PlayerOutcome.REMOVED, PlayerOutcome.REFUSED}
    for case in CASES:
        (url,) = re.findall(r'iframe src="([^"]+)"', case.page) or [""]
        if case.outcome not in {*spoken, PlayerOutcome.UNKNOWN} or case.name == "player-gone":
            continue
        url = url if url.startswith("http") else f"http:{url}"
        frame = (await get(url, Referer=f"{NEWS}/")).body.decode()
        text = re.sub(r"<[^>]+>|\s+", " ", frame.partition("<body>")[2]).strip()
        rule = rules.rule_for(url)
        assert rule is not None
        said = rule.said(text)
        assert (said[0] if said else PlayerOutcome.UNKNOWN) is case.outcome, text


# --- in Chromium ------------------------------------------------------------------------------


def browser_test(function):
    for mark in (
        pytest.mark.browser,
        pytest.mark.asyncio(loop_scope="module"),
        pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path"),
    ):
        function = mark(function)
    return function


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served():
    """A newsroom and a Chromium that finds its hosts."""
    async with Newsroom.start() as started, async_playwright() as driver:
        hosts = [f"MAP {name}:80 {ip}:{port}" for name, (ip, port) in started.hosts.items()]
        opened = await driver.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                f"--host-resolver-rules={','.join(hosts)}",
                "--disable-features=LocalNetworkAccessChecks,HttpsUpgrades",
            ],
        )
        yield started, opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(served):
    opened = await served[1].new_page(viewport={"width": 1280, "height": 800})
    served[0].requests.clear()
    yield opened
    await opened.close()


async def frame_in(page: Page, case: Case) -> Frame:
    """Open a case's page and return the innermost frame of its player."""
    await page.goto(case.url, wait_until="domcontentloaded")
    await page.wait_for_function("document.querySelector('iframe') !== null")
    element = await page.query_selector("iframe")
    frame = await element.content_frame()
    await frame.wait_for_load_state("domcontentloaded")
    return frame


async def to_the_end(frame: Frame, film: str = "document.querySelector('video')") -> None:
    """Play fast, and wait until the film is over."""
    await frame.wait_for_function(f"{film} && {film}.readyState > 2")
    await frame.evaluate(f"{film}.playbackRate = 6; {film}.muted = true; {film}.play()")
    await frame.wait_for_function(f"{film}.ended", timeout=30_000)
    assert await frame.evaluate(f"{film}.currentTime") > 5.5


def asked(room: Newsroom, ending: str) -> list[str]:
    return [seen.path for seen in room.requests if seen.path.partition("?")[0].endswith(ending)]


def waiting_streams() -> list[str]:
    return [name for name in streams.SCRIPTS if name not in {"hls-live", "hls-protected"}]


@browser_test
@pytest.mark.parametrize("name", waiting_streams())
async def test_a_stream_plays_to_its_end_and_is_read_as_it_plays(served, page, name):
    room = served[0]
    frame = await frame_in(page, BY_NAME[name])
    manifest = urlsplit(streams.manifest_of(name)).path
    assert asked(room, manifest) == [], "it asks for nothing before it is played"
    await frame.click(".play")
    await frame.wait_for_function("document.querySelector('video').currentTime > 0.1")
    film = "document.querySelector('video')"
    assert await frame.evaluate(f"{film}.buffered.end({film}.buffered.length - 1)") < 9
    await to_the_end(frame)
    assert await frame.evaluate(f"{film}.duration") == pytest.approx(12, abs=0.1)
    assert await frame.evaluate("document.querySelector('.gone')") is None


@browser_test
async def test_subtitles_of_a_stream_are_shown(served, page):
    frame = await frame_in(page, BY_NAME["hls-group"])
    await frame.click(".play")
    cues = "document.querySelector('video').textTracks[0]?.cues"
    await frame.wait_for_function(f"{cues}?.length === 3")


@browser_test
async def test_a_live_stream_goes_on_behind_its_first_window(served, page):
    frame = await frame_in(page, BY_NAME["hls-live"])
    await frame.click(".play")
    window_s = playlists.LIVE_PIECES * reels.PIECE_S
    await frame.wait_for_function(
        f"document.querySelector('video').currentTime > {window_s + 0.2}", timeout=30_000
    )
    assert await frame.evaluate("document.querySelector('video').duration === Infinity")
    assert len(asked(served[0], "/live/180/index.m3u8")) > 1


@browser_test
async def test_a_protected_stream_plays_nothing(served, page):
    frame = await frame_in(page, BY_NAME["hls-protected"])
    await frame.click(".play")
    await frame.wait_for_selector(".gone")
    assert await frame.evaluate("document.querySelector('video').readyState") == 0
    assert asked(served[0], ".m4s") == []


@browser_test
async def test_a_film_that_needs_a_licence_asks_for_one_and_gets_none(served, page):
    frame = await frame_in(page, BY_NAME["player-licensed"])
    await frame.wait_for_function("document.body.dataset.licence === '403'")
    assert await frame.evaluate("document.querySelector('video').currentTime") == 0


@browser_test
async def test_a_click_of_a_script_does_not_count(served, page):
    frame = await frame_in(page, BY_NAME["player-click"])
    await frame.evaluate("document.querySelector('.start').click()")
    assert await frame.query_selector("video") is None
    await frame.click(".start")
    await to_the_end(frame)
    assert asked(served[0], "/click/bay.webm")


@browser_test
async def test_a_player_that_plays_by_itself_does(served, page):
    frame = await frame_in(page, BY_NAME["player-itself"])
    await frame.wait_for_function("document.querySelector('video').currentTime > 0.2")
    await to_the_end(frame)


@browser_test
async def test_the_frame_within_a_custom_element_plays(served, page):
    frame = await frame_in(page, BY_NAME["player-nested"])
    assert await frame.evaluate("document.querySelector('iframe')") is None
    await frame.wait_for_function("document.querySelector('news-player').shadowRoot !== null")
    (inner,) = frame.child_frames
    await inner.wait_for_url("http://inner.video.test/nested")
    await to_the_end(inner)


@browser_test
@pytest.mark.parametrize(
    ("name", "button", "film"),
    [
        ("tencent", ".txp_btn_play", "document.querySelector('video')"),
        ("bilibili", "", "document.querySelector('video')"),
        ("youku", ".play", "document.querySelector('video')"),
        ("netease-music", ".play-btn", "song"),
    ],
)
async def test_the_player_of_a_provider_plays(served, page, name, button, film):
    frame = await frame_in(page, BY_NAME[f"provider-{name}"])
    if name == "youku":
        await frame.wait_for_selector("script[src='/static/hls.js']", state="attached")
    if button:
        await frame.click(button)
    await to_the_end(frame, film)


@browser_test
async def test_a_frame_without_referer_shows_the_error_and_with_one_it_plays(served, page):
    for name in ("player-referrer", "provider-youtube"):
        frame = await frame_in(page, BY_NAME[name])
        assert "Error 153" in await frame.inner_text("body")
        await page.evaluate(
            "() => { const f = document.querySelector('iframe');"
            " f.referrerPolicy = 'origin'; f.src = f.src; }"
        )
        await frame.wait_for_selector("video, .start")
        if name == "provider-youtube":
            await frame.click(".start")
        await to_the_end(frame)


@browser_test
@pytest.mark.parametrize(
    "case", [case for case in films.CASES if case.name != "video-frame"], ids=name_of
)
async def test_the_film_or_sound_of_an_element_plays(served, page, case):
    await page.goto(case.url)
    film = "document.querySelector('video, audio')"
    await page.evaluate(f"{film}.muted = true; void {film}.play()")
    await to_the_end(page.main_frame, film)


@browser_test
async def test_the_browser_reads_but_the_begin_of_a_padded_film(served, page):
    case = BY_NAME["video-src"]
    async with page.expect_event("requestfailed", lambda request: request.url == case.keeps[0]):
        await page.goto(case.url)


SHOWN_BY_THE_PAGE = (
    *("img", "srcset", "picture", "protocol-relative", "redirects", "svg-image", "object"),
    *("embed", "input-image", "video-poster", "onerror-img", "onerror-source", "shadow-root"),
    *("canvas", "background-inline", "background-sheet", "background-import", "css-content"),
    *("web-font", "iframe-picture"),
)
LEFT_TO_ARCHIVER = ("variants", "data-srcset", "noscript", "touch-icon", "headimg", "thumbnail")


@browser_test
@pytest.mark.parametrize("name", SHOWN_BY_THE_PAGE)
async def test_the_page_asks_for_its_picture(served, page, name):
    await page.goto(BY_NAME[name].url)
    await page.wait_for_load_state("networkidle")
    seen = {f"http://{s.host}{s.path}" for s in served[0].requests if s.status == 200}
    assert set(BY_NAME[name].keeps) <= seen


@browser_test
@pytest.mark.parametrize("name", LEFT_TO_ARCHIVER)
async def test_the_page_alone_does_not_ask_for_all(served, page, name):
    await page.goto(BY_NAME[name].url)
    await page.wait_for_load_state("networkidle")
    seen = {f"http://{s.host}{s.path}" for s in served[0].requests}
    assert not set(BY_NAME[name].keeps) <= seen


@browser_test
@pytest.mark.parametrize(
    "name", ["lazy-far", "data-src", "data-original", "data-lazy-src", "data-actualsrc"]
)
async def test_a_lazy_picture_comes_when_it_is_near(served, page, name):
    case = BY_NAME[name]
    await page.goto(case.url)
    await page.wait_for_load_state("networkidle")
    path = urlsplit(case.keeps[0]).path
    assert asked(served[0], path) == []
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    await page.wait_for_function(
        "[...document.images].some("
        "i => i.complete && i.naturalWidth > 1 && i.currentSrc.includes('uploads'))"
    )
    assert asked(served[0], path)


@browser_test
@pytest.mark.parametrize("case", WALLS, ids=name_of)
async def test_no_wall_lets_the_page_itself_pass(served, page, case):
    await page.goto(case.url)
    await page.wait_for_load_state("networkidle")
    whole = await page.evaluate(
        "[...document.images].map(i => [i.complete && i.naturalWidth > 1, i.naturalWidth])"
    )
    if case.name == "wall-placeholder":
        assert whole == [[True, 470]]
    elif case.name == "wall-cut":
        assert whole[0][0], "Chromium takes half a picture for a whole one"
    else:
        assert not all(shown for shown, _ in whole)
