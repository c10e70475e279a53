"""A WACZ file as an archive: unpacked for the length of the run."""

from __future__ import annotations

from pathlib import Path

from archiver.errors import UsageError
from archiver.interchange import take_in
from archiver.store import Collection


def unpacked(path: Path, folder: Path) -> Path:
    """Bring the pages that archiver captured into an archive below a folder; return it.

    Raises:
        FormatError: it is no WACZ, is damaged, or is made to harm who unpacks it.
        UsageError: archiver captured none of its pages.
        StorageError: the folder cannot be written.
    """
    root = folder / path.stem
    with Collection.open(root) as collection:
        take_in(collection, path)
        if not collection.captures():
            raise UsageError(
                f"{path.name}: archiver captured none of its pages; bring it into an archive with"
                f" `archiver import {path.name} --posts POSTS`, and test that"
            )
    return root
