"""`assert capture == post`, explained: the blocks of both, one below the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from archiver.compare import Case
from archiver.compare.alignment.layout import Alignment, Found
from archiver.compare.page import Page
from archiver.models import MEDIA_KINDS, Block, Finding, Post
from archiver.pytest_plugin.articles import Article
from archiver.reports.wording import one_line

if TYPE_CHECKING:
    from archiver.pytest_plugin.outcome import Outcome

_AROUND: Final = 1
"""Blocks that are the same, before and after those that are not."""
_MOST_ROWS: Final = 40
_WIDTH: Final = 90
_SIGNS: Final = {
    Found.IN_ORDER: " ",
    Found.WITHIN: " ",
    Found.MOVED: ">",
    Found.NEAR: "~",
    Found.GARBLED: "~",
}


def explained(left: object, right: object, *, full: bool = False) -> list[str] | None:
    """Return the lines that pytest prints for `article == post`; None for anything else."""
    article, post = (left, right) if isinstance(left, Article) else (right, left)
    if not isinstance(article, Article) or not isinstance(post, Post):
        return None
    outcome = article.outcome_with(post)
    head = f"{article!r} == <post {post.path.name}>"
    snapshot = article.capture.snapshot
    if outcome.trouble or snapshot is None or not snapshot.frames:
        reason = outcome.trouble or article.capture.error or "the page did not come"
        return [head, one_line(reason, 400)]
    alignment = Case.of(post, article.capture, Page.of(snapshot)).alignment
    rows = list(_rows(alignment, outcome))
    shown = rows if full else list(_cut(rows))
    return [
        head,
        "",
        "- lost, ~ reads otherwise, > stands elsewhere, ! not as promised; lines of the post",
        *shown,
        *_beside(outcome),
    ]


def _rows(alignment: Alignment, outcome: Outcome) -> Iterator[str]:
    """Yield the blocks of the post, each with what the page has in its place."""
    findings: dict[int, list[Finding]] = {}
    for each in outcome.fails:
        if each.block is not None:
            findings.setdefault(each.block, []).append(each)
    for index, block in enumerate(alignment.source):
        place, found = alignment.places.get(index), findings.get(index, [])
        sign = _SIGNS[place.found] if place else "-" if found else " "
        if sign == " " and found:
            sign = "!"
        yield f"{sign} {block.line or '':>4}  {_words(block)}"
        if place and place.found in {Found.NEAR, Found.GARBLED}:
            yield f"+       {_words(alignment.page[place.page])}"
        for each in found:
            yield f"        {each.check}: {one_line(each.message, 2 * _WIDTH)}"


def _cut(rows: list[str]) -> Iterator[str]:
    """Yield the rows that tell something and their neighbours; of the others, their number."""
    wanted = {
        at + step
        for at, row in enumerate(rows)
        if row[0] != " " or not row[:8].strip()
        for step in range(-_AROUND, _AROUND + 1)
    }
    kept = sorted(at for at in wanted if 0 <= at < len(rows))[:_MOST_ROWS]
    last = -1
    for at in kept:
        if at > last + 1:
            yield f"        ... {at - last - 1} more"
        yield rows[at]
        last = at
    if last + 1 < len(rows):
        yield f"        ... {len(rows) - last - 1} more; -vv shows all"


def _beside(outcome: Outcome) -> Iterator[str]:
    """Yield what is about no block: the front matter, the page itself."""
    for each in outcome.fails:
        if each.block is None:
            yield f"!       {each.check}: {one_line(each.message, 2 * _WIDTH)}"


def _words(block: Block) -> str:
    words = block.url if block.kind in MEDIA_KINDS else block.text
    return f"{block.kind:<8} {one_line(words, _WIDTH)}"
