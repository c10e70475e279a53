"""Players in frames: dead, empty, or kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from staged import PAGE, Frame, document, entry, film, ids, report

from archiver.models import BodyProbe, LedgerEntry, LostAt, Report, Truncation
from archiver.rules import Plays, read_rulebook

V = "https://v.example/player.html?vid=f33"
MAYBE = (
    "https://platform.twitter.com/embed/Tweet.html?id=1",
    "https://www.facebook.com/plugins/post.php?href=x",
    "https://www.instagram.com/p/Cx1/embed",
    "https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fx.example%2Fvideo",
)
BEFORE, AFTER = "<p>Before the film there is this.</p>", "<p>After the film there is that.</p>"
PROMISE = f"{BEFORE}<p><iframe src='{V}'></iframe></p>{AFTER}"


def judged(
    *answers: LedgerEntry, frame: Frame | None = None, page: str = PROMISE, asked: bool = True
) -> Report:
    given = {V: [*answers]} if answers or not asked else {}
    return report(PROMISE, page, answers=given, frames={V: frame or Frame()})


def test_a_player_that_plays_is_kept() -> None:
    found = judged()
    assert (ids(found), found.media_promised, found.media_kept) == ([], 1, 1)


@pytest.mark.parametrize(
    ("answer", "frame", "expected"),
    [
        (document(V, status=404), Frame(), "V1"),
        (document(V, status=0, error="net::ERR_BLOCKED_BY_RESPONSE"), Frame(), "V1"),
        (document(V, truncated=Truncation.DISCONNECT), Frame(), "V1"),
        (document(V), Frame(url="chrome-error://chromewebdata/", plays=False), "V1"),
        (document(V, record=None), Frame(), "M4"),
        (document(V), Frame(html="<div>poster</div>", plays=False), "V3"),
        (document(V), Frame(html="<video poster='p.jpg'></video>", plays=False), "V4w"),
    ],
)
def test_a_fault_of_a_player_is_one_finding(
    answer: LedgerEntry, frame: Frame, expected: str
) -> None:
    found = judged(answer, frame=frame)
    assert ids(found) == [expected]
    assert V in found.findings[0].message
    assert found.media_kept == (1 if expected in {"V3", "V4w"} else 0)


def test_a_player_that_is_gone_from_the_page_is_missing() -> None:
    found = report(PROMISE, BEFORE + AFTER)
    assert (ids(found), found.media_kept) == (["M1"], 0)


def test_a_player_that_was_never_asked_for() -> None:
    lazy = PROMISE.replace("src=", "data-src=")
    assert ids(report(PROMISE, lazy, answers={V: None})) == ["M2"]


def test_a_flash_film_is_a_promise_that_nobody_can_keep() -> None:
    flash = "https://v.example/player.php/sid/XMz==/v.swf?auto=0"
    page = f"{BEFORE}<p><embed src='{flash}'></p>{AFTER}"
    found = report(page, page, answers={flash: None})
    assert [(f.check, f.lost_at) for f in found.findings] == [("V1", LostAt.SOURCE)]


def test_a_player_without_a_ledger_entry_was_not_kept() -> None:
    assert ids(judged(asked=False)) == ["M4"]


@pytest.mark.parametrize(
    "shown",
    [V + "&autoplay=0", V.replace("https:", ""), V + "#t=10", V.replace("https", "http")],
)
def test_parameters_that_a_theme_adds_do_not_matter(shown: str) -> None:
    assert ids(report(PROMISE, PROMISE.replace(V, shown))) == []


def test_another_film_in_the_same_player_is_another_player() -> None:
    assert ids(report(PROMISE, PROMISE.replace("f33", "g44"))) == ["M1"]


@pytest.mark.parametrize(
    "piece",
    [
        film("https://cdn.example/a.mp4"),
        film("https://cdn.example/a.m4s", mime="audio/mp4", probe=None),
        entry("https://cdn.example/a.m3u8", mime="application/vnd.apple.mpegurl", probe=None),
        entry("https://cdn.example/a.mpd", mime="application/dash+xml", probe=None),
        entry(
            "https://cdn.example/a.ts",
            mime="application/octet-stream",
            probe=BodyProbe(sniffed="video/mp2t", complete=True),
        ),
        entry("https://cdn.example/x", mime="", probe=None, size_bytes=400_000),
    ],
)
@pytest.mark.parametrize("asked_by", [{"frame_url": V}, {"referrer": "https://v.example/"}])
def test_any_piece_of_a_film_that_the_frame_asked_for_counts(
    piece: LedgerEntry, asked_by: dict[str, str]
) -> None:
    frame = Frame(html="<div></div>", plays=False)
    assert ids(judged(document(V), replace(piece, **asked_by), frame=frame)) == []
    elsewhere = replace(piece, frame_url=PAGE, referrer=PAGE)
    assert ids(judged(document(V), elsewhere, frame=frame)) == ["V3"]


def test_frames_that_play_nothing_by_nature_are_not_asked_for_a_film() -> None:
    for url in (
        "https://maps.example/embed?pb=1",
        "https://codepen.io/x/embed/1",
        "https://www.google.com/maps/embed?pb=1&video=1",
    ):
        promise = PROMISE.replace(V, url)
        frame = Frame(html="<canvas></canvas>", plays=False)
        assert ids(report(promise, promise, frames={url: frame})) == []


def test_posts_of_social_networks_need_not_play() -> None:
    for url in MAYBE:
        rule = read_rulebook().players.rule_for(url)
        assert rule is not None
        assert rule.plays is Plays.MAYBE
        promise = PROMISE.replace(V, url)
        for html in ("<p>A post.</p>", "<video></video>"):
            found = report(promise, promise, frames={url: Frame(html=html, plays=False)})
            assert ids(found) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/embed/dQw4w9WgXcQ",
        "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD",
        "https://v.qq.com/txp/iframe/player.html?vid=a0012345678",
        "https://unknown.example/vod/7",
    ],
)
def test_known_players_and_likely_ones_are_asked_for_a_film(url: str) -> None:
    promise = PROMISE.replace(V, url)
    frame = Frame(html="<div>poster</div>", plays=False)
    assert ids(report(promise, promise, frames={url: frame})) == ["V3"]


def test_a_frame_that_could_not_be_read_is_not_called_empty() -> None:
    assert ids(judged(frame=Frame(html="", error="frame went away", plays=False))) == []


def test_a_redirected_player_is_followed() -> None:
    final = "https://m.v.example/player?vid=f33"
    moved = document(V, status=302, redirect_to=final)
    assert ids(judged(moved, document(final), frame=Frame(url=final))) == []
    assert ids(judged(moved, document(final, status=410), frame=Frame(url=final))) == ["V1"]
