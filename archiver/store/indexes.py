"""The index files, written from the catalog: CDXJ and the page list."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from archiver.formats import (
    IndexEntry,
    PageLine,
    cdxj_line,
    index_timestamp,
    page_line,
    pages_header,
)
from archiver.models import RecordPointer
from archiver.store import durable
from archiver.store.catalog import Catalog
from archiver.store.layout import Layout

_BATCH = 10_000


def write_indexes(catalog: Catalog, layout: Layout, title: str) -> None:
    """Write `indexes/index.cdxj` and `pages/pages.jsonl` anew, each whole or not at all.

    Raises:
        OutOfSpaceError: the disk is full; the former files are as they were.
        StorageError: they cannot be written; the same.
    """
    durable.replace_file(layout.index, _encoded(_index_lines(catalog)))
    durable.replace_file(layout.pages, _encoded(_page_lines(catalog, title)))
    catalog.indexes_written()


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield "".join(batch).encode()
            batch.clear()
    yield "".join(batch).encode()


def _index_lines(catalog: Catalog) -> Iterator[str]:
    """Yield all lines in byte order: keys hold nothing below the space that ends them."""
    rows = catalog.stream(
        "SELECT key, date, url, mime, status, digest, method, request_body, offset,"
        " length_bytes, name FROM records JOIN volumes USING (volume) ORDER BY key, date"
    )
    pairs = (_entry(row) for row in rows)
    for _, group in itertools.groupby(pairs, key=lambda pair: (pair[0].key, pair[0].timestamp)):
        # Pages may share a record of others.
        yield from sorted({cdxj_line(entry, pointer) for entry, pointer in group})


def _entry(row: tuple[Any, ...]) -> tuple[IndexEntry, RecordPointer]:
    key, date, url, mime, status, digest, method, request_body, offset, length_bytes, name = row
    entry = IndexEntry(
        key=key,
        timestamp=index_timestamp(date),
        url=url,
        mime=mime,
        status=status,
        digest=digest,
        method=method,
        request_body=request_body,
    )
    return entry, RecordPointer(filename=name, offset=offset, length_bytes=length_bytes)


def _page_lines(catalog: Catalog, title: str) -> Iterator[str]:
    yield pages_header(title)
    for capture_id, url, page_title, started_at, text in catalog.stream(
        "SELECT capture_id, url, title, started_at, text FROM captures ORDER BY capture"
    ):
        yield page_line(
            PageLine(id=capture_id, url=url, title=page_title, ts=started_at, text=text)
        )
