"""Captions without their media, with too many, or parted from some of them: C3."""

from __future__ import annotations

import pytest
from staged import entry, ids, report

from archiver.models import Finding, Verdict

A, B, C = (f"https://cdn.example/{name}.jpg" for name in "abc")
FIRST = "<p>The first paragraph of the article is long enough not to be taken for a caption.</p>"
SECOND = "<p>A second paragraph stands between the pictures, and it runs on for a while. So.</p>"
THIRD = "<p>The last paragraph of the article is about as long as the others, and ends it all.</p>"
CAPTION_A, CAPTION_B = (
    f"<p align='center'>▲{words}</p>" for words in ("The harbour at dusk", "The minister arrives")
)


def picture(url: str) -> str:
    return f"<p><img src='{url}'></p>"


PROMISE = f"{FIRST}{picture(A)}{CAPTION_A}{SECOND}{picture(B)}{CAPTION_B}{THIRD}"


def company(promise: str, page: str) -> list[Finding]:
    return [each for each in report(promise, page).findings if each.check == "C3"]


def test_a_caption_whose_picture_is_gone_stands_alone() -> None:
    found = report(PROMISE, PROMISE.replace(picture(A), ""))
    assert ids(found) == ["M1", "C3w"]
    alone = found.findings[1]
    assert alone.message == (
        f'The caption "▲The harbour at dusk" speaks of the picture {A},'
        " which is gone, and stands alone."
    )
    assert alone.evidence["medium"] == A
    assert (alone.block, alone.subject) == (2, "▲The harbour at dusk")
    assert found.captions_kept == 1


def test_a_caption_whose_picture_is_gone_stands_at_the_picture_before() -> None:
    promise = f"{FIRST}{picture(C)}{picture(A)}{CAPTION_A}{SECOND}"
    (found,) = company(promise, promise.replace(picture(A), ""))
    assert found.message.endswith(f"which is gone, and stands at the picture {C}.")
    assert found.evidence["at"] == C


def test_a_caption_whose_picture_is_gone_stands_at_one_that_is_not_the_post_s() -> None:
    other = "https://cdn.example/filler.png"
    (found,) = company(PROMISE, PROMISE.replace(A, other))
    assert found.evidence["at"] == other


def test_a_picture_that_has_its_own_caption_is_not_taken_for_the_lost_one() -> None:
    promise = f"{FIRST}{picture(B)}{CAPTION_B}{picture(A)}{CAPTION_A}{SECOND}"
    page = promise.replace(picture(A), "<p>Advertisement that is shown by the theme.</p>")
    (found,) = company(promise, page)
    assert "at" not in found.evidence


def test_a_picture_parted_by_text_from_its_shared_caption_is_told() -> None:
    group = f"<p><img src='{A}'><img src='{B}'></p>{CAPTION_A}"
    promise = f"{FIRST}{group}{SECOND}{THIRD}"
    page = f"{FIRST}{picture(A)}{SECOND}{picture(B)}{CAPTION_A}{THIRD}"
    assert company(promise, promise) == []
    (found,) = company(promise, page)
    assert found.message == (
        f'The picture {A} shares the caption "▲The harbour at dusk" with others,'
        " and was parted from it by text."
    )
    assert (found.evidence["medium"], found.evidence["blocks"]) == (A, "1")


def test_a_picture_that_the_page_gives_to_a_caption_is_told() -> None:
    page = PROMISE.replace(
        f"{picture(A)}{CAPTION_A}{SECOND}{picture(B)}{CAPTION_B}",
        f"{SECOND}<figure><img src='{A}'><img src='{B}'>"
        "<figcaption>▲The minister arrives</figcaption></figure>",
    )
    (found,) = company(PROMISE, page)
    assert found.message == (
        f'The caption "▲The minister arrives" speaks of the picture {B};'
        f" on the page it also stands for the picture {A}."
    )
    assert (found.evidence["medium"], found.evidence["also"]) == (B, A)


NEAR_MISSES = {
    "pictures that lie side by side in the post": (
        f"{FIRST}{picture(A)}{picture(B)}{CAPTION_B}{THIRD}",
        (
            f"{FIRST}<figure><img src='{A}'><img src='{B}'>"
            f"<figcaption>▲The minister arrives</figcaption></figure>{THIRD}"
        ),
    ),
    "a figure around pictures that have their captions beside them": (
        f"{FIRST}{picture(A)}{CAPTION_A}{picture(B)}{CAPTION_B}{THIRD}",
        (
            f"{FIRST}<figure><img src='{A}'><figcaption>▲The harbour at dusk</figcaption>"
            f"<img src='{B}'><figcaption>▲The minister arrives</figcaption></figure>{THIRD}"
        ),
    ),
    "a picture of the theme in the figure": (
        PROMISE,
        PROMISE.replace(
            picture(A), f"<p><img src='https://s.example/zoom.png'><img src='{A}'></p>"
        ),
    ),
    "an advertisement in a group": (
        f"{FIRST}<figure><img src='{A}'><img src='{B}'><figcaption>Two views</figcaption></figure>",
        (
            f"{FIRST}<figure><img src='{A}'><p>Advertisement</p><img src='{B}'>"
            "<figcaption>Two views</figcaption></figure>"
        ),
    ),
    "one of several pictures that is gone": (
        f"{FIRST}<figure><img src='{A}'><img src='{B}'><figcaption>Two views</figcaption></figure>",
        f"{FIRST}<figure><img src='{B}'><figcaption>Two views</figcaption></figure>",
    ),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_company_that_misleads_nobody_is_silent(name: str) -> None:
    assert company(*NEAR_MISSES[name]) == []


def test_a_picture_that_failed_still_has_its_caption() -> None:
    assert ids(report(PROMISE, PROMISE, answers={A: entry(A, status=404)})) == ["M3"]


def test_a_caption_has_one_finding() -> None:
    group = f"<p><img src='{A}'><img src='{B}'></p>{CAPTION_A}"
    promise = f"{FIRST}{group}{SECOND}{THIRD}"
    moved = report(promise, promise.replace(CAPTION_A, "") + CAPTION_A)
    assert [each.check for each in moved.findings if each.check.startswith("C")] == ["C2"]
    lost = report(promise, promise.replace(group, ""))
    assert [each.check for each in lost.findings if each.check.startswith("C")] == ["C1"]


def test_a_warning_about_company_leaves_an_article_whole() -> None:
    page = PROMISE.replace(
        f"{picture(A)}{CAPTION_A}{SECOND}{picture(B)}",
        f"{CAPTION_A}{SECOND}<p><img src='{A}'><img src='{B}'></p>",
    )
    assert report(PROMISE, PROMISE).verdict is Verdict.COMPLETE
    assert "C2" in ids(report(PROMISE, page))
