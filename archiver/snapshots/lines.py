"""Blocks and media as lines of JSON that read well in a diff under version control.

A block's box is written as left edge, gap below the block before, width and height, and a
caption's media by how many blocks they stand away: so a paragraph that is put in changes its
own line, and not the place of everything below it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from archiver.errors import UsageError
from archiver.formats.value_json import decoder, encoder
from archiver.models import Block, BlockKind, Box
from archiver.snapshots.media import SnapshotMedium

_MOST_LINES = 400_000
"""More than the nodes of a page that are read."""
_FURTHEST_PX = 1 << 26
"""Several times as far as a snapshot is written, for gaps are differences."""
_JSON_ESCAPES = {0x7F: "\\u007f"}
_PLAIN_BLOCK = encoder(Block)(Block(kind=BlockKind.TEXT))
_PLAIN_MEDIUM = encoder(SnapshotMedium)(SnapshotMedium(url="", key=""))
_SAFE_SPACES = "\u3000\n"


def json_text(value: object, *, indent: int | None = None) -> str:
    """Return JSON in which nothing is invisible: what cannot be printed is escaped."""
    compact = None if indent else (",", ":")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=compact)
    if all(line.isprintable() for line in text.split("\n")):
        return text
    return "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    if character.isprintable() or character in _SAFE_SPACES:
        return character
    return json.dumps(character)[1:-1] if ord(character) != 0x7F else _JSON_ESCAPES[0x7F]


def block_lines(blocks: Iterable[Block]) -> str:
    """Return one line for each block; what has its usual value is left out."""
    lines, bottom = [], 0
    for index, block in enumerate(blocks):
        values = encoder(Block)(block)
        shown = {
            name: value
            for name, value in values.items()
            if name == "kind" or value != _PLAIN_BLOCK[name]
        }
        if block.caption_of:
            shown["caption_of"] = [each - index for each in block.caption_of]
        shown.pop("box", None)
        if block.box is not None:
            x, y, width, height = map(
                round, (block.box.x, block.box.y, block.box.width, block.box.height)
            )
            shown["box"] = [x, y - bottom, width, height]
            bottom = y + height
        lines.append(json_text(shown) + "\n")
    return "".join(lines)


def media_lines(media: Iterable[SnapshotMedium]) -> str:
    """Return one line for each medium."""
    lines = []
    for each in media:
        values = encoder(SnapshotMedium)(each)
        shown = {name: value for name, value in values.items() if value != _PLAIN_MEDIUM[name]}
        lines.append(json_text({"key": each.key, "url": each.url} | shown) + "\n")
    return "".join(lines)


def blocks_of_lines(text: str, path: Path) -> tuple[Block, ...]:
    """Return the blocks of such lines; raise `UsageError` with file and line."""
    objects = list(_objects(text, path))
    blocks, bottom = [], 0
    for index, (line, values) in enumerate(objects):
        where = f"{path}:{line}"
        box = _numbers(values.get("box"), 4, where, "box")
        around = _numbers(values.get("caption_of"), None, where, "caption_of")
        plain = {"kind": "", **values, "box": None, "caption_of": []}
        block = _value(decoder(Block), plain, where)
        if box:
            top = bottom + box[1]
            bottom = top + box[3]
        media = tuple(index + each for each in around)
        if not all(0 <= each < len(objects) for each in media):
            _refuse(where, "caption_of leads to no block")
        blocks.append(_placed(block, box, top if box else 0, media))
    return tuple(blocks)


def _placed(block: Block, box: Sequence[int], top: int, media: tuple[int, ...]) -> Block:
    if not box and not media:
        return block
    place = Box(float(box[0]), float(top), float(box[2]), float(box[3])) if box else None
    return replace(block, box=place, caption_of=media)


def media_of_lines(text: str, path: Path) -> tuple[SnapshotMedium, ...]:
    """Return the media of such lines; raise `UsageError` with file and line."""
    return tuple(
        _value(decoder(SnapshotMedium), values, f"{path}:{line}")
        for line, values in _objects(text, path)
    )


def _objects(text: str, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = text.split("\n")
    if len(lines) > _MOST_LINES + 1:
        _refuse(str(path), f"more than {_MOST_LINES:,} lines")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            _refuse(f"{path}:{number}", _shown(line))
        if not isinstance(value, dict):
            _refuse(f"{path}:{number}", "no JSON object")
        yield number, value


def _shown(line: str) -> str:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return "a merge was not finished here"
    return "no JSON"


def _numbers(value: object, length: int | None, where: str, name: str) -> list[int]:
    if value is None:
        return []
    if (
        not isinstance(value, list)
        or not all(type(each) is int and abs(each) < _FURTHEST_PX for each in value)
        or (length is not None and len(value) != length)
    ):
        _refuse(where, f"{name} must be a list of {length or 'some'} whole numbers")
    return value


def _value(decode: Callable[[Any], Any], values: dict[str, Any], where: str) -> Any:
    try:
        return decode(values)
    except ValueError as error:
        _refuse(where, str(error))


def _refuse(where: str, words: str) -> NoReturn:
    raise UsageError(f"{where}: {words}; restore the file, or accept the article again")
