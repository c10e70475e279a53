"""WARC files written by hand, each record as a list of fields: right, or wrong in one way."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from archiver.validation import validate

DATE = "2024-05-06T07:08:09Z"
PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
RESPONSE, REQUEST = "application/http;msgtype=response", "application/http;msgtype=request"


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def rid(number: int) -> str:
    return f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>"


@dataclass
class Rec:
    """One record; Content-Length and the block's digest are added where they are not named."""

    type: str
    number: int
    block: bytes = b""
    fields: list[tuple[str, str]] = field(default_factory=list)
    version: str = "WARC/1.1"
    end: bytes = b"\r\n\r\n"
    raw: bytes | None = None

    def set(self, name: str, value: str | None) -> None:
        """Put a field in the place of those of its name; None takes it out."""
        at = next((i for i, (key, _) in enumerate(self.fields) if key == name), len(self.fields))
        self.fields = [pair for pair in self.fields if pair[0] != name]
        if value is not None:
            self.fields.insert(at, (name, value))

    def get(self, name: str) -> str:
        return dict(self.fields)[name]

    def header(self) -> bytes:
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.fields)
        return f"{self.version}\r\n{lines}\r\n".encode("utf-8", "surrogateescape")

    def bytes(self) -> bytes:
        return self.header() + self.block + self.end if self.raw is None else self.raw

    def renew(self) -> None:
        """Make length and digests anew after the block was changed."""
        names = dict(self.fields)
        if "Content-Length" in names:
            self.set("Content-Length", str(len(self.block)))
        if "WARC-Block-Digest" in names:
            self.set("WARC-Block-Digest", sha1(self.block))
        if "WARC-Payload-Digest" in names and self.type not in {"revisit", "continuation"}:
            payload = self.block
            if names.get("Content-Type", "").startswith("application/http"):
                payload = self.block.partition(b"\r\n\r\n")[2]
            self.set("WARC-Payload-Digest", sha1(payload))


def rec(kind: str, number: int, block: bytes = b"", **fields: str) -> Rec:
    made = Rec(kind, number, block)
    made.fields = [("WARC-Type", kind), ("WARC-Record-ID", rid(number)), ("WARC-Date", DATE)]
    made.fields += [(name.replace("_", "-"), value) for name, value in fields.items()]
    made.fields.append(("WARC-Block-Digest", sha1(block)))
    if kind in {"response", "resource", "request", "conversion"}:
        made.fields.append(("WARC-Payload-Digest", ""))
    made.fields.append(("Content-Length", ""))
    made.renew()
    return made


def answer(body: bytes, *headers: str, status: str = "200 OK", length: bool = True) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def asking(path: str, method: str = "GET", body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: example.org", "User-Agent: test"]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def pair(number: int, path: str, block: bytes, **changes: str) -> list[Rec]:
    """A response and its request; the request's number is one more."""
    url = f"http://example.org{path}"
    method = changes.pop("method", "GET")
    response = rec(
        "response", number, block, WARC_Target_URI=url, Content_Type=RESPONSE,
        WARC_IP_Address="192.0.2.7", **changes,
    )  # fmt: skip
    request = rec(
        "request", number + 1, asking(path, method), WARC_Target_URI=url, Content_Type=REQUEST,
        WARC_Concurrent_To=rid(number),
    )  # fmt: skip
    return [response, request]


def good() -> dict[str, Rec]:
    """Records of every type and kind that are right, by name, in order."""
    url = "http://example.org/"
    chunks = b"4\r\nabcd\r\n3;x=y\r\nefg\r\n0\r\nTrailer: x\r\n\r\n"
    whole = b"0123456789" * 10
    a, a_request = pair(10, "/", answer(b"<p>hello</p>"))
    b, b_request = pair(20, "/chunked", answer(chunks, "Transfer-Encoding: chunked", length=False))
    b.set("WARC-Payload-Digest", sha1(b"abcdefg"))
    c, c_request = pair(22, "/framed", b.block)
    d, d_request = pair(
        24, "/gz", answer(gzip.compress(b"x" * 90, mtime=0), "Content-Encoding: gzip")
    )
    e, e_request = pair(26, "/head", answer(b"", "Content-Length: 99", length=False), method="HEAD")
    f, f_request = pair(
        28, "/part", answer(b"12345", "Content-Range: bytes 5-9/100", status="206 Partial Content")
    )
    g, g_request = pair(30, "/cut", answer(b"ab", "Content-Length: 99", length=False))
    g.set("WARC-Truncated", "disconnect")
    h, h_request = pair(32, "/none", answer(b"", status="204 No Content", length=False))
    revisit, revisit_request = pair(34, "/", answer(b"", "Content-Length: 12", length=False))
    revisit.type = "revisit"
    revisit.set("WARC-Type", "revisit")
    for each in (revisit, revisit_request):
        each.set("WARC-Date", "2024-05-07T00:00:00Z")
    for name, value in (
        ("WARC-Profile", PROFILE + "identical-payload-digest"),
        ("WARC-Refers-To", rid(10)),
        ("WARC-Refers-To-Target-URI", url),
        ("WARC-Refers-To-Date", DATE),
        ("WARC-Truncated", "length"),
        ("WARC-Payload-Digest", a.get("WARC-Payload-Digest")),
    ):
        revisit.set(name, value)
    same, same_request = pair(36, "/", answer(b"", status="304 Not Modified", length=False))
    same.type = "revisit"
    same.set("WARC-Type", "revisit")
    same.set("WARC-Payload-Digest", None)
    for each in (same, same_request):
        each.set("WARC-Date", "2024-05-08T00:00:00Z")
    for name, value in (
        ("WARC-Profile", PROFILE + "server-not-modified"),
        ("WARC-Refers-To", rid(10)),
        ("WARC-Refers-To-Target-URI", url),
        ("WARC-Refers-To-Date", DATE),
    ):
        same.set(name, value)
    info = rec(
        "warcinfo", 1, b"software: test\r\nformat: WARC File Format 1.1\r\n",
        WARC_Filename="good.warc.gz", Content_Type="application/warc-fields",
    )  # fmt: skip
    resource = rec(
        "resource", 40, b"picture", WARC_Target_URI="urn:view:http://example.org/",
        Content_Type="image/png", WARC_Warcinfo_ID=rid(1),
    )  # fmt: skip
    metadata = rec(
        "metadata", 42, b"via: x\r\nfetchTimeMs: 7\r\n", WARC_Target_URI=url,
        Content_Type="application/warc-fields", WARC_Concurrent_To=rid(10),
    )  # fmt: skip
    conversion = rec(
        "conversion", 44, b"text of it", WARC_Target_URI=url, Content_Type="text/plain",
        WARC_Refers_To=rid(10),
    )  # fmt: skip
    first, first_request = pair(46, "/long", answer(whole)[:80])
    first.set("WARC-Segment-Number", "1")
    first.set("WARC-Payload-Digest", sha1(whole))
    rest = rec(
        "continuation", 48, answer(whole)[80:], WARC_Target_URI="http://example.org/long",
        WARC_Segment_Number="2", WARC_Segment_Origin_ID=rid(46),
        WARC_Segment_Total_Length=str(len(answer(whole))),
    )  # fmt: skip
    return {
        "info": info,
        "response": a, "request": a_request,
        "chunked": b, "chunked request": b_request,
        "framed": c, "framed request": c_request,
        "gz": d, "gz request": d_request,
        "head": e, "head request": e_request,
        "part": f, "part request": f_request,
        "cut": g, "cut request": g_request,
        "none": h, "none request": h_request,
        "revisit": revisit, "revisit request": revisit_request,
        "same": same, "same request": same_request,
        "resource": resource, "metadata": metadata, "conversion": conversion,
        "first": first, "first request": first_request, "rest": rest,
    }  # fmt: skip


def member(data: bytes, level: int = 6) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def packed(records: dict[str, Rec]) -> bytes:
    return b"".join(member(each.bytes()) for each in records.values())


def plain(records: dict[str, Rec]) -> bytes:
    return b"".join(each.bytes() for each in records.values())


def codes_of(*paths: Path) -> Counter[str]:
    """Return the codes of all breaches in files, by how often."""
    found: Counter[str] = Counter()
    for verdict in validate(paths):
        found += verdict.counts
    return found


def told(*paths: Path) -> list[str]:
    """Return all breaches in files as lines, for the eye."""
    return [
        f"{breach.path}:{breach.offset}: {breach.code} {breach.words}"
        for verdict in validate(paths)
        for breach in verdict.breaches
    ]
