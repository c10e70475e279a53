"""Whether a collection is sound by other people's tools, and what is in it.

Used by `kill9.py`; by itself: `python benchmarks/soundness.py ARCHIVE...`.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from archiver.formats import decode_capture, target_uri
from archiver.models import Asked
from archiver.store import Collection

BIN = Path(sys.executable).parent
_TOP = {
    "archiver.lock",
    "archiver.sqlite3",
    "indexes",
    "pages",
    "screenshots",
    "spool",
    "warc",
}
_CHECKERS = (
    ("gzip", "-t"),
    (str(BIN / "warcio"), "check", "-v"),
    (str(BIN / "fastwarc"), "check", "-q"),
)

Payload = tuple[str, str]
"""Address and payload digest."""


def records(root: Path) -> Iterator[WarcRecord]:
    """Yield the response, revisit and resource records of all WARC files, bodies unread."""
    wanted = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
    for path in sorted((root / "warc").iterdir()):
        with path.open("rb") as stream:
            yield from ArchiveIterator(stream, record_types=wanted, parse_http=False)


def payloads(root: Path) -> Counter[Payload]:
    """Return how often each payload of the web stands in the archive; revisits count as theirs.

    What archiver asked for by itself is left out: an icon or a probe of a host is asked
    for once in a job, by whichever page comes first, and a job that goes on is another.
    """
    found: Counter[Payload] = Counter()
    for record in records(root):
        uri = record.headers["WARC-Target-URI"]
        if uri.startswith("http"):
            found[uri, _digest(record)] += 1
    return found - _asked_again(root)


def _asked_again(root: Path) -> Counter[Payload]:
    captures = [
        decode_capture(record.reader.read())
        for record in records(root)
        if record.headers["WARC-Target-URI"].startswith("urn:archiver:capture:")
    ]
    return Counter(
        (target_uri(entry.url), entry.sha1)
        for capture in captures
        for entry in capture.ledger
        if entry.asked is not Asked.PAGE and entry.record is not None
    )


def pictures(root: Path) -> Counter[Payload]:
    """Return the screenshots and texts of the pages."""
    kinds = ("urn:view:", "urn:fullPageFinal:", "urn:thumbnail:", "urn:textFinal:")
    return Counter(
        (record.headers["WARC-Target-URI"], _digest(record))
        for record in records(root)
        if record.headers["WARC-Target-URI"].startswith(kinds)
    )


def breaches(root: Path) -> list[str]:
    """Return everything that is wrong with a collection that nobody writes."""
    return [
        *_leftovers(root),
        *_refused_files(root),
        *_lost_originals(root),
        *_index_differences(root),
        *_repeated_pages(root),
    ]


def _digest(record: WarcRecord) -> str:
    headers = record.headers
    return str(headers.get("WARC-Payload-Digest") or headers.get("WARC-Block-Digest"))


def _leftovers(root: Path) -> Iterator[str]:
    for path in sorted(root.rglob("*")):
        if path.suffix in {".open", ".tmp"} or path.parent.name == "spool":
            yield f"left behind: {path.relative_to(root)}"
    for name in sorted({path.name for path in root.iterdir()} - _TOP):
        yield f"no part of a collection: {name}"


def _refused_files(root: Path) -> Iterator[str]:
    for path in sorted((root / "warc").iterdir()):
        for command in _CHECKERS:
            done = subprocess.run([*command, path], capture_output=True, text=True, check=False)
            if done.returncode:
                yield f"{' '.join(command)} {path.name}: {(done.stdout + done.stderr)[-300:]}"


def _lost_originals(root: Path) -> Iterator[str]:
    originals = {
        (record.record_id, _digest(record))
        for record in records(root)
        if record.record_type == WarcRecordType.response
    }
    for record in records(root):
        if record.record_type != WarcRecordType.revisit:
            continue
        if (record.headers.get("WARC-Refers-To"), _digest(record)) not in originals:
            yield f"a revisit of {record.headers['WARC-Target-URI']} without its original"


def _index_differences(root: Path) -> Iterator[str]:
    command = [BIN / "cdxj-indexer", "-s", *sorted((root / "warc").iterdir())]
    theirs = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    ours = (root / "indexes" / "index.cdxj").read_text()
    if ours != theirs:
        strange = len(set(ours.splitlines()) ^ set(theirs.splitlines()))
        yield f"index.cdxj differs from cdxj-indexer's in {strange} lines"


def _repeated_pages(root: Path) -> Iterator[str]:
    with Collection.open(root, writable=False) as collection:
        captures = collection.captures(latest=False)
        unjudged = [c.slug for c in captures if collection.report(c.slug) is None]
    for slug, times in Counter(capture.slug for capture in captures).items():
        if times > 1:
            yield f"{slug} was captured {times} times"
    yield from (f"{slug} has no report" for slug in unjudged)
    listed = len((root / "pages" / "pages.jsonl").read_text().splitlines()) - 1
    if listed != len(captures):
        yield f"pages.jsonl lists {listed} pages of {len(captures)}"
    kept = {path.name.rpartition("-")[0].removesuffix("-full") for path in _screenshots(root)}
    if strangers := kept - {capture.capture_id for capture in captures}:
        yield f"screenshots of no capture: {sorted(strangers)}"


def _screenshots(root: Path) -> list[Path]:
    return [path for path in (root / "screenshots").rglob("*") if path.is_file()]


if __name__ == "__main__":
    problems = [f"{root}: {line}" for root in sys.argv[1:] for line in breaches(Path(root))]
    print("\n".join(problems) or "sound")
    sys.exit(bool(problems))
