"""How soon the review's data is there, and what it costs: an archive of 20,000 articles.

An archive is built where there is none (some minutes; in memory no disk slows it down; see
`review_archive.py`). Its reports are kept, as `archiver run` keeps them. Then, in a fresh
process:

    first paint    from nothing to the summary and the first 100 items, imports left out
    whole queue    until all articles are judged and in order, and all chunks are told
    page           JSON of one article after the other, the worst first: median and 95 of 100
    memory         the most that the process held

Ends with 1 when the first paint takes a second or more, or memory 400 MB. What a browser
makes of it is measured by `review_page.py`.

    python benchmarks/review_data.py /dev/shm/review-20000

    first paint   653 ms, 300 judged, 100 items
    whole queue   8.2 s, 60,001 items, 11 groups
    all chunks    1,764 ms, 31 of them
    summary again 76 ms
    page          6.0 ms, 95 of 100 within 6.9 ms
    memory        296 MB
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import review_archive

from archiver.review.site import ReviewSite

FIRST_PAINT_S, MEMORY_MB = 1.0, 400
PAGES = 100


def measure(root: Path) -> int:
    """Measure in this process; return the exit code."""
    begun = time.perf_counter()
    with ReviewSite(root, root / "snapshots", reviewer="Ann") as site:
        site.load()
        summary, first = told(site, "data/summary.json"), told(site, "data/queue/0.json")
        first_s = time.perf_counter() - begun
        print(
            f"first paint   {first_s * 1000:,.0f} ms, {summary['counts']['articles']:,} judged, "
            f"{len(first['items'])} items"
        )
        site.wait()
        judged_s = time.perf_counter() - begun
        summary = told(site, "data/summary.json")
        chunks_s = time.perf_counter()
        items = [
            item
            for number in range(summary["chunks"])
            for item in told(site, f"data/queue/{number}.json")["items"]
        ]
        chunks_s = time.perf_counter() - chunks_s
        print(
            f"whole queue   {judged_s:.1f} s, {len(items):,} items, {len(summary['groups'])} groups"
        )
        print(f"all chunks    {chunks_s * 1000:,.0f} ms, {summary['chunks']} of them")
        again = time.perf_counter()
        told(site, "data/summary.json")
        print(f"summary again {(time.perf_counter() - again) * 1000:,.0f} ms")
        pages(site, list(dict.fromkeys(item["slug"] for item in items))[:PAGES])
        memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory        {memory_mb:,.0f} MB")
        assert first["items"], "nothing at the first paint"
    return 1 if first_s >= FIRST_PAINT_S or memory_mb >= MEMORY_MB else 0


def pages(site: ReviewSite, slugs: Sequence[str]) -> None:
    """Tell how long the pages of some articles take, each for the first time."""
    taken_ms = []
    for slug in slugs:
        begun = time.perf_counter()
        told(site, f"data/page/{slug}.json")
        taken_ms.append((time.perf_counter() - begun) * 1000)
    slow = sorted(taken_ms)[int(len(taken_ms) * 0.95) - 1]
    print(f"page          {statistics.median(taken_ms):.1f} ms, 95 of 100 within {slow:.1f} ms")


def told(site: ReviewSite, address: str) -> dict[str, object]:
    """Return what an address answers."""
    answer = site.answer(address, {})
    assert answer is not None, address
    return json.loads(answer.body)


def main() -> int:
    """Build what is not there, and measure in a process that has built nothing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--measure", action="store_true", help="the archive is there")
    options = parser.parse_args()
    if options.measure:
        return measure(options.archive)
    if not options.archive.exists():
        review_archive.build(options.archive, options.articles, judged=options.articles)
    command = [sys.executable, __file__, str(options.archive), "--measure"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
