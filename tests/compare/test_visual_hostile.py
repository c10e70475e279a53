"""Pages that mean harm, or are only very large, do none to what is said of them."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sights import (
    BANNER,
    WORDS,
    came,
    caption,
    image,
    level,
    named,
    paragraph,
    pictures,
    player,
    sight,
    stacked,
    text,
    went,
)

from archiver.compare.visual.changes import MOST_CHANGES, visual_changes
from archiver.compare.visual.sight import Sight
from archiver.models import (
    Block,
    BlockKind,
    Box,
    Overlay,
    Region,
    VisualKind,
)

FIRST, SECOND, THIRD = (paragraph(number) for number in range(1, 4))

NAN, ENDLESS = float("nan"), float("inf")


@pytest.mark.parametrize(
    "box",
    [
        Box(NAN, 0, 10, 10),
        Box(0, NAN, 10, 10),
        Box(0, 0, NAN, 10),
        Box(0, 0, ENDLESS, ENDLESS),
        Box(0, -ENDLESS, 10, 10),
        Box(-1e300, -1e300, 1e300, 1e300),
        Box(0, 0, -10, -10),
        Box(-1e6, -1e6, 9e6, 9e6),
        Box(0, 9e6, 10, 10),
    ],
)
def test_boxes_that_are_no_place_do_no_harm(box: Box) -> None:
    odd = [replace(block, box=box) for block in (SECOND, image("bay"), player("a"))]
    overlay = Overlay(position="fixed", box=box, text="x")
    old = Sight.of_blocks([*stacked(FIRST), *odd], {})
    new = Sight.of_blocks([*stacked(FIRST, THIRD), *odd[::-1]], {}, [overlay])
    found = named(old, new, level(Box(0, 0, 1280, 8_000)), came(80, 80), went(300, 9))
    assert found
    for change in found:
        assert all(
            abs(side) < 1e8 for each in (change.old, change.new) if each for side in sides(each)
        )


def sides(box: Box) -> tuple[float, ...]:
    return box.x, box.y, box.width, box.height


def test_texts_of_a_page_are_harmless_in_sentences() -> None:
    evil = "\x1b[2J\x00\u202e\u2066</script>\r\n\ud800" + "長" * 100_000
    overlay = replace(BANNER, text=evil)
    old = sight(FIRST, text(evil), image("bay"), caption(evil, of=2))
    new = sight(FIRST, text("x" + evil), overlays=[overlay])
    found = named(old, new, level(Box(0, 0, 1280, 8_000)))
    assert len(found) >= 3
    for change in found:
        assert len(change.sentence) < 1_000
        assert all(character.isprintable() for character in change.sentence), change.sentence
        change.sentence.encode("utf-8")


def test_an_empty_state_has_gained_or_lost_all() -> None:
    page = sight(FIRST, SECOND, image("bay"))
    assert {c.kind for c in named(Sight(), page, came(0, 600))} == {VisualKind.ADDED}
    assert {c.kind for c in named(page, Sight(), went(0, 600))} == {VisualKind.REMOVED}


def test_of_too_many_changes_the_last_says_how_many_more_there_are() -> None:
    words = [text(f"{number} {WORDS}", box=Box(0, number * 40, 500, 30)) for number in range(2_000)]
    old, new = Sight.of_blocks(words, {}), Sight.of_blocks(words[::2], {})
    found = named(old, new, level(Box(0, 0, 1280, 80_000)))
    assert len(found) == MOST_CHANGES + 1
    assert found[-1].sentence.startswith("700 more differences")
    assert len({change.fingerprint for change in found}) == len(found)


BOX = st.builds(Box, *[st.floats(-1e9, 1e9) | st.just(NAN) | st.floats(0, 900)] * 4)
BLOCK = st.builds(
    Block,
    kind=st.sampled_from(BlockKind),
    text=st.text(max_size=12),
    url=st.sampled_from(["", "http://a.test/1.jpg", "http://a.test/2.jpg", "data:,x"]),
    caption_of=st.lists(st.integers(-2, 9), max_size=2).map(tuple),
    width_px=st.none() | st.integers(0, 900),
    box=st.none() | BOX,
)
REGION = st.builds(
    Region,
    old=st.none() | st.builds(Box, *[st.integers(0, 900).map(float)] * 4),
    new=st.none() | st.builds(Box, *[st.integers(0, 900).map(float)] * 4),
    pixels=st.integers(0, 900),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCK, max_size=8), st.lists(BLOCK, max_size=8), st.lists(REGION, max_size=8))
def test_no_page_breaks_it(olds: list[Block], news: list[Block], regions: list[Region]) -> None:
    found = named(Sight.of_blocks(olds, {}), Sight.of_blocks(news, {}), *regions)
    assert len({change.fingerprint for change in found}) == len(found)
    for change in found:
        side = olds if not change.new else news
        assert all(0 <= index < max(len(olds), len(news)) for index in change.blocks), side


def grid(rows: int) -> list[Block]:
    """So many rows of five blocks each, of which each fifth is a picture."""
    return [
        replace(
            image(f"{row}-{column}") if column == 4 else text(f"{row}.{column} {WORDS}"),
            box=Box(column * 250, row * 45, 240, 40),
        )
        for row in range(rows)
        for column in range(5)
    ]


def judged_s(rows: int, state: str) -> float:
    """The processor time that a page of so many rows takes, against itself in another state."""
    page = grid(rows)
    other = {
        "same": page,
        "pushed": [
            replace(b, box=Box(b.box.x, b.box.y + 40 * (b.box.y > 9 * rows), 240, 40))
            for b in page
            if b.box
        ],
        "thinned": [block for at, block in enumerate(page) if at % 50],
        "reversed": page[::-1],
    }[state]
    regions = [
        level(Box(column * 250, row * 225, 240, 200))
        for row in range(rows // 25)
        for column in range(5)
    ]
    difference = pictures(*regions, height=45 * rows)
    old, new = Sight.of_blocks(page, {}), Sight.of_blocks(other, {})
    start = time.process_time()
    assert visual_changes(difference, old, new)
    return time.process_time() - start


@pytest.mark.parametrize("state", ["same", "pushed", "thinned", "reversed"])
def test_four_times_the_blocks_and_regions_take_about_four_times_as_long(state: str) -> None:
    # 16 times where each is compared with each; the least of three, for machines are not alone.
    small_s = min(judged_s(250, state) for _ in range(3))
    big_s = min(judged_s(1_000, state) for _ in range(3))
    assert big_s < 10 * small_s
