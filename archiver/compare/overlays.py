"""Overlays: P2, something opaque lies over what the post promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from archiver.compare.case import Case
from archiver.compare.drawn import Drawn, drawn_blocks
from archiver.compare.keys import address_key
from archiver.compare.loss import Loss
from archiver.compare.naming import name_of
from archiver.compare.wording import normal_form, quote
from archiver.dom import Element, blocks_of, element_from_snapshot
from archiver.models import MEDIA_KINDS, Block, BlockKind, Box, LostAt, Overlay

_LEAST_SHARE = 0.1
"""Of a block's area: what Browsertrix calls 99 % alike may lie under a banner (checks.md, P2)."""
_NEARLY_ALL = 0.9
_MAX_OVERLAYS = 40
_MAX_BLOCKS = 400
"""Of one overlay: what is in it beyond that is taken as not held."""
_PLAYING = frozenset({BlockKind.VIDEO, BlockKind.AUDIO, BlockKind.PLAYER})
_OVER_ALL = "fixed"
_KEY_CHARACTERS = 80
_MAX_TEXTS, _MAX_CHARACTERS = 200, 2_000
"""Of an element, to see whether it begins with an overlay's words."""


@dataclass(frozen=True, slots=True)
class _Covered:
    """A promised block, and how much of it an overlay hides, 0 to 1."""

    drawn: Drawn
    share: float


def losses(case: Case) -> Iterator[Loss]:
    """Yield one loss for each overlay that hides over a tenth of a promised block.

    Near misses that stay silent: a bar above the content; a small button; an overlay that
    holds the block itself (the shell of an application, an open lightbox); a caption that
    is set over its picture, or another part of the post that is set over a third; the
    controls and the poster that lie over a film or a player.
    """
    overlays = case.page.snapshot.overlays[:_MAX_OVERLAYS]
    if not overlays:
        return
    drawn = list(drawn_blocks(case))
    seen: Counter[str] = Counter()
    root: Element | None = None
    for layer in _layers(overlays):
        overlay, covered = layer.overlay, _covered(drawn, layer)
        if not covered:
            continue
        root = root or element_from_snapshot(case.page.snapshot.frames[0].tree)
        covered = _without_own(covered, drawn, _held(case, root, overlay), overlay)
        if covered:
            loss = _loss(layer, covered)
            seen[loss.key] += 1
            repeat = f" #{seen[loss.key]}" if seen[loss.key] > 1 else ""
            yield replace(loss, key=loss.key + repeat)


@dataclass(frozen=True, slots=True)
class _Layer:
    """An overlay with all that it hides: a dialog's mask is a part of it."""

    overlay: Overlay
    hides: Box


def _layers(overlays: Sequence[Overlay]) -> Iterator[_Layer]:
    """Yield the overlays, a dialog and the empty mask behind it as one."""
    masks = {i: o for i, o in enumerate(overlays) if not o.text and o.position == _OVER_ALL}
    joined: dict[int, int] = {}
    for at, overlay in enumerate(overlays):
        if overlay.text:
            behind = (
                i
                for i, mask in masks.items()
                if i not in joined and _share(overlay.box, mask.box) > _NEARLY_ALL
            )
            if (mask := next(behind, None)) is not None:
                joined[mask] = at
    behind_of = {at: mask for mask, at in joined.items()}
    for at, overlay in enumerate(overlays):
        if at not in joined:
            yield _Layer(overlay, overlays[behind_of.get(at, at)].box)


def _covered(drawn: Sequence[Drawn], layer: _Layer) -> list[_Covered]:
    """Return what an overlay lies over, but for the film or player that it is a part of."""
    box, is_over_all = layer.overlay.box, layer.overlay.position == _OVER_ALL
    return [
        _Covered(item, share)
        for item in drawn
        if (share := _share(item.box, layer.hides)) > _LEAST_SHARE
        and not (
            item.promised.kind in _PLAYING
            and not is_over_all
            and _share(box, item.box) > _NEARLY_ALL
        )
    ]


def _share(box: Box, other: Box) -> float:
    """Return which share of a box lies under another one."""
    wide = min(box.x + box.width, other.x + other.width) - max(box.x, other.x)
    high = min(box.y + box.height, other.y + other.height) - max(box.y, other.y)
    area = box.width * box.height
    return wide * high / area if wide > 0 and high > 0 and area > 0 else 0.0


_Name = tuple[bool, str]


def _name(block: Block) -> _Name:
    """Return what tells a block of the page from the others: is it a medium, and which."""
    medium = block.kind in MEDIA_KINDS
    return medium, address_key(block.url) if medium else normal_form(block.text)


def _held(case: Case, root: Element, overlay: Overlay) -> frozenset[_Name]:
    """Return the blocks inside an overlay: those of elements with its very box and words."""
    words = normal_form(overlay.text)[:_KEY_CHARACTERS]
    for node in root.descendants():
        if not isinstance(node, Element) or node.box is None or not _is_same(node.box, overlay.box):
            continue
        text = _first_words(node)
        if words in text if words else not text:
            blocks = blocks_of(node, case.page.snapshot.url)[:_MAX_BLOCKS]
            return frozenset(_name(block) for block in blocks)
    return frozenset()


def _first_words(element: Element) -> str:
    texts = (node for node in element.descendants() if isinstance(node, str))
    return normal_form("".join(islice(texts, _MAX_TEXTS)))[:_MAX_CHARACTERS]


def _is_same(box: Box, other: Box) -> bool:
    sides = ((box.x, other.x), (box.y, other.y), (box.width, other.width))
    return all(abs(one - two) <= 1 for one, two in (*sides, (box.height, other.height)))


def _without_own(
    covered: list[_Covered], drawn: Sequence[Drawn], held: frozenset[_Name], overlay: Overlay
) -> list[_Covered]:
    """Leave out what the overlay holds; nothing is left of one that is a part of the post."""
    is_of_post = any(_name(item.shown) in held for item in drawn)
    if is_of_post and overlay.position != _OVER_ALL:
        return []
    return [each for each in covered if _name(each.drawn.shown) not in held]


def _loss(layer: _Layer, covered: Sequence[_Covered]) -> Loss:
    overlay = layer.overlay
    worst = max(covered, key=lambda each: each.share)
    words = quote(overlay.text, 40)
    what = f'something that is set over the page ("{words}")' if words else "an empty box"
    count = "1 block" if len(covered) == 1 else f"{len(covered)} blocks"
    width_px, height_px = round(layer.hides.width), round(layer.hides.height)
    name = normal_form(overlay.text)[:_KEY_CHARACTERS] or f"{width_px} x {height_px}"
    item = worst.drawn
    return Loss(
        check="P2",
        key=f"{overlay.position} {name}",
        kind="covers",
        message=(
            f"On the page, {what}, {width_px} x {height_px} pixels, covers {count} of the post, "
            f"the most of {name_of(item.promised)} ({worst.share:.0%} of it)."
        ),
        lost_at=LostAt.PAGE,
        subject=item.promised.url or item.promised.text,
        block=item.index,
        promised=item.promised,
        shown=item.shown,
        evidence={
            "overlay": overlay.text,
            "position": overlay.position,
            "overlay_box": f"{layer.hides.x:g},{layer.hides.y:g},{width_px},{height_px}",
            "share": f"{worst.share:.2f}",
            "blocks": ", ".join(str(each.drawn.index) for each in covered),
        },
    )
