"""How much memory archiver needs for pages with huge bodies, or very many.

Each page is archived by a fresh process; the pages come from another one, made
up as they are sent. Stated are the most memory that archiver's own process held
(VmHWM), the time, and whether every body lies whole in the WARC: size and SHA-1,
read as a stream.

With `--curl` each case of one body is done three times, each time after `curl` has
taken the same body to the same disk; stated are the medians, their ratio, and where
archiver's time went. Without `--warm` memory that a virtual machine never used before
may cost both more than all else.

    python benchmarks/memory.py [--gigabytes 1] [--curl [--warm]] [CASE...]
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from archiver.browser import BrowserSettings
from archiver.jobs import ArchiveSettings, Event, PageAdvanced, PageDone, Plan, archive
from archiver.store import Collection
from archiver.testing import media, pictures

LIMIT_MB = 300
ROUNDS = 3
WARM_GB = 3
"""Times the body: what is written at once by archiver and curl, and some more."""
PICTURES, PICTURE_BYTES = 2_000, 100_000
BLOCK = random.Random(1).randbytes(1 << 20)
HOST = "http://big.test"

SCRIPT = """
<p id="said">The measurements are being read.</p><script>
  fetch('{path}').then(async (answer) => {{
    const reader = answer.body.getReader();
    let size = 0;
    for (;;) {{
      const {{ done, value }} = await reader.read();
      if (done) break;
      size += value.length;
    }}
    document.getElementById('said').textContent = `All ${{size}} bytes were read.`;
  }}).catch((error) => {{ document.getElementById('said').textContent = String(error); }});
</script>"""


@dataclass(frozen=True)
class Case:
    """A page and the addresses of its bodies."""

    name: str
    html: str
    paths: tuple[str, ...]


CASES = {
    case.name: case
    for case in (
        Case("fetch, Content-Length", SCRIPT.format(path="/plain.bin"), ("/plain.bin",)),
        Case("fetch, chunked", SCRIPT.format(path="/chunked.bin"), ("/chunked.bin",)),
        Case(
            "video, ranges",
            '<video src="/ranges.webm" preload="auto" controls></video>',
            ("/ranges.webm",),
        ),
        Case(
            "video, Content-Length",
            '<video src="/plain.webm" preload="auto" controls></video>',
            ("/plain.webm",),
        ),
        Case(
            "video, chunked",
            '<video src="/chunked.webm" preload="auto" controls></video>',
            ("/chunked.webm",),
        ),
        Case("img, chunked", '<img src="/chunked.bin">', ("/chunked.bin",)),
        Case(
            f"{PICTURES} pictures",
            "".join(f'<img src="/{n}.jpg" width="64" height="40">\n' for n in range(PICTURES)),
            tuple(f"/{n}.jpg" for n in range(PICTURES)),
        ),
    )
}


# --- the web: bodies made up as they are sent


def _film_head(size_bytes: int) -> bytes:
    """Return a film that plays, and the head of the EBML Void element that is its rest."""
    film = media.read("bay.webm")
    rest = size_bytes - len(film) - 9
    return film + b"\xec\x01" + rest.to_bytes(7, "big")


def head_of(path: str, size_bytes: int) -> bytes:
    return _film_head(size_bytes) if path.endswith(".webm") else b""


def picture(path: str) -> bytes:
    """Return a picture with its own bytes: a small JPEG with long comments."""
    drawn = pictures.draw("image/jpeg", "benchmark", 64, 40)
    noise = random.Random(path).randbytes(PICTURE_BYTES // 2)
    comment = b"\xff\xfe" + (len(noise) + 2).to_bytes(2, "big") + noise
    return drawn[:2] + comment + comment + drawn[2:]


def body_pieces(path: str, size_bytes: int, start: int = 0) -> Iterator[bytes]:
    """Yield a body from an offset on: its head, then numbered blocks."""
    head = head_of(path, size_bytes)
    if start < len(head):
        yield head[start:]
    position = max(start, len(head))
    while position < size_bytes:
        number, skip = divmod(position, len(BLOCK))
        block = number.to_bytes(8, "big") + BLOCK[8:]
        piece = block[skip : skip + size_bytes - position]
        yield piece
        position += len(piece)


def expected(path: str, size_bytes: int) -> tuple[int, str]:
    """Return size and SHA-1 of what the web gives for an address."""
    if path.endswith(".jpg"):
        body = picture(path)
        return len(body), hashlib.sha1(body).hexdigest()
    digest = hashlib.sha1()
    for piece in body_pieces(path, size_bytes):
        digest.update(piece)
    return size_bytes, digest.hexdigest()


class Web(BaseHTTPRequestHandler):
    """Answers for all cases."""

    protocol_version = "HTTP/1.1"
    size_bytes = 0

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a page, a picture, or a huge body."""
        name = self.path.removeprefix("/page/")
        if name != self.path:
            html = CASES[name.replace("%20", " ")].html
            text = f"<!doctype html><title>{name}</title><h1>Big</h1>{html}"
            self._send_whole("text/html; charset=utf-8", text.encode())
        elif self.path.endswith(".jpg"):
            self._send_whole("image/jpeg", picture(self.path))
        elif self.path.endswith((".bin", ".webm")):
            self._send_huge()
        else:
            self.send_error(404)

    def _send_whole(self, media_type: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_huge(self) -> None:
        film = self.path.endswith(".webm")
        chunked = "chunked" in self.path
        wanted = self.headers.get("Range", "") if "ranges" in self.path else ""
        start = int(wanted.removeprefix("bytes=").partition("-")[0] or 0)
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Type", "video/webm" if film else "application/octet-stream")
        if wanted:
            span = f"bytes {start}-{self.size_bytes - 1}/{self.size_bytes}"
            self.send_header("Content-Range", span)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(self.size_bytes - start))
        self.end_headers()
        try:
            for piece in body_pieces(self.path, self.size_bytes, start):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            if chunked:
                self.wfile.write(b"0\r\n\r\n")
        except OSError:  # the player has seen enough
            self.close_connection = True


def serve(size_bytes: int) -> None:
    Web.size_bytes = size_bytes
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    print(server.server_address[1], flush=True)
    server.serve_forever()


# --- one case in a process of its own


def peak_mb() -> float:
    """Return the most memory that this process ever held."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def archive_case(name: str, root: Path, port: int) -> None:
    """Archive a case and print what it took, as JSON."""
    path = root.parent / "post.md"
    images = "".join(f"![]({HOST}{p})\n\n" for p in CASES[name].paths if p.endswith(".jpg"))
    address = f"{HOST}/page/{name}".replace(" ", "%20")
    path.write_text(f"---\ntitle: {name}\nurl: {address}\n---\n{images or 'Big'}\n")
    told: list[PageDone] = []
    phases: dict[str, float] = {}

    def listen(event: Event) -> None:
        if isinstance(event, PageAdvanced):
            phases.setdefault(event.phase, time.monotonic())
        if isinstance(event, PageDone):
            told.append(event)

    settings = ArchiveSettings(
        browser=BrowserSettings(host_table=lambda _h, _p: ("127.0.0.1", port))
    )
    before, begun = peak_mb(), time.monotonic()
    with Collection.open(root) as collection:
        asyncio.run(archive(Plan([path]), collection, settings=settings, listener=listen))
    ended = time.monotonic()
    capture = told[0].capture
    ends = [*list(phases.values())[1:], ended]
    facts = {
        "before_mb": before,
        "peak_mb": peak_mb(),
        "wall_s": ended - begun,
        "stages_s": {
            "start": min(phases.values(), default=ended) - begun,
            **{name: end - at for (name, at), end in zip(phases.items(), ends, strict=True)},
        },
        "error": capture.error,
        "verdict": told[0].report.verdict,
        "notes": capture.events.notes,
        "cut": [
            f"{e.url} {e.truncated} {e.error}" for e in capture.ledger if e.truncated or e.error
        ],
    }
    print(json.dumps(facts))


def lost_bodies(case: Case, root: Path, size_bytes: int) -> list[str]:
    """Return what of a case's bodies is not whole in the WARC."""
    lost = []
    with Collection.open(root, writable=False) as collection:
        for path in case.paths:
            answer = collection.answer(HOST + path, limit=1)
            digest, size = hashlib.sha1(), 0
            for chunk in collection.payload_chunks(answer.pointer) if answer else ():
                digest.update(chunk)
                size += len(chunk)
            if (size, digest.hexdigest()) != expected(path, size_bytes):
                lost.append(f"{path}: {size:,} bytes kept")
    return lost


def measure(case: Case, port: int, size_bytes: int) -> tuple[bool, dict[str, Any]]:
    """Archive a case, print its line; return whether all is as it must be, and its facts."""
    with tempfile.TemporaryDirectory(prefix="memory-") as name:
        root = Path(name) / "archive"
        command = [sys.executable, __file__, "--archive", str(root), "--port", str(port), case.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{case.name:24} failed: {done.stderr[-2000:]}")
            return False, {}
        facts = json.loads(done.stdout)
        lost = lost_bodies(case, root, size_bytes)
    kept = len(case.paths) - len(lost)
    print(
        f"{case.name:24}{facts['before_mb']:9.0f}{facts['peak_mb']:9.0f}{facts['wall_s']:9.1f}"
        f"{kept:8} of {len(case.paths)}  {facts['error'] or facts['verdict']}",
        flush=True,
    )
    for line in (*lost[:5], *facts["notes"][:5], *facts["cut"][:5]):
        print(f"    {line}")
    return not lost and not facts["error"] and facts["peak_mb"] < LIMIT_MB, facts


# --- beside a plain download


def warm(folder: Path, size_bytes: int) -> None:
    """Fill memory with files and drop them: from then on it costs what memory costs."""
    paths = [folder / f"warm-{number}" for number in range(WARM_GB)]
    for path in paths:
        with path.open("wb", buffering=0) as file:
            for _ in range(size_bytes >> 20):
                file.write(BLOCK)
    for path in paths:
        path.unlink()


def curl_s(url: str, folder: Path) -> float:
    """Return the seconds that `curl` takes to write a body to disk."""
    path = folder / "curl.bin"
    begun = time.monotonic()
    subprocess.run(["curl", "--silent", "--fail", "--output", str(path), url], check=True)
    wall_s = time.monotonic() - begun
    path.unlink()
    return wall_s


def compare(case: Case, port: int, size_bytes: int, *, warmed: bool) -> bool:
    """Archive a case and download its body, in turn; print medians and their ratio."""
    rounds: list[dict[str, Any]] = []
    plain: list[float] = []
    good = True
    with tempfile.TemporaryDirectory(prefix="memory-") as name:
        for _ in range(ROUNDS):
            if warmed:
                warm(Path(name), size_bytes)
            plain.append(curl_s(f"http://127.0.0.1:{port}{case.paths[0]}", Path(name)))
            fine, facts = measure(case, port, size_bytes)
            if not facts:
                return False
            good &= fine
            rounds.append(facts)
    ours_s = statistics.median(facts["wall_s"] for facts in rounds)
    theirs_s = statistics.median(plain)
    stages = {
        stage: statistics.median(facts["stages_s"].get(stage, 0.0) for facts in rounds)
        for stage in rounds[0]["stages_s"]
    }
    print(f"    curl {theirs_s:.1f} s, archiver {ours_s:.1f} s: {ours_s / theirs_s:.2f} times")
    print("    " + ", ".join(f"{stage} {took_s:.1f} s" for stage, took_s in stages.items()))
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--archive", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--curl", action="store_true", help="compare with a plain download")
    parser.add_argument("--warm", action="store_true", help="touch the memory first")
    options = parser.parse_args()
    size_bytes = int(options.gigabytes * (1 << 30))
    if options.serve:
        serve(size_bytes)
    if options.archive:
        archive_case(options.cases[0], options.archive, options.port)
        return 0
    command = [sys.executable, __file__, "--serve", "--gigabytes", str(options.gigabytes)]
    print(f"{'':24}{'MB idle':>9}{'MB peak':>9}{'s':>9}{'bodies whole':>16}")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as web:
        assert web.stdout is not None
        try:
            port = int(web.stdout.readline())
            chosen = [CASES[name] for name in options.cases or CASES]
            good = [
                compare(case, port, size_bytes, warmed=options.warm)
                if options.curl and len(case.paths) == 1
                else measure(case, port, size_bytes)[0]
                for case in chosen
            ]
        finally:
            web.kill()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
