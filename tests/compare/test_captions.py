"""Captions that are gone, or stand at another medium."""

from __future__ import annotations

import time

import pytest
from staged import capture, entry, ids, post, report

from archiver.compare import check
from archiver.models import Verdict

A, B, C = (f"https://cdn.example/{name}.jpg" for name in "abc")
FIRST, SECOND, THIRD = (
    "<p>The first paragraph of the article is long enough not to be taken for a caption.</p>",
    "<p>A second paragraph stands between the two pictures, and it runs on for a while. So.</p>",
    "<p>The last paragraph of the article is about as long as the others, and ends it all.</p>",
)
CAPTION_A = "<p align='center'>▲The harbour at dusk</p>"
CAPTION_B = "<p align='center'>▲The minister arrives</p>"
PROMISE = f"{FIRST}<img src='{A}'>{CAPTION_A}{SECOND}<img src='{B}'>{CAPTION_B}{THIRD}"


def test_captions_under_their_pictures_are_kept() -> None:
    found = report(PROMISE, PROMISE)
    assert ids(found) == []
    assert (found.captions_promised, found.captions_kept) == (2, 2)


def test_a_lost_caption_is_named() -> None:
    found = report(PROMISE, PROMISE.replace(CAPTION_B, ""))
    assert ids(found) == ["C1"]
    assert (found.verdict, found.captions_kept) == (Verdict.PARTIAL, 1)
    assert found.findings[0].message == 'The caption "▲The minister arrives" is not on the page.'
    assert found.findings[0].block == 5


def test_a_caption_in_other_words_is_lost() -> None:
    found = report(PROMISE, PROMISE.replace("The minister arrives", "The singer leaves"))
    assert ids(found) == ["C1"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("▲The harbour", "△The harbour"),
        ("▲The harbour", "The harbour"),
        ("▲The harbour", "▲ The\u3000harbour"),
        ("▲The harbour", "▲The\u200b \u00adharbour"),
        (CAPTION_A, f"{CAPTION_A}<p>Advertisement</p>"),
        (CAPTION_A, f"<p>Advertisement</p>{CAPTION_A}"),
        (CAPTION_A, f"<img src='https://ads.example/1.png'>{CAPTION_A}"),
        (CAPTION_A, "<p>▲The harbour</p><p>at dusk</p>"),
        (CAPTION_A + SECOND, SECOND.replace("<p>", "<p>▲The harbour at dusk ")),
        (f"<img src='{A}'>{CAPTION_A}", f"<figure><img src='{A}'><figcaption>The harbour at dusk"),
        (
            f"<img src='{A}'>{CAPTION_A}",
            f"<figure><figcaption>The harbour at dusk</figcaption><img src='{A}'></figure>",
        ),
        (CAPTION_A, f"{CAPTION_A}{CAPTION_A}"),
    ],
)
def test_near_misses_are_silent(old: str, new: str) -> None:
    assert old in PROMISE
    assert ids(report(PROMISE, PROMISE.replace(old, new))) == []


def test_a_caption_after_the_next_paragraph_is_parted() -> None:
    page = PROMISE.replace(CAPTION_A + SECOND, SECOND + CAPTION_A)
    found = report(PROMISE, page)
    assert ids(found) == ["C2"]
    assert "parted from it by" in found.findings[0].message
    assert found.captions_kept == 1


def test_exchanged_captions_are_two_findings_and_no_moves() -> None:
    page = PROMISE.replace(CAPTION_A, "@").replace(CAPTION_B, CAPTION_A).replace("@", CAPTION_B)
    found = report(PROMISE, page)
    assert ids(found) == ["C2", "C2"]
    assert f"belongs to the picture {A}, but stands at the picture {B}" in found.findings[0].message
    assert found.captions_kept == 0


def test_exchanged_pictures_are_told_by_their_captions() -> None:
    page = PROMISE.replace(A, "@").replace(B, A).replace("@", B)
    assert ids(report(PROMISE, page)) == ["C2", "C2"]


def test_a_picture_and_caption_that_move_together_stay_a_pair() -> None:
    pair = f"<img src='{A}'>{CAPTION_A}"
    page = PROMISE.replace(pair, "") + pair
    found = report(PROMISE, page)
    assert ids(found) == ["O1"]
    assert found.captions_kept == 2


def test_the_caption_of_a_failed_picture_is_the_picture_s_finding() -> None:
    failed = report(PROMISE, PROMISE, answers={A: entry(A, status=404)})
    assert ids(failed) == ["M3"]


def test_one_caption_for_several_pictures_belongs_to_each() -> None:
    group = f"<figure><img src='{A}'><img src='{B}'><figcaption>Two views</figcaption></figure>"
    promise = f"{FIRST}{group}{SECOND}<img src='{C}'>{THIRD}"
    assert ids(report(promise, promise)) == []
    assert ids(report(promise, promise.replace(f"<img src='{A}'>", ""))) == ["M1"]


def test_a_caption_above_its_picture_is_paired_downwards() -> None:
    promise = (
        f"{FIRST}<p>▼ The capsule in the water</p><img src='{A}'>{SECOND}"
        f"<p>▼ The crew on deck</p><img src='{B}'>{THIRD}"
    )
    assert ids(report(promise, promise)) == []
    page = promise.replace(A, "@").replace(B, A).replace("@", B)
    assert ids(report(promise, page)) == ["C2", "C2"]


def test_a_theme_may_set_all_captions_above_their_pictures() -> None:
    turned = PROMISE
    for url, caption in ((A, CAPTION_A), (B, CAPTION_B)):
        turned = turned.replace(f"<img src='{url}'>{caption}", f"{caption}<img src='{url}'>")
    assert ids(report(PROMISE, turned)) == []
    row = f"{FIRST}<img src='{A}'>{CAPTION_A}<img src='{B}'>{CAPTION_B}{THIRD}"
    above = f"{FIRST}{CAPTION_A}<img src='{A}'>{CAPTION_B}<img src='{B}'>{THIRD}"
    assert ids(report(row, above)) == []


def test_captions_exchanged_in_a_row_of_pictures_are_seen() -> None:
    row = f"{FIRST}<img src='{A}'>{CAPTION_A}<img src='{B}'>{CAPTION_B}{THIRD}"
    page = f"{FIRST}<img src='{A}'>{CAPTION_B}<img src='{B}'>{CAPTION_A}{THIRD}"
    assert ids(report(row, page)) == ["C2", "C2"]


def test_a_short_caption_elsewhere_is_parted_and_not_missing() -> None:
    promise = PROMISE.replace("The harbour at dusk", "Dusk")
    page = promise.replace("<p align='center'>▲Dusk</p>", "") + "<p>▲Dusk</p>"
    assert ids(report(promise, page)) == ["C2"]


def test_columns_of_a_table_that_are_exchanged_are_seen() -> None:
    def table(*pictures: str) -> str:
        cells = "".join(f"<td><img src='{url}'></td>" for url in pictures)
        words = "<td>The eastern landing</td><td>The western landing</td>"
        return f"{FIRST}<table><tr>{cells}</tr><tr>{words}</tr></table>{THIRD}"

    assert ids(report(table(A, B), table(A, B))) == []
    assert ids(report(table(A, B), table(B, A))) == ["C2", "C2"]


def test_captions_are_judged_in_time_that_grows_with_their_number() -> None:
    pairs = "".join(
        f"<img src='https://cdn.example/{n}.jpg' box='0,{n * 50},600,20'>"
        f"<p align=center box='0,{n * 50 + 22},600,20'>▲The landing number {n}</p>"
        for n in range(1500)
    )
    whole, page = post(pairs), capture(pairs)
    start = time.process_time()
    found = check(whole, page)
    assert time.process_time() - start < 10
    assert (found.findings, found.captions_kept) == ((), 1500)
