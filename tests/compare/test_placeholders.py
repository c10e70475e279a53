"""Stand-in pictures that come with status 200."""

from __future__ import annotations

from staged import entry, ids, report

from archiver.models import BodyProbe, LedgerEntry

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
