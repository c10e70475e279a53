"""Films that no player gave, asked of yt-dlp: an extra, `archiver[video]`.

yt-dlp finds the addresses; archiver's own handler makes every request of it, so
that all go through the network guard and become exchanges like those of the page.
It works in a process of its own, which is ended when it does not end by itself.
No file of yt-dlp's is written, and no program started.
"""

from __future__ import annotations

from archiver.extract.cookie import Cookie
from archiver.extract.extraction import Extraction
from archiver.extract.process import extract, is_available

__all__ = ["Cookie", "Extraction", "extract", "is_available"]
