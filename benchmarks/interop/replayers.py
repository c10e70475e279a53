"""pywb and ReplayWeb.page, serving a WACZ file on 127.0.0.1."""

from __future__ import annotations

import contextlib
import html
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from archiver.interchange import ExportOptions, export_wacz
from archiver.store import Collection

REPLAYED = re.compile(r"/(?:interop|w/[^/]+(?:/:[0-9a-f]+)?)/(\d{0,14})([a-z]{2}_)?/(.+)")
"""A replayed address of either: moment, kind of resource, original address.

ReplayWeb.page puts the digest of the WACZ file before the moment.
"""
LOOPBACK_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
ANSWER_S = 60.0
_EMBED = """<!doctype html><meta charset="utf-8"><style>html,body{{height:100%;margin:0}}</style>
<script src="/ui.js"></script>
<replay-web-page source="/archive.wacz" url="{url}" ts="{moment}" replayBase="/replay/"
  embed="default"></replay-web-page>"""
Starts = Callable[[str, str], str]
"""Gives the address at which a page, as it was at a moment of 14 digits, is replayed."""


class Ranged(SimpleHTTPRequestHandler):
    """Files of one folder, byte ranges included."""

    def do_GET(self) -> None:
        """Answer 206 to `bytes=a-b` and `bytes=a-`, else as the parent does."""
        with contextlib.suppress(ConnectionError):  # a reader may have enough
            self._answer()

    def _answer(self) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        file = Path(self.translate_path(self.path))
        if not wanted or not file.is_file():
            super().do_GET()
            return
        size = file.stat().st_size
        first, last = int(wanted[1]), min(int(wanted[2] or size), size - 1)
        self.send_response(206 if first <= last else 416)
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(max(0, last + 1 - first)))
        self.end_headers()
        with file.open("rb") as stream:
            stream.seek(first)
            self.wfile.write(stream.read(max(0, last + 1 - first)))

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the table."""


def exported(archive: Path, folder: Path) -> Path:
    """Write an archive into `archive.wacz` of a folder and return its path."""
    path = folder / "archive.wacz"
    with Collection.open(archive, writable=False) as collection:
        export_wacz(collection, path, ExportOptions())
    return path


def moments(wacz: Path) -> dict[str, str]:
    """Return the 14 digits at which each page of a WACZ file was archived last, by address."""
    lines = zipfile.ZipFile(wacz).read("pages/pages.jsonl").decode().splitlines()
    pages = sorted((page["ts"], page["url"]) for page in map(json.loads, lines[1:]))
    return {url: re.sub(r"\D", "", ts)[:14] for ts, url in pages}


def moment_of(wacz: Path, url: str) -> str:
    """Return the moment of one page; ends the program when there is no such page."""
    known = moments(wacz)
    if url not in known:
        sys.exit(f"{url} is no page of the archive; its pages are: {' '.join(known)}")
    return known[url]


def original(address: str) -> str:
    """Return the archived address that a replayed one stands for."""
    place = REPLAYED.search(address)
    return place[3] if place else address


@contextlib.contextmanager
def pywb_of(wacz: Path, wayback: Path) -> Iterator[Starts]:
    """Run pywb over what a WACZ file holds, by the file's own index."""
    with tempfile.TemporaryDirectory() as home:
        add = ["add", "--unpack-wacz", "interop", str(wacz.absolute())]
        for words in (["init", "interop"], add):
            manager = wayback.with_name("wb-manager")
            subprocess.run([manager, *words], cwd=home, check=True, capture_output=True)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        words = ["--bind", "127.0.0.1", "-p", str(port)]
        with Path(home, "wayback.log").open("wb") as log:
            server = subprocess.Popen([wayback, *words], cwd=home, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/interop/")
            yield lambda url, moment: f"http://127.0.0.1:{port}/interop/{moment}/{url}"
        finally:
            server.terminate()
            server.wait()


@contextlib.contextmanager
def replaywebpage_of(wacz: Path, package: Path) -> Iterator[Starts]:
    """Serve ReplayWeb.page, with a WACZ file beside it, from a server of plain files."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "replay").mkdir()
        for name, place in (("ui.js", ""), ("ui.js", "replay"), ("sw.js", "replay")):
            shutil.copy(package / name, folder / place)
        (folder / "archive.wacz").symlink_to(wacz.absolute())
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Ranged, directory=home))
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def start(url: str, moment: str) -> str:
            name = f"page-{sum(1 for _ in folder.glob('page-*'))}.html"
            page = _EMBED.format(url=html.escape(url), moment=moment)
            (folder / name).write_text(page, encoding="utf-8")
            return f"http://127.0.0.1:{server.server_port}/{name}"

        try:
            yield start
        finally:
            server.shutdown()
            server.server_close()


def wait_for(url: str) -> None:
    """Return when `url` answers; TimeoutError after ANSWER_S seconds."""
    end = time.monotonic() + ANSWER_S
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.3)
    raise TimeoutError(f"{url} did not answer within {ANSWER_S:.0f} s.")
