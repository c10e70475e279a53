"""Films, sounds and pictures that the fakes serve; made by scripts in `benchmarks/`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read(name: str) -> bytes:
    """Return the bytes of a shipped file, as `bay.webm` or `dash/manifest.mpd`."""
    return files(__name__).joinpath(name).read_bytes()


__all__ = ["read"]
