"""Parts of a page that looked other in each of its last captures: learned, not configured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from archiver import images
from archiver.compare.visual.boxes import around
from archiver.compare.visual.regions import lies_on
from archiver.compare.visual.sight import Sight
from archiver.compare.wording import normal_form
from archiver.differences.capture_state import earlier_captures, state_of_capture
from archiver.differences.masks import Mask
from archiver.differences.page_state import PageState
from archiver.differences.rows_across import RowsAcross
from archiver.models import MEDIA_KINDS, Box, DifferenceSettings, Post
from archiver.store import Collection

MOST_CAPTURES: Final = 4
"""Earlier captures that are looked at."""
_FEWEST_PAIRS = 2
"""A part must have become other as often at least: once is a change."""
_MOSTLY = (2, 3)
"""Of all pairs, in which it must have become other."""
_MOST_REGIONS = 300
"""Of one pair: a page that is other everywhere teaches nothing."""
_MOST_SHARE = 0.5
"""Of the page that learned masks may hide; a page that is other all over is told as such."""
_ROOM_PX = 4.0
"""Around what differed: figures are not all of one width."""
_LONG_CHARACTERS = 120
"""Texts from which on they are a page's content, where no post says what is."""


@dataclass(frozen=True, slots=True)
class _Step:
    """From one capture to the next: what differed, on the later one's picture."""

    boxes: tuple[Box, ...]
    across: RowsAcross


def learned_flicker(
    collection: Collection,
    new: PageState,
    *,
    slug: str,
    post: Post | None = None,
    settings: DifferenceSettings = DifferenceSettings(),  # noqa: B008 - a frozen value
) -> tuple[Mask, ...]:
    """Return the parts of a page that became other from each of its last captures to the next.

    Args:
        collection: That has the captures.
        new: The capture that is compared; its masks are wanted.
        slug: Of the article.
        post: What the page promises. Only captures in which all of it was the same as now
            are looked at: what an editor changes is no flicker.
        settings: When two pixels differ.

    Nothing is learned from fewer than three captures before this one.

    Raises:
        StorageError: a capture is damaged.
    """
    states = _alike(collection, new, slug, post)
    if len(states) <= _FEWEST_PAIRS:
        return ()
    steps = [_step(one, other, settings) for one, other in pairwise(states)]
    steps.append(_last_step(states[-1], new))
    seen = list(_on_new(steps))
    needed = max(_FEWEST_PAIRS, -(-(len(states) - 1) * _MOSTLY[0] // _MOSTLY[1]))
    boxes = _often(seen, needed, len(states) - 1)
    boxes = [_widened(box, new.sight) for box in boxes]
    if sum(box.width * box.height for box in boxes) > _MOST_SHARE * new.width_px * new.height_px:
        return ()
    why = f"looked other each time in the last {len(states)} captures"
    return tuple(Mask(box=box, why=why) for box in boxes)


def _alike(collection: Collection, new: PageState, slug: str, post: Post | None) -> list[PageState]:
    """Return the last captures of the same content, the oldest first."""
    content = _content(new.sight)
    found: list[PageState] = []
    for capture_id in earlier_captures(collection, slug, new.capture_id)[:MOST_CAPTURES]:
        state = state_of_capture(collection, capture_id, post=post)
        is_alike = state.picture is not None and state.width_px == new.width_px
        if not is_alike or _content(state.sight) != content:
            break
        found.append(state)
    return found[::-1]


def _content(sight: Sight) -> list[tuple[str, ...]]:
    """Return what a page has to say: its promised texts and media, or else its long texts."""
    promised = sight.promised_by
    found: list[tuple[str, ...]] = []
    for index, block in enumerate(sight.blocks):
        if index not in promised and (promised or len(block.text) < _LONG_CHARACTERS):
            continue
        if block.kind not in MEDIA_KINDS:
            found.append((normal_form(block.text),))
        elif index in sight.looks:
            look = sight.looks[index]
            found.append((look.phash,) if look.phash else look.digests[:1])
    return found


def _step(one: PageState, other: PageState, settings: DifferenceSettings) -> _Step:
    assert one.picture is not None
    assert other.picture is not None
    if one.digest == other.digest:
        bands = images.aligned_bands(one.picture.rows, other.picture.rows)
        return _Step((), RowsAcross(bands, to_new=True))
    found = images.picture_difference(one.picture, other.picture, settings)
    one.forget_pixels()
    boxes = [region.new for region in found.regions if region.old and region.new]
    if len(boxes) > _MOST_REGIONS:
        boxes = []
    return _Step(tuple(boxes), RowsAcross(found.bands, to_new=True))


def _last_step(last: PageState, new: PageState) -> _Step:
    assert last.picture is not None
    assert new.picture is not None
    last.forget_pixels()
    bands = images.aligned_bands(last.picture.rows, new.picture.rows)
    return _Step((), RowsAcross(bands, to_new=True))


def _on_new(steps: Sequence[_Step]) -> Iterator[tuple[int, Box]]:
    """Yield in which step each part differed, with its box on the newest picture."""
    for number, step in enumerate(steps):
        for box in step.boxes:
            there: Box | None = box
            for later in steps[number + 1 :]:
                there = later.across.box(there) if there else None
            if there is not None:
                yield number, there


def _often(seen: Sequence[tuple[int, Box]], needed: int, pairs: int) -> list[Box]:
    """Return the parts that differed in as many steps; what lies on each other is one."""
    if pairs < _FEWEST_PAIRS:
        return []
    found: list[Box] = []
    for _, box in seen:
        near = [(number, other) for number, other in seen if lies_on(box, other)]
        if len({number for number, _ in near}) < needed:
            continue
        whole = around(other for _, other in near)
        assert whole is not None
        apart = [each for each in found if not lies_on(each, whole)]
        joined = around([whole, *(each for each in found if each not in apart)])
        assert joined is not None
        found = [*apart, joined]
    return found


def _widened(box: Box, sight: Sight) -> Box:
    """Return the box with all of the block that it lies on, where nobody promised that block."""
    box = Box(
        box.x - _ROOM_PX, box.y - _ROOM_PX, box.width + 2 * _ROOM_PX, box.height + 2 * _ROOM_PX
    )
    blocks = [
        there
        for index, there in sight.shown.items()
        if index not in sight.promised_by
        and len(sight.blocks[index].text) < _LONG_CHARACTERS
        and lies_on(box, there)
    ]
    return around([box, *blocks]) or box
