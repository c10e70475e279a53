"""Made-up states of a page: blocks one below the other, and where two pictures differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from archiver.compare.keys import medium_key
from archiver.compare.visual.changes import visual_changes
from archiver.compare.visual.sight import Look, Sight
from archiver.models import (
    AlignedBand,
    Band,
    BandKind,
    Block,
    BlockKind,
    Box,
    Overlay,
    PictureDifference,
    Region,
    VisualChange,
)

LEFT, WIDTH, PAGE_WIDTH = 100.0, 700.0, 1280
TEXT_PX, PICTURE_PX, APART_PX = 60.0, 400.0, 20.0
WORDS = "The river runs through the old town, and nobody has counted its boats"

BANNER = Overlay(position="fixed", box=Box(0, 600, 1280, 120), text="We use cookies")


def text(words: str, **facts: object) -> Block:
    return Block(kind=BlockKind.TEXT, text=words, **facts)  # type: ignore[arg-type]


def paragraph(number: int) -> Block:
    return text(f"{number}. {WORDS}, {number} at least.")


def image(name: str, **facts: object) -> Block:
    facts = {"width_px": 700, "height_px": 400, **facts}
    return Block(kind=BlockKind.IMAGE, url=f"http://a.test/{name}.jpg", **facts)  # type: ignore[arg-type]


def caption(words: str, of: int) -> Block:
    return Block(kind=BlockKind.CAPTION, text=words, caption_of=(of,))


def player(name: str) -> Block:
    return Block(kind=BlockKind.PLAYER, url=f"http://player.test/{name}")


def stacked(*blocks: Block, top: float = 0.0) -> list[Block]:
    """The blocks one below the other; those that have a box keep it, and all below follow."""
    y, placed = top, []
    for block in blocks:
        high = PICTURE_PX if block.kind in {BlockKind.IMAGE, BlockKind.PLAYER} else TEXT_PX
        box = block.box or Box(LEFT, y, WIDTH, high)
        placed.append(replace(block, box=box))
        y = box.y + box.height + APART_PX
    return placed


def sight(
    *blocks: Block,
    top: float = 0.0,
    files: Mapping[str, Look] | None = None,
    overlays: Iterable[Overlay] = (),
) -> Sight:
    looks = {medium_key(f"http://a.test/{name}.jpg"): look for name, look in (files or {}).items()}
    return Sight.of_blocks(stacked(*blocks, top=top), looks, overlays)


def file(name: str, phash: str = "", media_type: str = "image/jpeg") -> Look:
    return Look(digests=(f"sha1:{name}",), phash=phash, media_type=media_type)


def at(block: int, there: Sight) -> Box:
    box = there.blocks[block].box
    assert box is not None
    return box


def level(box: Box, down: float = 0.0) -> Region:
    """A part that looks other; `down` is by how much its rows were pushed."""
    return Region(
        old=Box(box.x, box.y - down, box.width, box.height),
        new=box,
        pixels=int(box.width * box.height / 4),
    )


def came(top: float, height: float) -> Region:
    return Region(old=None, new=Box(0, top, PAGE_WIDTH, height), pixels=int(PAGE_WIDTH * height))


def went(top: float, height: float) -> Region:
    return Region(old=Box(0, top, PAGE_WIDTH, height), new=None, pixels=int(PAGE_WIDTH * height))


def pictures(
    *regions: Region, height: int = 8_000, bands: Sequence[AlignedBand] = ()
) -> PictureDifference:
    """Two pictures that differ in these regions."""
    whole = Band(top_px=0, bottom_px=height)
    changed = (AlignedBand(kind=BandKind.CHANGED, old=whole, new=whole),)
    return PictureDifference(
        old_width_px=PAGE_WIDTH,
        old_height_px=height,
        new_width_px=PAGE_WIDTH,
        new_height_px=height,
        bands=tuple(bands) or changed,
        regions=regions,
    )


def named(old: Sight, new: Sight, *regions: Region) -> tuple[VisualChange, ...]:
    return visual_changes(pictures(*regions), old, new)


def told(changes: Iterable[VisualChange]) -> list[tuple[str, str]]:
    return [(change.kind.value, change.sentence) for change in changes]
