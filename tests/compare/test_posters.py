"""Posters of films: pictures like any other, where the page asks for them."""

from __future__ import annotations

from staged import Answer, capture, entry, film, ids, post

from archiver.compare import check
from archiver.models import Asked, BodyProbe, LostAt, Report

CLIP, POSTER = "https://cdn.example/clip.mp4", "https://cdn.example/poster.jpg"
FILM = (
    "<p>The first paragraph of it.</p>"
    f"<video src='{CLIP}' poster='{POSTER}'></video><p>And the last one.</p>"
)
OURS = Asked.NO_REFERRER


def judged(answer: Answer, promise: str = FILM, page: str = FILM) -> Report:
    return check(post(promise), capture(page, {CLIP: film(CLIP), POSTER: answer}))


def test_a_whole_poster_is_silent() -> None:
    assert ids(judged(entry(POSTER))) == []


def test_a_poster_that_nobody_asked_for_is_silent() -> None:
    assert ids(judged(None)) == []


def test_a_poster_that_the_page_lost_is_an_error_at_its_film() -> None:
    found = judged(entry(POSTER, status=403))
    assert ids(found) == ["M3"]
    (finding,) = found.findings
    assert (finding.block, finding.subject, finding.lost_at) == (1, POSTER, LostAt.PAGE)
    assert finding.evidence["field"] == "poster"
    web_page = entry(POSTER, probe=BodyProbe(sniffed="text/html", complete=True))
    assert ids(judged(web_page)) == ["M7"]
    assert ids(judged(entry(POSTER, record=None))) == ["M4"]


def test_a_poster_is_no_medium_of_its_own_in_the_count() -> None:
    found = judged(entry(POSTER, status=403))
    assert (found.media_promised, found.media_kept) == (1, 1)


def test_a_poster_that_archiver_got_is_a_warning_that_says_how() -> None:
    found = judged([entry(POSTER, status=403), entry(POSTER, asked=OURS)])
    assert ids(found) == ["M3w"]
    assert "archiver asked again without a Referer and kept it." in found.findings[0].message


def test_a_poster_that_only_archiver_asked_for_is_a_warning_when_it_did_not_come() -> None:
    found = judged([entry(POSTER, status=403, asked=OURS)])
    assert ids(found) == ["M3w"]
    assert found.findings[0].message.startswith("Archiver asked for the picture")
    assert ids(judged([entry(POSTER, asked=OURS)])) == []


def test_a_poster_that_is_a_picture_of_the_post_too_is_judged_there() -> None:
    twice = FILM + f"<img src='{POSTER}?w=300'><p>Nothing more.</p>"
    answers = {CLIP: film(CLIP), POSTER: entry(POSTER, status=403), POSTER + "?w=300": None}
    found = check(post(twice), capture(twice, answers))
    assert [(each.check, each.block) for each in found.findings] == [("M3", 3)]


def test_one_poster_of_two_films_is_told_once() -> None:
    other = "https://cdn.example/other.mp4"
    two = FILM + FILM.replace(CLIP, other).replace("paragraph", "word").replace("last", "end")
    answers = {CLIP: film(CLIP), other: film(other), POSTER: entry(POSTER, status=404)}
    found = check(post(two), capture(two, answers))
    assert [(each.check, each.block) for each in found.findings] == [("M3", 1)]


def test_a_poster_without_an_address_of_the_web_is_silent() -> None:
    for address in ("data:image/gif;base64,AA", "blob:x"):
        page = FILM.replace(POSTER, address)
        assert ids(check(post(page), capture(page, {CLIP: film(CLIP)}))) == []
