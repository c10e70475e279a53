"""Pictures, films and sounds: planted faults, and near misses that stay silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from staged import WHOLE_JPEG, capture, entry, film, ids, post, report

from archiver.compare import check
from archiver.models import (
    BlockKind,
    BodyProbe,
    LedgerEntry,
    LostAt,
    MediaState,
    Outcome,
    Report,
    Truncation,
    Verdict,
)

A, B = "https://cdn.example/a.jpg", "https://cdn.example/b.jpg"
BEFORE, BETWEEN, AFTER = (
    "<p>The first paragraph of the article.</p>",
    "<p>A second paragraph stands between.</p>",
    "<p>The last paragraph of the article.</p>",
)
PROMISE = f"{BEFORE}<img src='{A}'>{BETWEEN}<img src='{B}'>{AFTER}"
GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def judged(*answers: LedgerEntry | None, page: str = PROMISE, **facts: object) -> Report:
    """The report when the picture A was answered like this, or never asked for."""
    given = [answer for answer in answers if answer is not None]
    return report(PROMISE, page, answers={A: given or None}, **facts)


def test_a_whole_page_is_complete() -> None:
    found = report(PROMISE, PROMISE)
    assert (found.verdict, found.findings) == (Verdict.COMPLETE, ())
    assert (found.media_promised, found.media_kept) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "expected", "lost_at", "words"),
    [
        (entry(A, status=403), "M3", LostAt.PAGE, "but the server answered 403."),
        (entry(A, status=500), "M3", LostAt.PAGE, "answered 500"),
        (
            entry(A, status=0, error="net::ERR_NAME_NOT_RESOLVED", size_bytes=0),
            "M3",
            LostAt.PAGE,
            "no answer came (net::ERR_NAME_NOT_RESOLVED)",
        ),
        (
            entry(A, error="net::ERR_CONNECTION_RESET"),
            "M3",
            LostAt.PAGE,
            "the answer broke off (net::ERR_CONNECTION_RESET)",
        ),
        (entry(A, status=302, redirect_to="https://x.example/"), "M3", LostAt.PAGE, "redirect"),
        (entry(A, record=None), "M4", LostAt.CAPTURE, "the archive has no record"),
        (entry(A, status=304, size_bytes=0), "M4", LostAt.CAPTURE, "the browser's cache"),
        (
            entry(A, truncated=Truncation.DISCONNECT),
            "M6",
            LostAt.PAGE,
            "the connection broke after 20,000 bytes",
        ),
        (
            entry(A, truncated=Truncation.LENGTH),
            "M6",
            LostAt.CAPTURE,
            "archiver's own length limit cut it",
        ),
        (
            entry(A, probe=replace(WHOLE_JPEG, complete=False)),
            "M6",
            LostAt.PAGE,
            "the bytes end before the image/jpeg does",
        ),
        (entry(A, content_length=40_000), "M6", LostAt.PAGE, "only 20,000 of 40,000"),
        (entry(A, size_bytes=0, probe=None), "M6", LostAt.PAGE, "the answer was empty"),
        (
            entry(A, probe=BodyProbe(sniffed="text/html", complete=True)),
            "M7",
            LostAt.PAGE,
            "what came is a web page",
        ),
        (
            entry(A, probe=BodyProbe(sniffed="application/json", complete=True)),
            "M7",
            LostAt.PAGE,
            "what came is JSON",
        ),
        (entry(A, mime="text/html; charset=utf-8", probe=None), "M7", LostAt.PAGE, "a web page"),
        (entry(A, probe=BodyProbe(sniffed="video/mp4", complete=True)), "M7", LostAt.PAGE, "mp4"),
        (None, "M4", LostAt.CAPTURE, "showed the picture"),
    ],
)
def test_a_flawed_answer_is_one_finding_of_its_own_kind(
    answer: LedgerEntry | None, expected: str, lost_at: LostAt, words: str
) -> None:
    found = judged(answer)
    assert ids(found) == [expected]
    assert (found.verdict, found.media_kept) == (Verdict.PARTIAL, 1)
    finding = found.findings[0]
    assert words in finding.message
    assert A in finding.message
    assert (finding.lost_at, finding.block, finding.subject) == (lost_at, 1, A)


@pytest.mark.parametrize(
    "answers",
    [
        [entry(A.replace("https", "http"), status=307, redirect_to=A), entry(A)],
        [entry(A, status=206)],
        [entry(A, mime="application/octet-stream")],
        [entry(A, mime="text/plain")],
        [entry(A, mime="", probe=BodyProbe(sniffed="", complete=True))],
        [entry(A, mime="image/x-new", probe=BodyProbe(sniffed="", complete=True))],
        [entry(A, status=403), entry(A)],
        [entry(A, status=304, size_bytes=0), entry(A)],
        [entry(A, status=302, redirect_to="/moved.jpg"), entry("https://cdn.example/moved.jpg")],
        [entry(A + "?imageView2/2/w/500/format/jpg")],
        [entry(A + "#top")],
        [
            entry(
                A,
                mime="image/svg+xml",
                probe=BodyProbe(sniffed="text/xml", complete=True),
            )
        ],
    ],
)
def test_near_misses_of_an_answer_are_silent(answers: list[LedgerEntry]) -> None:
    found = judged(*answers)
    assert ids(found) == []
    assert found.media_kept == 2


def test_a_redirect_to_a_web_page_is_told_with_both_addresses() -> None:
    login = "https://cdn.example/login"
    found = judged(
        entry(A, status=302, redirect_to=login),
        entry(login, probe=BodyProbe(sniffed="text/html", complete=True)),
    )
    assert ids(found) == ["M7"]
    evidence = found.findings[0].evidence
    assert (evidence["url"], evidence["redirected_from"]) == (login, A)


def test_a_redirect_loop_ends() -> None:
    other = "https://cdn.example/loop"
    found = judged(entry(A, status=302, redirect_to=other), entry(other, status=302, redirect_to=A))
    assert ids(found) == ["M3"]


def test_before_the_commit_no_record_is_asked_for() -> None:
    staged = capture(PROMISE)
    bare = tuple(replace(line, record=None) for line in staged.ledger)
    assert check(post(PROMISE), replace(staged, ledger=bare)).findings == ()


def test_a_revisit_counts_as_kept() -> None:
    assert ids(judged(entry(A, size_bytes=20_000, status=200))) == []


# --- the page -----------------------------------------------------------------


def test_a_picture_that_the_page_lacks_is_missing_and_nothing_else() -> None:
    found = report(PROMISE, f"{BEFORE}{BETWEEN}<img src='{B}'>{AFTER}")
    assert ids(found) == ["M1"]
    assert found.findings[0].message == f"The post shows the picture {A}, the page does not."
    assert found.findings[0].evidence["archived"] == "no"


def test_a_missing_picture_whose_bytes_came_says_so() -> None:
    page = f"{BEFORE}{BETWEEN}<img src='{B}'>{AFTER}"
    found = report(PROMISE, page, answers={A: entry(A)})
    assert ids(found) == ["M1"]
    assert "although the archive has its bytes" in found.findings[0].message


def test_a_missing_picture_with_its_caption_gone_too_is_two_losses() -> None:
    promise = f"{BEFORE}<img src='{A}'><p align=center>▲A harbour at dusk</p>{AFTER}"
    assert ids(report(promise, f"{BEFORE}<p>▲A harbour at dusk</p>{AFTER}")) == ["M1", "C3w"]
    assert ids(report(promise, f"{BEFORE}{AFTER}")) == ["M1", "C1"]


@pytest.mark.parametrize(
    "shown",
    [
        f"<img src='{A}?imageView2/2/w/500/format/webp'>",
        "<img src='//cdn.example/a.jpg'>",
        "<img src='http://cdn.example/a.jpg'>",
        "<img src='https://i0.wp.com/cdn.example/a.jpg?resize=640'>",
        f"<img src='https://relay.example/?{A}'>",
        "<img src='https://relay.example/img?url=https%3A%2F%2Fcdn.example%2Fa.jpg&w=640'>",
        f"<img src='/small.jpg' srcset='{A} 2x'>",
        f"<picture><source srcset='/a.webp'><img src='{A}' :src='/a.webp'></picture>",
        f"<a href='/'><figure><img src='{A}'></figure></a>",
    ],
)
def test_a_picture_under_another_address_is_found(shown: str) -> None:
    found = report(PROMISE, PROMISE.replace(f"<img src='{A}'>", shown))
    assert ids(found) == []
    assert found.media_kept == 2


def test_a_copy_that_the_generator_resized_is_found_by_its_name_and_place() -> None:
    promise = PROMISE.replace("a.jpg", "harbour-at-dusk.jpg")
    page = PROMISE.replace(A, "/posts/harbour-at-dusk_hu8c1f_500x0_resize.jpg")
    assert ids(report(promise, page)) == []


def test_addresses_differ_in_percent_encoding_only_on_paper() -> None:
    promise = f"{BEFORE}<img src='https://cdn.example/图 片.jpg'>{AFTER}"
    page = f"{BEFORE}<img src='https://cdn.example/%e5%9b%be%20%E7%89%87.jpg'>{AFTER}"
    assert ids(report(promise, page)) == []


def test_a_lazy_stand_in_means_never_requested() -> None:
    for stand_in in (GIF, "/img/loading.gif", "/img/filler.png"):
        lazy = f"<img src='{stand_in}' data-src='{A}' :w=1 :h=1>"
        found = report(PROMISE, PROMISE.replace(f"<img src='{A}'>", lazy), answers={A: None})
        assert ids(found) == ["M2"]
        assert found.findings[0].lost_at is LostAt.CAPTURE
        assert found.media_kept == 1


ASLEEP = f"<img src='{GIF}' data-src='{A}' :w=1 :h=1>"
RELATED = f"<ul><li><a href='/r'><img src='{A}' box='0,900,120,80'></a></li></ul>"


def test_a_stand_in_is_seen_though_a_related_list_got_the_picture() -> None:
    found = report(PROMISE, PROMISE.replace(f"<img src='{A}'>", ASLEEP) + RELATED)
    assert ids(found) == ["M2"]
    assert "the archive has its bytes" in found.findings[0].message
    assert (found.findings[0].block, found.media_kept) == (1, 2)


@pytest.mark.parametrize(
    "shown",
    [
        f"{ASLEEP}<img src='{A}'>",
        f"<img src='{A}'>{ASLEEP}",
        ASLEEP.replace(":w=1 :h=1", ":w=500 :h=300"),
        ASLEEP.replace(f"data-src='{A}'", "alt=''") + f"<img src='{A}'>",
    ],
)
def test_a_picture_beside_its_stand_in_or_inside_the_address_is_shown(shown: str) -> None:
    page = PROMISE.replace(f"<img src='{A}'>", shown) + RELATED
    assert "M2" not in ids(report(PROMISE, page, answers={A: entry(A)}))


def test_a_web_page_in_the_place_of_a_picture_is_no_silence() -> None:
    found = judged(entry(A, status=0, error="net::ERR_BLOCKED_BY_ORB", size_bytes=0, probe=None))
    assert ids(found) == ["M3"]
    assert found.findings[0].message.endswith(
        "but a web page came in its place, which Chromium refuses to show (ERR_BLOCKED_BY_ORB)."
    )


def test_one_filler_for_many_pictures_is_a_stand_in_whatever_its_size() -> None:
    page = "".join(
        f"<p>Paragraph number {n} of it.</p><img src='/f.png' data-src='https://cdn.example/{n}.jpg'>"
        for n in range(3)
    )
    promise = page.replace("src='/f.png' data-", "")
    found = report(promise, page)
    assert ids(found) == ["M2"] * 3


def test_a_picture_that_timed_out_before_any_request_is_never_requested() -> None:
    state = MediaState(kind=BlockKind.IMAGE, url=A, frame=0, outcome=Outcome.NOT_REQUESTED)
    assert ids(judged(None, states=[state])) == ["M2"]


def test_a_variant_of_srcset_that_came_is_the_picture() -> None:
    page = PROMISE.replace(f"src='{A}'", f"src='{A}' :src='https://cdn.example/a-2x.webp'")
    found = report(PROMISE, page, answers={A: None})
    assert ids(found) == []


def test_the_same_picture_twice_is_promised_twice() -> None:
    twice = f"{BEFORE}<img src='{A}'>{BETWEEN}<img src='{A}'>{AFTER}"
    found = report(twice, f"{BEFORE}<img src='{A}'>{BETWEEN}{AFTER}")
    assert ids(found) == ["M1"]
    assert found.findings[0].block == 3
    failed = report(twice, twice, answers={A: entry(A, status=403)})
    assert ids(failed) == ["M3", "M3"]
    assert len({finding.fingerprint for finding in failed.findings}) == 2


def test_a_picture_that_only_heads_the_page_is_missing_from_the_article() -> None:
    page = f"<img src='{A}'>{BEFORE}{BETWEEN}<img src='{B}'>{AFTER}"
    found = check(post(PROMISE, headimg=A), capture(page))
    assert ids(found) == ["M1"]


def test_a_head_picture_beside_the_article_s_own_is_ignored() -> None:
    page = f"<img src='{A}'>{PROMISE}<aside><img src='{B}'></aside>"
    assert ids(check(post(PROMISE, headimg=A), capture(page))) == []


def test_data_pictures_need_no_request() -> None:
    promise = f"{BEFORE}<img src='{GIF}'>{AFTER}"
    found = report(promise, promise)
    assert (ids(found), found.media_kept) == ([], 1)
    assert ids(report(promise, BEFORE + AFTER)) == ["M1"]


def test_hidden_repeats_in_the_post_promise_nothing() -> None:
    promise = f"<img src='{A}' hidden width=0 height=0>{PROMISE}"
    assert ids(report(promise, PROMISE)) == []


def test_a_picture_that_was_fetched_again_is_kept_with_a_warning() -> None:
    broken = MediaState(kind=BlockKind.IMAGE, url=A, frame=0, outcome=Outcome.FAILED)
    found = judged(entry(A, status=403), entry(A), states=[broken])
    assert ids(found) == ["M3w"]
    assert "archiver asked again and kept it" in found.findings[0].message
    assert (found.verdict, found.media_kept) == (Verdict.COMPLETE, 2)


# --- films and sounds ---------------------------------------------------------

CLIP = "https://cdn.example/clip.mp4"


def test_films_and_sounds_are_judged_by_their_own_types() -> None:
    promise = f"{BEFORE}<video src='{CLIP}'></video>{AFTER}"
    assert ids(report(promise, promise)) == []
    web_page = film(CLIP, probe=BodyProbe(sniffed="text/html", complete=True), mime="text/html")
    found = report(promise, promise, answers={CLIP: web_page})
    assert ids(found) == ["M7"]
    assert "the film" in found.findings[0].message
    assert ids(report(promise, promise, answers={CLIP: entry(CLIP)})) == ["M7"]
    assert ids(report(promise, promise, answers={CLIP: None})) == ["M2"]
    cut = film(CLIP, probe=BodyProbe(sniffed="video/mp4", complete=False))
    assert ids(report(promise, promise, answers={CLIP: cut})) == ["M6"]


def test_a_film_played_from_memory_is_judged_by_the_address_of_its_source() -> None:
    promise = f"{BEFORE}<video><source src='{CLIP}'></video>{AFTER}"
    page = f"{BEFORE}<video :src='blob:https://x/1'><source src='{CLIP}'></video>{AFTER}"
    assert ids(report(promise, page, answers={CLIP: film(CLIP)})) == []


def test_playlists_are_films() -> None:
    url = "https://cdn.example/clip.m3u8"
    promise = f"{BEFORE}<video src='{url}'></video>{AFTER}"
    for sniffed in ("application/vnd.apple.mpegurl", "text/plain"):
        playlist = film(
            url, mime="application/x-mpegurl", probe=BodyProbe(sniffed=sniffed, complete=True)
        )
        assert ids(report(promise, promise, answers={url: playlist})) == []
