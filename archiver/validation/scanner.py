"""A WARC file read record by record, plain or gzip, to the letter.

A reader steps over what it does not understand; this one accounts for every byte: each is
in a record, or told. Behind damage it goes on with the next record that it can find.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from archiver.validation.breach import BreachLog, quoted
from archiver.validation.header import MOST_HEAD_BYTES, Header, read_header
from archiver.validation.members import GZIP_MAGIC, GzipMembers, MemberDamage
from archiver.validation.window import Window

_READ_BYTES = 1 << 18
_END = b"\r\n\r\n"
_BEGIN = b"WARC/"
_FOREIGN = {
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\x5d\x2a\x4d\x18": "Zstandard with a dictionary",
    b"\x04\x22\x4d\x18": "LZ4",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"PK\x03\x04": "zip",
}
_MOST_SEARCHES = 10_000
_MOST_AGAIN = 4
"""So often a file may be read again behind blocks of a wrong length, all in all."""


class Sink(Protocol):
    """Takes the block of one record, and its end."""

    def feed(self, piece: memoryview) -> None:
        """Take the next bytes of the block."""

    def finish(self, place: Place) -> None:
        """Take the end of the record; none that began is left out."""


class Inspector(Protocol):
    """Takes the records of a file as they come."""

    def begin(self, header: Header) -> Sink:
        """Look at a header; return what takes its block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record lies in its file.

    `length_bytes` is the size of its gzip member, or of the record in a plain file; 0 when it
    shares a member with others. `whole` says that its block is there as its header says, and
    nothing was wrong with its member. `end` is where the member or record ends; 0 where others
    follow in the same member. `loose_bytes` counts the line ends behind a block that are not
    the two that must be there.
    """

    offset: int
    length_bytes: int
    whole: bool
    end: int
    loose_bytes: int | None = None


def scan(
    stream: BinaryIO,
    size_bytes: int,
    log: BreachLog,
    inspector: Inspector,
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """Read a WARC file of so many bytes from its beginning; return how many records began.

    `tell` is called now and then with the byte that was reached.

    Raises:
        OSError: the file cannot be read.
    """
    scanner = _Scanner(stream, size_bytes, log, inspector, tell)
    begin = stream.read(16)
    stream.seek(0)
    if not begin:
        log.add("F041", 0, "the file is empty")
        return 0
    if kind := next((name for magic, name in _FOREIGN.items() if begin.startswith(magic)), ""):
        log.add("F031", 0, f"the file is {kind}, which is not read here: nothing was checked")
        return 0
    if begin.startswith(GZIP_MAGIC):
        scanner.gzip()
    else:
        scanner.plain()
    if not scanner.records:
        log.add("F041", 0, "no record was found in the file")
    return scanner.records


class _Scanner:
    def __init__(
        self,
        stream: BinaryIO,
        size_bytes: int,
        log: BreachLog,
        inspector: Inspector,
        tell: Callable[[int], None],
    ) -> None:
        self._stream = stream
        self._size_bytes = size_bytes
        self._log = log
        self._inspector = inspector
        self._tell = tell
        self._searches = 0
        self._again_bytes = 0
        self._loose_bytes: int | None = None
        self.records = 0

    def gzip(self) -> None:
        """Read a file of gzip members."""
        members = GzipMembers(self._stream, self._log)
        while members.advance():
            self._member(members)
            self._tell(members.position)

    def _member(self, members: GzipMembers) -> None:
        """Read the records of a member: one, by the rules."""
        window, offset = Window(members.read), members.offset
        last: Sink | None = None
        complete, count = False, 0
        while window.at < len(window.data) or window.grow():
            if last is not None:
                if not self._goes_on(window, offset, count):
                    break
                last.finish(Place(offset=offset, length_bytes=0, whole=complete, end=0))
                last = None
            header = self._header(window, offset)
            if header is None:
                break
            count += 1
            last = self._inspector.begin(header)
            complete = self._record(header, last, window, in_member=True)
            if not complete:
                break
        members.drain()
        whole = members.damage is MemberDamage.NONE
        if last is not None:
            end = members.position
            length = end - offset if count == 1 else 0
            place = Place(offset=offset, length_bytes=length, whole=complete and whole, end=end)
            last.finish(place)
        elif not count and whole:
            self._log.add("F042", offset, "a gzip member without a record")

    def _goes_on(self, window: Window, offset: int, count: int) -> bool:
        """Tell of what follows a record in its member; whether it is a record."""
        window.has(len(_BEGIN))
        if window.data.startswith(_BEGIN, window.at):
            if count == 1:
                self._log.add("F011", offset, "a gzip member holds more than one record")
            return True
        begin = window.data[window.at : window.at + 40]
        self._log.add("F012", offset, f"behind its record a gzip member goes on: {quoted(begin)}")
        return False

    def plain(self) -> None:
        """Read a file that is not compressed."""
        window = Window(self._read)
        while window.at < len(window.data) or window.grow():
            offset = window.position
            header = self._header(window, offset)
            if header is None:
                found = self._seek(offset + 1)
                end = self._size_bytes if found is None else found
                if offset or found is not None:
                    self._log.add("F071", offset, f"{end - offset:,} bytes belong to no record")
            else:
                block = window.position
                sink = self._inspector.begin(header)
                complete = self._record(header, sink, window, in_member=False)
                end = window.position
                length = end - offset
                place = Place(
                    offset=offset,
                    length_bytes=length,
                    whole=complete,
                    end=end,
                    loose_bytes=self._loose_bytes,
                )
                sink.finish(place)
                self._tell(window.position)
                if complete:
                    continue
                self._again_bytes += window.position - block
                can_go_back = self._again_bytes < _MOST_AGAIN * self._size_bytes
                found = self._seek(block if can_go_back else window.position)
            if found is None:
                return
            self._stream.seek(found)
            window = Window(self._read)
            window.passed = found

    def _read(self) -> bytes:
        return self._stream.read(_READ_BYTES)

    def _header(self, window: Window, offset: int) -> Header | None:
        """Read a header; None, and told, when there is none."""
        found = end = -1
        looked = window.at
        while end < 0:
            data = window.data
            if not data.startswith(_BEGIN[: len(data) - window.at], window.at):
                self._no_header(window, offset, "no header of a record")
                return None
            found = data.find(b"\n\r\n", looked)
            loose = data.find(b"\n\n", looked, len(data) if found < 0 else found)
            if loose >= 0:
                found, end = loose, loose + 2
            elif found >= 0:
                end = found + 3
            else:
                looked = max(window.at, len(data) - 2)
                if len(data) - window.at > MOST_HEAD_BYTES:
                    self._no_header(window, offset, "a header without end")
                    return None
                before = window.at
                if not window.grow():
                    self._no_header(window, offset, "a header that is cut")
                    return None
                looked -= before - window.at
        head = window.data[window.at : end]
        window.at = end
        self.records += 1
        return read_header(head, offset, self._log)

    def _no_header(self, window: Window, offset: int, what: str) -> None:
        begin = window.data[window.at : window.at + 40]
        self._log.add("R013", offset, f"{what}: {quoted(begin)}")

    def _record(self, header: Header, sink: Sink, window: Window, *, in_member: bool) -> bool:
        """Give a block to its sink; tell whether the record is as its header says."""
        length = header.length_bytes
        self._loose_bytes = None
        if length is None:
            return False
        if not in_member and length > self._size_bytes - window.position:
            has = self._size_bytes - window.position
            words = f"the block should have {length:,} bytes, but the file ends after {has:,}"
            self._log.add("F061", header.offset, words)
            return False
        left = length
        for piece in window.pieces(length):
            sink.feed(piece)
            left -= len(piece)
        if left:
            words = f"Content-Length says {length:,}, but only {length - left:,} bytes are there"
            self._log.add("R062", header.offset, words)
            return False
        return self._end(header, window, in_member=in_member)

    def _end(self, header: Header, window: Window, *, in_member: bool) -> bool:
        """Take the two line ends behind a block; False when the block's end is not there."""
        window.has(len(_END))
        tail = window.data[window.at : window.at + len(_END)]
        if tail == _END:
            window.at += len(_END)
            return True
        ends = len(tail) - len(tail.lstrip(b"\r\n"))
        is_last = not window.has(ends + 1)
        window.has(ends + len(_BEGIN))
        if not is_last and not window.data.startswith(_BEGIN, window.at + ends):
            words = f"Content-Length says {header.length_bytes:,}, but the block goes on: "
            self._log.add("R063", header.offset, words + quoted(tail))
            return False
        window.at += ends
        self._loose_bytes = ends
        words = f"behind the block comes {quoted(tail[:ends])} in place of CR LF CR LF"
        self._log.add("R071", header.offset, words)
        return in_member or not is_last

    def _seek(self, start: int) -> int | None:
        """Return where the next record of a plain file begins, from a byte on."""
        self._searches += 1
        if self._searches > _MOST_SEARCHES:
            return None
        self._stream.seek(start)
        base, data = start, b""
        while chunk := self._stream.read(_READ_BYTES):
            data += chunk
            at = data.find(b"\nWARC/1.")
            if at >= 0:
                return base + at + 1
            base += max(0, len(data) - 7)
            data = data[-7:]
        return None
