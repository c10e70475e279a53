"""What the capture has to ask for again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from staged import PAGE, WHOLE_JPEG, Answer, capture, entry, film, post

from archiver.compare import Wanting, is_good, standing
from archiver.models import Asked, BlockKind, BodyProbe, Capture, LedgerEntry, Post, Truncation
from archiver.rules import read_rulebook

RULES = read_rulebook()

A, B = "https://cdn.example/a.jpg", "https://cdn.example/b.jpg"
CLIP, POSTER = "https://cdn.example/clip.mp4", "https://cdn.example/poster.jpg"
PROMISE = f"<p>The first paragraph of it.</p><img src='{A}'><p>And the last one.</p>"
FILM = f"<p>The first paragraph of it.</p><video src='{CLIP}' poster='{POSTER}'></video>"
GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def uncommitted(html: str, answers: dict[str, Answer] | None = None, **facts: object) -> Capture:
    staged = capture(html, answers, **facts)  # type: ignore[arg-type]
    ledger = tuple(replace(line, record=None) for line in staged.ledger)
    return replace(staged, ledger=ledger)


def wanting(promise: Post | None, staged: Capture) -> tuple[Wanting, ...]:
    return standing(promise, staged, RULES, {}).wanting


def good_pictures(promise: Post | None, staged: Capture) -> tuple[LedgerEntry, ...]:
    return standing(promise, staged, RULES, {}).pictures


def wanted(*answers: LedgerEntry, page: str = PROMISE) -> tuple[Wanting, ...]:
    return wanting(post(PROMISE), uncommitted(page, {A: [*answers]}))


def test_nothing_is_wanting_of_a_whole_page() -> None:
    assert wanting(post(PROMISE), uncommitted(PROMISE)) == ()
    assert wanting(None, uncommitted(PROMISE)) == ()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (entry(A, status=403, referrer=PAGE, frame_url=PAGE), "status 403"),
        (
            entry(A, status=0, error="net::ERR_FAILED", referrer=PAGE, frame_url=PAGE),
            "no answer net::ERR_FAILED",
        ),
        (
            entry(A, truncated=Truncation.DISCONNECT, referrer=PAGE, frame_url=PAGE),
            "truncated disconnect",
        ),
        (
            entry(A, probe=replace(WHOLE_JPEG, complete=False), referrer=PAGE, frame_url=PAGE),
            "incomplete",
        ),
        (
            entry(
                A,
                probe=BodyProbe(sniffed="text/html", complete=True),
                referrer=PAGE,
                frame_url=PAGE,
            ),
            "type text/html",
        ),
    ],
)
def test_what_the_page_asked_for_in_vain_is_wanting_with_its_referer(
    answer: LedgerEntry, reason: str
) -> None:
    whole = Wanting(url=A, kind=BlockKind.IMAGE, reason=reason, referrer=PAGE, frame_url=PAGE)
    assert wanted(answer) == (whole,)
    assert wanting(None, uncommitted(PROMISE, {A: answer})) == (whole,)


def test_what_the_page_never_asked_for_is_wanting_without_a_reason() -> None:
    lazy = PROMISE.replace("src=", f"src='{GIF}' data-src=")
    never = Wanting(url=A, kind=BlockKind.IMAGE, reason="")
    assert wanted(page=lazy) == (never,)
    assert wanted(page=PROMISE.replace(f"<img src='{A}'>", "")) == (never,)


def test_archiver_s_own_failures_are_no_reason_of_the_page() -> None:
    ours = entry(A, status=403, asked=Asked.ORIGIN, referrer="https://news.example/")
    assert wanted(ours) == (Wanting(url=A, kind=BlockKind.IMAGE, reason=""),)
    (found,) = wanted(ours, entry(A, status=404, referrer=PAGE))
    assert (found.reason, found.referrer) == ("status 404", PAGE)


def test_what_archiver_got_is_not_wanting_any_more() -> None:
    assert wanted(entry(A, status=403), entry(A, asked=Asked.NO_REFERRER)) == ()


def test_the_page_s_own_variant_is_asked_for() -> None:
    shown = A + "?imageView2/2/w/1200/format/jpg"
    page = PROMISE.replace(A, shown)
    (found,) = wanting(post(PROMISE), uncommitted(page, {shown: None}))
    assert found.url == shown
    other = "https://cdn.example/other.jpg"
    page = PROMISE.replace(f"src='{A}'", f"src='{A}' :src='{other}'")
    (found,) = wanting(post(PROMISE), uncommitted(page, {other: None}))
    assert found.url == A


def test_posters_and_pictures_of_the_front_matter_are_wanting_once() -> None:
    promise = post(FILM, headimg=A, thumbnail=A + "?w=100")
    found = wanting(promise, uncommitted("<p>The first paragraph of it.</p>"))
    assert [(each.url, str(each.kind)) for each in found] == [
        (CLIP, "video"),
        (POSTER, "image"),
        (A, "image"),
    ]
    known = uncommitted(FILM, {POSTER: entry(POSTER), A: entry(A)})
    assert wanting(promise, known) == ()


def test_a_picture_of_the_front_matter_that_the_body_shows_is_wanting_for_the_body() -> None:
    promise = post(PROMISE, headimg=A)
    assert len(wanting(promise, uncommitted(PROMISE, {A: entry(A, status=403)}))) == 1


def test_a_film_that_came_in_pieces_is_left_to_its_player() -> None:
    cut = BodyProbe(sniffed="video/mp4", complete=False)
    pieces = [film(CLIP, status=206, probe=cut), film(CLIP, status=206, probe=cut)]
    promise = FILM.replace(f" poster='{POSTER}'", "")
    assert wanting(post(promise), uncommitted(promise, {CLIP: pieces})) == ()
    (found,) = wanting(post(promise), uncommitted(promise, {CLIP: film(CLIP, probe=cut)}))
    assert found.reason == "incomplete"


@pytest.mark.parametrize("address", [GIF, "blob:https://x/1", "//", "mailto:a@b.example"])
def test_what_is_no_address_of_the_web_is_not_asked_for(address: str) -> None:
    promise = PROMISE.replace(A, address)
    assert wanting(post(promise), uncommitted(promise)) == ()


def test_players_and_pages_that_did_not_come_want_nothing() -> None:
    player = "<p>The film of it:</p><iframe src='https://v.example/player/1'></iframe>"
    assert wanting(post(player), uncommitted(player, {"https://v.example/player/1": None})) == ()
    empty = uncommitted(PROMISE, snapshot=None)
    assert (wanting(post(PROMISE), empty), good_pictures(post(PROMISE), empty)) == ((), ())


def test_a_hidden_medium_of_the_post_is_not_wanting() -> None:
    assert wanting(post(f"<p>Text.</p><img src='{B}' hidden>"), uncommitted("<p>Text.</p>")) == ()


def test_the_last_answer_to_an_address_says_whether_it_is_good() -> None:
    assert is_good([entry(A, status=403), entry(A)], A, BlockKind.IMAGE)
    assert not is_good([entry(A), entry(A, status=403)], A, BlockKind.IMAGE)
    assert not is_good([entry(B)], A, BlockKind.IMAGE)
    assert not is_good([film(A)], A, BlockKind.IMAGE)


def test_good_pictures_are_those_that_the_page_itself_got() -> None:
    both = PROMISE + f"<img src='{B}'><p>The end.</p>"
    answers = {A: [entry(A, status=403), entry(A, asked=Asked.NO_REFERRER)], B: [entry(B)] * 2}
    for promise in (post(both), None):
        found = good_pictures(promise, uncommitted(both, answers))
        assert [each.url for each in found] == [B]
    assert good_pictures(post(FILM), uncommitted(FILM)) == ()
    assert good_pictures(post(PROMISE.replace(A, GIF)), uncommitted(PROMISE.replace(A, GIF))) == ()


def test_the_end_of_a_redirect_is_the_good_picture() -> None:
    moved = entry(A, status=302, redirect_to=B, size_bytes=0, probe=None)
    found = good_pictures(post(PROMISE), uncommitted(PROMISE, {A: [moved, entry(B)]}))
    assert [each.url for each in found] == [B]
