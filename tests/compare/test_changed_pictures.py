"""Pictures that show something else than an earlier capture has of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_case import ABOVE, BELOW, case_of, kinds, looks
from staged import Answer, capture, entry

from archiver.compare import changed_pictures
from archiver.compare.loss import Loss
from archiver.models import Asked, BodyProbe, Capture

URL = "https://cdn.example/2024/harbour.jpg"
ONE = "00ff00ff00ff00ff"


def differing(bits: int) -> str:
    """A hash that is so many bits from the first."""
    return f"{int(ONE, 16) ^ ((1 << bits) - 1):016x}"


def hashed(bits: int, **facts: object) -> BodyProbe:
    return looks(phash=differing(bits), top_share=0.2, **facts)  # type: ignore[arg-type]


def captured(answer: Answer, url: str = URL) -> Capture:
    return capture(ABOVE + f"<img src='{url}'>" + BELOW, {url: answer}, capture_id="c0")


def judged(
    now: Answer, before: Answer, seen: dict[str, BodyProbe] | None = None, **more: str
) -> list[Loss]:
    shown, past = more.get("shown", URL), more.get("past", URL)
    case = case_of(
        f"<img src='{URL}'>",
        f"<img src='{shown}'>",
        {shown: now},
        earlier=captured(before, past),
        seen=seen,
    )
    return list(changed_pictures.losses(case))


def line(probe: BodyProbe | None, sha1: str, url: str = URL, **facts: object) -> Answer:
    return entry(url, probe=probe, sha1=sha1, **facts)


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        (0, []),
        (8, []),
        (9, ["perhaps changed"]),
        (24, ["perhaps changed"]),
        (25, ["changed"]),
        (40, ["changed"]),
    ],
)
def test_how_far_apart_the_two_are_decides(bits: int, expected: list[str]) -> None:
    found = judged(line(hashed(bits), "sha1:B"), line(hashed(0), "sha1:A"))
    assert kinds(found) == expected


def test_it_says_when_and_what_was_there() -> None:
    (loss,) = judged(line(hashed(30), "sha1:B"), line(hashed(0), "sha1:A", size_bytes=9))
    assert (loss.check, loss.block, loss.subject) == ("M10", 1, URL)
    assert loss.message == (f"The picture {URL} is another one than in the capture of 2026-01-02.")
    assert loss.entry is not None
    assert loss.entry.sha1 == "sha1:B"
    assert loss.evidence["bits"] == "30 of 64"
    assert loss.evidence["before_capture"] == "c0"
    assert loss.evidence["before_digest"] == "sha1:A"
    assert loss.evidence["before_size_bytes"] == "9"


def test_without_an_earlier_capture_nothing_is_said() -> None:
    case = case_of(f"<img src='{URL}'>", answers={URL: line(hashed(0), "sha1:A")})
    assert list(changed_pictures.losses(case)) == []


@pytest.mark.parametrize("probe", [looks(), looks(top_share=0.4), None])
def test_what_was_decoded_on_one_side_only_is_silent(probe: BodyProbe | None) -> None:
    assert judged(line(probe, "sha1:B"), line(hashed(0), "sha1:A")) == []
    assert judged(line(hashed(0), "sha1:B"), line(probe, "sha1:A")) == []


def test_looks_from_the_archive_count_where_the_ledger_has_none() -> None:
    found = judged(
        line(looks(), "sha1:B"),
        line(looks(), "sha1:A"),
        {"sha1:A": hashed(0), "sha1:B": hashed(33)},
    )
    assert kinds(found) == ["changed"]


def test_the_same_bytes_are_the_same_picture_whatever_the_hash() -> None:
    assert judged(line(hashed(33), "sha1:A"), line(hashed(0), "sha1:A")) == []


def test_one_of_several_answers_that_is_the_former_picture_is_enough() -> None:
    now = [
        entry(URL, probe=hashed(33), sha1="sha1:B"),
        entry(URL, probe=hashed(2), sha1="sha1:C", asked=Asked.NO_REFERRER),
    ]
    assert judged(now, line(hashed(0), "sha1:A")) == []


def test_a_failure_on_either_side_is_another_checks() -> None:
    good, other = line(hashed(33), "sha1:B"), line(hashed(0), "sha1:A", status=404)
    assert judged(good, other) == []
    assert judged(line(hashed(33), "sha1:B", status=403), line(hashed(0), "sha1:A")) == []


def test_a_former_placeholder_is_no_former_picture() -> None:
    before = [
        entry(URL, probe=hashed(0), sha1="sha1:A"),
        entry("https://cdn.example/2024/mountains.jpg", probe=hashed(0), sha1="sha1:A"),
    ]
    assert judged(line(hashed(33), "sha1:B"), before) == []


def test_a_notice_of_some_words_is_another_checks() -> None:
    notice = looks(phash=differing(33), top_share=0.96)
    assert judged(line(hashed(0), "sha1:B"), line(notice, "sha1:A")) == []
    assert judged(line(notice, "sha1:B"), line(hashed(0), "sha1:A")) == []
    # Two drawings on white are compared as any other pictures.
    drawing = looks(phash=ONE, top_share=0.97)
    assert kinds(judged(line(notice, "sha1:B"), line(drawing, "sha1:A"))) == ["changed"]


def test_a_known_placeholder_is_another_checks() -> None:
    url = "https://mmbiz.qpic.cn/mmbiz_jpg/abcdef/640"
    photograph = line(hashed(0), "sha1:A", url)
    for size, expected in (((470, 349), []), ((471, 349), ["changed"])):
        other = line(looks(*size, phash=differing(33), top_share=0.2), "sha1:B", url)
        for now, before in ((photograph, other), (other, photograph)):
            case = case_of(f"<img src='{url}'>", answers={url: now}, earlier=captured(before, url))
            assert kinds(list(changed_pictures.losses(case))) == expected


def test_a_host_of_random_pictures_is_silent() -> None:
    url = "https://picsum.photos/600/400"
    case = case_of(
        f"<img src='{url}'>",
        answers={url: line(hashed(33), "sha1:B", url)},
        earlier=captured(line(hashed(0), "sha1:A", url), url),
    )
    assert list(changed_pictures.losses(case)) == []


def test_an_address_that_gives_another_picture_each_time_is_silent() -> None:
    now = [
        entry(URL, probe=hashed(33), sha1="sha1:B"),
        entry(URL, probe=looks(phash="f0f0f0f00f0f0f0f"), sha1="sha1:C", asked=Asked.AS_SHOWN),
    ]
    assert judged(now, line(hashed(0), "sha1:A")) == []


def test_a_crop_in_another_variant_of_the_address_is_silent() -> None:
    square = URL + "?w=200"
    past = line(hashed(0), "sha1:A")
    now = line(hashed(33, width=200, height=200), "sha1:B", square)
    assert judged(now, past, shown=square) == []
    scaled = line(hashed(33, width=320, height=180), "sha1:B", square)
    assert kinds(judged(scaled, past, shown=square)) == ["changed"]


def test_what_another_check_has_told_is_not_told_again() -> None:
    case = case_of(
        f"<img src='{URL}'>",
        answers={URL: line(hashed(33), "sha1:B")},
        earlier=captured(line(hashed(0), "sha1:A")),
    )
    assert list(changed_pictures.losses(case, {(1, URL)})) == []
    assert len(list(changed_pictures.losses(case))) == 1


@given(st.text(max_size=20), st.text(max_size=20))
def test_hashes_of_a_hostile_ledger_are_left_alone(one: str, other: str) -> None:
    judged(line(looks(phash=one), "sha1:B"), line(looks(phash=other), "sha1:A"))
