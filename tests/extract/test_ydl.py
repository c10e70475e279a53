"""yt-dlp itself, asked about pages of a loopback site, through a real guard."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from pathlib import Path

import pytest
from loopback import REFERRER, USER_AGENT, Recorder, Site, bytes_of, sha1_of

from archiver.browser.guard import Guard
from archiver.extract import Cookie
from archiver.extract.extraction import Question
from archiver.extract.film import Film, films_of
from archiver.extract.ydl import _Finder, _settings
from archiver.models import Asked, Exchange, PlayerOutcome, Truncation, VideoChoice
from archiver.testing import media
from archiver.testing.authority import Authority
from archiver.testing.http_server import HttpServer, Request, Response

PAGE = "http://films.test/watch"
FILM = media.read("bay.webm")


def page(body: str, head: str = "<title>The bay</title>") -> Response:
    text = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return Response(body=text.encode())


def film(data: bytes = FILM) -> Response:
    return Response(body=data, media_type="video/webm", ranges=True)


def playlist(*lines: str) -> Response:
    return Response(
        body="\n".join(("#EXTM3U", *lines, "")).encode(),
        media_type="application/vnd.apple.mpegurl",
    )


def segment(number: int) -> bytes:
    return bytes([0x47, number]) * 9_000


def put_hls(site: Site, *, ladder: bool = True) -> dict[str, bytes]:
    """Put a film of three segments in two renditions there; return the bytes of the larger."""
    small = ("#EXT-X-STREAM-INF:BANDWIDTH=90000,RESOLUTION=320x180", "small.m3u8")
    large = ("#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=1280x720", "large.m3u8")
    site.pages["cdn.test/master.m3u8"] = playlist(*small, *(large if ladder else ()))
    kept = {}
    for name in ("small", "large"):
        listed = ["#EXT-X-TARGETDURATION:4", "#EXT-X-PLAYLIST-TYPE:VOD"]
        for number in range(3):
            listed += ["#EXTINF:4,", f"{name}/{number}.ts"]
            data = name.encode() + segment(number)
            site.pages[f"cdn.test/{name}/{number}.ts"] = Response(
                body=data, media_type="video/mp2t"
            )
            kept[f"http://cdn.test/{name}/{number}.ts"] = data
        site.pages[f"cdn.test/{name}.m3u8"] = playlist(*listed, "#EXT-X-ENDLIST")
    return {url: data for url, data in kept.items() if "/large/" in url}


async def test_a_film_in_the_page_is_kept_whole_with_all_that_was_asked(site: Site) -> None:
    site.pages["films.test/watch"] = page('<video src="/bay.webm"></video>')
    site.pages["films.test/bay.webm"] = film()
    found = await site.look(PAGE)
    assert found.outcome is PlayerOutcome.CAPTURED
    assert (found.found, found.note) == (True, "")
    assert found.title.startswith("The bay")
    assert found.media_urls == ("http://films.test/bay.webm",)
    assert found.size_bytes == len(FILM)
    kept = site.exchange("http://films.test/bay.webm")
    assert (kept.status, kept.truncated, kept.resource_type) == (200, None, "media")
    assert kept.body is not None
    assert kept.body.sha1 == sha1_of(FILM)
    assert bytes_of(kept.body) == FILM
    assert site.exchange(PAGE).resource_type == "fetch"
    for exchange in site.exchanges:
        assert exchange.asked is Asked.YT_DLP
        sent = dict(exchange.request_headers)
        assert "Range" not in sent
        assert sent["User-Agent"] == USER_AGENT
        # The extractor names the page as the film's Referer; the page's is the article.
        assert sent["Referer"] == (REFERRER if exchange.url == PAGE else PAGE)
    for seen, exchange in zip(site.seen, site.exchanges, strict=True):
        sent = {name.lower(): value for name, value in exchange.request_headers}
        assert seen.headers == sent
    assert not [path for path in site.spool.iterdir() if not path.name.endswith(".body")]


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:title" content="Bay"><meta property="og:video" content="/bay.mp4">',
        '<title>Bay</title><script type="application/ld+json">'
        + json.dumps(
            {
                "@context": "http://schema.org",
                "@type": "VideoObject",
                "name": "Bay",
                "contentUrl": "http://films.test/bay.mp4",
                "duration": "PT1M5S",
            }
        )
        + "</script>",
    ],
    ids=["og:video", "JSON-LD"],
)
async def test_a_film_that_only_the_head_names_is_found(site: Site, head: str) -> None:
    site.pages["films.test/watch"] = page("", head)
    site.pages["films.test/bay.mp4"] = film()
    found = await site.look(PAGE)
    assert (found.outcome, found.title) == (PlayerOutcome.CAPTURED, "Bay")
    assert bytes_of(site.exchange("http://films.test/bay.mp4").body) == FILM
    assert found.duration_s == (65 if "VideoObject" in head else None)


async def test_an_hls_film_is_kept_with_its_playlists_and_every_segment_once(site: Site) -> None:
    wanted = put_hls(site)
    source = '<source src="http://cdn.test/master.m3u8" type="application/x-mpegURL">'
    site.pages["films.test/watch"] = page(f"<video>{source}</video>")
    found = await site.look(PAGE)
    assert found.outcome is PlayerOutcome.CAPTURED
    assert found.size_bytes == sum(map(len, wanted.values()))
    for url, data in wanted.items():
        kept = site.exchange(url)
        assert bytes_of(kept.body) == data
        assert kept.resource_type == "media"
    asked = {exchange.url.rpartition("/")[2] for exchange in site.exchanges}
    assert {"master.m3u8", "large.m3u8"} <= asked
    assert not [url for url in asked if "small/" in url]


async def test_film_and_sound_that_come_apart_are_both_kept(site: Site) -> None:
    put_hls(site)
    for name in ("small", "large"):
        site.pages[f"cdn.test/sound/{name}.aac"] = Response(
            body=name.encode(), media_type="audio/aac"
        )
    site.pages["cdn.test/sound.m3u8"] = playlist(
        "#EXT-X-TARGETDURATION:4", "#EXTINF:4,", "sound/small.aac", "#EXT-X-ENDLIST"
    )
    site.pages["cdn.test/master.m3u8"] = playlist(
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a",DEFAULT=YES,URI="sound.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=9000,RESOLUTION=640x360,AUDIO="a",CODECS="avc1.4d401e"',
        "large.m3u8",
    )
    found = await site.look("http://cdn.test/master.m3u8")
    assert found.outcome is PlayerOutcome.CAPTURED
    assert found.media_urls == ("http://cdn.test/large.m3u8", "http://cdn.test/sound.m3u8")
    assert site.exchange("http://cdn.test/sound/small.aac").status == 200
    assert site.exchange("http://cdn.test/large/2.ts").status == 200


async def test_https_is_spoken_through_the_guard(tmp_path: Path) -> None:
    exchanges: list[Exchange] = []
    with Authority() as authority:
        tls = authority.server_context()
        async with (
            HttpServer(lambda _: film(), tls=tls) as server,
            Guard(allow_private=False, host_table=lambda *_: server.address) as guard,
        ):
            secure = Site(spool=tmp_path, guard=guard, exchanges=exchanges)
            found = await secure.look("https://films.test/bay.mp4", trusted_pem=authority.root_pem)
            stranger = await secure.look("https://films.test/bay.mp4")
    assert found.outcome is PlayerOutcome.CAPTURED
    assert bytes_of(secure.exchanges[0].body) == FILM
    assert (stranger.found, stranger.outcome) == (False, PlayerOutcome.UNKNOWN)
    assert "certificate" in stranger.note.lower()


@pytest.mark.parametrize(("kind", "kept"), [("playlist", 1), ("multi_video", 3)])
async def test_of_a_list_the_first_film_is_taken_and_of_a_film_all_its_parts(
    site: Site, recorder: Recorder, kind: str, kept: int
) -> None:
    for number in range(3):
        site.pages[f"films.test/{number}.mp4"] = film()
    question = Question(page_url="", name="x", **site._settings())
    entries = [
        {"_type": "url", "url": f"http://films.test/{number}.mp4", "ie_key": "Generic"}
        for number in range(3)
    ]

    def work() -> list[Film]:
        wire = recorder.wire(site.guard.port)
        with _Finder(_settings(question), wire) as finder:
            result = {"_type": kind, "id": "1", "entries": entries} | {
                "extractor": "e",
                "extractor_key": "E",
            }
            films = [*films_of(finder.process_ie_result(result, download=False))]
        wire.close()
        return films

    assert len(await asyncio.to_thread(work)) == kept


@pytest.mark.parametrize("choice", [VideoChoice.SMALLEST, VideoChoice.HD])
async def test_the_choice_decides_which_rendition_is_kept(site: Site, choice: VideoChoice) -> None:
    put_hls(site)
    found = await site.look("http://cdn.test/master.m3u8", choice=choice)
    assert found.outcome is PlayerOutcome.CAPTURED
    names = {exchange.url.split("/")[-2] for exchange in site.exchanges if ".ts" in exchange.url}
    assert names == {"small" if choice is VideoChoice.SMALLEST else "large"}


async def test_keys_and_heads_of_a_playlist_are_kept_too(site: Site) -> None:
    site.pages["cdn.test/a.m3u8"] = playlist(
        "#EXT-X-TARGETDURATION:4",
        '#EXT-X-KEY:METHOD=AES-128,URI="a.key"',
        '#EXT-X-MAP:URI="head.mp4"',
        "#EXTINF:4,",
        "1.m4s",
        "#EXT-X-ENDLIST",
    )
    for name in ("a.key", "head.mp4", "1.m4s"):
        site.pages[f"cdn.test/{name}"] = Response(body=name.encode(), media_type="video/mp4")
    assert (await site.look("http://cdn.test/a.m3u8")).outcome is PlayerOutcome.CAPTURED
    for name in ("a.key", "head.mp4", "1.m4s"):
        assert bytes_of(site.exchange(f"http://cdn.test/{name}").body) == name.encode()


async def test_a_dash_film_is_kept_with_its_sound(site: Site) -> None:
    names = [path.name for path in files(media).joinpath("dash").iterdir()]
    for name in names:
        kind = "application/dash+xml" if name.endswith("mpd") else "video/webm"
        data = media.read(f"dash/{name}")
        site.pages[f"cdn.test/dash/{name}"] = Response(body=data, media_type=kind)
    site.pages["films.test/watch"] = page(
        '<video src="http://cdn.test/dash/manifest.mpd" type="application/dash+xml"></video>'
    )
    found = await site.look(PAGE)
    assert found.outcome is PlayerOutcome.CAPTURED
    for name in names:
        if name != "manifest.mpd":
            kept = site.exchange(f"http://cdn.test/dash/{name}")
            assert bytes_of(kept.body) == media.read(f"dash/{name}")


async def test_a_playlist_with_the_keys_of_a_drm_system_is_drm(site: Site) -> None:
    site.pages["cdn.test/a.m3u8"] = playlist(
        "#EXT-X-TARGETDURATION:4",
        '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"',
        "#EXTINF:4,",
        "1.ts",
        "#EXT-X-ENDLIST",
    )
    found = await site.look("http://cdn.test/a.m3u8")
    assert found.outcome is PlayerOutcome.DRM
    assert not [seen for seen in site.seen if seen.path == "/1.ts"]


async def test_each_hop_of_a_redirect_is_an_exchange(site: Site) -> None:
    site.pages["films.test/watch"] = page('<video src="http://films.test/go.mp4"></video>')
    site.pages["films.test/go.mp4"] = Response(
        status=302, headers=(("Location", "//cdn.test/real.mp4"),), body=b"moved"
    )
    site.pages["cdn.test/real.mp4"] = film()
    assert (await site.look(PAGE)).outcome is PlayerOutcome.CAPTURED
    hop = site.exchange("http://films.test/go.mp4")
    assert (hop.status, hop.redirect_to) == (302, "http://cdn.test/real.mp4")
    assert bytes_of(site.exchange("http://cdn.test/real.mp4").body) == FILM


async def test_redirects_in_a_circle_end(site: Site) -> None:
    site.pages["films.test/watch"] = Response(status=302, headers=(("Location", "/watch"),))
    found = await site.look(PAGE)
    assert (found.outcome, found.found) == (PlayerOutcome.UNKNOWN, False)
    assert len(site.seen) <= 42


async def test_cookies_go_to_their_own_site_and_those_that_are_set_come_back(site: Site) -> None:
    site.pages["films.test/watch"] = Response(
        body=b'<html><title>x</title><video src="/bay.mp4"></video></html>',
        headers=(("Set-Cookie", "seen=1; Path=/"),),
    )
    site.pages["films.test/bay.mp4"] = film()
    cookies = (
        Cookie(name="id", value="7", domain="films.test"),
        Cookie(name="other", value="8", domain=".else.test"),
    )
    await site.look(PAGE, cookies=cookies)
    sent = {seen.path: seen.headers.get("cookie", "") for seen in site.seen}
    assert sent["/watch"] == "id=7"
    assert sorted(sent["/bay.mp4"].split("; ")) == ["id=7", "seen=1"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Response(status=404, body=b"gone"), PlayerOutcome.REMOVED),
        (Response(status=451, body=b"not here"), PlayerOutcome.GEO),
        (Response(status=503, body=b"later"), PlayerOutcome.UNKNOWN),
        (Response(body=b"<html><p>Nothing to see</p></html>"), PlayerOutcome.UNKNOWN),
        (Response(body=b""), PlayerOutcome.UNKNOWN),
        (Response(body=b"Not today.", media_type="text/plain"), PlayerOutcome.UNKNOWN),
        (Response(body=b'{"code": -404}', media_type="video/mp4"), PlayerOutcome.UNKNOWN),
        (Response(body=b"<?xml version='1.0'?><MPD><", media_type="text/xml"), None),
    ],
)
async def test_a_page_without_a_film_is_an_outcome_with_a_sentence(
    site: Site, answer: Response, outcome: PlayerOutcome | None
) -> None:
    site.pages["films.test/watch"] = answer
    found = await site.look(PAGE)
    assert found.outcome is (outcome or found.outcome)
    assert found.outcome is not PlayerOutcome.CAPTURED
    assert found.note
    assert "report this issue" not in found.note
    assert {exchange.status for exchange in site.exchanges} == {answer.status}


async def test_the_error_page_itself_is_kept(site: Site) -> None:
    site.pages["films.test/watch"] = Response(status=404, body=b"gone for good")
    await site.look(PAGE)
    assert bytes_of(site.exchange(PAGE).body) == b"gone for good"


async def test_nothing_connects_past_the_guard(site: Site) -> None:
    site.pages["films.test/watch"] = page('<video src="http://127.0.0.1:9/secret.mp4"></video>')
    found = await site.look(PAGE)
    assert (found.found, found.outcome) == (True, PlayerOutcome.UNKNOWN)
    assert "not a public address" in found.note
    assert site.exchanges[-1].status == 0


async def test_the_proxy_of_the_environment_is_not_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["films.test/watch"] = page('<video src="/bay.mp4"></video>')
    site.pages["films.test/bay.mp4"] = film()
    assert (await site.look(PAGE)).outcome is PlayerOutcome.CAPTURED


@pytest.mark.parametrize("limit", ["body_bytes", "total_bytes"])
async def test_a_film_over_a_limit_is_too_large_and_cut_there(site: Site, limit: str) -> None:
    site.pages["films.test/watch"] = page('<video src="/bay.mp4"></video>')
    site.pages["films.test/bay.mp4"] = film(bytes(600_000))
    found = await site.look(PAGE, **{limit: 400_000})
    assert (found.found, found.outcome) == (True, PlayerOutcome.TOO_LARGE)
    kept = site.exchange("http://films.test/bay.mp4")
    assert kept.truncated is Truncation.LENGTH
    assert kept.body is not None
    assert 390_000 < kept.body.size_bytes <= 400_000


async def test_a_film_that_breaks_off_is_asked_for_again(site: Site) -> None:
    tries: list[Request] = []

    def answer(request: Request) -> Response:
        if "range" in request.headers or len(tries) > 3:
            return Response(status=400)
        tries.append(request)
        return Response(
            body=FILM, media_type="video/webm", abort_after_bytes=99 if len(tries) == 1 else None
        )

    site.pages["films.test/watch"] = page('<video src="/bay.webm"></video>')
    site.pages["films.test/bay.webm"] = answer
    assert (await site.look(PAGE)).outcome is PlayerOutcome.CAPTURED
    assert len(tries) == 2
    kept = site.exchange("http://films.test/bay.webm")
    assert (kept.truncated, bytes_of(kept.body)) == (None, FILM)


async def test_a_film_of_which_a_piece_is_missing_is_not_captured(site: Site) -> None:
    put_hls(site)
    del site.pages["cdn.test/large/1.ts"]
    found = await site.look("http://cdn.test/master.m3u8")
    assert found.outcome is PlayerOutcome.UNKNOWN
    assert found.note.startswith("1 of 3 pieces of the film did not come: HTTP Error 404")
    assert site.exchange("http://cdn.test/large/2.ts").status == 200


async def test_a_direct_link_is_looked_at_and_kept_once(site: Site) -> None:
    site.pages["films.test/bay.mp4"] = film(FILM * 4)
    found = await site.look("http://films.test/bay.mp4")
    assert found.outcome is PlayerOutcome.CAPTURED
    assert bytes_of(site.exchange("http://films.test/bay.mp4").body) == FILM * 4
    assert len([*site.spool.iterdir()]) == 1


async def test_of_a_live_stream_that_which_is_listed_is_kept(site: Site) -> None:
    site.pages["cdn.test/live.m3u8"] = playlist(
        "#EXT-X-TARGETDURATION:4", "#EXT-X-MEDIA-SEQUENCE:7", "#EXTINF:4,", "7.ts"
    )
    site.pages["cdn.test/7.ts"] = Response(body=segment(7), media_type="video/mp2t")
    found = await site.look("http://cdn.test/live.m3u8")
    assert found.outcome is PlayerOutcome.CAPTURED
    assert "live" in found.note
    assert bytes_of(site.exchange("http://cdn.test/7.ts").body) == segment(7)


async def test_of_several_films_the_first_is_kept(site: Site) -> None:
    site.pages["films.test/watch"] = page(
        "".join(f'<video src="/{number}.mp4"></video>' for number in range(5))
    )
    for number in range(5):
        site.pages[f"films.test/{number}.mp4"] = film(bytes([number]) * 99)
    found = await site.look(PAGE)
    assert found.media_urls == ("http://films.test/0.mp4",)


@pytest.mark.parametrize(
    "url", ["", "x", "file:///etc/passwd", "ytsearch:cats", "ftp://films.test/a", "http://[/"]
)
async def test_an_address_that_is_no_page_is_an_outcome(site: Site, url: str) -> None:
    found = await site.look(url)
    assert (found.found, found.outcome) == (False, PlayerOutcome.UNKNOWN)
    assert not site.seen


async def test_hostile_titles_are_one_short_line(site: Site) -> None:
    title = "&#27;[31mred&#27;[0m &#8238;evil " + "x" * 5_000
    site.pages["films.test/watch"] = page(
        '<video src="/bay.mp4"></video>', f"<title>{title}</title>"
    )
    site.pages["films.test/bay.mp4"] = film()
    found = await site.look(PAGE)
    assert found.outcome is PlayerOutcome.CAPTURED
    assert found.title.startswith("red evil")
    assert len(found.title) <= 300
    assert found.title.removesuffix("…").isascii()
