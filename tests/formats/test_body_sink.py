"""A body that comes in pieces: what is kept of it, where, and under which digest."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.formats import BodySink

_MEMORY_BYTES = 256 * 1024


@given(st.lists(st.binary(max_size=200_000), max_size=6), st.integers(0, 600_000))
def test_a_sink_keeps_what_its_limit_allows(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], limit_bytes: int
) -> None:
    sink = BodySink(tmp_path_factory.mktemp("spool") / "body", limit_bytes)
    for piece in pieces:
        sink.write(piece)
    body = sink.finish()
    whole = b"".join(pieces)
    kept = whole[:limit_bytes]
    assert body.size_bytes == len(kept)
    assert sink.overflow == (len(whole) > limit_bytes)
    digest = base64.b32encode(hashlib.sha1(kept).digest()).decode()
    assert body.sha1 == f"sha1:{digest}"
    assert (body.path is not None) == (len(kept) > _MEMORY_BYTES)
    assert (body.path.read_bytes() if body.path else body.data) == kept


def test_a_sink_that_is_discarded_leaves_no_file(tmp_path: Path) -> None:
    sink = BodySink(tmp_path / "body", 1 << 30)
    sink.write(b"x" * (_MEMORY_BYTES + 1))
    sink.discard()
    assert list(tmp_path.iterdir()) == []
