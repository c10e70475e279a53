"""Export and import of a large archive: time against plain copying, and the most memory.

    python benchmarks/wacz.py --gigabytes 1 --pages 200

Makes an archive of that size by hand (films of many sizes, small pictures, one logo that
all pages share), then runs `archiver export` and `archiver import` in processes of their
own. Copying is `cp` of the archive's WARC files, then `sync`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "store"))

from shelf import capture_of, exchange, target

from archiver.store import Collection


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--work", type=Path, help="folder to work in (default: a temporary one)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wacz-bench-", dir=options.work) as name:
        folder = Path(name)
        make(folder / "archive", options.pages, int(options.gigabytes * 1e9))
        size_bytes = sum(path.stat().st_size for path in (folder / "archive" / "warc").iterdir())
        print(f"archive: {options.pages} pages, {size_bytes / 1e6:,.0f} MB")
        os.sync()
        tell("cp", size_bytes, *run(["cp", "-r", str(folder / "archive" / "warc"), f"{folder}/x"]))
        shutil.rmtree(folder / "x")
        archiver = [sys.executable, "-m", "archiver"]
        wacz = str(folder / "a.wacz")
        tell("export", size_bytes, *run([*archiver, "export", "-o", wacz, f"{folder}/archive"]))
        tell("import", size_bytes, *run([*archiver, "import", wacz, "-o", f"{folder}/other"]))


def run(command: list[str]) -> tuple[float, float, int]:
    """Return seconds by the clock, of the processor, and the most memory in bytes."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    os.sync()
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    cpu_s = usage.ru_utime + usage.ru_stime
    return time.monotonic() - started, cpu_s, usage.ru_maxrss * 1024


def tell(name: str, size_bytes: int, wall_s: float, cpu_s: float, memory_bytes: int) -> None:
    speed = size_bytes / 1e6 / wall_s
    print(
        f"{name:8} {wall_s:6.2f} s, {cpu_s:6.2f} s of the processor, {speed:6.0f} MB/s, "
        f"at most {memory_bytes / 1e6:.0f} MB of memory"
    )


def make(root: Path, pages: int, size_bytes: int) -> None:
    """Fill an archive: each page has a document, pictures, a film, and the shared logo."""
    with Collection.open(root) as collection:
        for number in range(pages):
            slug = f"page-{number:05d}"
            draft = collection.draft(target(slug))
            parts = [exchange(f"https://site.test/{slug}/", b"<p>words" * 2000)]
            parts += [
                exchange(f"https://cdn.test/{slug}-{at}.jpg", os.urandom(60_000), "image/jpeg")
                for at in range(10)
            ]
            left_bytes = max(1, size_bytes // pages - 600_000)
            parts.append(
                exchange(f"https://cdn.test/{slug}.mp4", os.urandom(left_bytes), "video/mp4")
            )
            parts.append(exchange("https://cdn.test/logo.png", b"\x89PNG" * 5000, "image/png"))
            draft.commit(capture_of(draft, [draft.add(part) for part in parts]), [], slug * 500)


if __name__ == "__main__":
    main()
