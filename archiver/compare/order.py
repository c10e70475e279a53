"""Order: O1, blocks that stand elsewhere on the page."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from archiver.compare.alignment.blocks import Alignment, Found
from archiver.compare.case import Case
from archiver.compare.loss import Loss
from archiver.compare.naming import key_of, name_of
from archiver.models import LostAt


def losses(case: Case, explained: AbstractSet[int]) -> Iterator[Loss]:
    """Yield one loss for each run of blocks that moved together.

    A move is one finding, never a loss and an extra block. `explained` are
    blocks whose displacement another finding tells (a parted caption). Near
    misses that stay silent: extra blocks between; short lines that recur; a
    caption set above its picture instead of below.
    """
    alignment = case.alignment
    moved = [
        i
        for i, place in sorted(alignment.places.items())
        if place.found is Found.MOVED and i not in explained and not _is_turned(alignment, i)
    ]
    for run in _runs(alignment, moved):
        yield _loss(case, run)


def _is_turned(alignment: Alignment, index: int) -> bool:
    """Tell whether a block changed places with its own caption, or its own medium, only."""
    at, block = alignment.places[index].page, alignment.source[index]
    crossed = (i for i, page in alignment.ordered if (i < index) != (page < at))
    return all(i in block.caption_of or index in alignment.source[i].caption_of for i in crossed)


def _runs(alignment: Alignment, moved: list[int]) -> list[list[int]]:
    """Group moved blocks that follow each other in the post and on the page."""
    settled = sorted(page for _, page in alignment.ordered)
    runs: list[list[int]] = []
    for i in moved:
        last = runs[-1][-1] if runs else None
        if last is not None and _together(alignment, settled, (last, i)):
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _together(alignment: Alignment, settled: list[int], pair: tuple[int, int]) -> bool:
    first, second = pair
    start, end = alignment.places[first].page, alignment.places[second].page
    in_post = any(
        alignment.places[i].found is not Found.MOVED
        for i in range(first + 1, second)
        if i in alignment.places
    )
    return start < end and not in_post and not any(start < page < end for page in settled)


def _loss(case: Case, run: list[int]) -> Loss:
    alignment, block = case.alignment, case.post.blocks[run[0]]
    page = alignment.places[run[0]].page
    earlier = max((pair for pair in alignment.ordered if pair[1] < page), default=None)
    after = (
        f"right after {name_of(case.post.blocks[earlier[0]])}" if earlier else "before all the rest"
    )
    others = f" and {len(run) - 1} more with it" if len(run) > 1 else ""
    return Loss(
        check="O1",
        key=key_of(block),
        kind="moved up" if _is_up(alignment, run[0]) else "moved down",
        message=f"On the page {name_of(block)}{others} stands {after}, not where the post has it.",
        lost_at=LostAt.PAGE,
        subject=block.url or block.text,
        block=run[0],
        promised=block,
        shown=alignment.page[page],
        evidence={"blocks": ", ".join(map(str, run))},
    )


def _is_up(alignment: Alignment, index: int) -> bool:
    """Tell whether a moved block stands before something that it should follow."""
    at = alignment.places[index].page
    return any(i < index and page > at for i, page in alignment.ordered)
