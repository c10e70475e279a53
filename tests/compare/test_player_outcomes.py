"""What became of a player's film decides V2, V3 and V4."""

from __future__ import annotations

import pytest
from staged import PAGE, Frame, capture, document, film, ids, post

from archiver.compare import check
from archiver.models import (
    Asked,
    LedgerEntry,
    LostAt,
    PlayerOutcome,
    PlayerState,
    Report,
    Verdict,
)

V = "https://v.example/player.html?vid=f33"
CLIP = "https://cdn.example/film.mp4"
PROMISE = (
    "<p>Before the film there is this.</p>"
    f"<p><iframe src='{V}'></iframe></p><p>After the film there is that.</p>"
)
Facts = dict[str, object]


def state(outcome: PlayerOutcome, **facts: object) -> PlayerState:
    given = {"url": V, "frame": 1, "provider": "generic", "status": 200, **facts}
    return PlayerState(outcome=outcome, **given)  # type: ignore[arg-type]


def judged(*states: PlayerState, answers: list[LedgerEntry] | None = None) -> Report:
    frame = {V: Frame(html="<div></div>", plays=False)}
    return check(
        post(PROMISE),
        capture(PROMISE, {V: answers or [document(V)]}, frames=frame, players=states),
    )


CAPTURED, POSTER = PlayerOutcome.CAPTURED, PlayerOutcome.POSTER_ONLY


@pytest.mark.parametrize(
    ("outcome", "facts", "expected", "kept", "lost_at", "words"),
    [
        (
            PlayerOutcome.LOGIN,
            {"note": "it says: VIP"},
            "V2",
            0,
            LostAt.PAGE,
            "login (it says: VIP).",
        ),
        (PlayerOutcome.GEO, {}, "V2", 0, LostAt.PAGE, "is not shown in this country."),
        (PlayerOutcome.REMOVED, {}, "V2", 0, LostAt.PAGE, "says that its film was removed."),
        (PlayerOutcome.DRM, {}, "V2", 0, LostAt.PAGE, "plays an encrypted film"),
        (PlayerOutcome.REFUSED, {}, "V2", 0, LostAt.PAGE, "refuses to play on this page."),
        (PlayerOutcome.TIMEOUT, {}, "V3", 0, LostAt.CAPTURE, "but no film came."),
        (PlayerOutcome.UNKNOWN, {"note": "it shows nothing"}, "V3", 0, LostAt.PAGE, "but it shows"),
        (POSTER, {"note": "it never loaded a film"}, "V3", 0, LostAt.PAGE, "but it never loaded"),
        (POSTER, {"wanted": False}, "V4w", 0, LostAt.CAPTURE, "as the settings have it."),
        (PlayerOutcome.UNKNOWN, {"wanted": False}, "V4w", 0, LostAt.CAPTURE, "settings"),
        (
            PlayerOutcome.TOO_LARGE,
            {"note": "the limit"},
            "V4",
            0,
            LostAt.CAPTURE,
            "part: the limit.",
        ),
        (
            CAPTURED,
            {"duration_s": 60.0, "kept_s": 40.0, "note": "2 of its parts are missing"},
            "V4",
            0,
            LostAt.CAPTURE,
            "with 40 of 60 seconds of its film: 2 of its parts are missing.",
        ),
        (CAPTURED, {"duration_s": 60.0, "kept_s": 40.0}, "V4", 0, LostAt.CAPTURE, "its film."),
        (
            CAPTURED,
            {"live": True, "kept_s": 12.4},
            "V4w",
            1,
            LostAt.CAPTURE,
            "a live stream: 12 seconds of it were kept.",
        ),
    ],
)
def test_an_outcome_is_one_finding(  # noqa: PLR0917 - columns of the table above
    outcome: PlayerOutcome, facts: Facts, expected: str, kept: int, lost_at: LostAt, words: str
) -> None:
    found = judged(state(outcome, **facts))
    assert (ids(found), found.media_kept) == ([expected], kept)
    (finding,) = found.findings
    assert words in finding.message
    assert (finding.lost_at, finding.block, finding.subject) == (lost_at, 1, V)
    assert finding.evidence["outcome"] == outcome


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"duration_s": 60.0},
        {"kept_s": 60.0},
        {"duration_s": 60.0, "kept_s": 60.0},
        {"duration_s": 60.0, "kept_s": 58.6},
        {"duration_s": 60.0, "kept_s": 60.0, "note": "loaded again under another policy"},
    ],
)
def test_a_film_that_is_kept_is_silent_whatever_the_frame_shows(facts: Facts) -> None:
    found = judged(state(CAPTURED, **facts))
    assert (ids(found), found.media_kept) == ([], 1)


def test_what_the_frame_says_and_where_its_film_is_are_evidence() -> None:
    seen = state(
        PlayerOutcome.GEO,
        provider="tencent",
        page_url="https://v.example/x/f33",
        text="Not in\nyour area",
        media_urls=("https://cdn.example/1.m3u8", "https://cdn.example/2.ts"),
        size_bytes=77,
    )
    (finding,) = judged(seen).findings
    assert (
        finding.evidence.items()
        >= {
            "provider": "tencent",
            "provider_page": "https://v.example/x/f33",
            "frame_status": "200",
            "frame_text": "Not in your area",
            "film": "https://cdn.example/1.m3u8",
            "film_bytes": "77",
        }.items()
    )


def test_a_dead_document_tells_more_than_the_outcome() -> None:
    dead = [document(V, status=404)]
    found = judged(state(PlayerOutcome.REMOVED, status=404), answers=dead)
    assert (ids(found), found.media_kept) == (["V1"], 0)


def test_a_dead_player_whose_film_archiver_got_is_a_warning() -> None:
    found = judged(state(CAPTURED, status=404), answers=[document(V, status=404)])
    assert (ids(found), found.media_kept, found.verdict) == (["V1w"], 1, Verdict.COMPLETE)
    assert "archiver got its film in another way." in found.findings[0].message


def test_a_player_whose_document_is_not_in_the_archive_is_not_kept() -> None:
    found = judged(state(CAPTURED), answers=[document(V, record=None)])
    assert (ids(found), found.media_kept) == (["M4"], 0)


def test_a_film_that_yt_dlp_got_is_kept_with_a_warning() -> None:
    seen = state(CAPTURED, note="the player gave nothing", media_urls=(CLIP,))
    ours = film(CLIP, asked=Asked.YT_DLP)
    found = judged(seen, answers=[document(V), ours])
    assert (ids(found), found.media_kept) == (["V3w"], 1)
    assert "plays no film, but archiver kept it" in found.findings[0].message
    whole = film(CLIP, asked=Asked.AS_SHOWN)
    assert ids(judged(seen, answers=[document(V), whole])) == []


def test_a_player_without_a_state_is_judged_by_its_frame() -> None:
    assert ids(judged()) == ["V3"]
    elsewhere = state(CAPTURED, frame=4)
    assert ids(judged(elsewhere)) == ["V3"]


def test_the_state_of_a_player_without_a_frame_is_found_by_its_address() -> None:
    embed = PROMISE.replace("<iframe", "<embed").replace("</iframe>", "")
    found = check(
        post(embed), capture(embed, {V: document(V)}, players=(state(CAPTURED, frame=3),))
    )
    assert (ids(found), found.media_kept) == ([], 1)


def test_two_players_of_one_address_have_findings_of_their_own() -> None:
    twice = PROMISE + "<p>And once more the same:</p>" + PROMISE.split("</p>")[1] + "</p>"
    seen = [state(PlayerOutcome.GEO)]
    found = check(post(twice), capture(twice, {V: document(V)}, players=tuple(seen)))
    assert ids(found) == ["V2", "V2"]
    assert len({each.fingerprint for each in found.findings}) == 2


# --- films of the page's own document ---------------------------------------------

LIST = "https://cdn.example/list.m3u8"
INLINE = f"<p>The film of the day:</p><video src='{LIST}'></video><p>So much for that.</p>"
FED = INLINE.replace(f"src='{LIST}'", ":src='blob:https://news.example/1'")


def inline(outcome: PlayerOutcome, promise: str = INLINE, **facts: object) -> Report:
    manifest = film(LIST, mime="application/vnd.apple.mpegurl", probe=None)
    page = state(outcome, **{"url": PAGE, "frame": 0, "provider": "page", **facts})
    return check(post(promise), capture(FED, {LIST: manifest}, players=(page,)))


def test_a_fed_film_is_judged_by_what_came_of_it() -> None:
    named: Facts = {"media_urls": (LIST,)}
    whole = inline(CAPTURED, duration_s=9.0, kept_s=9.0, **named)
    assert (ids(whole), whole.media_kept) == ([], 1)
    cut = inline(CAPTURED, duration_s=9.0, kept_s=3.0, **named)
    assert (ids(cut), cut.media_kept, cut.findings[0].subject) == (["V4"], 0, LIST)
    assert ids(inline(PlayerOutcome.DRM, **named)) == ["V2"]
    assert ids(inline(PlayerOutcome.UNKNOWN)) == ["V3"]
    live = inline(CAPTURED, live=True, kept_s=9.0, **named)
    assert (ids(live), live.media_kept) == (["V4w"], 1)


def test_a_film_that_the_post_does_not_promise_is_silent() -> None:
    bare = INLINE.replace(f"<video src='{LIST}'></video>", "")
    assert ids(inline(PlayerOutcome.UNKNOWN, bare)) == []


def test_the_trouble_of_a_fed_film_is_not_that_of_a_file_beside_it() -> None:
    both = f"<p>A file comes first.</p><video src='{CLIP}'></video>" + INLINE
    page = f"<p>A file comes first.</p><video src='{CLIP}'></video>" + FED
    manifest = film(LIST, mime="application/vnd.apple.mpegurl", probe=None)
    seen = state(PlayerOutcome.UNKNOWN, url=PAGE, frame=0, provider="page")
    answers = {LIST: manifest, CLIP: film(CLIP)}
    found = check(post(both), capture(page, answers, players=(seen,)))
    assert [(each.check, each.subject) for each in found.findings] == [("V3", LIST)]
    assert (found.media_promised, found.media_kept) == (2, 1)
