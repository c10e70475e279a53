"""Tables of contents: lists of the page that repeat the article's headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.compare.wording import normal_form
from archiver.models import Block, BlockKind

_FEWEST_LINES = 2


def contents_of(source: Sequence[Block], page: Sequence[Block]) -> frozenset[int]:
    """Return the page's indexes that make up tables of contents.

    At least two lines in a row, no headings themselves, each of which is a heading of the
    post and nothing else there: a list that the post has itself is part of the article, and
    so may be headings that the post has without text between.
    """
    texts = {normal_form(block.text) for block in source if block.kind is BlockKind.TEXT}
    headings = {
        form: at
        for at, block in enumerate(source)
        if block.kind is BlockKind.HEADING and (form := normal_form(block.text)) not in texts
    }
    if len(headings) < _FEWEST_LINES:
        return frozenset()
    found: set[int] = set()
    for run in _runs(headings, page):
        places = [headings[normal_form(page[j].text)] for j in run]
        if max(places) - min(places) >= len(run):
            found.update(run)
    return frozenset(found)


def _runs(headings: dict[str, int], page: Sequence[Block]) -> Iterator[list[int]]:
    run: list[int] = []
    for j, block in enumerate(page):
        if block.kind is BlockKind.TEXT and normal_form(block.text) in headings:
            run.append(j)
            continue
        if len(run) >= _FEWEST_LINES:
            yield run
        run = []
    if len(run) >= _FEWEST_LINES:
        yield run
