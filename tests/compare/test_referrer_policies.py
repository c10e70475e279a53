"""The post's own Referer policy against the one that works: M11."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from staged import Answer, Frame, capture, document, entry, ids, post

from archiver.compare import check
from archiver.compare.referrer_policies import referrer_under
from archiver.models import (
    Asked,
    BodyProbe,
    Finding,
    LedgerEntry,
    LostAt,
    PlayerOutcome,
    PlayerState,
    Report,
    Severity,
    Truncation,
    Verdict,
)

PAGE = "https://news.example/p/1.html"
ORIGIN = "https://news.example/"
A, B = "https://cdn.example/harbour-one.jpg", "https://cdn.example/harbour-two.jpg"
WEIBO = "https://weibo.com/"
NONE = "no-referrer"


def picture(url: str = A, policy: str = NONE) -> str:
    return f"<img src='{url}' referrerpolicy='{policy}'>"


PROMISE = f"<p>The first paragraph of it.</p>{picture()}<p>And the last one of it.</p>"


def judged(*answers: LedgerEntry, promise: str = PROMISE, page: str = "") -> Report:
    return check(post(promise), capture(page or promise, {A: [*answers]}))


def refused(url: str = A, referrer: str = "", **facts: object) -> LedgerEntry:
    return entry(url, **{"status": 403, "referrer": referrer, **facts})


def ours(url: str = A, asked: Asked = Asked.ORIGIN, referrer: str = ORIGIN) -> LedgerEntry:
    return entry(url, asked=asked, referrer=referrer)


def recipe(found: Report) -> Finding:
    (finding,) = [each for each in found.findings if each.check == "M11"]
    return finding


def test_a_policy_that_its_host_refuses_is_told_with_the_one_that_works() -> None:
    found = judged(refused(), ours())
    assert (ids(found), found.verdict, found.media_kept) == (["M3w", "M11w"], Verdict.COMPLETE, 1)
    finding = recipe(found)
    assert finding.message == (
        f'The post shows the picture {A} with referrerpolicy="no-referrer",'
        ' which does not bring it; write referrerpolicy="origin".'
    )
    assert (finding.lost_at, finding.block, finding.subject) == (LostAt.SOURCE, 1, A)
    assert (
        finding.evidence.items()
        >= {
            "host": "cdn.example",
            "policy": "no-referrer",
            "working_policy": "origin",
            "working_referrer": ORIGIN,
            "status": "403",
            "media": "1",
        }.items()
    )


@pytest.mark.parametrize(
    ("policy", "sent", "asked", "referrer", "works"),
    [
        ("no-referrer", "", Asked.UNSAFE_URL, PAGE, "unsafe-url"),
        ("origin", ORIGIN, Asked.NO_REFERRER, "", "no-referrer"),
        ("unsafe-url", PAGE, Asked.NO_REFERRER, "", "no-referrer"),
        ("strict-origin-when-cross-origin", ORIGIN, Asked.NO_REFERRER, "", "no-referrer"),
        ("no-referrer-when-downgrade", PAGE, Asked.ORIGIN, ORIGIN, "origin"),
        ("same-origin", "", Asked.ORIGIN, ORIGIN, "origin"),
    ],
)
def test_any_policy_is_held_against_what_came(
    policy: str, sent: str, asked: Asked, referrer: str, works: str
) -> None:
    promise = PROMISE.replace(NONE, policy)
    found = judged(refused(referrer=sent), ours(A, asked, referrer), promise=promise)
    assert f'write referrerpolicy="{works}"' in recipe(found).message


def test_where_only_the_host_s_own_site_gets_it_no_policy_is_named() -> None:
    finding = recipe(judged(refused(), ours(A, Asked.SITE, WEIBO)))
    assert f"no policy does, only the Referer {WEIBO}: keep a copy." in finding.message
    assert "working_policy" not in finding.evidence


def test_the_page_itself_may_prove_it_in_another_place() -> None:
    assert ids(judged(refused(), entry(A, referrer=ORIGIN))) == ["M11w"]


def test_a_host_has_one_finding_however_many_pictures() -> None:
    promise = PROMISE + picture(B) + "<p>So much for today.</p>"
    answers: dict[str, Answer] = {url: [refused(url), ours(url)] for url in (A, B)}
    found = check(post(promise), capture(promise, answers))
    assert ids(found) == ["M3w", "M3w", "M11w"]
    assert f"{A} and 1 more of this host with" in recipe(found).message
    other = B.replace("cdn", "other")
    answers = {url: [refused(url), ours(url)] for url in (A, other)}
    promise = promise.replace(B, other)
    found = check(post(promise), capture(promise, answers))
    assert ids(found) == ["M3w", "M3w", "M11w", "M11w"]
    assert len({each.fingerprint for each in found.findings}) == 4


PLACEHOLDER = BodyProbe(
    sniffed="image/png", complete=True, width_px=90, height_px=60, top_share=0.9
)


def test_a_policy_that_brings_a_placeholder_is_told_too() -> None:
    notice = entry(A, probe=PLACEHOLDER, sha1="sha1:NOTICE", size_bytes=900)
    again = replace(notice, asked=Asked.AS_SHOWN)
    real = entry(
        A,
        asked=Asked.ORIGIN,
        referrer=ORIGIN,
        probe=BodyProbe(sniffed="image/jpeg", complete=True, width_px=900, height_px=600),
    )
    found = judged(notice, real, again)
    assert ids(found) == ["M5w", "M11w"]
    assert 'write referrerpolicy="origin"' in recipe(found).message
    assert recipe(found).evidence["digest"] == "sha1:NOTICE"
    dropped = judged(replace(notice, referrer=PAGE), real, again, page=PROMISE.replace(NONE, ""))
    assert ids(dropped) == ["M5w"]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([entry(A), refused(asked=Asked.ORIGIN, referrer=ORIGIN)], id="it works"),
        pytest.param([refused()], id="nothing works"),
        pytest.param([refused(), ours(A, Asked.AS_SHOWN, "")], id="the refusal passed"),
        pytest.param([refused(referrer=PAGE), ours(A, Asked.NO_REFERRER, "")], id="theme's policy"),
        pytest.param([refused(), entry(A)], id="a second try of the page"),
        pytest.param([refused(status=429), ours()], id="patience"),
        pytest.param([refused(status=500), ours()], id="server error"),
        pytest.param([refused(status=0, error="net::ERR_FAILED"), ours()], id="no answer"),
        pytest.param([entry(A, truncated=Truncation.DISCONNECT), ours()], id="broken"),
        pytest.param([refused(), ours(A, Asked.YT_DLP, ORIGIN)], id="yt-dlp"),
        pytest.param([ours()], id="the page never asked"),
    ],
)
def test_near_misses_are_silent(answers: list[LedgerEntry]) -> None:
    assert "M11w" not in ids(judged(*answers))


@pytest.mark.parametrize("policy", ["", "nonsense"])
def test_a_post_without_a_policy_has_none_that_is_wrong(policy: str) -> None:
    promise = PROMISE.replace(NONE, policy)
    found = judged(refused(referrer=ORIGIN), ours(A, Asked.NO_REFERRER, ""), promise=promise)
    assert ids(found) == ["M3w"]


@pytest.mark.parametrize(
    "answer",
    [
        entry(A, probe=BodyProbe(sniffed="text/html", complete=True)),
        refused(status=404),
        refused(status=0, error="net::ERR_BLOCKED_BY_ORB"),
    ],
)
def test_a_refusal_has_many_faces(answer: LedgerEntry) -> None:
    assert ids(judged(answer, ours()))[-1] == "M11w"


def test_a_redirect_to_a_refusal_is_one() -> None:
    wall = "https://cdn.example/wall"
    moved = entry(A, status=302, redirect_to=wall, size_bytes=0, probe=None)
    assert ids(judged(moved, refused(wall), ours()))[-1] == "M11w"


# --- players --------------------------------------------------------------------

V = "https://www.youtube.com/embed/dQw4w9WgXcQ"
FRAME = f"<p>The film of the day is this.</p><iframe src='{V}' referrerpolicy='{NONE}'></iframe>"


def played(
    outcome: PlayerOutcome, *documents: LedgerEntry, promise: str = FRAME, page: str = ""
) -> list[str]:
    state = PlayerState(url=V, frame=1, provider="youtube", outcome=outcome)
    staged = capture(
        page or promise, {V: [*documents]}, frames={V: Frame(plays=False)}, players=(state,)
    )
    return ids(check(post(promise), staged))


def test_a_player_that_needs_a_referer_and_is_given_none() -> None:
    found = played(PlayerOutcome.REFUSED, document(V))
    assert found == ["M11w", "V2"]
    same = FRAME.replace(NONE, "same-origin")
    assert played(PlayerOutcome.REFUSED, document(V), promise=same) == ["M11w", "V2"]
    again = (document(V), document(V, referrer=ORIGIN))
    assert played(PlayerOutcome.CAPTURED, *again) == ["M11w"]


def test_the_finding_of_a_player_names_the_policy_to_write() -> None:
    state = PlayerState(url=V, frame=1, provider="youtube", outcome=PlayerOutcome.REFUSED)
    found = check(post(FRAME), capture(FRAME, {V: document(V)}, players=(state,)))
    finding = recipe(found)
    assert 'write referrerpolicy="strict-origin-when-cross-origin"' in finding.message
    assert finding.severity is Severity.WARNING


def test_players_that_are_not_kept_away_by_their_policy_are_silent() -> None:
    assert played(PlayerOutcome.CAPTURED, document(V)) == []
    assert played(PlayerOutcome.REMOVED, document(V)) == ["V2"]
    sent = document(V, referrer=ORIGIN)
    assert played(PlayerOutcome.REFUSED, sent, page=FRAME.replace(NONE, "")) == ["V2"]
    origin = FRAME.replace(NONE, "origin")
    assert played(PlayerOutcome.REFUSED, sent, promise=origin) == ["V2"]
    bare = FRAME.replace(f" referrerpolicy='{NONE}'", "")
    assert played(PlayerOutcome.REFUSED, sent, promise=bare) == ["V2"]


def test_a_player_that_minds_no_referer_is_silent() -> None:
    other = "https://v.example/player.html?vid=1"
    promise = FRAME.replace(V, other)
    state = PlayerState(url=other, frame=1, provider="generic", outcome=PlayerOutcome.REFUSED)
    found = check(post(promise), capture(promise, {other: document(other)}, players=(state,)))
    assert ids(found) == ["V2"]


def test_a_player_that_was_not_looked_at_is_silent() -> None:
    assert ids(check(post(FRAME), capture(FRAME, {V: document(V)}))) == []


# --- policies -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "cross", "own", "downgrade"),
    [
        ("no-referrer", "", "", ""),
        ("same-origin", "", PAGE, ""),
        ("origin", ORIGIN, ORIGIN, ORIGIN),
        ("strict-origin", ORIGIN, ORIGIN, ""),
        ("origin-when-cross-origin", ORIGIN, PAGE, ORIGIN),
        ("strict-origin-when-cross-origin", ORIGIN, PAGE, ""),
        ("no-referrer-when-downgrade", PAGE, PAGE, ""),
        ("unsafe-url", PAGE, PAGE, PAGE),
    ],
)
def test_policies_send_what_the_standard_says(
    policy: str, cross: str, own: str, downgrade: str
) -> None:
    page = PAGE.replace("//", "//me:secret@") + "#top"
    assert referrer_under(policy, page, A) == cross
    assert referrer_under(policy, page, ORIGIN + "a.jpg") == own
    assert referrer_under(policy, page, A.replace("https", "http")) == downgrade


ADDRESSES = st.text(st.sampled_from("ab.:/@[]?#%1é\x00\ud800 "), max_size=20)


@given(st.sampled_from([NONE, "origin", "unsafe-url", "strict-origin", "x"]), ADDRESSES, ADDRESSES)
def test_odd_addresses_are_borne_and_nobody_s_password_is_sent(
    policy: str, page: str, url: str
) -> None:
    sent = referrer_under(policy, "https://me:secret@news.example/" + page, "https://" + url)
    assert sent is None or "secret" not in sent
    assert (sent is None) is (policy == "x")
    assert policy != NONE or not sent
