"""The compressed index of a WACZ: CDXJ lines in gzip blocks, and the list of the blocks.

The form is ZipNum's, as cdxj-indexer and py-wacz write it (warc.md 2.6, W2).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator

BLOCK_LINES = 3000
"""Lines from which on a block may end: as in the ZipNum of the Internet Archive's indexes."""
MOST_LINES = 4 * BLOCK_LINES
"""Lines at which a block ends in any case."""
_SLASH = "/"
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
        """Yield the blocks of index.cdx.gz; without any line one empty block.

        No block begins with an address that goes on where one of the block before ended,
        as `/a-b` after `/a`. wabac.js looks for `/a/` with its slash, which the keys of
        CDXJ do not have, so it takes the last block that begins before `/a/`; `-` comes
        before `/`, and it would look for `/a` in the block that `/a-b` begins.
        """
        block: list[str] = []
        keys: set[str] = set()
        for line in lines:
            key = line.partition(" ")[0]
            is_long, is_full = len(block) >= BLOCK_LINES, len(block) >= MOST_LINES
            if is_full or (is_long and not _goes_on(key, keys)):
                yield self._packed(block)
                block, keys = [], set()
            block.append(line)
            keys.add(key)
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


def _goes_on(key: str, keys: set[str]) -> bool:
    """Tell whether a key is one of some, or one of them with a sign before `/` behind it."""
    return key in keys or any(key[:at] in keys for at, sign in enumerate(key) if sign < _SLASH)
