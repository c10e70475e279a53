"""A collection, or articles of it, as one WACZ file (warc.md 2.6)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import archiver
from archiver.errors import UsageError
from archiver.formats import PageLine, page_line, pages_header, warc_date
from archiver.formats.wacz_index import ZipNum
from archiver.formats.wacz_writer import Signer, WaczDescription, WaczWriter
from archiver.interchange.index_runs import IndexRuns
from archiver.interchange.shipment import Shipment
from archiver.interchange.source_files import SourceFiles
from archiver.store import CaptureSummary, Collection
from archiver.store.durable import create_file, rename, sync, translated

_ROLL_BYTES = 1_000_000_000
"""Size from which on a WARC file is closed and the next begun (warc.md F2)."""
_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What is exported, and what the file says of itself."""

    slugs: tuple[str, ...] = ()
    """The articles; all when empty."""
    latest: bool = False
    """Of each article the last capture alone."""
    title: str = ""
    roll_bytes: int = _ROLL_BYTES
    signer: Signer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    path: Path
    articles: int
    captures: int
    size_bytes: int


def export_wacz(
    collection: Collection,
    path: Path,
    options: ExportOptions = ExportOptions(),
    on_bytes: Callable[[int], None] | None = None,
) -> Exported:
    """Write captures into a WACZ 1.1.1 file, whole or not at all; a former file is replaced.

    The same captures give the same bytes. A record that holds the payload of a chosen
    page's revisit is brought along, also from a page that is not chosen. `on_bytes` is told
    how many bytes of records were written since it was last told.

    Raises:
        FormatError: a record that is needed is damaged or lost.
        OutOfSpaceError: the disk is full.
        StorageError: the collection cannot be read, or the file not written.
        UsageError: an article is not there, or there is none at all.
    """
    captures = _chosen(collection, options)
    with _whole(path) as stream, SourceFiles(collection) as sources:
        with IndexRuns(path.parent) as runs:
            writer = WaczWriter(stream)
            try:
                shipment = Shipment(collection, captures, runs, sources, options.roll_bytes)
                expected_bytes = _total_bytes(collection)
                for name, chunks in shipment.volumes():
                    told = chunks if on_bytes is None else _told(chunks, on_bytes)
                    writer.add(f"archive/{name}", told, expected_bytes=expected_bytes)
                _write_lists(writer, collection, captures, runs, _title(options, captures))
                writer.finish(_description(options, captures))
            except BaseException:  # nothing more is written, then it is raised again
                writer.abandon()
                raise
        size_bytes = stream.tell()
    return Exported(
        path=path,
        articles=len({each.slug for each in captures}),
        captures=len(captures),
        size_bytes=size_bytes,
    )


def _write_lists(
    writer: WaczWriter,
    collection: Collection,
    captures: Sequence[CaptureSummary],
    runs: IndexRuns,
    title: str,
) -> None:
    """Write the index and the page list."""
    zipnum = ZipNum()
    writer.add("indexes/index.cdx.gz", zipnum.blocks(runs.merged()))
    writer.add("indexes/index.idx", [zipnum.listing()])
    writer.add("pages/pages.jsonl", _pages(collection, captures, title), packed=True)


def _chosen(collection: Collection, options: ExportOptions) -> list[CaptureSummary]:
    captures = collection.captures(latest=options.latest)
    known = {summary.slug for summary in captures}
    for slug in options.slugs:
        if slug not in known:
            raise UsageError(
                f"{collection.root} has no article {slug!r}; `archiver list` names them all"
            )
    wanted = set(options.slugs) or known
    chosen = [summary for summary in captures if summary.slug in wanted]
    if not chosen:
        raise UsageError(f"{collection.root} has no article yet; there is nothing to export")
    return chosen


def _pages(
    collection: Collection, captures: Iterable[CaptureSummary], title: str
) -> Iterator[bytes]:
    yield pages_header(title).encode()
    for summary in captures:
        line = PageLine(
            id=summary.capture_id,
            url=summary.url,
            title=summary.title,
            ts=warc_date(summary.started_at),
            text=collection.listed_text(summary.capture_id),
        )
        yield page_line(line).encode()


def _title(options: ExportOptions, captures: Sequence[CaptureSummary]) -> str:
    if options.title:
        return options.title
    titles = {summary.title or summary.url for summary in captures}
    if len({summary.slug for summary in captures}) == 1:
        return captures[-1].title or captures[-1].url
    return f"{len(titles)} articles"


def _description(options: ExportOptions, captures: Sequence[CaptureSummary]) -> WaczDescription:
    one = len({summary.slug for summary in captures}) == 1
    # Not the clock: the file is to be the same whenever it is written.
    newest = max(summary.started_at for summary in captures)
    return WaczDescription(
        title=_title(options, captures),
        created=warc_date(newest),
        software=f"archiver {archiver.__version__}",
        main_page_url=captures[-1].url if one else "",
        main_page_date=warc_date(captures[-1].started_at) if one else "",
        signer=options.signer,
    )


def _told(chunks: Iterable[bytes], on_bytes: Callable[[int], None]) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk
        on_bytes(len(chunk))


def _total_bytes(collection: Collection) -> int:
    return sum(summary.size_bytes for summary in collection.captures(latest=False)) * 2


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """Yield a file beside its place, which gets its name when all went well."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with translated(path):
        temporary.unlink(missing_ok=True)
        stream = os.fdopen(create_file(temporary), "r+b", buffering=_BUFFER_BYTES)
        try:
            with stream:
                yield stream
                stream.flush()
                sync(stream.fileno())
            rename(temporary, path)
        except BaseException:  # nothing half is left, then it is raised again
            temporary.unlink(missing_ok=True)
            raise
