"""The records that describe a page as a whole, and how they are named.

`urn:view:URL`, `urn:fullPageFinal:URL`, `urn:thumbnail:URL`, `urn:textFinal:URL`
and `urn:pageinfo:URL` are Browsertrix's (warc.md 2.7). archiver's own are
`urn:archiver:source:CAPTURE-ID`, the post byte for byte with its file name in
WARC-JSON-Metadata, and `urn:archiver:capture:CAPTURE-ID`, the capture's JSON,
which is the last record of a page: where it stands, the page is whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence

from archiver.formats import Record, encode_capture, resource_record, target_uri, warc_date
from archiver.models import Capture, LedgerEntry, Post, Screenshot

CAPTURE_URN = "urn:archiver:capture:"
SOURCE_URN = "urn:archiver:source:"
TEXT_URN = "urn:textFinal:"
SOURCE_FIELD = "WARC-JSON-Metadata"


def source_sha256(post: Post | None) -> str:
    """Return the hexadecimal SHA-256 of a post's bytes; `` without a post."""
    return hashlib.sha256(post.raw).hexdigest() if post else ""


def page_records(
    capture: Capture, post: Post | None, screenshots: Sequence[Screenshot], text: str
) -> Iterator[Record]:
    """Yield the artefacts of a page, but for the capture itself."""
    moment = capture.started_at
    for shot in screenshots:
        uri = screenshot_uri(capture, shot)
        yield resource_record(uri, moment, shot.media_type, shot.data)
    if text:
        data = text.encode("utf-8", "replace")
        yield resource_record(f"{TEXT_URN}{capture.url}", moment, "text/plain", data)
    info = json.dumps(_page_info(capture)).encode()
    yield resource_record(f"urn:pageinfo:{capture.url}", moment, "application/json", info)
    if post is not None:
        uri = f"{SOURCE_URN}{capture.capture_id}"
        metadata = json.dumps({"name": post.path.name, "title": post.title})
        fields = ((SOURCE_FIELD, metadata),)
        yield resource_record(uri, moment, "application/octet-stream", post.raw, fields)


def screenshot_uri(capture: Capture, shot: Screenshot) -> str:
    """Return the `urn:` of a screenshot's record, as WARC-Target-URI has it."""
    return target_uri(f"urn:{shot.kind.value}:{shot.subject or capture.url}")


def capture_record(capture: Capture) -> Record:
    """Return the record that ends a page."""
    uri = f"{CAPTURE_URN}{capture.capture_id}"
    return resource_record(uri, capture.started_at, "application/json", encode_capture(capture))


def _page_info(capture: Capture) -> dict[str, object]:
    return {
        "pageid": capture.capture_id,
        "url": capture.url,
        "ts": warc_date(capture.started_at),
        "tsStatus": capture.status,
        "counts": {"jsErrors": capture.events.script_errors},
        "urls": {entry.url: _url_info(entry) for entry in capture.ledger},
    }


def _url_info(entry: LedgerEntry) -> dict[str, object]:
    info: dict[str, object] = {
        "status": entry.status,
        "mime": entry.mime,
        "type": entry.resource_type,
    }
    if entry.error:
        info["error"] = entry.error
    return info
