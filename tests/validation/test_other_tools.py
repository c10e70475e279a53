"""What other tools write, and archiver itself: only their real faults are told."""

from __future__ import annotations

import gc
import http.server
import io
import shutil
import subprocess
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from handmade import codes_of, told
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAYLOAD = b"<p>hello</p>"


def warcio_file(path: Path, version: str, *, gz: bool = True) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write_by_warcio(path, version, gz=gz)
        gc.collect()  # the files that it leaves open are of no interest here


def write_by_warcio(path: Path, version: str, *, gz: bool) -> None:
    """A record of each kind, as warcio makes it when it is told what it asks for."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gz, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "warcio"}))
        heads = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        response = writer.create_warc_record(
            "http://example.org/", "response", payload=io.BytesIO(PAYLOAD), http_headers=heads
        )
        asks = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example.org")], is_http_request=True)
        request = writer.create_warc_record("http://example.org/", "request", http_headers=asks)
        writer.write_request_response_pair(request, response)
        writer.write_record(
            writer.create_warc_record(
                "http://example.org/a.txt", "resource", payload=io.BytesIO(b"text"),
                warc_content_type="text/plain",
            )
        )  # fmt: skip
        again = writer.create_revisit_record(
            "http://example.org/",
            response.rec_headers.get_header("WARC-Payload-Digest"),
            "http://example.org/",
            response.rec_headers.get_header("WARC-Date"),
            http_headers=heads,
        )
        writer.write_record(again)
        writer.write_record(
            writer.create_warc_record(
                "http://example.org/", "metadata", payload=io.BytesIO(b"via: x\r\n"),
                warc_content_type="application/warc-fields",
            )
        )  # fmt: skip


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("gz", [True, False])
def test_of_warcio_its_two_faults_are_told(tmp_path: Path, version: str, gz: bool) -> None:
    path = tmp_path / ("warcio.warc.gz" if gz else "warcio.warc")
    warcio_file(path, version, gz=gz)
    # It does not say that a revisit has no body, and digests a payload that metadata has not.
    assert codes_of(path) == {"T062": 1, "R114": 1}, told(path)


class Site(http.server.BaseHTTPRequestHandler):
    """Pages as servers send them: chunked, packed, redirected, empty."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/moved" else 200)
        if self.path == "/moved":
            self.send_header("Location", "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"c\r\n" + PAYLOAD + b"\r\n0\r\n\r\n")
        else:
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(PAYLOAD)))
            self.end_headers()
            self.wfile.write(PAYLOAD)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not there")
@pytest.mark.parametrize("options", [[], ["--no-warc-compression"]])
def test_of_wget_nothing_is_told(tmp_path: Path, site: str, options: list[str]) -> None:
    command = ["wget", "-q", "--no-proxy", "--warc-file=wget", *options]
    command += [f"{site}{path}" for path in ("/", "/chunked", "/moved")]
    subprocess.run(command, cwd=tmp_path, check=False, timeout=60)
    (path,) = tmp_path.glob("wget.warc*")
    assert codes_of(path) == {}, told(path)
