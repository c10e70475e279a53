"""The records that belong to another: the request of a response, what is noted of it."""

from __future__ import annotations

from collections import defaultdict

from archiver.formats import read_records
from archiver.interchange.source_files import SourceFiles
from archiver.models import RecordPointer

_KINDS = frozenset({"request", "metadata"})
_FIELDS = ("WARC-Concurrent-To", "WARC-Refers-To")


class Companions:
    """Finds companions in the WARC files of others, where they may lie anywhere.

    Each file is walked once, at the first question about it.
    """

    def __init__(self, sources: SourceFiles) -> None:
        self._sources = sources
        self._known: dict[str, dict[str, list[RecordPointer]]] = {}
        self._makers: dict[str, str] = {}
        """Of a record: the warcinfo that it names."""
        self._infos: dict[str, RecordPointer] = {}

    def of(self, pointer: RecordPointer, record_id: str) -> list[RecordPointer]:
        """Return where the companions of a record lie, in its own file.

        Raises:
            FormatError: the file is damaged.
        """
        if pointer.filename not in self._known:
            self._known[pointer.filename] = self._walked(pointer.filename)
        return self._known[pointer.filename].get(record_id, [])

    def maker_of(self, pointer: RecordPointer, record_id: str) -> RecordPointer | None:
        """Return where the warcinfo lies that a record names, the first time that it is asked.

        Raises:
            FormatError: the file is damaged.
        """
        self.of(pointer, record_id)
        return self._infos.pop(self._makers.get(record_id, ""), None)

    def _walked(self, name: str) -> dict[str, list[RecordPointer]]:
        found: defaultdict[str, list[RecordPointer]] = defaultdict(list)
        paired: dict[str, str] = {}
        requests: list[tuple[str, RecordPointer]] = []
        for stored in read_records(self._sources.path(name)):
            place = RecordPointer(
                filename=name, offset=stored.offset, length_bytes=stored.length_bytes
            )
            if stored.type == "warcinfo":
                self._infos[stored.record_id] = place
            elif maker := stored.field("WARC-Warcinfo-ID").strip("<>"):
                self._makers[stored.record_id] = maker
            told = next((value for field in _FIELDS if (value := stored.field(field))), "")
            if stored.type in _KINDS and told:
                found[told.strip("<>")].append(place)
            elif stored.type == "request":
                requests.append((stored.record_id, place))
            elif told and stored.type != "revisit":
                # Some name the request in the response, and nothing in the request.
                paired[told.strip("<>")] = stored.record_id
        for record_id, place in requests:
            if record_id in paired:
                found[paired[record_id]].append(place)
        return dict(found)
