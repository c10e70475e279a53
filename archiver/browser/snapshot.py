"""The page's DOM with boxes, all frames, as one value."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from archiver.browser.common_han import common_han
from archiver.browser.frames import Frame, FrameList, call_each, quote
from archiver.browser.settings import Limits
from archiver.errors import CaptureError
from archiver.models import (
    BlockKind,
    Box,
    FrameSnapshot,
    MediaState,
    Outcome,
    Overlay,
    PageSnapshot,
)

_KINDS = {
    "img": BlockKind.IMAGE,
    "video": BlockKind.VIDEO,
    "audio": BlockKind.AUDIO,
    "iframe": BlockKind.PLAYER,
}
_OUTCOMES = {
    "loaded": Outcome.LOADED,
    "failed": Outcome.FAILED,
    "pending": Outcome.TIMED_OUT,
    "not requested": Outcome.NOT_REQUESTED,
}
_AIDS = ("sight", "glyphs", "overlays")
"""Scripts that a snapshot takes beside the page's own."""
_POSITIONS = frozenset({"fixed", "sticky", "absolute"})
_MOST_OVERLAYS = 40
_MAX_WORDS = 80
_MAX_FAMILIES, _MAX_FAMILY = 40, 80
_MAX_CHARSET = 40
_MAX_FAMILIES, _MAX_FAMILY = 40, 80
"""Names of fonts, and characters of one."""


async def take_snapshot(frames: FrameList, limits: Limits) -> tuple[PageSnapshot, str]:
    """Return the rendered page and its text.

    The page: element trees with boxes, and every item's outcome. The text: what
    a reader could select, all frames, as `innerText` gives it.

    Frame 0 is the article's own document; a frame that cannot be read is there
    with its `error`. Raises `CaptureError` when frame 0 cannot be read.
    """
    await frames.refresh(timeout_s=limits.call_s)
    answers = await _answers(frames, limits)
    read = {frame.frame_id: json.loads(answer) for frame, answer in answers}
    order = list(frames)
    if not order or order[0].frame_id not in read:
        raise CaptureError("the page could not be read: it does not answer")
    index = {frame.frame_id: number for number, frame in enumerate(order)}
    for frame in order:
        if frame.frame_id in read:
            _name_children(read[frame.frame_id].get("tree"), _children(frame, order, read, index))
    main = read[order[0].frame_id]
    text = "\n\n".join(_text(read[f.frame_id], "text") for f in order if f.frame_id in read)
    page = PageSnapshot(
        url=_text(main, "url"),
        title=_text(main, "title"),
        width_px=_number(main, "width"),
        height_px=_number(main, "height"),
        frames=tuple(_frame(frame, read.get(frame.frame_id), index) for frame in order),
        media=tuple(
            state
            for number, frame in enumerate(order)
            for state in _media(read.get(frame.frame_id, {}), number)
        ),
        language=_text(main, "language"),
        charset=_text(main, "charset"),
        declared_charset=_text(main, "declaredCharset")[:_MAX_CHARSET],
        overlays=tuple(_overlays(main.get("overlays"))),
        web_fonts=tuple(_families(main.get("webFonts"))),
    )
    return page, text.strip()


@cache
def _scripts() -> str:
    folder = resources.files(__package__).joinpath("scripts")
    return "".join(folder.joinpath(f"{name}.js").read_text("utf-8") for name in _AIDS)


async def _answers(frames: FrameList, limits: Limits) -> list[tuple[Frame, Any]]:
    """Return what each frame says of itself, as JSON.

    As text: DevTools refuses values that are nested as deeply as pages are. Only the
    article's own document is looked at with the aids: no other is compared with a post.
    """
    aids = (
        f"{{ sight: archiverSight(), glyphs: archiverGlyphs({quote(common_han())}),"
        " overlays: archiverOverlays() }"
    )
    plain = f"JSON.stringify(archiver.snapshot({limits.snapshot_nodes}))"
    aided = f"{_scripts()}JSON.stringify(archiver.snapshot({limits.snapshot_nodes}, {aids}))"
    order = list(frames)
    read = await asyncio.gather(
        call_each(order[:1], aided, timeout_s=limits.call_s),
        call_each(order[1:], plain, timeout_s=limits.call_s),
    )
    return [*read[0], *read[1]]


def _families(answer: Any) -> Iterator[str]:
    for family in answer[:_MAX_FAMILIES] if isinstance(answer, list) else ():
        if isinstance(family, str) and family:
            yield family[:_MAX_FAMILY]


def _overlays(answer: Any) -> list[Overlay]:
    """Read `[position, [x, y, width, height], words]` of each; what is not so is left out."""
    found: list[Overlay] = []
    for each in answer if isinstance(answer, list) else ():
        if not isinstance(each, list) or len(each) != 3:
            continue
        position, sides, words = each
        if not isinstance(position, str) or position not in _POSITIONS:
            continue
        if not isinstance(sides, list) or len(sides) != 4 or not all(map(_is_number, sides)):
            continue
        box = Box(*(round(float(side), 1) for side in sides))
        found.append(Overlay(position=position, box=box, text=str(words)[:_MAX_WORDS]))
    return found[:_MOST_OVERLAYS]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)


def _children(
    parent: Frame, order: list[Frame], read: dict[str, Any], index: dict[str, int]
) -> dict[str, int]:
    """Map a child's place in its parent's `window` to the child's frame index."""
    return {
        str(read[frame.frame_id].get("place")): index[frame.frame_id]
        for frame in order
        if frame.parent_id == parent.frame_id and frame.frame_id in read
    }


def _name_children(tree: Any, children: dict[str, int]) -> None:
    """Replace each `:window` mark by `:frame`, the index of the child frame."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if not isinstance(node, list) or len(node) != 4:
            continue
        place = node[1].pop(":window", None)
        if place in children:
            node[1][":frame"] = str(children[place])
        pending.extend(node[3])


def _frame(frame: Frame, answer: dict[str, Any] | None, index: dict[str, int]) -> FrameSnapshot:
    if answer is None:
        return FrameSnapshot(
            url=frame.url,
            parent=index.get(frame.parent_id),
            tree=[],
            error="the frame does not answer",
        )
    return FrameSnapshot(
        url=_text(answer, "url"),
        parent=index.get(frame.parent_id),
        tree=answer.get("tree") or [],
        title=_text(answer, "title"),
        error="cut: too many nodes" if answer.get("cut") else "",
    )


def _media(answer: dict[str, Any], frame: int) -> list[MediaState]:
    states: list[MediaState] = []
    for tag, url, outcome, width, height, detail in answer.get("media", ()):
        if outcome not in _OUTCOMES:
            continue
        states.append(
            MediaState(
                kind=_KINDS.get(tag, BlockKind.IMAGE),
                url=url,
                frame=frame,
                outcome=_OUTCOMES[outcome],
                natural_width_px=int(width),
                natural_height_px=int(height),
                detail=detail,
            )
        )
    return states


def _text(answer: dict[str, Any], name: str) -> str:
    return str(answer.get(name) or "")


def _number(answer: dict[str, Any], name: str) -> int:
    value = answer.get(name)
    return int(value) if isinstance(value, (int, float)) else 0
