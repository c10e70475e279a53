"""Captions that are gone, or stand at another medium."""

from __future__ import annotations

import pytest
from staged import entry, ids, report

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


def test_the_caption_of_a_lost_picture_is_the_picture_s_finding() -> None:
    found = report(PROMISE, PROMISE.replace(f"<img src='{A}'>", ""))
    assert ids(found) == ["M1"]
    failed = report(PROMISE, PROMISE, answers={A: entry(A, status=404)})
    assert ids(failed) == ["M3"]


def test_one_caption_for_several_pictures_belongs_to_each() -> None:
    group = f"<figure><img src='{A}'><img src='{B}'><figcaption>Two views</figcaption></figure>"
    promise = f"{FIRST}{group}{SECOND}<img src='{C}'>{THIRD}"
    assert ids(report(promise, promise)) == []
    assert ids(report(promise, promise.replace(f"<img src='{A}'>", ""))) == ["M1"]


def test_a_caption_drawn_at_another_picture_is_seen_by_the_boxes() -> None:
    def page(caption_top: int) -> str:
        return (
            f"{FIRST}<img src='{A}' box='0,100,600,300'>"
            f"<p align=center box='0,{caption_top},600,20'>▲The harbour at dusk</p>{SECOND}"
            f"<img src='{B}' box='0,2000,600,300'>"
            f"<p align=center box='0,2330,600,20'>▲The minister arrives</p>{THIRD}"
        )

    assert ids(report(PROMISE, page(410))) == []
    assert ids(report(PROMISE, page(650))) == []
    assert ids(report(PROMISE, page(2310))) == ["C2"]


def test_a_caption_above_its_picture_is_paired_downwards() -> None:
    promise = (
        f"{FIRST}<p>▼ The capsule in the water</p><img src='{A}'>{SECOND}"
        f"<p>▼ The crew on deck</p><img src='{B}'>{THIRD}"
    )
    assert ids(report(promise, promise)) == []
    page = promise.replace(A, "@").replace(B, A).replace("@", B)
    assert ids(report(promise, page)) == ["C2", "C2"]
