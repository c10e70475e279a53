"""Stand-in pictures that come with status 200."""

from __future__ import annotations

from dataclasses import replace

import placeholder_cases
import placeholder_spares
import placeholder_unseen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placeholder_scenes import (
    CDN,
    NONE,
    SAME,
    SITE,
    Case,
    Scene,
    Shown,
    beside,
    jpeg,
    notice,
    photo,
    png,
)
from staged import capture, entry, ids, post, report

from archiver.compare import check
from archiver.compare.placeholders.shares import Shares
from archiver.models import Asked, BodyProbe, LedgerEntry
from archiver.rules import read_rulebook
from archiver.rules.placeholders import PlaceholderRules
from archiver.rules.table import Table

assert placeholder_spares.CASES is placeholder_cases.CASES
CASES = [
    *placeholder_cases.CASES.planted,
    *placeholder_cases.CASES.near_misses,
    *placeholder_unseen.CASES.planted,
    *placeholder_unseen.CASES.near_misses,
]
TEXT = "".join(f"<p>This is paragraph {n}, which says its own things.</p>" for n in range(4))
URLS = [f"https://cdn.example/{name}.jpg" for name in "abcd"]
PROMISE = TEXT + "".join(f"<img src='{url}'>" for url in URLS)


def answers(*digests: str) -> dict[str, LedgerEntry]:
    return {url: entry(url, sha1=f"sha1:{each}") for url, each in zip(URLS, digests, strict=True)}


def test_one_digest_for_three_pictures_is_a_placeholder_for_each() -> None:
    found = report(PROMISE, PROMISE, answers=answers("A", "A", "A", "B"))
    assert ids(found) == ["M5"] * 3
    assert "the same bytes came for 3 different pictures" in found.findings[0].message
    assert (found.media_promised, found.media_kept) == (4, 1)


def test_a_page_without_any_sign_is_not_compared_picture_by_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Shares, "of", _refuse)
    assert ids(report(PROMISE, PROMISE, answers=answers("A", "B", "C", "D"))) == []
    with pytest.raises(AssertionError, match="compared"):
        report(PROMISE, PROMISE, answers=answers("A", "A", "B", "C"))


def _refuse(*_: object) -> Shares:
    raise AssertionError("compared")


def test_the_same_picture_uploaded_twice_is_no_placeholder() -> None:
    assert ids(report(PROMISE, PROMISE, answers=answers("A", "A", "B", "C"))) == []


def test_one_picture_in_three_sizes_is_no_placeholder() -> None:
    same = [f"{URLS[0]}?imageView2/2/w/{width}" for width in (100, 200, 300)]
    promise = TEXT + "".join(f"<img src='{url}'>" for url in same)
    one = {url: entry(url, sha1="sha1:A") for url in same}
    assert ids(report(promise, promise, answers=one)) == []


def test_mirrors_of_one_picture_are_no_placeholders() -> None:
    mirrors = [f"https://i{n}.example/bfs/a.jpg" for n in range(4)]
    promise = TEXT + "".join(f"<img src='{url}'>" for url in mirrors)
    same = {url: entry(url, sha1="sha1:A") for url in mirrors}
    assert ids(report(promise, promise, answers=same)) == []


def test_pictures_chosen_by_the_query_are_different_pictures() -> None:
    queries = [f"https://cdn.example/show?id={n}" for n in range(3)]
    promise = TEXT + "".join(f"<img src='{url}'>" for url in queries)
    same = {url: entry(url, sha1="sha1:A") for url in queries}
    assert ids(report(promise, promise, answers=same)) == ["M5"] * 3


def test_wechat_s_notice_is_known_by_host_and_size() -> None:
    def found(url: str, width: int) -> list[str]:
        promise = f"{TEXT}<img src='{url}'>"
        probe = BodyProbe(sniffed="image/png", complete=True, width_px=width, height_px=349)
        return ids(report(promise, promise, answers={url: entry(url, probe=probe)}))

    wechat = "https://mmbiz.qpic.cn/mmbiz_jpg/abc/640?wx_fmt=jpeg"
    assert found(wechat, 470) == ["M5"]
    assert found("https://relay.example/mmbiz_png/abc/640", 470) == ["M5"]
    assert found(wechat, 640) == []
    assert found("https://cdn.example/a.png", 470) == []


def test_a_failed_picture_is_told_by_its_failure_alone() -> None:
    failed = {url: entry(url, status=403) for url in URLS}
    assert ids(report(PROMISE, PROMISE, answers=failed)) == ["M3"] * 4


@pytest.mark.parametrize("case", CASES, ids=str)
def test_exactly_the_stand_ins_are_found(case: Case) -> None:
    assert case.found() == case.wanted()


def test_there_are_many_cases_of_both_sorts() -> None:
    assert sum(bool(case.lost) for case in CASES) >= 50
    assert sum(not case.lost for case in CASES) >= 50
    assert len({str(case) for case in CASES}) == len(CASES)


HARBOUR = f"{CDN}/harbour.jpg"


def test_a_split_tells_both_pictures_and_how_the_real_one_was_got() -> None:
    sign, real = png(notice()), jpeg(photo(1))
    found = beside(Shown(HARBOUR, sign, [(NONE, real)])).report()
    (finding,) = found.findings
    assert finding.message == (
        f"The page asked for the picture {HARBOUR}, but the server sends another picture without "
        "a Referer, and 95% of what came is one colour; archiver asked again without a Referer "
        "and kept it."
    )
    assert finding.evidence["signs"] == "split, flat"
    assert finding.evidence["pixels"] == "400 x 300"
    assert finding.evidence["real_pixels"] == "640 x 400"
    assert finding.evidence["real_asked"] == "no-referrer"
    assert finding.evidence["digest"].startswith("sha1:")
    assert finding.evidence["real_digest"] != finding.evidence["digest"]
    assert len(finding.evidence["real_phash"]) == 16
    assert (found.media_promised, found.media_kept, found.verdict) == (3, 3, "complete")


def test_without_the_real_picture_it_is_lost() -> None:
    sign = jpeg(notice())
    scene = beside(Shown(HARBOUR, sign, [(NONE, sign)], via=f"{CDN}/403.png"))
    found = scene.report()
    (finding,) = found.findings
    assert finding.severity == "error"
    assert finding.evidence["redirected_from"] == HARBOUR
    assert (found.media_promised, found.media_kept, found.verdict) == (3, 2, "partial")


def test_shared_bytes_name_the_other_addresses() -> None:
    urls = [f"{CDN}/{name}.jpg" for name in "abcdefgh"]
    sign = jpeg(notice())
    found = beside(*(Shown(url, sign) for url in urls)).report()
    assert [finding.subject for finding in found.findings] == urls
    shared = found.findings[0].evidence["shared_with"]
    assert shared == ", ".join(urls[1:6]) + " and 2 more"


def test_a_poster_is_told_as_one_and_its_film_counts_as_kept() -> None:
    film = f"<video src='{CDN}/f.mp4' poster='{CDN}/p.jpg'></video>"
    shown = Shown(f"{CDN}/p.jpg", png(notice()), via=f"{CDN}/403.png", html=film)
    found = beside(shown).report()
    assert ids(found) == ["M5"]
    assert found.findings[0].message.startswith(f"The page asked for the poster {CDN}/p.jpg, but")
    assert (found.media_promised, found.media_kept) == (3, 3)


def test_a_placeholder_above_the_article_is_not_kept() -> None:
    head = Shown(f"{CDN}/head.jpg", png(notice()), via=f"{CDN}/403.png")
    found = Scene([Shown(HARBOUR, jpeg(photo(2)))], heads=[head]).report()
    assert ids(found) == ["M5"]
    assert found.findings[0].evidence["field"] == "headimg"
    assert (found.media_promised, found.media_kept) == (2, 1)


def test_one_picture_shown_twice_has_two_findings_of_different_fingerprints() -> None:
    shown = Shown(HARBOUR, png(notice()), via=f"{CDN}/403.png")
    found = beside(shown, shown).report()
    assert [finding.subject for finding in found.findings] == [HARBOUR, HARBOUR]
    assert len({finding.fingerprint for finding in found.findings}) == 2


def test_the_fingerprint_stays_when_the_evidence_changes() -> None:
    sign = png(notice())
    once = beside(Shown(HARBOUR, sign, via=f"{CDN}/403.png")).report().findings[0]
    later = beside(Shown(HARBOUR, png(notice("gone")), via=f"{CDN}/404.png")).report().findings[0]
    assert once.fingerprint == later.fingerprint


def test_a_refused_page_and_a_real_picture_for_archiver_is_no_placeholder() -> None:
    found = beside(Shown(HARBOUR, 403, [(NONE, jpeg(photo(1))), (SITE, png(notice()))])).report()
    assert "M5" not in ids(found)


def test_redirects_are_followed_among_requests_of_one_kind() -> None:
    """Archiver was sent on to the same address as the page, and got the picture there."""
    place = f"{CDN}/store/7"
    shown = Shown(
        HARBOUR, png(notice()), [(NONE, jpeg(photo(1))), (SAME, png(notice()))], via=place
    )
    found = beside(shown).report()
    assert ids(found) == ["M5w"]


def test_rules_of_the_user_are_asked() -> None:
    scene = beside(Shown(HARBOUR, jpeg(photo(1))))
    digest = scene.capture().ledger[2].sha1
    assert ids(scene.report()) == []
    values = {"name": "my notice", "sha1": [digest]}
    rules = PlaceholderRules.of([Table("mine.toml: [[placeholder]] 1", values)])
    found = check(
        scene.post(), scene.capture(), rulebook=replace(read_rulebook(), placeholders=rules)
    )
    assert [finding.evidence["signs"] for finding in found.findings] == ["known"]
    assert "but my notice came in its place." in found.findings[0].message


PROBES = st.builds(
    BodyProbe,
    sniffed=st.sampled_from(["image/jpeg", "image/png", "image/svg+xml", "image/gif"]),
    complete=st.just(True),
    width_px=st.integers(0, 3000),
    height_px=st.integers(0, 3000),
    phash=st.sampled_from(["", "0" * 16, "f" * 16, "00000000000000ff", "no hash"]),
    top_share=st.floats(0, 1),
)
LINES = st.builds(
    lambda url, probe, digest, asked, status, to: entry(
        url,
        probe=probe,
        sha1=f"sha1:{digest}",
        asked=asked,
        status=status,
        redirect_to=to if status == 302 else "",
    ),
    st.sampled_from([*URLS, "https://cdn.example/403.png"]),
    st.none() | PROBES,
    st.sampled_from("AB"),
    st.sampled_from(Asked),
    st.sampled_from([200, 200, 302, 403]),
    st.sampled_from([*URLS, "https://cdn.example/403.png", ":", ""]),
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=14), st.lists(LINES, max_size=5))
def test_any_ledger_is_judged_the_same_each_time(
    lines: list[LedgerEntry], before: list[LedgerEntry]
) -> None:
    promised = post(PROMISE)
    now, earlier = capture(PROMISE, {"": lines}), capture(PROMISE, {"": before})
    found = check(promised, now, earlier=earlier)
    assert found == check(promised, now, earlier=earlier)
    for finding in found.findings:
        assert finding.check != "M5" or finding.evidence["signs"]
