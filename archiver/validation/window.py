"""A stream of bytes seen through a window that a parser moves along."""

from __future__ import annotations

from collections.abc import Callable, Iterator


class Window:
    """The bytes that came and were not yet taken: `data[at:]`."""

    __slots__ = ("_read", "at", "data", "passed")

    def __init__(self, read: Callable[[], bytes]) -> None:
        """Take what gives the next piece, and nothing at the end."""
        self._read = read
        self.data = b""
        self.at = 0
        self.passed = 0
        """How many bytes lie before `data`."""

    @property
    def position(self) -> int:
        """How many bytes were taken."""
        return self.passed + self.at

    def grow(self) -> bool:
        """Get the next piece; False at the end."""
        piece = self._read()
        if not piece:
            return False
        self.passed += self.at
        self.data = self.data[self.at :] + piece if self.at < len(self.data) else piece
        self.at = 0
        return True

    def has(self, count: int) -> bool:
        """Tell whether so many bytes are there, once as many as possible were got."""
        while len(self.data) - self.at < count:
            if not self.grow():
                return False
        return True

    def pieces(self, count: int) -> Iterator[memoryview]:
        """Yield so many bytes in pieces as they come; fewer at the end of the stream."""
        while count and (self.at < len(self.data) or self.grow()):
            piece = memoryview(self.data)[self.at : self.at + count]
            self.at += len(piece)
            count -= len(piece)
            yield piece
