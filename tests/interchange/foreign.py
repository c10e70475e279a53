"""WARC files as others write them, made with warcio and by hand."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE = "http://site.test/a/"
PICTURE = "http://cdn.test/a.png"
DATE = "2026-03-04T05:06:07Z"
HTML = b"<!doctype html><title>A</title><p>hello</p><img src='http://cdn.test/a.png'>"


def chunked(data: bytes) -> bytes:
    half = len(data) // 2
    parts = [data[:half], data[half:], b""]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


class Foreign:
    """Writes records into one file; `path` when all are there."""

    def __init__(self, *, gzipped: bool = True) -> None:
        self._buffer = io.BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=gzipped, warc_version="WARC/1.1")
        self._writer._create_temp_file = io.BytesIO  # its own are never closed
        info = self._writer.create_warcinfo_record("x.warc.gz", {"software": "another/1"})
        self._writer.write_record(info)

    def answer(
        self,
        url: str,
        data: bytes,
        mime: str = "text/html",
        *,
        date: str = DATE,
        status: str = "200 OK",
        headers: tuple[tuple[str, str], ...] = (),
        asked: dict[str, str] | None = None,
    ) -> None:
        """Write a response and, with `asked` as its headers, the request."""
        head = StatusAndHeaders(status, [("Content-Type", mime), *headers], protocol="HTTP/1.1")
        response = self._writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(data),
            http_headers=head,
            warc_headers_dict={"WARC-Date": date},
        )
        if asked is None:
            self._writer.write_record(response)
            return
        line = StatusAndHeaders(
            f"GET /{url.split('/', 3)[3]} HTTP/1.1", list(asked.items()), is_http_request=True
        )
        request = self._writer.create_warc_record(
            url, "request", http_headers=line, warc_headers_dict={"WARC-Date": date}
        )
        self._writer.write_request_response_pair(request, response)

    def resource(self, url: str, data: bytes, mime: str) -> None:
        record = self._writer.create_warc_record(
            url, "resource", payload=io.BytesIO(data), warc_content_type=mime
        )
        self._writer.write_record(record)

    def revisit(self, url: str, digest: str, of: str, date: str) -> None:
        head = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
        record = self._writer.create_revisit_record(
            url, digest, of, DATE, http_headers=head, warc_headers_dict={"WARC-Date": date}
        )
        self._writer.write_record(record)

    def data(self) -> bytes:
        return self._buffer.getvalue()

    def put(self, path: Path) -> Path:
        path.write_bytes(self.data())
        return path


def coded_page() -> Foreign:
    """A page whose document is gzipped and chunked, with a picture."""
    made = Foreign()
    made.answer(
        PAGE,
        chunked(gzip.compress(HTML, mtime=0)),
        headers=(("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")),
        asked={"Host": "site.test"},
    )
    made.answer(PICTURE, picture(), "image/png", asked={"Host": "cdn.test", "Referer": PAGE})
    return made


def picture() -> bytes:
    """A PNG of 64 x 48 pixels."""
    from PIL import Image

    stream = io.BytesIO()
    Image.linear_gradient("L").resize((64, 48)).save(stream, "PNG")
    return stream.getvalue()


def one_member(data: bytes) -> bytes:
    """The same records in a single gzip member, as some tools wrongly write them."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, 31)
    return deflate.compress(gzip.decompress(data)) + deflate.flush()
