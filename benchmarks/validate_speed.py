"""`archiver validate` against `fastwarc check` and `warcio check`, on the same files in one run.

Each takes its turn file by file, so that a busy machine slows all alike; then all files at
once. Without files, about a gigabyte of mixed content is made first, by warcio.

    python benchmarks/validate_speed.py [FILES...] [--megabytes 1000] [--jobs 2]
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

BIN = Path(sys.executable).parent
FILES = 8


def make_file(path: Path, size_bytes: int, rnd: random.Random) -> None:
    """Pages, scripts, small answers, pictures, now and then a film; requests beside them."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(rnd.choices(letters, k=rnd.randint(2, 11))) for _ in range(6000)]
    pages = [" ".join(rnd.choices(words, k=rnd.randint(700, 28_000))).encode() for _ in range(100)]
    pool = rnd.randbytes(1 << 24)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "benchmark"}))
        number = 0
        while file.tell() < size_bytes:
            number += 1
            kind = rnd.random()
            if kind < 0.3:
                mime, body = "text/html", rnd.choice(pages) + str(number).encode()
            elif kind < 0.45:
                mime, body = "application/json", rnd.choice(pages)[: rnd.randint(50, 3000)]
            elif kind < 0.6:
                mime, body = "text/javascript", rnd.choice(pages)[: rnd.randint(2000, 100_000)]
            else:
                size = int(rnd.lognormvariate(10.6, 1))
                if kind > 0.985:
                    size = rnd.randint(1 << 20, 6 << 20)
                at = rnd.randrange(len(pool) - min(size, len(pool) - 1))
                mime, body = "image/jpeg", rnd.randbytes(8) + pool[at : at + size]
            write_pair(writer, f"/{path.stem}/{number}", mime, body)


def write_pair(writer: WARCWriter, path: str, mime: str, body: bytes) -> None:
    url = f"https://www.example.org{path}"
    heads = [("Content-Type", mime), ("Content-Length", str(len(body))), ("Server", "nginx"),
             ("Cache-Control", "max-age=3600")]  # fmt: skip
    response = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        http_headers=StatusAndHeaders("200 OK", heads, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-IP-Address": "192.0.2.7"},
    )
    asks = [("Host", "www.example.org"), ("User-Agent", "Mozilla/5.0"), ("Accept", "*/*")]
    head = StatusAndHeaders(f"GET {path} HTTP/1.1", asks, is_http_request=True)
    request = writer.create_warc_record(url, "request", http_headers=head)
    writer.write_request_response_pair(request, response)


def timed(command: Sequence[str]) -> tuple[float, float]:
    """Return wall and processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    wall = time.monotonic() - started
    if done.returncode:
        raise SystemExit(f"{command[:4]} ended with {done.returncode}: {done.stderr[-300:]!r}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used


def compare(files: list[Path], jobs: int) -> None:
    """Print what each checker took."""
    python = [sys.executable, "-m", "archiver", "validate", "--fail-on", "never"]
    checkers = {
        "fastwarc check": [str(BIN / "fastwarc"), "check", "-q"],
        "fastwarc check -p": [str(BIN / "fastwarc"), "check", "-q", "-p"],
        "warcio check": [str(BIN / "warcio"), "check"],
        "archiver validate --jobs 1": [*python, "--jobs", "1"],
    }
    total = sum(path.stat().st_size for path in files) / 1e6
    took = dict.fromkeys(checkers, (0.0, 0.0))
    for path in files:
        path.read_bytes()  # in the cache for all
        for name, command in checkers.items():
            wall, used = timed([*command, str(path)])
            took[name] = (took[name][0] + wall, took[name][1] + used)
    several = f"archiver validate --jobs {jobs}, all files"
    took[several] = timed([*python, "--jobs", str(jobs), *map(str, files)])
    print(f"{len(files)} files, {total:.0f} MB, load {os.getloadavg()[0]:.1f}")
    for name, (wall, used) in took.items():
        print(f"{name:42} {total / wall:7.0f} MB/s wall, {total / used:7.0f} MB/s of processor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if options.files:
        compare(options.files, options.jobs)
        return
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"mixed-{number}.warc.gz") for number in range(FILES)]
        for number, path in enumerate(files):
            make_file(path, options.megabytes * 1_000_000 // FILES, random.Random(number))
        compare(files, options.jobs)


if __name__ == "__main__":
    main()
