"""For each rule on WARC files: one change of a good file that breaks it."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable

from handmade import (
    DATE,
    PROFILE,
    REQUEST,
    Rec,
    answer,
    member,
    packed,
    plain,
    rec,
    rid,
    sha1,
)

Records = dict[str, Rec]


def field(of: str, name: str, value: str | None) -> Callable[[Records], None]:
    return lambda records: records[of].set(name, value)


def block(of: str, *changes: tuple[bytes, bytes]) -> Callable[[Records], None]:
    """Change a block, with its length and digests."""

    def change(records: Records) -> None:
        for old, new in changes:
            assert old in records[of].block
            records[of].block = records[of].block.replace(old, new)
        records[of].renew()

    return change


def raw(of: str, old: bytes, new: bytes) -> Callable[[Records], None]:
    """Change the bytes of a record, and nothing else."""

    def change(records: Records) -> None:
        data = records[of].bytes()
        assert old in data
        records[of].raw = data.replace(old, new, 1)

    return change


def several(*changes: Callable[[Records], None]) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        for each in changes:
            each(records)

    return change


def add(name: str, made: Rec) -> Callable[[Records], None]:
    return lambda records: records.update({name: made})


def without(*names: str) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        for name in names:
            del records[name]

    return change


def conversion(**fields: str) -> Rec:
    return rec(
        "conversion", 90, b"x", WARC_Target_URI="http://example.org/", Content_Type="text/plain",
        WARC_Refers_To=rid(10), **fields,
    )  # fmt: skip


RECORD_CASES: dict[str, list[Callable[[Records], None]]] = {
    "R011": [raw("resource", b"WARC/1.1", b"WARC/1.2"), raw("resource", b"WARC/1.1", b"WARC/0.18")],
    "R012": [raw("resource", b"\r\nWARC-Date", b"\nWARC-Date")],
    "R014": [raw("resource", b"WARC/1.1", b"WARC/1.0")],
    "R021": [
        field("resource", name, None) for name in ("WARC-Type", "WARC-Date", "WARC-Record-ID")
    ],
    "R031": [
        field("resource", "WARC-Record-ID", "urn:uuid:00000000-0000-4000-8000-000000000040"),
        field("resource", "WARC-Record-ID", "<urn:uuid: 1>"),
        field("resource", "WARC-Record-ID", "<1>"),
        field("resource", "WARC-Record-ID", "<urn:uuid0000-4000-8000>"),
    ],
    "R032": [field("resource", "WARC-Record-ID", rid(10))],
    "R033": [
        field("resource", "WARC-Record-ID", "<urn:uuid:00000000-0000-4000-8000-00000000004g>"),
        field("resource", "WARC-Record-ID", "<trn" + rid(40)[4:]),
    ],
    "R041": [
        field("resource", "WARC-Date", value)
        for value in (
            "2024-05-06 07:08:09Z",
            "2024-05-06T07:08:09",
            "2024-05-06T07:08:09+00:00",
            "20240506",
            "2024-05-06T07:08:09.0123456789Z",
            "2024-05-06T7:08:09Z",
        )
    ],
    "R042": [
        several(
            field("info", "WARC-Date", "2024-05-06T07:08:09.123Z"),
            raw("info", b"WARC/1.1", b"WARC/1.0"),
        )
    ],
    "R043": [
        field("resource", "WARC-Date", "2023-02-29T00:00:00Z"),
        field("resource", "WARC-Date", "2023-13-01T00:00:00Z"),
    ],
    "R044": [
        field("resource", "WARC-Date", "1970-01-01T00:00:00Z"),
        field("resource", "WARC-Date", "9999-01-01T00:00:00Z"),
    ],
    "R051": [field("request", "WARC-Date", "2024-05-06T07:08:08Z")],
    "R061": [
        field("resource", "Content-Length", value) for value in ("-7", "7.0", "0x7", "9" * 40, "")
    ],
    "R062": [field("resource", "Content-Length", "99")],
    "R063": [field("resource", "Content-Length", "5"), field("response", "Content-Length", "1")],
    "R071": [
        lambda records, end=end: setattr(records["resource"], "end", end)
        for end in (b"", b"\r\n", b"\n\n", b"\r\n\r")
    ],
    "R081": [field("resource", "WARC-Target-URI", None)],
    "R082": [field("info", "WARC-Target-URI", "http://example.org/")],
    "R083": [
        field("resource", "WARC-Target-URI", value)
        for value in ("example.org/", "http://example.org/a b", "http:///x", "http://example.org/é")
    ],
    "R084": [
        field("resource", "WARC-Target-URI", value)
        for value in (
            "http://example.org/a|b",
            "http://example.org/100%",
            "http://example.org/a[0]",
        )
    ],
    "R085": [field("resource", "WARC-Target-URI", "<http://example.org/>")],
    "R086": [field("resource", "WARC-Target-URI", "http://example.org/#top")],
    "R091": [field("request", "WARC-Concurrent-To", rid(10)[1:-1])],
    "R092": [field("conversion", "WARC-Concurrent-To", rid(10))],
    "R093": [field("request", "WARC-Concurrent-To", rid(77))],
    "R101": [
        field("response", "WARC-IP-Address", value)
        for value in ("[::1]", "192.0.2.7:80", "192.0.2.256", "fe80::1%eth0", "example.org")
    ],
    "R102": [field("conversion", "WARC-IP-Address", "192.0.2.7")],
    "R103": [field("response", "WARC-IP-Address", "2001:db8:0:0:0:0:0:1")],
    "R111": [
        field("resource", name, value)
        for name in ("WARC-Block-Digest", "WARC-Payload-Digest")
        for value in ("7YXP", "sha1:7YXP", "sha1:" + "0" * 32, "sha256:" + "0" * 63)
    ],
    "R112": [field("resource", "WARC-Block-Digest", "blake3:abcdef")],
    "R113": [
        field("resource", "WARC-Block-Digest", sha1(b"picture").lower()),
        field("resource", "WARC-Block-Digest", "SHA-1" + sha1(b"picture")[4:]),
    ],
    "R114": [
        field("metadata", "WARC-Payload-Digest", sha1(b"x")),
        field("info", "WARC-Payload-Digest", sha1(b"x")),
    ],
    "R115": [
        field("resource", "WARC-Block-Digest", sha1(b"x")),
        field("request", "WARC-Block-Digest", sha1(b"x")),
        field("resource", "WARC-Block-Digest", "sha256:" + "0" * 64),
        field("resource", "WARC-Block-Digest", "md5:" + "0" * 32),
    ],
    "R116": [
        field(of, "WARC-Payload-Digest", sha1(b"x"))
        for of in ("resource", "request", "response", "chunked", "conversion")
    ],
    "R121": [field("response", "WARC-Refers-To", rid(40))],
    "R122": [field("conversion", "WARC-Refers-To", "10")],
    "R123": [field("conversion", "WARC-Refers-To", rid(77))],
    "R131": [
        field("resource", "WARC-Refers-To-Target-URI", "http://example.org/"),
        field("response", "WARC-Refers-To-Date", DATE),
    ],
    "R132": [
        field("revisit", "WARC-Refers-To", rid(20)),
        field("revisit", "WARC-Refers-To-Date", "2024-05-06T07:08:10Z"),
    ],
    "R133": [
        field("revisit", "WARC-Refers-To-Date", "yesterday"),
        field("revisit", "WARC-Refers-To-Target-URI", "example.org"),
    ],
    "R141": [field("revisit", "WARC-Profile", None)],
    "R142": [field("revisit", "WARC-Profile", "http://example.org/")],
    "R143": [
        field("revisit", "WARC-Profile", PROFILE.replace("1.1", "1.0") + "identical-payload-digest")
    ],
    "R144": [field("response", "WARC-Profile", PROFILE + "identical-payload-digest")],
    "R151": [field("cut", "WARC-Truncated", "long")],
    "R161": [field("info", "WARC-Warcinfo-ID", rid(1))],
    "R162": [field("resource", "WARC-Warcinfo-ID", rid(77))],
    "R163": [field("resource", "WARC-Warcinfo-ID", "1")],
    "R164": [field("resource", "WARC-Warcinfo-ID", rid(10))],
    "R171": [field("resource", "WARC-Filename", "a.warc.gz")],
    "R172": [field("info", "WARC-Filename", "a.warc.gz.open")],
    "R181": [field("resource", "Content-Type", None)],
    "R182": [field("resource", "Content-Type", "picture")],
    "R183": [
        field("response", "Content-Type", "text/html"),
        field("response", "Content-Type", REQUEST),
        field("request", "Content-Type", "text/plain"),
    ],
    "R184": [field("resource", "Content-Type", "application/warc-record")],
    "R185": [field("request", "Content-Type", "application/http;msgtypo=request")],
    "R186": [
        field("resource", "Content-Type", "iage/png"),
        field("metadata", "Content-Type", "application/warc-ields"),
    ],
    "R191": [field("resource", "WARC-Identified-Payload-Type", "png")],
    "R192": [field("metadata", "WARC-Identified-Payload-Type", "text/plain")],
    "R201": [
        field("request", "WARC-Concurrent-To", f"{rid(10)}\r\nWARC-Concurrent-To: {rid(10)}"),
        raw("resource", b"WARC-Date", b"WARC-Type: resource\r\nWARC-Date"),
        raw("resource", b"WARC-Date", b"Content-Length: 7\r\nWARC-Date"),
    ],
    "R211": [raw("resource", b"urn:view:", b"\r\n urn:view:")],
    "R212": [field("resource", "X-Title", "=?utf-8?q?caf=C3=A9?=")],
    "R221": [field("resource", "X-Title", "a\0b"), raw("resource", b"image/png", b"image/p\rng")],
    "R222": [
        raw("resource", b"WARC-Date", b"no field\r\nWARC-Date"),
        raw("resource", b"WARC-Date:", b"WARC-Date :"),
    ],
    "R223": [raw("resource", b"WARC-Date", b"X-Title: caf\xe9\r\nWARC-Date")],
    "R224": [field("resource", "WARC-Identified-Payload-Type", "")],
    "R231": [field("resource", "WARC-Type", "resorce")],
    "R232": [
        several(field("cut", "WARC-Truncatedd", "time")),
        raw("resource", b"WARC-Payload-", b"WARC-yload-"),
        raw("response", b"WARC-IP-", b"IP-"),
        field("resource", "WARC-Paylaod-Digest", sha1(b"x")),
    ],
    "R241": [field("response", "WARC-Protocol", "HTTP 2")],
    "R251": [field("response", "WARC-Cipher-Suite", "TLS 1")],
    "R261": [field("response", "WARC-JSON-Metadata", "{")],
    "T011": [without("info")],
    "T012": [field("info", "Content-Type", "text/plain")],
    "T013": [block("info", (b"software: test", b"software"))],
    "T014": [block("info", (b"\r\n", b"\n"))],
    "T031": [field("request", "WARC-Concurrent-To", None)],
    "T032": [field("request", "WARC-Target-URI", "http://example.org/other")],
    "T033": [
        block("request", (b"GET /", b"GET /other")),
        block("request", (b"example.org", b"example.com")),
    ],
    "T041": [field("resource", "Content-Type", "application/http;msgtype=response")],
    "T051": [block("metadata", (b"via: x", b"via"))],
    "T052": [field("metadata", "WARC-Target-URI", "http://example.com/")],
    "T061": [field("revisit", "WARC-Payload-Digest", None)],
    "T062": [field("revisit", "WARC-Truncated", None)],
    "T063": [
        several(
            *(
                field("revisit", f"WARC-Refers-To{end}", None)
                for end in ("", "-Date", "-Target-URI")
            )
        )
    ],
    "T064": [field("revisit", "WARC-Refers-To-Date", None)],
    "T065": [field("revisit", "WARC-Payload-Digest", sha1(b"x"))],
    "T071": [block("same", (b"304 Not Modified", b"200 OK"))],
    "T072": [field("same", "Content-Type", "text/plain")],
    "T081": [field("conversion", "WARC-Refers-To", None)],
    "T082": [field("conversion", "WARC-Target-URI", "http://example.com/")],
    "T091": [
        field("rest", "WARC-Segment-Number", None),
        field("rest", "WARC-Segment-Origin-ID", None),
    ],
    "T092": [field("rest", "WARC-Segment-Number", "1"), field("first", "WARC-Segment-Number", "2")],
    "T093": [
        without("rest"),
        field("rest", "WARC-Segment-Number", "3"),
        field("rest", "WARC-Segment-Total-Length", None),
    ],
    "T094": [
        field("response", "WARC-Segment-Origin-ID", rid(10)),
        field("resource", "WARC-Segment-Total-Length", "7"),
    ],
    "T095": [field("rest", "WARC-Segment-Origin-ID", "46")],
    "T096": [field("rest", "WARC-Segment-Number", "two")],
    "T097": [field("rest", "WARC-Segment-Total-Length", "7")],
    "T098": [field("rest", "WARC-Target-URI", "http://example.org/lon")],
    "H011": [block("response", (b"Content-Type", b"Transfer-Encoding: chunked\r\nContent-Type"))],
    "H012": [block("framed", (b"0\r\nTrailer: x\r\n\r\n", b"")), block("framed", (b"3;x=y", b"2"))],
    "H013": [block("framed", (b"Content-Type", b"Content-Length: 40\r\nContent-Type"))],
    "H021": [
        block("response", (b"Content-Type", b"Content-Encoding: gzip\r\nContent-Type")),
        block("chunked", (b"Content-Type", b"Content-Encoding: gzip\r\nContent-Type")),
    ],
    "H022": [block("gz", (b": gzip", b": gzi"))],
    "H031": [
        block("response", (b"Length: 12", b"Length: 13")),
        block("response", (b"<p>hello</p>", b"")),
        block("head request", (b"HEAD", b"GET")),
    ],
    "H032": [
        block("response", (b"Length: 12", b"Length: 12, 13")),
        block("response", (b"Length: 12", b"Length: 12\r\nContent-Length: 13")),
        block("response", (b"Length: 12", b"Length: twelve")),
    ],
    "H041": [
        block("response", (b"HTTP/1.1 200 OK", line))
        for line in (b"HTTP/2 200 OK", b"h2 200", b"HTTP/1.1 20", b"HTTP/1.1  200 OK", b"200 OK")
    ],
    "H042": [block("request", (b"HTTP/1.1", b"HTTP/2")), block("request", (b"GET / ", b"GET  "))],
    "H051": [block("response", (b"Content-Type", b":status: 200\r\nContent-Type"))],
    "H061": [
        block("response", (b"Content-Type", b"X: a\nb: c\r\nContent-Type")),
        block("response", (b"Content-Type", b"X: a\r\n b\r\nContent-Type")),
    ],
    "H062": [block("response", (b"Content-Type", b"Set-Cookie: a=1; Path=/, b=2\r\nContent-Type"))],
    "H063": [
        lambda records: (
            setattr(records["response"], "block", answer(b"<p>hello</p>").replace(b"\r\n", b"\n")),
            records["response"].set("WARC-Payload-Digest", None),
            records["response"].renew(),
        )
    ],  # type: ignore[func-returns-value]
    "H064": [
        block("response", (b"Content-Type", b"no header\r\nContent-Type")),
        block("response", (b"Content-Type:", b"Content-Type :")),
    ],
    "H071": [block("none", (b"\r\n\r\n", b"\r\n")), block("request", (b"\r\n\r\n", b""))],
    "H081": [block("response", (b"Content-Type", b"X: a\0b\r\nContent-Type"))],
    "H091": [block("none", (b"\r\n\r\n", b"\r\n\r\nbody")), block("request", (b"GET", b"HEAD"))],
    "H101": [block("part", (b"Content-Range", b"X-Range"))],
    "H102": [block("part", (b"5-9", b"5-8")), block("part", (b"bytes 5-9/100", b"all"))],
    "H111": [block("request", (b"Host: example.org\r\n", b""))],
    "F061": [field("rest", "Content-Length", "9999")],
}
"""By code: changes of the records; each is written gzip and plain, unless told otherwise below."""

GZIP_ONLY = frozenset({"R062"})
PLAIN_ONLY = frozenset({"F061"})


def _gzip_header(flags: int, rest: bytes = b"") -> bytes:
    return b"\x1f\x8b\x08" + bytes([flags]) + bytes(5) + b"\xff" + rest


def _with_header(records: Records, flags: int, rest: bytes) -> bytes:
    """A last member with another header."""
    names = list(records)
    last = member(records[names[-1]].bytes())
    start = packed({name: records[name] for name in names[:-1]})
    return start + _gzip_header(flags, rest) + last[10:]


def _change(data: bytes, at: int, new: bytes) -> bytes:
    at %= len(data)
    return data[:at] + new + data[at + len(new) :]


FILE_CASES: dict[str, list[Callable[[Records], bytes]]] = {
    "G011": [
        lambda r: packed(r)[:-1],
        lambda r: packed(r)[:-9],
        lambda r: packed(r) + b"\x1f\x8b\x08",
    ],
    "G012": [lambda r: _change(packed(r), 400, b"\xff\xff\xff\xff\xff\xff")],
    "G013": [lambda r: _change(packed(r), -8, b"\0\0\0\0")],
    "G014": [lambda r: _change(packed(r), -4, b"\0\0\0\0")],
    "G015": [
        lambda r: _with_header(r, 0x80, b""),
        lambda r: _with_header(r, 0x02, b"\0\0"),
        lambda r: _with_header(r, 0x04, struct.pack("<H", 5) + b"ab\x09\0x"),
        lambda r: packed(r).replace(b"\x1f\x8b\x08", b"\x1f\x8b\x07", 1),
    ],
    "G016": [
        lambda r: packed(r) + b"rubbish",
        lambda r: packed(r) + bytes(512),
        lambda r: (
            packed(r).replace(b"\x1f\x8b\x08", b"rubbish\x1f\x8b\x08", 2).removeprefix(b"rubbish")
        ),
    ],
    "G018": [lambda r: _change(packed(r), 9, b"\x63")],
    "F011": [lambda r: gzip.compress(plain(r))],
    "F012": [lambda r: packed(r) + member(conversion().bytes() + b"more")],
    "F031": [lambda r: b"\x28\xb5\x2f\xfd" + packed(r)],
    "F041": [lambda r: b"", lambda r: b"no WARC at all", lambda r: member(b"nothing")],
    "F042": [lambda r: packed(r) + member(b""), lambda r: packed(r) + member(b"text")],
    "F071": [lambda r: plain(r) + b"rubbish", lambda r: plain(r) + b"\r\n" + conversion().bytes()],
    "R013": [
        lambda r: plain(r) + b"WARC/1.1\r\nWARC-Type: resource\r\n",
        lambda r: packed(r) + member(b"WARC/1.1\r\nno end"),
        lambda r: plain(r) + b"WARC/1.1\r\n" + b"X: y\r\n" * 400_000 + b"\r\n",
    ],
}
"""By code: the bytes of a whole file."""
