"""Fixity: are the records of a capture still what was written?"""

from __future__ import annotations

import base64
from collections.abc import Mapping

from archiver.errors import FormatError, StorageError
from archiver.formats import read_record, target_uri
from archiver.models import Capture, LedgerEntry, RecordPointer
from archiver.store.collection import Collection
from archiver.store.layout import Layout
from archiver.store.record_digests import RecordDigests, digests_of

_REVISIT = "revisit"


def damaged_records(collection: Collection, capture: Capture) -> Mapping[RecordPointer, str]:
    """Read every record of a capture's ledger again; return what is wrong, in words.

    Each gzip member is unpacked to its end, which proves its checksum, and the digests of
    block and payload are made again and held against the record's own header and against
    the ledger. For a revisit the record that holds its payload is read too. Empty when
    all is well; never raises for a damaged or missing file. Takes the time to read and
    unpack the records once, in flat memory.
    """
    reader = _Reader(collection)
    damage: dict[RecordPointer, str] = {}
    for entry in capture.ledger:
        if entry.record is not None and entry.record not in damage:
            words = reader.damage_of(entry, entry.record)
            if words:
                damage[entry.record] = words
    return damage


class _Reader:
    """Reads each record once, however many lines of the ledger lead to it."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._layout = Layout(collection.root)
        self._read: dict[RecordPointer, RecordDigests | str] = {}
        self._revisits: dict[RecordPointer, str] = {}

    def damage_of(self, entry: LedgerEntry, place: RecordPointer) -> str:
        """Return what is wrong with the record of a ledger's line, `` when nothing is."""
        found = self._digests(place)
        if isinstance(found, str):
            return found
        if found.fields.get("warc-target-uri", "").strip("<>") != target_uri(entry.url):
            return "it is the record of another address"
        if found.coded and found.fields.get("warc-type") != _REVISIT:
            return ""
        if found.fields.get("warc-type") != _REVISIT:
            return _against_ledger(entry, found.payload_sha1, found.payload_bytes)
        if place not in self._revisits:
            self._revisits[place] = self._damage_of_original(place, found)
        return self._revisits[place] or _against_ledger(
            entry, found.fields.get("warc-payload-digest", ""), entry.size_bytes
        )

    def _damage_of_original(self, place: RecordPointer, revisit: RecordDigests) -> str:
        digest = revisit.fields.get("warc-payload-digest", "")
        record = read_record(self._layout.volume(place.filename), place.offset, 0)
        try:
            original = self._collection._original(record)  # noqa: SLF001 - of this room
        except FormatError:
            return f"the record of its payload is lost ({digest})"
        found = self._digests(original)
        where = f"{original.filename} at byte {original.offset:,}"
        if isinstance(found, str):
            return f"the record of its payload, {where}, is damaged: {found}"
        if found.payload_sha1 != digest:
            return f"the record of its payload, {where}, holds another payload"
        return ""

    def _digests(self, place: RecordPointer) -> RecordDigests | str:
        if place not in self._read:
            self._read[place] = self._checked(place)
        return self._read[place]

    def _checked(self, place: RecordPointer) -> RecordDigests | str:
        """Read a record and hold it against its own header; words when it does not fit."""
        try:
            digests = self._opened(place)
        except FileNotFoundError:
            return f"the file {place.filename} is not there"
        except OSError as error:
            return f"the file {place.filename} cannot be read ({error.strerror or 'no reason'})"
        except (StorageError, ValueError) as error:
            return str(error)
        return _against_header(digests) or digests

    def _opened(self, place: RecordPointer) -> RecordDigests:
        path = self._layout.volume(place.filename)
        if not path.exists():
            # The writer may just have given the file its final name.
            path = self._layout.volume(place.filename)
        if place.offset < 0:
            raise FormatError("its place is no place in a file")
        with path.open("rb") as stream:
            return digests_of(stream, place)


def _against_header(digests: RecordDigests) -> str:
    block = digests.fields.get("warc-block-digest", digests.block_sha1)
    if _is_other(block, digests.block_sha1):
        return f"its block has the digest {digests.block_sha1}, not {block}"
    payload = digests.fields.get("warc-payload-digest", "")
    is_revisit = digests.fields.get("warc-type") == _REVISIT
    # Of what HTTP has chunked or packed there are two opinions what the payload is.
    if not is_revisit and not digests.coded and _is_other(payload, digests.payload_sha1):
        return f"its payload has the digest {digests.payload_sha1}, not {payload}"
    return ""


def _is_other(told: str, sha1: str) -> bool:
    """Tell whether a SHA-1 that a header tells is not this one; other algorithms prove nothing.

    archiver writes base32 in capitals, others small letters, or hexadecimal.
    """
    algorithm, _, value = told.partition(":")
    if algorithm.lower() != "sha1" or f"sha1:{value.upper()}" == sha1:
        return False
    return value.lower() != base64.b32decode(sha1.partition(":")[2]).hex()


def _against_ledger(entry: LedgerEntry, payload_sha1: str, payload_bytes: int) -> str:
    """Hold a payload against the ledger's line.

    A piece of a film may lead to the record of the whole film; an answer that may have no
    body has none in its record.
    """
    is_piece = entry.status == 206 or entry.truncated is not None
    if not entry.sha1 or not payload_bytes or (is_piece and payload_bytes != entry.size_bytes):
        return ""
    if payload_sha1 != entry.sha1:
        return f"its payload has the digest {payload_sha1}, the ledger says {entry.sha1}"
    return ""
