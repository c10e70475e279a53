"""Lines of a text file read as bytes: none grows without measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archiver.validation.window import Window

MOST_LINE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; `ended` says that a line feed came, `cut` that it was too long."""

    offset: int
    data: bytes
    ended: bool = True
    cut: bool = False


def lines_of(read: Callable[[], bytes]) -> Iterator[Line]:
    """Yield the lines of what `read` gives; offsets count from its beginning."""
    window = Window(read)
    looked = 0
    while True:
        end = window.data.find(b"\n", window.at + looked)
        if end >= 0:
            is_long = end - window.at > MOST_LINE_BYTES
            stop = window.at + MOST_LINE_BYTES if is_long else end
            yield Line(window.position, window.data[window.at : stop], cut=is_long)
            window.at, looked = end + 1, 0
            continue
        looked = len(window.data) - window.at
        if looked > MOST_LINE_BYTES:
            offset, begin = window.position, window.data[window.at : window.at + MOST_LINE_BYTES]
            ended = _skip(window)
            yield Line(offset, begin, ended=ended, cut=True)
            looked = 0
        elif not window.grow():
            if looked:
                yield Line(window.position, window.data[window.at :], ended=False)
            return


def _skip(window: Window) -> bool:
    while (end := window.data.find(b"\n", window.at)) < 0:
        window.at = len(window.data)
        if not window.grow():
            return False
    window.at = end + 1
    return True
