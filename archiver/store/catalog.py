"""The catalog: which pages are committed, and where each of their records lies.

One SQLite file in WAL mode; a page exists when its transaction is on the disk.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.errors import FormatError, OutOfSpaceError, StorageError
from archiver.formats import IndexEntry
from archiver.models import RecordPointer
from archiver.store import schema

_BUSY_TIMEOUT_S = 10
_STALE = "indexes stale"
_VOLUME = (
    "INSERT INTO volumes (name, committed_bytes) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET committed_bytes = excluded.committed_bytes"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogRecord:
    """A record that can be looked up: response, revisit or resource.

    `whole` is false for a response that WARC-Truncated says was cut.
    """

    type: str
    record_id: str
    date: str
    entry: IndexEntry
    whole: bool
    pointer: RecordPointer


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogCapture:
    """The row of a capture; dates in ISO 8601, UTC."""

    capture_id: str
    slug: str
    url: str
    origin: str
    title: str
    text: str
    started_at: str
    duration_s: float
    status: int
    error: str
    source_sha256: str
    source_name: str
    source_path: str
    size_bytes: int


class Catalog:
    """The SQLite file of one collection; may be called from several threads."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self.version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        """Of its tables."""
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path, *, writable: bool) -> Catalog:
        """Open or, when writable, create the catalog.

        Raises:
            FormatError: it is damaged.
            StorageError: it is absent, of a newer archiver, or a link.
        """
        if path.is_symlink():
            raise StorageError(f"{path}: a symbolic link is not followed; remove it")
        with _translated(path):
            connection = _connect(path, writable=writable)
            try:
                _prepare(connection, path, writable=writable)
            except BaseException:  # the file is closed, then it is raised again
                connection.close()
                raise
        return cls(path, connection)

    def close(self) -> None:
        """Close the file; its write-ahead log is folded in."""
        with self._lock, _translated(self._path):
            self._connection.close()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query.

        Raises:
            StorageError: the catalog cannot be read.
        """
        with self._lock, _translated(self._path):
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None.

        Raises:
            StorageError: the catalog cannot be read.
        """
        with self._lock, _translated(self._path):
            found: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
        return found

    def stream(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query one by one, over a connection of its own.

        Raises:
            StorageError: the catalog cannot be read.
        """
        with _translated(self._path):
            connection = _connect(self._path, writable=False)
            try:
                yield from connection.execute(statement)
            finally:
                connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do several statements as one; on the disk when the block has ended.

        Raises:
            OutOfSpaceError: the disk is full; nothing was changed.
            StorageError: the catalog cannot be written; nothing was changed.
        """
        with self._lock, _translated(self._path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def execute(self, statement: str, *values: object) -> None:
        """Do one statement as a transaction.

        Raises:
            StorageError: see `transaction`.
        """
        with self.transaction() as connection:
            connection.execute(statement, values)

    def add_capture(
        self,
        capture: CatalogCapture,
        records: Sequence[CatalogRecord],
        volume: str,
        committed_bytes: int,
    ) -> None:
        """Make a page exist: its rows, and how far its WARC file is committed.

        Raises:
            StorageError: see `transaction`.
        """
        with self.transaction() as connection:
            connection.execute(_VOLUME, (volume, committed_bytes))
            keys = _volume_keys(connection, {record.pointer.filename for record in records})
            cursor = connection.execute(
                "INSERT INTO captures (capture_id, slug, url, origin, title, text, started_at,"
                " duration_s, status, error, source_sha256, source_name, source_path, records,"
                " size_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _capture_row(capture, len(records)),
            )
            connection.executemany(
                "INSERT INTO records (capture, type, record_id, date, key, url, mime, status,"
                " digest, method, request_body, whole, volume, offset, length_bytes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    _record_row(record, cursor.lastrowid, keys[record.pointer.filename])
                    for record in records
                ],
            )
            # It judged the article's former capture.
            connection.execute("DELETE FROM reports WHERE slug = ?", (capture.slug,))
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, 'yes')", (_STALE,))

    def forget_volume(self, volume: str) -> None:
        """Remove a WARC file and its pages from the catalog.

        Raises:
            StorageError: see `transaction`.
        """
        with self.transaction() as connection:
            found = connection.execute(
                "SELECT volume FROM volumes WHERE name = ?", (volume,)
            ).fetchone()
            connection.execute(
                "DELETE FROM captures WHERE capture IN"
                " (SELECT capture FROM records WHERE volume = ?)",
                found or (-1,),
            )
            connection.execute("DELETE FROM records WHERE volume = ?", found or (-1,))
            connection.execute("DELETE FROM volumes WHERE name = ?", (volume,))
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, 'yes')", (_STALE,))

    def original(self, digest: str) -> tuple[str, str, str] | None:
        """Return record id, URI and WARC-Date of a whole response with this payload."""
        return self.row(
            "SELECT record_id, url, date FROM records"
            " WHERE digest = ? AND type = 'response' AND whole = 1 LIMIT 1",
            digest,
        )

    def remember(self, key: str, value: str) -> None:
        """Keep a note; an empty one is forgotten.

        Raises:
            StorageError: see `transaction`.
        """
        if value:
            self.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", key, value)
        else:
            self.execute("DELETE FROM notes WHERE key = ?", key)

    def recall(self, key: str) -> str:
        """Return a note, or ``."""
        row = self.row("SELECT value FROM notes WHERE key = ?", key)
        return str(row[0]) if row else ""

    @property
    def indexes_stale(self) -> bool:
        """Whether a page was committed since the index files were written."""
        return bool(self.recall(_STALE))

    def indexes_written(self) -> None:
        """Note that the index files hold all that is committed."""
        self.remember(_STALE, "")

    def has_pages(self, volume: str) -> bool:
        """Tell whether the last record of any page lies in a WARC file."""
        found = self.row(
            "SELECT 1 FROM records JOIN volumes USING (volume)"
            " WHERE name = ? AND url GLOB 'urn:archiver:capture:*' LIMIT 1",
            volume,
        )
        return found is not None

    def has_capture(self, capture_id: str) -> bool:
        """Tell whether a page of this id is committed."""
        return self.row("SELECT 1 FROM captures WHERE capture_id = ?", capture_id) is not None

    def set_committed(self, volume: str, committed_bytes: int) -> None:
        """Note how far a WARC file is committed; 0 forgets one without pages.

        Raises:
            StorageError: see `transaction`.
        """
        if committed_bytes:
            self.execute(_VOLUME, volume, committed_bytes)
        else:
            self.execute(
                "UPDATE volumes SET committed_bytes = ? WHERE name = ?", committed_bytes, volume
            )

    def captures(self) -> int:
        """Return how many captures are committed."""
        found = self.row("SELECT count(*) FROM captures")
        return int(found[0]) if found else 0

    def committed_bytes(self, volume: str) -> int:
        """Return how far a WARC file is committed; 0 when no page is in it."""
        found = self.row("SELECT committed_bytes FROM volumes WHERE name = ?", volume)
        return int(found[0]) if found else 0

    def volumes(self) -> dict[str, int]:
        """Return the names of the WARC files with how far each is committed."""
        return dict(self.rows("SELECT name, committed_bytes FROM volumes ORDER BY name"))


def _volume_keys(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the keys of WARC files; one that is not known yet has nothing committed."""
    keys = {}
    for name in names:
        connection.execute(
            "INSERT OR IGNORE INTO volumes (name, committed_bytes) VALUES (?, 0)", (name,)
        )
        (keys[name],) = connection.execute(
            "SELECT volume FROM volumes WHERE name = ?", (name,)
        ).fetchone()
    return keys


def _connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    if writable:
        return sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
    if not path.exists():
        raise StorageError(f"{path}: not there; is this a collection of archiver?")
    # `immutable` is for a directory that cannot be written, where WAL mode has
    # no place for its shared memory and nobody else can be writing.
    uri = path.resolve().as_uri()
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        connection = sqlite3.connect(
            f"{uri}?{mode}",
            uri=True,
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("SELECT 1 FROM sqlite_master")
        except sqlite3.OperationalError:
            connection.close()
        except BaseException:  # the file is closed, then it is raised again
            connection.close()
            raise
        else:
            return connection
    raise StorageError(f"{path}: the catalog cannot be read")


def _prepare(connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")  # the file may come from anybody
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > schema.VERSION:
        raise StorageError(f"{path}: made by a newer archiver; install that one")
    if not writable:
        return
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    changes = schema.TABLES
    if version:
        changes = " ".join(schema.CHANGES[each] for each in range(version, schema.VERSION))
    if version < schema.VERSION:
        connection.executescript(
            f"BEGIN IMMEDIATE; {changes} PRAGMA user_version = {schema.VERSION}; COMMIT;"
        )


def _capture_row(capture: CatalogCapture, records: int) -> tuple[object, ...]:
    return (
        capture.capture_id,
        capture.slug,
        capture.url,
        capture.origin,
        capture.title,
        capture.text,
        capture.started_at,
        capture.duration_s,
        capture.status,
        capture.error,
        capture.source_sha256,
        capture.source_name,
        capture.source_path,
        records,
        capture.size_bytes,
    )


def _record_row(record: CatalogRecord, capture: int | None, volume: int) -> tuple[object, ...]:
    entry = record.entry
    return (
        capture,
        record.type,
        record.record_id,
        record.date,
        entry.key,
        entry.url,
        entry.mime,
        entry.status,
        entry.digest,
        entry.method,
        entry.request_body,
        record.whole,
        volume,
        record.pointer.offset,
        record.pointer.length_bytes,
    )


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
        if code == sqlite3.SQLITE_FULL:
            message = f"{path}: the disk is full; every committed page is whole, make room"
            raise OutOfSpaceError(message) from error
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            message = f"{path}: damaged ({error}); remove it, and the next run rebuilds it"
            raise FormatError(message) from error
        raise StorageError(f"{path}: {error}; every committed page is whole") from error
    except (OverflowError, UnicodeError) as error:
        raise StorageError(f"{path}: a value that cannot be kept: {error}") from error
