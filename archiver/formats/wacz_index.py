"""The compressed index of a WACZ: CDXJ lines in gzip blocks, and the list of the blocks.

The form is ZipNum's, as cdxj-indexer and py-wacz write it (warc.md 2.6, W2).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator

BLOCK_LINES = 300
"""Lines of a block, as many as cdxj-indexer and py-wacz put into one."""
INDEX_NAME = "index.cdx.gz"
_GZIP_WBITS = 31
_LEVEL = 6
_META = "!meta"


class ZipNum:
    """Takes sorted CDXJ lines, gives gzip blocks, and then the lines that name them."""

    def __init__(self) -> None:
        self._entries: list[str] = []
        self._offset = 0

    def blocks(self, lines: Iterable[str]) -> Iterator[bytes]:
        """Yield the blocks of index.cdx.gz; without any line one empty block."""
        block: list[str] = []
        for line in lines:
            block.append(line)
            if len(block) == BLOCK_LINES:
                yield self._packed(block)
                block = []
        if block or not self._offset:
            yield self._packed(block)

    def listing(self) -> bytes:
        """Return index.idx: a line for each block that was yielded."""
        meta = json.dumps({"format": "cdxj-gzip-1.0", "filename": INDEX_NAME})
        return "".join([f"{_META} 0 {meta}\n", *self._entries]).encode()

    def _packed(self, block: list[str]) -> bytes:
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WBITS)
        packed = deflate.compress("".join(block).encode()) + deflate.flush()
        place = {
            "offset": self._offset,
            "length": len(packed),
            "digest": f"sha256:{hashlib.sha256(packed).hexdigest()}",
        }
        if block:
            key = block[0].partition("{")[0].strip()
            self._entries.append(f"{key} {json.dumps(place)}\n")
        self._offset += len(packed)
        return packed
