"""Pictures and films as bytes: what they are, how they look, and how two of them differ.

Nothing here fetches or stores; Pillow, numpy and xxhash are used in this room alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from archiver.images.bands import facts_of, looks_of
from archiver.images.excerpt import Excerpt, crop
from archiver.images.likeness import distance
from archiver.images.probe import probe
from archiver.images.rows import RowHashes, decode_rows, encode_rows, row_hashes
from archiver.images.strips import STRIP_PX, Strips
from archiver.images.thumbnail import thumbnail

if TYPE_CHECKING:
    from archiver.images.difference import picture_difference
    from archiver.images.page_picture import PagePicture
    from archiver.images.row_alignment import aligned_bands

__all__ = [
    "STRIP_PX",
    "Excerpt",
    "PagePicture",
    "RowHashes",
    "Strips",
    "aligned_bands",
    "crop",
    "decode_rows",
    "distance",
    "encode_rows",
    "facts_of",
    "looks_of",
    "picture_difference",
    "probe",
    "row_hashes",
    "thumbnail",
]

# numpy takes a tenth of a second to import, which commands that compare no pictures save.
_LATE: Final = {
    "PagePicture": "page_picture",
    "aligned_bands": "row_alignment",
    "picture_difference": "difference",
}


def __getattr__(name: str) -> Any:
    """Import what needs numpy when it is first asked for."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
