"""P2: something opaque over what the post promises; what stays silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from staged import capture, post

from archiver.compare import overlays
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.page import Page
from archiver.models import Box, LostAt, Overlay

PICTURE = "https://cdn.example/a.jpg"
FILM = "https://cdn.example/f.mp4"
PLAYER = "https://player.example/embed/1"
FIRST, SECOND = "The first paragraph of this article.", "The second paragraph of this article."
POST = f'<p>{FIRST}</p><img src="{PICTURE}"><p>{SECOND}</p>'
PAGE = (
    f'<p box="200,100,800,40">{FIRST}</p><img src="{PICTURE}" box="200,160,600,400">'
    f'<p box="200,580,800,40">{SECOND}</p>'
)


def over(x: float, y: float, width: float, height: float, text: str = "We use cookies") -> Overlay:
    return Overlay(position="fixed", box=Box(x, y, width, height), text=text)


def found(*set_over: Overlay, page: str = PAGE, promise: str = POST) -> list[Loss]:
    shown = capture(page)
    assert shown.snapshot is not None
    shown = replace(shown, snapshot=replace(shown.snapshot, overlays=set_over))
    return list(overlays.losses(Case.of(post(promise), shown, Page.of(shown.snapshot))))


def test_a_banner_over_a_paragraph_is_told() -> None:
    (loss,) = found(over(0, 560, 1280, 160))
    assert (loss.check, loss.block, loss.lost_at) == ("P2", 2, LostAt.PAGE)
    assert loss.message == (
        'On the page, something that is set over the page ("We use cookies"), 1280 x 160 pixels, '
        f'covers 1 block of the post, the most of the paragraph "{SECOND}" (100% of it).'
    )
    assert loss.evidence == {
        "overlay": "We use cookies",
        "position": "fixed",
        "overlay_box": "0,560,1280,160",
        "share": "1.00",
        "blocks": "2",
    }


def test_a_dialog_is_one_finding_that_names_the_worst() -> None:
    (loss,) = found(over(180, 120, 900, 300))
    assert loss.evidence["blocks"] == "0, 1"
    assert (loss.block, loss.evidence["share"]) == (1, "0.65")
    assert "covers 2 blocks of the post" in loss.message


@pytest.mark.parametrize(("height", "expected"), [(40.0, 0), (41.0, 1)])
def test_a_tenth_of_a_block_is_the_border(height: float, expected: int) -> None:
    assert len(found(over(0, 560 - height, 1280, height))) == expected


@pytest.mark.parametrize(
    "near",
    [
        over(0, 0, 1280, 90, "News of the town"),  # a bar above the content
        over(1000, 100, 280, 600, "Contents"),  # a column beside it
        over(940, 590, 60, 60, "Top"),  # a small button: 60 x 30 of 800 x 40
        over(0, 4000, 1280, 200),
        over(200, 160, 0, 400),
    ],
)
def test_what_lies_over_little_is_silent(near: Overlay) -> None:
    assert found(near) == []


def test_the_shell_that_holds_the_article_is_silent() -> None:
    shell = f'<div id="app" box="0,0,1280,4000"><h1 box="0,0,1280,80">Town</h1>{PAGE}</div>'
    assert found(over(0, 0, 1280, 4000, "Town" + FIRST[:40]), page=shell) == []


def test_a_lightbox_hides_all_but_what_it_holds() -> None:
    lightbox = (
        f'<p box="200,100,800,40">{FIRST}</p><p box="200,580,800,40">{SECOND}</p>'
        f'<div box="0,0,1280,720"><img src="{PICTURE}" box="100,50,1000,600"></div>'
    )
    (loss,) = found(over(0, 0, 1280, 720, ""), page=lightbox)
    assert loss.evidence["blocks"] == "0, 2"
    assert loss.message.startswith("On the page, an empty box, 1280 x 720 pixels, covers 2 blocks")


def test_a_mask_beside_a_shell_of_its_size_is_told() -> None:
    masked = f'<div box="0,0,1280,720">{PAGE}</div><div box="0,0,1280,720"></div>'
    (loss,) = found(over(0, 0, 1280, 720, ""), page=masked)
    assert loss.evidence["blocks"] == "0, 1, 2"


def test_a_dialog_that_says_other_things_than_the_article_is_told() -> None:
    dialog = PAGE + '<div box="180,80,900,600"><h2>Subscribe</h2><p>To our letter, today.</p></div>'
    (loss,) = found(over(180, 80, 900, 600, "Subscribe To our letter"), page=dialog)
    assert loss.evidence["blocks"] == "0, 1, 2"


MASK, DIALOG = over(0, 0, 1280, 720, ""), over(300, 200, 500, 300, "Subscribe")


@pytest.mark.parametrize("order", [(MASK, DIALOG), (DIALOG, MASK)])
def test_a_dialog_and_the_mask_behind_it_are_one_finding(order: tuple[Overlay, ...]) -> None:
    (loss,) = found(*order)
    assert loss.key == "fixed Subscribe"
    assert loss.evidence["blocks"] == "0, 1, 2"
    assert loss.evidence["overlay_box"] == "0,0,1280,720"


def test_a_lightbox_on_a_mask_hides_all_but_what_it_holds() -> None:
    page = (
        f'<p box="200,100,800,40">{FIRST}</p><p box="200,580,800,40">{SECOND}</p>'
        f'<div box="100,50,1000,640"><img src="{PICTURE}" box="100,50,1000,600">1 of 9</div>'
    )
    (loss,) = found(MASK, over(100, 50, 1000, 640, "1 of 9"), page=page)
    assert loss.evidence["blocks"] == "0, 2"


def test_a_mask_alone_and_a_bar_elsewhere_are_two_findings() -> None:
    bar = over(0, 700, 1280, 90, "We use cookies")
    low = PAGE.replace("200,580,800,40", "200,740,800,40")
    assert len(found(MASK, bar, page=low)) == 2


@pytest.mark.parametrize("position", ["absolute", "sticky"])
def test_a_caption_that_is_set_over_its_picture_is_silent(position: str) -> None:
    words = "▲The old harbour in winter"
    promise = f'<p>{FIRST}</p><img src="{PICTURE}"><p>{words}</p>'
    page = (
        f'<p box="200,100,800,40">{FIRST}</p><div><img src="{PICTURE}" box="200,160,600,400">'
        f'<div box="200,460,600,100"><p box="200,460,600,100">{words}</p></div></div>'
    )
    overlay = replace(over(200, 460, 600, 100, words), position=position)
    assert found(overlay, page=page, promise=promise) == []
    foreign = replace(overlay, text="Only in the app")
    assert [loss.block for loss in found(foreign, page=page, promise=promise)] == [2]


@pytest.mark.parametrize(
    "medium",
    [
        f'<video src="{FILM}" box="200,160,600,400"></video>',
        f'<iframe src="{PLAYER}" box="200,160,600,400"></iframe>',
    ],
)
def test_the_controls_and_the_poster_of_a_film_are_silent(medium: str) -> None:
    page = f'<p box="200,100,800,40">{FIRST}</p>{medium}'
    poster = replace(over(200, 160, 600, 400, "Play"), position="absolute")
    assert found(poster, page=page, promise=page) == []
    assert len(found(replace(poster, position="fixed"), page=page, promise=page)) == 1
    assert len(found(over(100, 120, 900, 600, "Log in"), page=page, promise=page)) == 1


@pytest.mark.parametrize("attribute", ["hidden", "nobox"])
def test_what_the_page_hides_cannot_be_covered(attribute: str) -> None:
    page = f'<p {attribute} box="200,100,800,40">{FIRST}</p><p box="200,580,800,40">{SECOND}</p>'
    assert found(over(0, 90, 1280, 90), page=page) == []


def test_overlays_alike_have_fingerprints_of_their_own() -> None:
    losses = found(over(0, 100, 1280, 40, "Ad"), over(0, 580, 1280, 40, "Ad"))
    assert [loss.key for loss in losses] == ["fixed Ad", "fixed Ad #2"]
    moved = found(over(0, 110, 1200, 30, "Ad"))
    assert [loss.key for loss in moved] == ["fixed Ad"]


sides = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(st.lists(st.tuples(sides, sides, sides, sides, st.text(max_size=20)), max_size=6))
def test_no_overlay_makes_it_raise(set_over: list[tuple[float, float, float, float, str]]) -> None:
    for loss in found(*(over(*each) for each in set_over)):
        assert loss.message.endswith(".")
