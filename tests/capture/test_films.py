"""Films and sounds are kept whole: files, and every part that a manifest names."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from archiver.browser import Limits
from archiver.capture import CaptureSettings
from archiver.models import Asked, Outcome, PlayerOutcome, Truncation, VideoChoice
from archiver.testing import media
from archiver.testing.http_server import Request, Response

from .conftest import Captured, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

_FILM = media.read("bay.webm")
_OPEN = (("Access-Control-Allow-Origin", "*"),)
_PLAIN = CaptureSettings(extract=False)


def _html(body: str, **more: object) -> Response:
    return Response(body=f"<!doctype html><meta charset=utf-8>{body}".encode(), **more)  # type: ignore[arg-type]


def _film(body: bytes = _FILM, **more: object) -> Response:
    return Response(body=body, media_type="video/webm", ranges=True, **more)  # type: ignore[arg-type]


def _settings(choice: VideoChoice = VideoChoice.BEST, **limits: float) -> CaptureSettings:
    bounds = replace(Limits(item_s=2), **limits)  # type: ignore[arg-type]
    return CaptureSettings(limits=bounds, video=choice, extract=False)


# --- files


@pytest.mark.parametrize("preload", ["auto", "metadata", "none"])
async def test_a_film_is_kept_whole_however_little_its_player_reads(
    site: Site, captured, preload: str
) -> None:
    site.add(
        {
            "a.test/": _html(f"<video preload={preload} src=http://b.test/film.webm></video>"),
            "b.test/film.webm": _film(),
        }
    )
    seen: Captured = await captured("http://a.test/")
    entries = seen.entries("http://b.test/film.webm")
    assert _FILM in [seen.body(e) for e in entries if not e.truncated and not e.error]


async def test_a_film_is_asked_for_by_the_frame_that_shows_it(site: Site, captured) -> None:
    def guarded(request: Request) -> Response:
        if request.headers.get("referer") != "http://player.test/":
            return Response(status=403, body=b"no hotlinks")
        return _film()

    site.add(
        {
            "a.test/": _html("<iframe src=http://player.test/></iframe>"),
            "player.test/": _html("<video preload=none src=http://cdn.test/f.webm></video>"),
            "cdn.test/f.webm": guarded,
        }
    )
    seen: Captured = await captured("http://a.test/")
    assert _FILM in seen.whole("http://cdn.test/f.webm")
    assert {e.frame_url for e in seen.entries("http://cdn.test/f.webm")} == {"http://player.test/"}


async def test_a_source_element_and_a_sound_are_films_too(site: Site, captured) -> None:
    song = media.read("song.opus")
    site.add(
        {
            "a.test/": _html(
                "<video preload=none><source src=/f.webm></video>"
                "<audio preload=none src=/song.opus></audio>"
            ),
            "a.test/f.webm": _film(),
            "a.test/song.opus": Response(body=song, media_type="audio/ogg", ranges=True),
        }
    )
    seen: Captured = await captured("http://a.test/")
    assert seen.whole("http://a.test/f.webm") == [_FILM]
    assert seen.whole("http://a.test/song.opus") == [song]
    assert {e.asked for e in seen.entries("http://a.test/f.webm")} == {Asked.AS_SHOWN}


async def test_a_film_behind_a_redirect_is_kept_whole(site: Site, captured) -> None:
    site.add(
        {
            "a.test/": _html("<video preload=none src=/f.webm></video>"),
            "a.test/f.webm": Response(
                status=302, headers=(("Location", "http://cdn.test/real.webm"),)
            ),
            "cdn.test/real.webm": _film(),
        }
    )
    seen: Captured = await captured("http://a.test/")
    assert seen.whole("http://cdn.test/real.webm") == [_FILM]


async def test_a_film_that_never_ends_costs_the_page_nothing_but_time(site: Site, captured) -> None:
    site.add(
        {
            "a.test/": _html("<h1>shown</h1><video preload=none src=/f.webm></video>"),
            "a.test/f.webm": _film(_FILM * 30, pace_bytes_per_s=2_000),
        }
    )
    began = time.monotonic()
    settings = _settings(film_s=2, call_s=2)
    seen: Captured = await captured("http://a.test/", settings=settings)
    assert time.monotonic() - began < 12
    assert not seen.capture.error
    assert seen.collection.text(seen.capture.capture_id) == "shown"
    (piece,) = seen.entries("http://a.test/f.webm")
    assert piece.truncated is Truncation.TIME
    assert piece.size_bytes > 0
    assert _FILM.startswith(seen.body(piece))
    assert len(site.requests("a.test/f.webm")) == 1


async def test_a_page_that_lets_nobody_connect_gives_its_film_all_the_same(
    site: Site, captured
) -> None:
    site.add(
        {
            "a.test/": _html(
                "<meta http-equiv=Content-Security-Policy content=\"connect-src 'none'\">"
                "<video preload=none src=/f.webm></video><video src=blob:nothing></video>"
            ),
            "a.test/f.webm": _film(),
        }
    )
    seen: Captured = await captured("http://a.test/")
    assert not seen.capture.error
    assert seen.whole("http://a.test/f.webm") == [_FILM]
    assert seen.capture.snapshot is not None
    assert seen.capture.snapshot.media[0].outcome is Outcome.NOT_REQUESTED


async def test_the_player_goes_on_while_the_archive_fetches(site: Site, captured) -> None:
    site.add(
        {
            "a.test/": _html(
                "<video id=v preload=metadata src=/f.webm></video><script>setInterval(() =>"
                " { v.currentTime = (v.currentTime + 1) % (v.duration || 1) }, 20)</script>"
            ),
            "a.test/f.webm": _film(pace_bytes_per_s=400_000),
        }
    )
    seen: Captured = await captured("http://a.test/")
    assert seen.capture.snapshot is not None
    assert seen.capture.snapshot.media[0].outcome is Outcome.LOADED
    entries = seen.entries("http://a.test/f.webm")
    assert _FILM in [seen.body(e) for e in entries if not e.truncated]


async def test_a_film_that_the_page_has_whole_is_not_asked_for_again(site: Site, captured) -> None:
    site.add(
        {
            "a.test/": _html(
                "<video preload=none src=/f.webm></video>"
                "<script>fetch('/f.webm').then((answer) => answer.blob())</script>"
            ),
            "a.test/f.webm": _film(),
        }
    )
    seen: Captured = await captured("http://a.test/")
    assert len(site.requests("a.test/f.webm")) == 1
    assert seen.whole("http://a.test/f.webm") == [_FILM]


async def test_a_film_over_the_limit_is_cut_and_asked_for_once(
    site: Site, captured, write_post
) -> None:
    shown = '<video preload="none" src="http://a.test/f.webm"></video>'
    site.add({"a.test/": _html(shown), "a.test/f.webm": _film(_FILM + bytes(3_000_000))})
    post = write_post(shown)
    settings = _settings(film_bytes=500_000)
    seen: Captured = await captured("http://a.test/", post=post, settings=settings)
    (entry,) = seen.entries("http://a.test/f.webm")
    assert (entry.truncated, entry.size_bytes) == (Truncation.LENGTH, 500_000)


async def test_a_walled_film_is_asked_for_with_other_referers(
    site: Site, captured, write_post
) -> None:
    def walled(request: Request) -> Response:
        if "referer" in request.headers:
            return Response(status=403, media_type="text/plain", body=b"no hotlinks")
        return _film()

    shown = '<video preload="none" src="http://cdn.test/f.webm"></video>'
    site.add({"a.test/": _html(shown), "cdn.test/f.webm": walled})
    seen: Captured = await captured("http://a.test/", post=write_post(shown), settings=_PLAIN)
    refused, came = seen.entries("http://cdn.test/f.webm")
    assert (refused.status, refused.asked) == (403, Asked.AS_SHOWN)
    assert (came.status, came.asked) == (200, Asked.NO_REFERRER)
    assert seen.body(came) == _FILM


@pytest.mark.parametrize("choice", [VideoChoice.POSTER, VideoChoice.NONE])
async def test_where_no_film_is_wanted_none_is_asked_for(
    site: Site, captured, write_post, choice: VideoChoice
) -> None:
    shown = (
        '<video preload="none" src="http://a.test/f.webm"><track src="/zh.vtt"></video>'
        '<iframe src="http://player.test/video/1"></iframe>'
    )
    player = (
        "<video preload=none src=/g.webm poster=/p.png style='width: 200px'></video>"
        "<button class=play onclick='fetch(`/pressed`)'>play</button>"
    )
    site.add({"a.test/": _html(shown), "player.test/video/1": _html(player)})
    settings = _settings(choice)
    seen: Captured = await captured("http://a.test/", post=write_post(shown), settings=settings)
    asked = {each.host + each.path for each in site.seen}
    assert not asked & {
        "a.test/f.webm",
        "player.test/g.webm",
        "player.test/pressed",
        "a.test/zh.vtt",
    }
    if choice is VideoChoice.NONE:
        assert [state.wanted for state in seen.capture.players] == [False]
    else:
        (state,) = seen.capture.players
        assert (state.outcome, state.wanted) == (PlayerOutcome.POSTER_ONLY, False)


async def test_subtitles_are_kept_whether_they_are_switched_on_or_not(site: Site, captured) -> None:
    words = Response(body=b"WEBVTT\n\n00:00.000 --> 00:01.000\nwords\n", media_type="text/vtt")
    site.add(
        {
            "a.test/": _html("<video><track src=/zh.vtt><track src=/en.vtt default></video>"),
            **{f"a.test/{name}.vtt": words for name in ("zh", "en")},
        }
    )
    seen: Captured = await captured("http://a.test/")
    for name in ("zh", "en"):
        assert words.body in seen.whole(f"http://a.test/{name}.vtt")


# --- manifests


_PIECE_COUNT = 4


def _player(manifest: str = "/master.m3u8") -> Response:
    """A player that reads its manifest by script, and plays nothing itself."""
    return _html(f"<p>player<script>fetch('{manifest}').then(a => a.text())</script>")


def _playlist(text: str) -> Response:
    return Response(body=text.encode(), media_type="application/vnd.apple.mpegurl", headers=_OPEN)


def _stream(*, endless: bool = False, first: int = 0) -> str:
    pieces = range(first, first + _PIECE_COUNT)
    rows = "".join(f"#EXTINF:2,\n{number}.ts\n" for number in pieces)
    end = "" if endless else "#EXT-X-ENDLIST\n"
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:{first}\n{rows}{end}"


_MASTER = "#EXTM3U\n" + "".join(
    f"#EXT-X-STREAM-INF:BANDWIDTH={bandwidth},RESOLUTION={size}\n{name}/index.m3u8\n"
    for bandwidth, size, name in (
        (300_000, "320x180", "low"),
        (2_000_000, "1280x720", "mid"),
        (6_000_000, "1920x1080", "high"),
    )
)


def _streams(site: Site, size_bytes: int = 1_000) -> None:
    site.add({"a.test/": _html("<iframe src=http://p.test/video/x></iframe>")})
    site.add({"p.test/video/x": _player(), "p.test/master.m3u8": _playlist(_MASTER)})
    for name in ("low", "mid", "high"):
        site.add({f"p.test/{name}/index.m3u8": _playlist(_stream())})
        for number in range(_PIECE_COUNT):
            body = f"{name}{number}".encode().ljust(size_bytes, b".")
            site.add({f"p.test/{name}/{number}.ts": Response(body=body, media_type="video/mp2t")})


@pytest.mark.parametrize(
    ("choice", "name"),
    [(VideoChoice.BEST, "high"), (VideoChoice.HD, "mid"), (VideoChoice.SMALLEST, "low")],
)
async def test_of_a_manifest_the_chosen_rendition_is_kept_and_no_other(
    site: Site, captured, choice: VideoChoice, name: str
) -> None:
    _streams(site)
    seen: Captured = await captured("http://a.test/", settings=_settings(choice))
    (state,) = seen.capture.players
    assert (state.outcome, state.kept_s, state.duration_s) == (PlayerOutcome.CAPTURED, 8.0, 8.0)
    pieces = [f"http://p.test/{name}/{number}.ts" for number in range(_PIECE_COUNT)]
    assert all(len(seen.whole(url)) == 1 for url in pieces)
    asked = sorted(r.path for r in site.seen if r.path.endswith(".ts"))
    assert asked == [f"/{name}/{number}.ts" for number in range(_PIECE_COUNT)]


async def test_a_piece_that_is_missing_is_counted_and_said(site: Site, captured) -> None:
    _streams(site)
    del site.pages["p.test/high/2.ts"]
    seen: Captured = await captured("http://a.test/", settings=_settings())
    (state,) = seen.capture.players
    assert (state.outcome, state.kept_s, state.duration_s) == (PlayerOutcome.CAPTURED, 6.0, 8.0)
    assert state.note == "1 of its parts are missing"
    assert len(site.requests("p.test/high/2.ts")) == 1


async def test_a_manifests_film_over_the_limit_is_cut_and_said(site: Site, captured) -> None:
    _streams(site, size_bytes=2_000_000)
    settings = _settings(film_bytes=3_000_000)
    seen: Captured = await captured("http://a.test/", settings=settings)
    (state,) = seen.capture.players
    assert state.outcome is PlayerOutcome.TOO_LARGE
    kept = [e for e in seen.capture.ledger if e.url.endswith(".ts")]
    assert sum(entry.size_bytes for entry in kept) <= 4 * 3_000_000


async def test_a_manifests_film_that_does_not_end_is_left_in_time(site: Site, captured) -> None:
    _streams(site)
    site.add({"p.test/high/3.ts": Response(delay_s=60)})
    began = time.monotonic()
    seen: Captured = await captured("http://a.test/", settings=_settings(film_s=2, call_s=2))
    assert time.monotonic() - began < 15
    (state,) = seen.capture.players
    assert (state.outcome, state.kept_s) == (PlayerOutcome.CAPTURED, 6.0)
    assert "longer than the limit" in state.note


async def test_a_live_stream_is_followed_as_long_as_the_settings_say(site: Site, captured) -> None:
    looks = iter(range(10_000))

    def live(_: Request) -> Response:
        return _playlist(_stream(endless=True, first=next(looks)))

    site.add(
        {
            "a.test/": _html("<iframe src=http://p.test/video/x></iframe>"),
            "p.test/video/x": _player("/live.m3u8"),
            "p.test/live.m3u8": live,
        }
    )
    for number in range(100):
        site.add({f"p.test/{number}.ts": Response(body=b"x" * 99, media_type="video/mp2t")})
    began = time.monotonic()
    seen: Captured = await captured("http://a.test/", settings=_settings(live_s=4))
    assert time.monotonic() - began < 20
    (state,) = seen.capture.players
    assert (state.outcome, state.live, state.duration_s) == (PlayerOutcome.CAPTURED, True, None)
    assert state.note == "a live stream, cut"
    pieces = {e.url for e in seen.capture.ledger if e.url.endswith(".ts") and e.status == 200}
    assert len(pieces) > _PIECE_COUNT
    assert state.kept_s == 2.0 * len(pieces)


async def test_of_an_encrypted_film_no_part_is_asked_for(site: Site, captured) -> None:
    _streams(site)
    key = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://1",KEYFORMAT="com.apple.streamingkeydelivery"'
    sealed = _stream().replace("#EXTINF", f"{key}\n#EXTINF", 1)
    site.add({"p.test/high/index.m3u8": _playlist(sealed)})
    seen: Captured = await captured("http://a.test/", settings=_settings())
    (state,) = seen.capture.players
    assert state.outcome is PlayerOutcome.DRM
    assert [r.path for r in site.seen if r.path.endswith(".ts")] == []


async def test_parts_are_asked_for_with_the_referer_of_their_manifest(site: Site, captured) -> None:
    _streams(site)
    await captured("http://a.test/", settings=_settings())
    asked = [r for r in site.seen if r.path.startswith("/high/")]
    assert asked
    assert {r.headers.get("referer") for r in asked} == {"http://p.test/video/x"}
