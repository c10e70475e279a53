"""Host globs: which hosts a rule speaks of."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from archiver.errors import UsageError

_GLOB = re.compile(r"(?:\*\.)?[a-z0-9*_-]+(?:\.[a-z0-9*_-]+)*")
_HOST_CHARACTERS = 253
"""Longest name of a host (RFC 1035, 3.1)."""


@dataclass(frozen=True, slots=True)
class HostGlobs:
    """Some host globs, of which one has to fit.

    `*` stands for any characters, dots too. `*.x.cn` fits `x.cn` as well as what
    lies below it, as a cookie's domain does; without `*` only that host fits.
    """

    globs: tuple[str, ...] = ()
    _pattern: re.Pattern[str] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, globs: Iterable[str], where: str = "") -> HostGlobs:
        """Return the globs, compiled; raise `UsageError`, with `where`, for what is none."""
        found = tuple(glob.lower() for glob in globs)
        for glob in found:
            if not _GLOB.fullmatch(glob):
                raise UsageError(
                    f"{where}: {glob!r} is no host, as cdn.example.org or *.example.org"
                )
        return cls(
            found, re.compile("|".join(_translated(glob) for glob in found)) if found else None
        )

    def fit(self, host: str) -> bool:
        """Tell whether one of the globs fits a host, however it is written."""
        if self._pattern is None or len(host) > _HOST_CHARACTERS + 1:
            return False
        return self._pattern.match(host.lower().removesuffix(".")) is not None


def _translated(glob: str) -> str:
    if glob.startswith("*."):
        return f"{fnmatch.translate(glob)}|{fnmatch.translate(glob[2:])}"
    return fnmatch.translate(glob)
