"""Labelled digests: read in every spelling that is in use, made again from the bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

_LABELLED = re.compile(r"([0-9A-Za-z][0-9A-Za-z._-]*):([0-9A-Za-z+/=_-]+)")
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
_BASE32_TEXT = re.compile(r"[A-Z2-7]+")
_BASE32_DIGITS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV"
)
"""From the letters of RFC 4648 to those of `int`, which is twenty times as fast as base64."""
_BASE32 = frozenset({"sha1"})
"""Written in upper-case base32; all others in lower-case hexadecimal (warc.md R11)."""


class Hasher(Protocol):
    """What hashlib gives."""

    def update(self, data: memoryview | bytes, /) -> None:
        """Take the next bytes."""

    def digest(self) -> bytes:
        """Return the digest."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as a header states it.

    `value` is empty when it cannot be read; `algorithm` is empty when it is none that is
    known. `is_usual` says that it is spelled as checkers expect.
    """

    algorithm: str
    value: bytes
    is_usual: bool = True

    @property
    def is_of_nothing(self) -> bool:
        """Whether it is the digest of no bytes at all."""
        return bool(self.value) and hasher(self.algorithm).digest() == self.value


def hasher(algorithm: str) -> Hasher:
    """Return what makes digests of a known algorithm."""
    if algorithm == "sha1":
        return hashlib.sha1(usedforsecurity=False)
    return hashlib.new(algorithm, usedforsecurity=False)


@lru_cache(maxsize=64)
def read_digest(text: str) -> Digest | None:
    """Return the digest that a field states; None when it is not `algorithm:value`."""
    found = _LABELLED.fullmatch(text)
    if found is None:
        return None
    label, value = found[1], found[2]
    algorithm = label.lower().replace("sha-", "sha")
    size = _SIZES.get(algorithm)
    if size is None:
        return Digest("", b"")
    raw, spelling = _decoded(value, size)
    usual = "base32" if algorithm in _BASE32 else "base16"
    return Digest(algorithm, raw, label == algorithm and spelling == usual)


def _decoded(value: str, size: int) -> tuple[bytes, str]:
    """Return the bytes and the spelling: `base32`, `base16`, another; empty for none."""
    bare = value.rstrip("=")
    if len(bare) == -(-size * 8 // 5):
        upper = bare.upper()
        # The last letter may hold bits that stand for nothing: they must be zero.
        spare = len(bare) * 5 - size * 8
        if _BASE32_TEXT.fullmatch(upper):
            number = int(upper.translate(_BASE32_DIGITS), 32)
            if not number & ((1 << spare) - 1):
                raw = (number >> spare).to_bytes(size, "big")
                return raw, "base32" if bare == upper else "lower"
    try:
        if len(bare) == size * 2:
            return binascii.unhexlify(bare), "base16" if bare == bare.lower() else "upper"
        if len(bare) == -(-size * 8 // 6):
            return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_"), "base64"
    except (binascii.Error, ValueError):
        pass
    return b"", ""


def written(algorithm: str, raw: bytes) -> str:
    """Return a digest as it is usually written."""
    text = base64.b32encode(raw).decode() if algorithm in _BASE32 else raw.hex()
    return f"{algorithm}:{text}"
