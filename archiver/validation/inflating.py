"""Raw deflate unpacked: by ISA-L where it is installed, which takes half of zlib's time."""

from __future__ import annotations

import zlib
from typing import Protocol

_RAW = -15
"""RFC 1951 alone: gzip's header and trailer are read by hand, to name what is wrong in them."""


class Inflater(Protocol):
    """What zlib and ISA-L have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end of the stream was reached."""

    @property
    def unused_data(self) -> bytes:
        """What came behind the end of the stream."""

    @property
    def unconsumed_tail(self) -> bytes:
        """What was not looked at, because of the limit."""

    def decompress(self, data: bytes | memoryview, max_length: int = ..., /) -> bytes:
        """Return what the bytes hold, so many at most."""


INFLATE_ERRORS: tuple[type[Exception], ...] = (zlib.error,)

try:
    from isal import isal_zlib  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    crc32 = zlib.crc32

    def inflater() -> Inflater:
        """Return what unpacks one raw deflate stream."""
        return zlib.decompressobj(_RAW)

else:
    INFLATE_ERRORS = (zlib.error, isal_zlib.error)
    crc32 = isal_zlib.crc32

    def inflater() -> Inflater:
        """Return what unpacks one raw deflate stream."""
        found: Inflater = isal_zlib.decompressobj(_RAW)
        return found
