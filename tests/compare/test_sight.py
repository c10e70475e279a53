"""What a page shows, as far as it names what is seen on its picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sights import WORDS, caption, image, paragraph, player, sight, stacked, text
from staged import capture, post

from archiver.compare.keys import medium_key
from archiver.compare.visual.sight import Look, Sight
from archiver.models import Block, BlockKind, Box, Overlay

ARTICLE = f'<p>1. {WORDS}</p><img src="/bay.jpg"><p>▲ The bay</p><p>2. {WORDS}</p>'


def test_a_capture_shows_its_blocks_with_the_bytes_that_came() -> None:
    shown = Sight.of_capture(capture(ARTICLE))
    kinds = [block.kind for block in shown.blocks]
    assert kinds == [BlockKind.TEXT, BlockKind.IMAGE, BlockKind.CAPTION, BlockKind.TEXT]
    assert shown.looks.keys() == {1}
    assert shown.looks[1].media_type == "image/jpeg"
    assert shown.looks[1].digests[0].startswith("sha1:")
    assert shown.span == range(4)


def test_a_capture_without_a_page_shows_nothing() -> None:
    taken = capture(ARTICLE)
    assert taken.snapshot is not None
    for bare in (
        replace(taken, snapshot=None),
        replace(taken, snapshot=replace(taken.snapshot, frames=())),
    ):
        shown = Sight.of_capture(bare, post(ARTICLE))
        assert (list(shown.blocks), dict(shown.shown), shown.column) == ([], {}, None)


@pytest.mark.parametrize("kept", ["capture", "snapshot"])
def test_a_post_tells_what_is_the_article_and_on_which_line_it_is_promised(kept: str) -> None:
    promise = post(ARTICLE)
    taken = capture(
        f"<p>The news, a site of its own</p>{ARTICLE}<ul><li><a href='/x'>More</a></ul>"
    )
    shown = Sight.of_capture(taken, promise)
    if kept == "snapshot":
        shown = Sight.of_blocks(shown.blocks, {}, post=promise)
    outside = [index for index in range(len(shown.blocks)) if shown.is_outside(index)]
    assert outside == [0, len(shown.blocks) - 1]
    assert shown.promised_by[2] == 1
    assert shown.lines[2] == promise.blocks[1].line


def test_media_of_a_snapshot_go_by_their_keys() -> None:
    look = Look(digests=("sha1:one",))
    media = {medium_key("http://a.test/bay.jpg"): look}
    shown = Sight.of_blocks([image("bay"), text("bay"), image("hill")], media)
    assert dict(shown.looks) == {0: look}


def test_pictures_are_counted_and_their_captions_known() -> None:
    shown = sight(image("a"), caption("A", of=0), player("b"), image("c"), caption("C", of=3))
    assert dict(shown.numbers) == {0: 1, 3: 2}
    assert dict(shown.captions) == {0: 1, 3: 4}


NAN, ENDLESS = float("nan"), float("inf")


@pytest.mark.parametrize(
    "block",
    [
        replace(paragraph(1), box=None),
        replace(paragraph(1), box=Box(0, 0, 0, 10)),
        replace(paragraph(1), box=Box(0, 0, 10, -10)),
        replace(paragraph(1), box=Box(NAN, 0, 10, 10)),
        replace(paragraph(1), box=Box(0, 0, ENDLESS, 10)),
        replace(paragraph(1), box=Box(0, 1e12, 10, 10)),
        replace(paragraph(1), box=Box(0, 0, 10, 10), visible=False),
        replace(paragraph(1), box=Box(0, 0, 10, 10), hiding="colour"),
        replace(image("pixel", width_px=1), box=Box(0, 0, 1, 1)),
        Block(kind=BlockKind.RULE, box=Box(0, 0, 900, 1)),
    ],
)
def test_what_a_reader_cannot_see_is_not_shown(block: Block) -> None:
    assert dict(Sight.of_blocks([block], {}).shown) == {}


def test_of_a_layer_without_a_place_nothing_is_known() -> None:
    boxes = [Box(0, 0, 900, 90), Box(NAN, 0, 900, 90), Box(0, 0, ENDLESS, 90), Box(0, 0, 0, 0)]
    shown = sight(overlays=[Overlay(position="fixed", box=box) for box in boxes])
    assert [each.box for each in shown.layers] == boxes[:1]


def test_a_column_of_links_tells_no_place_and_a_long_paragraph_does() -> None:
    tall = replace(text("Most read"), box=Box(900, 0, 300, 4_000))
    around = replace(text(WORDS * 3), box=Box(900, 100, 300, 500))
    within = replace(text("A headline"), box=Box(900, 110, 300, 40))
    prose = replace(text(WORDS * 40), box=Box(0, 0, 700, 1_900))
    shown = Sight.of_blocks([prose, tall, within, around], {})
    assert shown.loose == {1, 3}


def test_the_blocks_below_a_row_come_from_the_top() -> None:
    shown = Sight.of_blocks(stacked(*(paragraph(number) for number in range(200))), {})
    assert shown.below(80)[:3] == [1, 2, 3]
    assert shown.below(115)[0] == 2
    assert shown.below(1e9) == []
