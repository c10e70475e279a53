"""The picture of a page as two stages need it: its rows as hashes, its pixels when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from archiver.errors import FormatError
from archiver.images.decoding import decoded_page
from archiver.images.rows import RowHashes, rows_of

Pixels = NDArray[np.uint8]
"""Height x width x 3: red, green, blue."""


class PagePicture:
    """An encoded picture, loaded and decoded at most once, and only when its pixels are asked.

    May be used from several threads.
    """

    def __init__(self, load: Callable[[], bytes], rows: RowHashes | None = None) -> None:
        self.load = load
        """Returns the encoded bytes."""
        self._rows = rows
        self._pixels: Pixels | None = None
        self._lock = threading.Lock()

    @property
    def rows(self) -> RowHashes:
        """The hashes of its rows, computed from the pixels when they were not given.

        Raises FormatError when the picture has to be decoded and cannot be.
        """
        with self._lock:
            if self._rows is None:
                self._pixels, self._rows = self._decode()
            return self._rows

    @property
    def width_px(self) -> int:
        """Its width."""
        return self.rows.width_px

    @property
    def height_px(self) -> int:
        """How many rows it has."""
        return self.rows.height_px

    @property
    def pixels(self) -> Pixels:
        """Its pixels, read-only; of 1,280 x 8,000 they take 31 MB until `forget`.

        Raises FormatError when the picture is damaged, or not of the size that its rows say.
        """
        with self._lock:
            if self._pixels is None:
                self._pixels, self._rows = self._decode()
            return self._pixels

    def forget(self) -> None:
        """Give the memory of the pixels back; they are decoded anew when asked again."""
        with self._lock:
            self._pixels = None

    def _decode(self) -> tuple[Pixels, RowHashes]:
        picture = decoded_page(self.load())
        rows = self._rows or rows_of(picture)
        if (rows.width_px, rows.height_px) != picture.size:
            raise FormatError(
                f"The rows kept beside a picture of {picture.width} x {picture.height} pixels "
                f"tell of {rows.width_px} x {rows.height_px}: remove that file."
            )
        flat = np.frombuffer(picture.tobytes(), np.uint8)
        return flat.reshape(picture.height, picture.width, 3), rows
