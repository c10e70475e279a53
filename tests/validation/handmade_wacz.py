"""A WACZ written by hand, part by part: right, or wrong in one way."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from handmade import Rec, good, member

from archiver.urls import surt

INDEXED = ("response", "revisit", "resource")


def index_lines(records: dict[str, Rec], filename: str = "good.warc.gz") -> list[str]:
    """Return the lines of the index of a file that `packed` makes, in order."""
    lines, offset = [], 0
    for each in records.values():
        length = len(member(each.bytes()))
        fields = dict(each.fields)
        if each.type in INDEXED:
            url = fields["WARC-Target-URI"]
            status = re.match(rb"HTTP/1.1 (\d+)", each.block)
            mime = re.search(rb"Content-Type: ([^\r;]+)", each.block)
            entry = {
                "url": url,
                "mime": mime[1].decode() if mime else fields["Content-Type"],
                "digest": fields.get("WARC-Payload-Digest", "-"),
                "length": str(length),
                "offset": str(offset),
                "filename": filename,
            }
            if status:
                entry["status"] = status[1].decode()
            if each.type == "revisit":
                entry["mime"] = "warc/revisit"
            digest = hashlib.sha256(member(each.bytes())).hexdigest()
            entry["recordDigest"] = f"sha256:{digest}"
            timestamp = re.sub(r"\D", "", fields["WARC-Date"])[:14]
            lines.append(f"{surt(url)} {timestamp} {json.dumps(entry)}\n")
        offset += length
    return sorted(lines, key=str.encode)


def blocks_of(lines: list[str], size: int = 4) -> tuple[bytes, bytes]:
    """Return index.cdx.gz and index.idx."""
    data, entries = b"", []
    for start in range(0, len(lines), size):
        block = member("".join(lines[start : start + size]).encode())
        key = " ".join(lines[start].split(" ")[:2])
        digest = f"sha256:{hashlib.sha256(block).hexdigest()}"
        entry = {"offset": len(data), "length": len(block), "digest": digest}
        entries.append(f"{key} {json.dumps(entry)}\n")
        data += block
    meta = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    return data, f"!meta 0 {json.dumps(meta)}\n{''.join(entries)}".encode()


PAGES = [
    {"format": "json-pages-1.0", "id": "pages", "title": "All"},
    {"id": "1", "url": "http://example.org/", "ts": "2024-05-06T07:08:09Z", "title": "é"},
]


@dataclass
class Wacz:
    """What a WACZ is made of; each part may be changed before it is written."""

    lines: list[str] = field(default_factory=lambda: index_lines(good()))
    pages: list[object] = field(default_factory=lambda: [dict(page) for page in PAGES])
    files: dict[str, bytes] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    deflated: set[str] = field(default_factory=set)
    package: Callable[[dict], None] = lambda _: None
    digest: Callable[[dict], None] = lambda _: None
    infos: dict[str, Callable[[zipfile.ZipInfo], None]] = field(default_factory=dict)

    def parts(self) -> dict[str, bytes]:
        index, listing = blocks_of(self.lines)
        parts = {
            "archive/good.warc.gz": b"".join(member(each.bytes()) for each in good().values()),
            "indexes/index.cdx.gz": index,
            "indexes/index.idx": listing,
            "pages/pages.jsonl": "".join(f"{json.dumps(page)}\n" for page in self.pages).encode(),
        }
        parts |= self.files
        return {name: data for name, data in parts.items() if name not in self.taken}

    def bytes(self) -> bytes:
        parts = self.parts()
        package = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "created": "2024-05-06T07:08:09Z",
            "resources": [
                {
                    "name": name.rpartition("/")[2].lower(),
                    "path": name,
                    "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                    "bytes": len(data),
                }
                for name, data in parts.items()
                if name not in {"datapackage.json", "datapackage-digest.json"}
            ],
        }
        self.package(package)
        parts.setdefault("datapackage.json", json.dumps(package).encode())
        told = hashlib.sha256(parts["datapackage.json"]).hexdigest()
        digest = {"path": "datapackage.json", "hash": f"sha256:{told}"}
        self.digest(digest)
        parts.setdefault("datapackage-digest.json", json.dumps(digest).encode())
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:
            for name, data in parts.items():
                if name in self.taken:
                    continue
                info = zipfile.ZipInfo(name)
                info.compress_type = 8 if name in self.deflated else 0
                self.infos.get(name, lambda _: None)(info)
                file.writestr(info, data)
        return buffer.getvalue()

    def write(self, folder: Path) -> Path:
        path = folder / "good.wacz"
        path.write_bytes(self.bytes())
        return path
