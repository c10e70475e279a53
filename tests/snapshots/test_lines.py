"""Blocks and media as lines: read back as they were, readable, and quiet in a diff."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from exhibit import snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.models import Block, BlockKind, Box
from archiver.snapshots.lines import (
    block_lines,
    blocks_of_lines,
    json_text,
    media_lines,
    media_of_lines,
)
from archiver.snapshots.media import SnapshotMedium

PATH = Path("blocks.jsonl")
ANY = st.text(st.characters(), max_size=30)
PIXEL = st.integers(-10_000_000, 10_000_000).map(float)
BLOCK = st.builds(
    Block,
    kind=st.sampled_from(BlockKind),
    text=ANY,
    url=ANY,
    alternates=st.lists(ANY, max_size=2).map(tuple),
    poster=ANY,
    level=st.integers(0, 6),
    referrer_policy=ANY,
    width_px=st.none() | st.integers(0, 9000),
    height_px=st.none() | st.integers(0, 9000),
    box=st.none() | st.builds(Box, PIXEL, PIXEL, PIXEL, PIXEL),
    frame=st.integers(0, 9),
    visible=st.booleans(),
    links=st.lists(ANY, max_size=2).map(tuple),
    language=ANY,
    hiding=ANY,
    missing_glyphs=ANY,
)


@settings(max_examples=200, deadline=None)
@given(blocks=st.lists(BLOCK, max_size=6), data=st.data())
def test_any_blocks_are_read_as_they_were(blocks: list[Block], data: st.DataObject) -> None:
    if blocks:
        indexes = st.lists(st.integers(0, len(blocks) - 1), max_size=2).map(tuple)
        blocks = [replace(each, caption_of=data.draw(indexes)) for each in blocks]
    text = block_lines(blocks)
    assert text.count("\n") == len(blocks)
    assert all(line.replace("\u3000", " ").isprintable() for line in text.split("\n"))
    assert blocks_of_lines(text.encode().decode(), PATH) == tuple(blocks)


@given(
    media=st.lists(
        st.builds(SnapshotMedium, url=ANY, key=ANY, digest=ANY, phash=ANY, media_type=ANY),
        max_size=4,
    )
)
def test_any_media_are_read_as_they_were(media: list[SnapshotMedium]) -> None:
    assert media_of_lines(media_lines(media), PATH) == tuple(media)


def test_a_line_reads_well() -> None:
    heading, *_, caption, _ = block_lines(snapshot().blocks).splitlines()
    assert heading == '{"kind":"heading","text":"The quay","level":1,"box":[40,20,600,40]}'
    assert caption == (
        '{"kind":"caption","text":"▲The quay at dawn","caption_of":[-1],"box":[40,29,600,30]}'
    )


def test_a_paragraph_that_is_put_in_changes_its_own_line_alone() -> None:
    before = snapshot().blocks
    new = Block(kind=BlockKind.TEXT, text="New words.", box=Box(40.0, 80.0, 600.0, 45.0))

    def lowered(block: Block) -> Block:
        assert block.box
        box = replace(block.box, y=block.box.y + 65)
        return replace(block, box=box, caption_of=tuple(each + 1 for each in block.caption_of))

    after = (before[0], new, *map(lowered, before[1:]))
    old, now = block_lines(before).splitlines(), block_lines(after).splitlines()
    assert [line for line in now if line not in old] == [now[1]]
    assert [line for line in old if line not in now] == []


def test_what_cannot_be_seen_is_escaped_and_chinese_is_not() -> None:
    text = json_text({"a": "山\u3000水 \u202e \x1b[2J \x7f \ud800 \U000e0041 \u2028"})
    assert "山\u3000水" in text
    for hidden in ("\\u202e", "\\u001b", "\\u007f", "\\ud800", "\\udb40\\udc41", "\\u2028"):
        assert hidden in text
    assert json.loads(text)["a"][-1] == "\u2028"


GOOD = block_lines(snapshot().blocks)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"a": ' + "9" * 5000 + "}", "no JSON"),
        ("[1]", "no JSON object"),
        ("<<<<<<< HEAD", "a merge was not finished here"),
        (">>>>>>> theirs", "a merge was not finished here"),
        ('{"text":"x"}', "Block.kind: no BlockKind"),
        ('{"kind":"poem"}', "Block.kind: no BlockKind"),
        ('{"kind":"text","text":3}', "Block.text: no str"),
        ('{"kind":"text","level":true}', "Block.level: no int"),
        ('{"kind":"text","links":["a",1]}', "Block.links: no str"),
        ('{"kind":"text","box":[0,NaN,1,1]}', "box must be a list of 4 whole numbers"),
        ('{"kind":"text","box":[0,1e400,1,1]}', "box must be a list of 4 whole numbers"),
        ('{"kind":"text","box":[0,0.5,1,1]}', "box must be a list of 4 whole numbers"),
        ('{"kind":"text","box":[0,1,1]}', "box must be a list of 4 whole numbers"),
        ('{"kind":"text","box":{"x":1}}', "box must be a list of 4 whole numbers"),
        ('{"kind":"text","box":[0,9999999999,1,1]}', "box must be a list of 4 whole numbers"),
        ('{"kind":"text","caption_of":[-3]}', "caption_of leads to no block"),
        ('{"kind":"text","caption_of":[900]}', "caption_of leads to no block"),
        ('{"kind":"text","caption_of":"x"}', "caption_of must be a list of some whole numbers"),
    ],
)
def test_a_line_that_is_not_in_order_is_named(line: str, message: str) -> None:
    lines = GOOD.splitlines()
    lines[1] = line
    with pytest.raises(UsageError) as refused:
        blocks_of_lines("\n".join(lines), PATH)
    assert str(refused.value).startswith(f"blocks.jsonl:2: {message}; restore the file")


def test_line_ends_of_windows_and_empty_lines_are_read() -> None:
    text = GOOD.replace("\n", "\r\n") + "\r\n\r\n"
    assert blocks_of_lines(text, PATH) == snapshot().blocks


def test_more_lines_than_a_page_can_have_are_refused() -> None:
    with pytest.raises(UsageError, match="more than 400,000 lines"):
        blocks_of_lines("\n" * 400_002, PATH)
