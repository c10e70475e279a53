"""What opens archives, with the settings of the project."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from archiver.pytest_plugin.arguments import WACZ
from archiver.pytest_plugin.options import Options
from archiver.pytest_plugin.snapshot_use import SnapshotUse

if TYPE_CHECKING:
    from archiver.pytest_plugin.ground import Ground
    from archiver.pytest_plugin.shelf import Shelf


class Desk:
    """Opens each archive once, for reading, and closes all at the end.

    Articles can be listed without what judges them: `pytest --collect-only` is to be quick.
    """

    def __init__(self, rootpath: Path, options: Options, use: SnapshotUse) -> None:
        """Take the folder whose settings hold."""
        self._rootpath, self._options, self._use = rootpath, options, use
        self._shelves: dict[Path, Shelf] = {}
        self._folder: TemporaryDirectory[str] | None = None

    @cached_property
    def ground(self) -> Ground:
        """What every judgement hangs on.

        Raises:
            UsageError: a settings file is not in order; the message names file and key.
        """
        from archiver.pytest_plugin.ground import Ground

        return Ground.of(self._rootpath, self._options, self._use)

    @property
    def has_archives(self) -> bool:
        """Whether an archive is open."""
        return bool(self._shelves)

    def shelf(self, root: Path) -> Shelf:
        """Return the articles of an archive, or of a WACZ file.

        Raises:
            StorageError: there is no archive, or it cannot be read.
            UsageError: archiver captured none of a WACZ's pages.
        """
        from archiver.pytest_plugin.shelf import Shelf

        if root not in self._shelves:
            place = self._unpacked(root) if root.suffix == WACZ else root
            self._shelves[root] = Shelf.open(place, lambda: self.ground, root)
        return self._shelves[root]

    def _unpacked(self, path: Path) -> Path:
        from archiver.pytest_plugin.unpacking import unpacked

        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="archiver-", ignore_cleanup_errors=True)
        return unpacked(path, Path(self._folder.name) / str(len(self._shelves)))

    def close(self) -> None:
        """Close the archives; what was judged is kept in them where that can be done."""
        for shelf in self._shelves.values():
            shelf.close()
        self._shelves.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
