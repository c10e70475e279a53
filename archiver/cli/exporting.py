"""Writing a WACZ file, and saying what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.cli.meter import bytes_metered
from archiver.cli.report import print_json
from archiver.cli.terminal import harmless, out, size
from archiver.errors import UsageError
from archiver.interchange import ExportOptions, export_wacz, signer
from archiver.reports import count
from archiver.store import Collection

_SUFFIX = ".wacz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """What `export` was asked for."""

    root: Path
    """Folder of the archive."""
    path: Path
    slugs: tuple[str, ...] = ()
    latest: bool = False
    title: str = ""
    key: Path | None = None
    """File of the key that signs."""


def apart(words: Sequence[str]) -> tuple[tuple[str, ...], Path | None]:
    """Return the articles and the folder that a command line names: the folder comes last."""
    if words and ("/" in words[-1] or (Path(words[-1]) / "warc").is_dir()):
        return tuple(words[:-1]), Path(words[-1])
    return tuple(words), None


def print_export(exporting: Exporting, *, as_json: bool) -> None:
    """Write the file and print a line about it.

    Raises:
        StorageError: the archive cannot be read, or the file not written.
        UsageError: an article is not there, or the file has an unfit name.
    """
    path = exporting.path
    if path.suffix != _SUFFIX:
        raise UsageError(f"{path}: a WACZ file has a name that ends in {_SUFFIX}")
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder; make it first")
    options = ExportOptions(
        slugs=exporting.slugs,
        latest=exporting.latest,
        title=exporting.title,
        signer=signer(exporting.key) if exporting.key else None,
    )
    console = out()
    with Collection.open(exporting.root, writable=False) as collection:
        total = _total_bytes(collection, options)
        with bytes_metered(console, "written", total, quiet=as_json) as advance:
            done = export_wacz(collection, path, options, advance)
    if as_json:
        facts: dict[str, object] = {"articles": done.articles, "captures": done.captures}
        facts |= {"path": str(done.path), "size_bytes": done.size_bytes}
        print_json(console, {"event": "exported", **facts})
        return
    parts = f"{count(done.articles, 'article')}, {count(done.captures, 'capture')}"
    console.print(harmless(f"{path}: {parts}, {size(done.size_bytes)}"), soft_wrap=True)


def _total_bytes(collection: Collection, options: ExportOptions) -> int:
    """Return how many bytes of records are about to be written."""
    captures = collection.captures(latest=options.latest)
    return sum(
        each.size_bytes for each in captures if not options.slugs or each.slug in options.slugs
    )
