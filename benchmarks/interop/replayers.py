"""pywb and ReplayWeb.page: installed in places of their own, serving an archive on 127.0.0.1."""

from __future__ import annotations

import contextlib
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
import venv
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PYWB = ("pywb==2.10.0", "setuptools<81")  # pywb imports pkg_resources
REPLAYWEBPAGE = {
    "private": True,
    "dependencies": {"replaywebpage": "2.5.3"},
    # wabac 2.27.3 asks for a warcio.js that was never published
    "overrides": {"@webrecorder/wabac": "2.27.1"},
}
EMBED = """<!doctype html><meta charset="utf-8"><style>html,body{{height:100%;margin:0}}</style>
<script src="/ui.js"></script>
<replay-web-page source="/archive.warc.gz" url="{url}" ts="{moment}"
  embed="default"></replay-web-page>"""
ANSWER_S = 60.0


class Ranged(SimpleHTTPRequestHandler):
    """Files of one folder, byte ranges included."""

    def do_GET(self) -> None:
        """Answer 206 to `bytes=a-b` and `bytes=a-`, else as the parent does."""
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        file = Path(self.translate_path(self.path))
        if not wanted or not file.is_file():
            super().do_GET()
            return
        data = file.read_bytes()
        first, last = int(wanted[1]), min(int(wanted[2] or len(data)), len(data) - 1)
        self.send_response(206 if first <= last else 416)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(max(0, last + 1 - first)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(data[first : last + 1])

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the table."""


def warcs(archive: Path) -> list[Path]:
    """Return the archive's finished WARCs, oldest first."""
    found = sorted((archive.absolute() / "warc").glob("*.warc.gz"))
    if not found:
        sys.exit(f"{archive} holds no warc/*.warc.gz; name the folder `archiver run -o` wrote.")
    return found


def install_pywb(work: Path) -> Path:
    """Return the folder of pywb's programs, in an environment of its own.

    pywb brings brotlipy, which hides the brotli others need, so it must not share one.
    """
    home = work / "pywb"
    if not (home / "bin" / "wayback").exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", *PYWB], check=True)
    return home / "bin"


def install_replaywebpage(work: Path) -> Path:
    """Return the folder that holds ReplayWeb.page's ui.js and sw.js."""
    home = work / "replaywebpage"
    package = home / "node_modules" / "replaywebpage"
    if not (package / "sw.js").exists():
        home.mkdir(exist_ok=True)
        (home / "package.json").write_text(json.dumps(REPLAYWEBPAGE))
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run(["npm", "install", *quiet], cwd=home, check=True)
    return package


@contextlib.contextmanager
def pywb_of(archive: Path, programs: Path) -> Iterator[str]:
    """Run pywb over a copy of the archive's WARCs; yields its URL on 127.0.0.1."""
    with tempfile.TemporaryDirectory() as home:
        for words in (["init", "interop"], ["add", "interop", *map(str, warcs(archive))]):
            subprocess.run(
                [programs / "wb-manager", *words], cwd=home, check=True, capture_output=True
            )
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        words = ["--bind", "127.0.0.1", "-p", str(port)]
        with Path(home, "wayback.log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "wayback", *words], cwd=home, stdout=log, stderr=log
            )
        try:
            wait_for(f"http://127.0.0.1:{port}/interop/")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


@contextlib.contextmanager
def replaywebpage_of(archive: Path, package: Path, url: str, moment: str) -> Iterator[str]:
    """Serve ReplayWeb.page with the archive as one WARC; yields its URL on 127.0.0.1."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "replay").mkdir()
        for place in (folder, folder / "replay"):
            shutil.copy(package / "ui.js", place)
            shutil.copy(package / "sw.js", place)
        (folder / "index.html").write_text(EMBED.format(url=url, moment=moment))
        with (folder / "archive.warc.gz").open("wb") as whole:  # members may follow each other
            for warc in warcs(archive):
                whole.write(warc.read_bytes())
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Ranged, directory=home))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def wait_for(url: str) -> None:
    """Return when `url` answers; TimeoutError after ANSWER_S seconds."""
    end = time.monotonic() + ANSWER_S
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.3)
    raise TimeoutError(f"{url} did not answer within {ANSWER_S:.0f} s.")
