"""Content codings undone piece by piece, so that a bomb stays a stream (RFC 9110, 8.4)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

ACCEPTED = "gzip, deflate"
"""What can be decoded here, for Accept-Encoding."""
_PIECE_BYTES = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


class Decoding:
    """Decodes one body: gzip of one or more members, deflate with or without its zlib wrap."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding.strip().lower()
        self._inflater = zlib.decompressobj(_GZIP) if "gzip" in self._encoding else None
        self._head = b""
        self._is_padding = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what the next bytes decode to, in pieces of at most 64 KiB.

        Raises `OSError` for a coding that was not asked for, `zlib.error` when the bytes
        are not what they are said to be.
        """
        if self._encoding in {"", "identity"}:
            yield data
        elif self._encoding in {"gzip", "x-gzip", "deflate"}:
            yield from self._inflated(data)
        else:
            raise OSError(f"Content-Encoding {self._encoding!r} was not asked for")

    def end(self) -> None:
        """Raise `OSError` when the compressed body is not at its end."""
        is_whole = self._is_padding or (self._inflater is not None and self._inflater.eof)
        if self._head and not is_whole:
            raise OSError("the compressed body breaks off")

    def _inflated(self, data: bytes) -> Iterator[bytes]:
        if len(self._head) < 2:
            data = self._head + data
            self._head = data[:2]
            if len(data) < 2:
                return
        inflater = self._inflater or zlib.decompressobj(_wbits(self._head))
        while data and not self._is_padding:
            if piece := inflater.decompress(data, _PIECE_BYTES):
                yield piece
            data = inflater.unconsumed_tail
            if inflater.eof:
                # Members follow each other (RFC 1952, 2.2); other bytes behind one are padding.
                data = inflater.unused_data
                self._is_padding = data[:2] != _GZIP_MAGIC[: len(data)]
                if len(data) < 2:
                    break
                inflater = zlib.decompressobj(_GZIP)
        self._inflater = inflater


def _wbits(head: bytes) -> int:
    """Tell the form of a "deflate" body: without its wrap it is wrong, but common."""
    is_wrapped = head[0] & 15 == 8 and int.from_bytes(head, "big") % 31 == 0  # RFC 1950, 2.2
    return zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS
