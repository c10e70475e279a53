"""What a crash left, put right: pages are whole or not there (faults.md 4.1)."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from archiver.errors import FormatError, OutOfSpaceError, StorageError
from archiver.store import durable
from archiver.store.catalog import Catalog
from archiver.store.harvest import harvest
from archiver.store.layout import OPEN_SUFFIX, Layout, is_capture_id, is_import_name, is_volume_name
from archiver.store.pictures import remove_pictures, restore_pictures
from archiver.store.values import Recovery
from archiver.store.volume import finish_file

_SERIAL = re.compile(r"-([0-9]{5})\.warc(?:\.gz)?")


@dataclass(slots=True)
class _Findings:
    pages_lost: int = 0
    bytes_cut: int = 0
    files_closed: int = 0
    rebuilt: bool = False
    pages_found: int = 0
    notes: list[str] = field(default_factory=list)


def recover(layout: Layout, *, rebuild: bool) -> tuple[Catalog, Recovery | None]:
    """Open the catalog and make it agree with the WARC files; say what was repaired.

    To be called by the one writer. None when nothing was wrong.

    Raises:
        StorageError: the collection cannot be read or written.
    """
    findings = _Findings()
    catalog = _open_catalog(layout, findings, rebuild=rebuild)
    try:
        for path in sorted(layout.warc.iterdir(), key=_foreign_first):
            if is_volume_name(path.name.removesuffix(OPEN_SUFFIX)) and not path.is_symlink():
                _repair(catalog, layout, path, findings)
        for name in catalog.volumes():
            if not layout.volume(name).is_file():
                findings.notes.append(f"warc/{name} is missing, and its pages with it")
        findings.pages_lost = _clear_spool(catalog, layout)
    except BaseException:  # the catalog is closed, then it is raised again
        catalog.close()
        raise
    recovery = Recovery(
        pages_lost=findings.pages_lost,
        bytes_cut=findings.bytes_cut,
        files_closed=findings.files_closed,
        rebuilt=findings.rebuilt,
        notes=tuple(findings.notes),
    )
    return catalog, (recovery if recovery != Recovery() else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readmission:
    """What of a file was entered into the catalog."""

    pages_new: int
    pages_found: int
    """With those that were there already."""
    notes: tuple[str, ...]


def readmit(catalog: Catalog, layout: Layout, path: Path) -> Readmission:
    """Enter the pages of a finished file that was brought into the directory.

    Pages that are there already are left out. A file without any page of archiver's counts
    as committed whole: it is a file of others.

    Raises:
        StorageError: the catalog cannot be written.
    """
    findings = _Findings()
    before = catalog.captures()
    _readmit(catalog, layout, path, findings)
    return Readmission(
        pages_new=catalog.captures() - before,
        pages_found=findings.pages_found,
        notes=tuple(findings.notes),
    )


def next_serial(layout: Layout) -> int:
    """Return the number of the next WARC file, above all that lie in the directory."""
    names = [_SERIAL.search(path.name) for path in layout.warc.iterdir()]
    return max((int(found[1]) for found in names if found), default=0) + 1


def _foreign_first(path: Path) -> tuple[bool, str]:
    """Order files so that those come first which pages of other files lead to."""
    return not is_import_name(path.name), path.name


def _clear_spool(catalog: Catalog, layout: Layout) -> int:
    """Remove the pages in flight; return how many there were.

    The spool of a page may have outlived its commit: that page is whole.
    """
    with durable.translated(layout.spool):
        leftovers = list(layout.spool.iterdir())
        lost = [path.name for path in leftovers if not catalog.has_capture(path.name)]
        remove_pictures(layout, filter(is_capture_id, lost))
        for path in leftovers:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    return len(lost)


def _open_catalog(layout: Layout, findings: _Findings, *, rebuild: bool) -> Catalog:
    known = layout.catalog.exists()
    if not rebuild and known:
        try:
            return Catalog.open(layout.catalog, writable=True)
        except FormatError:
            pass  # damaged: made anew, as all of it stands in the WARC files
    with durable.translated(layout.catalog):
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                layout.catalog.with_name(layout.catalog.name + suffix).unlink()
        findings.rebuilt = known or any(layout.warc.iterdir())
    return Catalog.open(layout.catalog, writable=True)


def _repair(catalog: Catalog, layout: Layout, path: Path, findings: _Findings) -> None:
    """Make one WARC file and the catalog agree, and close it."""
    name = path.name.removesuffix(OPEN_SUFFIX)
    is_open = path.name != name
    if is_open and path.with_name(name).exists():
        findings.notes.append(f"{path} was left alone, for warc/{name} is there too")
        return
    with durable.translated(path):
        size_bytes = path.stat().st_size
    committed = catalog.committed_bytes(name)
    if committed > size_bytes:
        findings.notes.append(f"warc/{name} is shorter than it was; pages at its end are lost")
    if committed == 0 or committed > size_bytes:
        catalog.forget_volume(name)
        committed = _readmit(catalog, layout, path, findings)
    if is_open:
        findings.bytes_cut += size_bytes - committed
        findings.files_closed += 1
        _cut_file(path, committed)
        finish_file(path, committed)


def _cut_file(path: Path, size_bytes: int) -> None:
    with durable.translated(path):
        descriptor = durable.open_file(path)
        try:
            durable.cut(descriptor, size_bytes)
            durable.sync(descriptor)
        finally:
            os.close(descriptor)


def _readmit(catalog: Catalog, layout: Layout, path: Path, findings: _Findings) -> int:
    """Enter the whole pages of a file into the catalog; return where the last ends.

    The file counts as committed when all are entered: a crash here starts anew.
    """
    name, end = path.name.removesuffix(OPEN_SUFFIX), 0
    try:
        for page in harvest(path, name):
            end = page.end
            findings.pages_found += 1
            if catalog.has_capture(page.capture.capture_id):
                findings.notes.append(f"{path} repeats capture {page.capture.capture_id}")
                continue
            try:
                catalog.add_capture(page.capture, page.records, name, committed_bytes=0)
            except OutOfSpaceError:
                raise
            except StorageError as error:
                findings.notes.append(f"{path} holds a page that is left out: {error}")
                continue
            restore_pictures(layout, path, page.capture, page.records)
    except FormatError as error:
        if path.name == name:  # of an open file it is the end that a crash left
            findings.notes.append(f"{error}; the pages before it were kept")
    if end == 0 and path.name == name:
        # A file of others: its records belong to pages that lie elsewhere, or to none.
        end = path.stat().st_size
    catalog.set_committed(name, end)
    return end
