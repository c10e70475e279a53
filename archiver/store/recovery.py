"""What a crash left, put right: pages are whole or not there (faults.md 4.1)."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from archiver.errors import FormatError, StorageError
from archiver.store import durable
from archiver.store.catalog import Catalog
from archiver.store.harvest import harvest
from archiver.store.layout import OPEN_SUFFIX, Layout, is_volume_name
from archiver.store.values import Recovery
from archiver.store.volume import finish_file

_SERIAL = re.compile(r"-([0-9]{5})\.warc\.gz")


@dataclass(slots=True)
class _Findings:
    pages_lost: int = 0
    bytes_cut: int = 0
    files_closed: int = 0
    rebuilt: bool = False
    notes: list[str] = field(default_factory=list)


def recover(layout: Layout, *, rebuild: bool) -> tuple[Catalog, Recovery | None]:
    """Open the catalog and make it agree with the WARC files; say what was repaired.

    To be called by the one writer. None when nothing was wrong.

    Raises:
        StorageError: the collection cannot be read or written.
    """
    findings = _Findings()
    findings.pages_lost = _clear_spool(layout.spool)
    catalog = _open_catalog(layout, findings, rebuild=rebuild)
    try:
        for path in sorted(layout.warc.iterdir()):
            name = path.name.removesuffix(OPEN_SUFFIX)
            if is_volume_name(name) and not path.is_symlink():
                _repair(catalog, path, name, findings)
        for name in catalog.volumes():
            if not layout.volume(name).is_file():
                findings.notes.append(f"warc/{name} is missing, and its pages with it")
    except BaseException:
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


def next_serial(layout: Layout) -> int:
    """Return the number of the next WARC file, above all that lie in the directory."""
    names = [_SERIAL.search(path.name) for path in layout.warc.iterdir()]
    return max((int(found[1]) for found in names if found), default=0) + 1


def _clear_spool(spool: Path) -> int:
    """Remove the pages in flight; return how many there were."""
    with durable.translated(spool):
        leftovers = list(spool.iterdir())
        for path in leftovers:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    return len(leftovers)


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


def _repair(catalog: Catalog, path: Path, name: str, findings: _Findings) -> None:
    """Make one WARC file and the catalog agree, and close it."""
    with durable.translated(path):
        size_bytes = path.stat().st_size
    committed = catalog.committed_bytes(name)
    if committed == 0 or committed > size_bytes:
        catalog.forget_volume(name)
        committed = _readmit(catalog, path, name, findings)
    if not path.name.endswith(OPEN_SUFFIX):
        return
    findings.bytes_cut += size_bytes - committed
    findings.files_closed += 1
    with durable.translated(path):
        descriptor = durable.open_file(path)
        try:
            durable.cut(descriptor, committed)
            durable.sync(descriptor)
        finally:
            os.close(descriptor)
    finish_file(path, committed)


def _readmit(catalog: Catalog, path: Path, name: str, findings: _Findings) -> int:
    """Enter the whole pages of a file into the catalog; return where the last ends."""
    end = 0
    try:
        for page in harvest(path, name):
            end = page.end
            with contextlib.suppress(StorageError):
                catalog.add_capture(page.capture, page.records, name, end)
    except FormatError as error:
        findings.notes.append(f"{error}; the pages before it were kept")
    return end
