"""Hidden text is one finding for each run; copies and folds of the post itself are silent."""

from __future__ import annotations

import pytest
from aligned import case_of
from staged import ids, report

from archiver.compare import hidden_text, text
from archiver.models import LostAt, PageOrigin, Severity

WORDS = ("one", "two", "three", "four")
LINES = [f"Paragraph {word} of this article, in its own words." for word in WORDS]
PROMISE = "".join(f"<p>{line}</p>" for line in LINES)


def page(*hidden: int, how: str = "hidden", copies: str = "") -> str:
    return copies + "".join(
        f"<p {how if n in hidden else ''}>{line}</p>" for n, line in enumerate(LINES)
    )


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("hidden", "not display"),
        ("nobox", "not display"),
        ("style='visibility:hidden'", "not display"),
        ("hiding=size", "no size"),
        ("hiding=colour", "colour of what is behind"),
        ("hiding=clipped", "cut off"),
        ("hiding=covered", "lies over it"),
    ],
)
def test_each_reason_is_told_in_words(how: str, reason: str) -> None:
    (found,) = hidden_text.losses(case_of(PROMISE, page(2, how=how)))
    assert (found.check, found.block) == ("T4", 2)
    assert LINES[2] in found.message
    assert reason in found.message


def test_hidden_text_is_not_lost_as_well() -> None:
    assert list(text.losses(case_of(PROMISE, page(1, 2)))) == []


def test_a_fold_is_one_finding_that_counts() -> None:
    (found,) = hidden_text.losses(case_of(PROMISE, page(1, 2, 3)))
    assert found.block == 1
    assert "and 2 more after it" in found.message
    assert found.evidence["blocks"] == "1, 2, 3"


def test_two_runs_and_two_reasons_are_told_apart() -> None:
    assert [loss.block for loss in hidden_text.losses(case_of(PROMISE, page(0, 3)))] == [0, 3]
    mixed = page(1).replace(f"<p >{LINES[2]}", f"<p hiding=size>{LINES[2]}")
    assert [loss.block for loss in hidden_text.losses(case_of(PROMISE, mixed))] == [1, 2]


def test_a_picture_within_a_fold_does_not_part_it() -> None:
    image = "<img src='https://c.example/a.jpg'>"
    promise = PROMISE.replace("</p>", "</p>" + image, 2)
    case = case_of(promise, page(0, 1).replace("</p>", "</p>" + image, 2))
    assert [loss.block for loss in hidden_text.losses(case)] == [0]


def test_hidden_captions_and_headings_count() -> None:
    promise = (
        PROMISE + "<h2>What comes next</h2><img src='https://c.example/a.jpg'><p>▲ The bank</p>"
    )
    shown = promise.replace("<h2>", "<h2 hidden>").replace("<p>▲", "<p hidden>▲")
    (found,) = hidden_text.losses(case_of(promise, shown))
    assert found.evidence["blocks"] == "4, 6"
    assert 'The heading "What comes next" and 1 more' in found.message


def test_text_that_is_merged_into_a_hidden_one_is_hidden() -> None:
    case = case_of(
        PROMISE, f"<p>{LINES[0]}</p><p hidden>{' '.join(LINES[1:3])}</p><p>{LINES[3]}</p>"
    )
    assert [loss.block for loss in hidden_text.losses(case)] == [1]


@pytest.mark.parametrize(
    "shown",
    [
        page(),
        page(2, copies=f"<p>{LINES[2]}</p>"),
        page(2) + f"<aside><p>{LINES[2]}</p></aside>",
        page() + f"<div hidden>{PROMISE}</div>",
        f"<div hidden>{PROMISE}</div>" + page(),
        page(2, copies=f"<p>{LINES[2][:20]}</p><p>{LINES[2][20:]}</p>"),
        page() + "<p hidden>A dialog of the theme, for which nobody asked.</p>",
        f"<p>{LINES[0]}</p><p>{' '.join(LINES[1:3])}</p><p>{LINES[3]}</p>",
        page().replace("one of", "one <span hidden>hidden words</span> of"),
    ],
)
def test_copies_and_the_themes_own_are_silent(shown: str) -> None:
    assert list(hidden_text.losses(case_of(PROMISE, shown))) == []


def test_text_that_the_post_hides_or_folds_is_silent() -> None:
    assert list(hidden_text.losses(case_of(page(2), page(2)))) == []
    fold = f"<p>{LINES[0]}</p><details><summary>More</summary><p>{LINES[1]}</p></details>"
    closed = f"<p>{LINES[0]}</p><details><summary>More</summary><p nobox>{LINES[1]}</p></details>"
    assert list(hidden_text.losses(case_of(fold, closed))) == []
    assert len(list(hidden_text.losses(case_of(fold.replace("details", "div"), closed)))) == 1


def test_white_words_over_a_picture_are_silent() -> None:
    image = "<img box='0,100,600,400' src='https://c.example/a.jpg'>"
    over = page(1, how="hiding=colour box='20,300,400,40'") + image
    assert list(hidden_text.losses(case_of(PROMISE + image, over))) == []
    below = page(1, how="hiding=colour box='20,600,400,40'") + image
    assert len(list(hidden_text.losses(case_of(PROMISE + image, below)))) == 1


@pytest.mark.parametrize(
    "own",
    [
        f"<p style='margin:0; COLOR : #fff'>{LINES[1]}</p>",
        f"<p><font color=white>{LINES[1]}</font></p>",
        f"<p><b style='color:#fff'>{LINES[1][:9]}</b><i style='color:red'>{LINES[1][9:]}</i></p>",
        f"<div style='color:#fff'><div><p>{LINES[1]}</p></div></div>",
    ],
)
def test_words_that_the_post_itself_colours_are_its_own_doing(own: str) -> None:
    promise = PROMISE.replace(f"<p>{LINES[1]}</p>", own)
    shown = page(1, how="hiding=colour")
    assert list(hidden_text.losses(case_of(promise, shown, origin=PageOrigin.RENDERED))) == []
    (found,) = hidden_text.losses(case_of(promise, shown))
    assert (found.block, found.severity) == (1, Severity.WARNING)
    assert found.lost_at is LostAt.SOURCE
    assert "the post itself sets that colour" in found.message


@pytest.mark.parametrize(
    "other",
    [
        f"<p style='background-color:#fff'>{LINES[1]}</p>",
        f"<p>{LINES[1]}</p><p style='color:#fff'>Something else that is white.</p>",
        f"<p><b style='color:red'>{LINES[1][:9]}</b>{LINES[1][9:]}</p>",
    ],
)
@pytest.mark.parametrize("origin", [PageOrigin.RENDERED, PageOrigin.SITE])
def test_words_that_the_post_does_not_colour_are_an_error(other: str, origin: PageOrigin) -> None:
    promise = PROMISE.replace(f"<p>{LINES[1]}</p>", other)
    (found,) = hidden_text.losses(case_of(promise, page(1, how="hiding=colour"), origin=origin))
    assert (found.severity, found.lost_at) == (None, LostAt.PAGE)


def test_a_colour_of_the_post_excuses_no_other_way_of_hiding() -> None:
    promise = PROMISE.replace(f"<p>{LINES[1]}", f"<p style='color:#fff'>{LINES[1]}")
    (found,) = hidden_text.losses(case_of(promise, page(1), origin=PageOrigin.RENDERED))
    assert found.severity is None


def test_a_page_without_hidden_text_has_no_such_finding_in_its_report() -> None:
    assert ids(report(PROMISE, page())) == []
