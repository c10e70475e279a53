"""Alternative texts that the page lost, and those that nobody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_case import ABOVE, BELOW, case_of, kinds
from staged import capture, post

from archiver.compare import alternative_texts
from archiver.compare.loss import Loss

URL = "https://cdn.example/2024/p{}.jpg"
ALT = "Two cranes over the harbour at dawn"


def image(number: int, alt: str | None, more: str = "") -> str:
    text = "" if alt is None else f' alt="{alt}"'
    return f"<p><img src='{URL.format(number)}'{text} {more}></p>"


def judged(promise: str, page: str) -> list[Loss]:
    return list(alternative_texts.losses(case_of(promise, page)))


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        (None, "lost"),
        ("", "lost"),
        ("  ", "lost"),
        ("harbour.jpg", "changed"),
        ("A ship", "changed"),
    ],
)
def test_a_lost_text_is_told(shown: str | None, kind: str) -> None:
    (loss,) = judged(image(1, ALT), image(1, shown))
    assert (loss.check, loss.kind, loss.block, loss.subject) == ("A1", kind, 1, URL.format(1))
    assert f'has the alternative text "{ALT}" in the post' in loss.message
    assert loss.evidence["promised_text"] == ALT
    assert loss.evidence["shown_text"] == (shown or "").strip()


@pytest.mark.parametrize(
    ("promised", "shown"),
    [
        (ALT, ALT),
        (ALT, "Two  cranes over the\u00a0harbour at dawn"),
        (ALT, ALT.upper()),
        (ALT, ALT + " (photograph: the harbour office)"),
        ("The &quot;old&quot; pier &amp; the new", "The “old” pier &amp;amp; the new"),
        ("It&#39;s ＡＢＣ１２３", "It’s ABC123"),
        ("港口的清晨，两台吊车", "港口的清晨， 两台吊车。"),
    ],
)
def test_variants_of_a_text_are_the_same(promised: str, shown: str) -> None:
    assert judged(image(1, promised), image(1, shown)) == []


@pytest.mark.parametrize(
    "alt",
    [
        "",
        " ",
        "image",
        "Image 12",
        "图片",
        "图片3",
        "IMG_20240102.jpg",
        "screenshot-2024.PNG",
        "20240102",
        "DSC_1234",
        "p1",
        "https://cdn.example/a",
        "…",
        "an image",
    ],
)
def test_a_text_that_nobody_wrote_is_no_loss(alt: str) -> None:
    assert judged(image(1, alt), image(1, "")) == []


def test_the_name_of_the_file_is_no_text() -> None:
    tag = "<p><img src='https://cdn.example/harbour-at-dawn.jpg' alt='{}'></p>"
    assert judged(tag.format("Harbour at dawn"), tag.format("")) == []
    assert kinds(judged(tag.format("Harbour at night"), tag.format(""))) == ["lost"]


def test_a_text_that_the_caption_says_is_not_lost() -> None:
    figure = (
        "<figure><img src='https://cdn.example/1.jpg' alt='{}'><figcaption>{}</figcaption></figure>"
    )
    promise = figure.format(ALT, "▲ " + ALT)
    assert judged(promise, figure.format("", "▲ " + ALT)) == []
    other = figure.format(ALT, "In May.")
    assert kinds(judged(other, figure.format("", "In May."))) == ["lost"]


def test_a_text_that_is_the_title_is_not_lost() -> None:
    page = capture(ABOVE + image(1, "") + BELOW)
    for title, expected in ((ALT, []), ("Something else", ["lost"])):
        case = case_of(post(ABOVE + image(1, ALT) + BELOW, title=title), page)
        assert kinds(list(alternative_texts.losses(case))) == expected


def test_a_theme_that_shows_it_below_is_silent() -> None:
    below = image(1, "") + f"<p class='caption'>{ALT}</p>"
    assert judged(image(1, ALT), below) == []
    hidden = image(1, "") + f"<p nobox>{ALT}</p>"
    assert kinds(judged(image(1, ALT), hidden)) == ["lost"]
    far = image(1, "") + "<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p>" + f"<p>{ALT}</p>"
    assert kinds(judged(image(1, ALT), far)) == ["lost"]


def test_another_copy_of_the_picture_that_has_it_is_enough() -> None:
    assert judged(image(1, ALT), image(1, "") + image(1, ALT)) == []
    assert kinds(judged(image(1, ALT), image(1, "") + image(2, ALT))) == ["lost"]


def test_a_picture_that_is_not_shown_is_another_checks() -> None:
    assert judged(image(1, ALT), "<p>Nothing to see.</p>") == []


def many(count: int, alt: str) -> str:
    return "".join(image(number, alt and f"{alt}, view {number}") for number in range(count))


def test_three_are_told_one_by_one_and_four_as_one() -> None:
    assert kinds(judged(many(3, ALT), many(3, ""))) == ["lost"] * 3
    (loss,) = judged(many(7, ALT), many(7, ""))
    assert (loss.kind, loss.block) == ("lost", 1)
    assert loss.message == (
        f"7 pictures of the post lost their alternative text on the page, first {URL.format(0)}."
    )
    assert loss.evidence["blocks"] == "1, 2, 3, 4, 5, 6, 7"
    (loss,) = judged(many(4, ALT), many(4, "A ship"))
    assert "4 pictures of the post have another alternative text" in loss.message


def test_each_of_several_places_has_its_own_key() -> None:
    twice = image(1, ALT) + "<p>Between the two stands a text.</p>" + image(1, ALT + " again")
    keys = [loss.key for loss in judged(twice, twice.replace(ALT, "A ship"))]
    assert len(keys) == len(set(keys)) == 2


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"<>&\x00'), max_size=80)


@given(TEXT)
def test_any_text_that_is_kept_is_silent(alt: str) -> None:
    assert judged(image(1, alt), image(1, alt)) == []


@given(TEXT, TEXT)
def test_a_hostile_text_makes_one_sentence(promised: str, shown: str) -> None:
    for loss in judged(image(1, promised), image(1, shown)):
        assert "\n" not in loss.message
        assert len(loss.message) < 500
