"""The archived text of an article, as it was shown, for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from archiver.compare import Case
from archiver.compare.alignment.layout import Alignment
from archiver.compare.page import Page
from archiver.models import Block, Box, Finding, Post
from archiver.reports.document import box_object
from archiver.review.plain_json import Object, line, link_of, paragraph
from archiver.review.shelf import Opened

_MOST_BLOCKS = 5_000
_MOST_CHARACTERS = 20_000
"""Of one block."""
_Sides = tuple[float, float, float, float]


def text_of(opened: Opened, findings: Iterable[Finding]) -> Object:
    """Return title and blocks of the page as it was archived.

    A block bears the fingerprint of the first finding whose box it is, and the line of the
    post that promises it; `outside` is what stands before and behind the article. What a
    reader could not see is left out.
    """
    marks = _marks(findings)
    alignment = _alignment(opened)
    lines = _lines(opened.post, alignment) if opened.post and alignment else {}
    article = alignment.article() if alignment else range(len(opened.blocks))
    page = opened.capture.snapshot
    return {
        "title": line((page.title if page else "") or opened.summary.title, 300),
        "blocks": [
            {
                "kind": block.kind.value,
                "text": paragraph(block.text, _MOST_CHARACTERS),
                "url": line(block.url, 2_000),
                "link": link_of(block.url),
                "level": block.level,
                "line": lines.get(index),
                "mark": marks.get(_sides(block.box), ""),
                "box": box_object(block.box),
                "outside": index not in article,
            }
            for index, block in _seen(opened.blocks)
        ],
    }


def _seen(blocks: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    for index, block in enumerate(blocks):
        if index >= _MOST_BLOCKS:
            return
        if block.visible and not block.hiding:
            yield index, block


def _marks(findings: Iterable[Finding]) -> Mapping[_Sides | None, str]:
    """Return the fingerprint of the first finding at each box."""
    marks: dict[_Sides | None, str] = {}
    for finding in findings:
        if finding.box is not None:
            marks.setdefault(_sides(finding.box), finding.fingerprint)
    return marks


def _sides(box: Box | None) -> _Sides | None:
    return (box.x, box.y, box.width, box.height) if box else None


def _alignment(opened: Opened) -> Alignment | None:
    post, snapshot = opened.post, opened.capture.snapshot
    if post is None or snapshot is None or not snapshot.frames:
        return None
    return Case.of(post, opened.capture, Page.of(snapshot)).alignment


def _lines(post: Post, alignment: Alignment) -> Mapping[int, int]:
    """Return the line of the post for each block of the page that is promised."""
    found: dict[int, int] = {}
    for index, place in alignment.places.items():
        number = post.blocks[index].line
        if number is not None:
            found.setdefault(place.page, number)
    return found
